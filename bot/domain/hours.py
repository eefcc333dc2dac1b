"""Reads times of day as people and broadcasters write them: `7 pm`, `19h30`, and Japan's late `25:30`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time, timedelta

LAST_HOUR = 29  # Japanese late night: "25:30" is half past one of the next day, which starts at 5
_DAY = 24

_TYPED = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:\s*[:.h]\s*(?P<minute>[0-9]{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of a day that lasts until 29:59, in the following night."""

    hour: int
    minute: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= LAST_HOUR and 0 <= self.minute < 60):
            raise ValueError(f"no such hour: {self.hour}:{self.minute:02}")

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def clock(self) -> time:
        """The time that a clock shows then."""
        return time(self.hour % _DAY, self.minute)

    @property
    def days_later(self) -> int:
        """How many days after the stated day it is: 1 for the late hours."""
        return self.hour // _DAY

    @property
    def since_midnight(self) -> timedelta:
        return timedelta(hours=self.hour, minutes=self.minute)


def hour_of(hour: int, minute: int = 0) -> Hour | None:
    """A time from its parts. None if no day has it."""
    return Hour(hour, minute) if 0 <= hour <= LAST_HOUR and 0 <= minute < 60 else None


def read_hour(typed: str) -> Hour | None:
    """A time as people type it: `7:30`, `07.30`, `19h30`, `7`, `7 pm`, `25:00`, in digits of any width."""
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour_of(hour, int(found["minute"] or 0))


def written_hour(text: str) -> Hour | None:
    """A time as files and sources write it: `09:30`, `9:30`, `25:30`, with or without seconds."""
    found = _WRITTEN.fullmatch(text.strip())
    return hour_of(int(found["hour"]), int(found["minute"])) if found else None
