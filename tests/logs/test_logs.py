"""The log: one line per event, from any library, and without secrets."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from datetime import UTC, datetime
from enum import StrEnum

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.logs import GATHERED_S, HIDDEN, configure_logs, get_logger
from tests.logs.lines import log_exception, log_to

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"


class Key(StrEnum):
    ONE = TOKEN


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_of_answers_are_written_together_and_in_their_order() -> None:
    stream = log_to("text")
    logger = get_logger("namida.test")

    async def answers() -> None:
        before = stream.getvalue()
        logger.info("first")
        logger.info("second")
        assert stream.getvalue() == before, "each was written by itself"
        logger.warning("third")  # what is wrong is there at once, and what came before it
        assert stream.getvalue().endswith("third (namida.test)\n")
        logger.info("fourth")
        await asyncio.sleep(2 * GATHERED_S)
        assert "fourth" in stream.getvalue()
        logger.info("fifth")

    asyncio.run(answers())
    asyncio.run(answers())  # another loop: the one before took its plan with it
    logging.getLogger().handlers[-1].flush()  # as logging does at the end of the process
    said = re.findall("first|second|third|fourth|fifth", stream.getvalue())
    assert said == ["first", "second", "third", "fourth", "fifth"] * 2


def test_json_is_one_object_a_line_with_time_level_event_logger_and_fields() -> None:
    stream = log_to("json")

    get_logger("namida.test").info("answered", guild=42, command="drama info", took=0.25, result="ok")

    (line,) = stream.getvalue().splitlines()
    event = json.loads(line)
    when = datetime.fromisoformat(event.pop("timestamp"))
    assert when.tzinfo == UTC
    assert event == {
        "level": "info",
        "logger": "namida.test",
        "event": "answered",
        "guild": 42,
        "command": "drama info",
        "took": 0.25,
        "result": "ok",
    }


def test_a_librarys_record_comes_out_the_same() -> None:
    stream = log_to("json")

    logging.getLogger("discord.client").warning("session %s", "resumed", extra={"shard": 3})

    event = json.loads(stream.getvalue())
    assert (event["level"], event["logger"], event["event"]) == (
        "warning",
        "discord.client",
        "session resumed",
    )
    assert event["shard"] == 3


def test_text_is_one_line_for_people() -> None:
    stream = log_to("text")

    get_logger().warning("post failed", guild=42, why="no permission")

    assert stream.getvalue().endswith(
        'Z warning post failed guild=42 why="no permission" (tests.logs.test_logs)\n'
    )


@pytest.mark.parametrize("format_", ["text", "json"])
@given(
    event=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    fields=st.dictionaries(
        st.sampled_from(["command", "guild", "result", "ms", "reference", "short-secret"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters(codec="utf-8"), max_size=20)
        | st.sampled_from([TOKEN, f"a {TOKEN} b", "short-secret", HIDDEN, Key.ONE, [TOKEN], {"a": TOKEN}]),
    ),
)
def test_a_line_for_information_is_written_as_any_other(
    format_: str, event: str, fields: dict[str, object]
) -> None:
    stream = log_to(format_, "short-secret")
    with structlog.contextvars.bound_contextvars(shard=3):
        get_logger().info(event, **fields)
        get_logger().warning(event, **fields)
    lines = stream.getvalue().split("\n")[:-1]
    quick, other = (re.sub(r"\d{4}-[-0-9T:.]+Z", "now", line, count=1) for line in lines)
    assert quick.replace("info   ", "warning", 1).replace('"info"', '"warning"', 1) == other
    assert TOKEN not in quick
    assert "short-secret" not in quick


def test_lines_can_be_captured_also_after_the_first() -> None:
    stream = log_to("text")
    log = get_logger("namida.test")
    log.info("before")
    with capture_logs() as lines:
        log.info("within", result="ok")
    log.info("after")
    assert [(line["event"], line["result"]) for line in lines] == [("within", "ok")]
    assert [line.split()[2] for line in stream.getvalue().splitlines()] == ["before", "after"]


def test_fields_bound_to_the_context_are_on_every_line() -> None:
    stream = log_to("json")

    with structlog.contextvars.bound_contextvars(reference="k7f2"):
        get_logger().info("one")
        logging.getLogger("aiosqlite").warning("two")

    assert [json.loads(line)["reference"] for line in stream.getvalue().splitlines()] == ["k7f2", "k7f2"]


@pytest.mark.parametrize("breaking", ["\n", "\r", "\x1b[2J", "\u2028", "\u202e", "\x85"])
def test_a_value_cannot_forge_a_line(breaking: str) -> None:
    stream = log_to("text")

    get_logger().info(f"one{breaking}two", value=f"a{breaking}2026-01-01T00:00:00Z error forged")

    assert breaking not in stream.getvalue().removesuffix("\n")
    assert len(stream.getvalue().splitlines()) == 1


def test_an_exception_is_one_line_of_json() -> None:
    stream = log_to("json")
    log_exception(ValueError("first\nsecond"))

    (line,) = stream.getvalue().splitlines()
    assert "ValueError: first\nsecond" in json.loads(line)["exception"]


def test_in_text_the_lines_of_a_traceback_cannot_be_taken_for_events() -> None:
    stream = log_to("text")
    log_exception(ValueError("first\n2026-01-01T00:00:00Z info    forged"))

    first, *rest = stream.getvalue().splitlines()
    assert "broke" in first
    assert rest
    assert all(line.startswith("    | ") for line in rest)


@pytest.mark.parametrize("format_", ["text", "json"])
@given(
    token=st.from_regex(r"[A-Za-z0-9_-]{24,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}", fullmatch=True),
    before=st.text(st.characters(codec="utf-8"), max_size=8).filter(
        lambda text: not text or text[-1].isspace()
    ),
)
def test_what_looks_like_a_token_is_hidden_wherever_it_stands(format_: str, token: str, before: str) -> None:
    stream = log_to(format_)
    log = get_logger()
    event = f"{before}{token}"

    log.info(event, value=f"{before}{token}", deep={"a": [token, (token,)], token: 1})
    log.info("bytes and others", raw=token.encode(), error=RuntimeError(token), kind={token})
    logging.getLogger("discord.http").error("sent %s", {"authorization": f"Bot {token}"})
    log_exception(RuntimeError(token))

    assert token not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


@pytest.mark.parametrize("format_", ["text", "json"])
def test_the_configured_token_is_hidden_whatever_it_looks_like(format_: str) -> None:
    stream = log_to(format_, "short-secret")

    get_logger().info("login with short-secret", header="Bot short-secret")

    assert "short-secret" not in stream.getvalue()
    assert stream.getvalue().count(HIDDEN) == 2


def test_the_key_of_an_interaction_or_a_webhook_is_hidden() -> None:
    stream = log_to("text")

    logging.getLogger("discord.webhook").warning(
        "%s failed", "/webhooks/123456789012345678/aW50ZXJhY3Rpb246MTIzNDU2Nzg5/messages/@original"
    )

    assert f"/webhooks/123456789012345678/{HIDDEN}/messages/@original failed" in stream.getvalue()


def test_members_words_in_the_libraries_debug_lines_are_never_logged() -> None:
    stream = log_to("text", level="debug")

    logging.getLogger("aiosqlite").debug("executing %s", ("what a member wrote",))
    logging.getLogger("discord.gateway").debug("received %s", "what a member wrote")
    get_logger("bot.search").debug("index built", names=25213)

    assert "member" not in stream.getvalue()
    assert "index built names=25213" in stream.getvalue()


def test_a_record_that_cannot_be_written_is_reported_without_its_content(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own would raise
    stream = log_to("text")

    logging.getLogger("discord.http").error("a number: %d", TOKEN)

    assert stream.getvalue() == ""
    shown = capsys.readouterr().err
    assert "a log line of discord.http" in shown
    assert TOKEN not in shown


def test_what_is_below_the_level_is_not_written() -> None:
    stream = log_to("text", level="warning")

    get_logger().info("quiet")
    get_logger().warning("heard")

    assert "quiet" not in stream.getvalue()
    assert "heard" in stream.getvalue()


def test_colours_are_for_terminals_only() -> None:
    terminal = Terminal()
    configure_logs("info", "text", stream=terminal)
    get_logger().info("seen")
    file = log_to("text")
    get_logger().info("kept")

    assert "\x1b[32m" in terminal.getvalue()
    assert "\x1b" not in file.getvalue()


def test_setting_up_again_replaces_what_was_set_up() -> None:
    earlier = log_to("text")
    later = log_to("json")

    get_logger().info("once")

    assert earlier.getvalue() == ""
    assert len(later.getvalue().splitlines()) == 1


@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters(codec="utf-8"))
        | st.binary(),
        st.lists,
    )
)
def test_every_value_is_written_as_valid_json(value: object) -> None:
    stream = log_to("json")

    get_logger().info("value", value=value)

    (line,) = stream.getvalue().split("\n")[:-1]
    assert json.loads(line, parse_constant=pytest.fail)["event"] == "value"


def test_causes_that_lead_round_in_a_circle_hold_nobody_up() -> None:
    one, other = ValueError("one"), KeyError("other")
    one.__context__, other.__context__ = other, one
    stream = io.StringIO()
    configure_logs("info", "json", stream=stream)
    get_logger("namida").error("fault", exc_info=one)
    assert json.loads(stream.getvalue().splitlines()[-1])["event"] == "fault"
