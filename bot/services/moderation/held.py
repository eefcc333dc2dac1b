"""Writings that wait for a moderator: reading them, releasing and dismissing them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import post_keys
from bot.domain.consent import Alone, Consent, gate_alone
from bot.domain.dramas import Drama
from bot.domain.held import KEPT_FOR, HeldRef, HeldShown, HeldWriting
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.reports import Waiting
from bot.domain.writings import WritingKind
from bot.errors import HeldGone, LabelOutdated
from bot.services.checks import existing, guild_of
from bot.services.moderation.waiting import place, waiting
from bot.services.posts.arrivals import NEWS_WORTH
from bot.services.posts.outbox import Outbox
from bot.store import drafts
from bot.store.catalogue import catalogue, renumbering
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.moderation import held
from bot.store.moderation.audit import audit
from bot.store.posts import outbox

DISMISSED = "writing dismissed"  # a kind of post to an author

Write = Callable[[HeldWriting, Reader, datetime], Awaitable[None]]


class Held:
    """What waits on a server until a moderator has read it."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox
        self._writers: dict[WritingKind, Write] = {}
        self._deciding = asyncio.Lock()  # two moderators at one writing

    def writes(self, kind: WritingKind, write: Write) -> None:
        """A service says how it writes what it had to hold, in the name of its author."""
        self._writers[kind] = write

    async def waiting(self, guild_id: int, after: int = 0, limit: int = 25) -> Sequence[HeldWriting]:
        """Those that wait, the oldest first, that came after the one with this id."""
        return await self._database.read(lambda connection: held.waiting(connection, guild_id, after, limit))

    async def count(self, guild_id: int) -> int:
        """How many wait on a server."""
        return await self._database.read(lambda connection: held.count(connection, guild_id))

    async def one(self, held_id: int, moderator: Reader, consent: Consent | None = None) -> Alone[HeldShown]:
        """A waiting writing for one moderator, after what they agreed to. Raises `HeldGone`."""
        guild_id = guild_of(moderator)

        def read(connection: sqlite3.Connection) -> Alone[HeldShown]:
            found = waiting(connection, guild_id, moderator.member_id)
            return held_for(connection, HeldRef(guild_id, held_id), moderator, consent, found)

        return await self._database.read(read)

    async def spot(self, held_id: int, moderator: Reader) -> tuple[int, int] | None:
        """The drama and the episode of the thread where a new comment goes. None for anything else.

        Raises `HeldGone`.
        """
        guild_id = guild_of(moderator)
        found = await self._database.read(lambda connection: _there(connection, held_id, guild_id))
        if found.kind is not WritingKind.COMMENT or "episode" not in found.payload:
            return None
        return found.drama_id, int(found.payload["episode"])

    async def release(
        self, held_id: int, moderator: Reader, now: datetime, *, thread_id: int | None = None
    ) -> HeldWriting:
        """Write it as if its author had just written it, under the settings of now. Audited.

        `thread_id` is where a comment goes. Raises `HeldGone`, `LabelOutdated`, and what its service raises:
        then it keeps waiting.
        """
        guild_id = guild_of(moderator)
        async with self._deciding:
            found, author = await self._database.read(
                lambda connection: _with_author(connection, held_id, guild_id)
            )
            payload = {**found.payload, "thread": thread_id}
            await self._writers[found.kind](replace(found, payload=payload), author, now)

            def write(connection: sqlite3.Connection) -> None:
                # Its author may have replaced it meanwhile: the new one has an id of its own.
                held.remove(connection, held_id)
                _audit(connection, "held.release", found, moderator.member_id, now)

            await self._database.write(write)
        return found

    async def dismiss(self, held_id: int, moderator: Reader, now: datetime) -> HeldWriting:
        """Delete it. Its author is told, and gets the text back as a draft. Audited. Raises `HeldGone`."""
        guild_id = guild_of(moderator)

        def write(connection: sqlite3.Connection) -> HeldWriting:
            found = _there(connection, held_id, guild_id)
            _give_back(connection, found, now)
            _audit(connection, "held.dismiss", found, moderator.member_id, now)
            return found

        async with self._deciding:
            dismissed = await self._database.write(write)
        self._outbox.changed()
        return dismissed

    async def purge(self, now: datetime) -> int:
        """Give back what no moderator has read for two months. Returns how many."""

        def write(connection: sqlite3.Connection) -> int:
            found = held.older(connection, now - KEPT_FOR)
            for one in found:
                _give_back(connection, one, now)
            return len(found)

        total = await self._database.write_in_pieces(write)
        self._outbox.changed()
        return total

    async def about_message(self, post: Post) -> tuple[WritingKind, Drama | None]:
        """What a message to an author is about: the kind, and the drama, if that is still there."""
        drama_id = int(str(post.payload["drama"]))
        drama = await self._database.read(lambda connection: catalogue.get(connection, drama_id))
        return WritingKind(str(post.payload["kind"])), drama


