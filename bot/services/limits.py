"""All limits on how much one member may write, report and vote in a time, and who may not write at all.

They are generous for people and tight for scripts. They are kept in memory, and a restart resets them. That
does no harm, because stored texts are bounded elsewhere, too.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.allowance import Allowance, Buckets
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.errors import Blocked, NamidaError, TooMuch

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
    # For members who may change the catalogue: enough for an evening's work, too little for a script.
    Deed.CATALOGUE: Allowance(120, _HOUR / 120),
    Deed.PROPOSAL: Allowance(30, 2 * _MINUTE),
    Deed.CLUB: Allowance(20, _MINUTE),
    Deed.PUBLISHING: Allowance(120, _HOUR / 120),
}

P = ParamSpec("P")
T = TypeVar("T")


class Limited(Protocol):
    """A service with some work that is limited for each member."""

    @property
    def limits(self) -> Limits: ...


LimitedT = TypeVar("LimitedT", bound=Limited)
Method = Callable[Concatenate[LimitedT, P], Coroutine[Any, Any, T]]


class Limits:
    """How much each member has left of each kind of action."""

    def __init__(self) -> None:
        self._buckets: dict[Deed, Buckets[int]] = {
            deed: Buckets(allowance) for deed, allowance in ALLOWANCES.items()
        }

    def take(self, deed: Deed, member_id: int, now: datetime) -> None:
        """Take one action. Raises `TooMuch`, with the time of the next one, if the member has none left."""
        wait = self._buckets[deed].take(member_id, now.timestamp())
        if wait:
            raise TooMuch(deed, now + timedelta(seconds=wait))

    def forget(self, member_id: int) -> None:
        """Forget what a member did."""
        for buckets in self._buckets.values():
            buckets.forget(member_id)

    def give_back(self, deed: Deed, member_id: int, now: datetime) -> None:
        """Give an action back, because a refused action does not count."""
        self._buckets[deed].give_back(member_id, now.timestamp())


def require_writer(reader: Reader) -> None:
    """Raises `Blocked` for a reader whom moderators keep from writing."""
    if reader.block is not None:
        raise Blocked(reader.block)


def limited(deed: Deed) -> Callable[[Method[LimitedT, P, T]], Method[LimitedT, P, T]]:
    """Makes a method take one action from a member. Its arguments must include the reader and the time.

    It raises `Blocked` for a reader whom moderators keep from writing, and `TooMuch`.
    """

    def decorate(method: Method[LimitedT, P, T]) -> Method[LimitedT, P, T]:
        @wraps(method)
        async def within(self: LimitedT, /, *args: P.args, **named: P.kwargs) -> T:
            given = (*args, *named.values())
            reader = next(one for one in given if isinstance(one, Reader))
            now = next(one for one in given if isinstance(one, datetime))
            require_writer(reader)
            self.limits.take(deed, reader.member_id, now)
            try:
                return await method(self, *args, **named)
            except NamidaError:
                self.limits.give_back(deed, reader.member_id, now)
                raise

        within.__deed__ = deed  # type: ignore[attr-defined]  # read by the test that walks the services
        return within

    return decorate
