"""Stores members' recommendations from drama to drama, and the votes on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.recommendations import Recommendation
from bot.domain.screening import Passed
from bot.domain.writings import WritingKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.moderation.takedowns import stands_here
from bot.store.timestamps import written

_COLUMNS = (
    f"{DRAMA_COLUMNS}, {DRAMA_COLUMNS.replace('d.', 'o.')},"
    " r.id, r.member_id, r.reason, r.votes, r.created_at,"
    " (SELECT json_group_object(s.drama_id, s.episode) FROM recommendation_spoils s"
    " WHERE s.recommendation_id = r.id)"
)
_FROM = " FROM recommendation r JOIN drama d ON d.id = r.drama_id JOIN drama o ON o.id = r.other_id"
# Of both dramas in sight, by authors seen here; in a direct message by those who were seen on a server that
# the reader is on now. None on a server whose moderators took it down.
_VISIBLE = (
    " r.hidden = 0 AND d.hidden = 0 AND o.hidden = 0 AND CASE WHEN :guild IS NULL"
    " THEN r.member_id = :reader OR EXISTS (SELECT 1 FROM guild_member a WHERE a.member_id = r.member_id"
    " AND a.guild_id IN (SELECT value FROM json_each(:guilds))"
    f" AND {stands_here(WritingKind.REASON, 'r.id', 'a.guild_id')})"
    f" ELSE {stands_here(WritingKind.REASON, 'r.id', ':guild')} AND (r.member_id = :reader OR EXISTS"
    " (SELECT 1 FROM guild_member g WHERE g.guild_id = :guild AND g.member_id = r.member_id)) END"
)

# The recommendations of the drama in the row `w`, or of what it was merged into.
COUNTED = (
    "FROM recommendation r JOIN drama d ON d.id = r.drama_id JOIN drama o ON o.id = r.other_id"
    " WHERE (r.drama_id = ifnull(w.merged_into, w.id) OR r.other_id = ifnull(w.merged_into, w.id))"
    f" AND{_VISIBLE}"
)


def put(
    connection: sqlite3.Connection,
    member_id: int,
    drama_id: int,
    other_id: int,
    reason: Passed,
    now: datetime,
    spoils: Mapping[int, int] | None = None,
) -> int:
    """Store a recommendation, or change the reason of the member's existing one. Returns its id.

    `spoils`: up to which episode the reason tells, by the id of each drama that it spoils.
    """
    (ident,) = connection.execute(
        "INSERT INTO recommendation (drama_id, other_id, member_id, reason, created_at, updated_at)"
        " VALUES (:drama, :other, :member, :reason, :now, :now)"
        " ON CONFLICT (min(drama_id, other_id), max(drama_id, other_id), member_id)"
        " DO UPDATE SET reason = excluded.reason, updated_at = excluded.updated_at RETURNING id",
        {
            "drama": drama_id,
            "other": other_id,
            "member": member_id,
            "reason": reason,
            "now": written(now),
        },
    ).fetchone()
    connection.execute("DELETE FROM recommendation_spoils WHERE recommendation_id = ?", (ident,))
    connection.executemany(
        "INSERT INTO recommendation_spoils (recommendation_id, drama_id, episode) VALUES (?, ?, ?)",
        [(ident, spoilt, episode) for spoilt, episode in (spoils or {}).items()],
    )
    return int(ident)


def remove(connection: sqlite3.Connection, ident: int) -> None:
    connection.execute("DELETE FROM recommendation WHERE id = ?", (ident,))


def get(
    connection: sqlite3.Connection,
    ident: int,
    reader_id: int,
    guild_id: int | None,
    guilds: frozenset[int] = frozenset(),
) -> Recommendation | None:
    """A recommendation, if this reader may see it in their place."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE r.id = :id AND{_VISIBLE}",
        {"id": ident, "reader": reader_id, "guild": guild_id, "guilds": _listed(guilds)},
    ).fetchone()
    return _from(row) if row else None