def _there(connection: sqlite3.Connection, held_id: int, guild_id: int) -> HeldWriting:
    found = held.get(connection, held_id, guild_id)
    if found is None:
        raise HeldGone
    return found


def held_for(
    connection: sqlite3.Connection,
    ref: HeldRef,
    moderator: Reader,
    consent: Consent | None,
    others: list[Waiting],
) -> Alone[HeldShown]:
    """A held writing among what waits, for one moderator, after what they agreed to. Raises `HeldGone`."""
    found = _there(connection, ref.id, ref.guild_id)
    about = dict.fromkeys((found.drama_id, *found.labels))
    there_are = (catalogue.get(connection, ident) for ident in about)
    dramas = list({drama.id: drama for drama in there_are if drama is not None}.values())
    if not dramas:  # taken out of the catalogue: it can be dismissed still
        there = catalogue.whatever(connection, found.drama_id)
        dramas = [there] if there is not None else [existing(connection, found.drama_id)]
    found = replace(found, labels=catalogue.followed(connection, found.labels))
    standings = {drama.id: members.progress(connection, moderator.member_id, drama.id) for drama in dramas}
    shown = HeldShown.of(found, dramas, standings, own=found.author_id == moderator.member_id)
    return gate_alone(shown.at(place(others, ref), len(others)), shown.label, consent)


def _with_author(connection: sqlite3.Connection, held_id: int, guild_id: int) -> tuple[HeldWriting, Reader]:
    """A waiting writing, and its author as they were when they wrote it."""
    found = _there(connection, held_id, guild_id)
    for drama_id in found.labels:
        drama = existing(connection, drama_id)
        if any(renumbering.is_since(connection, ident, found.at) for ident in {drama_id, drama.id}):
            raise LabelOutdated(drama)
    settings, told = guilds.get(connection, guild_id), found.payload
    role = settings.curator_role
    author = Reader(
        found.author_id,
        guild_id,
        str(told["language"]),
        str(told["public_language"]),
        settings,
        role_ids=frozenset({role}) if told["curator"] and role is not None else frozenset(),
        stars_out_of=int(told["stars_out_of"]),
        released=True,
    )
    return found, author


def _give_back(connection: sqlite3.Connection, found: HeldWriting, now: datetime) -> None:
    """Delete it, tell its author, and make a draft of it, where its form has drafts and no newer one."""
    held.remove(connection, found.id)
    subject = found.payload["draft"]
    if found.draft_kind is not None and subject is not None:
        place = (found.author_id, found.draft_kind, subject)
        if drafts.get(connection, *place) is None:
            drafts.put(connection, *place, found.payload["form"], now)
    post = NewPost(
        key=post_keys.to_author(DISMISSED, found.id),
        kind=DISMISSED,
        target=Target(member_id=found.author_id),
        due_at=now,
        payload={
            "kind": str(found.kind),
            "drama": found.drama_id,
            "guild": found.guild_id,
            "draft": found.draft_kind is not None,
        },
        expires_at=now + NEWS_WORTH,
    )
    outbox.put(connection, post)


def _audit(
    connection: sqlite3.Connection, action: str, found: HeldWriting, actor_id: int, now: datetime
) -> None:
    detail: dict[str, str | int | None] = {
        "kind": str(found.kind),
        "author": found.author_id,
        "drama": found.drama_id,
        "why": str(found.why),
    }
    audit(connection, found.guild_id, actor_id, action, f"held {found.id}", now, detail)
