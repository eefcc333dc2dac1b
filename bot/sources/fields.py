"""Reads the values of one row of a catalogue file by name, and notes each problem with its field."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.domain.hours import written_hour
from bot.domain.links import URL_LIMIT, LinkFault, link_fault
from bot.errors import FileFault, FileReason, ImportProblem, because

FIRST_YEAR, LAST_YEAR = 1900, 2200

# Everything that breaks a line or steers a terminal, and the lone surrogates that JSON can
# spell but UTF-8 cannot store. Directional marks stay: Arabic titles need them.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_LINE_END = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_LABEL_LIMIT = 60
_BAD_URL = because(FileFault.ADDRESS, limit=URL_LIMIT)
_DAY = because(FileFault.DAY, example="2005-10-11")
_CLOCK = because(FileFault.CLOCK, first="00:00", last="29:59")
_LINK_FAULTS = {
    LinkFault.CREDENTIALS: because(FileFault.CREDENTIALS),
    LinkFault.TORRENT: because(FileFault.TORRENT),
}

Word = TypeVar("Word", bound=StrEnum)
Read = TypeVar("Read")


def label(name: str) -> str:
    """A field's name as a problem quotes it: always one short line."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in name[:_LABEL_LIMIT])
    return shown + "…" if len(name) > _LABEL_LIMIT else shown


def _visible(text: str) -> bool:
    return any(unicodedata.category(sign) not in {"Cf", "Zs", "Mn"} for sign in text)


def _plain(text: str) -> bool:
    """Whether a text has only ASCII letters, digits and signs. Takes a tenth of the time of a search.

    Most texts of a large file are like that, above all its dates.
    """
    return text.isascii() and text.isprintable()


def text_fault(text: str, limit: int, *, lines: bool = False) -> FileReason | None:
    """Why a text is refused, None if it is not. `lines` allows line breaks inside it."""
    if len(text) <= limit and _plain(text) and text.strip(" "):
        return None
    if (_CONTROL_BUT_LINE_END if lines else _CONTROL).search(text):
        return because(FileFault.CONTROL_SIGNS if lines else FileFault.LINE_BREAKS)
    if len(text) > limit:
        return because(FileFault.TOO_LONG, limit=limit, n=len(text))
    if not _visible(text):
        return because(FileFault.NOTHING_VISIBLE)
    return None


