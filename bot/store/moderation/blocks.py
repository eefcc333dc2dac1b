"""Stores which members cannot write on which guild. A member is found by a salted hash of their id."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime
from hashlib import sha256

from bot.domain.blocks import Block
from bot.store.pieces import PIECE
from bot.store.timestamps import written

BLOCKED = "member.block"  # the action of the audit
_SALT = 16  # bytes


def put(connection: sqlite3.Connection, block: Block, member_id: int, blocked_by: int, now: datetime) -> None:
    """Block a member. An earlier block of theirs on this guild is replaced."""
    connection.execute(
        "INSERT INTO blocked (guild_id, member_key, member_id, until, reason, blocked_by, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, member_key) DO UPDATE SET member_id = excluded.member_id,"
        " until = excluded.until, reason = excluded.reason, blocked_by = excluded.blocked_by,"
        " at = excluded.at",
        (
            block.guild_id,
            _key(_salt(connection), member_id),
            member_id,
            written(block.until),
            block.reason,
            blocked_by,
            written(now),
        ),
    )


def lift(connection: sqlite3.Connection, guild_id: int, member_id: int, now: datetime) -> bool:
    """End a member's block. False if there is none that holds."""
    row = (guild_id, _key(_salt(connection), member_id))
    # What is kept in memory of a member is forgotten by the id in the changed row, and that may be wiped.
    held = connection.execute(
        "UPDATE blocked SET member_id = ? WHERE guild_id = ? AND member_key = ? AND until > ?",
        (member_id, *row, written(now)),
    )
    connection.execute("DELETE FROM blocked WHERE guild_id = ? AND member_key = ?", row)
    return held.rowcount > 0


def of_member(connection: sqlite3.Connection, member_id: int) -> tuple[Block, ...]:
    """A member's blocks on all guilds, ended ones too."""
    row = connection.execute("SELECT salt FROM blocked_salt WHERE id = 1").fetchone()
    if row is None:
        return ()  # no one was ever blocked
    rows = connection.execute(
        "SELECT guild_id, until, reason FROM blocked WHERE member_key = ? ORDER BY guild_id",
        (_key(row[0], member_id),),
    )
    return tuple(Block(guild_id, datetime.fromisoformat(until), reason) for guild_id, until, reason in rows)


def count(connection: sqlite3.Connection, guild_id: int, member_id: int) -> int:
    """How often a member was blocked on a guild, as far as the audit is kept."""
    (number,) = connection.execute(
        "SELECT count(*) FROM audit WHERE subject = ? AND action = ? AND guild_id = ?",
        (f"member {member_id}", BLOCKED, guild_id),
    ).fetchone()
    return int(number)


def purge(connection: sqlite3.Connection, now: datetime) -> int:
    """Delete a piece of the ended blocks. Returns how many."""
    return connection.execute(
        "DELETE FROM blocked WHERE (guild_id, member_key) IN"
        " (SELECT guild_id, member_key FROM blocked WHERE until <= ? ORDER BY until LIMIT ?)",
        (written(now), PIECE),
    ).rowcount


def _key(salt: bytes, member_id: int) -> bytes:
    return sha256(salt + str(member_id).encode()).digest()


def _salt(connection: sqlite3.Connection) -> bytes:
    """The salt of this database, made once."""
    connection.execute(
        "INSERT INTO blocked_salt (id, salt) VALUES (1, ?) ON CONFLICT DO NOTHING",
        (secrets.token_bytes(_SALT),),
    )
    (salt,) = connection.execute("SELECT salt FROM blocked_salt WHERE id = 1").fetchone()
    return bytes(salt)
