"""Episode lists and synopses: reading them by the spoiler policy, writing them."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from bot.domain.cards import EpisodeList, SynopsisAnswer
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_LIMIT, SynopsisState
from bot.domain.members import Reader
from bot.domain.spoilers import Policy, Scope, Shape, has_ended, shape
from bot.errors import EmptyText, NoSynopsisYet, TextTooLong
from bot.services.outbox import Outbox
from bot.services.publishing import changed
from bot.services.scores import check_episode
from bot.services.submissions import accept
from bot.store import catalogue, episodes, members, publishing
from bot.store.database import Database


class Synopses:
    """What happened in an episode, for those who may know."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    async def listing(self, drama: Drama, reader: Reader) -> EpisodeList:
        return await self._database.read(
            lambda connection: EpisodeList(
                drama,
                tuple(episodes.listing(connection, drama, reader.guild_id)),
                members.progress(connection, reader.member_id, drama.id),
            )
        )

    async def ask(
        self,
        drama: Drama,
        episode: int,
        reader: Reader,
        *,
        alone: bool = False,
        language: str | None = None,
    ) -> SynopsisAnswer:
        """The synopsis, and how this reader may have it; `alone` where nobody else sees the answer.

        Where `language` is asked for, and there is a text in it, it goes before the reader's own.
        Raises `EpisodeOutOfRange`, and `NoSynopsisYet` where nobody has written it.
        """

        def read(connection: sqlite3.Connection) -> SynopsisAnswer:
            last = check_episode(connection, drama, episode)
            progress = members.progress(connection, reader.member_id, drama.id)
            policy = reader.settings.policy if reader.settings else Policy.BARS
            aired_to = catalogue.aired_to(connection, drama.id)
            ended = has_ended(aired_to, drama.year, date.today())  # noqa: DTZ011 - the day where the bot runs
            how = shape(policy, progress, Scope(drama.id, episode), ended=ended, alone=alone)
            # What everybody sees is in everybody's language, what one reader sees in theirs.
            own = () if how is Shape.BARS else (reader.language,)
            asked = (language,) if language else ()
            languages = (*asked, *own, reader.public_language, "en")
            synopsis = episodes.published(connection, drama, episode, reader.guild_id, languages)
            if synopsis is None:
                own_waits = episodes.waiting(connection, drama, episode, reader.guild_id, reader.member_id)
                raise NoSynopsisYet(drama, episode, own_waits is not None)
            told = publishing.languages(connection, drama.id, episode, reader.guild_id)
            others = tuple(other for other in told if other != synopsis.language)
            return SynopsisAnswer(synopsis, how, progress, last, others)

        return await self._database.read(read)

    async def own_text(self, drama: Drama, episode: int, reader: Reader) -> str | None:
        """What the form begins with; raises `EpisodeOutOfRange`.

        For a curator what stands published, or else what a member has submitted and waits;
        for a member their own submission that waits, or was sent back to them.
        """

        def read(connection: sqlite3.Connection) -> str | None:
            check_episode(connection, drama, episode)
            if not reader.curator:
                return episodes.begun(connection, drama, episode, reader.guild_id, reader.member_id)
            languages = (reader.public_language, "en")
            standing = episodes.published(connection, drama, episode, reader.guild_id, languages)
            if standing is not None:
                return standing.text
            return episodes.waiting(connection, drama, episode, reader.guild_id, None)

        return await self._database.read(read)

    async def write(
        self, drama: Drama, episode: int, text: str, reader: Reader, now: datetime
    ) -> SynopsisState:
        """Publish a curator's synopsis, queue a member's; returns which of the two.

        A curator who publishes a member's text as it waits publishes it in the member's name.
        Raises `EmptyText` and `TextTooLong`.
        """
        text = text.strip()
        if not text:
            raise EmptyText
        if len(text) > SYNOPSIS_LIMIT:
            raise TextTooLong(len(text), SYNOPSIS_LIMIT)
        state = SynopsisState.PUBLISHED if reader.curator else SynopsisState.SUBMITTED

        def write(connection: sqlite3.Connection) -> None:
            check_episode(connection, drama, episode)
            members.seen(connection, reader.member_id, reader.guild_id)
            if state is SynopsisState.PUBLISHED:
                changed(connection, now)
                same = publishing.same_text(connection, drama, episode, reader.guild_id, text)
                found = publishing.submission(connection, same, SynopsisState.SUBMITTED) if same else None
                if found is not None:
                    accept(connection, found, reader.member_id, now)
                    return
            episodes.put_synopsis(
                connection,
                drama,
                episode,
                language=reader.public_language,
                text=text,
                author_id=reader.member_id,
                guild_id=reader.guild_id,
                state=state,
            )

        await self._database.write(write)
        self._outbox.changed()
        return state
