"""How often a source may be asked, and who goes first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from aiolimiter import AsyncLimiter

Pause = Callable[[float], Awaitable[object]]

# Calls that are left for who waits for an answer: a search takes five.
SPARED = 6


class CallRate:
    """How often a source may be asked: `rate` calls a second after a burst of `burst`.

    In no window of `window` seconds are there `most` calls or more, the burst included: a token
    bucket alone would allow its burst on top of what the rate allows.

    There are two lanes: who looks a name up goes first. What nobody waits for, schedules and
    refreshes, is patient: it goes only while `SPARED` calls could be made at once.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        most: int,
        window: float,
        pause: Pause = asyncio.sleep,
    ):
        self._bucket = AsyncLimiter(burst, burst / rate)
        self._refill = 1 / rate
        self._window = window
        self._calls: deque[float] = deque(maxlen=most - 1)
        self._pause = pause
        self._turn = asyncio.Lock()
        self._patient_turn = asyncio.Lock()

    async def turn(self, now: Callable[[], float] | None = None, *, patient: bool = False) -> None:
        """Returns when the next call may be made. `now` is the loop's clock if not given."""
        time = now or asyncio.get_running_loop().time
        if patient:
            async with self._patient_turn:
                while (wait := self._until_spare(time())) > 0:
                    await self._pause(wait)
                # Nothing was awaited since the look, and there is room: this takes it at once.
                await self._bucket.acquire()
                self._calls.append(time())
            return
        await self._bucket.acquire()
        async with self._turn:
            if len(self._calls) == self._calls.maxlen:
                wait = self._calls[0] + self._window - time()
                if wait > 0:
                    await self._pause(wait)
            self._calls.append(time())

    def _until_spare(self, now: float) -> float:
        """Seconds until it is worth looking again whether `SPARED` calls are free; 0 if they are."""
        if not self._bucket.has_capacity(SPARED):
            return self._refill
        most = self._calls.maxlen or 0
        held = [call for call in self._calls if call > now - self._window]
        over = len(held) + SPARED - most
        return max(held[over - 1] + self._window - now, self._refill / 100) if over > 0 else 0.0
