"""Quotes: saving what somebody said in a drama, and reading one by chance."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from datetime import date

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown, SavedQuote
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.spoilers import Policy, Scope, Shape, has_ended, shape
from bot.errors import EmptyText, NoQuotes, QuoteGone, ServerOnly, TextTooLong
from bot.services.comments import label_of
from bot.store import catalogue, drafts, members, quotes
from bot.store.database import Database

QUOTE = "quote"  # the kind of draft


def draft_of(message_id: int) -> str:
    """The subject of the draft of a quote from a message."""
    return f"message {message_id}"


class Quotes:
    """What was said in dramas, as members saved it."""

    def __init__(self, database: Database):
        self._database = database

    async def form(self, message_id: int, text: str, reader: Reader) -> QuoteForm:
        """What the form for a message begins with: the draft, or the message's text."""

        def read(connection: sqlite3.Connection) -> Mapping[str, str] | None:
            return drafts.get(connection, reader.member_id, QUOTE, draft_of(message_id))

        kept = await self._database.read(read)
        if kept is None:
            return QuoteForm(text)
        return QuoteForm(**{name: kept.get(name, "") for name in ("text", "speaker", "episode", "title")})

    async def add(
        self, drama: Drama, form: QuoteForm, reader: Reader, today: date, message_id: int | None = None
    ) -> QuoteShown:
        """Save a quote for the server, as everybody there may see it; one that is known already stays.

        Raises `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange` and `ServerOnly`.
        """
        if reader.guild_id is None:
            raise ServerOnly
        text = "\n".join(line.strip() for line in form.text.strip().splitlines())
        speaker = " ".join(form.speaker.split()) or None
        if not text:
            raise EmptyText
        for typed, limit in ((text, QUOTE_LIMIT), (speaker or "", SPEAKER_LIMIT)):
            if len(typed) > limit:
                raise TextTooLong(len(typed), limit)

        def write(connection: sqlite3.Connection) -> QuoteShown:
            episode = label_of(connection, drama, form.episode)
            members.seen(connection, reader.member_id, reader.guild_id)
            ident, new = quotes.put(
                connection,
                drama.id,
                text=text,
                speaker=speaker,
                episode=episode,
                added_by=reader.member_id,
                guild_id=reader.guild_id,
            )
            if message_id is not None:
                drafts.remove(connection, reader.member_id, QUOTE, draft_of(message_id))
            found = quotes.get(connection, ident, reader.guild_id)
            if found is None:
                raise QuoteGone
            # Others read the answer, too: it is for nobody's eyes alone, however far its writer is.
            return _shown(connection, found, reader, today, alone=False, given=False, new=new)

        return await self._database.write(write)

    async def random(self, drama: Drama | None, reader: Reader, today: date, *, alone: bool) -> QuoteShown:
        """A quote by chance, of a drama or of any; raises `NoQuotes`. `alone`: its reader alone sees it."""
        chance = random.random()  # noqa: S311 - a quote, not a secret

        def read(connection: sqlite3.Connection) -> QuoteShown:
            found = quotes.one_of(connection, reader.guild_id, drama.id if drama else None, chance)
            if found is None:
                raise NoQuotes(drama)
            return _shown(connection, found, reader, today, alone=alone)

        return await self._database.read(read)

    async def one(self, quote_id: int, reader: Reader, today: date) -> QuoteShown:
        """A quote for one reader alone; raises `QuoteGone`."""

        def read(connection: sqlite3.Connection) -> QuoteShown:
            found = quotes.get(connection, quote_id, reader.guild_id)
            if found is None:
                raise QuoteGone
            return _shown(connection, found, reader, today, alone=True)

        return await self._database.read(read)


def _shown(
    connection: sqlite3.Connection,
    found: tuple[Drama, SavedQuote],
    reader: Reader,
    today: date,
    *,
    alone: bool,
    given: bool = True,
    new: bool = False,
) -> QuoteShown:
    """A quote in the shape that it may have; `given`: the answer may go to the reader alone instead."""
    drama, quote = found
    standing = members.progress(connection, reader.member_id, drama.id)
    how = Shape.PRIVATE
    if quote.episode is not None:
        policy = reader.settings.policy if reader.settings else Policy.BARS
        ended = has_ended(catalogue.aired_to(connection, drama.id), drama.year, today)
        told = standing if given else None
        how = shape(policy, told, Scope(drama.id, quote.episode), ended=ended, alone=alone)
    return QuoteShown(drama, quote, how, standing, new)