@dataclass
class RowFields:
    """The named values of a row, or of one part of it (`path` says which, e.g. `cast[2].`).

    A value that cannot be read is noted in `problems`, which all parts of a row share, and counts as absent.
    An empty text, an empty list and null are absent too.
    """

    row: int
    values: Mapping[str, object]
    problems: list[ImportProblem] = field(default_factory=list)
    path: str = ""

    def wrong(self, name: str, reason: FileReason) -> None:
        self.problems.append(ImportProblem(self.row, self.path + label(name), reason))

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def only(self, known: Collection[str]) -> None:
        """Refuses every field outside `known`, so that a typing error loses no data."""
        if all(name in known for name in self.values):
            return
        for name in sorted(self.values.keys() - set(known)):
            near = difflib.get_close_matches(name[:_LABEL_LIMIT], known, n=1)
            similar = because(FileFault.SIMILAR_FIELD, name=near[0]) if near else None
            self.wrong(name, similar or because(FileFault.UNKNOWN_FIELD))

    def one_of(self, name: str, other: str) -> str:
        """Which of two names for the same thing the row uses."""
        if self.has(name) and self.has(other):
            self.wrong(other, because(FileFault.SAME_FIELD, name=name))
        return name if self.has(name) else other

    def text(self, name: str, limit: int, *, lines: bool = False) -> str | None:
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(name, because(FileFault.NO_STRING))
            return None
        text = value.replace("\r\n", "\n").strip(" \n") if lines else value.strip(" ")
        if not text:
            return None
        fault = text_fault(text, limit, lines=lines)
        if fault:
            self.wrong(name, fault)
            return None
        return text

    def needed(self, name: str, limit: int, *, lines: bool = False) -> str:
        """A text that must be present. Empty only if a problem was noted."""
        before = len(self.problems)
        text = self.text(name, limit, lines=lines)
        if text is None and len(self.problems) == before:
            self.wrong(name, because(FileFault.MISSING))
        return text or ""

    def number(self, name: str, low: int, high: int) -> int | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(name, because(FileFault.WHOLE_NUMBER, low=str(low), high=str(high)))
            return None
        return value

    def needed_number(self, name: str, low: int, high: int) -> int:
        if not self.has(name):
            self.wrong(name, because(FileFault.MISSING))
        return self.number(name, low, high) or low

    def percent(self, name: str) -> float | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
            return float(value)
        self.wrong(name, because(FileFault.NUMBER, low="0", high="100"))
        return None

    def day(self, name: str) -> date | None:
        def read(text: str) -> date:
            day = date.fromisoformat(text)
            if not (_DATE.fullmatch(text) and FIRST_YEAR <= day.year <= LAST_YEAR):
                raise ValueError(text)
            return day

        return self._read(name, read, _DAY)

    def clock(self, name: str) -> str | None:
        """A time of day. A late one like `25:30` means the night after."""

        def read(text: str) -> str:
            hour = written_hour(text)
            if hour is None:
                raise ValueError(text)
            return str(hour)

        return self._read(name, read, _CLOCK)

    def url(self, name: str) -> str | None:
        text = self._read(name, str, _BAD_URL)
        fault = link_fault(text) if text else None
        if fault:
            self.wrong(name, _LINK_FAULTS.get(fault, _BAD_URL))
            return None
        return text or None

    def matching(self, name: str, pattern: re.Pattern[str], reason: FileReason) -> str | None:
        def read(text: str) -> str:
            if not pattern.fullmatch(text):
                raise ValueError(text)
            return text

        return self._read(name, read, reason)

    def word(self, name: str, words: type[Word], also: Mapping[str, Word] | None = None) -> Word | None:
        """One of `words`, in upper or lower case, or one of the other spellings in `also`."""
        spellings = {word.value: word for word in words} | dict(also or {})

        def read(text: str) -> Word:
            try:
                return spellings[text.casefold()]
            except KeyError as unknown:
                raise ValueError(text) from unknown

        return self._read(name, read, because(FileFault.WORD, words=tuple(words)))

    def needed_word(self, name: str, words: type[Word]) -> Word:
        if not self.has(name):
            self.wrong(name, because(FileFault.MISSING_WORD, words=tuple(words)))
        return self.word(name, words) or next(iter(words))

    def names(self, name: str, limit: int, most: int, *, any_case: bool = False) -> tuple[str, ...]:
        """A list of texts without repeats (`any_case`: upper and lower case count as the same)."""
        kept: dict[str, str] = {}
        for place, value in enumerate(self._list(name, most), 1):
            text = RowFields(self.row, {"": value}, self.problems, f"{self.path}{name}[{place}]").text(
                "", limit
            )
            if text:
                kept.setdefault(text.casefold() if any_case else text, text)
        return tuple(kept.values())

    def parts(self, name: str, known: Collection[str], most: int) -> list[RowFields]:
        """A list of objects, each with the fields of `known`."""
        found = []
        for place, value in enumerate(self._list(name, most), 1):
            if not isinstance(value, dict):
                self.wrong(f"{name}[{place}]", because(FileFault.NO_PARTS, names=tuple(known)))
                continue
            part = RowFields(self.row, value, self.problems, f"{self.path}{name}[{place}].")
            part.only(known)
            found.append(part)
        return found

    def _list(self, name: str, most: int) -> list[object]:
        value = self.values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self.wrong(name, because(FileFault.NO_LIST))
            return []
        if len(value) > most:
            self.wrong(name, because(FileFault.MANY_ELEMENTS, limit=most, n=len(value)))
            return []
        return value

    def _read(self, name: str, read: Callable[[str], Read], reason: FileReason) -> Read | None:
        """A text that `read` turns into a value. A ValueError of `read` means that the text is wrong."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and (_plain(value) or not _CONTROL.search(value)):
            with suppress(ValueError):
                return read(value.strip(" "))
        self.wrong(name, reason)
        return None


def plain_day(text: str) -> date | None:
    """A day in numbers as spreadsheets save it, if it is unambiguous: `1/2/2020` is not."""
    found = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    return day_of(int(found["year"]), int(found["month"]), int(found["day"])) if found else None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day. None if it does not exist, or if a file may not name its year."""
    with suppress(ValueError):
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    return None


def whole_number(text: str) -> int | None:
    """A number as a spreadsheet's cell shows it. None if the cell shows something else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
