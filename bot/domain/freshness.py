"""When a drama is refreshed from its sources, spread so that they are not all asked at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

AIRING = timedelta(days=1)
ENDED = timedelta(days=30)
SHORTLY = timedelta(hours=2)  # before an episode airs, because it may be postponed on the day
SOONEST = timedelta(hours=1)
# A drama that no source has: a new one may be added there any week, an old one almost never.
NEW_LOOKUP, OLD_LOOKUP = timedelta(days=14), timedelta(days=120)
NEW = timedelta(days=120)
LONGEST_WAIT = 48  # hours between two tries at a source that is down
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_refresh(drama_id: int, now: datetime, *, running: bool) -> datetime:
    """The next refresh: the drama's own moment in a day or in thirty days, the first that is not too soon.

    A drama always gets the same moment, and dramas that were added one after another get moments far apart,
    so that thousands of new dramas are not refreshed all at once.
    """
    period = AIRING if running else ENDED
    slot = timedelta(seconds=_scattered(drama_id) % int(period.total_seconds()))
    soonest = now + period / 2
    passed = (soonest - _EPOCH - slot) // period
    return _EPOCH + slot + (passed + 1) * period


def before_airing(now: datetime, airs_at: datetime) -> datetime | None:
    """When to ask shortly before that moment. None if that would be too soon after now."""
    due = max(airs_at - SHORTLY, now + SOONEST)
    return due if due < airs_at else None


def next_try(drama_id: int, now: datetime, failures: int) -> datetime:
    """The next try, some hours later, doubled after each failure. `failures` counts those before this one."""
    hours = min(2 ** min(failures, 10), LONGEST_WAIT)
    return now + timedelta(hours=hours, seconds=_scattered(drama_id) % 1_800)


def next_lookup(drama_id: int, now: datetime, first_day: date | None) -> datetime:
    """When to look again for a drama that no source had."""
    new = first_day is not None and first_day > (now - NEW).date()
    return now + (NEW_LOOKUP if new else OLD_LOOKUP) + timedelta(seconds=_scattered(drama_id) % 86_400)


def _scattered(drama_id: int) -> int:
    """A number from the id that is far from its neighbours' numbers (Knuth's multiplicative hash)."""
    return drama_id * 2_654_435_761 % 2**32
