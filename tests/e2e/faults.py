"""How many faults the tests cause, in which order, and when all of them are over.

`NAMIDA_FAULTS=100` makes a long run of it: so many kills, half as many drops of the gateway, and so many
requests in trouble. `NAMIDA_SEED` chooses other moments; a test prints the one that it had.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import datetime
from pathlib import Path

from tests.e2e import lively
from tests.e2e.test_process import PATIENCE_S

_ASKED = os.environ.get("NAMIDA_FAULTS")  # of the tests, not a setting of the bot
KILLS = int(_ASKED or 6)
DROPS = int(_ASKED) // 2 if _ASKED else 8
TROUBLED = int(_ASKED or 40)  # requests
SEED = int(os.environ.get("NAMIDA_SEED", "20261130"))

HURRIED = ("--hurried", "--last-words", "1")  # conditions of the launcher


def chance() -> random.Random:
    print(f"NAMIDA_SEED={SEED}")
    return random.Random(SEED)  # noqa: S311 - what fails when is no secret


async def settled(database: Path, now: datetime) -> None:
    """Until everything that was due by `now` is done."""
    try:
        async with asyncio.timeout(4 * PATIENCE_S):
            # The file is another process's, which tells nobody of its writes.
            while lively.open_work(database, now):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"not done: {lively.open_work(database, now)}") from None
