"""The screens of moderation and of the first contact, with the longest that they can hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.audit import AuditLine, LogFilter, LogPage
from bot.domain.blocks import REASON_LIMIT, Block
from bot.domain.guilds import NEEDS, ChannelState, Purpose
from bot.i18n import Texts
from bot.present.guilds import channels, settings, welcome
from bot.present.moderation import blocks, log
from bot.services.moderation.audit import PAGE
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import problems


def filled(filling: str, length: int) -> str:
    return ((FILLINGS[filling] or "x") * length)[:length]


LATER = datetime(9999, 1, 1, tzinfo=UTC)


@languages
@pytest.mark.parametrize("filling", FILLINGS)
def test_a_full_page_of_the_log_fits(t: Texts, filling: str) -> None:
    long = filled(filling, 300)
    people = dict.fromkeys(("author", "written_by", "saved_by", "member"), SNOWFLAKE)
    lines = [
        AuditLine(SNOWFLAKE, LATER, 1, SNOWFLAKE, act, "drama 1",
                  {"from": long, "to": long, "episode": 5_000, "until": "9999-01-01T00:00:00Z", **people},
                  SNOWFLAKE, SNOWFLAKE)
        for act in (*log.ACTS, "later.act")
    ]  # fmt: skip
    chosen, named = LogFilter(None, SNOWFLAKE, LATER), {1: extremes.drama(filling, 1)}
    for at in range(0, len(lines), PAGE):
        page = LogPage(tuple(lines[at : at + PAGE]), 3, 99_999, 999_999, chosen, named)
        assert not problems(log.page(t, page))
    for line in lines:
        assert not problems(log.told(t, LogPage((line,), 0, 1, 1, LogFilter(), named)))
    assert not problems(log.page(t, LogPage((), 0, 1, 0, LogFilter())))


@languages
@pytest.mark.parametrize("filling", FILLINGS)
def test_a_blocked_member(t: Texts, filling: str) -> None:
    reason = filled(filling, REASON_LIMIT)
    assert not problems(blocks.blocked(t, SNOWFLAKE, Block(1, LATER, reason)))
    assert not problems(blocks.unblocked(t, SNOWFLAKE))


@languages
def test_the_first_contact(t: Texts) -> None:
    states = [
        ChannelState(purpose, SNOWFLAKE, missing=NEEDS[purpose], spoiler=True, guild_id=SNOWFLAKE)
        for purpose in Purpose
    ]
    gone = [ChannelState(Purpose.LOG, SNOWFLAKE, gone=True)]
    for shown in (
        welcome.welcome(t),
        channels.channels_panel(t, states, makes=True),
        channels.channels_panel(t, [*states[:-1], *gone], makes=True),
        channels.asked_to_make(t, t, list(Purpose)),
        settings.asked_to_reset(t),
        settings.reset(t),
    ):
        assert not problems(shown)
