"""Paces: reads the weekdays and the time of something regular, as people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.airing import in_utc
from bot.domain.hours import Hour, hour_of, read_hour
from bot.domain.zones import ambiguous, find_zone, nearest_zones, offset_in, plainly

EVERY_DAY = 127
_WORKING_DAYS = 0b0011111
_WEEKEND = 0b1100000
EVENING = time(20)  # where only days are named
_LONGEST = 120  # characters that a pace may be typed in

_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KANJI = "月火水木金土日"
_DAY = (
    r"(?:(?<![a-z])(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?(?![a-z])|[月火水木金土日](?:曜日?)?)"
)
_WORDS = re.compile(
    r"(?P<daily>(?<![a-z])(?:every ?(?:day|night|evening)|(?:once )?(?:a|per|each|every) day|daily|nightly)"
    r"(?![a-z])|毎日|毎晩)"
    r"|(?P<working>(?<![a-z])(?:every )?weekdays?(?![a-z])|平日)"
    r"|(?P<weekend>(?<![a-z])(?:every )?weekends?(?![a-z])|週末)"
    rf"|(?P<first>{_DAY}) ?(?:-|–|~|〜|to|through|から) ?(?P<last>{_DAY})(?:まで)?"
    rf"|(?P<day>{_DAY})"
)
_CLOCK = re.compile(
    r"(?P<half>午前|午後)?(?P<hour>\d{1,2})時(?:(?P<minute>\d{1,2})分|(?P<thirty>半))?"
    r"|\d{1,2} ?[:.h] ?\d{2}(?: ?(?:am|pm|a\.m\.|p\.m\.))?|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.)"
)
_SLASHED = re.compile(r"[a-z_]+(?:/[a-z0-9_+\-]+)+")
# Where no day is named beside it, it is the day on which it was typed.
_WEEKLY = re.compile(
    r"(?<![a-z])(?:weekly|(?:(?:once |one )?(?:a|per|each|every) )?week)(?![a-z])"
    r"|週に? ?[1一]回|毎週"
)
# Intervals that weekdays do not keep to.
_INTERVAL = re.compile(
    r"(?<![a-z])(?:every|each) (?:other|second|third|fourth|few|\d+|two|three|four|five|six) ?[a-z]+"
    r"|(?<![a-z])(?:twice|thrice|\d+ times|(?:two|three|four|five|six) times) (?:a|per|each|every) [a-z]+"
    r"|(?<![a-z])once (?:a|per|every|each) (?:month|year|fortnight|hour)"
    r"|(?<![a-z])(?:bi-?weekly|fortnightly|monthly|hourly|yearly)(?![a-z])"
    r"|(?<![a-z])every (?:month|hour|year|fortnight)(?![a-z])"
    r"|週に? ?[2-7二三四五六]回|隔日|隔週|毎月|\d+ ?(?:日|週間?|か月|ヶ月)(?:おき|ごと|毎)"
)
_EPISODES = re.compile(
    r"(?<![a-z])(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|all|some|both) "
    r"?(?:new )?(?:episodes?|eps?\.?|synops[ei]s)(?![a-z])"
    r"(?: (?:until|till|by|before|to|at a time|(?:a|per) (?:day|week)))?"
    r"|(?<![a-z])(?:episodes?|synops[ei]s)(?![a-z])|\d+ ?[話回集회](?:ずつ)?"
)
_LONGEST_WORD = 60  # characters of what was not understood that are said again
# What is no word of its own in Japanese, and so may stand beside any other sign.
_IN_PLACE = (
    "日本時間",
    "韓国時間",
    "台湾時間",
    "中国時間",
    "タイ時間",
    "香港時間",
    "東京",
    "ソウル",
    "台北",
    "上海",
)
_FILLING = re.compile(
    r"(?<![a-z])(?:and|on|at|in|the|every|each|weekly|time|o'clock)(?![a-z])|毎週|時間|[の、,・&()/;と]|に"
)


class Fault(StrEnum):
    """Why a text is not a pace."""

    ZONE = "zone"  # names a zone that there is not
    WORD = "word"  # a word that is no day, hour or zone
    CLOCK = "clock"  # an hour that there is not, or more than one
    INTERVAL = "interval"  # comes again otherwise than by weekdays
    NO_DAY = "no day"
    EPISODES = "episodes"  # says how many, where it is to say when


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a text is not a pace. `word` is the part that was not understood, if any.

    `several` are the zones that share this name.
    """

    fault: Fault
    word: str = ""
    several: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace.

    `days` has one bit per weekday (1: Monday, 64: Sunday). `at` is a local time in `zone` (IANA name).
    """

    days: int
    at: time
    zone: str

    def __post_init__(self) -> None:
        if not 1 <= self.days <= EVERY_DAY:
            raise ValueError(f"no such days: {self.days}")

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The weekdays, 0 for Monday."""
        return tuple(day for day in range(7) if self.days >> day & 1)


def next_after(pace: Pace, now: datetime) -> datetime:
    """The first moment (UTC) later than `now` when the pace is due.

    A time that the clock skips moves later by the skipped amount. A time that it shows twice counts once, the
    first time.
    """
    zone = ZoneInfo(pace.zone)
    day = now.astimezone(zone).date() - timedelta(days=1)
    while not (pace.days >> day.weekday() & 1 and (due := in_utc(day, pace.at, zone)) > now):
        day += timedelta(days=1)
    return due


