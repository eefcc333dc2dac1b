"""Records changes of the catalogue, so that each can be undone.

A change keeps its catalogue rows as they were before and after. Undoing restores rows that are still as the
change left them. Members' rows that a merge moved are found by their keys and moved back.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bot.domain.changes import Stamp, Trace
from bot.domain.sources import MEMBER
from bot.store.catalogue import provenance, renumbering
from bot.store.catalogue.catalogue import CATALOGUES
from bot.store.catalogue.drama_rows import named
from bot.store.catalogue.episode_schedules import NUMBERS
from bot.store.catalogue.merging import EARLIER_EPISODE, RULES, Moved, Rule, forget_seen, merge, swap
from bot.store.timestamps import written

# The tables that hold a drama's catalogue data, each with its key columns.
KEYS: dict[str, tuple[str, ...]] = {
    "drama": (),
    "alias": ("name",),
    "drama_genre": ("genre_id",),
    "drama_network": ("network_id",),
    "credit": ("person_id",),
    "episode": ("number",),
    "summary": ("language",),
    "link": ("kind", "title"),
    "relation": ("kind", "title"),
    "music": ("kind", "title"),
    "staff": ("person_id", "job"),
    "quote": ("text",),
    "withheld": ("part", "name"),
    "provenance": ("field",),
    "drama_source": ("source", "source_id"),
    "catalogue_match": ("source", "source_id"),
}
# Columns of `drama` that are the bot's own: when it looked, and where a merged one leads.
_OUR_OWN = frozenset(
    {"id", "created_at", "updated_at", "refreshed_at", "refresh_due", "refresh_failures", "merged_into"}
)
# Columns of other tables that are no facts, or would keep a member's id where a deletion would not find it.
_NO_FACTS = {"id", "drama_id", "member_id", "added_by", "guild_id", "author_id", "saved_at"}
_NAMES = {"genre_id": "genre", "network_id": "network", "person_id": "person"}
# Rows of a table that are the catalogue's, where others are members'.
_ONLY = {"quote": CATALOGUES}
_ORDER = "position"  # a row's place in a list; a moved place alone is no change of the row

Row = dict[str, Any]
Image = dict[tuple[str, int, str], Row]


@contextmanager
def recorded(
    connection: sqlite3.Connection,
    drama_ids: Sequence[int],
    made: Stamp,
) -> Iterator[None]:
    """Record what the block changes in these dramas. Records nothing if nothing changes."""
    before, since = _image(connection, drama_ids), renumbering.last(connection)
    yield
    change_id = _keep(connection, (drama_ids[0], None), before, drama_ids, (), made)
    if change_id is not None:
        renumbering.claim(connection, since, change_id, tuple(drama_ids))


def record_new(
    connection: sqlite3.Connection,
    drama_id: int,
    made: Stamp,
) -> None:
    """Record a new drama. Undoing hides it, because members may have given it scores or reviews."""
    place = ("drama", drama_id, json.dumps(["hidden"]))
    _put_row(connection, _put(connection, drama_id, None, made), 0, place, {"hidden": 1}, {"hidden": 0})


def merge_recorded(
    connection: sqlite3.Connection,
    keep: int,
    gone: int,
    made: Stamp,
) -> None:
    """Merge two dramas, and record all that an undo needs."""
    before = _image(connection, (keep, gone))
    moved = merge(connection, keep, gone)
    _keep(connection, (keep, gone), before, (keep, gone), moved, made)


def of_drama(connection: sqlite3.Connection, drama_id: int, limit: int) -> list[Trace]:
    """The changes of a drama and of dramas merged into it, the latest first."""
    rows = connection.execute(
        f"SELECT {_TRACE} FROM catalogue_change c LEFT JOIN drama g ON g.id = c.gone_id"
        " WHERE c.drama_id = ?1 OR c.drama_id IN (SELECT id FROM drama WHERE merged_into = ?1)"
        " ORDER BY c.id DESC LIMIT ?2",
        (drama_id, limit),
    )
    return [_trace(row) for row in rows]


def get(connection: sqlite3.Connection, change_id: int) -> Trace | None:
    row = connection.execute(
        f"SELECT {_TRACE} FROM catalogue_change c LEFT JOIN drama g ON g.id = c.gone_id WHERE c.id = ?",
        (change_id,),
    ).fetchone()
    return _trace(row) if row else None


def undo(connection: sqlite3.Connection, trace: Trace, actor_id: int, now: datetime) -> int | None:
    """Undo a change. Returns how many rows stay because they have changed again since.

    None if a merge cannot be undone, because its merged drama has been merged again since.
    """
    gone_id = trace.gone_id
    if gone_id is not None:
        led = connection.execute("SELECT merged_into FROM drama WHERE id = ?", (gone_id,)).fetchone()
        if led != (trace.drama_id,):
            return None
        _move_back(connection, trace, gone_id)
    renumbered = renumbering.undo(connection, trace.id, now)
    left = _bring_back(connection, trace.id, renumbered=renumbered)
    if renumbered:
        # The numbers are the curators' from now on: the next refresh would move everything again.
        provenance.mark(connection, trace.drama_id, [NUMBERS], MEMBER, now)
    if gone_id is not None:
        due = connection.execute("SELECT 1 FROM drama_source WHERE drama_id = ?", (gone_id,)).fetchone()
        connection.execute(
            "UPDATE drama SET merged_into = NULL, hidden = 0, refresh_due = ? WHERE id = ?",
            (written(now) if due else None, gone_id),
        )
    connection.execute(
        "UPDATE catalogue_change SET undone_at = ?, undone_by = ? WHERE id = ?",
        (written(now), actor_id, trace.id),
    )
    return left


# --- what a change found ---


def _image(connection: sqlite3.Connection, drama_ids: Sequence[int]) -> Image:
    return {
        place: row
        for drama_id in dict.fromkeys(drama_ids)
        for table in KEYS
        for place, row in _rows(connection, table, drama_id)
    }


def _rows(
    connection: sqlite3.Connection, table: str, drama_id: int
) -> Iterator[tuple[tuple[str, int, str], Row]]:
    columns = _columns(connection, table)
    asked = ", ".join(_named(column) for column in columns)
    owner = "id" if table == "drama" else "drama_id"
    for values in connection.execute(
        f"SELECT {asked} FROM {table} x WHERE x.{owner} = ? AND {_ONLY.get(table, 'TRUE')}", (drama_id,)
    ):
        row = dict(zip(columns, values, strict=True))
        if table == "drama":
            for column, value in row.items():
                yield (table, drama_id, json.dumps([column])), {column: value}
        else:
            yield (table, drama_id, _key(row, KEYS[table])), row


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    left_out = _OUR_OWN if table == "drama" else _NO_FACTS
    return [name for name in names if name not in left_out]


def _named(column: str) -> str:
    if column in _NAMES:
        return f"(SELECT n.name FROM {_NAMES[column]} n WHERE n.id = x.{column})"
    return f"x.{column}"


def _key(row: Row, columns: Sequence[str]) -> str:
    return json.dumps([row[column] for column in columns], ensure_ascii=False)


def _keep(
    connection: sqlite3.Connection,
    changed_dramas: tuple[int, int | None],
    before: Image,
    drama_ids: Sequence[int],
    moved: Sequence[Moved],
    made: Stamp,
) -> int | None:
    """Store the change. Returns its id, None if nothing has changed."""
    drama_id, gone_id = changed_dramas
    after = _image(connection, drama_ids)
    # A merge's rows are moved back by their keys. They are not changed catalogue rows.
    tables = [t for t in KEYS if gone_id is None or RULES[t] is not Rule.MOVED]
    changed = [
        place
        for place in dict.fromkeys((*before, *after))
        if place[0] in tables and not _same(before.get(place), after.get(place))
    ]
    if not changed and gone_id is None:
        return None
    change_id = _put(connection, drama_id, gone_id, made)
    for at, place in enumerate(changed):
        _put_row(connection, change_id, at, place, before.get(place), after.get(place))
    connection.executemany(
        "INSERT INTO catalogue_change_moved"
        " (change_id, place, part, named_by, row_key, member_id, swapped) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (change_id, at, one.table, one.column, json.dumps(dict(one.key)), one.member_id, int(one.swapped))
            for at, one in enumerate(moved)
        ],
    )
    return change_id


def _same(one: Row | None, other: Row | None) -> bool:
    if one is None or other is None:
        return one is other
    return {k: v for k, v in one.items() if k != _ORDER} == {k: v for k, v in other.items() if k != _ORDER}


def _put(
    connection: sqlite3.Connection,
    drama_id: int,
    gone_id: int | None,
    made: Stamp,
) -> int:
    row = connection.execute(
        "INSERT INTO catalogue_change (at, guild_id, actor_id, action, drama_id, gone_id)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (written(made.at), made.guild_id, made.actor_id, made.action, drama_id, gone_id),
    )
    return int(row.fetchone()[0])


def _put_row(
    connection: sqlite3.Connection,
    change_id: int,
    place: int,
    place_of: tuple[str, int, str],
    before: Row | None,
    after: Row | None,
) -> None:
    texts = [json.dumps(row, ensure_ascii=False) if row is not None else None for row in (before, after)]
    connection.execute(
        "INSERT INTO catalogue_change_row (change_id, place, part, subject, row_key, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (change_id, place, *place_of, *texts),
    )


# --- bringing it back ---


def _bring_back(connection: sqlite3.Connection, change_id: int, *, renumbered: bool = False) -> int:
    """Restore the catalogue rows that are still as the change left them.

    Episodes that were `renumbered` are restored in any case: their numbers are already back, and a source
    will repeat what it has said since.
    """
    left = 0
    rows = connection.execute(
        "SELECT part, subject, row_key, before, after FROM catalogue_change_row"
        " WHERE change_id = ? ORDER BY place",
        (change_id,),
    ).fetchall()
    for part, subject, key, before_text, after_text in rows:
        before, after = (json.loads(text) if text is not None else None for text in (before_text, after_text))
        now = _row_now(connection, part, subject, json.loads(key))
        if _same(now, before):
            continue
        of_an_episode = part == "episode" or (part == "provenance" and re.search(r"episode \d", key))
        if not _same(now, after) and not (renumbered and of_an_episode):
            left += 1
            continue
        if before is None and now is None:
            continue
        _restore(connection, part, subject, json.loads(key), before, now)
    return left


def _row_now(connection: sqlite3.Connection, part: str, subject: int, key: list[Any]) -> Row | None:
    columns = key if part == "drama" else _columns(connection, part)
    if part not in KEYS or not set(columns) <= set(_columns(connection, part)):
        return None  # a column of another version
    owner = "id" if part == "drama" else "drama_id"
    where = [] if part == "drama" else [f"{_named(column)} = ?" for column in KEYS[part]]
    found = connection.execute(
        f"SELECT {', '.join(map(_named, columns))} FROM {part} x"
        f" WHERE {' AND '.join([f'x.{owner} = ?', *where])} AND {_ONLY.get(part, 'TRUE')}",
        (subject, *(key if where else ())),
    ).fetchone()
    return dict(zip(columns, found, strict=True)) if found else None


def _restore(
    connection: sqlite3.Connection,
    part: str,
    subject: int,
    key: list[Any],
    before: Row | None,
    now: Row | None,
) -> None:
    where = " AND ".join([*(f"{column} = ?" for column in KEYS[part]), _ONLY.get(part, "TRUE")])
    if part == "drama":
        assert before is not None  # noqa: S101 - a column always has a value
        connection.execute(f"UPDATE drama SET {key[0]} = ? WHERE id = ?", (before[key[0]], subject))
        return
    ids = [_id_of(connection, column, value) for column, value in zip(KEYS[part], key, strict=True)]
    if before is None:
        connection.execute(f"DELETE FROM {part} WHERE drama_id = ? AND {where}", (subject, *ids))
        for column, ident in zip(KEYS[part], ids, strict=True):
            if column in _NAMES:  # else a search would still offer a name that no drama has
                connection.execute(
                    f"DELETE FROM {_NAMES[column]} WHERE id = ?1"
                    + "".join(
                        f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1)"
                        for table, keys in KEYS.items()
                        if column in keys
                    ),
                    (ident,),
                )
        return
    row = {column: _id_of(connection, column, value) for column, value in before.items()}
    if part == "provenance":
        row["member_id"] = None
    if now is None:
        connection.execute(
            f"INSERT OR IGNORE INTO {part} (drama_id, {', '.join(row)}) VALUES (?{', ?' * len(row)})",
            (subject, *row.values()),
        )
        return
    assignments = ", ".join(f"{column} = ?" for column in row)
    connection.execute(
        f"UPDATE {part} SET {assignments} WHERE drama_id = ? AND {where}", (*row.values(), subject, *ids)
    )


def _id_of(connection: sqlite3.Connection, column: str, value: Any) -> Any:
    return named(connection, _NAMES[column], value) if column in _NAMES else value


def _move_back(connection: sqlite3.Connection, trace: Trace, gone: int) -> None:
    """Give members' rows back to the merged drama. What they have changed since stays where it is."""
    keep = trace.drama_id
    rows = connection.execute(
        "SELECT part, named_by, row_key, member_id, swapped FROM catalogue_change_moved"
        " WHERE change_id = ? ORDER BY place DESC",
        (trace.id,),
    ).fetchall()
    for part, column, text, member_id, swapped in rows:
        key: Row = json.loads(text)
        if member_id is not None:
            key["member_id"] = member_id
        where = " AND ".join(f"{name} = ?" for name in key)
        if part == "draft":
            connection.execute(
                f"UPDATE OR IGNORE draft SET subject = ? WHERE subject = ? AND {where}",
                (f"drama {gone}", f"drama {keep}", *key.values()),
            )
            continue
        if column == EARLIER_EPISODE:
            forget_seen(connection, keep, key)
            continue
        if RULES[part] is Rule.NEWER:
            since = connection.execute(
                f"SELECT 1 FROM {part} WHERE drama_id = ? AND {where} AND updated_at > ?",
                (keep, *key.values(), written(trace.at)),
            ).fetchone()
            if since:
                continue
        if swapped:
            swap(connection, part, keep, gone, key)
        else:
            connection.execute(
                f"UPDATE OR IGNORE {part} SET {column} = ? WHERE {column} = ? AND {where}",
                (gone, keep, *key.values()),
            )


_TRACE = (
    "c.id, c.at, c.guild_id, c.actor_id, c.action, c.drama_id, c.gone_id, g.title, c.undone_at IS NOT NULL"
)


def _trace(row: Sequence[Any]) -> Trace:
    ident, at, guild_id, actor_id, action, drama_id, gone_id, gone, undone = row
    made = datetime.fromisoformat(at)
    return Trace(ident, made, guild_id, actor_id, action, drama_id, gone_id, gone, bool(undone))
