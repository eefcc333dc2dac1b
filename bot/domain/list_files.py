"""Watch lists from files: entries of dramas or seasons, and joining entries of the same drama."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.dramas import country_code
from bot.domain.progress import Status
from bot.domain.scores import Score

# Titles that one file may hold: more than anyone has watched, few enough for one transaction.
MOST_ENTRIES = 10_000
# Some catalogues number the seasons of a show by the year that they began in.
LAST_SEASON = 9_999

# What other catalogues write behind a name to tell it from another: `Mother (2018)`, `Mother (KR)`,
# `Mother (2018) (KR)`.
_BEHIND = re.compile(r"\s*\((?P<told>[^()]{2,40})\)\s*$")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about one drama or one of its seasons.

    `sources` pairs a catalogue's name with its id of the drama. `status` is None if the file only scores it.
    `guessed`: seeing the last episode completes it, whatever the status is, and `finished` is the day of the
    last one seen. `episode_scores` are pairs of an episode number and half points.
    `furthest` is the furthest episode that its member has seen in any time, by the file's own count; 0 where
    it does not say.
    """

    title: str
    native_title: str | None = None
    year: int | None = None
    country: str | None = None
    sources: tuple[tuple[str, str], ...] = ()
    season: int | None = None
    status: Status | None = None
    guessed: bool = False
    episode: int = 0
    started: date | None = None
    finished: date | None = None
    rewatches: int = 0
    note: str | None = None
    score: Score | None = None
    episode_scores: tuple[tuple[int, int], ...] = ()
    updated: datetime | None = None
    furthest: int = 0

    @property
    def seen(self) -> int:
        """How far its member has seen it, by the file."""
        return max(self.episode, self.furthest)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the drama may have here.

        The first season's name does not stand for a later season.
        """
        titles = [name for name in (self.title, self.native_title) if name]
        bare, told = told_apart(self.title)
        titles += [bare] if bare and told else []
        if self.season is None or self.season == 1:
            return tuple(titles)
        later = [f"{name} Season {self.season}" for name in titles] + [f"{n} {self.season}" for n in titles]
        return tuple(later)

    @property
    def known_year(self) -> int | None:
        """The year in the file, or in brackets after the title.

        Not for a later season, which has another year.
        """
        if self.season is not None and self.season > 1:
            return None
        behind = told_apart(self.title)[1].get("year")
        return self.year or (int(behind) if behind else None)

    @property
    def known_country(self) -> str | None:
        """The country in the file, or in brackets after the title."""
        return self.country or told_apart(self.title)[1].get("country")


def told_apart(title: str) -> tuple[str, dict[str, str]]:
    """A title without its brackets, and what they contain: a year, a country, or both."""
    told: dict[str, str] = {}
    while behind := _BEHIND.search(title):
        text = behind["told"].strip()
        country = country_code(text) or (text if _COUNTRY.fullmatch(text) else None)
        found = {"year": text} if _YEAR.fullmatch(text) else {"country": country} if country else {}
        if not found or found.keys() & told.keys():
            break
        told |= found
        title = title[: behind.start()]
    return title, told


@dataclass(frozen=True, slots=True)
class Unread:
    """Unreadable values of a file: their column or key, the first one, and how many."""

    field: str
    example: str
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file. `left` lines had nothing that a list keeps, `cut` notes were too long.

    `unread` are unreadable values. The rest of their lines was read. `stand_as` is the status that the member
    chose for titles without one in the file. None: their status here stays.
    """

    format: str
    entries: tuple[Entry, ...]
    left: int = 0
    cut: int = 0
    unread: tuple[Unread, ...] = ()
    stand_as: Status | None = None

    @property
    def without_status(self) -> int:
        """How many titles have no status in the file, only a score or a name."""
        return sum(1 for entry in self.entries if entry.status is None)


def folded(entries: Sequence[Entry]) -> Entry:
    """Joins several entries of one drama: seasons are added up, and of the same season the further counts.

    Raises `ValueError` without entries.
    """
    if not entries:
        raise ValueError("no entries")
    ordered = sorted(map(_counted, entries), key=lambda entry: entry.season or 1)
    whole = ordered[0]
    before, season = 0, whole.season or 1
    for entry in ordered[1:]:
        if (entry.season or 1) != season:
            before, season = whole.seen, entry.season or 1
        counted_on = replace(
            entry,
            episode=before + entry.episode,
            furthest=before + entry.furthest if entry.furthest else 0,
        )
        whole = _joined(whole, counted_on, before)
    return whole


def _counted(entry: Entry) -> Entry:
    """What a file says is completed has been seen as far as the file counts."""
    return replace(entry, episode=entry.seen) if entry.status is Status.COMPLETED else entry


def _joined(one: Entry, other: Entry, before: int) -> Entry:
    further = (
        other if other.status is not None and (one.status is None or other.episode >= one.episode) else one
    )
    started = [day for day in (one.started, other.started) if day is not None]
    updated = [moment for moment in (one.updated, other.updated) if moment is not None]
    scores = {number + before: value for number, value in other.episode_scores} | dict(one.episode_scores)
    return replace(
        one,
        status=further.status,
        guessed=further.guessed,
        episode=max(one.episode, other.episode),
        started=min(started, default=None),
        finished=further.finished,
        rewatches=max(one.rewatches, other.rewatches),
        note=one.note or other.note,
        score=one.score or other.score,
        episode_scores=tuple(sorted(scores.items())),
        updated=max(updated, default=None),
        furthest=max(one.furthest, other.furthest),
    )


def stood(entry: Entry, stand_as: Status | None) -> Entry:
    """The entry with a status that its file does not give."""
    return entry if entry.status else replace(entry, status=stand_as)
