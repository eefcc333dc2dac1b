"""CSV: a header row, a drama a row, lists inside a cell; what a table cannot carry is in JSON Lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import IO

from bot.domain.dramas import CatalogueEntry
from bot.errors import ImportProblem
from bot.sources.bounds import RowBound
from bot.sources.fields import Fields, label, whole_number
from bot.sources.lines import Line, Record
from bot.sources.rows import SCALARS_AND_NAMES, THEIRS, WEEKDAYS

COLUMNS = SCALARS_AND_NAMES
SEPARATOR = " | "
_LISTS = frozenset({"aliases", "akas", "networks", "genres"})
_NUMBERS = frozenset({"year", "episodes", "minutes", "popularity", "mdl_id"})

# Spreadsheets run a cell that begins like this as a formula; an apostrophe before it says
# that it is text. A cell that itself begins with apostrophes and such a sign gets one more,
# so that what is read back is what was written.
_FORMULA = re.compile(r"'*[=+\-@\t]")
_GUARDED = re.compile(r"'+[=+\-@\t]")


class BrokenError(Exception):
    """The lines under the table broke off; the problem says where and why."""

    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Rows:
    """The rows of a table, each with the line it begins at, as many and as wide as are read."""

    def __init__(self, lines: Iterator[Line | ImportProblem]) -> None:
        self._bound = RowBound()
        self._reader = csv.reader(self._texts(lines), strict=True)

    def _texts(self, lines: Iterator[Line | ImportProblem]) -> Iterator[str]:
        for line in lines:
            if isinstance(line, ImportProblem):
                raise BrokenError(line)
            if (problem := self._bound.line(line)) is not None:
                raise BrokenError(problem)
            yield line.text

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            row = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise BrokenError(ImportProblem(row, "", f"is not CSV ({error})")) from error
            if (problem := self._bound.row(row, cells)) is not None:
                raise BrokenError(problem)
            if cells:
                yield row, cells


def records(lines: Iterator[Line | ImportProblem]) -> Iterator[Record | ImportProblem]:
    """The rows under the header; a broken table ends with what broke it."""
    try:
        rows = iter(Rows(lines))
        row, cells = next(rows, (1, []))
        if not cells:
            return
        header = [cell.strip(" ") for cell in cells]
        faults = _header_faults(header, row)
        if faults:
            yield from faults
            return
        for row, cells in rows:
            yield _record(header, cells, row)
    except BrokenError as broken:
        yield broken.problem


def _header_faults(header: list[str], row: int) -> list[ImportProblem]:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return [ImportProblem(row, "", "must have commas between the columns")]
    fields = Fields(row, dict.fromkeys(header))
    fields.only((*COLUMNS, *THEIRS))
    faults = fields.problems
    if "title" not in header:
        faults.append(ImportProblem(row, "title", "is missing: the first row must name the columns"))
    twice = sorted({name for name in header if header.count(name) > 1})
    return faults + [ImportProblem(row, label(name), "is a column twice") for name in twice]


def _record(header: list[str], cells: list[str], row: int) -> Record | ImportProblem:
    if len(cells) != len(header):
        return ImportProblem(row, "", f"has {len(cells)} cells, the first row has {len(header)}")
    found = {name: _value(name, unguarded(cell)) for name, cell in zip(header, cells, strict=True)}
    return Record(row, {name: value for name, value in found.items() if value is not None})


def _value(name: str, cell: str) -> object:
    """What JSON Lines would have in the place of this cell."""
    text = cell.strip(" ")
    if not text:
        return None
    if name in _NUMBERS:
        number = whole_number(text)
        return text if number is None else number
    if name in _LISTS:
        return [_unescaped(part) for part in text.split(SEPARATOR)]
    if name == "sources":
        return source_ids(text)
    return cell


def source_ids(text: str) -> object:
    """`mdl:2 | tvmaze:77` as an object; anything else as it is, to be refused by its reader."""
    ids: dict[str, list[str]] = {}
    for part in text.split(SEPARATOR):
        source, colon, ident = _unescaped(part).partition(":")
        if not colon:
            return text
        ids.setdefault(source.strip(" "), []).append(ident)
    return ids


def unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _unescaped(part: str) -> str:
    return part.replace("\\|", "|")


def write_csv(entries: Iterable[CatalogueEntry], file: IO[str]) -> int:
    """Writes what a table can carry, one drama a row, and says how many. `file` needs newline=""."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    written = 0
    for entry in entries:
        written += 1
        table.writerow([guarded(cell) for cell in _cells(entry)])
    return written


def write_problems(problems: Iterable[ImportProblem], file: IO[str]) -> None:
    """Writes what is wrong with a file as a table of row, field and reason. `file` needs newline=""."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("row", "field", "reason"))
    for problem in problems:
        table.writerow([guarded(cell) for cell in (str(problem.row), problem.field, problem.reason)])


def _cells(entry: CatalogueEntry) -> list[str]:
    cells: list[str] = []
    for name in COLUMNS:
        value: object = getattr(entry, name)
        if name == "weekday":
            cells.append("" if entry.weekday is None else WEEKDAYS[entry.weekday])
        elif name == "sources":
            cells.append(joined(f"{source}:{ident}" for source, ident in entry.sources))
        elif isinstance(value, tuple):
            cells.append(joined(value))
        else:
            cells.append("" if value is None else str(value))
    return cells


def joined(parts: Iterable[str]) -> str:
    return SEPARATOR.join(part.replace("|", "\\|") for part in parts)


def guarded(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell
