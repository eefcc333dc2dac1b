"""Endings and content warnings: shown on request, voted on by members who have finished the drama."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from datetime import datetime

from bot.domain.content_warnings import Ending, Subject, Warnings
from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.errors import NotSeenThrough
from bot.services.limits import Limits, limited
from bot.store.database import Database
from bot.store.members import members
from bot.store.warnings import content_warnings


class Content:
    """Votes on how dramas end and what they contain."""

    def __init__(self, database: Database, limits: Limits):
        self._database = database
        self.limits = limits

    async def warnings(self, drama: Drama, reader: Reader) -> Warnings:
        """Members' votes on a drama. The reader has already confirmed that they want to know."""
        return await self._database.read(lambda connection: _warnings(connection, drama, reader))

    @limited(Deed.VOTE)
    async def vote_ending(
        self, drama: Drama, reader: Reader, ending: Ending | None, now: datetime
    ) -> Warnings:
        """Vote on the ending, or remove the vote with None. Raises `NotSeenThrough`."""
        return await self._vote(
            drama,
            reader,
            lambda connection: content_warnings.vote_ending(connection, drama.id, reader.member_id, ending),
            now,
        )

    @limited(Deed.VOTE)
    async def vote_subjects(
        self, drama: Drama, reader: Reader, subjects: Collection[Subject], now: datetime
    ) -> Warnings:
        """Vote on all that it contains. Replaces earlier votes. Raises `NotSeenThrough`."""
        return await self._vote(
            drama,
            reader,
            lambda connection: content_warnings.vote_subjects(
                connection, drama.id, reader.member_id, subjects
            ),
            now,
        )

    async def take_back(self, drama: Drama, reader: Reader) -> Warnings:
        """Delete all of the member's votes on it."""

        def write(connection: sqlite3.Connection) -> Warnings:
            content_warnings.vote_ending(connection, drama.id, reader.member_id, None)
            content_warnings.vote_subjects(connection, drama.id, reader.member_id, ())
            return _warnings(connection, drama, reader)

        return await self._database.write(write)

    async def _vote(
        self, drama: Drama, reader: Reader, vote: Callable[[sqlite3.Connection], None], now: datetime
    ) -> Warnings:
        def write(connection: sqlite3.Connection) -> Warnings:
            if not _seen_through(connection, drama, reader):
                raise NotSeenThrough(drama)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            vote(connection)
            return _warnings(connection, drama, reader)

        return await self._database.write(write)


def _warnings(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> Warnings:
    may_vote = _seen_through(connection, drama, reader)
    return content_warnings.of(connection, drama, reader.member_id, may_vote=may_vote)


def _seen_through(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> bool:
    progress = members.progress(connection, reader.member_id, drama.id)
    return progress is not None and progress.seen_through
