"""Renumbers episodes: all rows with a number move with their broadcast, and the move can be undone."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.domain import post_keys
from bot.domain.numbering import Numbers, in_turn, numbers_of
from bot.store.timestamps import written


class Rule(Enum):
    """What happens to a number when its broadcast gets another one."""

    # It belongs to that broadcast and moves with it.
    MOVED = "moved"
    # It is a member's progress: at that broadcast, or at the last remaining one before it.
    SEEN = "seen"
    # It is the next number: the one after the broadcast before it.
    NEXT = "next"
    # It is not an episode's number, or it is a curator's own numbering.
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Follows:
    """The rule of a column. `also` is set with it, so that posted messages are updated.

    `least`: a column of the same row. This column is never lower than it.
    """

    rule: Rule
    also: str = ""
    least: str = ""


_MOVED = Follows(Rule.MOVED)
_ITSELF = Follows(Rule.ITSELF)
# Every column that holds a number of an episode has its rule here (a test walks the schema).
RULES: dict[tuple[str, str], Follows] = {
    ("episode", "number"): _MOVED,
    ("episode_score", "episode"): _MOVED,
    ("progress", "episode"): Follows(Rule.SEEN),
    ("progress", "earlier_episode"): Follows(Rule.SEEN),
    ("synopsis", "episode"): _MOVED,
    ("synopsis_schedule", "next_episode"): Follows(Rule.NEXT),
    ("quote", "episode"): _MOVED,
    ("review", "spoils_episode"): _MOVED,
    ("link", "spoils_episode"): _MOVED,
    ("suggestion", "spoils_episode"): _MOVED,
    ("recommendation_spoils", "episode"): _MOVED,
    ("advice", "spoils_episode"): _MOVED,
    ("comment", "episode"): _MOVED,
    ("comment", "spoils_episode"): _MOVED,
    ("marked", "episode"): _MOVED,
    # The end of a thread or step is asked for before its beginning has moved.
    ("thread", "last_episode"): Follows(Rule.SEEN, least="first_episode"),
    ("thread", "first_episode"): _MOVED,
    ("club_step", "last_episode"): Follows(Rule.SEEN, least="first_episode"),
    ("club_step", "first_episode"): Follows(Rule.NEXT),
    ("airing_post", "episode"): _MOVED,
    ("airing_plan", "episode"): _MOVED,
    ("calendar_event", "episode"): _MOVED,
    ("posted", "episode"): _MOVED,
    ("drama", "episodes"): _ITSELF,  # how many there are
    ("club", "episodes"): _ITSELF,  # how many a step has
    ("drama_source", "first_episode"): _ITSELF,
}
# Made by a chore: it disappears with its episode, and keeps no episode in the list.
_TOLD = ("airing_post", "airing_plan")
_CURATED = re.compile(r"episode (?P<number>[0-9]{1,4})")


def used(connection: sqlite3.Connection, drama_id: int) -> set[int]:
    """The numbers that members', servers' or curators' rows refer to."""
    found = {
        number
        for (table, column), follows in RULES.items()
        if follows.rule is Rule.MOVED and table not in ("episode", *_TOLD)
        for number in _numbers(connection, table, column, drama_id)
    }
    return found | set(_curated(connection, drama_id))


def put(connection: sqlite3.Connection, drama_id: int, numbers: Numbers, now: datetime) -> int:
    """Renumber everything of the drama. The state before is kept under the returned id."""
    row = connection.execute(
        "INSERT INTO renumbering (drama_id, at) VALUES (?, ?) RETURNING id", (drama_id, written(now))
    )
    ident = int(row.fetchone()[0])
    connection.executemany(
        "INSERT INTO renumbering_step (renumbering_id, before, after) VALUES (?, ?, ?)",
        [(ident, old, new) for old, new in numbers.steps.items()],
    )
    for place, (table, column, key, before, after) in enumerate(_follow(connection, drama_id, numbers)):
        member_id = key.pop("member_id", None)
        connection.execute(
            "INSERT INTO renumbering_row (renumbering_id, place, part, named, row_key, member_id, before,"
            " after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (ident, place, table, column, json.dumps(key), member_id, before, after),
        )
    return ident


def is_since(connection: sqlite3.Connection, drama_id: int, moment: datetime) -> bool:
    """Whether the drama's episodes got other numbers at or after this moment."""
    row = connection.execute(
        "SELECT 1 FROM renumbering WHERE drama_id = ? AND at >= ? LIMIT 1", (drama_id, written(moment))
    ).fetchone()
    return row is not None


def last(connection: sqlite3.Connection) -> int:
    """The id of the latest renumbering."""
    (ident,) = connection.execute("SELECT ifnull(max(id), 0) FROM renumbering").fetchone()
    return int(ident)


