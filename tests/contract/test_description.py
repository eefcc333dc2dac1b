"""Discord's description as the checker reads it: its corrections, its routes, its verdicts, its pace."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest
import simcord
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from . import Description, check_requests, load_description
from .message_limits import MESSAGE_LIMITS
from .openapi import VARIABLE, UnknownRouteError, corrected, description_file
from .other_limits import OTHER_LIMITS
from .problems import Json
from .samples import command, layout, option, row, text

LIMITS = (*MESSAGE_LIMITS, *OTHER_LIMITS)


def reasons(description: Description, method: str, path: str, body: Json) -> list[str]:
    entry = simcord.HttpLogEntry(method, path, {}, body, None)
    return [f"{problem.where}: {problem.reason}" for problem in check_requests([entry], description)]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/@me/channels", {"recipient_id": 1456074443980800000}),
        ("POST", "/users/@me/channels", {"recipient_id": "1456074443980800000"}),
        ("PUT", "/applications/1/commands", [command(default_member_permissions="32")]),
        ("PUT", "/applications/1/commands", [command(default_member_permissions=32)]),
        ("PUT", "/applications/1/commands", [command(default_member_permissions=None)]),
        ("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "1024", "deny": "0"}),
        ("POST", "/guilds/1/roles", {"name": "Curator", "permissions": "0"}),
        ("POST", "/guilds/1/stickers", {"name": "Tears", "tags": "cry", "description": "A tear"}),
    ],
)
def test_the_corrections_take_what_discord_takes(
    description: Description, method: str, path: str, body: Json
) -> None:
    assert reasons(description, method, path, body) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "where"),
    [
        ("POST", "/users/@me/channels", {"recipient_id": "somebody"}, "$.recipient_id"),
        ("POST", "/users/@me/channels", {"recipient_id": -1}, "$.recipient_id"),
        ("POST", "/guilds/1/roles", {"permissions": "manage_guild"}, "$.permissions"),
    ],
)
def test_the_corrections_take_no_more_than_that(
    description: Description, method: str, path: str, body: Json, where: str
) -> None:
    (reason,) = reasons(description, method, path, body)
    assert reason.startswith(f"{where}: ")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/dramas/1"),
        ("POST", "/channels/None/messages"),
        ("DELETE", "/channels/1/messages"),
        ("POST", "/interactions/1/token"),
    ],
)
def test_a_route_that_discord_does_not_have_is_refused(
    description: Description, method: str, path: str
) -> None:
    (reason,) = reasons(description, method, path, {"content": "x"} if method == "POST" else None)
    assert reason.startswith("$: Discord's description has no ")


def test_the_more_literal_route_is_taken(description: Description) -> None:
    literal = description.operation("PATCH", "/webhooks/1/token/messages/@original")
    assert literal.template.endswith("/messages/@original")
    other = description.operation("PATCH", "/webhooks/1/token/messages/2")
    assert other.template.endswith("/messages/{message_id}")
    with pytest.raises(UnknownRouteError):
        description.operation("PATCH", "/webhooks/1/token/messages/first")


def test_a_refusal_names_what_is_wrong_rather_than_the_union(description: Description) -> None:
    path = "/channels/1/messages"
    broken = layout(
        {"type": 17, "components": [row({"type": 3, "custom_id": "m", "options": [option(label=5)]})]}
    )
    assert (
        "$.components[0].components[0].components[0].options[0].label: 5 is not of type 'string'"
        in reasons(description, "POST", path, broken)
    )
    (nested,) = reasons(description, "POST", path, layout(row(text("a text in a row"))))
    assert nested.startswith(
        "$.components[0].components[0]: type 10 is not taken here, only [2, 3, 5, 6, 7, 8]"
    )


def test_a_body_that_is_not_json_is_refused(description: Description) -> None:
    (reason,) = reasons(description, "POST", "/channels/1/messages", {"content": "x", "nonce": float("nan")})
    assert reason.startswith("$: is not JSON")


def test_a_body_where_none_is_taken_is_refused(description: Description) -> None:
    assert reasons(description, "POST", "/channels/1/typing", {"for": "ever"}) == [
        "$: a body, where Discord takes none"
    ]


def test_the_verdict_is_that_of_jsonschema_alone(description: Description) -> None:
    """Looking at a union's `type` first is a short cut: it may not change what is refused."""
    document = corrected(json.loads(description_file().read_bytes()))
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:plain", resource)
    judged = set()
    for limit in LIMITS:
        operation = description.operation(*limit.request)
        plain = Draft202012Validator({"$ref": f"urn:plain#/{operation.pointer}"}, registry=registry)
        for body in (limit.good, limit.bad):
            verdict = plain.is_valid(body)
            assert (description.findings(operation, body) == ()) == verdict, limit.name
            judged.add(verdict)
    assert judged == {True, False}


def test_where_the_description_is_looked_for(
    description: Description, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert load_description() is description, "read once"
    named = tmp_path / "openapi.json"
    monkeypatch.setenv(VARIABLE, str(named))
    assert load_description() is None
    components: Json = {"schemas": {"SnowflakeType": {"type": "string"}}}
    named.write_text(
        json.dumps({"openapi": "3.1.0", "paths": {"/dramas": {"get": {}}}, "components": components})
    )
    found = load_description()
    assert found is not None
    assert found.operation("GET", "/dramas").media is None


def test_the_description_is_read_and_asked_fast_enough_for_every_test(description: Description) -> None:
    """Room for a busy machine: measured 0.03 s to read, 1.9 ms a new body, 0.1 ms one seen before."""
    bodies = [(limit.request, body) for limit in LIMITS for body in (limit.good, limit.bad)]
    entries = [simcord.HttpLogEntry(*request, {}, body, None) for request, body in bodies]
    started = perf_counter()
    fresh = Description(json.loads(description_file().read_bytes()))
    read = perf_counter()
    check_requests(entries, fresh)
    assert read - started < 1.5
    assert (perf_counter() - read) / len(entries) < 0.01
