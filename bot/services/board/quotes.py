"""Quotes: saves, edits and deletes them, and picks a random one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown, SavedQuote
from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.spoilers import Policy, has_ended, shape
from bot.errors import NoQuotes, NotYourQuote, QuoteGone, QuoteKnown
from bot.services.checks import filled, guild_of, label_of
from bot.services.limits import Limits, limited
from bot.store import drafts
from bot.store.board import quotes
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.members import members

QUOTE = "quote"  # the kind of draft


def draft_of(message_id: int) -> str:
    """The subject of the draft of a quote from a message."""
    return f"message {message_id}"


def draft_of_change(quote_id: int) -> str:
    return f"quote {quote_id}"


class Quotes:
    """Lines from dramas that members saved."""

    def __init__(self, database: Database, limits: Limits):
        self._database = database
        self.limits = limits

    async def form(self, message_id: int, begins: QuoteForm, reader: Reader) -> QuoteForm:
        """What the form for a message starts with: the draft, or the message's text and thread's episode."""
        return await self._drafted(draft_of(message_id), begins, reader)

    @limited(Deed.QUOTE)
    async def add(
        self, drama: Drama, form: QuoteForm, reader: Reader, now: datetime, message_id: int | None = None
    ) -> QuoteShown:
        """Save a quote for the server. Returns it as everyone there may see it. A known quote stays.

        Raises `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange` and `ServerOnly`.
        """
        guild_id = guild_of(reader)
        text, speaker = _read(form)

        def write(connection: sqlite3.Connection) -> QuoteShown:
            episode = label_of(connection, drama, form.episode)
            members.seen(connection, reader.member_id, guild_id, now)
            ident, new = quotes.put(
                connection,
                drama.id,
                text=text,
                speaker=speaker,
                episode=episode,
                added_by=reader.member_id,
                guild_id=guild_id,
            )
            if message_id is not None:
                drafts.remove(connection, reader.member_id, QUOTE, draft_of(message_id))
            found = _seen(connection, ident, reader)
            # Others see the answer, too, so it must not depend on the writer's progress.
            return _shown(connection, found, reader, now, alone=False, given=False, new=new)

        return await self._database.write(write)

    async def random(self, drama: Drama | None, reader: Reader, now: datetime, *, alone: bool) -> QuoteShown:
        """A random quote, from one drama or any. Raises `NoQuotes`. `alone`: only its reader sees it."""
        chance = random.random()  # noqa: S311 - a quote, not a secret

        def read(connection: sqlite3.Connection) -> QuoteShown:
            found = quotes.one_of(connection, reader.guild_id, drama.id if drama else None, chance)
            if found is None:
                raise NoQuotes(drama)
            return _shown(connection, found, reader, now, alone=alone)

        return await self._database.read(read)

    async def one(self, quote_id: int, reader: Reader, now: datetime) -> QuoteShown:
        """A quote for one reader. Raises `QuoteGone`."""

        def read(connection: sqlite3.Connection) -> QuoteShown:
            return _shown(connection, _seen(connection, quote_id, reader), reader, now, alone=True)

        return await self._database.read(read)

    # --- one that was typed wrong, or should not be there ---

    async def mine(self, quote_id: int, reader: Reader, now: datetime) -> QuoteShown:
        """A quote that this reader may delete. Raises `QuoteGone` and `NotYourQuote`."""
        shown = await self.one(quote_id, reader, now)
        if not shown.deletable:
            raise NotYourQuote
        return shown

    async def begun(self, quote_id: int, reader: Reader, now: datetime) -> QuoteForm:
        """What the form to edit the reader's quote starts with: the draft, or the quote.

        Raises as `change`.
        """
        shown = await self.mine(quote_id, reader, now)
        if not shown.own:
            raise NotYourQuote
        quote = shown.quote
        stands = QuoteForm(quote.text, quote.speaker or "", str(quote.episode or ""), shown.drama.title)
        return await self._drafted(draft_of_change(quote_id), stands, reader)

    @limited(Deed.QUOTE)
    async def change(
        self, quote_id: int, drama: Drama, form: QuoteForm, reader: Reader, now: datetime
    ) -> QuoteShown:
        """Edit the reader's own quote and delete the draft. Returns it as everyone may see it.

        Raises the errors of `add`, `QuoteGone`, `NotYourQuote`, and `QuoteKnown` if another quote says the
        same.
        """
        text, speaker = _read(form)

        def write(connection: sqlite3.Connection) -> QuoteShown:
            before = _seen(connection, quote_id, reader)[1]
            if not _is_own(before, reader):
                raise NotYourQuote
            episode = label_of(connection, drama, form.episode)
            if quotes.known(connection, drama.id, text, reader.guild_id) not in (None, quote_id):
                raise QuoteKnown(drama)
            quotes.change(connection, quote_id, drama.id, text=text, speaker=speaker, episode=episode)
            drafts.remove(connection, reader.member_id, QUOTE, draft_of_change(quote_id))
            found = _seen(connection, quote_id, reader)
            return _shown(connection, found, reader, now, alone=False, given=False)

        return await self._database.write(write)

    async def delete(self, quote_id: int, reader: Reader, now: datetime) -> Drama:
        """Delete a quote. Audited if the reader did not save it. Raises `QuoteGone` and `NotYourQuote`."""

        def write(connection: sqlite3.Connection) -> Drama:
            drama, quote = _seen(connection, quote_id, reader)
            if not _is_deletable(quote, reader):
                raise NotYourQuote
            quotes.remove(connection, quote_id)
            drafts.remove(connection, reader.member_id, QUOTE, draft_of_change(quote_id))
            if not _is_own(quote, reader):
                detail = {"drama": drama.id, "saved_by": quote.added_by}
                guilds.audit(
                    connection, reader.guild_id, reader.member_id, "quote.delete", str(quote_id), now, detail
                )
            return drama

        return await self._database.write(write)

    async def _drafted(self, subject: str, begins: QuoteForm, reader: Reader) -> QuoteForm:
        """The form as it was typed before it failed, else its initial content."""

        def read(connection: sqlite3.Connection) -> Mapping[str, str] | None:
            return drafts.get(connection, reader.member_id, QUOTE, subject)

        kept = await self._database.read(read)
        if kept is None:
            return begins
        return QuoteForm(**{name: kept.get(name, "") for name in ("text", "speaker", "episode", "title")})


def _read(form: QuoteForm) -> tuple[str, str | None]:
    """The text and speaker of a form. Raises `EmptyText` and `TextTooLong`."""
    text = filled("\n".join(line.strip() for line in form.text.strip().splitlines()), QUOTE_LIMIT)
    speaker = " ".join(form.speaker.split())
    return text, filled(speaker, SPEAKER_LIMIT) if speaker else None


def _seen(connection: sqlite3.Connection, quote_id: int, reader: Reader) -> tuple[Drama, SavedQuote]:
    found = quotes.get(connection, quote_id, reader.guild_id)
    if found is None:
        raise QuoteGone
    return found


def _is_own(quote: SavedQuote, reader: Reader) -> bool:
    """Whether the reader saved the quote on their current server."""
    return quote.guild_id is not None and quote.added_by == reader.member_id


def _is_deletable(quote: SavedQuote, reader: Reader) -> bool:
    return _is_own(quote, reader) or (quote.guild_id is not None and reader.manages_guild)


def _shown(
    connection: sqlite3.Connection,
    found: tuple[Drama, SavedQuote],
    reader: Reader,
    now: datetime,
    *,
    alone: bool,
    given: bool = True,
    new: bool = False,
) -> QuoteShown:
    """A quote in the form that its readers may see. `given`: the answer may go only to the reader instead."""
    drama, quote = found
    standing = members.progress(connection, reader.member_id, drama.id)
    policy = reader.settings.policy if reader.settings else Policy.BARS
    ended = has_ended(catalogue.aired_to(connection, drama.id), drama.year, now.date())
    own = given and quote.added_by == reader.member_id
    how = shape(policy, standing if given else None, quote.episode, ended=ended, alone=alone, own=own)
    mine, deletable = _is_own(quote, reader), _is_deletable(quote, reader)
    return QuoteShown(drama, quote, how, standing, new, mine, deletable)
