"""Watch lists as files tell them: an entry of a drama or a season, and several entries that are one drama."""

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
    """What a file says of one drama, or of one season of it.

    `sources` pairs a catalogue's name with its id of it. `status` is None where the file only scores
    it; `guessed` where having seen the last episode means having completed it, whatever the status is:
    then `finished` is the day of the last one seen. `episode_scores` are pairs of a number and half points.
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
        """What the drama may be called here; a later season is no part of the first one's name."""
        titles = [name for name in (self.title, self.native_title) if name]
        bare, told = told_apart(self.title)
        titles += [bare] if bare and told else []
        if self.season is None or self.season == 1:
            return tuple(titles)
        later = [f"{name} Season {self.season}" for name in titles] + [f"{n} {self.season}" for n in titles]
        return tuple(later)

    @property
    def known_year(self) -> int | None:
        """The year that the file gives, also behind the title in brackets; a later season's is another."""
        if self.season is not None and self.season > 1:
            return None
        behind = told_apart(self.title)[1].get("year")
        return self.year or (int(behind) if behind else None)

    @property
    def known_country(self) -> str | None:
        """The country that the file gives, also behind the title in brackets."""
        return self.country or told_apart(self.title)[1].get("country")


def told_apart(title: str) -> tuple[str, dict[str, str]]:
    """A title without what stands behind it in brackets, and that: a year, a country, or both."""
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
    """Values of a file that could not be read: the column or key they stand in, the first one, how many."""

    field: str
    example: str
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file: `left` lines say nothing that a list could keep, `cut` notes were too long.

    `unread` are values that could not be read; what else their lines say was. `stand_as` is what its member
    says that the titles are of whose status the file says nothing; None: it is left as it is here.
    """

    format: str
    entries: tuple[Entry, ...]
    left: int = 0
    cut: int = 0
    unread: tuple[Unread, ...] = ()
    stand_as: Status | None = None

    @property
    def without_status(self) -> int:
        """How many of its titles it says no status of: they are only scored, or only named."""
        return sum(1 for entry in self.entries if entry.status is None)


def folded(entries: Sequence[Entry]) -> Entry:
    """Several entries that are one drama as one: its seasons count on, the same one twice is the further.

    Raises `ValueError` for none.
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
    """The entry with a status that its file does not say."""
    return entry if entry.status else replace(entry, status=stand_as)
