"""MyAnimeList's XML, also as AniList, Kitsu and others write it. Reads only elements and texts."""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat

from bot.domain.list_files import MOST_ENTRIES, Entry, Reading
from bot.domain.progress import Status, read_note
from bot.domain.scores import Score
from bot.errors import FileFault, FileReason, because
from bot.sources.lists.numbers import decimal_of, number_of
from bot.sources.lists.parts import Markup, Part, Unreadable, refused
from bot.sources.lists.said import Said, is_rewatching

NAME = "myanimelist"
# What MyAnimeList writes instead of a word, if it is asked for numbers.
_NUMBERED = {"1": "watching", "2": "completed", "3": "on hold", "4": "dropped", "6": "plan to watch"}

_SCORE = "my_score"
_DEEPEST = 16  # elements within each other; in an export three are
_WIDEST = 200  # elements of one title; in an export some twenty


class _RefusedError(Exception):
    """The parser met something that no export contains."""

    def __init__(self, reason: FileReason) -> None:
        super().__init__(reason)
        self.reason = reason


class _Elements:
    """The `anime` elements of a document, each with the texts of its children."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[tuple[int, dict[str, str]]] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True  # a text is a few pieces, not one a line
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        # Entities, whoever declares them, can make a small file a huge one, or fetch another.
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise _RefusedError(because(FileFault.ENTITIES))

    def _start(self, name: str, _: object) -> None:
        self.root = self.root or name
        self._path.append(name)
        if len(self._path) > 3:
            self._text.append(" ")  # an element within a text: what stands before and behind it stays
        else:
            self._text.clear()
        if len(self._path) > _DEEPEST:
            raise _RefusedError(because(FileFault.DEEP_XML, limit=_DEEPEST))
        if len(self._path) == 2 and name == "anime":
            self.found.append((self.parser.CurrentLineNumber, {}))
            if len(self.found) > MOST_ENTRIES:
                raise _RefusedError(because(FileFault.MANY_TITLES, limit=MOST_ENTRIES))

    def _end(self, name: str) -> None:
        if len(self._path) == 3 and self._path[1] == "anime":
            values = self.found[-1][1]
            values[name] = "".join(self._text)
            if len(values) > _WIDEST:
                raise _RefusedError(because(FileFault.WIDE_XML, limit=_WIDEST))
        elif len(self._path) > 3 and self._text[-1] != " ":
            self._text.append(" ")
        self._path.pop()


def recognises(part: Part) -> bool:
    return isinstance(part, Markup) and part.root == "myanimelist"


def read(parts: Sequence[Part]) -> Reading:
    """The export. Raises `ImportRefused` for other XML."""
    (text,) = (part.text for part in parts if isinstance(part, Markup))
    elements = _Elements()
    try:
        elements.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        detail = expat.ErrorString(error.code)
        raise refused(error.lineno, because(FileFault.NOT_XML, detail=detail)) from error
    except _RefusedError as error:
        raise refused(elements.parser.CurrentLineNumber, error.reason) from error
    if elements.root != "myanimelist" or not elements.found:
        raise refused(1, because(FileFault.NO_ANIME))
    entries, left, cut, unread = [], 0, 0, Unreadable()
    of_hundred = any((decimal_of(values.get(_SCORE, "").strip()) or 0) > 10 for _, values in elements.found)
    for _, values in elements.found:
        entry, was_cut = _entry(Said(values, unread), of_hundred=of_hundred)
        cut += was_cut
        if entry is None:
            left += 1
        else:
            entries.append(entry)
    return Reading(NAME, tuple(entries), left, cut, unread.found())


def _entry(said: Said, *, of_hundred: bool) -> tuple[Entry | None, bool]:
    title = said.title("series_title")
    if said.text("my_status") in _NUMBERED:
        said = Said({**said.cells, "my_status": _NUMBERED[said.text("my_status")]}, said.unread)
    status = said.status("my_status")
    score = _score(said, of_hundred=of_hundred)
    if title is None or (status is None and score is None):
        return None, False
    note, cut = read_note(said.text("my_comments"))
    ident = number_of(said.text("series_animedb_id"))
    times = said.times("my_times_watched")
    again = max(times, 1) if is_rewatching(said.text("my_status")) else times
    entry = Entry(
        title,
        sources=(("myanimelist", str(ident)),) if ident else (),
        status=status,
        episode=said.episode("my_watched_episodes"),
        started=said.day("my_start_date"),
        finished=said.day("my_finish_date") if status is Status.COMPLETED else None,
        rewatches=again,
        note=note,
        score=Score(score) if score else None,
        furthest=said.total("series_episodes") if again or status is Status.COMPLETED else 0,
    )
    return entry, cut


def _score(said: Said, *, of_hundred: bool) -> int | None:
    """A score: `7.5` is out of 10, `85` is out of 100. An 8 beside such a score can be either."""
    text = said.text(_SCORE)
    value = decimal_of(text)
    if value is not None and value > 10:
        return said.score(_SCORE, 100)
    if of_hundred and value and value.is_integer():
        said.unread.add(_SCORE, text)
        return None
    return said.score(_SCORE, 10)
