"""Keeps only those parts of a server that the bot reads.

discord.py would keep the names and topics of all channels and roles, and each number as often as it is sent.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache, partial
from typing import Any, TypeAlias

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

Data: TypeAlias = dict[str, Any]


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
