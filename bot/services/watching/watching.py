"""How far members have watched."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.domain.cards import ProgressAnswer
from bot.domain.dramas import Drama
from bot.domain.episodes import MOST_EPISODES, EpisodeRow
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status, begun_anew, detailed, moved, new_since
from bot.domain.spoilers import Ahead, is_past
from bot.errors import AllSeen, BadDetails, EpisodeOutOfRange
from bot.services.checks import check_episode
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.scores import scores


class Watching:
    """A member's progress through dramas."""

    def __init__(self, database: Database):
        self._database = database

    async def set(
        self, drama: Drama, reader: Reader, status: Status | None, episode: int | None, now: datetime
    ) -> ProgressAnswer:
        """Set the status, the last episode seen (0: none), or both. Raises `EpisodeOutOfRange`."""
        return await self._database.write(
            lambda connection: _move(connection, drama, reader, status, episode, now)
        )

    async def next(self, drama: Drama, reader: Reader, now: datetime) -> ProgressAnswer:
        """Count one more episode as seen. Raises `AllSeen` if all are."""

        def write(connection: sqlite3.Connection) -> ProgressAnswer:
            before = members.progress(connection, reader.member_id, drama.id)
            seen = before.episode if before else 0
            last = episodes.last_number(connection, drama)
            completed = before is not None and before.status is Status.COMPLETED
            # Who completed it without a number may have seen them all.
            if last is not None and (seen >= last or (completed and not seen)):
                raise AllSeen(drama, last)
            if before is not None and completed and last is None:
                return _put(connection, drama, reader, before, before, now)
            return _move(connection, drama, reader, None, seen + 1, now)

        return await self._database.write(write)

    async def plan(self, drama: Drama, reader: Reader, now: datetime) -> ProgressAnswer:
        """Add a drama to the list. A drama that is already there stays as it is."""

        def write(connection: sqlite3.Connection) -> ProgressAnswer:
            before = members.progress(connection, reader.member_id, drama.id)
            if before is not None:
                return _put(connection, drama, reader, before, before, now)
            return _move(connection, drama, reader, Status.PLAN, None, now)

        return await self._database.write(write)

    async def seen_up_to(self, drama: Drama, reader: Reader, episode: int, now: datetime) -> ProgressAnswer:
        """Set progress up to an episode. Never moves a reader back. Raises `EpisodeOutOfRange`."""

        def write(connection: sqlite3.Connection) -> ProgressAnswer:
            before = members.progress(connection, reader.member_id, drama.id)
            if before is not None and before.episode >= episode:
                check_episode(connection, drama, episode)
                return _put(connection, drama, reader, before, before, now)
            completed = before is not None and before.status is Status.COMPLETED
            return _move(connection, drama, reader, Status.COMPLETED if completed else None, episode, now)

        return await self._database.write(write)

    async def again(self, drama: Drama, reader: Reader, now: datetime) -> ProgressAnswer:
        """Start a completed drama again from the first episode. Any other drama stays as it is."""

        def write(connection: sqlite3.Connection) -> ProgressAnswer:
            before = members.progress(connection, reader.member_id, drama.id)
            last = episodes.last_number(connection, drama)
            if before is None:
                return _move(connection, drama, reader, Status.PLAN, None, now)
            if not (before.status is Status.COMPLETED or (last and before.episode >= last)):
                return _put(connection, drama, reader, before, before, now)
            return _put(connection, drama, reader, before, begun_anew(before), now)

        return await self._database.write(write)

    async def revise(
        self, drama: Drama, reader: Reader, typed: Mapping[str, str], now: datetime
    ) -> ProgressAnswer:
        """Set the dates, the number of viewings and the note from a form. Raises `BadDetails`."""

        def write(connection: sqlite3.Connection) -> ProgressAnswer:
            before = members.progress(connection, reader.member_id, drama.id) or Progress(Status.PLAN)
            after, problems = detailed(before, typed)
            if problems:
                raise BadDetails(problems)
            return _put(connection, drama, reader, before, after, now)

        return await self._database.write(write)

    async def forget(self, drama: Drama, reader: Reader) -> bool:
        """Remove a drama from the reader's list, with its dates and note. False if it was not on it.

        Scores and reviews stay, because they are separate.
        """
        return await self._database.write(
            lambda connection: members.drop_progress(connection, reader.member_id, drama.id)
        )

    async def ahead(self, drama: Drama, reader: Reader, episode: int) -> Ahead | None:
        """What of a drama up to an episode the reader has not seen; None: nothing."""
        standing = await self.progress(drama, reader)
        return None if is_past(standing, episode) else Ahead(drama, episode, standing)

    async def progress(self, drama: Drama, reader: Reader) -> Progress | None:
        return await self._database.read(
            lambda connection: members.progress(connection, reader.member_id, drama.id)
        )


def _move(
    connection: sqlite3.Connection,
    drama: Drama,
    reader: Reader,
    status: Status | None,
    episode: int | None,
    now: datetime,
) -> ProgressAnswer:
    today = members.today(connection, reader.member_id, now)
    length = episodes.length(connection, drama, today)
    if episode is not None and not 0 <= episode <= (length.last or MOST_EPISODES):
        raise EpisodeOutOfRange(drama, episode, length.last)
    before = members.progress(connection, reader.member_id, drama.id)
    after = moved(before, status, episode, length, today)
    return _put(connection, drama, reader, before, after, now)


def _put(
    connection: sqlite3.Connection,
    drama: Drama,
    reader: Reader,
    before: Progress | None,
    after: Progress,
    now: datetime,
) -> ProgressAnswer:
    length = episodes.length(connection, drama, members.today(connection, reader.member_id, now))
    last = length.last
    members.seen(connection, reader.member_id, reader.guild_id, now)
    members.put_progress(connection, reader.member_id, drama.id, after, now)
    finished = after.status is Status.COMPLETED and (before is None or before.status is not Status.COMPLETED)
    following = after.episode + 1
    return ProgressAnswer(
        drama,
        after,
        last,
        finished,
        scores.get(connection, reader.member_id, drama.id),
        EpisodeRow(following, air_date=episodes.air_date(connection, drama.id, following))
        if last is not None and following <= last
        else None,
        after != before,
        new_since(after, length),
    )
