"""Merges two entries of one drama: the kept one gets everything members gave, nothing is deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.domain.dramas import summary_field
from bot.store import drafts
from bot.store.catalogue.catalogue import PLAIN_COLUMNS
from bot.store.catalogue.drama_rows import append


class Rule(Enum):
    """What happens to a table's rows of the merged drama."""

    # The rows move to the kept drama. If it already has one, the row stays with the hidden drama.
    MOVED = "moved"
    # The same, but of a member's two rows, the kept drama gets the newer one.
    NEWER = "newer"
    # The kept drama gets what it lacks. The hidden one keeps what it had.
    COPIED = "copied"
    # The same, with an order: copied rows go after existing ones.
    APPENDED = "appended"
    # Belongs to the drama itself, or is made by triggers or a chore.
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that a merge moved: the column that names its drama, and its other key values.

    `swapped`: the member had a row for both dramas, and the two changed places.
    """

    table: str
    column: str
    key: Mapping[str, Any]
    member_id: int | None = None
    swapped: bool = False


# Every table that refers to a drama has its rule here (a test walks the schema).
RULES: dict[str, Rule] = {
    "drama": Rule.ITSELF,
    "standing": Rule.ITSELF,
    "score": Rule.NEWER,
    "episode_score": Rule.NEWER,
    "progress": Rule.NEWER,
    "progress_shown": Rule.ITSELF,  # kept by triggers of progress
    "synopsis": Rule.MOVED,
    "quote": Rule.MOVED,
    "review": Rule.MOVED,
    "follow": Rule.MOVED,
    "airing_post": Rule.MOVED,
    "airing_plan": Rule.ITSELF,
    "calendar_event": Rule.MOVED,  # of two for one episode the other is cancelled in calendars
    "recommendation": Rule.MOVED,  # of two between the same dramas one; what was between these two stays
    "recommendation_spoils": Rule.MOVED,
    "advice": Rule.MOVED,
    "neighbour": Rule.ITSELF,
    "synopsis_schedule": Rule.MOVED,
    "thread": Rule.MOVED,
    "comment": Rule.MOVED,
    "ending_vote": Rule.MOVED,
    "warning_vote": Rule.MOVED,
    "marked": Rule.MOVED,
    "club": Rule.MOVED,
    "drama_source": Rule.MOVED,
    "catalogue_match": Rule.MOVED,
    "suggestion": Rule.MOVED,
    "source_lookup": Rule.ITSELF,  # when it is next looked for
    "episode": Rule.COPIED,
    "withheld": Rule.COPIED,
    "summary": Rule.COPIED,
    "provenance": Rule.ITSELF,  # goes with the fields that are copied
    "alias": Rule.APPENDED,
    "drama_genre": Rule.APPENDED,
    "drama_network": Rule.APPENDED,
    "credit": Rule.APPENDED,
    "staff": Rule.APPENDED,
    "link": Rule.APPENDED,
    "relation": Rule.APPENDED,
    "music": Rule.APPENDED,
    "renumbering": Rule.ITSELF,
    "catalogue_change": Rule.ITSELF,  # what was done to an entry is undone in that entry
    "held": Rule.ITSELF,  # merges are followed when it is read, as its labels have to be
    "posted": Rule.MOVED,  # those of synopses; others are with what they show already
}
_BUT_THE_NAME = tuple(column for column in PLAIN_COLUMNS if column not in ("title", "kind"))
# How a `Moved` of progress says that it is no row that moved, but a number that was raised.
EARLIER_EPISODE = "earlier_episode"
_EPISODE_FACTS = ("title", "air_date", "airs_at", "minutes", "audience_percent")


def merge(connection: sqlite3.Connection, keep: int, gone: int) -> list[Moved]:
    """Make `gone` a hidden part of `keep`. Both must exist and differ. Returns what was moved."""
    moved: list[Moved] = []
    _fill_columns(connection, keep, gone)
    _fill_episodes(connection, keep, gone)
    _fill_summaries(connection, keep, gone)
    for table, rule in RULES.items():
        moved += _RULES[rule](connection, table, keep, gone)
    moved += _carry_seen(connection, keep, gone)
    _add_titles(connection, keep, gone)
    moved += [
        Moved("draft", "subject", {"kind": kind}, member_id)
        for member_id, kind in drafts.merge(connection, f"drama {keep}", f"drama {gone}")
    ]
    led = connection.execute(
        "UPDATE drama SET merged_into = ? WHERE merged_into = ? RETURNING id", (keep, gone)
    )
    moved += [Moved("drama", "merged_into", {"id": ident}) for (ident,) in led.fetchall()]
    connection.execute(
        "UPDATE drama SET hidden = 1, merged_into = ?, refresh_due = NULL WHERE id = ?", (keep, gone)
    )
    return moved


def _fill_columns(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """Fill the kept drama's empty columns from the other, with their origins."""
    names = ", ".join((*_BUT_THE_NAME, "refresh_due"))
    here, there = (
        connection.execute(f"SELECT {names} FROM drama WHERE id = ?", (ident,)).fetchone()
        for ident in (keep, gone)
    )
    learnt = {
        column: theirs
        for column, ours, theirs in zip((*_BUT_THE_NAME, "refresh_due"), here, there, strict=True)
        if ours is None and theirs is not None
    }
    if not learnt:
        return
    assignments = ", ".join(f"{column} = :{column}" for column in learnt)
    connection.execute(f"UPDATE drama SET {assignments} WHERE id = :id", {**learnt, "id": keep})
    _copy_origins(connection, keep, gone, list(learnt))


