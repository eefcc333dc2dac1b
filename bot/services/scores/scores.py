"""Scoring dramas and episodes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.cards import ScoreAnswer
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.scores import Criterion, changed, nearest_scores, read_score
from bot.errors import BadScore, EpisodeTakesOverall, OverallMissing
from bot.services.checks import check_episode
from bot.store.database import Database
from bot.store.members import members
from bot.store.scores import scores


def read_all(typed: Mapping[Criterion, str | None], stars_out_of: int = 10) -> dict[Criterion, int]:
    """The half points for each typed criterion. Raises `BadScore` for text that is not a score.

    A plain number is out of `stars_out_of`, the scale that the member chose.
    """
    read = {}
    for criterion, text in typed.items():
        if text is None:
            continue
        value = read_score(text, stars_out_of)
        if value is None:
            raise BadScore(criterion.value, text, nearest_scores(text, stars_out_of))
        read[criterion] = value
    return read


class Scores:
    """A member's scores, and the ratings from all members."""

    def __init__(self, database: Database):
        self._database = database

    async def look(self, drama: Drama, reader: Reader, episode: int | None = None) -> ScoreAnswer:
        """The current score, for a panel to start with."""

        def read(connection: sqlite3.Connection) -> ScoreAnswer:
            if episode is not None:
                check_episode(connection, drama, episode)
            return _answer(connection, drama, reader, episode)

        return await self._database.read(read)

    async def score(
        self, drama: Drama, reader: Reader, given: Mapping[Criterion, int | None], now: datetime
    ) -> ScoreAnswer:
        """Set some criteria, in half points, or remove optional ones (None).

        The others stay as they were. Raises `OverallMissing` if there would be no overall score.
        """

        def write(connection: sqlite3.Connection) -> ScoreAnswer:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            after = changed(scores.get(connection, reader.member_id, drama.id), given)
            if after is None:
                raise OverallMissing(drama)
            scores.put(connection, reader.member_id, drama.id, after, now)
            return _answer(connection, drama, reader, None)

        return await self._database.write(write)

    @staticmethod
    def overall_of(given: Mapping[Criterion, int]) -> int:
        """The overall score, the only one for an episode. Raises `EpisodeTakesOverall` for any other."""
        if set(given) != {Criterion.OVERALL}:
            raise EpisodeTakesOverall
        return given[Criterion.OVERALL]

    async def score_episode(
        self, drama: Drama, reader: Reader, episode: int, overall: int, now: datetime
    ) -> ScoreAnswer:
        """Set the score of one episode, in half points."""

        def write(connection: sqlite3.Connection) -> ScoreAnswer:
            check_episode(connection, drama, episode)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            scores.put_episode(connection, reader.member_id, drama.id, episode, overall, now)
            return _answer(connection, drama, reader, episode)

        return await self._database.write(write)

    async def delete(self, drama: Drama, reader: Reader, episode: int | None = None) -> ScoreAnswer:
        """Delete the score of a drama with all its criteria, or of one episode.

        Does nothing if there is none.
        """

        def write(connection: sqlite3.Connection) -> ScoreAnswer:
            if episode is None:
                scores.delete(connection, reader.member_id, drama.id)
            else:
                scores.delete_episode(connection, reader.member_id, drama.id, episode)
            return _answer(connection, drama, reader, episode)

        return await self._database.write(write)


def _answer(connection: sqlite3.Connection, drama: Drama, reader: Reader, episode: int | None) -> ScoreAnswer:
    answer = ScoreAnswer(
        drama,
        scores.get(connection, reader.member_id, drama.id),
        scores.rating(connection, drama.id, reader.guild_id),
        members.progress(connection, reader.member_id, drama.id),
    )
    if episode is None:
        return answer
    return replace(
        answer,
        episode=episode,
        episode_score=scores.get_episode(connection, reader.member_id, drama.id, episode),
        episode_rating=scores.episode_rating(connection, drama.id, episode, reader.guild_id),
    )
