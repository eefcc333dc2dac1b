"""What a list's file is, told by its content: unpacked within bounds, read by whoever knows the format."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.domain.lists import MOST_ENTRIES, Reading
from bot.errors import ImportProblem, ImportRefused
from bot.sources.lists import myanimelist, ours, parts, trakt, tvtime
from bot.sources.lists.parts import Document, Markup, Part, Table, refused

SIZE_LIMIT = 5 * 1024 * 1024
# What it may come to when it is unpacked: a list of 10,000 titles in full takes some 8 MiB.
UNPACKED_LIMIT = 32 * 1024 * 1024
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_MOST_MEMBERS = 2_000


class Format(Protocol):
    """A module that knows one site's files.

    `recognises` looks at a part's shape: the columns that must be there, the keys and the kinds of their
    values. No part may be recognised by two formats. It never reads a table's rows, which come once.
    `read` gets all parts of one file or archive that it recognised. What it cannot read of them it counts
    (`Reading.left`, `.cut`, `.unread`); it raises `ImportRefused` only where all of it is to be refused.
    """

    NAME: str

    def recognises(self, part: Part) -> bool: ...

    def read(self, parts: Sequence[Part]) -> Reading: ...


FORMATS: tuple[Format, ...] = (ours, tvtime, trakt, myanimelist)


def read(content: bytes) -> Reading:
    """What a file says; raises `ImportRefused` for one that is not what any format knows."""
    check(len(content))
    if content.startswith(_ZIP):
        found = list(_archive(content))
    else:
        if content.startswith(_GZIP):
            content = _unzipped(content)
        found = [parts.part("", parts.text(content))]
    reading = _reading(found)
    if not reading.entries:
        raise _empty(reading)
    if len(reading.entries) > MOST_ENTRIES:
        raise refused(1, f"holds more than {MOST_ENTRIES:,} titles")
    return reading


def _empty(reading: Reading) -> ImportRefused:
    """Nothing of a file could be kept; what could not be read says why."""
    if not reading.unread:
        return refused(1, "holds no title")
    problems = [
        ImportProblem(1, one.field, f"cannot be read: {one.example}" + (f" (and {one.count - 1} more)" if one.count > 1 else ""))
        for one in reading.unread
    ]
    return ImportRefused(tuple(problems), len(problems))


def check(size: int) -> None:
    """Raises `ImportRefused` for a file of more bytes than are read."""
    if size > SIZE_LIMIT:
        raise refused(1, f"is larger than {SIZE_LIMIT // 1_048_576} MB")


def _reading(found: Sequence[Part]) -> Reading:
    known = [(part, one) for part in found if (one := format_of(part)) is not None]
    if not known:
        raise refused(1, _unknown(found))
    format_ = known[0][1]
    if any(one is not format_ for _, one in known):
        raise refused(1, "mixes the lists of two sites")
    return format_.read([part for part, _ in known])


def format_of(part: Part) -> Format | None:
    """Whose list a part is, None where nobody knows it."""
    return next((one for one in FORMATS if one.recognises(part)), None)


def _unknown(found: Sequence[Part]) -> str:
    match found:
        case [Document()]:
            return "is JSON of no list known here"
        case [Markup()]:
            return "is XML of no list known here"
        case [Table()]:
            return "has columns that are of no list known here"
    return "holds no file of a list known here"


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


def _archive(content: bytes) -> list[Part]:
    """The parts of an archive, whatever its files are called; pictures and the like are passed over."""
    found: list[Part] = []
    broken: list[ImportRefused] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise refused(1, f"holds more than {_MOST_MEMBERS:,} files")
            for name, member in _members(archive):
                try:
                    found.append(parts.part(name, parts.text(member)))
                except ImportRefused as fault:
                    broken.append(fault)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise refused(1, "is a damaged zip file, or packed in a way that cannot be read") from error
    if len(broken) == 1 and not found:
        raise broken[0]
    return found


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    room = UNPACKED_LIMIT
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise refused(1, "is locked with a password: unpack it, and send the files in it")
        with archive.open(member) as file:
            content = file.read(room + 1)
        room -= len(content)
        if room < 0:
            raise refused(1, f"unpacks to more than {UNPACKED_LIMIT // 1_048_576} MB")
        if content.strip():
            yield member.filename, content
