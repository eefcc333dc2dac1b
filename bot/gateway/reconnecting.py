"""Connects again after a lost connection: how long it waits, and what it logs.

After a few lost connections, discord.py lets up to seventeen minutes pass before it tries again: here it is
four. It logs each with a traceback: here it is a line.
"""

from __future__ import annotations

import logging
from typing import Any

from discord.backoff import ExponentialBackoff


class Pauses(ExponentialBackoff[Any]):
    """How long a shard waits before it tries again: up to 2, 4, 8 … seconds, and `LONGEST` at most.

    No shorter: Discord lets a bot begin a thousand sessions a day, and a bot that needs more loses its token.
    """

    LONGEST = 256  # seconds; about 700 attempts a day

    def __init__(self) -> None:
        super().__init__()
        self._max = self.LONGEST.bit_length() - 1


def in_a_line(record: logging.LogRecord) -> bool:
    """Say in a line without a traceback that a connection is lost: nobody need mend anything."""
    if record.msg.__class__ is str and record.msg.startswith("Attempting a reconnect") and record.exc_info:
        shard, pause = record.args if isinstance(record.args, tuple) and len(record.args) == 2 else ("?", 0.0)
        error = record.exc_info[1]
        vars(record).update(
            msg="connection to Discord lost",
            args=(),
            exc_info=None,
            levelno=logging.WARNING,
            levelname="WARNING",
            shard=shard,
            again_s=round(float(str(pause)), 1),
            reason=f"{type(error).__name__}: {error}".removesuffix(": ")[:200],
        )
    return True
