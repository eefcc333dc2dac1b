"""Drops frames that cannot be read, and frames with messages that are not for the bot.

In discord.py, any error while reading a frame ends the shard, and with it the client. With the intent for
messages Discord sends those of every channel, without their words, and to read one takes a hundred times as
long as to see that it is for others (`python -m bench chat`).
"""

from __future__ import annotations

import asyncio
import json
import re
import traceback
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

from bot.logs import get_logger

# With these errors, discord.py controls the connection. Any other error means an unreadable frame.
_MEANT = (
    ReconnectWebSocket,
    WebSocketClosure,
    discord.ConnectionClosed,
    discord.GatewayNotFound,
    discord.HTTPException,
    aiohttp.ClientError,
    OSError,  # a TimeoutError, too
)
# Without these there is no session, so a new one must start.
_BEGINNINGS = ("HELLO", "READY")
PAUSE = 1.0  # seconds before that, for the next connection may bring the same

# How the frame of a message begins. One with its data first is read in full, and so is as right.
_DATA, _HEAD = '"d":', 120
_MESSAGE = re.compile(r'"t": ?"MESSAGE_(CREATE|UPDATE|DELETE|DELETE_BULK)"')
_SEQUENCE = re.compile(r'"s": ?(\d+)')
_OF_SERVER = '"guild_id":'  # which only a direct message is without

log = get_logger("namida.gateway")


class Gateway(DiscordWebSocket):
    """One shard's connection."""

    async def received_message(self, msg: Any, /) -> None:
        """Read and handle a frame. Raises only errors that end the connection."""
        if isinstance(msg, bytes):
            try:
                msg = self._decompressor.decompress(msg)
            except Exception as error:  # noqa: BLE001 - the boundary of what Discord sends
                # The stream is one: what follows cannot be read either. The session continues in another.
                self._note(error, "compressed")
                await self._begin_anew(resume=True)
            if msg is None:  # a part, and the rest follows
                return
        if (sequence := of_others(msg, self._connection.self_id)) is not None:
            self.sequence = sequence
            if self._keep_alive is not None:
                self._keep_alive.tick()
            return
        try:
            await super().received_message(msg)
        except _MEANT:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of what Discord sends
            name = self._name_of(msg)
            self._note(error, name)
            if name in _BEGINNINGS:
                await self._begin_anew(resume=False)

    async def _begin_anew(self, *, resume: bool) -> None:
        await asyncio.sleep(PAUSE)
        await self.close()
        raise ReconnectWebSocket(self.shard_id, resume=resume)

    def _note(self, error: Exception, name: str) -> None:
        """Log where it failed, never the data, which may contain a member's text."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.warning(
            "frame dropped",
            seldom=f"frame {name}",
            frame=name,
            error=type(error).__name__,
            at=f"{Path(place.filename).name}:{place.lineno}",
            shard=self.shard_id,
        )

    def _name_of(self, msg: str) -> str:
        """The event name of a frame, if discord.py knows it."""
        try:
            read = json.loads(msg)
        except (ValueError, RecursionError):
            return "no JSON"
        if not isinstance(read, dict):
            return "no object"
        if read.get("op") == self.HELLO:
            return "HELLO"
        event = read.get("t")
        return event if isinstance(event, str) and event in self._discord_parsers else "unknown"


def of_others(frame: str, bot_id: int | None) -> int | None:
    """The sequence number of a message that does not speak to the bot. None: the frame has to be read.

    A message that mentions the bot, or answers it, has the bot's id in it, and a direct message names no
    server. Edits and deletions are nothing to answer.
    """
    head = frame[: max(0, frame.find(_DATA, 0, _HEAD))]
    found, sequence = _MESSAGE.search(head), _SEQUENCE.search(head)
    if found is None or sequence is None:
        return None
    if found[1] == "CREATE" and (f'"{bot_id}"' in frame or _OF_SERVER not in frame):
        return None
    return int(sequence[1])
