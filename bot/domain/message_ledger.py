"""Messages that show stored data: what is out of date in one, and how often to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MOST_TRIES = 30  # with at most a day between them: three weeks
FIRST_RETRY = timedelta(minutes=25)
LONGEST_RETRY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that shows something as it no longer is; `gone`: it is not to be seen any more.

    `edited`: its author has changed it, and not only the guild how it hides spoilers. `revision` is
    its own by now, `tries` counts how often Discord refused to change the message.
    """

    id: int
    guild_id: int
    channel_id: int
    message_id: int
    revision: int
    gone: bool
    edited: bool
    tries: int


def pause_after(tries: int) -> timedelta | None:
    """How long to wait once Discord has refused a change that often before; None: it is given up."""
    if tries + 1 >= MOST_TRIES:
        return None
    pause = FIRST_RETRY * 2 ** float(min(tries, 6))
    return min(pause, LONGEST_RETRY)
