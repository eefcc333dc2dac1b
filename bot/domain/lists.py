"""Watch lists: a line of a list, a line of a file, and what an import would do and has done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.dramas import Drama, country_code
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score

PAGE_SIZE = 10
RECENT = 5  # members that a card names as recent watchers
UNDO_WITHIN = timedelta(days=1)
KEEP_IMPORTS = timedelta(days=30)
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
class ListLine:
    """One drama of a list; `last` is the number of its last episode, `overall` in half points.

    `fresh` counts the episodes that have come out since its member completed it.
    """

    drama: Drama
    progress: Progress
    last: int | None
    overall: int | None = None
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a member's list. `counts` holds all statuses, whichever is shown."""

    member_id: int
    lines: tuple[ListLine, ...]
    status: Status | None
    counts: Mapping[Status, int]
    index: int

    @property
    def total(self) -> int:
        return self.counts.get(self.status, 0) if self.status else sum(self.counts.values())

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Watcher:
    """A member who watched a drama lately, and lets others see it.

    `here_only`: they let those see it who are on a server with them.
    """

    member_id: int
    progress: Progress
    here_only: bool = False


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
class ImportRow:
    """An entry of a file that is being imported, and which drama it is taken for.

    `candidates` are the dramas that have its name, where there are several. A member may `skip` it.
    """

    entry: Entry
    drama_id: int | None = None
    candidates: tuple[int, ...] = ()
    skip: bool = False

    @property
    def open(self) -> bool:
        return self.drama_id is None and not self.skip


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


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """All that one member has of one drama; `updated` is when their progress changed, as it is stored."""

    progress: Progress | None = None
    score: Score | None = None
    episodes: tuple[tuple[int, int], ...] = ()
    updated: str | None = None

    def same_as(self, other: MemberRecord) -> bool:
        """Whether they say the same, whenever that was said."""
        return replace(self, updated=None) == replace(other, updated=None)


NOTHING = MemberRecord()


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do, or has done. `open_rows` are what no drama was found for, with their place.

    `beyond` counts entries that name an episode after the drama's last; `first` is the place in
    `open_rows` that the page starts at.
    """

    import_id: int
    reading: Reading
    wins: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    beyond: int = 0
    skipped: int = 0
    open_rows: tuple[tuple[int, ImportRow], ...] = ()
    index: int = 0

    @property
    def ambiguous(self) -> int:
        return sum(1 for _, row in self.open_rows if row.candidates)

    @property
    def unknown(self) -> int:
        return len(self.open_rows) - self.ambiguous

    @property
    def ready(self) -> bool:
        """Whether importing it would change anything."""
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of an import with the dramas it may be."""

    import_id: int
    place: int
    row: ImportRow
    dramas: tuple[Drama, ...]
    wins: bool
    index: int


@dataclass(frozen=True, slots=True)
class ListImportUndone:
    """What undoing an import did: `kept` dramas were changed since and stay as they are."""

    restored: int
    kept: int


def stamp(moment: datetime) -> str:
    """A moment as the store writes when progress changed: it sorts as time does."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
