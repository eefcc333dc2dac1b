"""Marking a message as a spoiler: kept while it is asked about, reposted hidden, and then removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.dramas import Drama
from bot.domain.marked import FILES_LIMIT, FileCarried, Marked, Original, Place, Superseded
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, PostState, Target
from bot.domain.spoilers import Policy, Scope, Shape, shape
from bot.errors import AlreadyMarked, FilesTooLarge, MarkedGone, NothingToMark
from bot.services.outbox import Outbox
from bot.services.scores import check_episode
from bot.store import guilds, marked, members, outbox
from bot.store.database import Database
from bot.store.moments import moment

POST = "marked"  # the kind of post; the trigger `marked_sent` knows it by this name
CHORE = "marked messages"  # removes originals; the trigger hastens it
ASKED_FOR = timedelta(hours=1)  # how long the words of a message are kept for a form that is open
MOST_TRIES = 12  # with at most an hour between them: ten hours
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
EVERY = timedelta(hours=1)


class Marking:
    """Members' messages that spoil."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def ask(self, original: Original, reader: Reader, now: datetime) -> Place | None:
        """Keep the message until the form is back; what it is about, where its thread tells.

        Raises `NothingToMark`, `FilesTooLarge` and `AlreadyMarked`.
        """
        if not original.text.strip() and not original.files:
            raise NothingToMark
        if original.size > FILES_LIMIT:
            raise FilesTooLarge(original.size, FILES_LIMIT)

        def write(connection: sqlite3.Connection) -> Place | None:
            members.seen(connection, original.author_id, None)
            if not marked.ask(connection, original, reader.member_id, now):
                raise AlreadyMarked
            return marked.place(connection, original.channel_id)

        return await self._database.write(write)

    async def asked(self, message_id: int, reader: Reader) -> Original:
        """The message that this member was asked about; raises `MarkedGone`."""
        original = await self._database.read(
            lambda connection: marked.asked(connection, message_id, reader.member_id)
        )
        if original is None:
            raise MarkedGone
        return original

    async def check(self, drama: Drama, episode: int) -> None:
        """Raises `EpisodeOutOfRange`."""
        await self._database.read(lambda connection: check_episode(connection, drama, episode))

    async def plan(
        self,
        original: Original,
        drama: Drama,
        episode: int,
        files: Sequence[FileCarried],
        reader: Reader,
        now: datetime,
    ) -> None:
        """Plan the repost; raises `EpisodeOutOfRange`, and `MarkedGone` where somebody was faster."""

        def write(connection: sqlite3.Connection) -> None:
            check_episode(connection, drama, episode)
            if marked.asked(connection, original.message_id, reader.member_id) is None:
                raise MarkedGone
            post = NewPost(
                key=_key(connection, original.message_id),
                kind=POST,
                target=Target(guild_id=original.guild_id, channel_id=original.channel_id),
                due_at=now,
                payload={"message": original.message_id},
            )
            outbox_id = outbox.put(connection, post)
            marked.plan(connection, original.message_id, drama.id, episode, files, outbox_id)
            guilds.audit(
                connection,
                original.guild_id,
                reader.member_id,
                "message.marked",
                str(original.message_id),
                {"author": original.author_id, "drama": drama.id, "episode": episode},
            )

        await self._database.write(write)
        self._outbox.changed()

    async def forget(self, message_id: int) -> None:
        """Whatever is kept of a message is forgotten."""
        await self._database.write(lambda connection: marked.forget(connection, message_id))

    # --- the repost ---

    async def to_post(self, post: Post) -> Marked | None:
        """What the repost says, by the policy of its guild now; None where there is nothing to say."""
        message_id = int(str(post.payload["message"]))

        def write(connection: sqlite3.Connection) -> Marked | None:
            found = marked.get(connection, message_id)
            if found is None or post.target.guild_id is None:
                return None
            sealed = guilds.get(connection, post.target.guild_id).policy is Policy.SEALED
            marked.seal(connection, message_id, sealed)
            return replace(found, shape=Shape.ASK if sealed else Shape.BARS)

        return await self._database.write(write)

    async def read(self, message_id: int, reader: Reader) -> Marked:
        """A sealed message for one reader alone, asked first if they are behind; raises `MarkedGone`."""

        def read(connection: sqlite3.Connection) -> Marked:
            found = marked.get(connection, message_id)
            if found is None or not (found.text or found.files):
                raise MarkedGone
            standing = members.progress(connection, reader.member_id, found.drama.id)
            how = Shape.PRIVATE
            if found.author_id != reader.member_id:
                scope = Scope(found.drama.id, found.episode)
                how = shape(Policy.SEALED, standing, scope, ended=False, alone=True)
            return replace(found, shape=how, standing=standing)

        return await self._database.read(read)

    async def author(self, message_id: int) -> int:
        """Who wrote it; raises `MarkedGone`."""
        found = await self._database.read(lambda connection: marked.get(connection, message_id))
        if found is None:
            raise MarkedGone
        return found.author_id

    # --- the originals ---

    async def superseded(self, now: datetime, limit: int) -> list[Superseded]:
        return await self._database.read(lambda connection: marked.superseded(connection, now, limit))

    async def removed(self, original: Superseded) -> None:
        """The original is gone, or never will be."""
        await self._database.write(lambda connection: marked.done(connection, original.message_id))

    async def refused(self, original: Superseded, now: datetime) -> bool:
        """Discord would not remove it just now; False once that is given up."""
        if original.tries + 1 >= MOST_TRIES:
            await self.removed(original)
            return False
        pause = min(FIRST_RETRY * 2 ** min(original.tries, 10), LONGEST_RETRY)
        await self._database.write(
            lambda connection: marked.put_off(connection, original.message_id, now + pause)
        )
        return True

    async def tidy(self, now: datetime) -> datetime:
        """Forget what was asked about in vain; when the next original is to be tried again, or to tidy."""

        def write(connection: sqlite3.Connection) -> datetime:
            marked.purge(connection, now - ASKED_FOR)
            return min(moment(marked.next_try(connection)) or now + EVERY, now + EVERY)

        return await self._database.write(write)


def _key(connection: sqlite3.Connection, message_id: int) -> str:
    """A repost's key; another one only where the repost before was given up."""
    key = again = f"{POST} {message_id}"
    while (known := outbox.get(connection, again)) and known.state is PostState.DROPPED:
        again = f"{key} again {known.id}"
    return again
