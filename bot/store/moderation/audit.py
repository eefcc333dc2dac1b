"""Stores the audit: append-only, with a chain of hashes for each guild and one for lines without a guild.

A line's hash covers the hash before it, its id, guild, time, action and what it undoes, and a commitment to
the values that name people. Deleting a member wipes their ids and the salt, and leaves the commitment.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from bot.domain import post_keys
from bot.domain.audit import (
    UNDOES,
    BrokenChain,
    ChainReport,
    Detail,
    Flaw,
    is_told,
)
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Target
from bot.store.guilds import guilds
from bot.store.pieces import PIECE
from bot.store.posts import outbox
from bot.store.timestamps import written

TOLD = "audit"  # the kind of post that tells a server's log channel of a line
TOLD_WORTH = timedelta(days=7)
_SALT = 16  # bytes
# Discord's ids are larger, and our own smaller: a number of this size may be a person's.
_LEAST_ID = 1 << 42
# What names a person, however small the number is.
_PEOPLE = frozenset({"author", "written_by", "saved_by", "member"})
_MEMBER = re.compile(r"member (\d{1,19})")

# The values that are hashed, in the order of `_Row`.
_ROW = "id, at, guild_id, actor_id, action, subject, detail, undoes, previous, salt, commitment, hash"
_Row = tuple[
    int, str, int | None, int | None, str, str | None, str | None, int | None,
    bytes | None, bytes | None, bytes | None, bytes | None,
]  # fmt: skip


def audit(
    connection: sqlite3.Connection,
    guild_id: int | None,
    actor_id: int | None,
    action: str,
    subject: str | None,
    now: datetime,
    detail: Detail | None = None,
) -> int:
    """Record who did what. Returns the line's id. `detail` must never contain a member's text."""
    said = json.dumps(detail) if detail else None
    line_id = _next_id(connection)
    undoes = _undone(connection, guild_id, action, subject)
    previous, salt = _end_of(connection, guild_id), secrets.token_bytes(_SALT)
    commitment = _commitment(salt, actor_id, subject, said)
    seal = _hash(previous, (line_id, guild_id, written(now), action, undoes), commitment)
    row: _Row = (
        line_id, written(now), guild_id, actor_id, action, subject, said, undoes,
        previous, salt, commitment, seal,
    )  # fmt: skip
    connection.execute(
        "INSERT INTO audit (id, at, guild_id, actor_id, action, subject, detail, undoes,"
        " previous, salt, commitment, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    connection.execute(
        "INSERT INTO audit_chain (guild_id, line_id, hash) VALUES (?, ?, ?)"
        " ON CONFLICT (guild_id) DO UPDATE SET line_id = excluded.line_id, hash = excluded.hash",
        (guild_id or 0, line_id, seal),
    )
    connection.executemany(
        "INSERT INTO audit_member (member_id, line_id) VALUES (?, ?)",
        [(member_id, line_id) for member_id in _people(actor_id, subject, detail or {})],
    )
    if guild_id is not None and is_told(action, subject):
        _tell(connection, guild_id, line_id, now)
    return line_id


def forget_member(connection: sqlite3.Connection, member_id: int) -> int:
    """Wipe a member from a piece of the lines that name them. Returns how many; 0 once nothing is left.

    That something happened, and when, stays. A detail or subject that names them goes as a whole.
    """
    lines = [
        line_id
        for (line_id,) in connection.execute(
            "SELECT line_id FROM audit_member WHERE member_id = ? LIMIT ?", (member_id, PIECE)
        )
    ]
    for line_id in lines:
        actor_id, subject, said = connection.execute(
            "SELECT actor_id, subject, detail FROM audit WHERE id = ?", (line_id,)
        ).fetchone()
        connection.execute(
            "UPDATE audit SET salt = NULL, actor_id = ?, subject = ?, detail = ? WHERE id = ?",
            (
                None if actor_id == member_id else actor_id,
                None if _has(subject, member_id) else subject,
                None if _has(said, member_id) else said,
                line_id,
            ),
        )
    connection.execute(
        "DELETE FROM audit_member WHERE member_id = ? AND line_id IN (SELECT value FROM json_each(?))",
        (member_id, json.dumps(lines)),
    )
    return len(lines)


def _has(text: str | None, number: int) -> bool:
    """Whether a text has this number in it, as a whole."""
    return text is not None and re.search(rf"(?<!\d){number}(?!\d)", text) is not None


def forget_guild(connection: sqlite3.Connection, guild_id: int) -> int:
    """Delete a piece of a guild's lines, at last its chain. Returns how many; 0 once nothing is left."""
    gone = connection.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE guild_id = ? ORDER BY id LIMIT ?)",
        (guild_id, PIECE),
    ).rowcount
    if not gone:
        connection.execute("DELETE FROM audit_chain WHERE guild_id = ?", (guild_id,))
    return gone


def purge(connection: sqlite3.Connection, before: datetime) -> int:
    """Delete a piece of the oldest lines, if they are from before a time. Returns how many.

    They go in the order in which they came, so that each chain loses only its front.
    """
    last = None
    for line_id, at in connection.execute("SELECT id, at FROM audit ORDER BY id LIMIT ?", (PIECE,)):
        if at >= written(before):
            break
        last = line_id
    if last is None:
        return 0
    return connection.execute("DELETE FROM audit WHERE id <= ?", (last,)).rowcount


