"""Reads statuses, days and scores in the words of other sites, and counts what it cannot read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.episodes import MOST_EPISODES
from bot.domain.progress import MOST_REWATCHES, Status
from bot.domain.scores import HALF_POINTS_MAX
from bot.sources.fields import day_of, plain_day
from bot.sources.lists.numbers import decimal_of, number_of
from bot.sources.lists.parts import Cells, Unreadable
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

REWATCHING = frozenset({"rewatching", "re watching", "repeating"})
_STATUSES = {
    **dict.fromkeys(("watching", "currently watching", "current", "in progress"), Status.WATCHING),
    **dict.fromkeys(REWATCHING, Status.WATCHING),
    **dict.fromkeys(("completed", "complete", "finished", "watched", "seen"), Status.COMPLETED),
    **dict.fromkeys(("on hold", "onhold", "paused", "hold"), Status.ON_HOLD),
    **dict.fromkeys(("dropped", "abandoned"), Status.DROPPED),
    **dict.fromkeys(
        ("plan to watch", "plantowatch", "planning", "planned", "plan", "ptw", "want to watch", "watchlist"),
        Status.PLAN,
    ),
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"), 1
    )
    for name in (names, names[:3])
} | {"sept": 9}  # fmt: skip
_CLOCK_BEHIND = re.compile(r"(?<=[0-9])[T ][0-9]{1,2}:.*")
_IN_WORDS = re.compile(
    r"(?:(?P<name>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<first>\d{1,2})(?:st|nd|rd|th)? (?P<other>[a-z]+)\.?)"
    r",? (?P<year>\d{4})",
    re.ASCII,
)
# Zeros and 1970-01-01 mean an unknown day.
_NO_DAY = re.compile(r"[0\-/. :TZ+]*|\d{4}-(?:00-\d\d|\d\d-00)|1970-01-01(?:[T ].*)?|000[01]-.*")


def status_of(text: str) -> Status | None:
    """A status in the words of any site. None for other text."""
    return _STATUSES.get(_word(text))


def is_rewatching(text: str) -> bool:
    return _word(text) in REWATCHING


def _word(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def read_day(text: str) -> date | None:
    """A day as sites, scripts and spreadsheets write it. None if it is ambiguous."""
    spelt = " ".join(text.split())
    numbered = plain_day(_CLOCK_BEHIND.sub("", spelt))
    if numbered is not None:
        return numbered
    found = _IN_WORDS.fullmatch(spelt.casefold())
    month = _MONTHS.get(found["name"] or found["other"]) if found is not None else None
    if found is None or month is None:
        return None
    return day_of(int(found["year"]), month, int(found["day"] or found["first"]))


def half_points(value: float, out_of: float) -> int | None:
    """A score as the nearest half point. None for no score (0) and for a score above 10."""
    if not 0 < value <= out_of:
        return None
    return max(1, int(value / out_of * HALF_POINTS_MAX + 0.5))


@dataclass(frozen=True, slots=True)
class Said:
    """One row of another site's list. Unreadable values are counted in `unread`."""

    cells: Cells
    unread: Unreadable

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def title(self, column: str) -> str | None:
        text = text_of(self.text(column), TITLE_LIMIT)
        if text is None and self.text(column):
            self.unread.add(column, self.text(column))
        return text

    def status(self, column: str) -> Status | None:
        text = self.text(column)
        found = status_of(text)
        if found is None and text:
            self.unread.add(column, text)
        return found

    def day(self, column: str) -> date | None:
        """A day. None also for the signs of an unknown day."""
        text = self.text(column)
        if not text or _NO_DAY.fullmatch(text):
            return None
        found = read_day(text)
        if found is None:
            self.unread.add(column, text)
        return found

    def score(self, column: str, out_of: int) -> int | None:
        """A score in half points. None for 0."""
        text = self.text(column)
        value = decimal_of(text)
        if not text or value == 0:
            return None
        found = half_points(value, out_of) if value is not None else None
        if found is None:
            self.unread.add(column, text)
        return found

    def number(self, column: str, last: int) -> int:
        """A number from 0 to `last`. 0 if none is given. `3/16` means 3."""
        text = self.text(column).partition("/")[0].strip()
        if not text or text in ("-", "?"):
            return 0
        found = number_of(text)
        if found is None or not 0 <= found <= last:
            self.unread.add(column, self.text(column))
            return 0
        return found

    def episode(self, column: str) -> int:
        return self.number(column, MOST_EPISODES)

    def total(self, *columns: str) -> int:
        """How many episodes a title has by its site: of `3/16` the second, or of a column of its own.

        0 where none is said, or none that can be read: nothing of the member's is lost by that.
        """
        for column in columns:
            text = self.text(column)
            found = number_of((text.rpartition("/")[2] if "/" in text else text).strip())
            if found is not None and 1 <= found <= MOST_EPISODES:
                return found
        return 0

    def times(self, column: str) -> int:
        return self.number(column, MOST_REWATCHES)
