"""When a drama is refreshed from its sources, spread so that they are not all asked at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

AIRING = timedelta(days=1)
ENDED = timedelta(days=30)
LONGEST_WAIT = 48  # hours between two tries at a source that is down
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_refresh(drama_id: int, now: datetime, *, running: bool) -> datetime:
    """The drama's own moment of a day or of thirty days, the first that is not too soon.

    A drama always gets the same moment, and dramas that were added one after the other get
    moments far from each other: added by the thousand, they are not asked after by the thousand.
    """
    period = AIRING if running else ENDED
    slot = timedelta(seconds=_scattered(drama_id) % int(period.total_seconds()))
    soonest = now + period / 2
    passed = (soonest - _EPOCH - slot) // period
    return _EPOCH + slot + (passed + 1) * period


def next_try(drama_id: int, now: datetime, failures: int) -> datetime:
    """Some hours later, twice as many after each failure; `failures` counts those before this one."""
    hours = min(2 ** min(failures, 10), LONGEST_WAIT)
    return now + timedelta(hours=hours, seconds=_scattered(drama_id) % 1_800)


def _scattered(drama_id: int) -> int:
    """A number of the id alone that is far from its neighbours' (Knuth's multiplicative hash)."""
    return drama_id * 2_654_435_761 % 2**32