def claim(connection: sqlite3.Connection, since: int, change_id: int, drama_ids: tuple[int, ...]) -> None:
    """Assign the renumberings since then to this change."""
    connection.executemany(
        "UPDATE renumbering SET change_id = ? WHERE id > ? AND drama_id = ?",
        [(change_id, since, drama_id) for drama_id in drama_ids],
    )


def steps_since(connection: sqlite3.Connection, since: int, drama_id: int) -> list[int]:
    """The renumberings of a drama since then that moved something."""
    rows = connection.execute(
        "SELECT id FROM renumbering r WHERE id > ? AND drama_id = ?"
        " AND EXISTS (SELECT 1 FROM renumbering_step WHERE renumbering_id = r.id) ORDER BY id",
        (since, drama_id),
    )
    return [row[0] for row in rows]


def get(connection: sqlite3.Connection, ident: int) -> tuple[int, dict[int, int]] | None:
    """The drama of a renumbering, and the old and new numbers."""
    row = connection.execute("SELECT drama_id FROM renumbering WHERE id = ?", (ident,)).fetchone()
    if row is None:
        return None
    steps = connection.execute(
        "SELECT before, after FROM renumbering_step WHERE renumbering_id = ? ORDER BY before", (ident,)
    )
    return row[0], dict(steps.fetchall())


def concerned(connection: sqlite3.Connection, drama_id: int) -> list[int]:
    """The guilds with a log channel whose posts or members are connected with the drama."""
    rows = connection.execute(
        "SELECT guild_id FROM guild_channel WHERE purpose = 'log' AND guild_id IN ("
        " SELECT guild_id FROM posted WHERE drama_id = ?1 AND kind = 'synopsis'"
        " UNION SELECT guild_id FROM synopsis_schedule WHERE drama_id = ?1"
        " UNION SELECT guild_id FROM thread WHERE drama_id = ?1"
        " UNION SELECT guild_id FROM club WHERE drama_id = ?1"
        " UNION SELECT g.guild_id FROM guild_member g WHERE g.member_id IN ("
        "  SELECT member_id FROM progress WHERE drama_id = ?1"
        "  UNION SELECT member_id FROM episode_score WHERE drama_id = ?1"
        "  UNION SELECT member_id FROM follow WHERE drama_id = ?1)) ORDER BY guild_id",
        (drama_id,),
    )
    return [row[0] for row in rows]


def undo(connection: sqlite3.Connection, change_id: int, now: datetime) -> bool:
    """Undo a renumbering, also for newer rows. False if the change moved no numbers.

    A broadcast that the change added stays after all others if something refers to it by now. The undo is a
    renumbering like any other and can be undone.
    """
    made = connection.execute(
        "SELECT id, drama_id FROM renumbering WHERE change_id = ? ORDER BY id DESC", (change_id,)
    ).fetchall()
    for ident, drama_id in made:
        _undo(connection, ident, drama_id, now)
    return bool(made)


def _undo(connection: sqlite3.Connection, ident: int, drama_id: int, now: datetime) -> None:
    kept = connection.execute(
        "SELECT part, named, row_key, member_id, before, after FROM renumbering_row"
        " WHERE renumbering_id = ? ORDER BY place",
        (ident,),
    ).fetchall()
    as_left = [row for row in kept if _value(connection, drama_id, row) == row[5]]
    steps = dict(
        connection.execute(
            "SELECT before, after FROM renumbering_step WHERE renumbering_id = ?", (ident,)
        ).fetchall()
    )
    listed = _numbers(connection, "episode", "number", drama_id)
    back = {new: old for old, new in steps.items()}
    wanted = set(back.values())
    stay = {number: number for number in listed if number not in back and number not in wanted}
    others = [number for number in listed if number not in back and number in wanted]
    hanging = used(connection, drama_id)
    numbers = numbers_of({**stay, **back}, others, hanging)
    connection.executemany(
        "DELETE FROM episode WHERE drama_id = ? AND number = ?",
        [(drama_id, number) for number in others if number not in hanging],
    )
    back_again = put(connection, drama_id, numbers, now)
    for part, named, text, member_id, before, _ in as_left:
        key = _whole(text, member_id)
        where = " AND ".join(f"{column} = ?" for column in key)
        owner = _owner(part)
        connection.execute(
            f"UPDATE {part} SET {named} = ? WHERE {owner} AND {where}", (before, drama_id, *key.values())
        )
        connection.execute(
            "UPDATE renumbering_row SET after = ? WHERE renumbering_id = ? AND part = ? AND named = ?"
            " AND row_key = ? AND member_id IS ?",
            (before, back_again, part, named, text, member_id),
        )


