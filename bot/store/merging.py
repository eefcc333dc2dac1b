"""Two entries of one drama made one: what members gave goes to the one that stays, nothing is deleted."""

from __future__ import annotations

import sqlite3
from enum import Enum

from bot.store import drafts
from bot.store.belongings import append
from bot.store.catalogue import PLAIN_COLUMNS


class Rule(Enum):
    """What becomes of a table's rows of the drama that goes."""

    # They are the other drama's from now on; one that it has already stays with the hidden drama.
    MOVED = "moved"
    # The same, but of two rows of one member the newer is with the drama that stays.
    NEWER = "newer"
    # The drama that stays gets what it lacks; the hidden one keeps what it had.
    COPIED = "copied"
    # The same, with an order: what is copied goes behind what is there.
    APPENDED = "appended"
    # Of the drama itself, kept by triggers, or made anew by the clock.
    ITSELF = "itself"


# Every table that refers to a drama has its rule here (a test walks the schema).
RULES: dict[str, Rule] = {
    "drama": Rule.ITSELF,
    "standing": Rule.ITSELF,
    "score": Rule.NEWER,
    "episode_score": Rule.NEWER,
    "progress": Rule.NEWER,
    "synopsis": Rule.MOVED,
    "quote": Rule.MOVED,
    "review": Rule.MOVED,
    "follow": Rule.MOVED,
    "airing_post": Rule.MOVED,
    "airing_plan": Rule.ITSELF,
    "recommendation": Rule.MOVED,  # of two between the same dramas one; what was between these two stays
    "neighbour": Rule.ITSELF,
    "synopsis_post": Rule.MOVED,
    "synopsis_schedule": Rule.MOVED,
    "thread": Rule.MOVED,
    "comment": Rule.MOVED,
    "ending_vote": Rule.MOVED,
    "warning_vote": Rule.MOVED,
    "marked": Rule.MOVED,
    "club": Rule.MOVED,
    "drama_source": Rule.MOVED,
    "episode": Rule.COPIED,
    "withheld": Rule.COPIED,
    "provenance": Rule.ITSELF,  # goes with the fields that are copied
    "alias": Rule.APPENDED,
    "drama_genre": Rule.APPENDED,
    "drama_network": Rule.APPENDED,
    "credit": Rule.APPENDED,
    "link": Rule.APPENDED,
    "relation": Rule.APPENDED,
    "music": Rule.APPENDED,
}
_BUT_THE_NAME = tuple(column for column in PLAIN_COLUMNS if column not in ("title", "kind"))
_EPISODE_FACTS = ("title", "air_date", "airs_at", "minutes", "audience_percent")


def merge(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """Make `gone` a hidden part of `keep`; both exist, and are two dramas."""
    _fill_columns(connection, keep, gone)
    _fill_episodes(connection, keep, gone)
    for table, rule in RULES.items():
        _RULES[rule](connection, table, keep, gone)
    _add_titles(connection, keep, gone)
    drafts.merge(connection, f"drama {keep}", f"drama {gone}")
    connection.execute("UPDATE drama SET merged_into = ? WHERE merged_into = ?", (keep, gone))
    connection.execute(
        "UPDATE drama SET hidden = 1, merged_into = ?, refresh_due = NULL WHERE id = ?", (keep, gone)
    )


def _fill_columns(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """What the drama that stays does not know it learns, with whoever said so."""
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
    """The same for the episodes that both have; those that only one has are copied by their rule."""
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


def _copy_origins(connection: sqlite3.Connection, keep: int, gone: int, fields: list[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO provenance (drama_id, field, source, member_id, at)"
        " SELECT ?, field, source, member_id, at FROM provenance WHERE drama_id = ? AND field = ?",
        [(keep, gone, name) for name in fields],
    )


def _add_titles(connection: sqlite3.Connection, keep: int, gone: int) -> None:
    """Both titles of the drama that goes are names of the one that stays."""
    titles = connection.execute("SELECT title, native_title FROM drama WHERE id = ?", (gone,)).fetchone()
    own = connection.execute("SELECT title, native_title FROM drama WHERE id = ?", (keep,)).fetchone()
    append(connection, "alias", ("name",), keep, [(name,) for name in titles if name and name not in own])
    connection.execute(
        "DELETE FROM alias WHERE drama_id = ?1 AND name IN"
        " (SELECT title FROM drama WHERE id = ?1 UNION SELECT native_title FROM drama WHERE id = ?1)",
        (keep,),
    )


def _move(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> None:
    for column in _referring(connection, table):
        connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (keep, gone))


def _move_newer(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> None:
    """Exchange the pairs of which the one that goes is newer, then move what has no pair."""
    columns = _columns(connection, table)
    together = [column for column in _key(connection, table) if column != "drama_id"]
    same = " AND ".join(f"g.{column} = k.{column}" for column in together)
    pairs = connection.execute(
        f"SELECT {', '.join(f'k.{c}' for c in columns)}, {', '.join(f'g.{c}' for c in columns)}"
        f" FROM {table} k JOIN {table} g ON {same}"
        " WHERE k.drama_id = ? AND g.drama_id = ? AND g.updated_at > k.updated_at",
        (keep, gone),
    ).fetchall()
    at = columns.index("drama_id")
    where = " AND ".join(f"{column} = ?" for column in together)
    for pair in pairs:
        older, newer = list(pair[: len(columns)]), list(pair[len(columns) :])
        older[at], newer[at] = gone, keep
        shared = [older[columns.index(column)] for column in together]
        # Each leaves its place before the other takes it; both are back before this ends.
        connection.execute(f"DELETE FROM {table} WHERE drama_id IN (?, ?) AND {where}", (keep, gone, *shared))
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [older, newer],
        )
    _move(connection, table, keep, gone)


def _copy(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> None:
    columns = [column for column in _columns(connection, table) if column not in ("drama_id", "id")]
    named = ", ".join(columns)
    connection.execute(
        f"INSERT OR IGNORE INTO {table} (drama_id, {named})"
        f" SELECT ?, {named} FROM {table} WHERE drama_id = ?",
        (keep, gone),
    )


def _append(connection: sqlite3.Connection, table: str, keep: int, gone: int) -> None:
    columns = [
        column for column in _columns(connection, table) if column not in ("drama_id", "id", "position")
    ]
    named = ", ".join(columns)
    rows = connection.execute(
        f"SELECT {named} FROM {table} WHERE drama_id = ? ORDER BY position", (gone,)
    ).fetchall()
    append(connection, table, tuple(columns), keep, rows)


def _leave(_connection: sqlite3.Connection, _table: str, _keep: int, _gone: int) -> None:
    """Nothing to do."""


_RULES = {
    Rule.MOVED: _move,
    Rule.NEWER: _move_newer,
    Rule.COPIED: _copy,
    Rule.APPENDED: _append,
    Rule.ITSELF: _leave,
}


def _referring(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns that name a drama: one, or both of a recommendation."""
    keys = connection.execute(f"PRAGMA foreign_key_list({table})")
    return sorted({"drama_id"} | {row[3] for row in keys if row[2] == "drama"})


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
