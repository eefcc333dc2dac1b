"""Marks messages as spoilers: asks what they spoil, reposts them hidden, deletes the originals."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.marked import FILES_LIMIT, FileCarried, Marked, Original, Reposted, Superseded, ThreadPlace
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.spoilers import Policy, Shape, shape
from bot.errors import AlreadyMarked, FilesTooLarge, MarkedGone, NothingToMark, NotYourMessage
from bot.services.checks import check_episode
from bot.services.limits import Limits, limited
from bot.services.posts.outbox import Outbox
from bot.store.board import marked
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.posts import chores, outbox
from bot.store.timestamps import moment

POST = "marked"  # the kind of post; the trigger `marked_sent` knows it by this name
CHORE = "marked messages"  # removes originals, has reposts follow; the trigger hastens it
ASKED_FOR = timedelta(hours=1)  # how long the words of a message are kept for a form that is open
MOST_TRIES = 12  # with at most an hour between them: ten hours
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
EVERY = timedelta(hours=1)


class Marking:
    """Members' messages that spoil."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox

    @limited(Deed.MARK)
    async def ask(self, original: Original, reader: Reader, now: datetime) -> ThreadPlace | None:
        """Keep the message until the form is sent. Returns its drama and episode, if its thread tells.

        Raises `NothingToMark`, `FilesTooLarge` and `AlreadyMarked`.
        """
        if not original.text.strip() and not original.files:
            raise NothingToMark
        if original.size > FILES_LIMIT:
            raise FilesTooLarge(original.size, FILES_LIMIT)

        def write(connection: sqlite3.Connection) -> ThreadPlace | None:
            members.seen(connection, original.author_id, None, now)
            if not marked.ask(connection, original, reader.member_id, now):
                raise AlreadyMarked
            return marked.place(connection, original.channel_id)

        return await self._database.write(write)

    async def asked(self, message_id: int, reader: Reader) -> Original:
        """The message that this member was asked about. Raises `MarkedGone`."""
        original = await self._database.read(
            lambda connection: marked.asked(connection, message_id, reader.member_id)
        )
        if original is None:
            raise MarkedGone
        return original

    async def plan(
        self,
        original: Original,
        drama: Drama,
        episode: int,
        files: Sequence[FileCarried],
        reader: Reader,
        now: datetime,
    ) -> None:
        """Plan the repost. Raises `EpisodeOutOfRange`, and `MarkedGone` if another member was faster."""

        def write(connection: sqlite3.Connection) -> None:
            check_episode(connection, drama, episode)
            if marked.asked(connection, original.message_id, reader.member_id) is None:
                raise MarkedGone
            post = NewPost(
                key=post_keys.marked(original.message_id),
                kind=POST,
                target=Target(guild_id=original.guild_id, channel_id=original.channel_id),
                due_at=now,
                payload={"message": original.message_id},
            )
            outbox_id = outbox.put_anew(connection, post)
            marked.plan(connection, original.message_id, drama.id, episode, files, outbox_id)
            guilds.audit(
                connection,
                original.guild_id,
                reader.member_id,
                "message.marked",
                str(original.message_id),
                now,
                {"author": original.author_id, "drama": drama.id, "episode": episode},
            )

        await self._database.write(write)
        self._outbox.changed()

    async def forget(self, message_id: int) -> None:
        """Delete everything that is kept of a message."""
        await self._database.write(lambda connection: marked.forget(connection, message_id))

    # --- the repost ---

    async def to_post(self, post: Post) -> Marked | None:
        """The content of the repost under its guild's current policy. None if there is nothing to post."""
        message_id = int(str(post.payload["message"]))

        def write(connection: sqlite3.Connection) -> Marked | None:
            found = marked.get(connection, message_id)
            if found is None or post.target.guild_id is None:
                return None
            found = _for_all(connection, found, post.target.guild_id)
            marked.composed(connection, message_id, sealed=found.shape is Shape.ASK)
            return found

        return await self._database.write(write)

    async def read(self, message_id: int, reader: Reader) -> Marked:
        """A sealed message for one reader, who is asked first if they are behind. Raises `MarkedGone`."""

        def read(connection: sqlite3.Connection) -> Marked:
            found = marked.get(connection, message_id)
            author_id = marked.author(connection, message_id, reader.guild_id)  # None: of another guild
            if found is None or author_id is None or not (found.text or found.files):
                raise MarkedGone
            standing = members.progress(connection, reader.member_id, found.drama.id)
            own = found.author_id == reader.member_id
            how = shape(Policy.SEALED, standing, found.episode, alone=True, own=own)
            return replace(found, shape=how, standing=standing)

        return await self._database.read(read)

    async def take_away(
        self, message_id: int, repost_id: int, reader: Reader, now: datetime, *, moderates: bool
    ) -> None:
        """Delete a message and its repost. Raises `MarkedGone` and `NotYourMessage`.

        `repost_id` is where the button was pressed, for reposts of which it was not noted.
        """

        def write(connection: sqlite3.Connection) -> None:
            author_id = _require_own(connection, message_id, reader, moderates=moderates)
            marked.take_away(connection, message_id, repost_id)
            chores.hasten(connection, CHORE, now)
            if author_id != reader.member_id:
                detail = {"author": author_id}
                guild_id, subject = reader.guild_id, str(message_id)
                guilds.audit(connection, guild_id, reader.member_id, "message.unmark", subject, now, detail)

        await self._database.write(write)
        self._outbox.changed()

    async def check_own(self, message_id: int, reader: Reader, *, moderates: bool) -> None:
        """Raises `MarkedGone`, and `NotYourMessage` for members who may not delete it."""
        await self._database.read(
            lambda connection: _require_own(connection, message_id, reader, moderates=moderates)
        )

    async def label(self, message_id: int, reader: Reader, *, moderates: bool) -> ThreadPlace | None:
        """The label of a repost, for members who may correct it. None if its drama is gone.

        Raises `MarkedGone` and `NotYourMessage`.
        """

        def read(connection: sqlite3.Connection) -> ThreadPlace | None:
            _require_own(connection, message_id, reader, moderates=moderates)
            found = marked.get(connection, message_id)
            return ThreadPlace(found.drama, found.episode) if found is not None else None

        return await self._database.read(read)

    @limited(Deed.MARK)
    async def correct(
        self,
        message_id: int,
        repost_id: int,
        drama: Drama,
        episode: int,
        reader: Reader,
        now: datetime,
        *,
        moderates: bool,
    ) -> None:
        """Correct the label of a repost. Raises the errors of `label`, and `EpisodeOutOfRange`.

        `repost_id` is where the button was pressed, for reposts of which it was not noted.
        """

        def write(connection: sqlite3.Connection) -> None:
            author_id = _require_own(connection, message_id, reader, moderates=moderates)
            check_episode(connection, drama, episode)
            if not marked.correct(connection, message_id, repost_id, drama.id, episode):
                return
            chores.hasten(connection, CHORE, now)
            detail = {"author": author_id, "drama": drama.id, "episode": episode}
            guild_id, subject = reader.guild_id, str(message_id)
            guilds.audit(connection, guild_id, reader.member_id, "message.corrected", subject, now, detail)

        await self._database.write(write)
        self._outbox.changed()

    # --- reposts that follow their guild's policy, and their label ---

    async def outdated(self, now: datetime, limit: int) -> list[Reposted]:
        return await self._database.read(lambda connection: marked.outdated(connection, now, limit))

    async def as_it_stands(self, post: Reposted) -> Marked | None:
        """The content that a repost should show. Without words and files if only the repost holds them."""

        def read(connection: sqlite3.Connection) -> Marked | None:
            found = marked.get(connection, post.message_id)
            return _for_all(connection, found, post.guild_id) if found else None

        return await self._database.read(read)

    async def keep(self, shown: Marked) -> Marked | None:
        """Keep a message's words before its repost loses them. Returns the message as it is kept.

        Words that are already kept stay. None if there are no words to keep.
        """

        def write(connection: sqlite3.Connection) -> Marked | None:
            if not marked.keep(connection, shown.message_id, shown.text, shown.files):
                return None
            found = marked.get(connection, shown.message_id)
            return replace(found, shape=shown.shape) if found is not None else None

        return await self._database.write(write)

    async def showing(self, post: Reposted, shape: Shape) -> None:
        """Record that the repost is hidden as it should be."""
        await self._database.write(
            lambda connection: marked.showing(connection, post, sealed=shape is Shape.ASK)
        )

    async def stays(self, post: Reposted) -> None:
        """Record that the repost stays as it is, because Discord refuses to change it."""
        await self._database.write(lambda connection: marked.stays(connection, post))

    # --- the originals, and what was removed ---

    async def superseded(self, now: datetime, limit: int) -> list[Superseded]:
        return await self._database.read(lambda connection: marked.superseded(connection, now, limit))

    async def removed(self, original: Superseded) -> None:
        """Record that the original is deleted, or never will be."""
        await self._database.write(lambda connection: marked.done(connection, original.message_id))

    async def gone(self, now: datetime, limit: int) -> list[Superseded]:
        return await self._database.read(lambda connection: marked.gone(connection, now, limit))

    async def deleted(self, message: Superseded) -> None:
        """Record that a removed message is deleted from Discord, or never will be."""
        await self._database.write(lambda connection: marked.deleted(connection, message.message_id))

    async def refused(self, message: Superseded | Reposted, now: datetime) -> bool:
        """Record that Discord refused to delete or change a message. False once it should be given up."""
        if message.tries + 1 >= MOST_TRIES:
            return False
        pause = min(FIRST_RETRY * 2 ** min(message.tries, 10), LONGEST_RETRY)
        await self._database.write(
            lambda connection: marked.put_off(connection, message.message_id, now + pause)
        )
        return True

    async def tidy(self, now: datetime) -> datetime:
        """Delete messages whose question was never answered. Returns when to tidy or try an original next."""

        def write(connection: sqlite3.Connection) -> datetime:
            marked.purge(connection, now - ASKED_FOR)
            return min(moment(marked.next_try(connection)) or now + EVERY, now + EVERY)

        return await self._database.write(write)


def _for_all(connection: sqlite3.Connection, found: Marked, guild_id: int) -> Marked:
    how = shape(guilds.get(connection, guild_id).policy, None, found.episode)
    return replace(found, shape=how)


def _require_own(connection: sqlite3.Connection, message_id: int, reader: Reader, *, moderates: bool) -> int:
    """The message's author. Raises `MarkedGone`, and `NotYourMessage` if the reader may not act on it."""
    author_id = marked.author(connection, message_id, reader.guild_id)
    if author_id is None:
        raise MarkedGone
    if author_id != reader.member_id and not moderates:
        raise NotYourMessage
    return author_id
