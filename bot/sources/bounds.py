"""Limits the content of a member's file before it is parsed.

A few bytes can become many values: `[],` is three bytes of a file and sixty of memory. The count here is
never less than what a parser would make, and counting costs a thousandth of parsing.
"""

from __future__ import annotations

from bot.errors import FileFault, ImportProblem, because
from bot.sources.lines import Line

MOST_COLUMNS = 300  # TV Time's widest table has some sixty
# Rows of one table: an episode each, of more than anybody has watched.
MOST_ROWS = 500_000
# Values in one JSON text: a play at Trakt is some thirty of them, a full catalogue's entry a hundred.
MOST_VALUES = 2_000_000
# Signs that may part cells, up to the end of a row. A long text in a cell has some of them too.
_MOST_SEPARATORS = 20_000

TOO_MANY_VALUES = because(FileFault.MANY_VALUES, limit=MOST_VALUES)
_TOO_MANY_CELLS = because(FileFault.MANY_CELLS, limit=MOST_COLUMNS)


def too_many_values(text: str, room: int = MOST_VALUES) -> bool:
    """Whether JSON may hold more values than that. Each value but the first follows one of these signs."""
    return text.count(",") + text.count("[") + text.count("{") > room


class RowBound:
    """Checks the lines of a table while it is read, row by row."""

    def __init__(self) -> None:
        self._separators = 0
        self._rows = 0

    def line(self, line: Line) -> ImportProblem | None:
        """The problem of a line that would make its row too wide. Asked before the line is read."""
        text = line.text
        self._separators += text.count(",") + text.count(";") + text.count("\t")
        if self._separators > _MOST_SEPARATORS:
            return ImportProblem(line.row, "", _TOO_MANY_CELLS)
        return None

    def row(self, row: int, cells: list[str]) -> ImportProblem | None:
        """The problem of a row that has been read."""
        self._separators = 0
        self._rows += 1
        if len(cells) > MOST_COLUMNS:
            return ImportProblem(row, "", _TOO_MANY_CELLS)
        if self._rows > MOST_ROWS:
            return ImportProblem(row, "", because(FileFault.MANY_ROWS, limit=MOST_ROWS))
        return None
