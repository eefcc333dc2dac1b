"""Runs work until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from bot.logs import get_logger

log = get_logger(__name__)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def until_told(work: Coroutine[Any, Any, None]) -> bool:
    """Run `work` until it ends, or until SIGINT or SIGTERM cancels it. Returns True if it was cancelled.

    A second signal cancels again, so a close that hangs can be ended, too.
    """
    task = asyncio.ensure_future(work)
    told: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        told.append(number)
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        with suppress(NotImplementedError):  # Windows: there Ctrl-C alone works, by KeyboardInterrupt
            loop.add_signal_handler(number, stop, number)
    try:
        await task
    except asyncio.CancelledError:
        if not told:
            raise
    finally:
        for number in _SIGNALS:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
    if told:
        log.info("stopped", signal=told[0].name)
    return bool(told)
