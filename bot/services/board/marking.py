"""Marks messages as spoilers: asks what they spoil, reposts them hidden, deletes the originals."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.consent import Alone, Consent, Label, gate_alone
from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.marked import FileCarried, Marked, Original, ThreadPlace
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.spoilers import Policy, Shape, shape
from bot.errors import AlreadyMarked, FilesTooLarge, MarkedGone, NothingToMark, NotYourMessage
from bot.services.checks import check_episode, reached
from bot.services.limits import Limits, limited, require_writer
from bot.services.moderation.screening import Screening
from bot.services.posts.outbox import Outbox
from bot.store.board import marked
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.moderation.audit import audit
from bot.store.posts import message_ledger, outbox

POST = Kind.MARKED.value  # the kind of post
CHORE = "marked messages"  # forgets what was asked about in vain
ASKED_FOR = timedelta(hours=1)  # how long the words of a message are kept for a form that is open
EVERY = timedelta(hours=1)


class Marking:
    """Members' messages that spoil."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening

    @limited(Deed.MARK)
    async def ask(
        self,
        original: Original,
        reader: Reader,
        now: datetime,
        channels: frozenset[int] = frozenset(),
        *,
        room: int,
    ) -> ThreadPlace | None:
        """Keep the message until the form is sent. Returns its drama and episode, if its thread tells.

        Of a thread about a whole drama the episode is the last one that the reader has seen. `channels` is
        where the message stands, and the channel that a thread is in. `room`: bytes that the files of
        a message of the bot's may have there.
        Raises `NothingToMark`, `FilesTooLarge`, `AlreadyMarked`, and `WordsRefused`: the bot would repeat it.
        """
        if not original.text.strip() and not original.files:
            raise NothingToMark
        if original.size > room:
            raise FilesTooLarge(original.size, room)
        described = (file.description or "" for file in original.files)
        text, *_ = await self._screening.passed(reader, now, original.text, *described, channels=channels)

        def write(connection: sqlite3.Connection) -> ThreadPlace | None:
            members.seen(connection, original.author_id, None, now)
            if not marked.ask(connection, original, text, reader.member_id, now):
                raise AlreadyMarked
            place = marked.place(connection, original.channel_id)
            if place is None or place.last_episode:
                return place
            return ThreadPlace(place.drama, reached(connection, place.drama, reader))

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

        require_writer(reader)

        def write(connection: sqlite3.Connection) -> None:
            check_episode(connection, drama, episode)
            if marked.asked(connection, original.message_id, reader.member_id) is None:
                raise MarkedGone
            outbox_id = post_to(connection, original.message_id, original.guild_id, original.channel_id, now)
            marked.plan(connection, original.message_id, drama.id, episode, files, outbox_id)
            audit(
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
            if found is None or found.down or post.target.guild_id is None:
                return None
            found = _for_all(connection, found, post.target.guild_id)
            marked.composed(connection, found, post.target.guild_id, post.id)
            return found

        return await self._database.write(write)

    async def read(self, message_id: int, reader: Reader, consent: Consent | None = None) -> Alone[Marked]:
        """A sealed message for one reader alone, after what they agreed to; raises `MarkedGone`."""

        def read(connection: sqlite3.Connection) -> Alone[Marked]:
            found = marked.get(connection, message_id)
            author_id = marked.author(connection, message_id, reader.guild_id)  # None: of another guild
            if found is None or found.down or author_id is None or not (found.text or found.files):
                raise MarkedGone
            standing = members.progress(connection, reader.member_id, found.drama.id)
            own = found.author_id == reader.member_id
            how = shape(Policy.SEALED, standing, found.episode, own=own)
            files = (f"{file.name} {len(file.content)}" for file in found.files)
            label = Label.of(found.drama, found.episode, found.text, *files)
            return gate_alone(replace(found, shape=how, standing=standing), label, consent)

        return await self._database.read(read)

    async def take_away(
        self, message_id: int, repost_id: int, reader: Reader, now: datetime, *, moderates: bool
    ) -> None:
        """Delete a message and its repost. Raises `MarkedGone` and `NotYourMessage`.

        `repost_id` is where the button was pressed, for reposts of which it was not noted.
        """

        def write(connection: sqlite3.Connection) -> None:
            author_id = _require_own(connection, message_id, reader, moderates=moderates)
            marked.stands(connection, message_id, repost_id)
            marked.forget(connection, message_id)
            if author_id != reader.member_id:
                detail = {"author": author_id}
                guild_id, subject = reader.guild_id, str(message_id)
                audit(connection, guild_id, reader.member_id, "message.unmark", subject, now, detail)

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
            marked.stands(connection, message_id, repost_id)
            if not marked.correct(connection, message_id, drama.id, episode):
                return
            detail = {"author": author_id, "drama": drama.id, "episode": episode}
            guild_id, subject = reader.guild_id, str(message_id)
            audit(connection, guild_id, reader.member_id, "message.corrected", subject, now, detail)

        await self._database.write(write)
        self._outbox.changed()

    # --- what the ledger keeps: the reposts, and originals that are to be removed ---

    async def as_it_stands(self, post: Posted) -> Marked | None:
        """What a repost should show; without words and files where it alone holds them.

        None where its drama is gone from the catalogue, or it is marked no longer; see `known`. One that was
        taken down is to be deleted, once its words are kept.
        """

        def read(connection: sqlite3.Connection) -> Marked | None:
            found = marked.get(connection, post.subject)
            return _for_all(connection, found, post.guild_id) if found else None

        return await self._database.read(read)

    async def known(self, message_id: int) -> bool:
        """Whether a message is marked still, whatever became of its drama."""
        return await self._database.read(lambda connection: marked.known(connection, message_id))

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

    async def showing(self, post: Posted, shape: Shape) -> None:
        """The repost hides as it should."""

        def write(connection: sqlite3.Connection) -> None:
            message_ledger.showing(connection, post)
            marked.showing(connection, post.subject, sealed=shape is Shape.ASK)

        await self._database.write(write)

    async def channel_gone(self, post: Posted) -> None:
        """The repost went with its channel: what is kept of the message goes with it."""

        def write(connection: sqlite3.Connection) -> None:
            if message_ledger.forget(connection, post):
                marked.forget(connection, post.subject)

        await self._database.write(write)

    async def removed(self, post: Posted) -> None:
        """The original is gone, or never will be."""

        def write(connection: sqlite3.Connection) -> None:
            message_ledger.forget(connection, post)
            marked.done(connection, post.subject)

        await self._database.write(write)

    async def tidy(self, now: datetime) -> datetime:
        """Forget what was asked about in vain; when to tidy again."""
        await self._database.write_in_pieces(lambda connection: marked.purge(connection, now - ASKED_FOR))
        return now + EVERY


def post_to(
    connection: sqlite3.Connection, message_id: int, guild_id: int, channel_id: int, now: datetime
) -> int:
    """Plan the repost of a message in its channel. Returns the id of the post."""
    post = NewPost(
        key=post_keys.marked(message_id),
        kind=POST,
        target=Target(guild_id=guild_id, channel_id=channel_id),
        due_at=now,
        payload={"message": message_id},
    )
    return outbox.put_anew(connection, post)


def plan_again(connection: sqlite3.Connection, message_id: int, guild_id: int, now: datetime) -> None:
    """Plan the repost of a message that was taken down, and is to be seen again."""
    channel_id = marked.channel_of(connection, message_id)
    if channel_id is not None:
        post_to(connection, message_id, guild_id, channel_id, now)


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
