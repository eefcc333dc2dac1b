"""Scores of dramas and episodes, and what a community's come to."""

from __future__ import annotations

import sqlite3

from bot.domain.scores import HALF_POINTS_MAX, Criterion, Rating, Score, weighted

_COLUMNS = ", ".join(criterion.value for criterion in Criterion)

# A guild's rating is over the members seen there; without a guild it is over everybody.
_SEEN_THERE = (
    " AND (:guild IS NULL OR EXISTS (SELECT 1 FROM guild_member g"
    " WHERE g.guild_id = :guild AND g.member_id = s.member_id))"
)


def get(connection: sqlite3.Connection, member_id: int, drama_id: int) -> Score | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM score WHERE member_id = ? AND drama_id = ?", (member_id, drama_id)
    ).fetchone()
    return Score(*row) if row else None


def put(connection: sqlite3.Connection, member_id: int, drama_id: int, score: Score) -> None:
    """Give or change a member's score."""
    connection.execute(
        f"INSERT INTO score (member_id, drama_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, member_id) DO UPDATE SET overall = excluded.overall,"
        " story = excluded.story, acting = excluded.acting, music = excluded.music,"
        " rewatch = excluded.rewatch, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
        (member_id, drama_id, *(score.get(criterion) for criterion in Criterion)),
    )


def get_episode(connection: sqlite3.Connection, member_id: int, drama_id: int, episode: int) -> int | None:
    """A member's score of one episode in half points."""
    row = connection.execute(
        "SELECT overall FROM episode_score WHERE drama_id = ? AND episode = ? AND member_id = ?",
        (drama_id, episode, member_id),
    ).fetchone()
    return row[0] if row else None


def put_episode(
    connection: sqlite3.Connection, member_id: int, drama_id: int, episode: int, overall: int
) -> None:
    connection.execute(
        "INSERT INTO episode_score (drama_id, episode, member_id, overall) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (drama_id, episode, member_id) DO UPDATE SET overall = excluded.overall,"
        " updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
        (drama_id, episode, member_id, overall),
    )


def rating(connection: sqlite3.Connection, drama_id: int, guild_id: int | None) -> Rating:
    """What the members seen in the guild (everybody, without one) think of a drama."""
    bound = {"drama": drama_id, "guild": guild_id}
    means = ", ".join(f"avg(s.{criterion.value})" for criterion in Criterion)
    count, total, *averages = connection.execute(
        f"SELECT count(*), sum(s.overall), {means} FROM score s WHERE s.drama_id = :drama{_SEEN_THERE}",
        bound,
    ).fetchone()
    if not count:
        return Rating()
    distribution = [0] * (HALF_POINTS_MAX // 2)
    for point, number in connection.execute(
        "SELECT (s.overall + 1) / 2, count(*) FROM score s"
        f" WHERE s.drama_id = :drama{_SEEN_THERE} GROUP BY 1",
        bound,
    ):
        distribution[point - 1] = number
    return Rating(
        count,
        weighted(total, count),
        total / count / 2,
        tuple(distribution),
        {
            criterion: average / 2
            for criterion, average in zip(Criterion, averages, strict=True)
            if average is not None and criterion is not Criterion.OVERALL
        },
    )


def episode_rating(
    connection: sqlite3.Connection, drama_id: int, episode: int, guild_id: int | None
) -> tuple[int, float | None]:
    """How many scored the episode, and their mean in half points."""
    count, mean = connection.execute(
        "SELECT count(*), avg(s.overall) FROM episode_score s"
        f" WHERE s.drama_id = :drama AND s.episode = :episode{_SEEN_THERE}",
        {"drama": drama_id, "episode": episode, "guild": guild_id},
    ).fetchone()
    return count, mean


def episode_ratings(
    connection: sqlite3.Connection, drama_id: int, guild_id: int | None
) -> dict[int, tuple[int, float]]:
    """For each scored episode how many scored it, and their mean in half points."""
    rows = connection.execute(
        "SELECT s.episode, count(*), avg(s.overall) FROM episode_score s"
        f" WHERE s.drama_id = :drama{_SEEN_THERE} GROUP BY s.episode",
        {"drama": drama_id, "guild": guild_id},
    )
    return {episode: (count, mean) for episode, count, mean in rows}