def _value(connection: sqlite3.Connection, drama_id: int, row: tuple[Any, ...]) -> int | None:
    part, named, text, member_id = row[:4]
    key = _whole(text, member_id)
    where = " AND ".join(f"{column} = ?" for column in key)
    found = connection.execute(
        f"SELECT {named} FROM {part} WHERE {_owner(part)} AND {where}", (drama_id, *key.values())
    ).fetchone()
    return None if found is None else int(found[0])


def _whole(text: str, member_id: int | None) -> dict[str, Any]:
    key: dict[str, Any] = json.loads(text)
    return key if member_id is None else {**key, "member_id": member_id}


_Moved = tuple[str, str, dict[str, Any], int, int]


def _follow(connection: sqlite3.Connection, drama_id: int, numbers: Numbers) -> Iterator[_Moved]:
    """Move everything. Yields members' and servers' old and new progress."""
    for (table, column), follows in RULES.items():
        if follows.rule is Rule.MOVED:
            _move(connection, table, column, drama_id, numbers)
        elif follows.rule is not Rule.ITSELF:
            yield from _bring(connection, table, column, drama_id, numbers)
    _move_curated(connection, drama_id, numbers)
    _move_posted(connection, drama_id, numbers)


def _move(connection: sqlite3.Connection, table: str, column: str, drama_id: int, numbers: Numbers) -> None:
    if table in _TOLD:
        connection.executemany(
            f"DELETE FROM {table} WHERE drama_id = ? AND {column} = ?",
            [(drama_id, number) for number in numbers.lost - numbers.moves.keys()],
        )
    moves = {number: numbers.of(number) for number in _numbers(connection, table, column, drama_id)}
    also = RULES[table, column].also
    for old, new in in_turn(moves):
        connection.execute(
            f"UPDATE {table} SET {column} = ?{also} WHERE {_owner(table)} AND {column} = ?",
            (new, drama_id, old),
        )


def _bring(
    connection: sqlite3.Connection, table: str, column: str, drama_id: int, numbers: Numbers
) -> Iterator[_Moved]:
    follows = RULES[table, column]
    key = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    asked = ", ".join((*key, column, follows.least or "1"))
    rows = connection.execute(
        f"SELECT {asked} FROM {table} WHERE {_owner(table)} AND {column} > 0", (drama_id,)
    ).fetchall()
    for row in rows:
        named, before = dict(zip(key, row, strict=False)), row[-2]
        after = numbers.seen(before) if follows.rule is Rule.SEEN else numbers.next(before)
        if follows.least:
            least = RULES[table, follows.least].rule
            after = max(after, numbers.of(row[-1]) if least is Rule.MOVED else numbers.next(row[-1]))
        if after != before:
            where = " AND ".join(f"{column_} = ?" for column_ in key)
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (after, *named.values()))
        yield table, column, named, before, after


def _numbers(connection: sqlite3.Connection, table: str, column: str, drama_id: int) -> list[int]:
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {_owner(table)} AND {column} > 0", (drama_id,)
    )
    return sorted(row[0] for row in rows)


def _owner(table: str) -> str:
    if table == "club_step":
        return "club_id IN (SELECT id FROM club WHERE drama_id = ?)"
    return "drama_id = ?"


# --- numbers that stand in a text ---


def _curated(connection: sqlite3.Connection, drama_id: int) -> Mapping[int, str]:
    """The episodes with values that curators set."""
    rows = connection.execute(
        "SELECT field FROM provenance WHERE drama_id = ? AND field LIKE 'episode %'", (drama_id,)
    )
    found = ((_CURATED.fullmatch(name), name) for (name,) in rows)
    return {int(match["number"]): name for match, name in found if match}


def _move_curated(connection: sqlite3.Connection, drama_id: int, numbers: Numbers) -> None:
    moves = {number: numbers.of(number) for number in _curated(connection, drama_id)}
    for old, new in in_turn(moves):
        connection.execute(
            "UPDATE provenance SET field = ? WHERE drama_id = ? AND field = ?",
            (f"episode {new}", drama_id, f"episode {old}"),
        )


def _move_posted(connection: sqlite3.Connection, drama_id: int, numbers: Numbers) -> None:
    """Renumber posts of synopses: their keys contain the number, and waiting posts are composed from it."""
    rows = connection.execute(
        "SELECT id, key FROM outbox WHERE key >= ? AND key < ?", post_keys.synopses_between(drama_id)
    ).fetchall()
    moved = []
    for ident, key in rows:
        episode = post_keys.episode_of_synopsis(key)
        if episode is not None and (new := numbers.of(episode)) != episode:
            moved.append((post_keys.renumbered_synopsis(key, new), new, ident))
    connection.executemany(
        "UPDATE outbox SET key = ? WHERE id = ?", [(post_keys.aside(key), ident) for key, _, ident in moved]
    )
    connection.executemany(
        "UPDATE outbox SET key = ?, payload = json_set(payload, '$.episode', ?) WHERE id = ?", moved
    )
