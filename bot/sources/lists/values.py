"""Reads the values of one line of another site's list by name, and counts what it cannot read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from bot.domain.scores import HALF_POINTS_MAX
from bot.sources.fields import FIRST_YEAR, LAST_YEAR
from bot.sources.lists.numbers import decimal_of, number_of
from bot.sources.lists.parts import Unreadable
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

T = TypeVar("T")

# Programs that do not know when something was write the beginning of their calendar: the year 1, or the
# first second of 1970, which is the last day of 1969 west of London.
_BEGINNINGS = frozenset({date(1970, 1, 1), date(1969, 12, 31)})
_YES, _NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})
# Seconds since 1970 have so many digits in our time; milliseconds and microseconds three more each.
_SECOND_DIGITS = (9, 10)


@dataclass(frozen=True, slots=True)
class Values:
    """The cells of a row, or the keys of an object. Absent and unreadable values are None."""

    found: Mapping[str, object]
    unread: Unreadable
    path: str = field(default="", compare=False)

    def has(self, name: str) -> bool:
        return not _blank(self.found.get(name))

    def title(self, name: str) -> str | None:
        """A name, without line breaks, and without spaces around it."""
        value = self.found.get(name)
        text = text_of(value, TITLE_LIMIT)
        return self._noted(name, value, text)

    def number(self, *names: str, low: int = 0, high: int = 10**12) -> int | None:
        """A whole number from the first of these fields that is not empty. Text and `.0` are allowed."""
        name, value = self._first(names)
        if value is None:
            return None
        number = number_of(value)
        return self._noted(name, value, number if number is not None and low <= number <= high else None)

    def year(self, name: str) -> int | None:
        """A year. 0 and 1 mean an unknown year."""
        value = self.found.get(name)
        if number_of(value) in (0, 1):
            return None
        return self.number(name, low=FIRST_YEAR, high=LAST_YEAR)

    def moment(self, *names: str) -> datetime | None:
        """A moment. The beginning of a calendar means an unknown moment."""
        name, value = self._first(names)
        if value is None or is_beginning(value):
            return None
        return self._noted(name, value, moment_of(value))

    def flag(self, name: str) -> bool | None:
        value = self.found.get(name)
        if _blank(value):
            return None
        text = str(value).strip().casefold() if isinstance(value, str | int) else ""
        return self._noted(name, value, True if text in _YES else False if text in _NO else None)

    def word(self, name: str, words: Mapping[str, T]) -> T | None:
        """One of several words, in upper or lower case."""
        value = self.found.get(name)
        return self._noted(
            name, value, words.get(value.strip().casefold()) if isinstance(value, str) else None
        )

    def points(self, name: str, out_of: int = 10) -> int | None:
        """A score as half points out of 10. None for 0."""
        value = self.found.get(name)
        number = decimal_of(value)
        if number == 0:
            return None
        half_points = None if number is None else round(number * 20 / out_of)
        fits = half_points is not None and 1 <= half_points <= HALF_POINTS_MAX
        return self._noted(name, value, half_points if fits else None)

    def ids(self, name: str) -> tuple[tuple[str, str], ...]:
        """The ids of an object, by catalogue. Values that cannot be ids are left out."""
        pairs = ((key, id_of(value)) for key, value in self.part(name).found.items())
        return tuple((key, value) for key, value in pairs if value is not None)

    def part(self, name: str) -> Values:
        value = self.found.get(name)
        return Values(value if isinstance(value, dict) else {}, self.unread, f"{self.path}{name}.")

    def parts(self, name: str) -> Iterator[Values]:
        """The objects of a list."""
        value = self.found.get(name)
        for one in value if isinstance(value, list) else ():
            if isinstance(one, dict):
                yield Values(one, self.unread, f"{self.path}{name}.")
            else:
                self.unread.add(self.path + name, one)

    def text(self, name: str) -> str:
        """A text, unchanged. Empty if there is none."""
        value = self.found.get(name)
        return value.strip() if isinstance(value, str) else ""

    def _first(self, names: tuple[str, ...]) -> tuple[str, object]:
        for name in names:
            value = self.found.get(name)
            if not _blank(value):
                return name, value
        return names[0], None

    def _noted(self, name: str, value: object, read: T | None) -> T | None:
        if read is None and not _blank(value):
            self.unread.add(self.path + name, value)
        return read


def _blank(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, str) and value.isspace())


def id_of(value: object) -> str | None:
    """An id of another catalogue as text. None for 0 and for values that cannot be ids."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return text if 1 <= len(text) <= 40 and text.isprintable() and text.isascii() and text != "0" else None


def is_beginning(value: object) -> bool:
    """Whether a moment is the beginning of a calendar, which programs write for an unknown moment."""
    if not isinstance(value, str):
        return number_of(value) == 0
    text = value.strip()
    if text.startswith(("0001-", "0000-", "1-01-01")) or text == "0":
        return True
    try:
        return datetime.fromisoformat(text).date() in _BEGINNINGS
    except ValueError:
        return False


def moment_of(value: object) -> datetime | None:
    """A moment as sites write it (`2021-03-22T06:33:24.000Z`, `2021-01-11 02:05:01`, seconds since 1970).

    Without a zone it counts as UTC. Parts of a second are dropped, because two tables may differ in them.
    """
    seconds = number_of(value)
    if seconds is not None:
        return _since_1970(seconds)
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year < LAST_YEAR or found.date() in _BEGINNINGS:
        return None
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found.replace(microsecond=0)


def _since_1970(number: int) -> datetime | None:
    for thousands in (0, 1, 2):
        if len(str(number)) - 3 * thousands in _SECOND_DIGITS:
            return datetime.fromtimestamp(number // 1000**thousands, UTC)
    return None
