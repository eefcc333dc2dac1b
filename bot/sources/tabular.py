"""Reads and writes tables: a header, one drama a row, lists inside a cell. JSON Lines hold the rest."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from bot.domain import csv_cells
from bot.domain.dramas import CatalogueEntry
from bot.errors import FileFault, ImportProblem, because
from bot.sources.bounds import RowBound
from bot.sources.fields import RowFields, label, plain_day, whole_number
from bot.sources.lines import Line, Record
from bot.sources.rows import SCALARS_AND_NAMES, THEIRS, WEEKDAYS

COLUMNS = SCALARS_AND_NAMES
SEPARATOR = " | "
_LISTS = frozenset({"aliases", "akas", "networks", "genres"})
_NUMBERS = frozenset({"year", "episodes", "minutes", "popularity", "mdl_id"})
_DAYS = frozenset({"aired_from", "aired_to"})

# What may stand between cells, and how a line says so. Spreadsheets in German or French write ";".
_BETWEEN = (",", ";", "\t")
_SAID = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
_NOTHING = ' "\r\n' + "".join(_BETWEEN)


class BrokenError(Exception):
    """The table's lines ended early. The problem says where and why."""

    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class Rows:
    """The rows of a table that are not empty, each with its first line, within bounds.

    The first row shows what separates the cells, or a line `sep=;` before it, which spreadsheets write and
    read.
    """

    def __init__(self, lines: Iterator[Line | ImportProblem]) -> None:
        self._bound = RowBound()
        texts = self._texts(lines)
        first = next(texts, "")
        said = _SAID.fullmatch(first.rstrip("\r\n"))
        self._passed = 1 if said else 0
        ahead = [] if said else [first]
        while not said and not ahead[-1].strip(_NOTHING) and (text := next(texts, None)) is not None:
            ahead.append(text)
        between = said[1] if said else _between(ahead[-1])
        self._reader = csv.reader(chain(ahead, texts), strict=True, delimiter=between)

    def _texts(self, lines: Iterator[Line | ImportProblem]) -> Iterator[str]:
        for line in lines:
            if isinstance(line, ImportProblem):
                raise BrokenError(line)
            if (problem := self._bound.line(line)) is not None:
                raise BrokenError(problem)
            yield line.text

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            row = self._passed + self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = because(FileFault.NOT_CSV, detail=str(error))
                raise BrokenError(ImportProblem(row, "", reason)) from error
            if (problem := self._bound.row(row, cells)) is not None:
                raise BrokenError(problem)
            if any(cell.strip(" ") for cell in cells):
                yield row, cells


def _between(line: str) -> str:
    """The separator of a header's cells: the most frequent of the possible signs."""
    outside = "".join(line.split('"')[::2])
    return max(_BETWEEN, key=outside.count)


@dataclass(frozen=True, slots=True)
class Table:
    """A table below its header, which starts at line `row`. A column without a name is called "".

    Spreadsheets leave columns without a name behind, so these must be empty.
    """

    row: int
    names: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.names) - {""}

    @property
    def twice(self) -> tuple[str, ...]:
        """The names that several columns have."""
        return tuple(sorted(name for name in self.columns if self.names.count(name) > 1))

    def cells(self) -> Iterator[tuple[int, dict[str, str]] | ImportProblem]:
        """The rows by column, each with its line, or the reason why a row cannot be read.

        Raises `BrokenError` if nothing more can be read.
        """
        width = max(place for place, name in enumerate(self.names, 1) if name)
        for row, cells in self.rows:
            if len(cells) < width or any(cell.strip(" ") for cell in cells[len(self.names) :]):
                yield ImportProblem(row, "", because(FileFault.CELLS, n=len(cells), width=width))
                continue
            named = list(zip(self.names, cells, strict=False))
            if any(cell.strip(" ") for name, cell in named if not name):
                yield ImportProblem(row, "", because(FileFault.NAMELESS_COLUMN))
                continue
            yield row, {name: csv_cells.unguarded(cell) for name, cell in named if name}


def table(lines: Iterator[Line | ImportProblem]) -> Table | None:
    """The table in these lines. None if there is not even a header. Raises `BrokenError`."""
    rows = iter(Rows(lines))
    first = next(rows, None)
    if first is None:
        return None
    row, cells = first
    return Table(row, tuple(cell.strip() for cell in cells), rows)


def records(lines: Iterator[Line | ImportProblem]) -> Iterator[Record | ImportProblem]:
    """The rows below the header. A broken table ends with its problem."""
    try:
        found = table(lines)
        if found is None:
            return
        faults = _header_faults(found)
        if faults:
            yield from faults
            return
        for one in found.cells():
            yield one if isinstance(one, ImportProblem) else _record(*one)
    except BrokenError as broken:
        yield broken.problem


def _header_faults(found: Table) -> list[ImportProblem]:
    fields = RowFields(found.row, dict.fromkeys(found.columns))
    fields.only((*COLUMNS, *THEIRS))
    faults = fields.problems
    if "title" not in found.columns:
        faults.append(ImportProblem(found.row, "title", because(FileFault.NO_TITLE_COLUMN)))
    return faults + [column_twice(found, name) for name in found.twice]


def column_twice(found: Table, name: str) -> ImportProblem:
    """The problem of a table with two columns of this name."""
    return ImportProblem(found.row, label(name), because(FileFault.COLUMN_TWICE))


def _record(row: int, cells: dict[str, str]) -> Record:
    found = {name: _value(name, cell) for name, cell in cells.items()}
    return Record(row, {name: value for name, value in found.items() if value is not None})


def _value(name: str, cell: str) -> object:
    """The value that JSON Lines would have for this cell."""
    text = cell.strip(" ")
    if not text:
        return None
    if name in _NUMBERS:
        number = whole_number(text)
        return text if number is None else number
    if name in _DAYS:
        return written_day(text)
    if name in _LISTS:
        return [_unescaped(part) for part in text.split(SEPARATOR)]
    if name == "sources":
        return source_ids(text)
    return cell


def written_day(text: str) -> str:
    """A day in our format, if a spreadsheet saved it in its own. Anything else unchanged."""
    day = plain_day(text)
    return day.isoformat() if day else text


def source_ids(text: str) -> object:
    """`mdl:2 | tvmaze:77` as an object. Anything else unchanged, so that its reader refuses it."""
    ids: dict[str, list[str]] = {}
    for part in text.split(SEPARATOR):
        source, colon, ident = _unescaped(part).partition(":")
        if not colon:
            return text
        ids.setdefault(source.strip(" "), []).append(ident)
    return ids


def _unescaped(part: str) -> str:
    return part.replace("\\|", "|")


def write_csv(entries: Iterable[CatalogueEntry], file: IO[str]) -> int:
    """Writes what a table can hold, one drama a row. Returns how many. Open `file` with newline=""."""
    return csv_cells.write_rows(file, COLUMNS, map(_cells, entries))


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
