"""Comments: writing, answering, liking and deleting them, what is posted of them, and reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.comments import (
    TEXT_LIMIT,
    Answered,
    Comment,
    CommentForm,
    CommentShown,
    Place,
    PostedComment,
    Report,
    Reported,
    Spot,
    may_see,
)
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.reviews import read_spoils
from bot.domain.spoilers import Scope, Shape, shape
from bot.errors import (
    BadLabel,
    CommentGone,
    EmptyText,
    NotYourComment,
    OwnComment,
    ServerOnly,
    TextTooLong,
)
from bot.services.drafts import about
from bot.services.outbox import Outbox
from bot.services.scores import check_episode
from bot.store import catalogue, chores, comments, drafts, episodes, guilds, members, outbox
from bot.store.database import Database

POST = "comment"  # the kind of post, and of draft
REPORT = "report"  # the kind of post that tells moderators of a report
POSTS_CHORE = "comment posts"  # edits the messages of comments that were changed, and takes away the others
MOST_TRIES = 30  # with at most a day between them: three weeks
FIRST_RETRY = timedelta(minutes=25)  # the chore comes by every 30
LONGEST_RETRY = timedelta(days=1)


def draft_of_new(spot: Spot) -> str:
    """The subject of the draft of a new comment: of a drama, or of an answer."""
    return about(spot.drama_id) if spot.reply_to is None else f"answer {spot.reply_to}"


def draft_of_change(comment_id: int) -> str:
    return f"comment {comment_id}"


class Comments:
    """What members say of dramas in a server's threads."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    # --- where ---

    async def place(self, guild_id: int | None, channel_id: int | None) -> Place | None:
        """The drama and episodes of the thread that a channel is, None for any other channel."""
        if guild_id is None or channel_id is None:
            return None

        def read(connection: sqlite3.Connection) -> Place | None:
            found = comments.thread_at(connection, guild_id, channel_id)
            drama = catalogue.get(connection, found[0]) if found else None
            return Place(drama, found[1], found[2]) if found and drama else None

        return await self._database.read(read)

    async def last_episode(self, drama: Drama) -> int | None:
        return await self._database.read(lambda connection: episodes.last_number(connection, drama))

    async def check(self, drama: Drama, episode: int) -> None:
        """Raises `EpisodeOutOfRange` for an episode that the drama does not have."""
        await self._database.read(lambda connection: check_episode(connection, drama, episode))

    # --- writing ---

    async def form(self, spot: Spot, default: int | None, reader: Reader) -> CommentForm:
        """What the form of a new comment begins with: the draft, or up to where it may well spoil."""

        def read(connection: sqlite3.Connection) -> CommentForm:
            kept = drafts.get(connection, reader.member_id, POST, draft_of_new(spot))
            if kept is not None:
                return CommentForm(kept.get("text", ""), kept.get("spoils", ""))
            return CommentForm(spoils=str(default) if default else "")

        return await self._database.read(read)

    async def form_of(self, comment: Comment, reader: Reader) -> CommentForm:
        """What the form to change a comment begins with: the draft, or the comment as it stands."""

        def read(connection: sqlite3.Connection) -> CommentForm:
            kept = drafts.get(connection, reader.member_id, POST, draft_of_change(comment.id))
            if kept is not None:
                return CommentForm(kept.get("text", ""), kept.get("spoils", ""))
            return CommentForm(comment.text, str(comment.spoils or ""))

        return await self._database.read(read)

    async def look(self, drama: Drama, form: CommentForm) -> None:
        """Raises what `write` would raise for this form, so that no thread is opened for nothing."""
        read_form(form)
        await self._database.read(lambda connection: _label(connection, drama, form))

    async def write(
        self, drama: Drama, spot: Spot, form: CommentForm, thread_id: int, reader: Reader, now: datetime
    ) -> Comment:
        """Store a comment, plan its post in the thread, and drop the draft, all or nothing.

        Raises `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange`, `ServerOnly`, and `CommentGone`
        where what it answers is gone.
        """
        text = read_form(form)
        guild_id = _guild(reader)

        def write(connection: sqlite3.Connection) -> Comment:
            spoils = _label(connection, drama, form)
            if spot.reply_to is not None and comments.seen(connection, spot.reply_to, guild_id) is None:
                raise CommentGone
            members.seen(connection, reader.member_id, guild_id)
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
            )
            drafts.remove(connection, reader.member_id, POST, draft_of_new(spot))
            _plan(connection, ident, guild_id, thread_id, now)
            return _there(comments.get(connection, ident))

        written = await self._database.write(write)
        self._outbox.changed()
        return written

    async def change(self, comment_id: int, form: CommentForm, reader: Reader, now: datetime) -> CommentShown:
        """Change one's own comment; its message follows. Raises as `write`, and `NotYourComment`."""
        text = read_form(form)

        def write(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = _own(connection, comment_id, reader)
            comments.change(connection, comment_id, text, _label(connection, drama, form), now)
            drafts.remove(connection, reader.member_id, POST, draft_of_change(comment_id))
            chores.hasten(connection, POSTS_CHORE, now)
            return CommentShown(drama, _there(comments.get(connection, comment.id)), Shape.PRIVATE)

        changed = await self._database.write(write)
        self._outbox.changed()
        return changed

    async def own(self, comment_id: int, reader: Reader) -> CommentShown:
        """One's own comment; raises `CommentGone` and `NotYourComment`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = _own(connection, comment_id, reader)
            return CommentShown(drama, comment, Shape.PRIVATE)

        return await self._database.read(read)

    async def delete(self, comment_id: int, reader: Reader, now: datetime) -> Drama:
        """Delete one's own comment, its likes and its message; raises `CommentGone`, `NotYourComment`."""

        def write(connection: sqlite3.Connection) -> Drama:
            _, drama = _own(connection, comment_id, reader)
            comments.remove(connection, comment_id)
            drafts.remove(connection, reader.member_id, POST, draft_of_change(comment_id))
            chores.hasten(connection, POSTS_CHORE, now)
            return drama

        drama = await self._database.write(write)
        self._outbox.changed()
        return drama

    # --- reading ---

    async def for_all(self, comment_id: int, guild_id: int | None) -> CommentShown:
        """A comment as its message shows it; raises `CommentGone`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = _seen(connection, comment_id, guild_id)
            return _for_all(connection, drama, comment)

        return await self._database.read(read)

    async def alone(self, comment_id: int, reader: Reader) -> CommentShown:
        """A comment for one reader alone, who is asked first where they are behind; raises `CommentGone`."""

        def read(connection: sqlite3.Connection) -> CommentShown:
            comment, drama = _seen(connection, comment_id, reader.guild_id)
            standing = members.progress(connection, reader.member_id, drama.id)
            how = Shape.PRIVATE if may_see(comment, reader.member_id, standing) else Shape.ASK
            return CommentShown(drama, comment, how, _answers(connection, comment), standing)

        return await self._database.read(read)

    async def like(self, comment_id: int, reader: Reader) -> bool:
        """Like a comment; once more takes it back. Whether it is liked now; raises `OwnComment`."""

        def write(connection: sqlite3.Connection) -> bool:
            comment, _ = _seen(connection, comment_id, reader.guild_id)
            if comment.member_id == reader.member_id:
                raise OwnComment
            members.seen(connection, reader.member_id, reader.guild_id)
            return comments.like(connection, comment_id, reader.member_id)

        return await self._database.write(write)

    # --- posts ---

    async def to_post(self, post: Post) -> CommentShown | None:
        """What a post says, for everybody in its guild; None where there is nothing left to say."""
        comment_id = int(str(post.payload["comment"]))

        def write(connection: sqlite3.Connection) -> CommentShown | None:
            comment = comments.composed(connection, comment_id)
            drama = catalogue.get(connection, comment.drama_id) if comment else None
            return _for_all(connection, drama, comment) if comment and drama else None

        return await self._database.write(write)

    async def outdated(self, now: datetime, limit: int) -> list[PostedComment]:
        """Messages that have yet to be edited or taken away."""
        return await self._database.read(lambda connection: comments.outdated(connection, now, limit))

    async def as_it_stands(self, post: PostedComment) -> CommentShown | None:
        """What a message should show; None where it should be taken away."""
        try:
            return await self.for_all(post.comment_id, post.guild_id)
        except CommentGone:
            return None

    async def showing(self, post: PostedComment) -> None:
        """The message was edited."""
        await self._database.write(lambda connection: comments.showing(connection, post))

    async def taken_away(self, post: PostedComment) -> None:
        """The message is gone."""
        await self._database.write(lambda connection: comments.forget(connection, post.comment_id))

    async def refused(self, post: PostedComment, now: datetime) -> bool:
        """Discord would not have the message changed; False once that is given up."""
        if post.tries + 1 >= MOST_TRIES:
            if post.gone:
                await self.taken_away(post)
            else:
                await self.showing(post)
            return False
        pause = min(FIRST_RETRY * 2 ** min(post.tries, 6), LONGEST_RETRY)
        await self._database.write(lambda connection: comments.refused(connection, post, now + pause))
        return True

    async def homeless(self) -> list[tuple[Comment, Drama, Target]]:
        """The first comment that waits for each thread that is gone, its drama, and where it was to go."""

        def read(connection: sqlite3.Connection) -> list[tuple[Comment, Drama, Target]]:
            found = []
            for comment, target in comments.homeless(connection):
                drama = catalogue.get(connection, comment.drama_id)
                if drama is not None:
                    found.append((comment, drama, target))
            return found

        return await self._database.read(read)

    async def rehouse(self, gone: Target, thread_id: int, now: datetime) -> None:
        """Plan the posts that wait for a thread that is gone for another one, in their order."""

        def write(connection: sqlite3.Connection) -> None:
            for comment_id in comments.waiting_for(connection, gone):
                if gone.guild_id is not None and comments.withdraw(connection, comment_id):
                    _plan(connection, comment_id, gone.guild_id, thread_id, now)

        await self._database.write(write)
        self._outbox.changed()

    async def lost(self, post: PostedComment, thread_id: int, now: datetime) -> None:
        """The message is gone, and its author has changed the comment since: post it anew."""

        def write(connection: sqlite3.Connection) -> None:
            comments.forget(connection, post.comment_id)
            _plan(connection, post.comment_id, post.guild_id, thread_id, now)

        await self._database.write(write)
        self._outbox.changed()

    # --- reports ---

    async def report_comment(self, comment_id: int, reader: Reader, now: datetime) -> bool:
        """Report a comment; False where this member has before. Raises `CommentGone`, `OwnComment`."""
        guild_id = _guild(reader)

        def write(connection: sqlite3.Connection) -> bool:
            comment, _ = _seen(connection, comment_id, guild_id)
            if comment.member_id == reader.member_id:
                raise OwnComment
            where = comments.message_of(connection, comment_id)
            if where is None:
                raise CommentGone
            about_it = Report(Reported.COMMENT, guild_id, *where)
            return _report(connection, about_it, str(comment_id), reader, now)

        return await self._told(write)

    async def report_message(self, channel_id: int, message_id: int, reader: Reader, now: datetime) -> bool:
        """Report any message; one that shows a comment or review of ours reports that."""
        guild_id = _guild(reader)

        def write(connection: sqlite3.Connection) -> bool:
            ours = comments.shown_by(connection, guild_id, message_id)
            kind, subject = ours or (Reported.MESSAGE, f"{channel_id} {message_id}")
            return _report(connection, Report(kind, guild_id, channel_id, message_id), subject, reader, now)

        return await self._told(write)

    async def _told(self, write: Callable[[sqlite3.Connection], bool]) -> bool:
        new = await self._database.write(write)
        self._outbox.changed()
        return new


def read_form(form: CommentForm) -> str:
    """The text of a form; raises `EmptyText` and `TextTooLong`."""
    text = form.text.strip()
    if not text:
        raise EmptyText
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(len(text), TEXT_LIMIT)
    return text


def _label(connection: sqlite3.Connection, drama: Drama, form: CommentForm) -> int | None:
    return label_of(connection, drama, form.spoils)


def label_of(connection: sqlite3.Connection, drama: Drama, typed: str) -> int | None:
    """Up to which episode something spoils, as typed; raises `BadLabel` and `EpisodeOutOfRange`."""
    try:
        spoils = read_spoils(typed)
    except ValueError:
        raise BadLabel(typed) from None
    if spoils is not None:
        check_episode(connection, drama, spoils)
    return spoils


def _guild(reader: Reader) -> int:
    if reader.guild_id is None:
        raise ServerOnly
    return reader.guild_id


def _there(comment: Comment | None) -> Comment:
    if comment is None:
        raise CommentGone
    return comment


def _seen(connection: sqlite3.Connection, comment_id: int, guild_id: int | None) -> tuple[Comment, Drama]:
    comment = _there(comments.seen(connection, comment_id, guild_id))
    drama = catalogue.get(connection, comment.drama_id)
    if drama is None:
        raise CommentGone
    return comment, drama


def _own(connection: sqlite3.Connection, comment_id: int, reader: Reader) -> tuple[Comment, Drama]:
    comment, drama = _seen(connection, comment_id, reader.guild_id)
    if comment.member_id != reader.member_id:
        raise NotYourComment
    return comment, drama


def _answers(connection: sqlite3.Connection, comment: Comment) -> Answered | None:
    return comments.answered(connection, comment.reply_to) if comment.reply_to is not None else None


def _for_all(connection: sqlite3.Connection, drama: Drama, comment: Comment) -> CommentShown:
    """A comment in the shape that spoils nobody, whoever reads."""
    how = Shape.PRIVATE
    if comment.spoils is not None:
        policy = guilds.get(connection, comment.guild_id).policy
        how = shape(policy, None, Scope(drama.id, comment.spoils), ended=False)
    return CommentShown(drama, comment, how, _answers(connection, comment))


def _plan(
    connection: sqlite3.Connection, comment_id: int, guild_id: int, thread_id: int, now: datetime
) -> None:
    post = NewPost(
        key=comments.free_key(connection, comment_id),
        kind=POST,
        target=Target(guild_id=guild_id, channel_id=thread_id),
        due_at=now,
        payload={"comment": comment_id, "guild": guild_id},
    )
    outbox.put(connection, post)
    chores.hasten(connection, POSTS_CHORE, now + timedelta(minutes=10))


def _report(
    connection: sqlite3.Connection, report: Report, subject: str, reader: Reader, now: datetime
) -> bool:
    """Note a report, and tell the moderators of the first of its subject."""
    if not comments.report(connection, report.guild_id, report.kind, subject, reader.member_id, now):
        return False
    post = NewPost(
        key=f"{REPORT} {report.guild_id} {report.kind} {subject}",
        kind=REPORT,
        target=Target(guild_id=report.guild_id, purpose=Purpose.LOG),
        due_at=now,
        payload={
            "kind": str(report.kind),
            "guild": report.guild_id,
            "channel": report.channel_id,
            "message": report.message_id,
        },
    )
    outbox.put(connection, post)
    return True
