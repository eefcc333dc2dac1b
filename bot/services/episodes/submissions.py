"""Submissions: what members have written waits for a curator, who publishes it or sends it back.

Messages to authors and moderators about it are planned here, too.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from bot.domain import post_keys
from bot.domain.episodes import SYNOPSIS_LIMIT, Synopsis, SynopsisState
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.publishing import REASON_LIMIT, Arrived, Submission, SubmissionPage, SynopsisShown
from bot.domain.screening import Passed
from bot.domain.spoilers import shape
from bot.errors import Outdated, SubmissionGone, SynopsisChanged
from bot.services.checks import filled, guild_of
from bot.services.episodes.publishing import changed
from bot.services.limits import Limits, limited
from bot.services.moderation.screening import Screening
from bot.services.posts.arrivals import NEWS_WORTH, tell_log
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.episodes import episodes, publishing
from bot.store.guilds import guilds
from bot.store.moderation.audit import audit
from bot.store.posts import outbox

# Kinds of post to an author.
RETURNED, ACCEPTED, REPLACED = "synopsis returned", "synopsis accepted", "synopsis replaced"
ARRIVED = "synopses submitted"  # a kind of post to the moderators' log


class Submissions:
    """Members' synopses reach a guild through its curators."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening

    async def queue(self, reader: Reader, index: int, ident: int | None = None) -> SubmissionPage:
        """A waiting submission as it would be shown: `ident` if it waits, else number `index` in order."""
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> SubmissionPage:
            waiting = publishing.waiting(connection, guild_id)
            schedules = tuple(publishing.schedules_of(connection, guild_id))
            if not waiting:
                return SubmissionPage(schedules)
            at = waiting.index(ident) if ident in waiting else max(0, min(index, len(waiting) - 1))
            found = _waiting(connection, waiting[at], guild_id)
            synopsis = found.synopsis
            published = publishing.languages(connection, synopsis.drama.id, synopsis.episode, guild_id)
            others = tuple(language for language in published if language != synopsis.language)
            policy = guilds.get(connection, guild_id).policy
            how = shape(policy, None, synopsis.episode)
            shown = SynopsisShown(synopsis, how, others)
            return SubmissionPage(schedules, found, shown, at, len(waiting), standing(connection, synopsis))

        return await self._database.read(read)

    async def submission(self, ident: int, reader: Reader) -> Submission:
        """A waiting submission of this guild. Raises `SubmissionGone`."""
        guild_id = guild_of(reader)
        return await self._database.read(lambda connection: _waiting(connection, ident, guild_id))

    @limited(Deed.PUBLISHING)
    async def publish(
        self,
        ident: int,
        reader: Reader,
        now: datetime,
        text: str | None = None,
        *,
        over: int | None = None,
    ) -> Synopsis:
        """Publish a submission, unchanged or with another `text`, in its author's name, and tell the author.

        `over` is the published synopsis (0: none) that the curator expects to replace. None: any. Raises
        `SubmissionGone`, `SynopsisChanged`, `EmptyText`, `TextTooLong` and `WordsRefused`.
        """
        guild_id, edited = guild_of(reader), None
        if text is not None:
            (edited,) = await self._screening.passed(reader, now, filled(text, SYNOPSIS_LIMIT))

        def write(connection: sqlite3.Connection) -> Synopsis:
            found = _waiting(connection, ident, guild_id)
            stands = standing(connection, found.synopsis)
            if over is not None and over != (stands.id if stands else 0):
                synopsis = found.synopsis
                raise SynopsisChanged(synopsis.drama, synopsis.episode, synopsis.language, ident)
            return accept(connection, found, reader.member_id, now, edited)

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    @limited(Deed.PUBLISHING)
    async def claim(self, ident: int, corrected: int, reader: Reader, now: datetime) -> Synopsis:
        """Give a curator's correction their own name, because it is a text of their own.

        `corrected` is the synopsis that it replaced. Its author is told. Doing it twice does no harm. Raises
        `SynopsisChanged` if another was published since.
        """
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> Synopsis:
            found = publishing.submission(connection, ident, None)
            before = publishing.submission(connection, corrected, None)
            if found is None or before is None or found.synopsis.guild_id != guild_id:
                raise Outdated
            synopsis, author_id = found.synopsis, before.synopsis.author_id
            stands = standing(connection, synopsis)
            if stands is not None and (stands.author_id, stands.text) == (reader.member_id, synopsis.text):
                return stands
            if stands is None or stands.id != ident or synopsis.author_id != author_id:
                raise SynopsisChanged(synopsis.drama, synopsis.episode, synopsis.language)
            text = self._screening.stands(synopsis.text)
            done = put_published(connection, synopsis, text, reader.member_id, now)
            _tell_author(connection, REPLACED, before.synopsis, reader.member_id, now)
            audit_synopsis(connection, "synopses.claim", done, reader.member_id, now)
            changed(connection, now)
            return done

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    @limited(Deed.PUBLISHING)
    async def send_back(self, ident: int, reason: str, reader: Reader, now: datetime) -> Synopsis:
        """Give a submission back to its author, and tell them why.

        Raises `SubmissionGone`, `EmptyText`, `TextTooLong` and `WordsRefused`.
        """
        guild_id = guild_of(reader)
        (told,) = await self._screening.passed(reader, now, filled(reason, REASON_LIMIT))

        def write(connection: sqlite3.Connection) -> Synopsis:
            found = _waiting(connection, ident, guild_id).synopsis
            publishing.settle(connection, ident, SynopsisState.RETURNED, now, told)
            _tell_author(connection, RETURNED, found, reader.member_id, now)
            audit_synopsis(connection, "synopses.return", found, reader.member_id, now)
            return found

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def about_message(self, post: Post) -> Submission | None:
        """The subject of a message to an author. None if it is gone."""
        ident = int(str(post.payload["synopsis"]))
        return await self._database.read(lambda connection: publishing.submission(connection, ident, None))

    async def arrived(self, post: Post) -> Arrived | None:
        """The content of a post to the moderators. None if nothing of it is still waiting."""
        guild_id, since = post.target.guild_id, datetime.fromisoformat(str(post.payload["since"]))
        if guild_id is None:
            return None

        def read(connection: sqlite3.Connection) -> Arrived | None:
            lately = publishing.arrived(connection, guild_id, since)
            return Arrived(tuple(lately), len(publishing.waiting(connection, guild_id))) if lately else None

        return await self._database.read(read)


