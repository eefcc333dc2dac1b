"""MyAnimeList's export: an XML file, in which nothing but elements and texts is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.parsers import expat

from bot.domain.episodes import MOST_EPISODES
from bot.domain.lists import MOST_ENTRIES, Entry, Reading
from bot.domain.progress import MOST_REWATCHES, Status, read_note
from bot.domain.scores import Score
from bot.errors import ImportProblem, ImportRefused
from bot.sources.lists.gathering import number_of
from bot.sources.lists.parts import Markup, Part
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

NAME = "myanimelist"
_STATUSES = {
    "watching": Status.WATCHING, "1": Status.WATCHING,
    "completed": Status.COMPLETED, "2": Status.COMPLETED,
    "on-hold": Status.ON_HOLD, "3": Status.ON_HOLD,
    "dropped": Status.DROPPED, "4": Status.DROPPED,
    "plan to watch": Status.PLAN, "6": Status.PLAN,
}  # fmt: skip


_DEEPEST = 16  # elements within each other; in an export three are


class _RefusedError(Exception):
    """The parser came upon what no export holds: what that is."""


class _Elements:
    """The `anime` elements of a document, each with the texts of its children."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[tuple[int, dict[str, str]]] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        # Entities, whoever declares them, can make a small file a huge one, or fetch another.
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _RefusedError("declares entities")

    def _start(self, name: str, _: object) -> None:
        self.root = self.root or name
        self._path.append(name)
        self._text.clear()
        if len(self._path) > _DEEPEST:
            raise _RefusedError(f"nests more than {_DEEPEST} elements")
        if len(self._path) == 2 and name == "anime":
            self.found.append((self.parser.CurrentLineNumber, {}))
            if len(self.found) > MOST_ENTRIES:
                raise _RefusedError(f"holds more than {MOST_ENTRIES:,} titles")

    def _end(self, name: str) -> None:
        if len(self._path) == 3 and self._path[1] == "anime":
            self.found[-1][1][name] = "".join(self._text)
        self._path.pop()


def recognises(part: Part) -> bool:
    return isinstance(part, Markup) and part.root == "myanimelist"


def read(parts: Sequence[Part]) -> Reading:
    """The export; raises `ImportRefused` for what is none."""
    (text,) = (part.text for part in parts if isinstance(part, Markup))
    elements = _Elements()
    try:
        elements.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise _refused(error.lineno, f"is not XML ({expat.ErrorString(error.code)})") from error
    except _RefusedError as refused:
        raise _refused(elements.parser.CurrentLineNumber, str(refused)) from refused
    if elements.root != "myanimelist" or not elements.found:
        raise _refused(1, "is no list of MyAnimeList's with an anime in it")
    entries, left, cut = [], 0, 0
    for _, values in elements.found:
        entry, was_cut = _entry(values)
        cut += was_cut
        if entry is None:
            left += 1
        else:
            entries.append(entry)
    return Reading(NAME, tuple(entries), left, cut)


def _refused(row: int, reason: str) -> ImportRefused:
    return ImportRefused((ImportProblem(row, "", reason),), 1)


def _entry(values: dict[str, str]) -> tuple[Entry | None, bool]:
    title = text_of(values.get("series_title"), TITLE_LIMIT)
    status = _STATUSES.get(values.get("my_status", "").strip().casefold())
    if title is None or status is None:
        return None, False
    note, cut = read_note(values.get("my_comments", ""))
    points = number_of(values.get("my_score")) or 0
    ident = number_of(values.get("series_animedb_id"))
    entry = Entry(
        title,
        sources=(("myanimelist", str(ident)),) if ident else (),
        status=status,
        episode=min(number_of(values.get("my_watched_episodes")) or 0, MOST_EPISODES),
        started=_day(values.get("my_start_date")),
        finished=_day(values.get("my_finish_date")) if status is Status.COMPLETED else None,
        rewatches=min(number_of(values.get("my_times_watched")) or 0, MOST_REWATCHES),
        note=note,
        score=Score(points * 2) if 1 <= points <= 10 else None,  # 0: not scored
    )
    return entry, cut


def _day(text: str | None) -> date | None:
    """A date, None for the noughts that stand for an unknown one."""
    try:
        found = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None
