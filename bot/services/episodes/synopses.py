"""Episode lists and synopses: reads them by the spoiler policy, and writes them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.domain.cards import EpisodeList, SynopsisAnswer
from bot.domain.consent import Barred, Consent, Gated, Label, gate
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_LIMIT, Synopsis, SynopsisState
from bot.domain.held import HeldWriting
from bot.domain.lengths import has_ended
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.progress import new_since
from bot.domain.publishing import FormStart, Submission, Written
from bot.domain.screening import Passed
from bot.domain.spoilers import Shape, shape
from bot.domain.writings import WritingKind
from bot.errors import EpisodeOutOfRange, NoSynopsisYet, SubmissionGone, SynopsisChanged
from bot.services.checks import check_episode, existing, filled
from bot.services.episodes.publishing import changed
from bot.services.episodes.submissions import accept, audit_synopsis, put_published, standing, tell_moderators
from bot.services.limits import Limits, limited
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.message_ledger import Still
from bot.services.posts.outbox import Outbox
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.episodes import episodes, publishing
from bot.store.members import members


class Synopses:
    """Synopses of episodes, for readers who may know them."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, held: Held
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening
        held.writes(WritingKind.SYNOPSIS, self._release)
        held.writes(WritingKind.SUBMISSION, self._release)

    async def listing(self, drama: Drama, reader: Reader, now: datetime) -> EpisodeList:
        def read(connection: sqlite3.Connection) -> EpisodeList:
            progress = members.progress(connection, reader.member_id, drama.id)
            length = episodes.length(connection, drama, members.today(connection, reader.member_id, now))
            listed = tuple(episodes.listing(connection, drama, reader.guild_id, reader.member_id))
            return EpisodeList(drama, listed, progress, new_since(progress, length))

        return await self._database.read(read)

    async def ask(
        self,
        drama: Drama,
        episode: int,
        reader: Reader,
        now: datetime,
        *,
        alone: bool = False,
        language: str | None = None,
        consent: Consent | None = None,
    ) -> Gated[SynopsisAnswer]:
        """The synopsis, and how it may be shown to this reader. `alone`: no one else sees the answer.

        Where `language` is asked for, and there is a text in it, it goes before the reader's own. What a
        reader agrees to is the synopsis of an episode as it is told in every language.
        Raises `EpisodeOutOfRange`, and `NoSynopsisYet` where no one has written it.
        """

        wish = _Wish(alone, language, consent)
        read = partial(_asked, drama, episode, reader, now, wish=wish)
        return await self._database.read(read)

    @staticmethod
    def still(shown: SynopsisAnswer, reader: Reader, now: datetime) -> Still:
        """Whether a synopsis is by now as everyone was shown it."""
        synopsis = shown.synopsis

        def look(connection: sqlite3.Connection) -> bool:
            try:
                found = _asked(synopsis.drama, synopsis.episode, reader, now, connection)
            except (NoSynopsisYet, EpisodeOutOfRange):
                return False
            return isinstance(found, Barred) and found.shown.synopsis == synopsis

        return look

    async def begun(
        self, drama: Drama, episode: int, reader: Reader, language: str | None = None
    ) -> FormStart | None:
        """What the form in a language (None: the guild's) starts with. Raises `EpisodeOutOfRange`.

        For a curator, the published text in that language, else a member's waiting submission. For a member,
        their own submission that is waiting or was sent back. A text in another language is a separate text
        and stays when this one is published.
        """
        language = language or reader.public_language

        def read(connection: sqlite3.Connection) -> FormStart | None:
            check_episode(connection, drama, episode)
            if not reader.curator:
                return episodes.begun(connection, drama, episode, reader.guild_id, reader.member_id, language)
            there = (connection, drama, episode, reader.guild_id, language)
            stands = episodes.published_in(*there)
            if stands is None:
                return episodes.waiting_in(*there)
            return FormStart(stands.id, stands.text, stands.author_id)

        return await self._database.read(read)

    @limited(Deed.SUBMISSION)
    async def write(
        self,
        drama: Drama,
        episode: int,
        text: str,
        reader: Reader,
        now: datetime,
        language: str | None = None,
        *,
        over: int | None = None,
    ) -> Written:
        """Publish a curator's synopsis in a language (None: the guild's), or queue a member's.

        A text that a curator edits keeps its author: the published text, the submission that the form started
        with, or a waiting one with exactly this text. `over` is the synopsis that the form started with (0:
        none). None: any. Raises `EmptyText`, `TextTooLong`, the errors of `Screening.passed`, and
        `SynopsisChanged` or `SubmissionGone` if another curator was faster.
        """
        typed = filled(text, SYNOPSIS_LIMIT)
        state = SynopsisState.PUBLISHED if reader.curator else SynopsisState.SUBMITTED
        language = language or reader.public_language
        waits = Waits(
            WritingKind.SYNOPSIS if reader.curator else WritingKind.SUBMISSION,
            drama.id,
            {"text": typed},
            partial(_label, drama, episode),
            {"episode": episode, "language_of_text": language},
            subject=f"drama {drama.id} episode {episode} {language}",
            of_newcomers=False,  # a curator reads a submission first, and moderators chose the curators
        )
        (text,) = await self._screening.passed(reader, now, typed, waits=waits)
        form = Synopsis(0, drama, episode, language, text, state, reader.member_id, reader.guild_id)

        def write(connection: sqlite3.Connection) -> Written:
            check_episode(connection, drama, episode)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            if state is SynopsisState.SUBMITTED:
                return _submit(connection, form, text, now)
            return _publish(connection, form, text, reader.member_id, over, now)

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Publish or submit a synopsis that waited for a moderator."""
        told = held.payload
        drama = await self._database.read(lambda connection: existing(connection, held.drama_id))
        text, language = told["form"]["text"], str(told["language_of_text"])
        await self.write(drama, int(told["episode"]), text, author, now, language)


def _label(drama: Drama, episode: int, connection: sqlite3.Connection) -> dict[int, int | None]:
    check_episode(connection, drama, episode)
    return {drama.id: episode}


def _submit(connection: sqlite3.Connection, form: Synopsis, text: Passed, now: datetime) -> Written:
    """Queue a member's text. If they edit a waiting one, the moderators are not told again."""
    author_id, guild_id = form.author_id, form.guild_id
    waited = publishing.waits(connection, form)
    ident = episodes.put_synopsis(
        connection,
        form.drama,
        form.episode,
        language=form.language,
        text=text,
        author_id=author_id,
        guild_id=guild_id,
        state=form.state,
        now=now,
    )
    if guild_id is not None and not waited:
        tell_moderators(connection, guild_id, now)
    return Written(replace(form, id=ident))


