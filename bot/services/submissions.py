"""Submissions: what members have written waits for a curator, who publishes it or sends it back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.episodes import SYNOPSIS_LIMIT, Synopsis, SynopsisState
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.publishing import REASON_LIMIT, Submission, SubmissionPage, SynopsisShown
from bot.domain.spoilers import Scope, shape
from bot.errors import EmptyText, SubmissionGone, TextTooLong
from bot.services.outbox import Outbox
from bot.services.publishing import changed, guild_of
from bot.store import episodes, guilds, outbox, publishing
from bot.store.database import Database

RETURNED, ACCEPTED = "synopsis returned", "synopsis accepted"  # kinds of post, to the author
NEWS_WORTH = timedelta(days=7)


class Submissions:
    """What members write reaches a guild through its curators."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def queue(self, reader: Reader, index: int) -> SubmissionPage:
        """One of the submissions that wait, the oldest first, as it would be shown."""
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> SubmissionPage:
            waiting = publishing.waiting(connection, guild_id)
            schedules = tuple(publishing.schedules_of(connection, guild_id))
            if not waiting:
                return SubmissionPage(schedules)
            at = max(0, min(index, len(waiting) - 1))
            found = _waiting(connection, waiting[at], guild_id)
            synopsis = found.synopsis
            published = publishing.languages(connection, synopsis.drama.id, synopsis.episode, guild_id)
            others = tuple(language for language in published if language != synopsis.language)
            policy = guilds.get(connection, guild_id).policy
            how = shape(policy, None, Scope(synopsis.drama.id, synopsis.episode), ended=False)
            shown = SynopsisShown(synopsis, how, others)
            replaces = synopsis.language in published
            return SubmissionPage(schedules, found, shown, at, len(waiting), replaces)

        return await self._database.read(read)

    async def submission(self, ident: int, reader: Reader) -> Submission:
        """A submission that waits here; raises `SubmissionGone`."""
        guild_id = guild_of(reader)
        return await self._database.read(lambda connection: _waiting(connection, ident, guild_id))

    async def publish(self, ident: int, reader: Reader, now: datetime, text: str | None = None) -> Synopsis:
        """Publish a submission as it is or with another `text`, in its author's name, and tell the author.

        Raises `SubmissionGone`, `EmptyText` and `TextTooLong`.
        """
        guild_id = guild_of(reader)
        edited = _checked(text, SYNOPSIS_LIMIT) if text is not None else None

        def write(connection: sqlite3.Connection) -> Synopsis:
            found = _waiting(connection, ident, guild_id)
            return accept(connection, found, reader.member_id, now, edited)

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def send_back(self, ident: int, reason: str, reader: Reader, now: datetime) -> Synopsis:
        """Give a submission back to its author, and tell them why.

        Raises `SubmissionGone`, `EmptyText` and `TextTooLong`.
        """
        guild_id, reason = guild_of(reader), _checked(reason, REASON_LIMIT)

        def write(connection: sqlite3.Connection) -> Synopsis:
            found = _waiting(connection, ident, guild_id).synopsis
            publishing.settle(connection, ident, SynopsisState.RETURNED, now, reason)
            _tell_author(connection, RETURNED, found, reader.member_id, now)
            _audit(connection, "synopses.return", found, reader.member_id)
            return found

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def told(self, post: Post) -> Submission | None:
        """What a message to an author is about; None where it is gone."""
        ident = int(str(post.payload["synopsis"]))
        return await self._database.read(lambda connection: publishing.submission(connection, ident, None))


def accept(
    connection: sqlite3.Connection, found: Submission, actor_id: int, now: datetime, text: str | None = None
) -> Synopsis:
    """Publish a submission that waits, as it is or with another text, and let its author know."""
    synopsis = found.synopsis
    if text is None or text == synopsis.text or synopsis.author_id is None:
        publishing.publish(connection, synopsis, now)
        done = replace(synopsis, state=SynopsisState.PUBLISHED)
    else:
        publishing.settle(connection, synopsis.id, SynopsisState.WITHDRAWN, now)
        ident = episodes.put_synopsis(
            connection,
            synopsis.drama,
            synopsis.episode,
            language=synopsis.language,
            text=text,
            author_id=synopsis.author_id,
            guild_id=synopsis.guild_id,
            state=SynopsisState.PUBLISHED,
        )
        done = replace(synopsis, id=ident, text=text, state=SynopsisState.PUBLISHED)
    _tell_author(connection, ACCEPTED, done, actor_id, now, edited=done.id != synopsis.id)
    _audit(connection, "synopses.publish", done, actor_id)
    changed(connection, now)
    return done


def _checked(text: str, limit: int) -> str:
    text = text.strip()
    if not text:
        raise EmptyText
    if len(text) > limit:
        raise TextTooLong(len(text), limit)
    return text


def _tell_author(
    connection: sqlite3.Connection,
    kind: str,
    synopsis: Synopsis,
    actor_id: int,
    now: datetime,
    *,
    edited: bool = False,
) -> None:
    """A direct message to who wrote it, unless they did it themselves."""
    if synopsis.author_id is None or synopsis.author_id == actor_id:
        return
    post = NewPost(
        key=f"{kind} {synopsis.id}",
        kind=kind,
        target=Target(member_id=synopsis.author_id),
        due_at=now,
        payload={"synopsis": synopsis.id, "edited": edited},
        expires_at=now + NEWS_WORTH,
    )
    outbox.put(connection, post)


def _waiting(connection: sqlite3.Connection, ident: int, guild_id: int) -> Submission:
    found = publishing.submission(connection, ident, SynopsisState.SUBMITTED)
    if found is None or found.synopsis.guild_id != guild_id:
        raise SubmissionGone
    return found


def _audit(connection: sqlite3.Connection, action: str, synopsis: Synopsis, actor_id: int) -> None:
    detail = {"drama": synopsis.drama.id, "episode": synopsis.episode}
    guilds.audit(connection, synopsis.guild_id, actor_id, action, f"synopsis {synopsis.id}", detail)
