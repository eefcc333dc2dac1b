"""What outside catalogues give: offers, dramas with their seasons, and where each field comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry, Drama, EpisodeFacts, Kind
from bot.domain.episodes import MOST_EPISODES


class SourceName(StrEnum):
    """The outside catalogues that can be asked. Files are read by `bot.sources.files`."""

    TVMAZE = "tvmaze"
    TMDB = "tmdb"


# Who gave a field; files leave no mark, so None stands for them.
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class SourceCredit:
    """What a source asks to be shown where its data is: a sentence and where it leads."""

    name: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A drama that a source has, as far as a choice needs it. `url` is its page there.

    `first_day` is when its first episode aired.
    """

    source: SourceName
    source_id: str
    title: str
    native_title: str | None = None
    year: int | None = None
    country: str | None = None
    kind: Kind = Kind.DRAMA
    url: str | None = None
    first_day: date | None = None


@dataclass(frozen=True, slots=True)
class SeasonEpisode:
    """An episode as a source numbers it, within its season. `airs_at` has a time zone.

    `ident` is the source's own id of it, which stays when it gets another number.
    """

    season: int
    number: int
    title: str | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    minutes: int | None = None
    ident: str | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Which episode of a source's something is, whatever number it has here."""

    show: str
    season: int
    number: int
    ident: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An episode of a source's list with the number that it has here."""

    facts: EpisodeFacts
    broadcast: Broadcast


@dataclass(frozen=True, slots=True)
class Fetched:
    """A drama in full. `entry` has no episode list: `episodes` are numbered by `run_of`.

    `running` is whether the source expects more episodes. `moved_to` is the id that the show has now, where
    that is another than was asked for: two shows were put together there.
    """

    entry: CatalogueEntry
    episodes: tuple[SeasonEpisode, ...] = ()
    running: bool = False
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One episode on a source's schedule of a day; `airs_at` is None where only the day is known."""

    offer: Offer
    season: int
    number: int
    airs_on: date
    airs_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """An answer as it came. `fresh_until` (UTC): before that nobody need ask again."""

    body: bytes
    fetched_at: datetime
    fresh_until: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SourcePart:
    """Which part of a source's show a drama is, and at which number its episodes go on.

    `seasons` None means all of them.
    """

    source: SourceName
    show: str
    seasons: tuple[int, int] | None = None
    first_episode: int = 1

    @property
    def source_id(self) -> str:
        """As it is stored: `43687`, `43687/2` or `43687/1-3`."""
        if self.seasons is None:
            return self.show
        first, last = self.seasons
        return f"{self.show}/{first}" if first == last else f"{self.show}/{first}-{last}"

    def holds(self, season: int) -> bool:
        """Whether a season of the show belongs to it."""
        return self.seasons is None or self.seasons[0] <= season <= self.seasons[1]

    def overlaps(self, other: SourcePart) -> bool:
        """Whether the two are of one show, and have a season in common."""
        if (self.source, self.show) != (other.source, other.show):
            return False
        if self.seasons is None or other.seasons is None:
            return True
        return self.seasons[0] <= other.seasons[1] and other.seasons[0] <= self.seasons[1]


_SOURCE_ID = re.compile(r"(?P<show>[0-9]{1,12})(?:/(?P<first>[0-9]{1,4})(?:-(?P<last>[0-9]{1,4}))?)?")


def source_part(source: str, source_id: str, first_episode: int = 1) -> SourcePart | None:
    """The part that a stored id means, None for an id of no source that can be asked."""
    match = _SOURCE_ID.fullmatch(source_id)
    if source not in set(SourceName) or match is None:
        return None
    if match["first"] is None:
        return SourcePart(SourceName(source), match["show"], None, first_episode)
    seasons = (int(match["first"]), int(match["last"] or match["first"]))
    if seasons[0] > seasons[1]:
        return None
    return SourcePart(SourceName(source), match["show"], seasons, first_episode)