# --- the chain ---


def has_chains(connection: sqlite3.Connection) -> bool:
    """Whether the database has chains. One that an older version wrote has none."""
    row = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'audit_chain'").fetchone()
    return row is not None


def verify(connection: sqlite3.Connection) -> ChainReport:
    """Check every chain from its first kept line to its end. Reads the whole audit."""
    lines = before = 0
    broken: dict[int, BrokenChain] = {}
    ends: dict[int, tuple[int, bytes]] = {}
    for row in _all(connection):
        line_id, guild_id, seal = row[0], row[2], row[-1]
        lines += 1
        end = ends.get(guild_id or 0)
        if seal is None and end is None:
            before += 1
            continue
        if (flaw := _flaw(row, end)) is not None:
            broken.setdefault(guild_id or 0, BrokenChain(guild_id, line_id, flaw))
        ends[guild_id or 0] = (line_id, seal or b"")
    (first,) = connection.execute("SELECT min(id) FROM audit").fetchone()
    for chain, line_id, seal in connection.execute("SELECT guild_id, line_id, hash FROM audit_chain"):
        # The oldest lines go first, whatever their chain: what is older than a kept line may be gone.
        old = first is None or line_id < first
        if ends.get(chain) != (line_id, seal) and not (chain not in ends and old):
            broken.setdefault(chain, BrokenChain(chain or None, line_id, Flaw.END_MISSING))
    return ChainReport(lines, before, tuple(broken[chain] for chain in sorted(broken)))


def _flaw(row: _Row, end: tuple[int, bytes] | None) -> Flaw | None:
    """What is wrong with a line that follows `end`. The first kept line of a chain follows none."""
    line_id, at, guild_id, actor_id, action, subject, said, undoes, previous, salt, commitment, seal = row
    if seal is None or previous is None or commitment is None:
        return Flaw.UNCHAINED
    if seal != _hash(previous, (line_id, guild_id, at, action, undoes), commitment):
        return Flaw.CHANGED
    if salt is not None and commitment != _commitment(salt, actor_id, subject, said):
        return Flaw.CHANGED
    if end is not None and previous != end[1]:
        return Flaw.NOT_NEXT
    return None


def _all(connection: sqlite3.Connection) -> Iterator[_Row]:
    yield from connection.execute(f"SELECT {_ROW} FROM audit ORDER BY id")


def _hash(previous: bytes, said: tuple[int, int | None, str, str, int | None], commitment: bytes) -> bytes:
    return sha256(previous + _canonical(said) + commitment).digest()


def _commitment(salt: bytes, actor_id: int | None, subject: str | None, said: str | None) -> bytes:
    return sha256(salt + _canonical((actor_id, subject, said))).digest()


def _canonical(values: tuple[object, ...]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def _end_of(connection: sqlite3.Connection, guild_id: int | None) -> bytes:
    """The hash of a chain's last line. The chain's own name where it has none yet."""
    row = connection.execute("SELECT hash FROM audit_chain WHERE guild_id = ?", (guild_id or 0,)).fetchone()
    return bytes(row[0]) if row else sha256(f"namida audit {guild_id or 0}".encode()).digest()


def _next_id(connection: sqlite3.Connection) -> int:
    """An id above those of all lines, and of all lines that were the last of a chain and are gone."""
    (last, gone) = connection.execute(
        "SELECT (SELECT max(id) FROM audit), (SELECT max(line_id) FROM audit_chain)"
    ).fetchone()
    return max(last or 0, gone or 0) + 1


def _undone(
    connection: sqlite3.Connection, guild_id: int | None, action: str, subject: str | None
) -> int | None:
    """The latest line whose act is undone by this one. None if it undoes nothing."""
    if (undone := UNDOES.get(action)) is None or subject is None:
        return None
    row = connection.execute(
        "SELECT id FROM audit WHERE subject = ? AND action = ? AND guild_id IS ? ORDER BY id DESC LIMIT 1",
        (subject, undone, guild_id),
    ).fetchone()
    return int(row[0]) if row else None


def _people(actor_id: int | None, subject: str | None, detail: Detail) -> set[int]:
    """The ids in a line that are, or may be, a person's."""
    found = {actor_id} if actor_id is not None else set()
    if subject is not None and (named := _MEMBER.fullmatch(subject)):
        found.add(int(named[1]))
    for name, value in detail.items():
        if isinstance(value, int) and (name in _PEOPLE or value >= _LEAST_ID):
            found.add(value)
    return found


def _tell(connection: sqlite3.Connection, guild_id: int, line_id: int, now: datetime) -> None:
    """Plan the post of a line in the guild's log channel, if there is one."""
    if Purpose.LOG not in guilds.get(connection, guild_id).channels:
        return
    outbox.put(
        connection,
        NewPost(
            key=post_keys.audit(guild_id, line_id),
            kind=TOLD,
            target=Target(guild_id=guild_id, purpose=Purpose.LOG),
            due_at=now,
            payload={"line": line_id},
            expires_at=now + TOLD_WORTH,
        ),
    )
