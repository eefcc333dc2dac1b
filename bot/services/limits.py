"""All limits on how much a member or a server may write, report and vote in a given time.

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
from bot.errors import Blocked, NamidaError, ServerBusy, TooMuch, WaitsForModerators

_MINUTE, _HOUR = 60.0, 3_600.0

# So many at once, and one more in so many seconds.
ALLOWANCES: Mapping[Deed, Allowance] = {
    Deed.REPORT: Allowance(10, 3 * _MINUTE),
    Deed.COMMENT: Allowance(20, _MINUTE / 2),
    Deed.QUOTE: Allowance(20, _MINUTE),
    Deed.MARK: Allowance(15, _MINUTE / 2),
    Deed.SUBMISSION: Allowance(30, _MINUTE),
    Deed.REVIEW: Allowance(10, 2 * _MINUTE),
    # Each time three files are downloaded and drawn again.
    Deed.STILLS: Allowance(8, 3 * _MINUTE),
    Deed.VOTE: Allowance(60, 5.0),
    Deed.RECOMMENDATION: Allowance(20, _MINUTE),
    Deed.ADVICE: Allowance(10, 5 * _MINUTE),
    # For members who may change the catalogue: enough for an evening's work, too little for a script.
    Deed.CATALOGUE: Allowance(120, _HOUR / 120),
    Deed.PROPOSAL: Allowance(30, 2 * _MINUTE),
    Deed.SUGGESTION: Allowance(10, 3 * _MINUTE),
    Deed.CLUB: Allowance(20, _MINUTE),
    Deed.PUBLISHING: Allowance(120, _HOUR / 120),
}

# Of all members of a server together, of whatever kind: more than any evening of a large server, and far
# less than many accounts of one script.
SERVER = Allowance(600, 0.5)

P = ParamSpec("P")
T = TypeVar("T")


class Limited(Protocol):
    """A service with some work that is limited for each member."""

    @property
    def limits(self) -> Limits: ...


LimitedT = TypeVar("LimitedT", bound=Limited)
Method = Callable[Concatenate[LimitedT, P], Coroutine[Any, Any, T]]


class Limits:
    """How much each member has left of each kind of action, and each server of all together."""

    def __init__(self) -> None:
        self._buckets: dict[Deed, Buckets[int]] = {
            deed: Buckets(allowance) for deed, allowance in ALLOWANCES.items()
        }
        self._servers: Buckets[int] = Buckets(SERVER)

    def take(self, deed: Deed, reader: Reader, now: datetime) -> None:
        """Take one action.

        Raises `TooMuch` if the member has none left, and `ServerBusy` if the server has none, each with the
        time of the next one.
        """
        wait = self._buckets[deed].take(reader.member_id, now.timestamp())
        if wait:
            raise TooMuch(deed, now + timedelta(seconds=wait))
        if reader.guild_id is None:
            return
        wait = self._servers.take(reader.guild_id, now.timestamp())
        if wait:
            self._buckets[deed].give_back(reader.member_id, now.timestamp())
            raise ServerBusy(now + timedelta(seconds=wait))

    def forget(self, member_id: int) -> None:
        """Forget what a member did."""
        for buckets in self._buckets.values():
            buckets.forget(member_id)

    def give_back(self, deed: Deed, reader: Reader, now: datetime) -> None:
        """Give an action back, because a refused action does not count."""
        self._buckets[deed].give_back(reader.member_id, now.timestamp())
        if reader.guild_id is not None:
            self._servers.give_back(reader.guild_id, now.timestamp())


def require_writer(reader: Reader) -> None:
    """Raises `Blocked` for a reader whom moderators keep from writing."""
    if reader.block is not None:
        raise Blocked(reader.block)


def limited(deed: Deed, *, looks: bool = False) -> Callable[[Method[LimitedT, P, T]], Method[LimitedT, P, T]]:
    """Makes a method take one action from a member. Its arguments must include the reader and the time.

    It raises `Blocked` for a reader whom moderators keep from writing, and `TooMuch`. `looks`: it only looks
    whether the next method may do it, which takes the action then.
    """

    def decorate(method: Method[LimitedT, P, T]) -> Method[LimitedT, P, T]:
        @wraps(method)
        async def within(self: LimitedT, /, *args: P.args, **named: P.kwargs) -> T:
            given = (*args, *named.values())
            reader = next(one for one in given if isinstance(one, Reader))
            now = next(one for one in given if isinstance(one, datetime))
            if reader.released:  # it was taken when the member wrote it
                return await method(self, *args, **named)
            require_writer(reader)
            self.limits.take(deed, reader, now)
            try:
                done = await method(self, *args, **named)
            except WaitsForModerators:  # it is done, as far as the member is concerned
                raise
            except NamidaError:
                self.limits.give_back(deed, reader, now)
                raise
            if looks:
                self.limits.give_back(deed, reader, now)
            return done

        within.__deed__ = deed  # type: ignore[attr-defined]  # read by the test that walks the services
        return within

    return decorate
