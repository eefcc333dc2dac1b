"""Stores guilds' settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.screening import Links
from bot.domain.spoilers import Policy

# The settings that are a column of `guild`, by the same name as the field of `GuildSettings`.
_COLUMNS = (
    "policy", "language", "curator_role", "notified_role", "batch", "variety",
    "links", "matches_wait", "newcomer_days", "chat",
)  # fmt: skip


def get(connection: sqlite3.Connection, guild_id: int) -> GuildSettings:
    """A guild's settings. The defaults if it has set nothing."""
    row = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM guild WHERE id = ?", (guild_id,)).fetchone()
    if row is None:
        return GuildSettings(guild_id)
    channels = {
        Purpose(purpose): channel_id
        for purpose, channel_id in connection.execute(
            "SELECT purpose, channel_id FROM guild_channel WHERE guild_id = ?", (guild_id,)
        )
    }
    policy, language, curator_role, notified_role, batch, variety, links, matches_wait, *others = row
    newcomer_days, chat = others
    return GuildSettings(
        guild_id,
        Policy(policy),
        language,
        curator_role,
        notified_role,
        channels,
        batch,
        bool(variety),
        Links(links),
        bool(matches_wait),
        newcomer_days,
        chat,
    )


def put(connection: sqlite3.Connection, guild_id: int, changes: Mapping[str, str | int | None]) -> None:
    """Change settings, by the attribute names of `GuildSettings`. The caller audits it."""
    if unknown := set(changes) - set(_COLUMNS):
        raise ValueError(f"no such settings: {unknown}")
    _ensure(connection, guild_id)
    for column, value in changes.items():
        connection.execute(f"UPDATE guild SET {column} = ? WHERE id = ?", (value, guild_id))


def put_channel(
    connection: sqlite3.Connection, guild_id: int, purpose: Purpose, channel_id: int | None
) -> None:
    """Set or (with None) clear the channel of a purpose. The caller audits it."""
    _ensure(connection, guild_id)
    if channel_id is None:
        connection.execute(
            "DELETE FROM guild_channel WHERE guild_id = ? AND purpose = ?", (guild_id, str(purpose))
        )
    else:
        connection.execute(
            "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, ?, ?)"
            " ON CONFLICT (guild_id, purpose) DO UPDATE SET channel_id = excluded.channel_id",
            (guild_id, str(purpose), channel_id),
        )


def welcome(connection: sqlite3.Connection, guild_id: int) -> bool:
    """Note that a guild is welcomed. False if it was before."""
    _ensure(connection, guild_id)
    changed = connection.execute("UPDATE guild SET welcomed = 1 WHERE id = ? AND welcomed = 0", (guild_id,))
    return changed.rowcount > 0


def _ensure(connection: sqlite3.Connection, guild_id: int) -> None:
    connection.execute("INSERT INTO guild (id) VALUES (?) ON CONFLICT DO NOTHING", (guild_id,))