def run_of(part: SourcePart, episodes: Iterable[SeasonEpisode]) -> tuple[Listed, ...]:
    """The part's episodes as one run of numbers: season after season, from `first_episode` on.

    Within a season the source's number counts: of a list 1, 2, 4 the last one is the fourth. A season
    that goes on counting where the one before ended begins with one like every other.
    """
    seasons: dict[int, list[SeasonEpisode]] = {}
    for episode in sorted(episodes, key=lambda episode: (episode.season, episode.number)):
        seasons.setdefault(episode.season, []).append(episode)
    run: list[Listed] = []
    before, ended = part.first_episode - 1, 0
    for season, listed in seasons.items():
        places = _places(listed, ended)
        ended = listed[-1].number
        if part.seasons is not None and not part.seasons[0] <= season <= part.seasons[1]:
            continue
        run += [
            Listed(
                EpisodeFacts(before + place, e.title, e.air_date, e.minutes, None, e.airs_at),
                Broadcast(part.show, e.season, e.number, e.ident),
            )
            for place, e in zip(places, listed, strict=True)
            if before + place <= MOST_EPISODES
        ]
        before += places[-1]
    return tuple(run)


# Where so much more of a season is missing than is there, its numbers mean something else.
_FEW, _OF_MANY = 100, 2


def _places(listed: list[SeasonEpisode], ended: int) -> list[int]:
    """The place of each episode in its season, of which the one before ended with that number."""
    first, last = listed[0].number, listed[-1].number
    base = ended if ended and first == ended + 1 else 0
    if last - base > _FEW + _OF_MANY * len(listed):
        return list(range(1, len(listed) + 1))
    return [episode.number - base for episode in listed]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field's value comes from: a source's name or `member`, and when (UTC)."""

    source: str
    at: datetime
    member_id: int | None = None


# What changes while a drama airs. A source may bring these up to date also where a file gave them.
TIMELY = frozenset(
    {"episodes", "minutes", "aired_from", "aired_to", "weekday", "air_time", "networks", "episode list"}
)


def may_change(field: str, origin: Origin | None, source: SourceName, *, empty: bool) -> bool:
    """Whether a refresh from `source` may set a field that has this origin (None: a file gave it).

    A curator's word always stands, also where they emptied the field.
    """
    if origin is not None and origin.source == MEMBER:
        return False
    if empty or (origin is not None and origin.source == source):
        return True
    return origin is None and field in TIMELY


@dataclass(frozen=True, slots=True)
class EpisodeChanges:
    """What a refresh would do to a drama's episodes, counted."""

    added: int = 0
    dates: int = 0
    titles: int = 0
    gone: int = 0
    moved: int = 0  # that have another number now

    def __str__(self) -> str:
        counted = ((self.added, "new episode"), (self.dates, "new date"), (self.titles, "new title"))
        parts = [f"{n} {what}{'' if n == 1 else 's'}" for n, what in counted if n]
        others = ((self.gone, "gone"), (self.moved, "renumbered"))
        return ", ".join([*parts, *(f"{n} {what}" for n, what in others if n)])


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a refresh would do to one field; `kept` says that the old value stays.

    `origin` is whose value that is: a member's, or None for a file's. Of the field
    `episode list` the `episodes` are the counts that `after` puts in English.
    """

    field: str
    before: str | None
    after: str | None
    kept: bool = False
    origin: Origin | None = None
    episodes: EpisodeChanges | None = None


class Fate(StrEnum):
    """What became of a show under the id that we have."""

    FOLLOWED = "followed"  # it is another show's part now, surely the same drama
    HELD = "held"  # it is something else by now, or may be: a curator decides


@dataclass(frozen=True, slots=True)
class Happened:
    """What a source's show turned out to be: `title` and `year` of what stands there, under the id `now`."""

    fate: Fate
    part: SourcePart
    now: SourcePart
    title: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refresh would change or has changed; `silent` names the sources that did not answer.

    `missing` names those that do not have the show any more.
    """

    drama: Drama
    changes: tuple[FieldChange, ...] = ()
    silent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    happened: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the sources have for a name; `known` are those that are in this catalogue already.

    `asked` and `silent` are names of sources: all that were asked, and those that did not answer.
    """

    found: tuple[Offer, ...] = ()
    silent: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    known: Mapping[Offer, Drama] = field(default_factory=dict)
