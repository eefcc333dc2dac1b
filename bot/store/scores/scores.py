"""Stores scores of dramas and episodes, and reads ratings."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.progress import Status
from bot.domain.ratings import Breakdown, Look, Rating, Share, Whose, whose
from bot.domain.scores import HALF_POINTS_MAX, Criterion, Score, points
from bot.store.scores.standings import EVERYWHERE
from bot.store.timestamps import written

_OPTIONAL = tuple(criterion for criterion in Criterion if criterion is not Criterion.OVERALL)
_GROUPS = (Whose.FINISHED, Whose.WATCHING, Whose.DROPPED, Whose.OTHERS)
_COLUMNS = ", ".join(criterion.value for criterion in Criterion)

# A guild's rating is over the members seen there; without a guild it is over everyone.
_SEEN_THERE = (
    " AND (:guild IS NULL OR EXISTS (SELECT 1 FROM guild_member g"
    " WHERE g.guild_id = :guild AND g.member_id = s.member_id))"
)


def get(connection: sqlite3.Connection, member_id: int, drama_id: int) -> Score | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM score WHERE member_id = ? AND drama_id = ?", (member_id, drama_id)
    ).fetchone()
    return Score(*row) if row else None


def put(connection: sqlite3.Connection, member_id: int, drama_id: int, score: Score, now: datetime) -> None:
    """Set a member's score."""
    connection.execute(
        f"INSERT INTO score (member_id, drama_id, {_COLUMNS}, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, member_id) DO UPDATE SET overall = excluded.overall,"
        " story = excluded.story, acting = excluded.acting, music = excluded.music,"
        " rewatch = excluded.rewatch, updated_at = excluded.updated_at",
        (
            member_id,
            drama_id,
            *(score.get(criterion) for criterion in Criterion),
            written(now),
            written(now),
        ),
    )


def delete(connection: sqlite3.Connection, member_id: int, drama_id: int) -> None:
    """Delete a member's score of a drama, with all its criteria."""
    connection.execute("DELETE FROM score WHERE member_id = ? AND drama_id = ?", (member_id, drama_id))


def get_episode(connection: sqlite3.Connection, member_id: int, drama_id: int, episode: int) -> int | None:
    """A member's score of one episode in half points."""
    row = connection.execute(
        "SELECT overall FROM episode_score WHERE drama_id = ? AND episode = ? AND member_id = ?",
        (drama_id, episode, member_id),
    ).fetchone()
    return row[0] if row else None


def put_episode(
    connection: sqlite3.Connection, member_id: int, drama_id: int, episode: int, overall: int, now: datetime
) -> None:
    connection.execute(
        "INSERT INTO episode_score (drama_id, episode, member_id, overall, updated_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (drama_id, episode, member_id)"
        " DO UPDATE SET overall = excluded.overall, updated_at = excluded.updated_at",
        (drama_id, episode, member_id, overall, written(now)),
    )


def delete_episode(connection: sqlite3.Connection, member_id: int, drama_id: int, episode: int) -> None:
    connection.execute(
        "DELETE FROM episode_score WHERE drama_id = ? AND episode = ? AND member_id = ?",
        (drama_id, episode, member_id),
    )


def rating(connection: sqlite3.Connection, drama_id: int, guild_id: int | None) -> Rating:
    """A drama's rating among the members seen in the guild, or without one among everyone.

    It is read from the totals that the triggers keep. Only if no member who finished it has scored, the other
    members' scores are read.
    """
    row = connection.execute(
        "SELECT scores, weighted FROM standing WHERE guild_id = ? AND drama_id = ? AND scores > 0",
        (guild_id or EVERYWHERE, drama_id),
    ).fetchone()
    return Rating(*row) if row else Rating(so_far=_so_far(connection, drama_id, guild_id))


