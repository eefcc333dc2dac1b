"""Reads what was finished in a year: by one member, and by some of a server's members at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.dramas import Drama
from bot.domain.profiles import EpisodesSeen, GenreScores
from bot.domain.years import WATCHERS, DramaTally, MemberYear, YearTally, best_of
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from

_IN_YEAR = "p.finished_on BETWEEN :first AND :last"
# A film or special is one episode, whether or not the catalogue numbers it.
_EPISODES = "max(p.episode, d.kind IN ('movie', 'special'))"
_OF_SOME = (
    " FROM json_each(:members) w CROSS JOIN progress p ON p.member_id = w.value"
    f" AND {_IN_YEAR} CROSS JOIN drama d ON d.id = p.drama_id AND d.hidden = 0"
)


def of_member(connection: sqlite3.Connection, member_id: int, year: int) -> MemberYear:
    """Everything that one member finished in a year. Hidden dramas do not count."""
    bound = {"member": member_id, **_bounds(year)}
    rows = connection.execute(
        "SELECT CAST(substr(p.finished_on, 6, 2) AS INTEGER), p.rewatches, s.overall,"
        f" {_EPISODES}, d.minutes, {DRAMA_COLUMNS}"
        " FROM progress p CROSS JOIN drama d ON d.id = p.drama_id AND d.hidden = 0"
        " LEFT JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id"
        f" WHERE p.member_id = :member AND {_IN_YEAR} ORDER BY p.finished_on DESC",
        bound,
    ).fetchall()
    months, again = [0] * 12, []
    episodes = minutes = untimed = 0
    scored: list[tuple[Drama, int]] = []
    for row in rows:
        (month, rewatches, overall, seen, length), drama = row[:5], drama_from(row[5:])
        months[month - 1] += 1
        episodes += seen
        minutes += seen * (length or 0)
        untimed += 0 if length else seen
        if overall is not None:
            scored.append((drama, overall))
        if rewatches:
            again.append((drama, rewatches))
    given = [overall for _, overall in scored]
    return MemberYear(
        year,
        tuple(months),
        EpisodesSeen(episodes, minutes, untimed),
        best_of(scored),
        _genres(connection, bound),
        max(again, key=lambda pair: pair[1], default=None),
        len(given),
        sum(given) / len(given) if given else None,
    )


def _genres(connection: sqlite3.Connection, bound: Mapping[str, object]) -> tuple[GenreScores, ...]:
    rows = connection.execute(
        "SELECT g.name, count(*), sum(s.overall)"
        " FROM progress p CROSS JOIN drama d ON d.id = p.drama_id AND d.hidden = 0"
        " CROSS JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id"
        " CROSS JOIN drama_genre l ON l.drama_id = p.drama_id CROSS JOIN genre g ON g.id = l.genre_id"
        f" WHERE p.member_id = :member AND {_IN_YEAR} GROUP BY g.id",
        bound,
    )
    return tuple(GenreScores(*row) for row in rows)


def next_members(connection: sqlite3.Connection, guild_id: int, after: int, most: int) -> list[int]:
    """The next of a server's members by id, from the one after `after` on."""
    rows = connection.execute(
        "SELECT member_id FROM guild_member WHERE guild_id = ? AND member_id > ? ORDER BY member_id LIMIT ?",
        (guild_id, after, most),
    )
    return [member_id for (member_id,) in rows]


def of_some(connection: sqlite3.Connection, members: Sequence[int], year: int) -> YearTally:
    """The year of these members, added up."""
    bound = {"members": json.dumps(members), **_bounds(year)}
    tally = YearTally()
    for row in connection.execute(
        "SELECT p.drama_id, count(*), sum(p.rewatches > 0), count(s.overall), ifnull(sum(s.overall), 0),"
        " ifnull(sum(s.overall * s.overall), 0), ifnull(min(s.overall), 0), ifnull(max(s.overall), 0),"
        f" sum({_EPISODES}), sum({_EPISODES} * ifnull(d.minutes, 0)), sum({_EPISODES} * (d.minutes IS NULL))"
        f"{_OF_SOME} LEFT JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id"
        " GROUP BY p.drama_id",
        bound,
    ):
        tally.dramas[row[0]] = DramaTally(*row[1:8])
        tally.episodes += row[8]
        tally.minutes += row[9]
        tally.untimed += row[10]
    for month, count in connection.execute(
        f"SELECT CAST(substr(p.finished_on, 6, 2) AS INTEGER) AS month, count(*){_OF_SOME} GROUP BY month",
        bound,
    ):
        tally.months[month - 1] = count
    (tally.members,) = connection.execute(f"SELECT count(DISTINCT p.member_id){_OF_SOME}", bound).fetchone()
    rows = connection.execute(
        f"SELECT p.member_id, count(*), m.list_seen_by = 'server'{_OF_SOME}"
        " CROSS JOIN member m ON m.id = p.member_id AND m.list_seen_by <> 'nobody'"
        " GROUP BY p.member_id ORDER BY count(*) DESC, p.member_id LIMIT :watchers",
        {**bound, "watchers": WATCHERS},
    )
    tally.watchers = [(member_id, count, bool(here_only)) for member_id, count, here_only in rows]
    return tally


def dramas(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Drama]:
    """The visible ones of these dramas."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM json_each(?) w CROSS JOIN drama d ON d.id = w.value AND d.hidden = 0",
        (json.dumps(list(ids)),),
    )
    return {row[0]: drama_from(row) for row in rows}


def still_named(connection: sqlite3.Connection, guild_id: int, members: Iterable[int]) -> dict[int, bool]:
    """Which of these members allow the server to see their list now; True: the server's members alone."""
    rows = connection.execute(
        "SELECT m.id, m.list_seen_by = 'server' FROM json_each(:members) w"
        " CROSS JOIN guild_member g ON g.guild_id = :guild AND g.member_id = w.value"
        " CROSS JOIN member m ON m.id = w.value AND m.list_seen_by <> 'nobody'",
        {"members": json.dumps(list(members)), "guild": guild_id},
    )
    return {member_id: bool(here_only) for member_id, here_only in rows}


def _bounds(year: int) -> dict[str, object]:
    return {"first": f"{year:04}-01-01", "last": f"{year:04}-12-31"}
