"""Gathers the episodes that other sites export, one by one, into one entry per season."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.episodes import MOST_EPISODES
from bot.domain.list_files import LAST_SEASON, Entry, Reading
from bot.domain.progress import MOST_REWATCHES, Status, read_note
from bot.domain.scores import HALF_POINTS_MAX, Score
from bot.sources.lists.bounded import bounded
from bot.sources.lists.parts import Unreadable

SPECIALS = 0  # the season in which other sites keep what belongs to none


@dataclass(frozen=True, slots=True)
class Title:
    """A show or film as an export names it.

    `ident` is the site's own id: two ids are two titles, whatever their names. It is "" for tables without
    ids, which only name the title. `name` may be "" if there is an ident.
    """

    name: str
    ident: str = ""
    year: int | None = None
    sources: tuple[tuple[str, str], ...] = ()
    film: bool = False

    @property
    def key(self) -> tuple[bool, str, str, int | None]:
        if self.ident:
            return (self.film, self.ident, "", None)
        return (self.film, "", self.name.casefold(), self.year)


@dataclass
class _Plays:
    """How often an episode was seen: the known moments, and the number that the site counts."""

    moments: set[datetime] = field(default_factory=set)
    counted: int = 1

    @property
    def number(self) -> int:
        return max(len(self.moments), self.counted)

    def join(self, other: _Plays) -> None:
        self.moments |= other.moments
        self.counted = max(self.counted, other.counted)


@dataclass
class _Season:
    plays: dict[int, _Plays] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)
    score: int | None = None

    @property
    def moments(self) -> Iterator[datetime]:
        return (moment for plays in self.plays.values() for moment in plays.moments)

    def join(self, other: _Season) -> None:
        for number, plays in other.plays.items():
            self.plays.setdefault(number, _Plays()).join(plays)
        self.scores = other.scores | self.scores
        self.score = self.score or other.score


@dataclass
class _Show:
    """All that the lines of an export say about one title. `lines` counts them."""

    title: Title
    lines: int = 0
    seasons: dict[int, _Season] = field(default_factory=dict)
    score: int | None = None
    stands: Status | None = None
    episode: int = 0
    total: int = 0
    planned: bool = False
    followed: bool = False
    unfollowed: bool = False
    begun: bool = False
    given_up: bool = False
    note: str | None = None
    ended: datetime | None = None
    changed: datetime | None = None

    @property
    def is_planned(self) -> bool:
        return self.planned or (self.followed and not self.unfollowed)

    def join(self, other: _Show) -> None:
        """Add what other lines say about the same title under another name. Known values stay."""
        self.title = _fuller(self.title, other.title)
        for number, season in other.seasons.items():
            self.seasons.setdefault(number, _Season()).join(season)
        self.lines += other.lines
        self.score = self.score or other.score
        self.stands = self.stands or other.stands
        self.episode = max(self.episode, other.episode)
        self.total = max(self.total, other.total)
        self.planned |= other.planned
        self.followed |= other.followed
        self.unfollowed |= other.unfollowed
        self.begun |= other.begun
        self.given_up |= other.given_up
        self.note = self.note or other.note
        self.ended = _later(self.ended, other.ended)
        self.changed = _later(self.changed, other.changed)


class Gathering:
    """The sum of one export's lines. `left` counts lines with nothing that a list could keep.

    A play is identified by its title, season, episode and moment. If two tables contain it, it counts once.
    """

    def __init__(self) -> None:
        self.left = 0
        self.cut = 0
        self.unread = Unreadable()
        self._shows: dict[tuple[bool, str, str, int | None], _Show] = {}

    def watched(
        self, title: Title, season: int | None, episode: int | None, at: datetime | None, plays: int = 1
    ) -> None:
        """An episode was seen. A film has no number. `plays` is the site's own total count."""
        if not _has_place(season, episode):
            self.left += 1
            return
        kept = self._season(title, season).plays.setdefault(episode or 1, _Plays())
        kept.counted = max(kept.counted, plays)
        if at is not None:
            kept.moments.add(at)

    def scored(
        self, title: Title, half_points: int | None, season: int | None = None, episode: int | None = None
    ) -> None:
        """A show, a season (`episode` None) or an episode was scored."""
        given = half_points is not None and 1 <= half_points <= HALF_POINTS_MAX
        if half_points is None or not given or not _has_place(season, episode):
            self.left += 1
        elif season is None and episode is None:
            self._show(title).score = half_points
        elif episode is None:
            self._season(title, season).score = half_points
        else:
            self._season(title, season).scores[episode] = half_points

    def planned(self, title: Title, at: datetime | None, note: str = "") -> None:
        """The title is on a list of plans. Seen episodes say more than that."""
        show = self._show(title)
        show.planned = True
        self._noted(show, at, note)

    def followed(self, title: Title, at: datetime | None) -> None:
        """The member once followed the title. That counts as a plan unless they unfollowed it."""
        show = self._show(title)
        show.followed = True
        self._noted(show, at)

    def stands(
        self,
        title: Title,
        status: Status,
        *,
        episode: int = 0,
        total: int = 0,
        ended: datetime | None = None,
        changed: datetime | None = None,
        note: str = "",
    ) -> None:
        """The site's own summary: how many episodes were seen, when the last one was, and since when.

        `total` is how many of its episodes are out by the site; 0: it does not say.
        """
        show = self._show(title)
        show.stands = status
        show.episode = max(show.episode, min(episode, MOST_EPISODES))
        show.total = max(show.total, min(max(total, 0), MOST_EPISODES))
        show.ended = _later(show.ended, ended)
        self._noted(show, ended or changed, note)

    def given_up(self, title: Title, at: datetime | None) -> None:
        """The member archived the title: dropped, unless they had seen all of it."""
        show = self._show(title)
        show.given_up = True
        self._noted(show, at)

    def begun(self, title: Title, at: datetime | None = None) -> None:
        """The member started the title. How much was seen is unknown."""
        show = self._show(title)
        show.begun = True
        self._noted(show, at)

    def unfollowed(self, title: Title) -> None:
        """The member unfollowed the title. It is on no list unless another line says more."""
        self._show(title).unfollowed = True

    def names(self, title: Title) -> None:
        """A line that only names a title, with nothing that a list keeps."""
        self._show(title)

    def lost(self, title: Title) -> None:
        """A line that names a title, with values that cannot be read or that a list has no place for."""
        self._show(title).lines -= 1
        self.left += 1

    def reading(self, name: str) -> Reading:
        """Everything gathered, as the reading of a format."""
        entries: list[Entry] = []
        left = self.left
        for show in self._titles():
            found = _entries(show) if show.title.name else []
            left += 0 if found else show.lines
            entries += found
        return Reading(name, tuple(entries), left, self.cut, self.unread.found())

    def _titles(self) -> list[_Show]:
        """The titles.

        A title without an ident is joined to the only one with its name, if there is exactly one.
        """
        named: dict[tuple[bool, str], list[_Show]] = {}
        for show in self._shows.values():
            if show.title.ident or show.title.year:
                named.setdefault((show.title.film, show.title.name.casefold()), []).append(show)
        places = {id(show): place for place, show in enumerate(self._shows.values())}
        found = []
        for show in self._shows.values():
            title = show.title
            bearers = named.get((title.film, title.name.casefold()), []) if title.name else []
            bearers = [one for one in bearers if one is not show and _may_be(one.title, title)]
            if title.ident or not bearers:
                found.append(show)
            elif len(bearers) == 1:
                bearers[0].join(show)
                places[id(bearers[0])] = min(places[id(bearers[0])], places[id(show)])
            elif rest := _untold(show, bearers):
                found.append(rest)
        return sorted(found, key=lambda show: places[id(show)])

    def _noted(self, show: _Show, at: datetime | None, note: str = "") -> None:
        text, cut = read_note(note)
        self.cut += cut
        show.note = show.note or text
        show.changed = _later(show.changed, at)

    def _show(self, title: Title) -> _Show:
        show = self._shows.get(title.key)
        if show is None:
            show = bounded(self._shows)[title.key] = _Show(title)
        show.title = _fuller(show.title, title)
        show.lines += 1
        return show

    def _season(self, title: Title, season: int | None) -> _Season:
        return self._show(title).seasons.setdefault(season or 1, _Season())


