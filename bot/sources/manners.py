"""How other catalogues are asked politely, and the session they are asked through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from bot.measures import Measures
from bot.sources.pace import Clockwork
from bot.sources.source import Answers

Clock = Callable[[], datetime]
Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Manners:
    """The polite limits for a source. Times in seconds. The source gives the rate (`CallRate`)."""

    total: float = 12.0  # a whole answer
    connect: float = 4.0
    read: float = 6.0  # between two pieces of an answer
    tries: int = 3
    first_wait: float = 1.0  # doubled at each try, and jittered to 0.5–1.5 of itself
    patience: float = 20.0  # all waits of one question together
    extras: float = 1.5  # what an answer is sound without, such as a native title
    rest: float = 30.0  # a source that could not be reached at all is not asked again for so long
    body_limit: int = 2 * 1024 * 1024
    pause: Pause = asyncio.sleep  # how the waits are waited
    clockwork: Clockwork | None = None  # what times the turns of the calls; None: the event loop

    @property
    def timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self.total, sock_connect=self.connect, sock_read=self.read)


@dataclass(frozen=True, slots=True)
class Web:
    """What all sources share. `clock` gives the time in UTC."""

    session: aiohttp.ClientSession
    answers: Answers
    clock: Clock
    manners: Manners
    measures: Measures = field(default_factory=Measures)
