"""The contract's checker refuses each request that Discord would, and takes the good one next to it."""

from __future__ import annotations

import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from . import Description, check_requests
from .commands import is_command_name
from .message_limits import MESSAGE_LIMITS
from .other_limits import OTHER_LIMITS
from .problems import Json
from .samples import ANSWER, CHANNEL, EDIT, EDIT_ANSWER, EVENT, FOLLOW_UP, NOW, SEND, SYNC, THREAD, Limit

LIMITS = (*MESSAGE_LIMITS, *OTHER_LIMITS)


def refusals(request: tuple[str, str], body: Json, description: Description | None = None) -> list[str]:
    method, path = request
    entry = simcord.HttpLogEntry(method, path, {}, body, None)
    return [problem.where for problem in check_requests([entry], description, now=NOW)]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_what_is_over_a_limit_is_refused_there_and_nowhere_else(limit: Limit) -> None:
    assert refusals(limit.request, limit.bad) == [limit.where]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_what_is_at_a_limit_is_taken(limit: Limit) -> None:
    assert refusals(limit.request, limit.good) == []


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_discords_description_takes_the_good_one_and_the_bad_one_stays_refused(
    limit: Limit, description: Description
) -> None:
    assert refusals(limit.request, limit.good, description) == []
    assert refusals(limit.request, limit.bad, description) != []


def test_a_forwarded_message_has_its_content_elsewhere_and_a_reply_has_not() -> None:
    # Without the description, which knows replies alone.
    reference: dict[str, Json] = {"message_id": "3", "channel_id": "1"}
    assert refusals(SEND, {"message_reference": {"type": 1, **reference}}) == []
    assert refusals(SEND, {"message_reference": {"type": 0, **reference}}) == ["$"]


@pytest.mark.parametrize(
    ("mentions", "where"),
    [
        ({"parse": []}, []),
        ({"parse": [], "replied_user": False}, []),
        (None, ["$.allowed_mentions"]),
        ({}, ["$.allowed_mentions.parse"]),
        ({"parse": ["everyone"]}, ["$.allowed_mentions.parse"]),
        ({"parse": [], "roles": ["5"]}, []),
        ({"parse": ["roles"]}, ["$.allowed_mentions.parse"]),
        ({"parse": [], "users": ["5"]}, ["$.allowed_mentions.users"]),
        ({"parse": [], "replied_user": True}, ["$.allowed_mentions.replied_user"]),
    ],
)
@pytest.mark.parametrize("request_line", [SEND, EDIT, FOLLOW_UP, EDIT_ANSWER], ids="{0[0]} {0[1]}".format)
def test_the_house_forbids_pings(request_line: tuple[str, str], mentions: Json, where: list[str]) -> None:
    body: Json = {"content": "@everyone", "allowed_mentions": mentions}
    entry = simcord.HttpLogEntry(*request_line, {}, body, None)
    assert [problem.where for problem in check_requests([entry], None, house_rules=True)] == where
    assert check_requests([entry], None) == [], "a rule of the house, not of Discord"


def test_the_house_forbids_pings_that_nobody_hears() -> None:
    mentions: dict[str, Json] = {"parse": [], "roles": ["5"]}
    body: Json = {"content": "<@&5>", "allowed_mentions": mentions, "flags": 1 << 12}
    entry = simcord.HttpLogEntry(*SEND, {}, body, None)
    (problem,) = check_requests([entry], None, house_rules=True)
    assert problem.where == "$.allowed_mentions.roles"


@pytest.mark.parametrize(
    "name", ["drama", "drama-info", "ドラマ", "드라마", "电视剧", "ละครที่ดี", "नाटक", "ep_1", "d'accord"]
)
def test_names_of_commands(name: str) -> None:
    assert is_command_name(name)


@pytest.mark.parametrize(
    "name", ["", "Drama", "DRAMA", "ÉPISODE", "a b", "a.b", "😀", "x" * 33, "a\n", "฿", "a\u200b"]
)
def test_what_no_command_may_be_called(name: str) -> None:
    assert not is_command_name(name)


def any_json() -> st.SearchStrategy[Json]:
    words = [
        "components",
        "component",
        "accessory",
        "type",
        "options",
        "choices",
        "name",
        "content",
        "embeds",
    ]
    words += [
        "flags",
        "data",
        "name_localizations",
        "custom_id",
        "items",
        "media",
        "message",
        "fields",
        "url",
    ]
    leaves = (
        st.none() | st.booleans() | st.integers(-1, 20) | st.floats(allow_nan=False) | st.text(max_size=5)
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(words), inner, max_size=6)
        ),
        max_leaves=20,
    )


@given(
    request_line=st.sampled_from([SEND, EDIT, EDIT_ANSWER, ANSWER, SYNC, THREAD, CHANNEL, EVENT]),
    body=any_json(),
)
def test_any_json_is_judged(request_line: tuple[str, str], body: Json) -> None:
    entry = simcord.HttpLogEntry(*request_line, {}, body, None)
    for problem in check_requests([entry], None, house_rules=True, now=NOW):
        assert (problem.method, problem.path) == request_line
        assert problem.where.startswith("$")
        assert problem.reason
