"""Comments: writing, answering, reading, liking and deleting them."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import datetime

from bot.domain.comments import (
    TEXT_LIMIT,
    Comment,
    CommentForm,
    CommentShown,
    Spot,
)
from bot.domain.consent import Alone, Consent, Label, gate_alone
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.held import HeldWriting
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.reviews import read_spoils
from bot.domain.screening import Passed
from bot.domain.spoilers import Policy, Shape, shape
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.writings import WritingKind
from bot.errors import (
    CommentGone,
    CommentTakenDown,
    NotYourComment,
    OwnComment,
    ReviewGone,
)
from bot.services.board import answers
from bot.services.board.comment_lists import CommentLists, on_review
from bot.services.board.comment_posts import (
    POST,
    CommentPosts,
    answered,
    for_all,
    plan,
    seen,
    stills_of,
)
from bot.services.checks import existing, filled, guild_of, label_begins, label_of, reached
from bot.services.limits import Limits, limited
from bot.services.members.drafts import about
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.outbox import Outbox
from bot.store import drafts, stills
from bot.store.board import comments
from bot.store.database import Database
from bot.store.members import members


def draft_of_new(spot: Spot) -> str:
    """The subject of a new comment's draft: a drama, or the comment or review that it answers."""
    if spot.reply_to is not None:
        return f"answer {spot.reply_to}"
    return about(spot.drama_id) if spot.review_id is None else f"review {spot.review_id}"


def draft_of_change(comment_id: int) -> str:
    return f"comment {comment_id}"


