"""Lets moderators hide and restore comments."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.comments import Comment, CommentShown, Reported
from bot.domain.consent import in_sight
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.spoilers import Policy, shape
from bot.errors import CommentGone, NotAComment
from bot.services.board.comment_posts import answered, plan, tell_moderators
from bot.services.posts.outbox import Outbox
from bot.store.board import comments, reports
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.moderation.audit import audit


class Takedowns:
    """What moderators do with other members' comments. The caller checks that the reader is a moderator."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def channel_of(self, comment_id: int, guild_id: int) -> int | None:
        """The channel whose moderators decide on a comment: its thread's channel, else the board's."""

        def read(connection: sqlite3.Connection) -> int | None:
            there = comments.channel_of(connection, comment_id)
            return there or guilds.get(connection, guild_id).channels.get(Purpose.BOARD)

        return await self._database.read(read)

    async def shown_by(self, message_id: int, guild_id: int) -> int:
        """The id of the comment that a message shows. Raises `NotAComment`."""
        found = await self._database.read(
            lambda connection: reports.shown_by(connection, guild_id, message_id)
        )
        if found is None or found[0] is not Reported.COMMENT:
            raise NotAComment
        return int(found[1])

    async def look(self, comment_id: int, reader: Reader) -> CommentShown:
        """A comment for a moderator, hidden or not. Its text is included only as far as they have watched.

        Raises `CommentGone`.
        """

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = _here(connection, comment_id, reader)
            standing = members.progress(connection, reader.member_id, drama.id)
            how = shape(Policy.SEALED, standing, comment.spoils, alone=True)
            return in_sight(CommentShown(drama, comment, how, answered(connection, comment), standing))

        return await self._database.read(read)

    async def take_down(self, comment_id: int, reader: Reader, now: datetime) -> CommentShown:
        """Hide a comment and delete its message. Audited. Raises `CommentGone`."""

        def write(connection: sqlite3.Connection) -> None:
            comment, _ = _here(connection, comment_id, reader)
            if comments.hide(connection, comment_id):
                _audit(connection, "comment.taken_down", comment, reader, now)
                tell_moderators(connection, comment, reader.member_id, now)

        await self._database.write(write)
        self._outbox.changed()
        return await self.look(comment_id, reader)

    async def bring_back(
        self, comment_id: int, thread_id: int, reader: Reader, now: datetime
    ) -> CommentShown:
        """Restore a comment, in the given thread if it has none. Audited.

        Raises `CommentGone`.
        """

        def write(connection: sqlite3.Connection) -> None:
            comment, _ = _here(connection, comment_id, reader)
            if not comments.unhide(connection, comment_id):
                return
            _audit(connection, "comment.brought_back", comment, reader, now)
            if comments.channel_of(connection, comment_id) is None:
                plan(connection, comment_id, comment.guild_id, thread_id, now)

        await self._database.write(write)
        self._outbox.changed()
        return await self.look(comment_id, reader)


def _here(connection: sqlite3.Connection, comment_id: int, reader: Reader) -> tuple[Comment, Drama]:
    """A comment of the reader's server, visible or hidden."""
    comment = comments.get(connection, comment_id)
    drama = catalogue.get(connection, comment.drama_id) if comment else None
    if comment is None or drama is None or comment.guild_id != reader.guild_id:
        raise CommentGone
    return comment, drama


def _audit(
    connection: sqlite3.Connection, action: str, comment: Comment, reader: Reader, now: datetime
) -> None:
    detail = {"drama": comment.drama_id, "written_by": comment.member_id}
    audit(connection, comment.guild_id, reader.member_id, action, f"comment {comment.id}", now, detail)