def _has_place(season: int | None, episode: int | None) -> bool:
    """Whether a list has a place for this episode. It has none for specials."""
    return (season is None or SPECIALS < season <= LAST_SEASON) and (
        episode is None or 1 <= episode <= MOST_EPISODES
    )


def _fuller(one: Title, other: Title) -> Title:
    """A title completed from another line: some tables lack the name, the year or the ids."""
    if one is other or one == other:
        return one
    return replace(
        one,
        name=one.name or other.name,
        ident=one.ident or other.ident,
        year=one.year or other.year,
        sources=one.sources or other.sources,
    )


def _may_be(one: Title, other: Title) -> bool:
    return one.year is None or other.year is None or one.year == other.year


def _untold(show: _Show, bearers: Iterable[_Show]) -> _Show | None:
    """What lines with only a name add to the lines of the titles with that name."""
    for number, season in list(show.seasons.items()):
        for episode, plays in list(season.plays.items()):
            told = [one.seasons[number].plays.get(episode) for one in bearers if number in one.seasons]
            known = [one for one in told if one is not None]
            moments = plays.moments.difference(*(one.moments for one in known))
            if moments or not known:
                plays.moments = moments
            else:
                del season.plays[episode]
        if not (season.plays or season.scores or season.score):
            del show.seasons[number]
    return show if show.seasons or show.score or show.stands or show.given_up else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


