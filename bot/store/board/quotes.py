"""Stores quotes: the catalogue's, visible everywhere, and those that a guild saved for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from bot.domain.comments import SavedQuote
from bot.domain.dramas import Drama
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from

_COLUMNS = "q.id, q.text, q.speaker, q.episode, q.added_by, q.guild_id"
_WIDTH = _COLUMNS.count(",") + 1
_VISIBLE = (
    " FROM quote q JOIN drama d ON d.id = q.drama_id AND d.hidden = 0"
    " WHERE (q.guild_id IS NULL OR q.guild_id = :guild)"
)


def put(
    connection: sqlite3.Connection,
    drama_id: int,
    *,
    text: str,
    speaker: str | None,
    episode: int | None,
    added_by: int,
    guild_id: int | None,
) -> tuple[int, bool]:
    """Save a guild's quote. Returns its id, and whether it is new.

    A quote that the guild or the catalogue already has stays as it is.
    """
    there = known(connection, drama_id, text, guild_id)
    if there is not None:
        return there, False
    row = connection.execute(
        "INSERT INTO quote (drama_id, text, speaker, episode, added_by, guild_id)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (drama_id, text, speaker, episode, added_by, guild_id),
    ).fetchone()
    return int(row[0]), True


def known(connection: sqlite3.Connection, drama_id: int, text: str, guild_id: int | None) -> int | None:
    """The quote of the guild or the catalogue with exactly this text."""
    row = connection.execute(
        "SELECT id FROM quote WHERE drama_id = ? AND text = ? AND (guild_id IS NULL OR guild_id = ?)"
        " ORDER BY guild_id IS NULL LIMIT 1",
        (drama_id, text, guild_id),
    ).fetchone()
    return int(row[0]) if row else None


def change(
    connection: sqlite3.Connection,
    quote_id: int,
    drama_id: int,
    *,
    text: str,
    speaker: str | None,
    episode: int | None,
) -> None:
    """Correct a quote."""
    connection.execute(
        "UPDATE quote SET drama_id = ?, text = ?, speaker = ?, episode = ? WHERE id = ?",
        (drama_id, text, speaker, episode, quote_id),
    )


def remove(connection: sqlite3.Connection, quote_id: int) -> None:
    connection.execute("DELETE FROM quote WHERE id = ?", (quote_id,))


def get(
    connection: sqlite3.Connection, quote_id: int, guild_id: int | None
) -> tuple[Drama, SavedQuote] | None:
    """A quote and its drama, if the guild may see it."""
    row = connection.execute(
        f"SELECT {_COLUMNS}, {DRAMA_COLUMNS}{_VISIBLE} AND q.id = :quote",
        {"guild": guild_id, "quote": quote_id},
    ).fetchone()
    return _with_drama(row) if row else None


def one_of(
    connection: sqlite3.Connection, guild_id: int | None, drama_id: int | None, chance: float
) -> tuple[Drama, SavedQuote] | None:
    """One of the visible quotes, of one drama or any. `chance` (0 to below 1) decides which."""
    where = _VISIBLE + (" AND q.drama_id = :drama" if drama_id is not None else "")
    values = {"guild": guild_id, "drama": drama_id}
    (count,) = connection.execute(f"SELECT count(*){where}", values).fetchone()
    if not count:
        return None
    row = connection.execute(
        f"SELECT {_COLUMNS}, {DRAMA_COLUMNS}{where} ORDER BY q.id LIMIT 1 OFFSET :at",
        {**values, "at": min(int(chance * count), count - 1)},
    ).fetchone()
    return _with_drama(row)


def _with_drama(row: Sequence[Any]) -> tuple[Drama, SavedQuote]:
    return drama_from(tuple(row[_WIDTH:])), SavedQuote(*row[:_WIDTH])
