"""The lines of a catalogue file: UTF-8, bounded in length, counted as a text editor counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from bot.errors import ImportProblem

# A drama in full with fifty synopses takes 200 KB; a line beyond this is not a catalogue's.
LINE_LIMIT = 1024 * 1024

Progress = Callable[[int], None]

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """The values of one drama by field, as the file has them; `row` is its first line."""

    row: int
    values: dict[str, object]


def decoded(raw: bytes, row: int) -> str | ImportProblem:
    try:
        return (raw.removeprefix(_BOM) if row == 1 else raw).decode("utf-8")
    except UnicodeDecodeError:
        return ImportProblem(row, "", "is not UTF-8 text")


def lines(file: IO[bytes], progress: Progress) -> Iterator[Line | ImportProblem]:
    """Line after line, up to the end or to the first line that cannot be text.

    `progress` gets the bytes of each line.
    """
    row = 0
    while raw := file.readline(LINE_LIMIT + 1):
        row += 1
        progress(len(raw))
        if len(raw) > LINE_LIMIT:
            yield ImportProblem(row, "", "is longer than 1 MiB")
            return
        text = decoded(raw, row)
        if isinstance(text, ImportProblem):
            yield text
            return
        yield Line(row, text)