# --- parts of a transaction ---


def accept(
    connection: sqlite3.Connection,
    found: Submission,
    actor_id: int,
    now: datetime,
    text: Passed | None = None,
) -> Synopsis:
    """Publish a waiting submission, unchanged or with another text.

    Its author is told, and so is the author of the text that it replaces.
    """
    synopsis = found.synopsis
    before = standing(connection, synopsis)
    if text is None or text == synopsis.text:
        publishing.publish(connection, synopsis, now)
        done = replace(synopsis, state=SynopsisState.PUBLISHED)
    else:
        publishing.settle(connection, synopsis.id, SynopsisState.WITHDRAWN, now)
        done = put_published(connection, synopsis, text, synopsis.author_id, now)
    _tell_author(connection, ACCEPTED, done, actor_id, now, edited=done.id != synopsis.id)
    if before is not None and before.guild_id is not None and before.author_id != synopsis.author_id:
        _tell_author(connection, REPLACED, before, actor_id, now)
    audit_synopsis(connection, "synopses.publish", done, actor_id, now)
    changed(connection, now)
    return done


def standing(connection: sqlite3.Connection, synopsis: Synopsis) -> Synopsis | None:
    """The synopsis published in the same place and language as this one."""
    return episodes.published_in(
        connection, synopsis.drama, synopsis.episode, synopsis.guild_id, synopsis.language
    )


def put_published(
    connection: sqlite3.Connection, place: Synopsis, text: Passed, author_id: int | None, now: datetime
) -> Synopsis:
    """Publish this author's text in a synopsis's place. It replaces the guild's own text there."""
    ident = episodes.put_synopsis(
        connection,
        place.drama,
        place.episode,
        language=place.language,
        text=text,
        author_id=author_id,
        guild_id=place.guild_id,
        state=SynopsisState.PUBLISHED,
        now=now,
    )
    return replace(place, id=ident, text=text, author_id=author_id, state=SynopsisState.PUBLISHED)


def tell_moderators(connection: sqlite3.Connection, guild_id: int, now: datetime) -> None:
    """Tell the moderators, in one post, of the submissions that come within a few minutes."""
    since = {"since": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    tell_log(connection, guild_id, ARRIVED, post_keys.synopses_submitted(guild_id, now), now, since)


def audit_synopsis(
    connection: sqlite3.Connection, action: str, synopsis: Synopsis, actor_id: int, now: datetime
) -> None:
    """Audit who did something with a synopsis."""
    detail = {"drama": synopsis.drama.id, "episode": synopsis.episode}
    audit(connection, synopsis.guild_id, actor_id, action, f"synopsis {synopsis.id}", now, detail)


def _tell_author(
    connection: sqlite3.Connection,
    kind: str,
    synopsis: Synopsis,
    actor_id: int,
    now: datetime,
    *,
    edited: bool = False,
) -> None:
    """Plan a direct message to the author, unless they did it themselves."""
    if synopsis.author_id is None or synopsis.author_id == actor_id:
        return
    post = NewPost(
        key=post_keys.to_author(kind, synopsis.id),
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
