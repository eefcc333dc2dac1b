"""Shares the bot fairly: limits how much a member asks, and decides whose turn is next."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime

from bot.domain.allowance import Allowance, Buckets
from bot.domain.turns import Room, Turns
from bot.errors import Crowded, TooFast
from bot.sources import behalf

# What one member may ask for: forty clicks at once, then two a second without end. A member who reads the
# answers never gets near it.
PACE = Allowance(burst=40, every=0.5)
# A member beyond that is told so, and told again. A member who continues like a machine is not always
# answered.
TOLD = Allowance(burst=5, every=1.0)
# Suggestions while someone types: Discord asks at every pause between two keys.
TYPING = Allowance(burst=60, every=0.2)

# Questions in plain words, of a member and in a channel. A channel's is for those who talk there with others:
# what the bot says there everybody has to scroll past.
CHAT = Allowance(burst=5, every=6.0)
CHAT_OF_CHANNEL = Allowance(burst=10, every=3.0)
HUSHED = Allowance(burst=1, every=30.0)  # how often a member is told that they ask too fast

# Answers under way. Python does one thing at a time: more at once would only make each of them later.
ANSWERS = Room(places=16, each=4, own=60, most=1_000)
SUGGESTIONS = Room(places=8, each=1, own=2, most=500, newest=True)
# After this many seconds, an answer probably waits for another catalogue or a file, not for the processor, so
# others may use its place.
WORK = 1.0


@dataclass(eq=False)
class Ticket:
    """A caller's place in the queue, from its arrival until it is done."""

    member_id: int
    begun: asyncio.Future[bool]  # False: there is no room for it
    timer: asyncio.TimerHandle | None = None
    running: bool = False
    aside: bool = False


class Gate:
    """Lets in callers while there is room, members in turn.

    One that takes longer than `work` gives up its place.
    """

    def __init__(self, room: Room, work: float | None = None):
        self._turns: Turns[int, Ticket] = Turns(room)
        self._work = work

    @property
    def running(self) -> int:
        """How many callers are in and not done."""
        return self._turns.running

    def holds(self, member_id: int) -> bool:
        """Whether a caller of this member is in or waits."""
        return self._turns.held(member_id) > 0

    async def enter(self, member_id: int) -> Ticket:
        """Waits for the caller's turn. `leave` must follow. Raises `Crowded` if the queue is full."""
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
        """Leave, when done or cancelled, so that the next caller has its turn."""
        if ticket.timer is not None:
            ticket.timer.cancel()
        if ticket.running:
            ticket.running = False
            self._turns.end(ticket.member_id, aside=ticket.aside)
        else:
            self._turns.leave(ticket.member_id, ticket)
        self._admit()

    def turn(self, member_id: int) -> Turn:
        """A block that runs in the member's turn. Raises `Crowded` before it."""
        return Turn(self, member_id)

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


class Turn:
    """A block that runs in its member's turn.

    A class, because a generator for each answer takes three times as long.
    """

    __slots__ = ("_gate", "_member_id", "_ticket")

    def __init__(self, gate: Gate, member_id: int):
        self._gate = gate
        self._member_id = member_id

    async def __aenter__(self) -> None:
        self._ticket = await self._gate.enter(self._member_id)

    async def __aexit__(self, *_: object) -> None:
        self._gate.leave(self._ticket)


class _AnswerTurn(Turn):
    """A turn in which sources are asked for the member."""

    __slots__ = ("_asking",)

    async def __aenter__(self) -> None:
        await super().__aenter__()
        self._asking = behalf.of_member(self._member_id)
        self._asking.__enter__()

    async def __aexit__(self, *error: object) -> None:
        self._asking.__exit__(None, None, None)
        await super().__aexit__(*error)


class Fairness:
    """What the boundary asks before anything is done for a member.

    `pace` is what a member may ask for, `typing` how often suggestions come while one types; None: the usual.
    """

    def __init__(self, pace: Allowance | None = None, typing: Allowance | None = None) -> None:
        self._pace: Buckets[int] = Buckets(pace or PACE)
        self._told: Buckets[int] = Buckets(TOLD)
        self._typing: Buckets[int] = Buckets(typing or TYPING)
        self._chat: Buckets[int] = Buckets(CHAT)
        self._chat_of_channel: Buckets[int] = Buckets(CHAT_OF_CHANNEL)
        self._hushed: Buckets[int] = Buckets(HUSHED)
        self._answers = Gate(ANSWERS, WORK)
        self._suggestions = Gate(SUGGESTIONS, WORK)

    def heard(self, member_id: int, now: datetime) -> bool:
        """Whether a member may ask for something now. Raises `TooFast` if they should be told why not.

        False: they were told just now, more than once.
        """
        wait = self._pace.take(member_id, now.timestamp())
        if not wait:
            return True
        if self._told.take(member_id, now.timestamp()):
            return False
        raise TooFast(math.ceil(wait))

    def chats(self, member_id: int, channel_id: int, now: datetime) -> bool:
        """Whether a question in plain words may be answered now. False: the channel has had enough of them.

        Raises `TooFast` if the member should be told why not; then nothing more is said for a while.
        """
        moment = now.timestamp()
        if wait := self._chat.take(member_id, moment):
            if self._hushed.take(member_id, moment):
                return False
            raise TooFast(math.ceil(wait))
        return not self._chat_of_channel.take(channel_id, moment)

    def forget(self, member_id: int) -> None:
        """Forget what a member asked for."""
        for buckets in (self._pace, self._told, self._typing, self._chat, self._hushed):
            buckets.forget(member_id)

    def leaves(self, member_id: int, now: datetime) -> bool:
        """Whether `heard` would be False. It takes nothing from the member's allowance."""
        moment = now.timestamp()
        return self._pace.left(member_id, moment) < 1 and self._told.left(member_id, moment) < 1

    def turn(self, member_id: int) -> Turn:
        """A block that runs in the member's turn for an answer. Raises `Crowded` before it.

        Sources that are asked in this block are asked for this member.
        """
        return _AnswerTurn(self._answers, member_id)

    async def suggest(self, member_id: int, now: datetime) -> bool:
        """Waits for the member's turn for suggestions, which lasts until the calling task is done.

        False: no one needs this answer, because they have typed more since or type like a machine.
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
