"""Reads catalogue files: finds the format, validates the whole file, and yields its dramas one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.domain.dramas import CatalogueEntry
from bot.errors import FileFault, ImportProblem, ImportRefused, because
from bot.sources import jsonl, tabular
from bot.sources.bounds import MOST_ROWS
from bot.sources.jsonl import write_jsonl
from bot.sources.lines import Line, Progress, Record, decoded, lines
from bot.sources.rows import entry_of
from bot.sources.tabular import write_csv

__all__ = ["Scan", "entries", "is_our_own", "validate", "write_csv", "write_jsonl"]

PROBLEMS_KEPT = 20
TABLES = (".csv", ".tsv")
SUFFIXES = (".jsonl", ".ndjson", ".json", *TABLES)
# A file that is one JSON value cannot be read piece by piece: this much fits a small machine.
DOCUMENT_LIMIT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scan:
    """The content of a file: its number of dramas and of problems, and the first problems."""

    rows: int
    problems: tuple[ImportProblem, ...]
    total: int

    @property
    def sound(self) -> bool:
        return self.total == 0


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    entry: CatalogueEntry


def _no_progress(count: int) -> None:
    """Reports no progress."""


def validate(path: Path, progress: Progress = _no_progress) -> Scan:
    """Reads the whole file and stores nothing. `progress` gets the bytes of each step, not their sum.

    Raises OSError if the file cannot be read. Anything wrong inside the file is a problem.
    """
    found = _Findings()
    for result in _rows(path, progress):
        if isinstance(result, ImportProblem):
            found.add(result)
        else:
            found.see(result)
    if not found.rows and not found.total:
        found.add(ImportProblem(1, "", because(FileFault.NO_DRAMA)))
    return Scan(found.rows, tuple(found.problems), found.total)


def is_our_own(path: Path) -> bool:
    """Whether the file uses our field names, as an export does, and not another catalogue's."""
    with path.open("rb") as file:
        first = next(lines(file, _no_progress), None)
    return not isinstance(first, Line) or "mdl_id" not in first.text


def entries(path: Path, progress: Progress = _no_progress) -> Iterator[CatalogueEntry]:
    """The dramas of a file one by one, never all in memory. Raises ImportRefused at the first problem.

    Call `validate` first: a caller that stores while it reads has already stored the dramas before the
    problem.
    """
    for result in _rows(path, progress):
        if isinstance(result, ImportProblem):
            raise ImportRefused((result,), 1)
        yield result.entry


class _Findings:
    """Counts a file's dramas and problems, and reports rows that are the same drama."""

    def __init__(self) -> None:
        self.rows = 0
        self.total = 0
        self.problems: list[ImportProblem] = []
        self._row_by_source: dict[tuple[str, str], int] = {}

    def add(self, problem: ImportProblem) -> None:
        self.total += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)

    def see(self, found: _Row) -> None:
        self.rows += 1
        for source, ident in found.entry.sources:
            first = self._row_by_source.setdefault((source, ident), found.row)
            if first != found.row:
                reason = because(FileFault.SAME_DRAMA, ident=f"{source} {ident}", row=str(first))
                self.add(ImportProblem(found.row, "sources", reason))


def _rows(path: Path, progress: Progress) -> Iterator[_Row | ImportProblem]:
    rank = 0
    with path.open("rb") as file:
        for record in _records(file, path.suffix.lower(), progress):
            if isinstance(record, ImportProblem):
                yield record
                continue
            rank += 1
            if rank > MOST_ROWS:
                yield ImportProblem(record.row, "", because(FileFault.MANY_DRAMAS, limit=MOST_ROWS))
                return
            entry = entry_of(record.values, record.row, rank)
            if isinstance(entry, CatalogueEntry):
                yield _Row(record.row, entry)
            else:
                yield from entry


def _records(file: IO[bytes], suffix: str, progress: Progress) -> Iterator[Record | ImportProblem]:
    if suffix == ".json":
        return _document(file, progress)
    if suffix in TABLES:
        return tabular.records(_table_lines(lines(file, progress)))
    if suffix in SUFFIXES:
        return jsonl.records(lines(file, progress))
    return iter([ImportProblem(1, "", because(FileFault.UNKNOWN_ENDING, endings=SUFFIXES))])


def _table_lines(found: Iterator[Line | ImportProblem]) -> Iterator[Line | ImportProblem]:
    """The lines of a table, unless the first line shows that it is JSON with a table's file name."""
    for line in found:
        if isinstance(line, Line) and line.row == 1 and line.text.lstrip().startswith(("{", "[")):
            yield ImportProblem(1, "", because(FileFault.JSON_AS_TABLE))
            return
        yield line


def _document(file: IO[bytes], progress: Progress) -> Iterator[Record | ImportProblem]:
    raw = file.read(DOCUMENT_LIMIT + 1)
    progress(len(raw))
    if len(raw) > DOCUMENT_LIMIT:
        limit = DOCUMENT_LIMIT // 1_048_576
        yield ImportProblem(1, "", because(FileFault.DOCUMENT_TOO_LONG, limit=limit))
        return
    text = decoded(raw, 1)
    if isinstance(text, ImportProblem):
        yield text
    elif text.strip():
        yield from jsonl.documents(text)