def read_pace(
    text: str, *, zone: str = "UTC", at: time = EVENING, now: datetime | None = None
) -> Pace | None:
    """The typed pace. None for other text.

    `every day 20:00 Asia/Tokyo`, `Tuesdays and Fridays 9 pm`, `Mon-Fri 21:00 Seoul`, `weekends`,
    `毎週火曜と金曜 21時`, `平日 午後9時半 日本時間`. Without a zone or an hour, `zone` and `at` apply. `once
    a week` means the weekday of `now`, if given. `Fridays 25:00` means Saturdays at one.
    """
    read = _read(plainly(text), zone, at, now)
    return read if isinstance(read, Pace) else None


def misread(text: str) -> Misread:
    """Why a text is not a pace. A number of episodes in it is ignored, unless there is nothing else."""
    spelt = plainly(text)
    if (unknown := _unknown_zone(spelt)) is not None:
        return _no_zone(text, unknown)
    if found := _INTERVAL.search(spelt):
        return Misread(Fault.INTERVAL, _as_typed(text, found[0]))
    counted = _EPISODES.search(spelt)
    read = _read(" ".join(_EPISODES.sub(" ", spelt).split()), "UTC", EVENING, None)
    if isinstance(read, Pace) or (counted and read.fault is Fault.NO_DAY):
        return Misread(Fault.EPISODES)
    if read.fault is Fault.WORD and ambiguous(read.word):
        return _no_zone(text, read.word)
    return Misread(read.fault, _as_typed(text, read.word))


def _no_zone(text: str, word: str) -> Misread:
    return Misread(Fault.ZONE, _as_typed(text, word), nearest_zones(word) if ambiguous(word) else ())


def _as_typed(text: str, word: str) -> str:
    """A part of the text as it was typed. Empty if it was not in one piece there."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    at = line.casefold().find(word)
    if at < 0:
        return ""
    same = len(line) == len(line.casefold())
    return (line[at : at + len(word)] if same else word)[:_LONGEST_WORD]


def _unknown_zone(spelt: str) -> str | None:
    """A word that looks like a zone, `mars/base`, `utc+19`, but is not one. Not for days like `tue/fri`."""
    offset = offset_in(spelt)
    if offset is not None and find_zone(offset[0]) is None:
        return offset[0].strip()
    for written in _SLASHED.finditer(spelt):
        if find_zone(written[0]) is None and not all(
            re.fullmatch(_DAY, part) for part in written[0].split("/")
        ):
            return written[0]
    return None


def _read(rest: str, zone: str, at: time, now: datetime | None) -> Pace | Misread:
    if len(rest) > _LONGEST:
        return Misread(Fault.WORD, rest)
    rest, named = _take_zone(rest)
    clocks = list(_CLOCK.finditer(rest))
    late = 0
    if clocks:
        read = _clock(clocks[0])
        if read is None or len(clocks) > 1:
            return Misread(Fault.CLOCK, clocks[0][0] if len(clocks) == 1 else "")
        at, late = read.clock, read.days_later
        rest = rest[: clocks[0].start()] + " " + rest[clocks[0].end() :]
    days = 0
    for found in _WORDS.finditer(rest):
        days |= _days(found)
    without = _WORDS.sub(" ", rest)
    weekly = _WEEKLY.search(without) is not None
    left = " ".join(_FILLING.sub(" ", _WEEKLY.sub(" ", without)).split())
    if left:
        called = find_zone(left)
        if called is None or named is not None:
            return Misread(Fault.WORD, left)
        named = called
    zone = named or zone
    if not days and weekly and now is not None:
        days = 1 << now.astimezone(ZoneInfo(zone)).weekday()
    return Pace(_later(days, late), at, zone) if days else Misread(Fault.NO_DAY)


def _take_zone(text: str) -> tuple[str, str | None]:
    """Removes a zone from the text: its full name, or its Japanese name."""
    for written in _SLASHED.finditer(text):
        found = find_zone(written[0])
        if found is not None:
            return text[: written.start()] + " " + text[written.end() :], found
    for called in _IN_PLACE:
        if called in text:
            return text.replace(called, " ", 1), find_zone(called)
    offset = offset_in(text)
    if offset is not None and (found := find_zone(offset[0])) is not None:
        return text[: offset.start()] + " " + text[offset.end() :], found
    return text, None


def _later(days: int, by: int) -> int:
    """The weekdays that come `by` days after these."""
    return (days << by | days >> 7 - by) & EVERY_DAY


def _clock(found: re.Match[str]) -> Hour | None:
    if found["hour"] is None:
        return read_hour(found[0])
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or 0)
    if found["half"] and hour > 12:
        return None
    if found["half"] == "午後":
        hour = hour % 12 + 12
    elif found["half"]:
        hour %= 12
    return hour_of(hour, minute)


def _days(found: re.Match[str]) -> int:
    if found["daily"]:
        return EVERY_DAY
    if found["working"]:
        return _WORKING_DAYS
    if found["weekend"]:
        return _WEEKEND
    if found["day"]:
        return 1 << _weekday(found["day"])
    return sum(1 << day for day in _from_to(_weekday(found["first"]), _weekday(found["last"])))


def _from_to(first: int, last: int) -> Iterator[int]:
    """The weekdays of a span. It may go past Sunday."""
    for day in range(first, first + 7):
        yield day % 7
        if day % 7 == last:
            return


def _weekday(word: str) -> int:
    return _KANJI.index(word[0]) if word[0] in _KANJI else _SHORT.index(word[:3])
