"""Members' recommendations: adding, editing, deleting and agreeing, and finding similar dramas."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.recommendations import PAGE_SIZE, REASON_LIMIT, Likeness, Pairing, Recommendation
from bot.errors import OwnRecommendation, RecommendationGone, RecommendsItself
from bot.services.checks import filled
from bot.services.limits import Limits, limited
from bot.services.members.drafts import RECOMMENDATION, about
from bot.services.recommending.taste import similar
from bot.store import drafts
from bot.store.database import Database
from bot.store.members import members
from bot.store.recommending import neighbours, recommendations


class Recommending:
    """Members' recommendations from drama to drama, with a reason."""

    def __init__(self, database: Database, limits: Limits):
        self._database = database
        self.limits = limits

    async def like(self, drama: Drama, reader: Reader, index: int = 0, *, asker_id: int) -> Likeness:
        """What members recommend with a drama, then what its fans also liked, in one read of the store.

        `asker_id` is the member who asked first. Dramas that they have seen are left out.
        """

        def read(connection: sqlite3.Connection) -> Likeness:
            found, at, total = recommendations.page(
                connection, drama.id, reader.member_id, reader.guild_id, index, PAGE_SIZE, reader.guilds
            )
            seen = neighbours.seen_by(connection, asker_id) if at == 0 else ()
            alike = similar(connection, drama.id, seen) if at == 0 else ()
            return Likeness(drama, tuple(found), at, total, alike)

        return await self._database.read(read)

    async def pairing(self, drama: Drama, other: Drama, reader: Reader) -> Pairing:
        """What the form for two dramas starts with: the draft, else the current reason.

        Raises `RecommendsItself`.
        """
        if drama.id == other.id:
            raise RecommendsItself(drama)

        def read(connection: sqlite3.Connection) -> Pairing:
            subject = about(drama.id, other.id)
            kept = drafts.get(connection, reader.member_id, RECOMMENDATION, subject) or {}
            standing = recommendations.between(connection, reader.member_id, drama.id, other.id)
            return Pairing(drama, other, kept.get("reason") or standing)

        return await self._database.read(read)

    @limited(Deed.RECOMMENDATION)
    async def suggest(
        self, drama: Drama, other: Drama, reason: str, reader: Reader, now: datetime
    ) -> Recommendation:
        """Recommend the two to people who like one of them. A new reason replaces the old one.

        The draft is then deleted. Raises `RecommendsItself`, `EmptyText`, `TextTooLong` and
        `RecommendationGone`. Then nothing has changed.
        """
        if drama.id == other.id:
            raise RecommendsItself(drama)
        reason = filled(reason, REASON_LIMIT)

        def write(connection: sqlite3.Connection) -> Recommendation:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            ident = recommendations.put(connection, reader.member_id, drama.id, other.id, reason, now)
            drafts.remove(connection, reader.member_id, RECOMMENDATION, about(drama.id, other.id))
            # If moderators have removed it meanwhile, nothing changes.
            return _there(_get(connection, ident, reader))

        return await self._database.write(write)

    async def get(self, ident: int, reader: Reader) -> Recommendation:
        """A recommendation that may be seen here. Raises `RecommendationGone`."""
        return _there(
            await self._database.read(
                lambda connection: recommendations.get(
                    connection, ident, reader.member_id, reader.guild_id, reader.guilds
                )
            )
        )

    async def own(self, ident: int, reader: Reader) -> Recommendation:
        """The reader's own recommendation. Raises `RecommendationGone`."""
        found = await self.get(ident, reader)
        if found.author_id != reader.member_id:
            raise RecommendationGone
        return found

    @limited(Deed.VOTE)
    async def agree(self, ident: int, reader: Reader, now: datetime) -> bool:
        """Agree with a recommendation, or undo that. Returns whether the reader agrees now.

        Raises `OwnRecommendation` and `RecommendationGone`.
        """

        def write(connection: sqlite3.Connection) -> bool:
            found = _get(connection, ident, reader)
            if _there(found).author_id == reader.member_id:
                raise OwnRecommendation
            members.seen(connection, reader.member_id, reader.guild_id, now)
            return recommendations.vote(connection, ident, reader.member_id)

        return await self._database.write(write)

    async def withdraw(self, ident: int, reader: Reader) -> Recommendation:
        """Delete the reader's own recommendation with its votes. Raises `RecommendationGone`."""

        def write(connection: sqlite3.Connection) -> Recommendation:
            found = _there(_get(connection, ident, reader))
            if found.author_id != reader.member_id:
                raise RecommendationGone
            recommendations.remove(connection, ident)
            return found

        return await self._database.write(write)


def _get(connection: sqlite3.Connection, ident: int, reader: Reader) -> Recommendation | None:
    return recommendations.get(connection, ident, reader.member_id, reader.guild_id, reader.guilds)


def _there(found: Recommendation | None) -> Recommendation:
    if found is None:
        raise RecommendationGone
    return found
