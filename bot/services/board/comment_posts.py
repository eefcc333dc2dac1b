"""Posts of comments: their content, their place, and updates when a comment changes."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.comments import Answered, Comment, CommentShown
from bot.domain.consent import in_sight
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.spoilers import Shape, shape
from bot.domain.stills import Illustrated, Stills, StillsOf
from bot.errors import CommentGone
from bot.services.posts.outbox import Outbox
from bot.store import stills
from bot.store.board import comments
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores, message_ledger, outbox

POST = Kind.COMMENT.value  # the kind of post, and of draft
POSTS_CHORE = "comment posts"  # finds those that wait for a thread that is gone
# A thread that was deleted meanwhile is found by the chore.
LOOKED_AFTER = timedelta(minutes=10)


class CommentPosts:
    """The messages that show comments in the board's threads."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def to_post(self, post: Post) -> CommentShown | None:
        """The content of a post for everyone in its guild. None if nothing is left to post."""
        comment_id = int(str(post.payload["comment"]))

        def write(connection: sqlite3.Connection) -> CommentShown | None:
            comment = comments.composed(connection, comment_id, post.id)
            drama = catalogue.get(connection, comment.drama_id) if comment else None
            return for_all(connection, drama, comment) if comment and drama else None

        return await self._database.write(write)

    async def as_it_stands(self, post: Posted) -> CommentShown | None:
        """The content that a message should show. None if it should be deleted.

        Of a comment that was taken down its place stays, without its words, as long as answers refer to it.
        """

        def read(connection: sqlite3.Connection) -> CommentShown | None:
            comment = comments.get(connection, post.subject)
            drama = catalogue.get(connection, comment.drama_id) if comment else None
            if comment is None or drama is None or comment.guild_id != post.guild_id:
                return None
            if not comment.hidden:
                return for_all(connection, drama, comment)
            if not comments.has_answers(connection, comment.id):
                return None
            return CommentShown(drama, comment, Shape.ASK).without_words()

        return await self._database.read(read)

    async def hidden(self, comment_id: int, reader: Reader) -> CommentShown:
        """A comment of the reader's server without its words, visible or not. Raises `CommentGone`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment = comments.get(connection, comment_id)
            drama = catalogue.get(connection, comment.drama_id) if comment else None
            if comment is None or drama is None or comment.guild_id != reader.guild_id:
                raise CommentGone
            return CommentShown(drama, comment, Shape.ASK).without_words()

        return await self._database.read(read)

    async def homeless(self) -> list[tuple[Comment, Drama, Target]]:
        """For each deleted thread, the first comment that waits for it, its drama, and its target."""

        def read(connection: sqlite3.Connection) -> list[tuple[Comment, Drama, Target]]:
            found = []
            for comment, target in comments.homeless(connection):
                drama = catalogue.get(connection, comment.drama_id)
                if drama is not None:
                    found.append((comment, drama, target))
            return found

        return await self._database.read(read)

    async def rehouse(self, gone: Target, thread_id: int, now: datetime) -> None:
        """Move the posts that wait for a deleted thread to another thread, in their order."""

        def write(connection: sqlite3.Connection) -> None:
            for comment_id in comments.waiting_for(connection, gone):
                if gone.guild_id is not None and comments.withdraw(connection, comment_id):
                    plan(connection, comment_id, gone.guild_id, thread_id, now)

        await self._database.write(write)
        self._outbox.changed()

    async def lost(self, post: Posted, thread_id: int, now: datetime) -> None:
        """Post a comment in the new thread: its old thread is gone and its author has changed it since."""

        def write(connection: sqlite3.Connection) -> None:
            # Another run may have been faster, and then it is on its way already.
            if message_ledger.forget(connection, post):
                plan(connection, post.subject, post.guild_id, thread_id, now)

        await self._database.write(write)
        self._outbox.changed()


def plan(
    connection: sqlite3.Connection, comment_id: int, guild_id: int, thread_id: int, now: datetime
) -> None:
    """Plan the post of a comment in a thread."""
    post = NewPost(
        key=post_keys.comment(comment_id),
        kind=POST,
        target=Target(guild_id=guild_id, channel_id=thread_id),
        due_at=now,
        payload={"comment": comment_id, "guild": guild_id},
    )
    outbox.put_anew(connection, post)
    chores.hasten(connection, POSTS_CHORE, now + LOOKED_AFTER)


def seen(connection: sqlite3.Connection, comment_id: int, guild_id: int | None) -> tuple[Comment, Drama]:
    """A visible comment of this guild. Raises `CommentGone`."""
    comment = comments.seen(connection, comment_id, guild_id)
    drama = catalogue.get(connection, comment.drama_id) if comment else None
    if comment is None or drama is None:
        raise CommentGone
    return comment, drama


def answered(connection: sqlite3.Connection, comment: Comment) -> Answered | None:
    """The comment that this one answers, if it still exists."""
    return comments.answered(connection, comment.reply_to) if comment.reply_to is not None else None


def for_all(connection: sqlite3.Connection, drama: Drama, comment: Comment) -> CommentShown:
    """A comment in a form that spoils no one."""
    how = shape(guilds.get(connection, comment.guild_id).policy, None, comment.spoils)
    pictures = stills_of(connection, comment)
    return in_sight(CommentShown(drama, comment, how, answered(connection, comment), stills=pictures))


def stills_of(connection: sqlite3.Connection, comment: Comment) -> Stills:
    """The pictures of a comment."""
    return stills.of(connection, StillsOf(Illustrated.COMMENT, comment.id))
