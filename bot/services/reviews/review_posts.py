"""Posts of reviews: their content, and when a review is posted."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain import post_keys
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.reviews import Posting, Review, ReviewShown
from bot.services.posts.outbox import Outbox
from bot.services.reviews.showing import for_all
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import message_ledger, outbox
from bot.store.reviews import reviews

POST = Kind.REVIEW.value  # the kind of post


class ReviewPosts:
    """The messages that show reviews in a server's channel for them."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def to_post(self, post: Post) -> ReviewShown | None:
        """The content of a post for everyone in its guild. None if nothing is left to post."""
        review_id, guild_id = int(str(post.payload["review"])), int(str(post.payload["guild"]))

        def write(connection: sqlite3.Connection) -> ReviewShown | None:
            review = reviews.composed(connection, review_id, guild_id, post.id)
            return for_all(connection, review, guild_id) if review else None

        return await self._database.write(write)

    async def as_it_stands(self, post: Posted) -> ReviewShown | None:
        """The content that a message should show. None if it should be deleted."""

        def read(connection: sqlite3.Connection) -> ReviewShown | None:
            found = reviews.standing(connection, post.subject, post.guild_id)
            return for_all(connection, found, post.guild_id) if found is not None else None

        return await self._database.read(read)

    async def lost(self, post: Posted, now: datetime) -> None:
        """Post a review again, because its channel is gone and its author has changed it since."""

        def write(connection: sqlite3.Connection) -> None:
            # Another run may have been faster, and then it is on its way already.
            if message_ledger.forget(connection, post):
                plan(connection, post.subject, post.guild_id, now)

        await self._database.write(write)
        self._outbox.changed()


def plan_first(connection: sqlite3.Connection, review: Review, reader: Reader, now: datetime) -> Posting:
    """Plan the post if there is none yet. The chore edits a message that already shows the review."""
    if reader.guild_id is None:
        return Posting.NO_SERVER
    if reviews.standing(connection, review.id, reader.guild_id) is None:
        return Posting.HIDDEN
    if message_ledger.message_of(connection, Kind.REVIEW, review.id, reader.guild_id) is not None:
        return Posting.EDITED
    if Purpose.REVIEWS not in guilds.get(connection, reader.guild_id).channels:
        return Posting.NO_CHANNEL
    plan(connection, review.id, reader.guild_id, now)
    return Posting.POSTED


def plan(connection: sqlite3.Connection, review_id: int, guild_id: int, now: datetime) -> None:
    """Plan the post of a review. A second one only if the earlier was sent and is gone, or was dropped."""
    post = NewPost(
        key=post_keys.review(review_id, guild_id),
        kind=POST,
        target=Target(guild_id=guild_id, purpose=Purpose.REVIEWS),
        due_at=now,
        payload={"review": review_id, "guild": guild_id},
    )
    outbox.put_anew(connection, post)
