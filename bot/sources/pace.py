"""Decides how often a source may be asked, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.turns import Room, Turns

# Calls that are left for those who wait for an answer: a search takes five.
SPARED = 6
# Seconds: a timer that comes a hair too early must not run in circles.
SOONEST = 0.001
# Calls of one member that wait, and of all members together: beyond that nobody would see the answer.
WAITING = Room(places=1, each=1, own=40, most=400)


@dataclass(frozen=True, slots=True)
class CallRate:
    """How often a source may be asked: `burst` calls at once, and `rate` calls a second after them.

    So `s` seconds never have more than `burst + rate * s` calls. This class reads no clock: `now` is any time
    in seconds that does not go backwards. `due` is the time when all calls taken are made up for.
    """

    rate: float
    burst: int
    due: float = 0.0

    def wait(self, now: float, spare: int = 0) -> float:
        """Seconds until a call may be made that still leaves `spare` other calls possible at once."""
        return max(self.due - (self.burst - 1 - spare) / self.rate - now, 0.0)

    def taken(self, now: float) -> CallRate:
        """The pace after one call now."""
        return replace(self, due=max(self.due, now) + 1 / self.rate)


class Timer(Protocol):
    def cancel(self) -> object: ...


class Clockwork(Protocol):
    """Gives the time in seconds and calls functions later. An event loop does both."""

    def time(self) -> float: ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer: ...


@dataclass(eq=False)
class Ticket:
    """The place of one call in the line."""

    member: int | None
    patient: bool
    begun: asyncio.Future[bool]  # False: there is no room for it
    waiting: bool = True  # else it has left the line: its turn came, or there was no room


class Line:
    """The calls that wait for their turn to ask one source.

    Members take turns, whichever came first. Schedules and refreshes are patient, because no member waits for
    them: they go when no member waits and `SPARED` calls are possible at once.
    """

    def __init__(self, pace: CallRate, clockwork: Clockwork | None = None):
        self._pace = pace
        self._clockwork = clockwork
        self._members: Turns[int | None, Ticket] = Turns(WAITING)
        self._patient: deque[Ticket] = deque()
        self._timer: Timer | None = None

    def come(self, member: int | None, *, patient: bool = False) -> Ticket:
        """Join the line. The ticket's `begun` tells when its turn comes. `leave` gives the place up."""
        ticket = Ticket(member, patient, asyncio.get_running_loop().create_future())
        if patient:
            self._patient.append(ticket)
        else:
            self._queue(ticket)
        self._admit()
        return ticket

    def hurry(self, ticket: Ticket, member: int | None) -> None:
        """Tell the line that a member now waits for a patient call."""
        if ticket.patient and ticket.waiting:
            self._patient.remove(ticket)
            ticket.member, ticket.patient = member, False
            self._queue(ticket)
            self._admit()

    def leave(self, ticket: Ticket) -> None:
        """Leave the line, so that others move up. A ticket whose turn has come does not change."""
        if not ticket.waiting:
            return
        ticket.waiting = False
        if ticket.patient:
            self._patient.remove(ticket)
        else:
            self._members.leave(ticket.member, ticket)
        ticket.begun.cancel()
        self._admit()

    def _queue(self, ticket: Ticket) -> None:
        lost = self._members.come(ticket.member, ticket)
        if lost is not None:
            _tell(lost, begun=False)

    def _admit(self) -> None:
        """Let all calls go that may go now, and check again when the next one may."""
        clockwork = self._clockwork or asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._members.waiting or self._patient:
            now = clockwork.time()
            wait = self._pace.wait(now, 0 if self._members.waiting else SPARED)
            if wait > 0:
                self._timer = clockwork.call_later(max(wait, SOONEST), self._admit)
                return
            self._pace = self._pace.taken(now)
            _tell(self._next(), begun=True)

    def _next(self) -> Ticket:
        ticket = self._members.begin()
        if ticket is None:
            return self._patient.popleft()
        self._members.end(ticket.member)  # a call takes no time in the line
        return ticket


def _tell(ticket: Ticket, *, begun: bool) -> None:
    ticket.waiting = False
    if not ticket.begun.done():  # else whoever waited was cancelled just now
        ticket.begun.set_result(begun)
