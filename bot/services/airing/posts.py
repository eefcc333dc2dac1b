"""Posts about the day's episodes: announcements in guilds' channels, and daily digests."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain import leases, post_keys
from bot.domain.advice import Advice
from bot.domain.airing import (
    DIGEST_LIFE,
    DIGEST_REACH,
    PLAN_AHEAD,
    POST_LIFE,
    QUARTER,
    Airing,
    Announcement,
    Digest,
    Episode,
    LeftOut,
    blocks_of,
    next_digest,
)
from bot.domain.blocks import in_force
from bot.domain.outbox import NewPost, Post, Target
from bot.services.posts import faults
from bot.services.posts.outbox import Outbox
from bot.store import savepoints
from bot.store.airing import airing, posts
from bot.store.board import answers
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.moderation import blocks
from bot.store.posts import chores, outbox
from bot.store.recommending import advice
from bot.store.savepoints import Trouble

PLAN_CHORE = "plan airing"
DIGEST_CHORE = "digests"
ANNOUNCEMENT, DIGEST = posts.KIND, "digest"  # kinds of post
DIGEST_LIMIT = 60  # episodes of one digest
# Of one transaction: others write in between. Each digest is a look at all that its member follows.
DIGESTS_AT_ONCE = 50
DAY = timedelta(days=1)  # between two digests
MOST_ADVISED = 15  # recommendations of one digest; the list has all
GUILDS_AT_ONCE = 25
EPISODES_AT_ONCE = 500  # of all these guilds together, if one alone has no more
TOLD_FOR = timedelta(days=7)  # how long moderators see what was left out
# A waiting post keeps its episodes a little beyond its own end, which the outbox brings about.
_KEPT = POST_LIFE + timedelta(hours=1)


class AiringPosts:
    """Plans posts in the outbox, and gives the content of each post when it is sent."""

    def __init__(self, database: Database, outbox: Outbox):
        self._database = database
        self._outbox = outbox

    # --- announcements ---

    async def replan(self, now: datetime) -> None:
        """Plan again at once, because channels or episodes have changed."""
        await self._database.write(lambda connection: chores.hasten(connection, PLAN_CHORE, now))
        self._outbox.changed()

    async def plan(self, now: datetime) -> int:
        """Plan the next 36 hours for every guild with a channel. May run at any time.

        If an episode was moved, hidden or deleted, the posts that still wait change with it. Returns how many
        rows changed.
        """
        plan = await self._database.read(lambda connection: _plan(connection, now))
        rows = 0
        if plan.changed:
            rows += await self._carry(plan.changed, plan.in_line, plan.fresh_from)
        # A guild that has just chosen its channel gets no earlier episodes.
        rows += await self._carry(plan.episodes, plan.new, now)

        def close(connection: sqlite3.Connection) -> int:
            posts.put_plan(connection, plan.episodes, now + PLAN_AHEAD)
            return posts.forget(connection, plan.without)

        rows += await self._database.write(close)
        if rows:
            self._outbox.changed()
        return rows

    async def _carry(
        self, changed: Mapping[Episode, datetime | None], guild_ids: list[int], fresh_from: datetime
    ) -> int:
        """Update many guilds' posts, some in each transaction. A guild that fails waits for the next plan."""
        rows = 0
        bring = partial(posts.bring_in_line, changed=changed, fresh_from=fresh_from)

        def write(connection: sqlite3.Connection, some: list[int]) -> tuple[int, list[Trouble]]:
            found: list[int] = []

            def carry(ids: list[int]) -> None:
                found.append(bring(connection, guild_ids=ids))

            if not savepoints.each(connection, [some], carry, str):
                return sum(found), []
            # One of them is faulty: handle each alone, so that the others get their posts.
            troubles = savepoints.each(
                connection,
                some,
                lambda guild_id: carry([guild_id]),
                "guild {}".format,
                lambda guild_id: posts.out_of_line(connection, guild_id),
            )
            return sum(found), troubles

        at_once = max(1, min(GUILDS_AT_ONCE, EPISODES_AT_ONCE // max(1, len(changed))))
        for start in range(0, len(guild_ids), at_once):
            some = guild_ids[start : start + at_once]
            changed_rows, troubles = await self._database.write(partial(write, some=some))
            rows += changed_rows
            faults.tell(PLAN_CHORE, troubles)
        return rows

    async def announcement(self, post: Post, now: datetime) -> Announcement | None:
        """The current content of a post that was certainly not sent. None if nothing is left of it.

        An episode that was postponed meanwhile leaves the post and is planned for its new time.
        """

        def write(connection: sqlite3.Connection) -> Announcement | None:
            wanted = posts.episodes_of(connection, post.id)
            current = airing.of_episodes(connection, wanted)
            aired = [a for a in current if now - _KEPT <= a.slot.moment < now + QUARTER]
            kept = {(a.drama.id, a.number) for a in aired}
            if posts.leave_out(connection, post.id, [e for e in wanted if e not in kept]):
                chores.hasten(connection, PLAN_CHORE, now)
            if not aired:
                return None
            guild_id = post.target.guild_id
            role = guilds.get(connection, guild_id).notified_role if guild_id is not None else None
            # The role of everyone has the guild's own id, and no one chose to ping everyone.
            return Announcement(blocks_of(aired), role if role != guild_id else None)

        return await self._database.write(write)

    async def split(self, post: Post, drama_ids: Collection[int] | None = None) -> bool:
        """Move these dramas, or half of all, to a post of their own. False if none would be left here.

        The post was certainly not sent. A drama that cannot be composed, or that Discord refuses, ends up in
        a post of its own this way, and the others are sent without it.
        """

        def write(connection: sqlite3.Connection) -> bool:
            own = list(dict.fromkeys(drama_id for drama_id, _ in posts.episodes_of(connection, post.id)))
            parted = own[(len(own) + 1) // 2 :] if drama_ids is None else [d for d in own if d in drama_ids]
            if not parted or len(parted) == len(own):
                return False
            posts.part(connection, post, parted)
            return True

        done = await self._database.write(write)
        if done:
            self._outbox.changed()
        return done

    async def left_out(self, guild_id: int, now: datetime) -> list[LeftOut]:
        """What a guild was recently not told, because its posts could not be made."""
        return await self._database.read(
            lambda connection: posts.left_out(connection, guild_id, now - TOLD_FOR)
        )

    # --- digests ---

    async def queue_digests(self, now: datetime) -> datetime | None:
        """Queue what is due for members with a daily digest; returns when the next is due.

        A member whose last one could not be delivered gets none until they ask for it again.
        """
        number = DIGESTS_AT_ONCE
        while number == DIGESTS_AT_ONCE:
            number, troubles = await self._database.write(lambda connection: _queue(connection, now))
            faults.tell(DIGEST_CHORE, troubles)
            self._outbox.changed()
        return await self._database.read(airing.next_digest_due)

    async def digest(self, post: Post) -> Digested | None:
        """What a digest tells, which may be nothing by now. None if it was stopped since."""
        member_id = post.target.member_id
        if member_id is None:
            return None

        def read(connection: sqlite3.Connection) -> Digested | None:
            wish = airing.digest(connection, member_id)
            airings, advised = _to_tell(connection, member_id, post.due_at)
            return Digested(airings, advised, wish) if wish else None

        return await self._database.read(read)


@dataclass(frozen=True, slots=True)
class Digested:
    """What a member's daily digest tells, with the setting by which they get it.

    `airings` are the episodes a day around its time, `advised` what members recommended in the day before.
    """

    airings: tuple[Airing, ...]
    advised: tuple[Advice, ...]
    wish: Digest


@dataclass(frozen=True, slots=True)
class _Plan:
    """The air times for guilds' posts: all of them, and those that `changed` since the last plan.

    `in_line` are guilds whose posts follow the last plan, `new` guilds without a plan, `without` guilds that
    lost their channel. Episodes from `fresh_from` on are announced.
    """

    episodes: dict[Episode, datetime]
    changed: dict[Episode, datetime | None]
    fresh_from: datetime
    in_line: list[int]
    new: list[int]
    without: list[int]


def _plan(connection: sqlite3.Connection, now: datetime) -> _Plan:
    until = posts.planned_until(connection)
    # If nothing was planned for a long time (the bot was down), episodes that aired meanwhile are announced
    # late.
    since = max(now - POST_LIFE, min(until, now)) if until is not None else now
    last = posts.planned(connection)
    upcoming = airing.within(connection, since, now + PLAN_AHEAD)
    known = airing.of_episodes(connection, last)
    episodes = {
        (a.drama.id, a.number): a.slot.moment
        for a in (*upcoming, *known)
        if a.number is not None and now - _KEPT <= a.slot.moment < now + PLAN_AHEAD
    }
    # An episode that has already aired by a new date is not announced.
    changed: dict[Episode, datetime | None] = {
        e: at if at >= since else None for e, at in episodes.items() if last.get(e) != at
    }
    # What is too old for the plan was posted, or is too late to post.
    changed |= {e: None for e, at in last.items() if e not in episodes and at > now - _KEPT}
    guild_ids, in_line = posts.guilds(connection), posts.guilds_in_line(connection)
    return _Plan(
        episodes,
        changed,
        since,
        sorted(in_line & guild_ids),
        sorted(guild_ids - in_line),
        sorted(in_line - guild_ids),
    )


def _queue(connection: sqlite3.Connection, now: datetime) -> tuple[int, list[Trouble]]:
    """Queue due digests and move each to its next day, in one transaction. Returns how many were due."""

    def queue(one: tuple[int, Digest]) -> None:
        member_id, wish = one
        moment = wish.next_at or now
        zone = ZoneInfo(wish.zone)
        if airing.refused(connection, member_id):
            airing.move_digest(connection, member_id, None)
            return
        airing.move_digest(connection, member_id, next_digest(wish.at, zone, max(now, moment)))
        if now >= moment + DIGEST_LIFE:
            return
        answered = answers.into_digest(connection, member_id, moment)
        if answered or any(_to_tell(connection, member_id, moment)):
            outbox.put(connection, _digest_post(member_id, moment, moment.astimezone(zone).date()))

    due = airing.due_digests(connection, now, DIGESTS_AT_ONCE)
    later = now + leases.AFTER_A_FAULT
    troubles = savepoints.each(
        connection,
        due,
        queue,
        lambda one: f"member {one[0]}",
        lambda one: airing.move_digest(connection, one[0], later),
    )
    return len(due), troubles


def set_right(connection: sqlite3.Connection, now: datetime) -> int:
    """Move digests back to their own time after a clock ran ahead. Returns how many it moved."""
    moved = 0
    for member_id, wish in airing.digests_after(connection, now + leases.LONGEST_PUT_OFF):
        airing.move_digest(connection, member_id, next_digest(wish.at, ZoneInfo(wish.zone), now))
        moved += 1
    return moved


def _digest_post(member_id: int, moment: datetime, day: date) -> NewPost:
    return NewPost(
        post_keys.digest(member_id, day),
        DIGEST,
        Target(member_id=member_id),
        moment,
        expires_at=moment + DIGEST_LIFE,
    )


def _to_tell(
    connection: sqlite3.Connection, member_id: int, moment: datetime
) -> tuple[tuple[Airing, ...], tuple[Advice, ...]]:
    """The episodes a day around the time of a digest, and what the member was recommended that day.

    As of answers, blocked authors are passed over.
    """
    airings = airing.of_followed(
        connection, member_id, moment - DIGEST_REACH, moment + DIGEST_REACH, DIGEST_LIMIT
    )
    advised = advice.since(connection, member_id, moment - DAY, moment, MOST_ADVISED)
    return tuple(airings), tuple(one for one in advised if _may_write(connection, one, moment))


def _may_write(connection: sqlite3.Connection, one: Advice, moment: datetime) -> bool:
    """Whether the author of a recommendation may write where they gave it."""
    return in_force(blocks.of_member(connection, one.author_id), moment, one.guild_id) is None