def between(
    connection: sqlite3.Connection, member_id: int, one_id: int, other_id: int
) -> Recommendation | None:
    """What a member has recommended of two dramas, whichever they named first; hidden or not."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE min(r.drama_id, r.other_id) = min(:one, :other)"
        " AND max(r.drama_id, r.other_id) = max(:one, :other) AND r.member_id = :member",
        {"one": one_id, "other": other_id, "member": member_id},
    ).fetchone()
    return _from(row) if row else None


def page(
    connection: sqlite3.Connection,
    drama_id: int,
    reader_id: int,
    guild_id: int | None,
    index: int,
    size: int,
    guilds: frozenset[int] = frozenset(),
) -> tuple[list[Recommendation], int, int]:
    """One page of the recommendations with a drama, its index, and how many there are in all.

    The most agreed come first, then the newest. An index past the end gives the last page.
    """
    bound = {"drama": drama_id, "reader": reader_id, "guild": guild_id, "guilds": _listed(guilds)}
    where = f" WHERE (r.drama_id = :drama OR r.other_id = :drama) AND{_VISIBLE}"
    (total,) = connection.execute(f"SELECT count(*){_FROM}{where}", bound).fetchone()
    index = max(0, min(index, -(-total // size) - 1))
    rows = connection.execute(
        f"SELECT {_COLUMNS}{_FROM}{where} ORDER BY r.votes DESC, r.created_at DESC, r.id DESC"
        " LIMIT :size OFFSET :skip",
        {**bound, "size": size, "skip": index * size},
    )
    return [_from(row) for row in rows], index, total


def beside(
    connection: sqlite3.Connection,
    drama_ids: Collection[int],
    liked: Collection[int],
    reader_id: int,
    guild_id: int | None,
    guilds: frozenset[int] = frozenset(),
) -> dict[int, int]:
    """The most agreed recommendation between a drama and one of the `liked` that the reader may see."""
    sides = " UNION ALL ".join(
        f"SELECT r.{one} AS one, r.{other} AS other, r.votes, r.id{_FROM}"
        f" WHERE r.{one} IN (SELECT value FROM json_each(:dramas))"
        f" AND r.{other} IN (SELECT value FROM json_each(:liked)) AND{_VISIBLE}"
        for one, other in (("drama_id", "other_id"), ("other_id", "drama_id"))
    )
    found: dict[int, int] = {}
    for drama_id, other_id in connection.execute(
        f"SELECT one, other FROM ({sides}) ORDER BY votes DESC, id DESC",
        {
            "dramas": json.dumps(list(drama_ids)),
            "liked": json.dumps(list(liked)),
            "reader": reader_id,
            "guild": guild_id,
            "guilds": _listed(guilds),
        },
    ):
        found.setdefault(drama_id, other_id)
    return found


def vote(connection: sqlite3.Connection, ident: int, member_id: int) -> bool:
    """Agree with a recommendation, or undo an earlier agreement. Returns whether the member agrees now."""
    gone = connection.execute(
        "DELETE FROM recommendation_vote WHERE recommendation_id = ? AND member_id = ?", (ident, member_id)
    )
    if gone.rowcount:
        return False
    connection.execute(
        "INSERT INTO recommendation_vote (recommendation_id, member_id) VALUES (?, ?)", (ident, member_id)
    )
    return True


def _from(row: Sequence[Any]) -> Recommendation:
    ident, author_id, reason, votes, created_at, spoils = row[2 * DRAMA_WIDTH :]
    return Recommendation(
        ident,
        drama_from(tuple(row[:DRAMA_WIDTH])),
        drama_from(tuple(row[DRAMA_WIDTH : 2 * DRAMA_WIDTH])),
        author_id,
        reason,
        votes,
        datetime.fromisoformat(created_at),
        {int(drama_id): episode for drama_id, episode in json.loads(spoils).items()},
    )


def _listed(guilds: frozenset[int]) -> str:
    return json.dumps(sorted(guilds))