def _publish(
    connection: sqlite3.Connection,
    form: Synopsis,
    text: Passed,
    actor_id: int,
    over: int | None,
    now: datetime,
) -> Written:
    """Publish a curator's text in its author's name."""
    stands = standing(connection, form)
    if over is not None and over != (stands.id if stands else 0):
        began = publishing.submission(connection, over, SynopsisState.SUBMITTED)
        if stands is not None:
            raise SynopsisChanged(form.drama, form.episode, form.language)
        if began is None or not _same_place(began.synopsis, form):
            raise SubmissionGone
        return _accepted(connection, began, actor_id, now, text)
    if stands is not None and stands.text == form.text:
        return Written(stands)
    same = publishing.same_text(connection, form)
    waiting = publishing.submission(connection, same, SynopsisState.SUBMITTED) if same else None
    if waiting is not None:
        return _accepted(connection, waiting, actor_id, now)
    # A catalogue's text has no author, so a server's version of it gets its curator's name.
    author_id = actor_id if stands is None or stands.guild_id is None else stands.author_id
    done = put_published(connection, form, text, author_id, now)
    action = "synopses.write" if author_id == actor_id else "synopses.correct"
    audit_synopsis(connection, action, done, actor_id, now)
    changed(connection, now)
    return Written(done, corrected=stands.id if stands is not None and author_id != actor_id else None)


def _accepted(
    connection: sqlite3.Connection,
    found: Submission,
    actor_id: int,
    now: datetime,
    text: Passed | None = None,
) -> Written:
    done = accept(connection, found, actor_id, now, text)
    return Written(done, accepted=done.author_id != actor_id)


def _same_place(one: Synopsis, other: Synopsis) -> bool:
    return (one.drama.id, one.episode, one.language, one.guild_id) == (
        other.drama.id,
        other.episode,
        other.language,
        other.guild_id,
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a synopsis is asked for; see `Synopses.ask`."""

    alone: bool = False
    language: str | None = None
    consent: Consent | None = None


_FOR_ALL = _Wish()


def _asked(
    drama: Drama,
    episode: int,
    reader: Reader,
    now: datetime,
    connection: sqlite3.Connection,
    wish: _Wish = _FOR_ALL,
) -> Gated[SynopsisAnswer]:
    """See `Synopses.ask`."""
    last = check_episode(connection, drama, episode)
    progress = members.progress(connection, reader.member_id, drama.id)
    policy = reader.policy
    aired_to = catalogue.aired_to(connection, drama.id)
    ended = has_ended(aired_to, drama.year, now.date())
    how = shape(policy, progress, episode, ended=ended, alone=wish.alone)
    # What everyone sees is in everyone's language, what one reader sees in theirs.
    readers = () if how is Shape.BARS else (reader.language,)
    asked = (wish.language,) if wish.language else ()
    languages = (*asked, *readers, reader.public_language, "en")
    synopsis = episodes.published(connection, drama, episode, reader.guild_id, languages)
    if synopsis is None:
        own = episodes.waits_in(connection, drama, episode, reader.guild_id, reader.member_id)
        raise NoSynopsisYet(drama, episode, own)
    told = publishing.told(connection, drama.id, episode, reader.guild_id)
    others = tuple(other for other in told if other != synopsis.language)
    label = Label.of(drama, episode, *(word for one in sorted(told.items()) for word in one))
    return gate(SynopsisAnswer(synopsis, how, progress, last, others), label, wish.consent)
