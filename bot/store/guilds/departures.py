"""Stores which guilds the bot has left and since when, and deletes what they leave behind."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.departures import OF_SERVERS
from bot.store.pieces import HEAVY_PIECE, PIECE
from bot.store.row_keys import shape
from bot.store.timestamps import written


def is_here(guild_id: str) -> str:
    """SQL: the bot is on the guild with the id in this column. True for no guild at all."""
    return f"NOT EXISTS (SELECT 1 FROM guild_left away WHERE away.guild_id = {guild_id})"


def leave(connection: sqlite3.Connection, guild_id: int, now: datetime) -> None:
    """Note that the bot is no longer on a guild. Noted already: since then."""
    connection.execute(
        "INSERT INTO guild_left (guild_id, left_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (guild_id, written(now)),
    )


def come_back(connection: sqlite3.Connection, guild_id: int) -> bool:
    """Note that the bot is on a guild again. False if it never left."""
    gone = connection.execute("DELETE FROM guild_left WHERE guild_id = ?", (guild_id,))
    return gone.rowcount == 1


def known(connection: sqlite3.Connection) -> set[int]:
    """The guilds with settings or members: one step of the index for each."""
    seen = connection.execute(
        "WITH RECURSIVE known (id) AS (SELECT min(guild_id) FROM guild_member UNION ALL"
        " SELECT (SELECT min(m.guild_id) FROM guild_member m WHERE m.guild_id > known.id) FROM known"
        " WHERE known.id IS NOT NULL) SELECT id FROM known WHERE id IS NOT NULL"
    )
    settled = connection.execute("SELECT id FROM guild")
    return {ident for rows in (seen, settled) for (ident,) in rows}


def away(connection: sqlite3.Connection) -> set[int]:
    """The guilds that the bot has left, and whose rows are still there."""
    return {ident for (ident,) in connection.execute("SELECT guild_id FROM guild_left")}


def left_before(connection: sqlite3.Connection, before: datetime) -> list[int]:
    """The guilds that the bot left before a moment."""
    rows = connection.execute(
        "SELECT guild_id FROM guild_left WHERE left_at <= ? ORDER BY guild_id", (written(before),)
    )
    return [ident for (ident,) in rows]


_HEAVY = frozenset({"still"})


def drop(connection: sqlite3.Connection, guild_id: int) -> int:
    """Delete a piece of what a guild left behind, but for its audit. Returns how many rows, at last 0."""
    for table, column in OF_SERVERS.items():
        key = shape(connection, table).key
        done = connection.execute(
            f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {column} = ?1 LIMIT ?2)",
            (guild_id, HEAVY_PIECE if table in _HEAVY else PIECE),
        ).rowcount
        if done:
            return done
    return 0


def forget(connection: sqlite3.Connection, guild_id: int) -> None:
    """Forget that the bot left a guild, once nothing else of it is there."""
    connection.execute("UPDATE catalogue_change SET guild_id = NULL WHERE guild_id = ?", (guild_id,))
    connection.execute("DELETE FROM guild_left WHERE guild_id = ?", (guild_id,))


def is_away(connection: sqlite3.Connection, guild_id: int) -> bool:
    row = connection.execute("SELECT 1 FROM guild_left WHERE guild_id = ?", (guild_id,)).fetchone()
    return row is not None
