"""Reads the lines of a file in UTF-8, or UTF-16 with a mark.

Bounds their length, counts as an editor does.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from bot.errors import FileFault, ImportProblem, because

# A drama in full with fifty synopses takes 200 KB; a line beyond this is not a catalogue's.
LINE_LIMIT = 1024 * 1024

Progress = Callable[[int], None]

_BOM = b"\xef\xbb\xbf"
# How spreadsheets begin what they save as "Unicode text".
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 64 * 1024
_TOO_LONG = because(FileFault.LINE_TOO_LONG, limit=LINE_LIMIT // 1_048_576)
_NOT_UTF_16 = because(FileFault.NOT_UTF_16)


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """The raw values of one drama by field. `row` is its first line in the file."""

    row: int
    values: dict[str, object]


def decoded(raw: bytes, row: int) -> str | ImportProblem:
    """The text of a line, or of a whole file (`row` 1)."""
    if row == 1 and raw.startswith(_UTF_16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            return ImportProblem(row, "", _NOT_UTF_16)
    try:
        return (raw.removeprefix(_BOM) if row == 1 else raw).decode("utf-8")
    except UnicodeDecodeError:
        return ImportProblem(row, "", because(FileFault.NOT_UTF_8))


def lines(file: IO[bytes], progress: Progress) -> Iterator[Line | ImportProblem]:
    """Each line, up to the end or to the first line that cannot be text.

    `progress` gets the bytes of each step.
    """
    row = 0
    while raw := file.readline(LINE_LIMIT + 1):
        if not row and raw.startswith(_UTF_16):
            yield from _wide_lines(raw, file, progress)
            return
        row += 1
        progress(len(raw))
        if len(raw) > LINE_LIMIT:
            yield ImportProblem(row, "", _TOO_LONG)
            return
        text = decoded(raw, row)
        if isinstance(text, ImportProblem):
            yield text
            return
        yield Line(row, text)


def _wide_lines(raw: bytes, file: IO[bytes], progress: Progress) -> Iterator[Line | ImportProblem]:
    """The lines of UTF-16, where the byte of a line break may be half of a letter."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    row, rest = 0, ""
    while True:
        progress(len(raw))
        try:
            rest += decoder.decode(raw, final=not raw)
        except UnicodeDecodeError:
            yield ImportProblem(row + 1, "", _NOT_UTF_16)
            return
        *whole, rest = rest.split("\n")
        for text in whole:
            row += 1
            yield _bounded(row, text + "\n")
        if len(rest) > LINE_LIMIT:
            yield ImportProblem(row + 1, "", _TOO_LONG)
            return
        if not raw:
            break
        raw = file.read(_CHUNK)
    if rest:
        yield _bounded(row + 1, rest)


def _bounded(row: int, text: str) -> Line | ImportProblem:
    return Line(row, text) if len(text) <= LINE_LIMIT else ImportProblem(row, "", _TOO_LONG)
