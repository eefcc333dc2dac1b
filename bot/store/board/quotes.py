"""Stores quotes: the catalogue's, visible everywhere, and those that a guild saved for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.comments import SavedQuote
from bot.domain.dramas import Drama
from bot.domain.screening import Passed
from bot.domain.writings import WritingKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.moderation.takedowns import stands_here
from bot.store.timestamps import written

_COLUMNS = "q.id, q.text, q.speaker, q.episode, q.added_by, q.guild_id, q.author_id"
_WIDTH = _COLUMNS.count(",") + 1
_VISIBLE = (
    " FROM quote q JOIN drama d ON d.id = q.drama_id AND d.hidden = 0"
    " WHERE (q.guild_id IS NULL OR q.guild_id = :guild)"
    f" AND {stands_here(WritingKind.QUOTE, 'q.id', ':guild')}"
)
# The quotes `q` of a drama `d` that the guild :guild may see.
OF_DRAMA = (
    "q.drama_id = d.id AND (q.guild_id IS NULL OR q.guild_id = :guild)"
    f" AND {stands_here(WritingKind.QUOTE, 'q.id', ':guild')}"
)
_PARTS = ("guild_id IS NULL", "guild_id = :guild")  # the catalogue's, the guild's own
DRAWN_OF = 100  # quotes of a drama, the oldest ones, from which the day's is chosen
_FREE = " UNION ALL ".join(
    f"SELECT q.id FROM quote q WHERE q.{place} AND q.drama_id = :drama AND q.episode IS NULL"
    f" AND length(q.text) <= :longest AND {stands_here(WritingKind.QUOTE, 'q.id', ':guild')}"
    for place in _PARTS
)
# Chosen and read in one statement, because every card asks for it.
_OF_THE_DAY = (
    f"SELECT {_COLUMNS} FROM quote q WHERE q.id = (SELECT json_extract(ids, '$[' || (:day % number) || ']')"
    f" FROM (SELECT json_group_array(id) AS ids, count(*) AS number FROM ({_FREE} LIMIT {DRAWN_OF})))"
)
DRAWN = 16  # quotes that are drawn before those of visible dramas are counted


def put(
    connection: sqlite3.Connection,
    drama_id: int,
    *,
    text: Passed,
    speaker: Passed | None,
    episode: int | None,
    added_by: int,
    guild_id: int | None,
    author_id: int | None,
    now: datetime,
) -> tuple[int, bool]:
    """Save a guild's quote. Returns its id, and whether it is new.

    `author_id`: whose message it is from. A quote that the guild or the catalogue already has stays as it is.
    """
    there = known(connection, drama_id, text, guild_id)
    if there is not None:
        return there, False
    row = connection.execute(
        "INSERT INTO quote (drama_id, text, speaker, episode, added_by, guild_id, author_id, saved_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (drama_id, text, speaker, episode, added_by, guild_id, author_id, written(now)),
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
    text: Passed,
    speaker: Passed | None,
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


def of_the_day(
    connection: sqlite3.Connection, drama_id: int, guild_id: int | None, day: date, longest: int
) -> SavedQuote | None:
    """One of a drama's visible quotes that spoil nothing, another every day.

    `guild_id` None: one of the catalogue's. Longer ones than `longest` characters are left out.
    """
    row = connection.execute(
        _OF_THE_DAY,
        {"drama": drama_id, "guild": guild_id, "longest": longest, "day": day.toordinal()},
    ).fetchone()
    return SavedQuote(*row) if row else None


def up_to(
    connection: sqlite3.Connection,
    drama_id: int,
    guild_id: int | None,
    reader_id: int,
    seen: int,
    index: int,
    size: int,
) -> tuple[list[SavedQuote], int, int, int]:
    """One page of a drama's visible quotes that spoil nothing beyond episode `seen`, in the drama's order.

    Those that the reader saved are among them. Also returns the page's index, how many there are in all, and
    how many tell more. An index past the end gives the last page.
    """
    bound = {"drama": drama_id, "guild": guild_id, "reader": reader_id, "seen": seen}
    where = f"FROM quote q JOIN drama d ON d.id = q.drama_id WHERE d.id = :drama AND {OF_DRAMA}"
    free = "ifnull(q.episode, 0) <= :seen OR ifnull(q.added_by, 0) = :reader"
    counted = f"SELECT count(*) FILTER (WHERE {free}), count(*) {where}"
    total, every = connection.execute(counted, bound).fetchone()
    index = max(0, min(index, -(-total // size) - 1))
    rows = connection.execute(
        f"SELECT {_COLUMNS} {where} AND ({free})"
        " ORDER BY ifnull(q.episode, 0), q.id LIMIT :size OFFSET :skip",
        {**bound, "size": size, "skip": index * size},
    )
    return [SavedQuote(*row) for row in rows], index, total, every - total


def one_of(
    connection: sqlite3.Connection, guild_id: int | None, drama_id: int | None, draw: Callable[[], float]
) -> tuple[Drama, SavedQuote] | None:
    """One of the visible quotes, of one drama or any, each as likely. `draw` gives numbers from 0 to 1."""
    values = {"guild": guild_id, "drama": drama_id}
    of_drama = " AND drama_id = :drama" if drama_id is not None else ""
    # Each part is one range of the index, counted and entered there without a look at the quotes themselves.
    parts = [f"FROM quote WHERE {place}{of_drama}" for place in _PARTS]
    sizes = [int(connection.execute(f"SELECT count(*) {part}", values).fetchone()[0]) for part in parts]
    for _ in range(DRAWN if sum(sizes) else 0):
        at = int(draw() * sum(sizes))
        part, at = (parts[0], at) if at < sizes[0] else (parts[1], at - sizes[0])
        (ident,) = connection.execute(
            f"SELECT id {part} ORDER BY drama_id, id LIMIT 1 OFFSET :at", {**values, "at": at}
        ).fetchone()
        found = get(connection, ident, guild_id)
        if found is not None:
            return found
    return _counted(connection, values, of_drama, draw()) if sum(sizes) else None


def _counted(
    connection: sqlite3.Connection, values: Mapping[str, int | None], of_drama: str, chance: float
) -> tuple[Drama, SavedQuote] | None:
    """One `chance` of the way through: where nearly all are of dramas that are out of sight."""
    where = f"{_VISIBLE}{of_drama}"
    (count,) = connection.execute(f"SELECT count(*){where}", values).fetchone()
    row = connection.execute(
        f"SELECT {_COLUMNS}, {DRAMA_COLUMNS}{where} ORDER BY q.id LIMIT 1 OFFSET :at",
        {**values, "at": int(chance * count)},
    ).fetchone()
    return _with_drama(row) if row else None


def _with_drama(row: Sequence[Any]) -> tuple[Drama, SavedQuote]:
    return drama_from(tuple(row[_WIDTH:])), SavedQuote(*row[:_WIDTH])
