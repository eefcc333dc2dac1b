"""Recognises a watch list's format by its content: unpacks the file within bounds and reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol

from bot.domain.list_files import MOST_ENTRIES, Reading
from bot.errors import FileFault, FileReason, ImportProblem, ImportRefused, because
from bot.sources.fields import label
from bot.sources.lists import (
    archives,
    imdb,
    letterboxd,
    myanimelist,
    mydramalist,
    ours,
    parts,
    simkl,
    trakt,
    tvtime,
    tvtime_out,
    yamtrack,
)
from bot.sources.lists.parts import Document, ListTable, Markup, Part, refused

SIZE_LIMIT = 5 * 1024 * 1024
# Files that take room in an archive and are no lists, whatever they hold.
_NO_LISTS = frozenset(
    (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".html", ".mp4", ".mov", ".zip", ".gz")
)


class Format(Protocol):
    """A module that knows one site's files.

    `recognises` looks at a part's shape: the required columns, or the keys and types of their values. No part
    may be recognised by two formats. It never reads a table's rows, because they can be read only once.
    `read` gets all recognised parts of one file or archive. It counts what it cannot read (`Reading.left`,
    `.cut`, `.unread`), and raises `ImportRefused` only if the whole file must be refused.
    """

    NAME: str

    def recognises(self, part: Part) -> bool: ...

    def read(self, parts: Sequence[Part]) -> Reading: ...


FORMATS: tuple[Format, ...] = (
    ours, tvtime, tvtime_out, trakt, simkl, myanimelist, mydramalist, letterboxd, imdb, yamtrack
)  # fmt: skip


def read(content: bytes) -> Reading:
    """The list in a file. Raises `ImportRefused` if no format recognises it."""
    check(len(content))
    if archives.is_zip(content):
        found = _archive(content)
    else:
        if archives.is_gzip(content):
            content = archives.gunzipped(content)
        found = [parts.part("", parts.text(content))]
    reading = _reading(found)
    if not reading.entries:
        raise _empty(reading)
    if len(reading.entries) > MOST_ENTRIES:
        raise refused(1, because(FileFault.MANY_TITLES, limit=MOST_ENTRIES))
    return reading


def _empty(reading: Reading) -> ImportRefused:
    """The error for a file without a usable line: how many are empty, and which values are unreadable."""
    left = because(FileFault.NO_TITLE_IN_LINES, n=reading.left) if reading.left else None
    problems = [ImportProblem(1, "", left or because(FileFault.NO_TITLE))]
    for one in reading.unread:
        reason = because(FileFault.UNREADABLE, example=one.example, n=one.count)
        problems.append(ImportProblem(1, label(one.field), reason))
    return ImportRefused(tuple(problems), len(problems))


def check(size: int) -> None:
    """Raises `ImportRefused` for a file with too many bytes."""
    if size > SIZE_LIMIT:
        raise refused(1, because(FileFault.FILE_TOO_LARGE, limit=SIZE_LIMIT // 1_048_576))


def _reading(found: Sequence[Part]) -> Reading:
    known = [(part, one) for part in found if (one := format_of(part)) is not None]
    if not known:
        raise refused(1, _unknown(found))
    format_ = known[0][1]
    if any(one is not format_ for _, one in known):
        raise refused(1, because(FileFault.TWO_SITES))
    return format_.read([part for part, _ in known])


def format_of(part: Part) -> Format | None:
    """The format of a part. None if no format recognises it."""
    return next((one for one in FORMATS if one.recognises(part)), None)


def _unknown(found: Sequence[Part]) -> FileReason:
    match found:
        case [Document(name="")]:
            return because(FileFault.OTHER_JSON)
        case [Markup(name="")]:
            return because(FileFault.OTHER_XML)
        case [ListTable(name="")]:
            return because(FileFault.OTHER_COLUMNS)
    return because(FileFault.OTHER_FILES)


def _archive(content: bytes) -> list[Part]:
    """The parts of an archive, whatever its files are called. Files that are not text are skipped."""
    found: list[Part] = []
    faults: list[ImportRefused] = []
    for member in archives.unzipped(content, _may_tell):
        if member.content.strip():
            try:
                found.append(parts.part(member.name, parts.text(member.content)))
            except ImportRefused as fault:
                faults.append(fault)
    if len(faults) == 1 and not found:
        raise faults[0]
    return found


def _may_tell(name: str) -> bool:
    """Whether a file of an archive may hold a list. Its name can only rule that out."""
    path = PurePosixPath(name)
    return not (
        name.endswith("/")
        or "__MACOSX" in path.parts
        or path.name.startswith(".")
        or path.suffix.lower() in _NO_LISTS
    )
