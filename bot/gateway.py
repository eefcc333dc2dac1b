"""What Discord sends, before discord.py keeps it, and its long silences.

A frame that cannot be read is dropped. So is a message that does not speak to the bot: with the intent for
messages Discord sends those of every channel, without their words, and to read one takes a hundred times as
long as to see that it is for others (`python -m bench chat`).

In discord.py, any error while reading a frame ends the shard, and with it the client. Here a frame that
cannot be read is dropped. After a few lost connections, discord.py lets up to seventeen minutes pass before
it tries again: here it is four. It logs each with a traceback: here it is a line. There are no hooks for any
of that, so `install` replaces what its shards use. An answer over REST that is no JSON counts as none.

Of a server only what the bot reads is kept (`spare`). discord.py would keep the names and topics of all
channels and roles, and each number as often as it is sent.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import discord
from discord.backoff import ExponentialBackoff
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

# Lists of a server that discord.py would keep, and that the bot never asks for.
_UNREAD_LISTS = (
    "emojis",
    "guild_scheduled_events",
    "presences",
    "soundboard_sounds",
    "stage_instances",
    "stickers",
    "voice_states",
)
# What is not read of a channel or a role. A name must be there, so it is empty.
_UNREAD_OF_CHANNEL: Mapping[str, object] = {"name": "", "topic": None, "last_message_id": None}
_UNREAD_OF_ROLE: Mapping[str, object] = {"name": "", "icon": None, "unicode_emoji": None}
_SHARED = 4_096  # sets of permissions, of all servers

log = get_logger("namida.gateway")

Data: TypeAlias = dict[str, Any]


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
        if self._is_for_others(msg):
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

    def _is_for_others(self, msg: str) -> bool:
        """Whether a frame is a message that does not speak to the bot. Then it is noted as received.

        One that mentions the bot, or answers it, has the bot's id in it. Edits and deletions are nothing to
        answer.
        """
        head = msg[: max(0, msg.find(_DATA, 0, _HEAD))]
        found, sequence = _MESSAGE.search(head), _SEQUENCE.search(head)
        if found is None or sequence is None:
            return False
        own = f'"{self._connection.self_id}"'
        if found[1] == "CREATE" and (own in msg or _OF_SERVER not in msg):
            return False
        self.sequence = int(sequence[1])
        if self._keep_alive is not None:
            self._keep_alive.tick()
        return True

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


def refusing() -> aiohttp.TraceConfig:
    """What makes an answer over REST that says nothing an `aiohttp.ClientPayloadError`.

    discord.py hands on what cannot be read, such as the page of a proxy, as if it were an answer. So whoever
    asked would fail somewhere, and nobody would look for what Discord may have done.
    """
    config = aiohttp.TraceConfig()
    config.on_request_end.append(_require_json)
    return config


async def _require_json(_: object, __: object, told: aiohttp.TraceRequestEndParams) -> None:
    answer = told.response
    # Only the API answers with JSON: pictures come from elsewhere.
    if not 200 <= answer.status < 300 or not str(told.url).startswith(discord.http.Route.BASE):
        return
    body = await answer.read()
    if not body:
        return
    try:
        json.loads(body)
    except ValueError:
        kind = answer.content_type
        raise aiohttp.ClientPayloadError(f"an answer of Discord's that is no JSON, but {kind}") from None


# --- servers ---


def spare(parsers: MutableMapping[str, Callable[[Any], None]]) -> None:
    """Let a connection's parsers keep of servers what the bot reads: types, places, who may do what.

    The parsers are discord.py's own, by the names of Discord's events. Permissions and ids that are equal
    become one number: `int` of a number is that number.
    """
    for event, less in _LESS.items():
        parsers[event] = partial(_parsed, parsers[event], less)


def _parsed(parser: Callable[[Any], None], less: Callable[[Data], Data], data: Data) -> None:
    parser(less(data))


def _server(data: Data) -> Data:
    kept = {key: value for key, value in data.items() if key not in _UNREAD_LISTS}
    idents: dict[int, int] = {}
    if "features" in kept:
        kept["features"] = [sys.intern(str(feature)) for feature in kept["features"]]
    if "roles" in kept:
        kept["roles"] = [_role(role, idents) for role in kept["roles"]]
    if "channels" in kept:
        kept["channels"] = [_channel(channel, idents) for channel in kept["channels"]]
    return kept


def _channel(data: Data, idents: dict[int, int]) -> Data:
    kept = {**data, **_UNREAD_OF_CHANNEL}
    if "permission_overwrites" in data:
        kept["permission_overwrites"] = [
            {
                **one,
                "id": _one_of(idents, one["id"]),
                "allow": _permissions(one.get("allow", 0)),
                "deny": _permissions(one.get("deny", 0)),
            }
            for one in data["permission_overwrites"]
        ]
    return kept


def _role(data: Data, idents: dict[int, int]) -> Data:
    shown = {"id": _one_of(idents, data["id"]), "permissions": _permissions(data.get("permissions", 0))}
    return {**data, **_UNREAD_OF_ROLE, **shown}


def _one_of(idents: dict[int, int], ident: str | int) -> int:
    number = int(ident)
    return idents.setdefault(number, number)


@lru_cache(maxsize=_SHARED)
def _permissions(value: str | int) -> int:
    return int(value)


_LESS: Mapping[str, Callable[[Data], Data]] = {
    "GUILD_CREATE": _server,
    "GUILD_UPDATE": _server,
    "CHANNEL_CREATE": lambda data: _channel(data, {}),
    "CHANNEL_UPDATE": lambda data: _channel(data, {}),
    "GUILD_ROLE_CREATE": lambda data: {**data, "role": _role(data["role"], {})},
    "GUILD_ROLE_UPDATE": lambda data: {**data, "role": _role(data["role"], {})},
}


def install() -> None:
    """Make discord.py's shards use these."""
    discord.shard.DiscordWebSocket = Gateway  # type: ignore[misc]
    vars(discord.shard)["ExponentialBackoff"] = Pauses
    logging.getLogger("discord.shard").addFilter(in_a_line)
