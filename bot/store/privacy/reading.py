"""Reads what is kept about a member, for that member."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from bot.domain.comments import SavedQuote
from bot.domain.own_data import OwnWords
from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.rows import Kept
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.timestamps import moment

# Characters of all rows of an export: more than anyone writes by hand, and little enough for the memory.
MOST_TEXT = 24 * 1024 * 1024

Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Part:
    """A member's rows in one table. `cut`: there are more, which are left out."""

    kept: Kept
    rows: Rows
    cut: bool


def everything(connection: sqlite3.Connection, member_id: int) -> list[Part]:
    """The member's rows in every table, with the titles of their dramas. No other member's id or words."""
    parts, room = [], MOST_TEXT
    for kept in KEPT:
        if kept.owner is not None and kept.exported:
            part, room = _part(connection, kept, member_id, room)
            _add_titles(connection, part.rows)
            parts.append(part)
    return parts


def _part(connection: sqlite3.Connection, kept: Kept, member_id: int, room: int) -> tuple[Part, int]:
    """Rows of a table, as many as there is room for, and the room that is left."""
    rows: Rows = []
    for row in connection.execute(
        f"SELECT {', '.join(kept.taken_along)} FROM {kept.table} WHERE {kept.owner} = ?", (member_id,)
    ):
        room -= sum(len(str(value)) for value in row)
        if room <= 0:
            return Part(kept, rows, cut=True), 0
        rows.append(dict(zip(kept.taken_along, row, strict=True)))
    return Part(kept, rows, cut=False), room


def _add_titles(connection: sqlite3.Connection, rows: Rows) -> None:
    titles: dict[object, object] = {}
    for row in rows:
        for column, name in (("drama_id", "drama"), ("other_id", "other_drama")):
            if column not in row:
                continue
            ident = row[column]
            if ident not in titles:
                found = connection.execute("SELECT title FROM drama WHERE id = ?", (ident,)).fetchone()
                titles[ident] = found[0] if found else None
            row[name] = titles[ident]


def quote_of(connection: sqlite3.Connection, author_id: int, index: int) -> OwnWords | None:
    """One of the quotes that others saved of a member's messages, the latest first. None if there is none."""
    (count,) = connection.execute("SELECT count(*) FROM quote WHERE author_id = ?", (author_id,)).fetchone()
    index = min(index, count - 1)
    if index < 0:
        return None
    (ident,) = connection.execute(
        "SELECT id FROM quote WHERE author_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?", (author_id, index)
    ).fetchone()
    row = connection.execute(
        "SELECT q.id, q.text, q.speaker, q.episode, q.added_by, q.guild_id, q.author_id, q.saved_at,"
        f" {DRAMA_COLUMNS} FROM quote q JOIN drama d ON d.id = q.drama_id WHERE q.id = ?",
        (ident,),
    ).fetchone()
    return OwnWords(drama_from(tuple(row[8:])), SavedQuote(*row[:7]), moment(row[7]), index, count)


def drop_quote_of(connection: sqlite3.Connection, author_id: int, quote_id: int) -> bool:
    """Delete a quote of a member's message. False if there is none."""
    gone = connection.execute("DELETE FROM quote WHERE id = ? AND author_id = ?", (quote_id, author_id))
    return gone.rowcount == 1
