"""What other catalogues send: offers, dramas with their seasons, and the origin of each field."""

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
    """The credit that a source wants beside its data: a sentence and its link."""

    name: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A drama at a source, with what a member needs to choose it. `url` is its page there.

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

    @property
    def romanised_title(self) -> None:
        """No source tells it."""


@dataclass(frozen=True, slots=True)
class SeasonEpisode:
    """An episode as a source numbers it, within its season. `airs_at` has a time zone.

    `ident` is the source's own id of the episode. It stays the same when the number changes.
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
    """The identity of a source's episode, independent of its number here."""

    show: str
    season: int
    number: int
    ident: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An episode from a source's list, with its number here."""

    facts: EpisodeFacts
    broadcast: Broadcast


@dataclass(frozen=True, slots=True)
class Fetched:
    """A drama in full. `entry` has no episode list: `episodes` are numbered by `run_of`.

    `running` is whether the source expects more episodes. `moved_to` is the show's new id if the source has
    merged it into another show, else None. `photos` pairs people of the cast with the address of a photo.
    """

    entry: CatalogueEntry
    episodes: tuple[SeasonEpisode, ...] = ()
    running: bool = False
    moved_to: str | None = None
    photos: tuple[tuple[str, str], ...] = ()


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
    """An answer as it came. It counts as fresh until `fresh_until` (UTC), so nothing asks again before."""

    body: bytes
    fetched_at: datetime
    fresh_until: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SourcePart:
    """The part of a source's show that a drama is, and the number of its first episode here.

    `seasons` None means all of them.
    """

    source: SourceName
    show: str
    seasons: tuple[int, int] | None = None
    first_episode: int = 1

    @property
    def source_id(self) -> str:
        """The form in the database: `43687`, `43687/2` or `43687/1-3`."""
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
    """The part that a stored id means. None if its catalogue is not a source that can be asked."""
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

    Within a season the source's numbers are kept: in a list 1, 2, 4 the last one is episode 4. If a season
    continues the count of the season before, it is numbered from 1 first, like every other.
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


# If this much more of a season is missing than present, its numbers mean something else.
_FEW, _OF_MANY = 100, 2


def _places(listed: list[SeasonEpisode], ended: int) -> list[int]:
    """The place of each episode in its season. `ended` is the last number of the season before."""
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

    A curator's value always stays, also if they emptied the field.
    """
    if origin is not None and origin.source == MEMBER:
        return False
    if empty or (origin is not None and origin.source == source):
        return True
    return origin is None and field in TIMELY


@dataclass(frozen=True, slots=True)
class EpisodeChanges:
    """How many episodes a refresh would add, change and remove."""

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

    `origin` says who gave the old value: a member, or None for a file. For the field `episode list`,
    `episodes` holds the counts that `after` says in English.
    """

    field: str
    before: str | None
    after: str | None
    kept: bool = False
    origin: Origin | None = None
    episodes: EpisodeChanges | None = None


class Fate(StrEnum):
    """What happened to a show under the id that we keep."""

    FOLLOWED = "followed"  # it is part of another show now, certainly the same drama
    HELD = "held"  # it is something else by now, or may be: a curator decides


@dataclass(frozen=True, slots=True)
class Happened:
    """What a source has now under a show's id: its `title` and `year`, and its new id `now`."""

    fate: Fate
    part: SourcePart
    now: SourcePart
    title: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refresh would change or has changed; `silent` names the sources that did not answer.

    `missing` names the sources that no longer have the show.
    """

    drama: Drama
    changes: tuple[FieldChange, ...] = ()
    silent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    happened: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the sources have for a name. `known` are the offers that this catalogue already has.

    `asked` names all sources that were asked, `silent` those that did not answer.
    """

    found: tuple[Offer, ...] = ()
    silent: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    known: Mapping[Offer, Drama] = field(default_factory=dict)
