"""The limits that Discord documents and its description is silent on: which hold for which request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .commands import check_choices, check_command, check_commands
from .components import check_form
from .messages import ANSWERED, CHANGED, EPHEMERAL, SENT, check_flags, check_message
from .problems import Body, Finding, Findings, Json, body_of, bounded, required, text_of

MESSAGE, DEFERRED, DEFERRED_CHANGE, CHANGED_MESSAGE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
EXTERNAL = 3  # a scheduled event outside Discord


@dataclass(frozen=True)
class Circumstances:
    """What a check has to know besides the body: the hour, and whether the project's own rules hold."""

    now: datetime
    house_rules: bool


def check_limits(method: str, path: str, body: Json, circumstances: Circumstances) -> list[Finding]:
    for methods, pattern, check in _ROUTES:
        if method.upper() in methods and pattern.fullmatch(path):
            return list(check(method.upper(), body, circumstances))
    return []


def _check_callback(_method: str, body: Json, circumstances: Circumstances) -> Findings:
    answer = body_of(body)
    kind, told = answer.get("type"), body_of(answer.get("data"))
    if kind in (MESSAGE, CHANGED_MESSAGE):  # no set: the body may be anything, lists too
        made = kind == MESSAGE
        may_be = ANSWERED if made else CHANGED
        house_rules = circumstances.house_rules
        yield from check_message(told, "$.data", made=made, house_rules=house_rules, may_be=may_be)
    elif kind in (DEFERRED, DEFERRED_CHANGE):
        yield from check_flags(told, "$.data", EPHEMERAL)
    elif kind == CHOICES:
        yield from check_choices(told.get("choices"), "$.data.choices")
    elif kind == FORM:
        yield from check_form(told, "$.data")


def _check_message(method: str, body: Json, circumstances: Circumstances) -> Findings:
    message, made = body_of(body), method == "POST"
    may_be = SENT if made else CHANGED
    yield from check_message(message, "$", made=made, house_rules=circumstances.house_rules, may_be=may_be)


def _check_webhook_message(method: str, body: Json, circumstances: Circumstances) -> Findings:
    """A follow-up, or the answer to an interaction changed."""
    message, made = body_of(body), method == "POST"
    may_be = ANSWERED if made else CHANGED
    yield from check_message(message, "$", made=made, house_rules=circumstances.house_rules, may_be=may_be)
    yield from bounded(message.get("thread_name"), "$.thread_name", 1, 100)


def _check_thread(_method: str, body: Json, circumstances: Circumstances) -> Findings:
    thread = body_of(body)
    yield from _check_thread_name(thread, "$.name")
    yield from _at_most(thread.get("applied_tags"), "$.applied_tags", 5)
    message = thread.get("message")
    if isinstance(message, dict):
        yield from check_message(
            message, "$.message", made=True, house_rules=circumstances.house_rules, may_be=SENT
        )


def _check_channel(_method: str, body: Json, _circumstances: Circumstances) -> Findings:
    channel = body_of(body)
    if channel.get("name") is not None:
        yield from _check_thread_name(channel, "$.name")
    yield from _at_most(channel.get("applied_tags"), "$.applied_tags", 5)
    tags = channel.get("available_tags")
    yield from _at_most(tags, "$.available_tags", 20)
    for at, tag in enumerate(tags if isinstance(tags, list) else ()):
        yield from required(body_of(tag).get("name"), f"$.available_tags[{at}].name", 1, 20)


def _at_most(listed: Json, where: str, most: int) -> Findings:
    if isinstance(listed, list) and len(listed) > most:
        yield Finding(where, f"{len(listed)} of them, where Discord takes {most}")


def _check_thread_name(thread: Body, where: str) -> Findings:
    name = thread.get("name")
    yield from required(name, where, 1, 100)
    if isinstance(name, str) and name and not name.strip():
        yield Finding(where, "a name of spaces, which Discord strips")


def _check_commands(method: str, body: Json, _circumstances: Circumstances) -> Findings:
    if method == "PUT":
        yield from check_commands(body, "$")
    else:
        yield from check_command(body_of(body), "$", partial=method == "PATCH")


def _check_event(method: str, body: Json, circumstances: Circumstances) -> Findings:
    event = body_of(body)
    yield from bounded(event.get("name"), "$.name", 1, 100)
    yield from bounded(event.get("description"), "$.description", 0, 1000)
    start, end = event.get("scheduled_start_time"), event.get("scheduled_end_time")
    begins = _instant(start)
    if method == "POST" or start is not None:
        if begins is None:
            yield Finding("$.scheduled_start_time", f"{start!r} is not an instant with its offset")
        elif begins <= circumstances.now:
            yield Finding("$.scheduled_start_time", f"{start!r} is not in the future")
    ends = _instant(end)
    if end is not None and ends is None:
        yield Finding("$.scheduled_end_time", f"{end!r} is not an instant with its offset")
    if begins is not None and ends is not None and ends <= begins:
        yield Finding("$.scheduled_end_time", f"{end!r} is not after the start")
    if event.get("entity_type") == EXTERNAL:
        if end is None:
            yield Finding("$.scheduled_end_time", "missing, which an event outside Discord needs")
        place = body_of(event.get("entity_metadata")).get("location")
        yield from required(place, "$.entity_metadata.location", 1, 100)


def _instant(written: Json) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text_of(written))
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


_Check = Callable[[str, Json, Circumstances], Findings]
_ROUTES: tuple[tuple[frozenset[str], re.Pattern[str], _Check], ...] = tuple(
    (frozenset(methods.split()), re.compile(pattern), check)
    for methods, pattern, check in (
        ("POST", r"/interactions/\d+/[^/]+/callback", _check_callback),
        ("POST", r"/channels/\d+/messages", _check_message),
        ("PATCH", r"/channels/\d+/messages/\d+", _check_message),
        ("POST", r"/webhooks/\d+/[^/]+", _check_webhook_message),
        ("PATCH", r"/webhooks/\d+/[^/]+/messages/(\d+|@original)", _check_webhook_message),
        ("POST", r"/channels/\d+(/messages/\d+)?/threads", _check_thread),
        ("PATCH", r"/channels/\d+", _check_channel),
        ("PUT POST", r"/applications/\d+(/guilds/\d+)?/commands", _check_commands),
        ("PATCH", r"/applications/\d+(/guilds/\d+)?/commands/\d+", _check_commands),
        ("POST", r"/guilds/\d+/scheduled-events", _check_event),
        ("PATCH", r"/guilds/\d+/scheduled-events/\d+", _check_event),
    )
)
