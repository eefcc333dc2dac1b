"""Which frames of messages are dropped before they are read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.frames import of_others
from tests.e2e.discord_payloads import FIRST_MEMBER, GUILD, message

BOT = 900_000_000_000_000_001


def frame(event: str, data: Any, **dumping: Any) -> str:
    """A frame as Discord writes it: what it is first, then its data."""
    return json.dumps({"t": event, "s": 42, "op": 0, "d": data}, **dumping)


@pytest.mark.parametrize("separators", [(",", ":"), None])
def test_messages_to_others_are_dropped_and_those_to_the_bot_are_read(separators: Any) -> None:
    to_others = message(1, "", FIRST_MEMBER, 3, GUILD, 77)
    to_it = message(1, f"<@{BOT}> hello", FIRST_MEMBER, 3, GUILD, BOT)
    answers_it = {**to_others, "referenced_message": message(2, "", BOT, 3, GUILD)}
    direct = message(1, "hello", FIRST_MEMBER, 3, None)
    for event in ("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
        assert of_others(frame(event, to_it, separators=separators), BOT) == 42
    assert of_others(frame("MESSAGE_CREATE", to_others, separators=separators), BOT) == 42
    for read in (to_it, answers_it, direct):
        assert of_others(frame("MESSAGE_CREATE", read, separators=separators), BOT) is None
    for event in ("INTERACTION_CREATE", "GUILD_CREATE", "MESSAGE_CREATE_2", "MESSAGE_REACTION_ADD"):
        assert of_others(frame(event, to_others, separators=separators), BOT) is None


@given(st.text(max_size=300))
def test_no_words_make_a_message_another_one(words: str) -> None:
    """What members write is data, and stands behind what a frame says of itself."""
    told = message(1, words, FIRST_MEMBER, 3, GUILD)
    direct = message(1, words, FIRST_MEMBER, 3, None)
    assert of_others(frame("MESSAGE_CREATE", told), BOT) == 42
    assert of_others(frame("MESSAGE_CREATE", direct), BOT) is None
    assert of_others(frame("INTERACTION_CREATE", told), BOT) is None


@given(st.text(max_size=200))
def test_no_frame_breaks_it(text: str) -> None:
    assert of_others(text, BOT) is None or '"MESSAGE_' in text


def test_data_first_is_read_in_full() -> None:
    told = message(1, "", FIRST_MEMBER, 3, GUILD)
    assert of_others(json.dumps({"d": told, "t": "MESSAGE_CREATE", "s": 42, "op": 0}), BOT) is None
    assert of_others(json.dumps({"op": 0, "s": 42, "t": "MESSAGE_CREATE", "d": told}), BOT) == 42
