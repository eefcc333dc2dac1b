"""How much one member may write, report and judge in a while: every limit, in one place.

Generous for people, tight for a script. They are kept in memory: a restart forgives, which costs no one
anything, for what was written is bounded elsewhere, too.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.allowance import Allowance, Buckets
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.errors import NamidaError, TooMuch

_MINUTE, _HOUR = 60.0, 3_600.0

# So many at once, and one more in so many seconds.
ALLOWANCES: Mapping[Deed, Allowance] = {
    Deed.REPORT: Allowance(10, 3 * _MINUTE),
    Deed.COMMENT: Allowance(20, _MINUTE / 2),
    Deed.QUOTE: Allowance(20, _MINUTE),
    Deed.MARK: Allowance(15, _MINUTE / 2),
    Deed.SUBMISSION: Allowance(30, _MINUTE),
    Deed.REVIEW: Allowance(10, 2 * _MINUTE),
    Deed.VOTE: Allowance(60, 5.0),
    Deed.RECOMMENDATION: Allowance(20, _MINUTE),
    # Anyone who may change the catalogue: an evening's work continues, a script is stopped.
    Deed.CATALOGUE: Allowance(120, _HOUR / 120),
    Deed.PROPOSAL: Allowance(30, 2 * _MINUTE),
}

P = ParamSpec("P")
T = TypeVar("T")


class Limited(Protocol):
    """A service some of whose work is bounded for each member."""

    @property
    def limits(self) -> Limits: ...


LimitedT = TypeVar("LimitedT", bound=Limited)
Method = Callable[Concatenate[LimitedT, P], Coroutine[Any, Any, T]]


class Limits:
    """What each member has left of each kind of deed."""

    def __init__(self) -> None:
        self._buckets: dict[Deed, Buckets[int]] = {
            deed: Buckets(allowance) for deed, allowance in ALLOWANCES.items()
        }

    def take(self, deed: Deed, member_id: int, now: datetime) -> None:
        """Raises `TooMuch`, with when it continues, where the member has nothing left."""
        wait = self._buckets[deed].take(member_id, now.timestamp())
        if wait:
            raise TooMuch(deed, now + timedelta(seconds=wait))

    def give_back(self, deed: Deed, member_id: int, now: datetime) -> None:
        """Nothing came of it: what was refused does not count."""
        self._buckets[deed].give_back(member_id, now.timestamp())


def limited(deed: Deed) -> Callable[[Method[LimitedT, P, T]], Method[LimitedT, P, T]]:
    """A service's method that takes one of a member's allowance; it is given the reader and the time."""

    def decorate(method: Method[LimitedT, P, T]) -> Method[LimitedT, P, T]:
        @wraps(method)
        async def within(self: LimitedT, /, *args: P.args, **named: P.kwargs) -> T:
            given = (*args, *named.values())
            reader = next(one for one in given if isinstance(one, Reader))
            now = next(one for one in given if isinstance(one, datetime))
            self.limits.take(deed, reader.member_id, now)
            try:
                return await method(self, *args, **named)
            except NamidaError:
                self.limits.give_back(deed, reader.member_id, now)
                raise

        within.__deed__ = deed  # type: ignore[attr-defined]  # read by the test that walks the services
        return within

    return decorate
