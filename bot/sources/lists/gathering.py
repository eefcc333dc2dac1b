"""Episode by episode what somebody watched, gathered into one entry a season; what other sites export."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bot.domain.episodes import MOST_EPISODES
from bot.domain.lists import MOST_ENTRIES, Entry, Reading
from bot.domain.progress import MOST_REWATCHES, Status
from bot.domain.scores import HALF_POINTS_MAX, Score
from bot.errors import ImportProblem, ImportRefused
from bot.sources.lists.parts import Unreadable

SPECIALS = 0  # the season in which other sites keep what belongs to none


@dataclass(frozen=True, slots=True)
class Title:
    """A show or film as an export names it. `key` tells it from others of the same file."""

    key: tuple[str, str]
    name: str
    year: int | None = None
    sources: tuple[tuple[str, str], ...] = ()
    film: bool = False


@dataclass
class _Season:
    plays: dict[int, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None
    scores: dict[int, int] = field(default_factory=dict)
    score: int | None = None


@dataclass
class _Show:
    title: Title
    seasons: dict[int, _Season] = field(default_factory=dict)
    score: int | None = None
    status: Status | None = None
    note: str | None = None
    listed: datetime | None = None


class Gathering:
    """What the lines of one export come to. `left` counts lines that say nothing a list could keep."""

    def __init__(self) -> None:
        self.left = 0
        self.cut = 0
        self.unread = Unreadable()
        self._shows: dict[tuple[str, str], _Show] = {}

    def watched(
        self,
        title: Title,
        season: int | None,
        episode: int | None,
        at: datetime | None,
        plays: int | None = 1,
    ) -> None:
        """An episode was seen `plays` times, a film without a number; None: once at least, nobody knows."""
        if season == SPECIALS or (episode is not None and not 1 <= episode <= MOST_EPISODES):
            self.left += 1
            return
        kept = self._season(title, season)
        number = episode or 1
        kept.plays[number] = (
            max(kept.plays.get(number, 0), 1) if plays is None else kept.plays.get(number, 0) + plays
        )
        if at is not None:
            kept.first = min(kept.first or at, at)
            kept.last = max(kept.last or at, at)

    def scored(
        self, title: Title, half_points: int | None, season: int | None = None, episode: int | None = None
    ) -> None:
        """A show, a season (`episode` None) or an episode was scored."""
        if half_points is None or not 1 <= half_points <= HALF_POINTS_MAX or season == SPECIALS:
            self.left += 1
        elif season is None and episode is None:
            self._show(title).score = half_points
        elif episode is None:
            self._season(title, season).score = half_points
        elif 1 <= episode <= MOST_EPISODES:
            self._season(title, season).scores[episode] = half_points
        else:
            self.left += 1

    def listed(self, title: Title, status: Status, at: datetime | None, note: str | None = None) -> None:
        """It stands on a list; what was seen of it says more where the status is `plan`."""
        show = self._show(title)
        if show.status in (None, Status.PLAN):
            show.status = status
        show.note = show.note or note
        if at is not None:
            show.listed = max(show.listed or at, at)

    def entries(self) -> tuple[Entry, ...]:
        """An entry a season that something is known of; the show's own score is with its first season."""
        return tuple(entry for show in self._shows.values() for entry in _entries(show))

    def reading(self, name: str) -> Reading:
        """All of it, as the reading of a format."""
        return Reading(name, self.entries(), self.left, self.cut, self.unread.found())

    def _show(self, title: Title) -> _Show:
        show = self._shows.setdefault(title.key, _Show(title))
        if len(self._shows) > MOST_ENTRIES:  # a packed file may hold hundreds of thousands
            reason = f"holds more than {MOST_ENTRIES:,} titles"
            raise ImportRefused((ImportProblem(1, "", reason),), 1)
        if title.sources and not show.title.sources:
            show.title = title  # some of the tables leave the ids out
        return show

    def _season(self, title: Title, season: int | None) -> _Season:
        return self._show(title).seasons.setdefault(season or 1, _Season())


def _entries(show: _Show) -> list[Entry]:
    title = show.title
    bare = Entry(title.name, year=title.year, sources=title.sources, note=show.note)
    seasons = sorted(show.seasons) or [1]
    found = []
    for number in seasons:
        season = show.seasons.get(number, _Season())
        entry = replace(bare, season=None if seasons == [1] else number)
        found.append(_of_season(entry, season, show, first=number == seasons[0]))
    return found


def _of_season(entry: Entry, season: _Season, show: _Show, *, first: bool) -> Entry:
    score = season.score or (show.score if first else None)
    seen = max(season.plays, default=0)
    status = _status(show, seen)
    last = max(filter(None, (season.last, show.listed)), default=None)
    return replace(
        entry,
        status=status,
        guessed=status is Status.WATCHING,
        episode=seen,
        started=_day(season.first),
        finished=_day(season.last) if seen else None,
        rewatches=max(0, min(min(season.plays.values(), default=1) - 1, MOST_REWATCHES)),
        note=entry.note if first else None,
        score=Score(score) if score else None,
        episode_scores=tuple(sorted(season.scores.items())),
        updated=last,
    )


def _status(show: _Show, seen: int) -> Status | None:
    if seen and show.title.film:
        return Status.COMPLETED
    if seen and show.status in (None, Status.PLAN):
        return Status.WATCHING
    return show.status


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def moment_of(text: object) -> datetime | None:
    """A moment as other sites write it (`2021-03-22T06:33:24.000Z`, `2021-01-11 02:05:01`), taken for UTC."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not 1900 <= found.year < 2200:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def number_of(value: object) -> int | None:
    """A whole number, also one that was written as text or with `.0`."""
    if isinstance(value, str):
        text = value.strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def year_of(value: object) -> int | None:
    year = number_of(value)
    return year if year is not None and 1900 <= year <= 2200 else None
