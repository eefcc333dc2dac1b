"""The panel of words and the screens of held writings, with the longest texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.consent import gate_alone
from bot.domain.guilds import GuildSettings
from bot.domain.held import HeldShown, HeldWriting, Why
from bot.domain.screening import (
    ENTRY_LIMITS,
    MOST_DAYS,
    MOST_ENTRIES,
    Entry,
    Hit,
    Links,
    Origin,
    Trigger,
    Trouble,
)
from bot.domain.words import Unread, WordsView
from bot.domain.writings import WritingKind
from bot.i18n import Texts
from bot.present.layout import note
from bot.present.moderation import held, turning, words
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS
from tests.present.reading import problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def full(filling: str | None) -> WordsView:
    """A server that has set as much as it can."""
    entries = {
        kind: [
            extremes.fill(filling, ENTRY_LIMITS[kind], f"{number}") for number in range(MOST_ENTRIES[kind])
        ]
        for kind in Entry
    }
    unread = tuple(
        Unread(origin, extremes.fill(filling, 260), "x" * 400) for origin in Origin for _ in range(40)
    )
    return WordsView(
        GuildSettings(1, newcomer_days=MOST_DAYS), entries, 6, unread, waiting=1_000, presets=True
    )


@languages
@fillings
def test_the_panel_of_words_in_every_state(t: Texts, filling: str | None) -> None:
    view = full(filling)
    for trouble in (None, *Trouble):
        for links in Links:
            settings = replace(view.settings, links=links, matches_wait=links is Links.NONE)
            shown = replace(view, trouble=trouble, settings=settings)
            assert not problems(words.panel(t, shown, words.added(t, ["one"])))
            assert not problems(words.panel(t, replace(shown, automod=0, unread=(), presets=False)))
    for kind in Entry:
        for index in (0, 3, 7, 99):
            assert not problems(words.listing(t, view, kind, index, words.removed(t, ["one", "two"])))
        assert not problems(words.listing(t, replace(view, entries={one: [] for one in Entry}), kind, 0))
        assert not list(check_form(words.add_form(t, kind).to_dict(), "$"))
    assert not list(check_form(words.try_form(t).to_dict(), "$"))
    for days in (0, 1, MOST_DAYS):
        assert not problems(note(words.newcomers(t, days)))
    for origin in Origin:
        for blocks in (True, False):
            hit = Hit(origin, Trigger.WORD, extremes.fill(filling, 260), blocks)
            assert not problems(words.tried(t, hit))
    assert not problems(words.tried(t, None))


def waiting(filling: str | None, kind: WritingKind, why: Why, up_to: int | None) -> HeldShown:
    drama = extremes.drama(filling)
    texts = (extremes.fill(filling, 100), extremes.fill(filling, 4_000))
    labels = {} if up_to is None else {drama.id: up_to}
    writing = HeldWriting(
        extremes.SNOWFLAKE, 1, extremes.SNOWFLAKE, kind, why, drama.id, texts, labels, {}, NOW, texts[0]
    )
    shown = HeldShown.of(writing, [drama], {}, own=False)
    return shown.at(998, 1_000)


@languages
@fillings
def test_every_held_writing(t: Texts, filling: str | None) -> None:
    for kind in WritingKind:
        for why in Why:
            for up_to in (None, 2_000):
                shown = waiting(filling, kind, why, up_to)
                gated = gate_alone(shown, shown.label)
                for author in extremes.authors(filling):
                    view = held.one(t, gated, 0, author)
                    assert not problems(turning.done(view, held.released(t, shown.held)))
                    view = held.one(t, gated, 99, author)
                    assert not problems(turning.done(view, held.dismissed(t, shown.held)))
    assert not problems(turning.done(turning.empty(t), held.released(t, shown.held)))
    assert not problems(held.arrived(t, 1_000))
    for draft in (True, False):
        title = extremes.fill(filling, 300)
        told = held.given_back(t, WritingKind.REVIEW, extremes.drama(filling), title, draft=draft)
        assert not problems(told)
        assert not problems(held.given_back(t, WritingKind.REVIEW, None, None, draft=draft))
