"""The card's menu "More …": what else there is to read and to do about a drama."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from discord import SelectOption

from bot.domain.cards import MOST_COUNTED, Counts
from bot.domain.verbs import Verb
from bot.i18n import N_, Texts
from bot.present import verbs
from bot.present.actions import Pressed, drawn, menu, one_of
from bot.present.layout import Part, row
from bot.present.punctuation import bracketed

KEPT = 1_024  # menus, the last shown ones


@dataclass(frozen=True, slots=True)
class Way:
    """One choice of the menu. It does what a button with this verb and the drama's id does.

    `also` are that button's further arguments.
    """

    verb: Verb
    label: str
    emoji: str
    also: tuple[str, ...] = ()


WAYS: tuple[Way, ...] = (
    Way(verbs.EPISODES, N_("Synopses"), "📖"),
    Way(verbs.REVIEWS, N_("Reviews"), "💬"),
    Way(verbs.SIMILAR, N_("Similar"), "🔗"),
    Way(verbs.COMMENTS, N_("Comments"), "✍️"),
    Way(verbs.QUOTES, N_("Quotes"), "📜"),
    Way(verbs.DISCUSS, N_("Discuss"), "🗨️", ("0",)),
    Way(verbs.WARNINGS, N_("Warnings and ending"), "⚠️"),
)
_BY_VERB: Mapping[str, Way] = {way.verb: way for way in WAYS}


def menu_of(t: Texts, drama_id: int, counts: Counts, comments: int) -> Part:
    """The menu. Each choice answers only the person who makes it."""
    return _menu(t, drama_id, counts, comments)


@lru_cache(maxsize=KEPT)
def _menu(t: Texts, drama_id: int, counts: Counts, comments: int) -> Part:
    numbers = {
        verbs.REVIEWS: counts.reviews,
        verbs.SIMILAR: counts.similar,
        verbs.COMMENTS: comments,
        verbs.QUOTES: counts.quotes,
    }
    options = [
        SelectOption(
            label=_counted(t, t(way.label), numbers.get(way.verb, 0)), value=way.verb, emoji=drawn(way.emoji)
        )
        for way in WAYS
    ]
    return row(menu(t("More …"), options, verbs.MORE, drama_id))


def _counted(t: Texts, label: str, number: int) -> str:
    if not number:
        return label
    shown = t.number(number) if number < MOST_COUNTED else f"{t.number(MOST_COUNTED - 1)}+"
    return bracketed(t, label, shown)


def chosen(pressed: Pressed) -> Pressed:
    """The button that stands for what was chosen. Raises `Outdated` for an unknown choice."""
    way = one_of(_BY_VERB.__getitem__, pressed.chosen())
    return Pressed(way.verb, (pressed.text(0), *way.also))
