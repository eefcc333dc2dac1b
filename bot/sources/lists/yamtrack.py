"""Yamtrack's export: each row is a show, season, episode or film, as `media_type` says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.episodes import MOST_EPISODES
from bot.domain.list_files import Entry, Reading
from bot.domain.progress import Status, read_note
from bot.domain.scores import Score
from bot.sources.lists.bounded import bounded
from bot.sources.lists.gathering import SPECIALS
from bot.sources.lists.parts import ListTable, Part, Unreadable
from bot.sources.lists.said import Said, is_rewatching

NAME = "yamtrack"
_WHOLE = frozenset({"tv", "anime", "movie"})
_CATALOGUES = {"tmdb": "tmdb", "mal": "myanimelist", "tvdb": "tvdb", "imdb": "imdb"}
_LAST_SEASON = 1_000
_ID_LIMIT = 40


@dataclass
class _Row:
    """What one or several rows say about a show or one of its seasons."""

    status: Status | None = None
    score: int | None = None
    progress: int = 0
    started: date | None = None
    finished: date | None = None
    note: str | None = None
    told: int = 0  # rows: whoever begins anew gets another one there
    again: bool = False


@dataclass
class _Title:
    name: str
    sources: tuple[tuple[str, str], ...]
    film: bool
    whole: _Row = field(default_factory=_Row)
    seasons: dict[int, _Row] = field(default_factory=dict)
    scores: dict[int, dict[int, int]] = field(default_factory=dict)


def recognises(part: Part) -> bool:
    return isinstance(part, ListTable) and part.has("media_id", "source", "media_type", "title", "status")


class _Reader:
    def __init__(self) -> None:
        self.unread = Unreadable()
        self.left = 0
        self.cut = 0
        self.titles: dict[tuple[str, str, str], _Title] = {}

    def row(self, said: Said) -> None:
        kind, name = said.text("media_type").casefold(), said.title("title")
        if name is None or kind not in _WHOLE | {"season", "episode"}:
            self.left += 1  # games, books and comics are kept there, too
            return
        title = self._title(said, name, kind)
        season = said.number("season_number", _LAST_SEASON)
        if kind in _WHOLE:
            self._tell(title.whole, said)
        elif season == SPECIALS:
            self.left += 1
        elif kind == "season":
            self._tell(title.seasons.setdefault(season, _Row()), said)
        else:
            self._episode(title, season, said)

    def _title(self, said: Said, name: str, kind: str) -> _Title:
        source, ident = said.text("source").casefold(), said.text("media_id")
        film = kind == "movie"
        key = (source, "film" if film else "show", ident or name)
        if key not in self.titles:
            known = _CATALOGUES.get(source)
            sources: tuple[tuple[str, str], ...] = ()
            if known and ident.isalnum() and len(ident) <= _ID_LIMIT:
                # Films are numbered apart from shows.
                sources = ((f"{known}-film" if film and known != "imdb" else known, ident),)
            bounded(self.titles)[key] = _Title(name, sources, film)
        return self.titles[key]

    def _tell(self, row: _Row, said: Said) -> None:
        status = said.status("status")
        note, was_cut = read_note(said.text("notes"))
        self.cut += was_cut
        row.told += 1
        row.again = row.again or is_rewatching(said.text("status"))
        row.status = status or row.status
        row.score = said.score("score", 10) or row.score
        row.note = row.note or note
        row.progress = max(row.progress, said.episode("progress"))
        days = [day for day in (row.started, said.day("start_date")) if day]
        row.started = min(days, default=None)
        row.finished = max(filter(None, (row.finished, said.day("end_date"))), default=None)

    def _episode(self, title: _Title, season: int, said: Said) -> None:
        """Reads an episode. An episode with a row was seen."""
        number = said.episode("episode_number")
        if not 1 <= number <= MOST_EPISODES:
            self.left += 1
            return
        row = title.seasons.setdefault(season, _Row())
        row.progress = max(row.progress, number)
        day = said.day("end_date")
        if day is not None:
            row.started = min(filter(None, (row.started, day)))
            row.finished = max(filter(None, (row.finished, day)))
        score = said.score("score", 10)
        if score is not None:
            title.scores.setdefault(season, {})[number] = score


def read(parts: Sequence[Part]) -> Reading:
    reader = _Reader()
    for part in parts:
        if isinstance(part, ListTable):
            for _, cells in part.rows:
                reader.row(Said(cells, reader.unread))
    entries = tuple(entry for title in reader.titles.values() for entry in _entries(title))
    return Reading(NAME, entries, reader.left, reader.cut, reader.unread.found())


def _entries(title: _Title) -> Iterable[Entry]:
    """One entry per season. What the rows say about the whole show goes to its first season."""
    numbers = sorted(title.seasons)
    if not numbers:
        yield _entry(title, None, title.whole)
        return
    for number in numbers:
        row = title.seasons[number]
        if number == numbers[0]:
            row.score = row.score or title.whole.score
            row.note = row.note or title.whole.note
        if row.status is None:
            # Only its episodes have rows, and the show's own status is of all its seasons.
            row.status = title.whole.status if len(numbers) == 1 else None
        yield _entry(title, None if numbers == [1] else number, row)


def _entry(title: _Title, season: int | None, row: _Row) -> Entry:
    guessed = row.status is None and row.progress > 0
    status = Status.WATCHING if guessed else row.status
    again = max(row.told - 1, int(row.again), 0)
    return Entry(
        title.name,
        sources=title.sources,
        season=season,
        status=status,
        guessed=guessed,
        episode=max(row.progress, int(title.film and status is Status.COMPLETED)) if status else 0,
        started=row.started,
        finished=row.finished if guessed or status is Status.COMPLETED else None,
        rewatches=again,
        note=row.note,
        score=Score(row.score) if row.score else None,
        episode_scores=tuple(sorted(title.scores.get(season or 1, {}).items())),
    )