def _so_far(connection: sqlite3.Connection, drama_id: int, guild_id: int | None) -> Share | None:
    """The scores of members who are watching a drama. If there are none, those of the others."""
    shares = {
        bool(watching): Share(Whose.WATCHING if watching else Whose.OTHERS, count, points(mean))
        for watching, count, mean in connection.execute(
            "SELECT p.status = 'watching', count(*), avg(s.overall) FROM score s"
            " JOIN progress p ON p.member_id = s.member_id AND p.drama_id = s.drama_id"
            f" WHERE s.drama_id = :drama{_SEEN_THERE} GROUP BY 1",
            {"drama": drama_id, "guild": guild_id},
        )
    }
    return shares.get(True) or shares.get(False)


@dataclass(slots=True)
class _Sums:
    """The sums of half points over the selected members."""

    count: int = 0
    total: int = 0
    episodes: int = 0
    total_episodes: int = 0
    distribution: Counter[int] = field(default_factory=Counter)
    given: Counter[Criterion] = field(default_factory=Counter)
    totals: Counter[Criterion] = field(default_factory=Counter)

    def add(self, overall: int, count: int, episodes: int, total_episodes: int, rest: Iterable[int]) -> None:
        self.count += count
        self.total += count * overall
        self.episodes += episodes
        self.total_episodes += total_episodes
        self.distribution[overall] += count
        numbers = iter(rest)
        for criterion in _OPTIONAL:
            self.given[criterion] += next(numbers)
            self.totals[criterion] += next(numbers)

    @property
    def mean(self) -> float | None:
        return points(self.total / self.count) if self.count else None

    def share(self, of: Whose) -> Share:
        episode = self.total_episodes / self.episodes if self.episodes else None
        return Share(of, self.count, self.mean or 0, episode)


def breakdown(connection: sqlite3.Connection, drama_id: int, guild_id: int | None, look: Look) -> Breakdown:
    """The scores behind a rating, read in one pass, and those of the episodes."""
    guild = None if look.everywhere else guild_id
    sums = {group: _Sums() for group in Whose}
    rest = ", ".join(f"count(s.{c}), ifnull(sum(s.{c}), 0)" for c in _OPTIONAL)
    # Episode 0 means that the member did not say where they dropped it.
    for status, *row in connection.execute(
        "SELECT p.status, s.overall, count(*), count(nullif(p.episode, 0)), ifnull(sum(p.episode), 0),"
        f" {rest} FROM score s"
        " LEFT JOIN progress p ON p.member_id = s.member_id AND p.drama_id = s.drama_id"
        f" WHERE s.drama_id = :drama{_SEEN_THERE} GROUP BY p.status, s.overall",
        {"drama": drama_id, "guild": guild},
    ):
        for group in (whose(Status(status) if status else None), Whose.EVERYBODY):
            overall, count, episodes, total_episodes, *others = row
            sums[group].add(overall, count, episodes, total_episodes, others)
    seen = sums[look.whose]
    scored = sorted(episode_ratings(connection, drama_id, guild).items())
    return Breakdown(
        look,
        seen.count,
        seen.mean,
        tuple(seen.distribution[at] for at in range(1, HALF_POINTS_MAX + 1)),
        {c: points(seen.totals[c] / seen.given[c]) for c in _OPTIONAL if seen.given[c]},
        tuple(sums[group].share(group) for group in _GROUPS if sums[group].count),
        tuple((episode, points(mean), count) for episode, (count, mean) in scored),
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


def own_episodes(connection: sqlite3.Connection, member_id: int, drama_id: int) -> dict[int, int]:
    """A member's scores of a drama's episodes, in half points."""
    rows = connection.execute(
        "SELECT episode, overall FROM episode_score WHERE member_id = ? AND drama_id = ?",
        (member_id, drama_id),
    )
    return dict(rows.fetchall())


def episode_ratings(
    connection: sqlite3.Connection, drama_id: int, guild_id: int | None
) -> dict[int, tuple[int, float]]:
    """For each scored episode, how many scored it, and their mean in half points."""
    rows = connection.execute(
        "SELECT s.episode, count(*), avg(s.overall) FROM episode_score s"
        f" WHERE s.drama_id = :drama{_SEEN_THERE} GROUP BY s.episode",
        {"drama": drama_id, "guild": guild_id},
    )
    return {episode: (count, mean) for episode, count, mean in rows}
