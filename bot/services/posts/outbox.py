"""Scheduled posts: plans them, and records how the scheduler sends them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain import post_keys
from bot.domain.guilds import Purpose
from bot.domain.outbox import GIVEN_UP_AFTER, HeldPosts, NewPost, Obstacle, Post, Standing, Target
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import alone
from bot.store.posts import outbox, waiting_posts

T = TypeVar("T")

KEPT = timedelta(days=30)  # how long it is known what was sent, and where
NOTICE = "notice"  # the kind of post that tells moderators what waits for them
NOTICE_WORTH = timedelta(days=1)


def _nobody() -> None:
    """Ignores changes until a scheduler listens."""


class Outbox:
    """The outbox. Code that plans posts in its own transaction calls `changed` after it."""

    def __init__(self, database: Database):
        self._database = database
        self.on_change: Callable[[], None] = _nobody

    def changed(self) -> None:
        """Tell the scheduler that the outbox has changed, so that it wakes in time."""
        self.on_change()

    async def put(self, *posts: NewPost) -> list[int]:
        """Plan posts. Posts with a known key stay as they are."""
        return await self._change(lambda connection: [outbox.put(connection, post) for post in posts])

    async def replace(self, post: NewPost) -> bool:
        """Plan a post or change the planned one. False if it is on its way, sent or dropped."""
        return await self._change(lambda connection: outbox.replace(connection, post))

    async def withdraw(self, keys: Iterable[str]) -> int:
        """Delete planned posts. Returns how many were still planned."""
        wanted = list(keys)
        return await self._change(lambda connection: sum(outbox.withdraw(connection, key) for key in wanted))

    async def held(self, guild_id: int, now: datetime) -> list[HeldPosts]:
        """The posts that wait until a guild's moderators fix something."""
        return await self._database.read(lambda connection: waiting_posts.held_of(connection, guild_id, now))

    async def standing(self, now: datetime) -> Standing:
        """How many posts wait, and since when."""
        return await self._database.read(lambda connection: waiting_posts.standing(connection, now))

    async def retry(self, guild_id: int, now: datetime) -> int:
        """Try a guild's held posts at once, because something changed there. Returns how many."""
        if not await self._database.read(lambda connection: waiting_posts.has_held(connection, guild_id)):
            return 0
        return await self._change(lambda connection: waiting_posts.retry(connection, guild_id, now))

    # --- what the scheduler does ---

    async def claim(
        self,
        now: datetime,
        claimed_by: str,
        lease: timedelta,
        limit: int,
        under_way: Collection[int] = (),
    ) -> list[Post]:
        """Claim ready posts for this process until `now` + `lease`, except those it is already sending."""

        def anything(connection: sqlite3.Connection) -> bool:
            ready = outbox.next_ready(connection, now, under_way)
            return ready is not None and ready <= now

        # Read first, so that a wake with nothing due needs neither the single writer nor the disk.
        if not await self._database.read(anything):
            return []
        return await self._database.write(
            lambda connection: outbox.claim(connection, now, claimed_by, lease, limit, under_way)
        )

    async def next_ready(self, now: datetime, under_way: Collection[int] = ()) -> datetime | None:
        return await self._database.read(lambda connection: outbox.next_ready(connection, now, under_way))

    async def sent(
        self, post: Post, claimed_by: str, now: datetime, channel_id: int | None, message_id: int | None
    ) -> bool:
        """Record that a post was sent. A direct message that arrives is a sign of its member."""

        def write(connection: sqlite3.Connection) -> bool:
            if post.target.member_id is not None and message_id is not None:
                alone.renew(connection, post.target.member_id, now)
            return outbox.sent(connection, post.id, claimed_by, now, channel_id, message_id)

        return await self._database.write(write)

    async def uncertain(self, post: Post, claimed_by: str) -> None:
        """Record an attempt with an unknown result. The post is looked for once its claim has ended."""
        await self._database.write(lambda connection: outbox.uncertain(connection, post.id, claimed_by))

    async def unsent(self, post: Post, claimed_by: str, ready_at: datetime) -> bool:
        """Release a post that was certainly not sent."""
        return await self._database.write(
            lambda connection: outbox.unsent(connection, post.id, claimed_by, ready_at)
        )

    async def dropped(self, post: Post, claimed_by: str, now: datetime, reason: str) -> bool:
        return await self._database.write(
            lambda connection: outbox.dropped(connection, post.id, claimed_by, now, reason)
        )

    async def hold(
        self, post: Post, claimed_by: str, now: datetime, obstacle: Obstacle, *, surely_unsent: bool = True
    ) -> bool:
        """Hold a post, and tell the guild's moderators if that is new."""
        retry_at = post.next_try(now)

        def write(connection: sqlite3.Connection) -> bool:
            ours = outbox.held(
                connection, post.id, claimed_by, obstacle, retry_at, surely_unsent=surely_unsent
            )
            if ours and post.reason != obstacle:
                notice = _notice(post, obstacle, now)
                if notice is not None and Purpose.LOG in _channels(connection, notice):
                    outbox.put(connection, notice)
            return ours

        return await self._change(write)

    async def tidy(self, now: datetime) -> int:
        """Drop posts held too long, and delete old finished ones. Returns how many were deleted."""

        await self._database.write_in_pieces(
            lambda connection: waiting_posts.give_up(connection, now - GIVEN_UP_AFTER, now)
        )
        gone = await self._database.write_in_pieces(
            lambda connection: waiting_posts.purge(connection, now - KEPT)
        )
        self.changed()
        return gone

    async def _change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        result = await self._database.write(work)
        self.changed()
        return result


def _channels(connection: sqlite3.Connection, notice: NewPost) -> Iterable[Purpose]:
    guild_id = notice.target.guild_id
    return guilds.get(connection, guild_id).channels if guild_id is not None else ()


def _notice(post: Post, obstacle: Obstacle, now: datetime) -> NewPost | None:
    """Tell the log channel what waits and why, at most once a day. Never about the log itself."""
    target = post.target
    if target.guild_id is None or target.purpose is Purpose.LOG or post.kind == NOTICE:
        return None
    return NewPost(
        key=post_keys.notice(str(target), str(obstacle), now.date()),
        kind=NOTICE,
        target=Target(guild_id=target.guild_id, purpose=Purpose.LOG),
        due_at=now,
        payload={
            "purpose": str(target.purpose) if target.purpose else None,
            "channel": post.channel_id,
            "obstacle": str(obstacle),
        },
        expires_at=now + NOTICE_WORTH,
    )
