"""The options of menus: dramas, scores, statuses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from discord import SelectOption

from bot.domain.dramas import Drama, Kind
from bot.domain.scores import HALF_POINTS_MAX
from bot.i18n import Texts
from bot.present import words
from bot.present.actions import drawn
from bot.present.text import plain

MENU_LIMIT = 25
KEPT = 1_024  # dramas, the last shown ones


def drama_options(named: Iterable[tuple[int | None, str]]) -> list[SelectOption]:
    """Options that open a card. Titles without a drama here and repeats are left out."""
    options: dict[int, SelectOption] = {}
    for ident, title in named:
        if ident is not None and ident not in options:
            options[ident] = SelectOption(label=plain(title, 100) or f"#{ident}", value=str(ident))
    return list(options.values())[:MENU_LIMIT]


def person_options(named: Iterable[tuple[int | None, str, str | None]]) -> list[SelectOption]:
    """Options that open a person: each once, with the character."""
    options: dict[int, SelectOption] = {}
    for ident, name, character in named:
        if ident is not None and ident not in options:
            label = plain(name, 100) or f"#{ident}"
            described = plain(character or "", 100) or None
            options[ident] = SelectOption(label=label, description=described, value=str(ident))
    return list(options.values())[:MENU_LIMIT]


def choices_between(t: Texts, dramas: Iterable[Drama]) -> list[SelectOption]:
    """Options that distinguish dramas: title, the other title, year, country, kind."""
    return [_choice(t, drama) for drama in islice(dramas, MENU_LIMIT)]


@lru_cache(maxsize=KEPT)
def _choice(t: Texts, drama: Drama) -> SelectOption:
    country = words.country(t, drama.country) if drama.country else ""
    kind = t(words.KINDS[drama.kind]) if drama.kind is not Kind.DRAMA else ""
    told = (words.plain_other_title(t, drama, 50), str(drama.year or ""), country, kind)
    described = " · ".join(part for part in told if part)
    return SelectOption(
        label=words.plain_title(t, drama, 100),
        description=described[:100] or None,
        value=str(drama.id),
        emoji=drawn(words.flag(drama.country)) if drama.country else None,
    )


def score_options(t: Texts, chosen: int | None) -> list[SelectOption]:
    """The twenty half points from 10 down to 0.5."""
    return [
        SelectOption(
            label=words.half_points(t, half_points),
            value=str(half_points),
            default=half_points == chosen,
        )
        for half_points in range(HALF_POINTS_MAX, 0, -1)
    ]
