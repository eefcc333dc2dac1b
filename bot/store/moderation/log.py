"""Reads the audit, for the moderators of its guild."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from bot.domain.audit import AuditLine, LogFilter, names_of
from bot.store.timestamps import written

_LINE = "id, at, guild_id, actor_id, action, subject, detail, undoes, hash IS NOT NULL AND salt IS NULL"
# As `audit_by_kind` has it.
_KIND = "substr(action, 1, instr(action, '.') - 1)"


def count(connection: sqlite3.Connection, guild_id: int, chosen: LogFilter) -> int:
    """How many of a guild's lines pass the filter."""
    where, bound = _where(connection, guild_id, chosen)
    (found,) = connection.execute(f"SELECT count(*) FROM audit WHERE {where}", bound).fetchone()
    return int(found)


def lines(
    connection: sqlite3.Connection, guild_id: int, chosen: LogFilter, limit: int, after: int = 0
) -> tuple[AuditLine, ...]:
    """A guild's lines that pass the filter, the newest first, without the first `after`."""
    where, bound = _where(connection, guild_id, chosen)
    rows = connection.execute(
        f"SELECT {_LINE} FROM audit WHERE {where} ORDER BY id DESC LIMIT :limit OFFSET :after",
        {**bound, "limit": limit, "after": after},
    ).fetchall()
    undone = dict(
        connection.execute(
            "SELECT undoes, max(id) FROM audit WHERE undoes IN (SELECT value FROM json_each(?))"
            " GROUP BY undoes",
            (json.dumps([row[0] for row in rows]),),
        ).fetchall()
    )
    return tuple(_line(row, undone.get(row[0])) for row in rows)


def line(connection: sqlite3.Connection, line_id: int) -> AuditLine | None:
    """One line. None if it is too old to be kept."""
    row = connection.execute(f"SELECT {_LINE} FROM audit WHERE id = ?", (line_id,)).fetchone()
    return _line(row, None) if row else None


def _where(connection: sqlite3.Connection, guild_id: int, chosen: LogFilter) -> tuple[str, dict[str, object]]:
    """The condition of a filter, and its values."""
    where, bound = ["guild_id = :guild"], dict[str, object](guild=guild_id)
    if chosen.kind is not None:
        where.append(f"{_KIND} IN (SELECT value FROM json_each(:names))")
        bound["names"] = json.dumps(names_of(chosen.kind))
    if chosen.member_id is not None:
        where.append("id IN (SELECT line_id FROM audit_member WHERE member_id = :member)")
        bound["member"] = chosen.member_id
    if chosen.since is not None:
        where.append("id >= :first")
        bound["first"] = _first_since(connection, guild_id, written(chosen.since))
    return " AND ".join(where), bound


def _first_since(connection: sqlite3.Connection, guild_id: int, since: str) -> int:
    """The id of a guild's first line of that time or later: times rise with the ids, as far as clocks do."""
    first, last = connection.execute(
        "SELECT (SELECT min(id) FROM audit WHERE guild_id = ?1),"
        " (SELECT max(id) FROM audit WHERE guild_id = ?1)",
        (guild_id,),
    ).fetchone()
    if first is None:
        return 0
    end = int(last) + 1
    while first < end:
        middle = (first + end) // 2
        line_id, at = connection.execute(
            "SELECT id, at FROM audit WHERE guild_id = ? AND id >= ? ORDER BY id LIMIT 1", (guild_id, middle)
        ).fetchone()
        if at < since:
            first = line_id + 1
        else:
            end = middle
    return int(first)


def _line(row: tuple[Any, ...], undone_by: int | None) -> AuditLine:
    line_id, at, guild_id, actor_id, action, subject, said, undoes, wiped = row
    detail = json.loads(said) if said else {}
    return AuditLine(
        line_id,
        datetime.fromisoformat(at),
        guild_id,
        actor_id,
        action,
        subject,
        detail,
        undoes,
        undone_by,
        bool(wiped),
    )
