"""Stores members' profile settings, and counts their list, scores and texts."""

from __future__ import annotations

import sqlite3

from bot.domain.advice import AdviceFrom
from bot.domain.answers import AnswersTold
from bot.domain.dramas import Drama
from bot.domain.profiles import BEST, EpisodesSeen, GenreScores, Profile, ProfileSettings, SeenBy
from bot.domain.progress import Status
from bot.domain.scores import HALF_POINTS_MAX
from bot.domain.titles import Titles
from bot.domain.writings import WritingKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.moderation.takedowns import stands_here
from bot.store.timestamps import moment

_SETTINGS = "language, country, stars_out_of, list_seen_by, titles, advice_from, answers_told"
# A film or special that was seen is one episode, whether or not the catalogue numbers it.
_SEEN_NOW = "max(p.episode, p.status = 'completed' AND d.kind IN ('movie', 'special'))"
# Every time but the one that is under way, or was the latest, went through to the last episode.
_LAST = (
    "max(ifnull(d.episodes, 0), ifnull((SELECT max(number) FROM episode e WHERE e.drama_id = d.id), 0),"
    f" {_SEEN_NOW}, d.kind IN ('movie', 'special'))"
)
_EPISODES = f"({_SEEN_NOW} + CASE WHEN p.rewatches THEN p.rewatches * {_LAST} ELSE 0 END)"


def settings(connection: sqlite3.Connection, member_id: int) -> ProfileSettings | None:
    """A member's settings. None if the member was never seen."""
    row = connection.execute(f"SELECT {_SETTINGS} FROM member WHERE id = ?", (member_id,)).fetchone()
    if row is None:
        return None
    language, country, stars_out_of, list_seen_by, titles, advice_from, answers = row
    return ProfileSettings(
        language,
        country,
        stars_out_of,
        SeenBy(list_seen_by),
        Titles(titles),
        AdviceFrom(advice_from),
        AnswersTold(answers),
    )


def put_settings(connection: sqlite3.Connection, member_id: int, chosen: ProfileSettings) -> None:
    """Store a member's settings. The member must have been seen (`members.seen`)."""
    connection.execute(
        f"UPDATE member SET ({_SETTINGS}) = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
        (
            chosen.language,
            chosen.country,
            chosen.stars_out_of,
            str(chosen.list_seen_by),
            str(chosen.titles),
            str(chosen.advice_from),
            str(chosen.answers_told),
            member_id,
        ),
    )


def together(connection: sqlite3.Connection, reader_id: int, member_id: int, guild_id: int) -> bool:
    """Whether both members were seen in the guild."""
    row = connection.execute(
        "SELECT 1 FROM guild_member one JOIN guild_member other"
        " ON other.guild_id = one.guild_id AND other.member_id = :reader"
        " WHERE one.member_id = :member AND one.guild_id = :guild LIMIT 1",
        {"reader": reader_id, "member": member_id, "guild": guild_id},
    ).fetchone()
    return row is not None


def profile(
    connection: sqlite3.Connection, member_id: int, chosen: ProfileSettings, guild_id: int | None
) -> Profile:
    """Everything that a profile shows. Hidden dramas do not count."""
    listed, seen = _listed(connection, member_id)
    (since,) = connection.execute(
        "SELECT ifnull((SELECT first_seen FROM guild_member WHERE member_id = :member AND guild_id = :guild),"
        " (SELECT created_at FROM member WHERE id = :member))",
        {"member": member_id, "guild": guild_id},
    ).fetchone()
    reviews, recommendations = connection.execute(
        "SELECT (SELECT count(*) FROM review r WHERE r.member_id = :member AND r.hidden = 0"
        f" AND {stands_here(WritingKind.REVIEW, 'r.id', ':guild')}),"
        " (SELECT count(*) FROM recommendation r WHERE r.member_id = :member AND r.hidden = 0"
        f" AND {stands_here(WritingKind.REASON, 'r.id', ':guild')})",
        {"member": member_id, "guild": guild_id},
    ).fetchone()
    return Profile(
        member_id,
        chosen,
        moment(since),
        listed,
        seen,
        _given(connection, member_id),
        _genres(connection, member_id),
        _best(connection, member_id),
        reviews,
        recommendations,
    )


def _listed(connection: sqlite3.Connection, member_id: int) -> tuple[dict[Status, int], EpisodesSeen]:
    rows = connection.execute(
        f"SELECT p.status, count(*), sum({_EPISODES}), sum(ifnull(d.minutes, 0) * {_EPISODES}),"
        f" sum((d.minutes IS NULL) * {_EPISODES})"
        " FROM progress p JOIN drama d ON d.id = p.drama_id"
        " WHERE p.member_id = ? AND d.hidden = 0 GROUP BY p.status",
        (member_id,),
    ).fetchall()
    seen = EpisodesSeen(*(sum(row[at] for row in rows) for at in (2, 3, 4)))
    return {Status(row[0]): row[1] for row in rows}, seen


def _given(connection: sqlite3.Connection, member_id: int) -> tuple[int, ...]:
    given = [0] * HALF_POINTS_MAX
    for half_points, count in connection.execute(
        "SELECT s.overall, count(*) FROM score s JOIN drama d ON d.id = s.drama_id"
        " WHERE s.member_id = ? AND d.hidden = 0 GROUP BY s.overall",
        (member_id,),
    ):
        given[half_points - 1] = count
    return tuple(given)


def _genres(connection: sqlite3.Connection, member_id: int) -> tuple[GenreScores, ...]:
    rows = connection.execute(
        "SELECT g.name, count(*), sum(s.overall) FROM score s"
        " JOIN drama d ON d.id = s.drama_id AND d.hidden = 0"
        " JOIN drama_genre l ON l.drama_id = s.drama_id JOIN genre g ON g.id = l.genre_id"
        " WHERE s.member_id = ? GROUP BY g.id",
        (member_id,),
    )
    return tuple(GenreScores(*row) for row in rows)


def _best(connection: sqlite3.Connection, member_id: int) -> tuple[tuple[Drama, int], ...]:
    """The dramas with the highest scores. Among equals, the last scored comes first."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, s.overall FROM score s JOIN drama d ON d.id = s.drama_id"
        " WHERE s.member_id = ? AND d.hidden = 0"
        " ORDER BY s.overall DESC, s.updated_at DESC, s.drama_id DESC LIMIT ?",
        (member_id, BEST),
    )
    return tuple((drama_from(row), row[DRAMA_WIDTH]) for row in rows)
