"""Deletes everything about a member, in pieces, so that others write between two of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.other_rows import MENTIONS
from bot.domain.privacy.rows import Erased, Kept, Mentions
from bot.domain.profiles import SeenBy
from bot.store.moderation import audit
from bot.store.pieces import HEAVY_PIECE, PIECE
from bot.store.row_keys import Shape, shape

# What is out of sight at once. Each statement hides a piece, and the ledger's triggers remove the messages.
_HIDING = (
    *(
        f"UPDATE {table} SET hidden = 1 WHERE rowid IN"
        f" (SELECT rowid FROM {table} WHERE member_id = :member AND hidden = 0 LIMIT :piece)"
        for table in ("review", "recommendation", "comment")
    ),
    "DELETE FROM quote WHERE rowid IN (SELECT rowid FROM quote WHERE added_by = :member LIMIT :piece)",
    "DELETE FROM quote WHERE rowid IN (SELECT rowid FROM quote WHERE author_id = :member LIMIT :piece)",
    "DELETE FROM marked WHERE rowid IN (SELECT rowid FROM marked WHERE author_id = :member LIMIT :piece)",
    f"UPDATE member SET list_seen_by = '{SeenBy.NOBODY}' WHERE id = :member AND list_seen_by <> 'nobody'",
)
LOWEST = -(2**63)  # before every key: numbers come before texts
SCANNED = 2_000  # rows of a table that are searched for a member's id in one transaction
_HEAVY = frozenset({"list_import", "draft", "catalogue_proposal"})


def hide(connection: sqlite3.Connection, member_id: int) -> int:
    """Take a piece of a member's writings out of sight. Returns how much; 0 when nothing is left to hide."""
    for statement in _HIDING:
        done = connection.execute(statement, {"member": member_id, "piece": PIECE}).rowcount
        if done:
            return done
    return 0


def erase(connection: sqlite3.Connection, member_id: int) -> int:
    """Delete a piece of a member's rows, or their part in them. Returns how many; 0 when none is left."""
    for kept in KEPT:
        done = _erase(connection, kept, member_id)
        if done:
            return done
    return 0


def _erase(connection: sqlite3.Connection, kept: Kept, member_id: int) -> int:
    if kept.owner is None or kept.erased is Erased.WITH_OWNER:
        return 0
    if kept.table == "audit":
        return audit.forget_member(connection, member_id)
    found = shape(connection, kept.table)
    if kept.erased is not Erased.PUBLISHED_BLANKED:
        delete = kept.erased is Erased.DELETED
        return connection.execute(_statement(kept, found, delete=delete), (member_id, PIECE)).rowcount
    gone = connection.execute(
        _statement(kept, found, delete=True, only=" AND state <> 'published'"), (member_id, PIECE)
    ).rowcount
    return gone or connection.execute(_statement(kept, found, delete=False), (member_id, PIECE)).rowcount


def _statement(kept: Kept, found: Shape, *, delete: bool, only: str = "") -> str:
    piece = f"({found.key}) IN (SELECT {found.key} FROM {kept.table} WHERE {kept.owner} = ?1{only} LIMIT ?2)"
    if delete:
        return f"DELETE FROM {kept.table} WHERE {piece}"
    owner = f"{kept.owner} = {'0' if kept.owner in found.required else 'NULL'}"
    blanked = ", ".join((owner, *(f"{column} = NULL" for column in kept.blanks)))
    return f"UPDATE {kept.table} SET {blanked} WHERE {piece}"


# --- where others name the member ---


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the search for a member's id has come: the place in `MENTIONS`, and the last row seen there."""

    place: int = 0
    after: tuple[object, ...] | None = None


def scrub(connection: sqlite3.Connection, member_id: int, reached: Reached) -> Reached | None:
    """Search the next piece of other people's rows for a member's id, and take it out. None at the end."""
    mentions = MENTIONS[reached.place]
    found = shape(connection, mentions.table)
    after = reached.after or (LOWEST,) * len(found.keys)
    last = _last_of_piece(connection, mentions, found, after)
    for row in _naming(connection, mentions, found, (after, last), member_id):
        _take_out(connection, mentions, found, row, member_id)
    if last is not None:
        return Reached(reached.place, last)
    return Reached(reached.place + 1) if reached.place + 1 < len(MENTIONS) else None


def _last_of_piece(
    connection: sqlite3.Connection, mentions: Mentions, found: Shape, after: tuple[object, ...]
) -> tuple[object, ...] | None:
    """The key of the last row of a piece. None if the piece goes to the end of the table."""
    rows = HEAVY_PIECE if mentions.table in _HEAVY else SCANNED
    row = connection.execute(
        f"SELECT {found.key} FROM {mentions.table} WHERE ({found.key}) > ({found.marks})"
        f" ORDER BY {found.key} LIMIT 1 OFFSET ?",
        (*after, rows - 1),
    ).fetchone()
    return tuple(row) if row is not None else None


def _naming(
    connection: sqlite3.Connection,
    mentions: Mentions,
    found: Shape,
    between: tuple[tuple[object, ...], tuple[object, ...] | None],
    member_id: int,
) -> list[tuple[object, ...]]:
    """The rows of a piece that have the digits of the id in one of these columns."""
    conditions, values = [], list[object]()
    for sign, bound in zip((">", "<="), between, strict=True):
        if bound is not None:
            conditions.append(f"({found.key}) {sign} ({found.marks})")
            values += bound
    digits = " OR ".join(f"instr({column}, ?)" for column in mentions.columns)
    conditions.append(f"({digits})")
    values += [str(member_id)] * len(mentions.columns)
    return connection.execute(
        f"SELECT {found.key}, {', '.join(mentions.columns)} FROM {mentions.table}"
        f" WHERE {' AND '.join(conditions)}",
        values,
    ).fetchall()


def _take_out(
    connection: sqlite3.Connection,
    mentions: Mentions,
    found: Shape,
    row: Sequence[object],
    member_id: int,
) -> None:
    number = re.compile(rf"(?<!\d){member_id}(?!\d)")
    width = len(found.keys)
    key, texts = row[:width], dict(zip(mentions.columns, row[width:], strict=True))
    named = [name for name, text in texts.items() if text is not None and number.search(_text(text))]
    where = f"({found.key}) = ({found.marks})"
    if set(named) & set(mentions.dropped):
        connection.execute(f"DELETE FROM {mentions.table} WHERE {where}", tuple(key))
    elif named:
        changes = ", ".join(f"{name} = ?" for name in named)
        values = [number.sub(mentions.instead, _text(texts[name])) for name in named]
        # A report of the same thing may be there already: one of the two is enough.
        conflict = " OR REPLACE" if mentions.table == "report" else ""
        connection.execute(f"UPDATE{conflict} {mentions.table} SET {changes} WHERE {where}", (*values, *key))


def _text(value: object) -> str:
    return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")  # type: ignore[call-overload]
