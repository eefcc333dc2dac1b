"""What a list's file is, told by its content: unpacked within bounds, read by whoever knows the format."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.domain.lists import MOST_ENTRIES, Reading
from bot.errors import ImportProblem, ImportRefused
from bot.sources.fields import label
from bot.sources.lines import Line, decoded
from bot.sources.lists import myanimelist, ours, trakt, tvtime
from bot.sources.lists.gathering import Gathering
from bot.sources.tabular import BrokenError, Table, table

SIZE_LIMIT = 5 * 1024 * 1024
# What it may come to when it is unpacked: a list of 10,000 titles in full takes some 8 MiB.
UNPACKED_LIMIT = 32 * 1024 * 1024
# The files of archives that tell what was watched; the same archives hold addresses and tokens.
_WANTED = re.compile(
    r"(?:tracking-prod-records(?:-v2)?|seen_episode(?:_source)?|watched_on_episode|followed_tv_show"
    r"|user_tv_show_data)\.csv"
    r"|(?:watched-(?:history(?:-\d+)?|shows|movies)|ratings-(?:shows|seasons|episodes|movies)(?:-\d+)?"
    r"|lists-watchlist|watchlist)\.json",
)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_MOST_MEMBERS = 2_000


def read(content: bytes) -> Reading:
    """What a file says; raises `ImportRefused` for one that is not what any reader knows."""
    check(len(content))
    if content.startswith(_ZIP):
        reading = _archive(content)
    else:
        if content.startswith(_GZIP):
            content = _unzipped(content)
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
    if header >= ours.NEEDED:
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
        if header >= trakt.NEEDED:
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
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise refused(error.lineno, f"is not JSON ({error.msg})") from error
    except (RecursionError, ValueError) as error:
        raise refused(1, "is not JSON that can be read") from error


def _table(text: str) -> tuple[frozenset[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns of a table, and its rows by column, each with its line."""
    numbered = enumerate(io.StringIO(text, newline=""), 1)
    try:
        found = table(iter(Line(number, line) for number, line in numbered))
    except BrokenError as broken:
        raise ImportRefused((broken.problem,), 1) from broken
    if found is None:
        raise refused(1, "is empty")
    if len([name for name in found.names if name]) == 1:
        raise refused(found.row, "is no table with commas, semicolons or tabs between its columns")
    if found.twice:
        raise refused(found.row, f"names a column twice: {label(found.twice[0])}")
    return found.columns, _by_column(found)


def _by_column(found: Table) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for row in found.cells():
            if isinstance(row, ImportProblem):
                raise ImportRefused((row,), 1)
            yield row
    except BrokenError as broken:
        raise ImportRefused((broken.problem,), 1) from broken


# --- unpacking ---


def _unzipped(content: bytes) -> bytes:
    """A gzip's content, as far as it stays within bounds."""
    stream = zlib.decompressobj(wbits=31)
    try:
        found = stream.decompress(content, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise refused(1, "is a damaged gzip file") from error
    if len(found) > UNPACKED_LIMIT:
        raise refused(1, f"unpacks to more than {UNPACKED_LIMIT // 1_048_576} MB")
    if not stream.eof:
        raise refused(1, "is a damaged gzip file")
    return found


def _archive(content: bytes) -> Reading:
    """The archives that TV Time and Trakt give; only the files named here are opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise refused(1, f"holds more than {_MOST_MEMBERS:,} files")
            texts = dict(_members(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise refused(1, "is a damaged zip file, or packed in a way that cannot be read") from error
    if not texts:
        raise refused(1, "holds no file of a list known here")
    return _gathered(
        {name: _document(text) if name.endswith(".json") else _table(text) for name, text in texts.items()}
    )


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    room = UNPACKED_LIMIT
    for member in archive.infolist():
        if not _WANTED.fullmatch(PurePosixPath(member.filename).name):
            continue
        if member.flag_bits & 1:
            raise refused(1, "is locked with a password: unpack it, and send the files in it")
        with archive.open(member) as file:
            content = file.read(room + 1)
        room -= len(content)
        if room < 0:
            raise refused(1, f"unpacks to more than {UNPACKED_LIMIT // 1_048_576} MB")
        if content.strip():
            yield member.filename, _text(content)
