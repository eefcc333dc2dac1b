"""What a list's file is, told by its content: unpacked within bounds, read by whoever knows the format."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.domain.lists import MOST_ENTRIES, Reading
from bot.errors import ImportProblem, ImportRefused
from bot.sources.bounds import TOO_MANY_VALUES, too_many_values
from bot.sources.lines import Line, decoded
from bot.sources.lists import archives, myanimelist, ours, trakt, tvtime
from bot.sources.lists.gathering import Gathering
from bot.sources.tabular import BrokenError, Rows, unguarded

SIZE_LIMIT = 5 * 1024 * 1024
# The files of archives that tell what was watched; the same archives hold addresses and tokens.
_WANTED = re.compile(
    r"(?:tracking-prod-records(?:-v2)?|seen_episode(?:_source)?|watched_on_episode|followed_tv_show"
    r"|user_tv_show_data)\.csv"
    r"|(?:watched-(?:history(?:-\d+)?|shows|movies)|ratings-(?:shows|seasons|episodes|movies)(?:-\d+)?"
    r"|lists-watchlist|watchlist)\.json",
)


def read(content: bytes) -> Reading:
    """What a file says; raises `ImportRefused` for one that is not what any reader knows."""
    check(len(content))
    if archives.is_zip(content):
        reading = _archive(content)
    else:
        if archives.is_gzip(content):
            content = archives.gunzipped(content)
        reading = _single(_text(content))
    if not reading.entries:
        raise refused(1, "holds no title")
    if len(reading.entries) > MOST_ENTRIES:
        raise refused(1, f"holds more than {MOST_ENTRIES:,} titles")
    return reading


def check(size: int) -> None:
    """Raises `ImportRefused` for a file of more bytes than are read."""
    if size > SIZE_LIMIT:
        raise refused(1, f"is larger than {SIZE_LIMIT // 1_048_576} MB")


def refused(row: int, reason: str) -> ImportRefused:
    return ImportRefused((ImportProblem(row, "", reason),), 1)


def _text(content: bytes) -> str:
    text = decoded(content, 1)
    if isinstance(text, ImportProblem):
        raise ImportRefused((text,), 1)
    if "\x00" in text:
        raise refused(1, "is not text")
    return text


def _single(text: str) -> Reading:
    start = text.lstrip()[:1]
    if start == "<":
        return myanimelist.read(text)
    if start in ("{", "["):
        document = _document(text)
        if isinstance(document, dict) and ours.NAME in document:
            return ours.read_json(document)
        return _gathered({"": document})
    header, rows = _table(text)
    if header.keys() >= ours.NEEDED:
        return ours.read_table(rows)
    return _gathered({"": (header, rows)})


def _gathered(parts: Mapping[str, object]) -> Reading:
    """Parts of one export that are of the same site."""
    gathering = Gathering()
    names = {_gather(part, gathering) for part in parts.values()}
    if len(names) != 1:
        raise refused(1, "mixes the lists of two sites")
    return Reading(names.pop(), gathering.entries(), gathering.left)


def _gather(part: object, gathering: Gathering) -> str:
    if isinstance(part, tuple):
        header, rows = part
        if header.keys() >= trakt.NEEDED:
            trakt.read_table(rows, gathering)
            return trakt.NAME
        if tvtime.is_one(header):
            tvtime.read_table(rows, gathering)
            return tvtime.NAME
        raise refused(1, "has columns that are of no list known here")
    elements = _elements(part)
    if elements and not any(trakt.is_element(element) for element in elements):
        raise refused(1, "is JSON of no list known here")
    trakt.read_elements(elements, gathering)
    return trakt.NAME


def _elements(document: object) -> list[object]:
    """The elements of a list, or of all lists in an object that holds several."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        return [element for value in document.values() if isinstance(value, list) for element in value]
    return []


def _document(text: str) -> object:
    if too_many_values(text):
        raise refused(1, TOO_MANY_VALUES)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise refused(error.lineno, f"is not JSON ({error.msg})") from error
    except (RecursionError, ValueError) as error:
        raise refused(1, "is not JSON that can be read") from error


def _table(text: str) -> tuple[dict[str, int], Iterator[tuple[int, dict[str, str]]]]:
    """The columns of a table with their places, and its rows by column, each with its line."""
    rows = iter(
        Rows(iter(Line(number, line) for number, line in enumerate(io.StringIO(text, newline=""), 1)))
    )
    header = _next(rows)
    if header is None:
        raise refused(1, "is empty")
    names = [cell.strip() for cell in header[1]]
    if len(names) == 1:
        raise refused(header[0], "is no table with commas between its columns")
    if len(set(names)) != len(names):
        raise refused(header[0], "names a column twice")
    return dict(zip(names, range(len(names)), strict=True)), _by_column(names, rows)


def _by_column(
    names: list[str], rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    while (found := _next(rows)) is not None:
        row, cells = found
        if len(cells) != len(names):
            raise refused(row, f"has {len(cells)} cells, the first row has {len(names)}")
        yield row, {name: unguarded(cell) for name, cell in zip(names, cells, strict=True)}


def _next(rows: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str]] | None:
    try:
        return next(rows, None)
    except BrokenError as broken:
        raise ImportRefused((broken.problem,), 1) from broken


def _archive(content: bytes) -> Reading:
    """The archives that TV Time and Trakt give; only the files named here are opened."""
    texts = {
        member.name: _text(member.content)
        for member in archives.unzipped(content, _is_wanted)
        if member.content.strip()
    }
    if not texts:
        raise refused(1, "holds no file of a list known here")
    return _gathered(
        {name: _document(text) if name.endswith(".json") else _table(text) for name, text in texts.items()}
    )


def _is_wanted(name: str) -> bool:
    return _WANTED.fullmatch(PurePosixPath(name).name) is not None