def _fill_episodes(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """The same for episodes that both have. The table's rule copies the others."""
    new = connection.execute(
        "SELECT number FROM episode WHERE drama_id = ? EXCEPT SELECT number FROM episode WHERE drama_id = ?",
        (gone, keep),
    ).fetchall()
    _copy_origins(connection, keep, gone, [f"episode {number}" for (number,) in new])
    filled = ", ".join(f"{fact} = ifnull(episode.{fact}, g.{fact})" for fact in _EPISODE_FACTS)
    connection.execute(
        f"UPDATE episode SET {filled}"
        " FROM episode g WHERE g.drama_id = ? AND g.number = episode.number AND episode.drama_id = ?",
        (gone, keep),
    )


def _fill_summaries(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """Who gave the summaries that only the other has. The table's rule copies them."""
    new = connection.execute(
        "SELECT language FROM summary WHERE drama_id = ?"
        " EXCEPT SELECT language FROM summary WHERE drama_id = ?",
        (gone, keep),
    ).fetchall()
    _copy_origins(connection, keep, gone, [summary_field(language) for (language,) in new])


def _copy_origins(connection: sqlite3.Connection, keep: int, gone: int, fields: list[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO provenance (drama_id, field, source, member_id, at)"
        " SELECT ?, field, source, member_id, at FROM provenance WHERE drama_id = ? AND field = ?",
        [(keep, gone, name) for name in fields],
    )


def _add_titles(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """Add the titles of the merged drama as names of the kept one."""
    of = "SELECT title, native_title, romanised_title FROM drama WHERE id = ?"
    titles = connection.execute(of, (gone,)).fetchone()
    own = connection.execute(of, (keep,)).fetchone()
    append(connection, "alias", ("name",), keep, [(name,) for name in titles if name and name not in own])
    connection.execute(
        "DELETE FROM alias WHERE drama_id = ?1 AND name IN"
        " (SELECT title FROM drama WHERE id = ?1 UNION SELECT native_title FROM drama WHERE id = ?1)",
        (keep,),
    )


def _move(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> list[Moved]:
    moved: list[Moved] = []
    for column in _referring(connection, table):
        key = [name for name in _key(connection, table) if name != column]
        rows = connection.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ? RETURNING {', '.join(key)}",
            (keep, gone),
        )
        moved += [_moved(table, column, dict(zip(key, row, strict=True))) for row in rows.fetchall()]
    return moved


def _moved(table: str, column: str, key: dict[str, Any], *, swapped: bool = False) -> Moved:
    member_id = key.pop("member_id", None)
    return Moved(table, column, key, member_id, swapped)


def _move_newer(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> list[Moved]:
    """Swap the pairs where the merged drama's row is newer, then move rows without a pair."""
    together = [column for column in _key(connection, table) if column != "drama_id"]
    same = " AND ".join(f"g.{column} = k.{column}" for column in together)
    pairs = connection.execute(
        f"SELECT {', '.join(f'k.{column}' for column in together)}"
        f" FROM {table} k JOIN {table} g ON {same}"
        " WHERE k.drama_id = ? AND g.drama_id = ? AND g.updated_at > k.updated_at",
        (keep, gone),
    ).fetchall()
    keys = [dict(zip(together, pair, strict=True)) for pair in pairs]
    for key in keys:
        swap(connection, table, keep, gone, key)
    swapped = [_moved(table, "drama_id", key, swapped=True) for key in keys]
    return [*_move(connection, table, keep, gone), *swapped]


def _carry_seen(connection: sqlite3.Connection, keep: int, gone: int) -> list[Moved]:
    """Who had progress in both has seen the further of the two; the row that stays says so from now on."""
    raised = connection.execute(
        "SELECT k.member_id, k.earlier_episode, max(g.episode, g.earlier_episode)"
        " FROM progress k JOIN progress g ON g.member_id = k.member_id"
        " WHERE k.drama_id = ? AND g.drama_id = ?"
        " AND max(g.episode, g.earlier_episode) > max(k.episode, k.earlier_episode)",
        (keep, gone),
    ).fetchall()
    connection.executemany(
        "UPDATE progress SET earlier_episode = ? WHERE drama_id = ? AND member_id = ?",
        [(after, keep, member_id) for member_id, _, after in raised],
    )
    return [
        Moved("progress", EARLIER_EPISODE, {"before": before, "after": after}, member_id)
        for member_id, before, after in raised
    ]


def forget_seen(connection: sqlite3.Connection, keep: int, key: Mapping[str, Any]) -> None:
    """Take back what `_carry_seen` wrote, where it still stands so."""
    connection.execute(
        "UPDATE progress SET earlier_episode = :before"
        " WHERE drama_id = :keep AND member_id = :member_id AND earlier_episode = :after",
        {**key, "keep": keep},
    )


def swap(connection: sqlite3.Connection, table: str, keep: int, gone: int, key: Mapping[str, Any]) -> None:
    """Swap two rows of one member. Does nothing unless both exist."""
    columns = _columns(connection, table)
    where = " AND ".join(f"{column} = ?" for column in key)
    pair = connection.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE drama_id IN (?, ?) AND {where}",
        (keep, gone, *key.values()),
    ).fetchall()
    if len(pair) != 2:
        return
    at = columns.index("drama_id")
    # Each leaves its place before the other takes it; both are back before this ends.
    connection.execute(
        f"DELETE FROM {table} WHERE drama_id IN (?, ?) AND {where}", (keep, gone, *key.values())
    )
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        [(*row[:at], gone if row[at] == keep else keep, *row[at + 1 :]) for row in pair],
    )


def _copy(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> list[Moved]:
    columns = [column for column in _columns(connection, table) if column not in ("drama_id", "id")]
    named = ", ".join(columns)
    connection.execute(
        f"INSERT OR IGNORE INTO {table} (drama_id, {named})"
        f" SELECT ?, {named} FROM {table} WHERE drama_id = ?",
        (keep, gone),
    )
    return []


def _append(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> list[Moved]:
    columns = [
        column for column in _columns(connection, table) if column not in ("drama_id", "id", "position")
    ]
    named = ", ".join(columns)
    rows = connection.execute(
        f"SELECT {named} FROM {table} WHERE drama_id = ? ORDER BY position", (gone,)
    ).fetchall()
    append(connection, table, tuple(columns), keep, rows)
    return []


def _leave(_connection: sqlite3.Connection, _table: str, _keep: int, _gone: int) -> list[Moved]:
    """Nothing to do."""
    return []


_RULES = {
    Rule.MOVED: _move,
    Rule.NEWER: _move_newer,
    Rule.COPIED: _copy,
    Rule.APPENDED: _append,
    Rule.ITSELF: _leave,
}


def _referring(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns that name a drama: one, or two for a recommendation."""
    keys = connection.execute(f"PRAGMA foreign_key_list({table})")
    return sorted({"drama_id"} | {row[3] for row in keys if row[2] == "drama"})


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
