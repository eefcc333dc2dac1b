"""Fair shares of one bot: what a member may ask for in a while, and whose turn it is to be answered."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.domain.allowance import Allowance, Buckets
from bot.domain.turns import Room, Turns
from bot.errors import Crowded, TooFast
from bot.sources import behalf

# What one member may ask for: forty clicks in a moment, two a second for as long as they like. No one who
# reads what they are answered comes near it.
PACE = Allowance(burst=40, every=0.5)
# Who is beyond that is told so, and told again; who continues like a machine is not answered each time.
TOLD = Allowance(burst=5, every=1.0)
# Suggestions while someone types: Discord asks at every pause between two keys.
TYPING = Allowance(burst=60, every=0.2)

# Answers under way. Python does one thing at a time: more at once would only make each of them later.
ANSWERS = Room(places=16, each=4, own=60, most=1_000)
SUGGESTIONS = Room(places=8, each=1, own=2, most=500, newest=True)
# Seconds after which an answer that is still under way waits for something else than the processor, a
# catalogue outside or a file: others may have its place.
WORK = 1.0


@dataclass(eq=False)
class Ticket:
    """Someone's place in the queue, from when they come until they are done."""

    member_id: int
    begun: asyncio.Future[bool]  # False: there is no room for it any more
    timer: asyncio.TimerHandle | None = None
    running: bool = False
    aside: bool = False


class Gate:
    """Lets in as many as there is room for, members in turn. What continues longer than `work` steps
    aside.
    """

    def __init__(self, room: Room, work: float | None = None):
        self._turns: Turns[int, Ticket] = Turns(room)
        self._work = work

    @property
    def running(self) -> int:
        """How many were let in and are not done."""
        return self._turns.running

    def holds(self, member_id: int) -> bool:
        """Whether something of this member's is under way or waits."""
        return self._turns.held(member_id) > 0

    async def enter(self, member_id: int) -> Ticket:
        """Returns when it is this one's turn; `leave` must follow. Raises `Crowded` without room."""
        ticket = Ticket(member_id, asyncio.get_running_loop().create_future())
        lost = self._turns.come(member_id, ticket)
        if lost is not None and not lost.begun.done():
            lost.begun.set_result(False)
        self._admit()
        try:
            admitted = await ticket.begun
        except asyncio.CancelledError:
            self.leave(ticket)
            raise
        if not admitted:
            raise Crowded
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Done, or given up while it waited: the next one's turn."""
        if ticket.timer is not None:
            ticket.timer.cancel()
        if ticket.running:
            ticket.running = False
            self._turns.end(ticket.member_id, aside=ticket.aside)
        else:
            self._turns.leave(ticket.member_id, ticket)
        self._admit()

    @asynccontextmanager
    async def turn(self, member_id: int) -> AsyncIterator[None]:
        """Inside it is this member's turn; raises `Crowded` before."""
        ticket = await self.enter(member_id)
        try:
            yield
        finally:
            self.leave(ticket)

    def _admit(self) -> None:
        while (ticket := self._turns.begin()) is not None:
            ticket.running = True
            if self._work is not None:
                ticket.timer = asyncio.get_running_loop().call_later(self._work, self._aside, ticket)
            if not ticket.begun.done():  # else it was cancelled just now, and leaves by itself
                ticket.begun.set_result(True)

    def _aside(self, ticket: Ticket) -> None:
        ticket.aside = True
        self._turns.step_aside()
        self._admit()


class Fairness:
    """What the boundary asks before anything is done for a member."""

    def __init__(self) -> None:
        self._pace: Buckets[int] = Buckets(PACE)
        self._told: Buckets[int] = Buckets(TOLD)
        self._typing: Buckets[int] = Buckets(TYPING)
        self._answers = Gate(ANSWERS, WORK)
        self._suggestions = Gate(SUGGESTIONS, WORK)

    def heard(self, member_id: int, now: datetime) -> bool:
        """Whether a member may ask for something now; raises `TooFast` where they are to be told why not.

        False: they were told just now, and more than once.
        """
        wait = self._pace.take(member_id, now.timestamp())
        if not wait:
            return True
        if self._told.take(member_id, now.timestamp()):
            return False
        raise TooFast(math.ceil(wait))

    def leaves(self, member_id: int, now: datetime) -> bool:
        """Whether `heard` would be False: nothing is asked for, and nothing taken of what a member may."""
        moment = now.timestamp()
        return self._pace.left(member_id, moment) < 1 and self._told.left(member_id, moment) < 1

    @asynccontextmanager
    async def turn(self, member_id: int) -> AsyncIterator[None]:
        """Inside it is this member's turn to be answered; raises `Crowded` before.

        What the sources are asked inside it is asked for this member.
        """
        async with self._answers.turn(member_id):
            with behalf.of_member(member_id):
                yield

    async def suggest(self, member_id: int, now: datetime) -> bool:
        """Returns when it is this member's turn for suggestions, until the task that asks is done.

        False: they have typed on since, or type like a machine, and no one needs this answer.
        """
        if self._typing.take(member_id, now.timestamp()):
            return False
        try:
            ticket = await self._suggestions.enter(member_id)
        except Crowded:
            return False
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - this is a coroutine, which runs in one
        task.add_done_callback(lambda _: self._suggestions.leave(ticket))
        return True
