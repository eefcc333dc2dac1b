"""Reads a source's JSON by name. A malformed value counts as absent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.sources.fields import FIRST_YEAR, LAST_YEAR, RowFields, text_fault
from bot.sources.rows import NAME_LIMIT

_BLANK = re.compile(r"\s+")
# What editors leave where there is no title yet, in the languages of our countries.
_NO_TITLE = re.compile(
    r"tb[acd]|to be (?:announced|determined)|untitled|(?:episode|ep\.?|part|chapter)\s*#?\s*[0-9.]+"
    r"|第\s*[0-9０-９一二三四五六七八九十百]+\s*[話话集回]|제?\s*[0-9]+\s*[회화부]|ตอนที่\s*[0-9]+|[0-9]+",
    re.IGNORECASE,
)
_SCRIPTS = {
    "JP": re.compile("[\u3040-\u30ff\u3400-\u9fff]"),
    "KR": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "CN": re.compile("[\u3400-\u9fff]"),
    "TW": re.compile("[\u3400-\u9fff]"),
    "HK": re.compile("[\u3400-\u9fff]"),
    "TH": re.compile("[\u0e00-\u0e7f]"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One object of an answer. Each method returns None or nothing for missing or malformed values."""

    values: Mapping[str, object]

    @property
    def _fields(self) -> RowFields:
        return RowFields(0, self.values)  # the same bounds as a file's; its problems are nobody's here

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, limit: int) -> str | None:
        return text_of(self.values.get(name), limit)

    def number(self, name: str, low: int, high: int) -> int | None:
        """A whole number. Text and `.0` are allowed."""
        value = self.values.get(name)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value.strip()):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if low <= value <= high else None

    def ident(self, name: str, high: int) -> str | None:
        """An id. Sources give it as a number."""
        found = self.number(name, 1, high)
        return None if found is None else str(found)

    def day(self, name: str) -> date | None:
        return self._fields.day(name)

    def clock(self, name: str) -> str | None:
        return self._fields.clock(name)

    def url(self, name: str) -> str | None:
        return self._fields.url(name)

    def moment(self, name: str) -> datetime | None:
        """A moment with its time zone, as UTC."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return None
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
        # A year at the edge of the calendar could leave it on the way to UTC.
        if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None
        return moment.astimezone(UTC)

    def part(self, name: str) -> Part:
        value = self.values.get(name)
        return Part(value if isinstance(value, dict) else {})

    def parts(self, name: str) -> tuple[Part, ...]:
        return parts_of(self.values.get(name))

    def words(self, name: str, limit: int) -> tuple[str, ...]:
        """A list of texts without repeats, ignoring case."""
        value = self.values.get(name)
        found = [text_of(word, limit) for word in value] if isinstance(value, list) else []
        return once(word for word in found if word is not None)


def parts_of(value: object) -> tuple[Part, ...]:
    """The objects of a list. Other values in it are left out."""
    if not isinstance(value, list):
        return ()
    return tuple(Part(element) for element in value if isinstance(element, dict))


def text_of(value: object, limit: int) -> str | None:
    """One line of text. None if it is not text, is invisible, or is longer than `limit`."""
    if not isinstance(value, str):
        return None
    text = _BLANK.sub(" ", value).strip()
    return text if text and text_fault(text, limit) is None else None


def once(names: Iterable[str]) -> tuple[str, ...]:
    """The names in their order, without repeats, ignoring case."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


def joined(characters: Sequence[str]) -> str | None:
    """Several characters of one person as one text, with as many as fit uncut."""
    text = ""
    for character in characters:
        longer = f"{text} / {character}" if text else character
        if len(longer) > NAME_LIMIT:
            break
        text = longer
    return text or None


def episode_title(text: str | None) -> str | None:
    """An episode's title, if it says something: "TBA" and "Episode 5" do not."""
    return None if text is None or _NO_TITLE.fullmatch(text.strip()) else text


def in_native_script(text: str, country: str | None) -> bool:
    """Whether a name is in its country's own script. False for countries with Latin letters."""
    script = _SCRIPTS.get(country or "")
    return script is not None and script.search(text) is not None
