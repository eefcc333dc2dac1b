"""The parts of a watch list's file before its format is known: tables, JSON, XML, unreadable values."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.list_files import Unread
from bot.errors import FileFault, FileReason, ImportProblem, ImportRefused, because
from bot.sources import tabular
from bot.sources.bounds import TOO_MANY_VALUES, too_many_values
from bot.sources.lines import Line, decoded
from bot.sources.tabular import BrokenError

_KINDS_KEPT = 20  # kinds of values that could not be read; a screen has room for fewer
_SHOWN = 60  # characters of such a value

Cells: TypeAlias = Mapping[str, str]
_UNSEEN = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(r"<(?P<root>[^\s!?/<>]+)")


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table with its column names. `rows` can be read once, each with its line and its cells by column."""

    name: str
    header: tuple[str, ...]
    rows: Iterable[tuple[int, Cells]]

    def has(self, *columns: str) -> bool:
        """Whether the table has all of these columns."""
        return set(columns) <= set(self.header)


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a JSON file."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Markup:
    """An XML file that is not parsed yet. `root` is the name of its first element."""

    name: str
    root: str
    text: str


# `name` is the part's name in an archive, empty for a single file. It never decides the format.
Part: TypeAlias = ListTable | Document | Markup


class Unreadable:
    """The unreadable values of a file, counted by column or key."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int]] = {}

    def add(self, field: str, value: object) -> None:
        """Count an unreadable value of `field`."""
        if field not in self._found and len(self._found) == _KINDS_KEPT:
            field = "…"
        # A list or an object may nest deeper than it can be written.
        text = str(value) if isinstance(value, str | int | float) else "{…}" if value else "{}"
        shown = "".join(sign if sign.isprintable() else " " for sign in text[:_SHOWN])
        first, count = self._found.get(field, (shown, 0))
        self._found[field] = (first, count + 1)

    def found(self) -> tuple[Unread, ...]:
        return tuple(Unread(field, first, count) for field, (first, count) in self._found.items())


def refused(row: int, reason: FileReason) -> ImportRefused:
    """The refusal of a whole list for one of its lines."""
    return ImportRefused((ImportProblem(row, "", reason),), 1)


def text(content: bytes) -> str:
    """Bytes as text. Raises `ImportRefused` for bytes that are not text."""
    found = decoded(content, 1)
    if isinstance(found, ImportProblem):
        raise ImportRefused((found,), 1)
    if "\x00" in found:
        raise refused(1, because(FileFault.NOT_TEXT))
    return found


def part(name: str, found: str) -> Part:
    """A text parsed as the kind that its first character shows. Raises `ImportRefused` if that fails."""
    start = found.lstrip()[:1]
    if start == "<":
        return _markup(name, found)
    if start in ("{", "["):
        return Document(name, _json(found))
    return _table(name, found)


def _markup(name: str, found: str) -> Markup:
    root = _ROOT.search(_UNSEEN.sub("", found))
    return Markup(name, root["root"] if root else "", found)


def _json(found: str) -> object:
    if too_many_values(found):
        raise refused(1, TOO_MANY_VALUES)
    try:
        return json.loads(found)
    except json.JSONDecodeError as error:
        reason = because(FileFault.NOT_JSON, detail=error.msg, place=error.colno)
        raise refused(error.lineno, reason) from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise refused(1, because(FileFault.LONG_NUMBER)) from error
    except RecursionError as error:
        raise refused(1, because(FileFault.TOO_DEEP)) from error


def _table(name: str, found: str) -> ListTable:
    """The columns of a table, and its rows by column, each with its line."""
    numbered = enumerate(io.StringIO(found, newline=""), 1)
    try:
        table = tabular.table(iter(Line(number, line) for number, line in numbered))
    except BrokenError as broken:
        raise ImportRefused((broken.problem,), 1) from broken
    if table is None:
        raise refused(1, because(FileFault.EMPTY))
    named = tuple(name for name in table.names if name)
    if len(named) == 1:
        raise refused(table.row, because(FileFault.ONE_COLUMN))
    if table.twice:
        raise ImportRefused((tabular.column_twice(table, table.twice[0]),), 1)
    return ListTable(name, named, _by_column(table))


def _by_column(table: tabular.Table) -> Iterator[tuple[int, Cells]]:
    try:
        for row in table.cells():
            if isinstance(row, ImportProblem):
                raise ImportRefused((row,), 1)
            yield row
    except BrokenError as broken:
        raise ImportRefused((broken.problem,), 1) from broken