class Comments:
    """Members' comments on dramas in a server's threads."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, held: Held
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening
        held.writes(WritingKind.COMMENT, self._release)
        self.posts = CommentPosts(database, the_outbox)
        self.lists = CommentLists(database)

    # --- writing ---

    async def reached(self, drama: Drama, reader: Reader) -> int:
        """The last episode that a comment of theirs may spoil: the last one seen, 0 before the first."""
        return await self._database.read(lambda connection: reached(connection, drama, reader))

    async def form(
        self, drama: Drama, spot: Spot, default: int, reader: Reader, *, named: bool = False
    ) -> CommentForm:
        """What the form of a new comment starts with: the draft, or a label with the last episode seen.

        `named`: the writer has just named that episode. Then a draft's label is kept only if it goes further.
        """

        def read(connection: sqlite3.Connection) -> CommentForm:
            kept = drafts.get(connection, reader.member_id, POST, draft_of_new(spot))
            if kept is None:
                return CommentForm(spoils=str(default) if default else "")
            label = kept.get("spoils", "")
            if named and not _goes_further(label, default):
                label = str(default)
            return _with_label(connection, drama, CommentForm(kept.get("text", ""), label), reader)

        return await self._database.read(read)

    async def form_of(self, drama: Drama, comment: Comment, reader: Reader) -> CommentForm:
        """What the form to edit a comment starts with: the draft, or the comment as it is now."""

        def read(connection: sqlite3.Connection) -> CommentForm:
            kept = drafts.get(connection, reader.member_id, POST, draft_of_change(comment.id))
            begun = CommentForm(comment.text, str(comment.spoils or ""))
            if kept is not None:
                begun = CommentForm(kept.get("text", ""), kept.get("spoils", ""))
            return _with_label(connection, drama, begun, reader, *_described(connection, comment.id))

        return await self._database.read(read)

    @limited(Deed.COMMENT, looks=True)
    async def look(self, drama: Drama, spot: Spot, form: CommentForm, reader: Reader, now: datetime) -> None:
        """Raises the errors that `write` would raise for this form, so that no thread is opened in vain.

        Keeps it for a moderator, if one must read it first.
        """
        text = read_form(form)
        await self._database.read(lambda connection: label_of(connection, drama, form.spoils, text))
        await self._passed(drama, form, reader, now, spot)

    @limited(Deed.COMMENT)
    async def write(
        self, drama: Drama, spot: Spot, form: CommentForm, thread_id: int, reader: Reader, now: datetime
    ) -> Comment:
        """Store a comment, plan its post in the thread, and drop the draft, all or nothing.

        Raises `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange`, `SpoilerUnlabelled`, `ServerOnly`,
        the errors of `Screening.passed`, and `CommentGone` or `ReviewGone` where what it answers is gone.
        """
        guild_id = guild_of(reader)
        text = await self._passed(drama, form, reader, now, spot)

        def write(connection: sqlite3.Connection) -> Comment:
            spoils = label_of(connection, drama, form.spoils, text)
            review_id = _review_of(connection, drama, spot, reader)
            members.seen(connection, reader.member_id, guild_id, now)
            ident = comments.put(
                connection,
                drama_id=drama.id,
                guild_id=guild_id,
                member_id=reader.member_id,
                episode=spot.episode,
                reply_to=spot.reply_to,
                spoils=spoils,
                text=text,
                now=now,
                review_id=review_id,
            )
            drafts.remove(connection, reader.member_id, POST, draft_of_new(spot))
            plan(connection, ident, guild_id, thread_id, now)
            answers.plan(connection, ident, now)
            return _there(comments.get(connection, ident))

        written = await self._database.write(write)
        self._outbox.changed()
        return written

    @limited(Deed.COMMENT)
    async def change(self, comment_id: int, form: CommentForm, reader: Reader, now: datetime) -> CommentShown:
        """Edit the reader's own comment and its message.

        Raises the errors of `write`, and `NotYourComment`.
        """
        stands = await self.own(comment_id, reader)
        text = await self._passed(stands.drama, form, reader, now, stands.comment)

        def write(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = own_of(connection, comment_id, reader)
            spoils = label_of(connection, drama, form.spoils, text, *_described(connection, comment_id))
            comments.change(connection, comment_id, text, spoils, now)
            drafts.remove(connection, reader.member_id, POST, draft_of_change(comment_id))
            return CommentShown(drama, _there(comments.get(connection, comment.id)), Shape.PRIVATE)

        changed = await self._database.write(write)
        self._outbox.changed()
        return changed

    async def _passed(
        self, drama: Drama, form: CommentForm, reader: Reader, now: datetime, what: Spot | Comment
    ) -> Passed:
        """The text of a new comment (its spot) or a changed one, once the server's rules let it through."""
        typed = read_form(form)
        changed = what.id if isinstance(what, Comment) else None
        if isinstance(what, Comment):
            subject = draft_of_change(what.id)
            ids: dict[str, int | None] = {"comment": what.id}
        else:
            subject = draft_of_new(what)
            ids = {"episode": what.episode, "reply_to": what.reply_to, "review": what.review_id}
        waits = Waits(
            WritingKind.COMMENT,
            drama.id,
            asdict(form),
            lambda connection: {
                drama.id: label_of(connection, drama, form.spoils, typed, *_described(connection, changed))
            },
            ids,
            subject=subject if isinstance(what, Comment) else None,
            draft=(POST, subject),
        )
        board = reader.settings.channels.get(Purpose.BOARD) if reader.settings else None
        channels = frozenset({board} if board is not None else ())
        (text,) = await self._screening.passed(reader, now, typed, waits=waits, channels=channels)
        return text

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Write a comment that waited for a moderator, or change one as its author wished."""
        told, form = held.payload, CommentForm(**held.payload["form"])
        if "comment" in told:
            await self.change(int(told["comment"]), form, author, now)
            return
        drama = await self._database.read(lambda connection: existing(connection, held.drama_id))
        spot = Spot(drama.id, int(told["episode"]), told["reply_to"], told.get("review"))
        await self.write(drama, spot, form, int(told["thread"]), author, now)

    async def own(self, comment_id: int, reader: Reader) -> CommentShown:
        """The reader's own comment. Raises `CommentGone`, `CommentTakenDown` and `NotYourComment`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = own_of(connection, comment_id, reader)
            return CommentShown(drama, comment, Shape.PRIVATE, stills=stills_of(connection, comment))

        return await self._database.read(read)

    async def delete(self, comment_id: int, reader: Reader) -> Drama:
        """Delete the reader's own comment, its likes and message. Raises `CommentGone`, `NotYourComment`."""

        def write(connection: sqlite3.Connection) -> Drama:
            _, drama = own_of(connection, comment_id, reader)
            comments.remove(connection, comment_id)
            drafts.remove(connection, reader.member_id, POST, draft_of_change(comment_id))
            return drama

        drama = await self._database.write(write)
        self._outbox.changed()
        return drama

    async def about_review(self, review_id: int, reader: Reader) -> tuple[Drama, Spot, int]:
        """Where a comment on a review goes, and the last episode that it may spoil, as far as is known.

        Raises `ReviewGone`.
        """

        def read(connection: sqlite3.Connection) -> tuple[Drama, Spot, int]:
            review, drama = on_review(connection, review_id, reader)
            spot = Spot(drama.id, review.spoils or 0, None, review.id)
            return drama, spot, max(review.spoils or 0, reached(connection, drama, reader))

        return await self._database.read(read)

    # --- reading ---

    async def for_all(self, comment_id: int, guild_id: int | None) -> CommentShown:
        """A comment as its message shows it. Raises `CommentGone`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = seen(connection, comment_id, guild_id)
            return for_all(connection, drama, comment)

        return await self._database.read(read)

    async def alone(
        self, comment_id: int, reader: Reader, consent: Consent | None = None
    ) -> Alone[CommentShown]:
        """A comment for one reader alone, after what they agreed to; raises `CommentGone`."""

        def read(connection: sqlite3.Connection) -> Alone[CommentShown]:
            comment, drama = seen(connection, comment_id, reader.guild_id)
            standing = members.progress(connection, reader.member_id, drama.id)
            own = comment.member_id == reader.member_id
            how = shape(Policy.SEALED, standing, comment.spoils, own=own)
            shown = CommentShown(
                drama, comment, how, answered(connection, comment), standing, stills_of(connection, comment)
            )
            return gate_alone(shown, Label.of(drama, comment.spoils, *shown.wording), consent)

        return await self._database.read(read)

    @limited(Deed.VOTE)
    async def like(self, comment_id: int, reader: Reader, now: datetime) -> bool:
        """Like a comment, or remove the like. Returns whether it is liked now. Raises `OwnComment`."""

        def write(connection: sqlite3.Connection) -> bool:
            comment, _ = seen(connection, comment_id, reader.guild_id)
            if comment.member_id == reader.member_id:
                raise OwnComment
            members.seen(connection, reader.member_id, reader.guild_id, now)
            return comments.like(connection, comment_id, reader.member_id)

        return await self._database.write(write)


def _review_of(connection: sqlite3.Connection, drama: Drama, spot: Spot, reader: Reader) -> int | None:
    """The review that a new comment is on, if any.

    Raises `CommentGone` and `ReviewGone`, also for what is about another drama: its label would tell of the
    wrong one.
    """
    if spot.reply_to is not None:
        answered, about_drama = seen(connection, spot.reply_to, reader.guild_id)
        if about_drama.id != drama.id:
            raise CommentGone
        return answered.review_id
    if spot.review_id is None:
        return None
    review, about_drama = on_review(connection, spot.review_id, reader)
    if about_drama.id != drama.id:
        raise ReviewGone
    return review.id


def read_form(form: CommentForm) -> str:
    """The text of a form. Raises `EmptyText` and `TextTooLong`."""
    return filled(form.text, TEXT_LIMIT)


def _with_label(
    connection: sqlite3.Connection, drama: Drama, begun: CommentForm, reader: Reader, *beside: str
) -> CommentForm:
    """The form with its label; `beside` are the other texts that it is for."""
    label = label_begins(connection, drama, reader, begun.spoils, begun.text, *beside)
    return CommentForm(begun.text, label)


def _described(connection: sqlite3.Connection, comment_id: int | None) -> tuple[str, ...]:
    """What the pictures of a comment show, in words: the label is for them, too. None: it is new."""
    if comment_id is None:
        return ()
    return stills.alts(connection, StillsOf(Illustrated.COMMENT, comment_id))


def _goes_further(label: str, episode: int) -> bool:
    try:
        spoils = read_spoils(label)
    except ValueError:
        return False
    return spoils is not None and spoils > episode


def _there(comment: Comment | None) -> Comment:
    if comment is None:
        raise CommentGone
    return comment


def own_of(connection: sqlite3.Connection, comment_id: int, reader: Reader) -> tuple[Comment, Drama]:
    """As `Comments.own`."""
    there = comments.get(connection, comment_id)
    if there is not None and there.hidden and _is(there, reader):
        raise CommentTakenDown
    comment, drama = seen(connection, comment_id, reader.guild_id)
    if not _is(comment, reader):
        raise NotYourComment
    return comment, drama


def _is(comment: Comment, reader: Reader) -> bool:
    """Whether the comment is the reader's own, on the server where they wrote it."""
    return (comment.member_id, comment.guild_id) == (reader.member_id, reader.guild_id)
