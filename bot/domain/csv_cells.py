"""Tables that leave the bot as CSV: no cell runs as a formula, and what is read back is what was written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import IO

# Spreadsheets run a cell that begins like this as a formula, some of them behind blanks or in full width; a
# tab or a line end before the sign is passed over. An apostrophe says that the cell is text. A cell that
# itself begins with apostrophes and such a sign gets one more, so that what is read back is what was written.
_SIGN = r"(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"
_FORMULA = re.compile(f"'*{_SIGN}")
_GUARDED = re.compile(f"'+{_SIGN}")


def guarded(cell: str) -> str:
    """The cell as it is written: one that a spreadsheet would run has an apostrophe before it."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell of which `guarded` made this."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write_rows(file: IO[str], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> int:
    """Write a header and rows of cells, guarded. Open `file` with newline="". Returns how many rows."""
    # Between lines stands what the standard says. With a line feed alone, Python 3.11 and 3.12 would not
    # quote a carriage return inside a cell, and would read two rows there.
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(columns)
    written = 0
    for row in rows:
        table.writerow([guarded(cell) for cell in row])
        written += 1
    return written


def file_of(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A whole table as a file. A byte order mark lets spreadsheets read every script."""
    text = io.StringIO(newline="")
    write_rows(text, columns, rows)
    return text.getvalue().encode("utf-8-sig", "replace")