# --- entries ---


def _entries(show: _Show) -> list[Entry]:
    """One entry per season with any data. The score of the whole show goes to its first season."""
    if not (show.seasons or show.score or show.stands or show.given_up or show.is_planned or show.begun):
        return []
    title = show.title
    bare = Entry(title.name, year=title.year, sources=title.sources)
    seasons = sorted(show.seasons) or [1]
    found = []
    for number in seasons:
        season = show.seasons.get(number, _Season())
        entry = replace(bare, season=None if seasons == [1] else number)
        found.append(_of_season(entry, season, show, first=number == seasons[0], last=number == seasons[-1]))
    return found


def _of_season(entry: Entry, season: _Season, show: _Show, *, first: bool, last: bool) -> Entry:
    score = season.score or (show.score if first else None)
    seen = max(season.plays, default=0)
    if not show.seasons:
        seen = show.episode  # the site's own count, where it names no episode
    status, guessed = _status(show, seen, last=last)
    moments = sorted(season.moments)
    ended = moments[-1] if moments else show.ended if last else None
    rewatches = min((plays.number for plays in season.plays.values()), default=1) - 1
    return replace(
        entry,
        status=status,
        guessed=guessed,
        episode=max(seen, 1) if show.title.film and status is Status.COMPLETED else seen,
        started=_day(moments[0] if moments else None),
        finished=_day(ended) if guessed or status is Status.COMPLETED else None,
        rewatches=min(rewatches, MOST_REWATCHES),
        note=show.note if first else None,
        score=Score(score) if score else None,
        episode_scores=tuple(sorted(season.scores.items())),
        updated=_later(moments[-1] if moments else None, show.changed),
        # The site counts the whole show, so of one season of several it says nothing.
        furthest=show.total if status is Status.COMPLETED and first and last else 0,
    )


def _status(show: _Show, seen: int, *, last: bool) -> tuple[Status | None, bool]:
    """A season's status, and whether seeing its last episode completes it."""
    if show.stands is not None:
        # A site's status of a show is for the member's current season. Earlier seasons may be complete.
        guessed = show.stands is Status.WATCHING or (not last and show.stands is not Status.COMPLETED)
        return show.stands, guessed
    if show.given_up:
        return Status.DROPPED, bool(seen)
    if seen:
        return (Status.COMPLETED, False) if show.title.film else (Status.WATCHING, True)
    if show.begun:
        return Status.WATCHING, False
    return (Status.PLAN, False) if show.is_planned else (None, False)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
