"""Asks another catalogue: politely, within bounds, and never twice for a known answer."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

from yarl import URL

from bot.domain.sources import SourceAnswer, SourceName
from bot.errors import NamidaError, SourceUnavailable, StoreUnavailable
from bot.sources import behalf
from bot.sources.behalf import Behalf
from bot.sources.fetching import LONGEST_REST, Asked, Fetcher, NotFound, Passing
from bot.sources.manners import Web
from bot.sources.pace import CallRate, Line, Ticket
from bot.sources.source import Shape

log = logging.getLogger(__name__)

# While a source cannot be reached, its answers are used up to this age. They are only less fresh.
STALE_FOR = timedelta(days=30)
# What a member typed is stored as a hash under this prefix, and for a shorter time, because it is private.
TYPED = "typed:"
TYPED_FOR = timedelta(days=1)
# After this many different failed questions in a row, the source itself is in trouble.
IN_TROUBLE = 3


@dataclass(eq=False)
class _Question:
    """A question, shared by all its callers. `ticket` is its place in the line while it has one.

    `asking`: a request is on its way, so further callers cost nothing. `patience` is how many seconds the
    question may still wait between its tries.
    """

    asked: Asked
    key: str
    behalf: Behalf
    patient: bool
    patience: float
    waiters: int = 0
    asking: bool = False
    ticket: Ticket | None = None
    task: asyncio.Task[object] | None = None


class Asker:
    """Asks one source. Raises only `SourceUnavailable`, or the error `missing` for a 404."""

    def __init__(self, name: SourceName, base: str, web: Web, pace: CallRate, token: str | None = None):
        self.name = name
        self._base = URL(base)
        self._answers = web.answers
        self._clock = web.clock
        self._manners = web.manners
        self._line = Line(pace, web.manners.clockwork)
        headers = {"Accept": "application/json"}
        if token is not None:
            self._base = self._base.with_user(None)
            headers["Authorization"] = f"Bearer {token}"
        self._fetcher = Fetcher(name, web, headers)
        self._closed_until: datetime | None = None
        self._closed_for = ""
        self._failing: set[str] = set()
        self._under_way: dict[tuple[str, bool], _Question] = {}

    async def ask(
        self,
        path: str,
        query: Mapping[str, str | tuple[str, ...]],
        shape: type[Shape],
        fresh_for: timedelta,
        missing: NamidaError | None = None,
        *,
        patient: bool = False,
        typed: bool = False,
    ) -> Shape:
        """The JSON at a path, an object or a list as `shape` says. `missing` is raised for a 404.

        `patient`: no member waits for the answer, so others go first. `typed`: the query contains a member's
        words, which are not stored.
        """
        pairs = [
            (name, value)
            for name, values in query.items()
            for value in ((values,) if isinstance(values, str) else values)
        ]
        url = (self._base / path).with_query(pairs)
        key = str(url.with_user(None))
        if typed:
            key = TYPED + blake2b(key.encode(), digest_size=16).hexdigest()
        patience = self._manners.patience
        asked = _Question(Asked(url, shape, fresh_for), key, behalf.current(), patient, patience)
        try:
            value = await self._shared(asked)
        except NotFound:
            raise (missing or SourceUnavailable(self.name, "404")) from None
        except SourceUnavailable as error:
            # One exception for several waiters would collect all their tracebacks.
            raise SourceUnavailable(error.source, error.reason) from None
        if not isinstance(value, shape):
            raise SourceUnavailable(self.name, "JSON, but not what was asked for")
        return value

    async def close(self) -> None:
        """Cancels the requests under way. No caller may still wait for them."""
        tasks = [question.task for question in self._under_way.values() if question.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- one question, however many ask it ---

    async def _shared(self, asked: _Question) -> object:
        """Callers who ask the same at the same time share one request.

        Once the request is sent, it runs to completion even if its callers are cancelled, so the next caller
        finds the stored answer. A question that still waits for its turn is cancelled with its last caller,
        and others move up.
        """
        place = asked.key, asked.behalf.anew
        question = self._under_way.get(place)
        if question is None:
            question = self._under_way[place] = asked
            question.task = asyncio.create_task(self._answer(question), name=f"ask {self.name}")
            question.task.add_done_callback(lambda done: self._finished(asked, done))
        elif question.patient and not asked.patient:
            question.patient, question.behalf = False, asked.behalf
            if question.ticket is not None:
                self._line.hurry(question.ticket, asked.behalf.member_id)
        assert question.task is not None  # noqa: S101 - it was given one with its place
        question.waiters += 1
        try:
            return await asyncio.shield(question.task)
        finally:
            question.waiters -= 1
            if not question.waiters and not question.asking:
                self._forget(question)
                question.task.cancel()

    def _forget(self, question: _Question) -> None:
        """From now on, a caller with the same question sends a new request."""
        place = question.key, question.behalf.anew
        if self._under_way.get(place) is question:
            del self._under_way[place]

    def _finished(self, question: _Question, task: asyncio.Task[object]) -> None:
        self._forget(question)
        if not task.cancelled():
            task.exception()  # read it: its caller may have stopped waiting

    async def _answer(self, question: _Question) -> object:
        kept, value = await self._kept(question)
        anew = question.behalf.anew
        if kept is not None and not anew and self._clock() < kept.fresh_until:
            return value
        try:
            answer, told = await self._tried(question, kept)
        except SourceUnavailable as error:
            # A caller who wants the current answer must not get an old one.
            if kept is None or anew or self._clock() - kept.fetched_at > kept_for(question.key):
                raise
            log.info("%s: %s; an answer of %s is used", self.name, error.reason, kept.fetched_at)
            return value
        await self._keep(question.key, answer)
        return value if told is None else told

    async def _kept(self, question: _Question) -> tuple[SourceAnswer | None, object]:
        """The stored answer and its content. None if it can no longer be read."""
        try:
            kept = await self._answers.get(question.key)
        except StoreUnavailable as error:
            log.warning("kept answers cannot be read", extra={"store": error.kind})
            return None, None
        if kept is None:
            return None, None
        try:
            return kept, await self._fetcher.read_json(kept.body, question.asked.shape)
        except SourceUnavailable:
            return None, None

    async def _keep(self, key: str, answer: SourceAnswer) -> None:
        try:
            await self._answers.put(key, answer)
        except StoreUnavailable as error:
            log.warning("an answer cannot be kept", extra={"store": error.kind})

    # --- when ---

    async def _turn(self, question: _Question) -> None:
        """Waits until the question's next request may be sent. Each request has a turn of its own.

        While the source rests, no turn comes. Raises `SourceUnavailable` if that takes longer than the
        question may wait, or if too many wait.
        """
        question.asking = False
        while True:
            await self._rested(question)
            question.ticket = ticket = self._line.come(question.behalf.member_id, patient=question.patient)
            try:
                if not await ticket.begun:
                    raise SourceUnavailable(self.name, "crowded")
            finally:
                self._line.leave(ticket)
                question.ticket = None
            if not self._rests():  # the source may have asked for a rest meanwhile
                question.asking = True
                return

    async def _rested(self, question: _Question) -> None:
        while (seconds := self._rests()) > 0:
            if seconds > question.patience:
                raise SourceUnavailable(self.name, f"resting: {self._closed_for}")
            question.patience -= seconds
            await self._manners.pause(seconds)

    def _rests(self) -> float:
        """How many seconds the source is still left alone."""
        if self._closed_until is None:
            return 0.0
        return max((self._closed_until - self._clock()).total_seconds(), 0.0)

    async def _tried(self, question: _Question, kept: SourceAnswer | None) -> tuple[SourceAnswer, object]:
        for attempt in range(self._manners.tries):
            try:
                found = await self._fetcher.fetch(question.asked, kept, partial(self._turn, question))
            except Passing as passing:
                wait = self._wait(passing, attempt)
                last = attempt + 1 == self._manners.tries
                if passing.for_all:
                    self._close(passing.reason, wait)
                if last or wait > question.patience or not question.waiters:
                    self._give_up(question, passing)
                    raise SourceUnavailable(self.name, passing.reason) from passing
                log.info("%s: %s; again in %.1f s", self.name, passing.reason, wait)
                alone = not passing.for_all
            except NotFound:
                self._failing.clear()
                raise
            else:
                self._failing.clear()
                return found
            question.asking = False
            if alone:  # else the turn of the next try waits
                question.patience -= wait
                await self._manners.pause(wait)
        raise AssertionError("the last try returns or raises")

    def _wait(self, passing: Passing, attempt: int) -> float:
        jitter = random.random()  # noqa: S311 - spreads callers out, guards nothing
        if passing.wait is not None:
            return passing.wait + jitter  # never earlier than asked
        return self._manners.first_wait * float(2**attempt) * (0.5 + jitter)

    def _give_up(self, question: _Question, passing: Passing) -> None:
        """Leaves the source alone for a while if it seems to be down.

        One slow or broken show says nothing about the others, so several different questions in a row must
        have failed.
        """
        self._failing.add(question.key)
        if passing.unreachable or len(self._failing) >= IN_TROUBLE:
            self._failing.clear()
            self._close(passing.reason, self._manners.rest)

    def _close(self, reason: str, seconds: float) -> None:
        until = self._clock() + min(timedelta(seconds=seconds), LONGEST_REST)
        if self._closed_until is None or until > self._closed_until:
            self._closed_until, self._closed_for = until, reason
            log.warning("%s: %s; not asked again until %s", self.name, reason, until)


def kept_for(key: str) -> timedelta:
    """How long a stored answer may be used at most."""
    return TYPED_FOR if key.startswith(TYPED) else STALE_FOR
