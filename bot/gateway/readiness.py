"""The bot is ready when the last of its servers has come.

discord.py waits two seconds for another one after each. But READY names the servers that are to come.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

# Seconds in which discord.py hands on the servers that it has read. It waits for none any more.
AFTER_THE_LAST = 0.1


class Connection(Protocol):
    """What discord.py keeps of a connection to Discord, as far as it matters here."""

    parsers: dict[str, Callable[[Any], None]]
    guild_ready_timeout: float


def end_with_last(connection: Connection) -> None:
    """Have discord.py wait for further servers only while some are to come.

    A server that is unavailable comes later, or never. Then it is as without this: two seconds after the last
    one that came, the bot is ready. Shards share the number, so one of several may wait these two seconds.
    """
    parsers = connection.parsers
    patience: list[float] = []  # as it is when the first READY comes: it may be set until then
    due: set[int] = set()

    def wait_if_due() -> None:
        connection.guild_ready_timeout = patience[0] if due else min(patience[0], AFTER_THE_LAST)

    def begun(parser: Callable[[Any], None], data: Any) -> None:
        if not patience:
            patience.append(connection.guild_ready_timeout)
        due.update(int(server["id"]) for server in data["guilds"])
        wait_if_due()
        parser(data)

    def come(parser: Callable[[Any], None], data: Any) -> None:
        parser(data)
        due.discard(int(data["id"]))
        if patience:
            wait_if_due()

    parsers["READY"] = partial(begun, parsers["READY"])
    parsers["GUILD_CREATE"] = partial(come, parsers["GUILD_CREATE"])
