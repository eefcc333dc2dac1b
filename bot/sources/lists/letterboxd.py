"""Letterboxd's archive of films: diary, ratings, watched and watchlist, as a zip or as single files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath

from bot.domain.list_files import Entry, Reading
from bot.domain.progress import MOST_REWATCHES, Status
from bot.domain.scores import Score
from bot.sources.lists.bounded import bounded
from bot.sources.lists.numbers import year_of
from bot.sources.lists.parts import ListTable, Part, Unreadable
from bot.sources.lists.said import Said

NAME = "letterboxd"
_STARS = 5
# `watched.csv` and `watchlist.csv` have the same columns: in an archive only their names tell them apart, and
# one alone is asked about. So have the films that somebody liked, which are of no list.
_WATCHED, _WATCHLIST = "watched.csv", "watchlist.csv"
# What was taken away there is in folders of its own.
_GONE = frozenset({"deleted", "orphaned", "likes"})


@dataclass
class _Film:
    title: str
    year: int | None
    days: set[date] = field(default_factory=set)
    again: int = 0  # entries of the diary that say that it was seen before
    status: Status | None = None
    # Whose word it is (the ratings' before the diary's, then the later one's), and the score.
    scored: tuple[bool, date, int] | None = None
    told: date | None = None

    def stands(self, status: Status) -> None:
        """The film's entry. A seen film is no longer a plan."""
        if self.status is not Status.COMPLETED:
            self.status = status


def recognises(part: Part) -> bool:
    return isinstance(part, ListTable) and part.has("Name", "Letterboxd URI")


def read(parts: Sequence[Part]) -> Reading:
    unread = Unreadable()
    films: dict[tuple[str, int | None], _Film] = {}
    seen: set[tuple[str, int | None, date]] = set()
    left = 0
    for part in parts:
        if not isinstance(part, ListTable) or _GONE & set(PurePosixPath(part.name).parts[:-1]):
            continue
        status = _status(part)
        for _, cells in part.rows:
            said = Said(cells, unread)
            title, year = said.title("Name"), year_of(said.text("Year"))
            if title is None:
                left += 1
                continue
            key = (title.casefold(), year)
            if key not in films:
                bounded(films)[key] = _Film(title, year)
            _tell(films[key], said, status, seen)
            _score(films[key], said, settled=not part.has("Watched Date"))
    return Reading(NAME, tuple(_entries(films.values())), left, 0, unread.found())


def _status(part: ListTable) -> Status | None:
    """A film in the diary or with stars was seen. For a plain list, only its file name tells."""
    if part.has("Watched Date") or part.has("Rating"):
        return Status.COMPLETED
    bare = PurePosixPath(part.name).name.casefold()
    return {_WATCHED: Status.COMPLETED, _WATCHLIST: Status.PLAN}.get(bare)


def _tell(film: _Film, said: Said, status: Status | None, seen: set[tuple[str, int | None, date]]) -> None:
    if status is not None:
        film.stands(status)
    day = said.day("Watched Date")
    if day is not None and (film.title.casefold(), film.year, day) not in seen:
        # Reviews tell the diary's days once more.
        seen.add((film.title.casefold(), film.year, day))
        film.days.add(day)
        film.again += said.text("Rewatch").casefold() == "yes"
    told = said.day("Date")
    film.told = max(filter(None, (film.told, told)), default=None)


def _score(film: _Film, said: Said, *, settled: bool) -> None:
    """The score. The diary and the reviews have one for each viewing."""
    score = said.score("Rating", _STARS)
    if score is not None:
        now = (settled, said.day("Date") or date.min, score)
        film.scored = max(film.scored or now, now)


def _entries(films: Iterable[_Film]) -> Iterable[Entry]:
    for film in films:
        completed = film.status is Status.COMPLETED
        yield Entry(
            film.title,
            year=film.year,
            status=film.status,
            episode=1 if completed else 0,
            started=min(film.days, default=None),
            finished=max(film.days, default=None),
            rewatches=min(max(film.again, len(film.days) - 1, 0), MOST_REWATCHES),
            score=Score(film.scored[2]) if film.scored else None,
            updated=datetime.combine(film.told, time(), UTC) if film.told else None,
        )
