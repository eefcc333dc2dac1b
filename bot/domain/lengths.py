"""How many episodes a drama has, whether more will come, and when it counts as completed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.dramas import Kind

_OF_ONE_PART = frozenset({Kind.MOVIE, Kind.SPECIAL})


@dataclass(frozen=True, slots=True)
class Length:
    """A drama's length as it is known on one day.

    `last` is the highest number that is known, None where none is. `out` is the highest that anyone can
    have seen by that day, 0 where the data does not say. `over`: nothing more is to come.
    """

    last: int | None = None
    out: int = 0
    over: bool = False

    @property
    def end(self) -> int | None:
        """The episode that ends the drama; None while it is on air, or its length is unknown."""
        return self.last if self.over else None


@dataclass(frozen=True, slots=True)
class LengthFacts:
    """What the catalogue says of a drama's length.

    `listed` is the highest number of its list, `aired` the highest that has aired by its date; `to_come`:
    an episode of the list has a date that is still ahead.
    """

    kind: Kind = Kind.DRAMA
    episodes: int | None = None
    listed: int | None = None
    aired: int | None = None
    to_come: bool = False
    aired_from: date | None = None
    aired_to: date | None = None
    year: int | None = None


def has_ended(aired_to: date | None, year: int | None, today: date) -> bool:
    """Whether a drama has finished airing; by its year alone where no date is known."""
    if aired_to is not None:
        return aired_to < today
    return year is not None and year < today.year - 1


def length_of(facts: LengthFacts, today: date) -> Length:
    """How long the drama is as seen from `today`; a film or special that nobody counted is one part."""
    least = 1 if facts.kind in _OF_ONE_PART else 0
    last = max(facts.episodes or 0, facts.listed or 0, least) or None
    over = last is not None and not _more_comes(facts, today) and _ends_here(facts, today)
    if over:
        return Length(last, last or 0, over)
    # A list without dates and without a count is what has been shown so far; with a count it may be all
    # that is planned.
    undated = 0 if facts.to_come or facts.episodes else facts.listed or 0
    return Length(last, facts.aired or undated, over)


def _more_comes(facts: LengthFacts, today: date) -> bool:
    """Whether a date is still ahead."""
    return facts.to_come or any(day is not None and day > today for day in (facts.aired_from, facts.aired_to))


def _ends_here(facts: LengthFacts, today: date) -> bool:
    """Whether the last number that is known is the drama's last one."""
    if facts.kind in _OF_ONE_PART or facts.aired_to == today:
        return True
    if has_ended(facts.aired_to, facts.year, today):
        return True
    if facts.episodes is None:
        return False
    # A count without any date: nothing says that it is on air.
    undated = facts.aired is None and facts.aired_from is None
    return undated or (facts.aired or 0) >= facts.episodes
