"""Quotes: saves, edits and deletes them, and picks a random one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown, SavedQuote
from bot.domain.consent import Alone, Cleared, Consent, Gated, Label, gate, gate_alone, in_sight
from bot.domain.dramas import Drama
from bot.domain.held import HeldWriting, Payload
from bot.domain.lengths import has_ended
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Thing
from bot.domain.quotes import QuotePage
from bot.domain.screening import Passed
from bot.domain.spoilers import Policy, shape, visible_episodes
from bot.domain.writings import WritingKind
from bot.errors import NoQuotes, NotYourQuote, QuoteGone, QuoteKnown, QuoteSpoils
from bot.services.checks import existing, filled, guild_of, label_begins, label_of
from bot.services.limits import Limits, limited
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.message_ledger import Still
from bot.services.posts.outbox import Outbox
from bot.store import drafts
from bot.store.board import quotes
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.members import members
from bot.store.moderation.audit import audit

QUOTE = "quote"  # the kind of draft
_FIELDS = ("text", "speaker", "episode", "title")
CARD_LONGEST = 160  # characters of a quote on a drama's card
PAGE_SIZE = 5  # quotes of a drama's list


def draft_of(message_id: int) -> str:
    """The subject of the draft of a quote from a message."""
    return f"message {message_id}"


def draft_of_change(quote_id: int) -> str:
    return f"quote {quote_id}"


class Quotes:
    """Lines from dramas that members saved."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, held: Held
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening
        held.writes(WritingKind.QUOTE, self._release)

    async def form(
        self, message_id: int, drama: Drama | None, begins: QuoteForm, reader: Reader
    ) -> QuoteForm:
        """What the form for a message starts with: the draft, or the message's text and thread's episode.

        `drama` None: the form asks for it, and no one can tell how far its writer is.
        """
        label = begins.episode or None
        return await self._drafted(draft_of(message_id), drama, begins, label, reader)

    @limited(Deed.QUOTE)
    async def add(
        self,
        drama: Drama,
        form: QuoteForm,
        reader: Reader,
        now: datetime,
        message_id: int | None = None,
        *,
        author_id: int | None = None,
        labelled: bool = False,
    ) -> QuoteShown:
        """Save a quote for the server. Returns it as everyone there may see it. A known quote stays.

        `message_id`: the draft that it was made of. `author_id`: whose message it was. `labelled`: it needs
        an episode, whatever it says by now.
        Raises `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange`, `SpoilerUnlabelled`, `ServerOnly`
        and the errors of `Screening.passed`.
        """
        guild_id = guild_of(reader)
        draft = draft_of(message_id) if message_id is not None else None
        text, speaker = await self._passed(drama, form, reader, now, {"labelled": labelled}, draft)

        def write(connection: sqlite3.Connection) -> QuoteShown:
            episode = label_of(connection, drama, form.episode, text, speaker, needed=labelled)
            members.seen(connection, reader.member_id, guild_id, now)
            ident, new = quotes.put(
                connection,
                drama.id,
                text=text,
                speaker=speaker or None,
                episode=episode,
                added_by=reader.member_id,
                guild_id=guild_id,
                author_id=author_id,
                now=now,
            )
            if message_id is not None:
                drafts.remove(connection, reader.member_id, QUOTE, draft_of(message_id))
            found = _seen(connection, ident, reader)
            # Others see the answer, too, so it must not depend on the writer's progress.
            return in_sight(_shown(connection, found, reader, now, alone=False, given=False, new=new))

        return await self._database.write(write)

    async def random(
        self, drama: Drama | None, reader: Reader, now: datetime, *, alone: bool
    ) -> Gated[QuoteShown]:
        """A random quote, from one drama or any. Raises `NoQuotes`. `alone`: only its reader sees it."""

        def read(connection: sqlite3.Connection) -> Gated[QuoteShown]:
            found = quotes.one_of(connection, reader.guild_id, drama.id if drama else None, random.random)
            if found is None:
                raise NoQuotes(drama)
            return gate(_shown(connection, found, reader, now, alone=alone), _label(found))

        return await self._database.read(read)

    async def one(
        self, quote_id: int, reader: Reader, now: datetime, consent: Consent | None = None
    ) -> Alone[QuoteShown]:
        """A quote for one reader alone, after what they agreed to; raises `QuoteGone`."""

        def read(connection: sqlite3.Connection) -> Alone[QuoteShown]:
            found = _seen(connection, quote_id, reader)
            return gate_alone(_shown(connection, found, reader, now, alone=True), _label(found), consent)

        return await self._database.read(read)

    async def page(self, drama: Drama, reader: Reader, index: int, now: datetime) -> QuotePage:
        """A page of a drama's quotes for one reader alone, up to where they are. Raises `NoQuotes`."""

        def read(connection: sqlite3.Connection) -> QuotePage:
            standing = members.progress(connection, reader.member_id, drama.id)
            found, at, total, later = quotes.up_to(
                connection,
                drama.id,
                reader.guild_id,
                reader.member_id,
                visible_episodes(standing),
                index,
                PAGE_SIZE,
            )
            if not total and not later:
                raise NoQuotes(drama)
            shown = [
                gate_alone(_shown(connection, pair, reader, now, alone=True), _label(pair))
                for pair in ((drama, quote) for quote in found)
            ]
            cleared = tuple(one for one in shown if isinstance(one, Cleared))
            return QuotePage(drama, cleared, at, total, later, PAGE_SIZE)

        return await self._database.read(read)

    # --- messages that show one to everyone ---

    @staticmethod
    def thing(shown: QuoteShown) -> Thing:
        """What a message shows that shows this quote."""
        return Thing(Kind.QUOTE, shown.quote.id, shown.drama.id)

    async def for_all(self, quote_id: int, reader: Reader, now: datetime) -> QuoteShown:
        """A quote as everyone where its reader is may see it; raises `QuoteGone`."""
        return await self._database.read(partial(_for_all, quote_id, reader, now))

    async def for_picture(self, quote_id: int, reader: Reader, now: datetime) -> QuoteShown:
        """A quote that may become a picture: it spoils nothing. Raises `QuoteGone` and `QuoteSpoils`."""
        shown = await self.for_all(quote_id, reader, now)
        if shown.quote.episode is not None:
            raise QuoteSpoils(shown.drama, shown.quote.episode)
        return shown

    @staticmethod
    def still(shown: QuoteShown, reader: Reader, now: datetime) -> Still:
        """Whether a quote is by now as everyone was shown it."""

        def look(connection: sqlite3.Connection) -> bool:
            try:
                found = _for_all(shown.quote.id, reader, now, connection)
            except QuoteGone:
                return False
            return (found.drama, found.quote, found.shape) == (shown.drama, shown.quote, shown.shape)

        return look

    # --- one that was typed wrong, or should not be there ---

    async def mine(self, quote_id: int, reader: Reader, now: datetime) -> QuoteShown:
        """A quote that this reader may delete. Raises `QuoteGone` and `NotYourQuote`."""
        shown = (await self.one(quote_id, reader, now)).shown
        if not shown.deletable:
            raise NotYourQuote
        return shown

    async def begun(
        self, quote_id: int, reader: Reader, now: datetime, named: Callable[[Drama], str]
    ) -> QuoteForm:
        """What the form to edit the reader's quote starts with: the draft, or the quote.

        `named` gives the title by which the reader knows a drama.

        Raises as `change`.
        """
        shown = await self.mine(quote_id, reader, now)
        if not shown.own:
            raise NotYourQuote
        quote = shown.quote
        stands = QuoteForm(quote.text, quote.speaker or "", str(quote.episode or ""), named(shown.drama))
        subject = draft_of_change(quote_id)
        return await self._drafted(subject, shown.drama, stands, stands.episode, reader)

    @limited(Deed.QUOTE)
    async def change(
        self, quote_id: int, drama: Drama, form: QuoteForm, reader: Reader, now: datetime
    ) -> QuoteShown:
        """Edit the reader's own quote and delete the draft. Returns it as everyone may see it.

        Raises the errors of `add`, `QuoteGone`, `NotYourQuote`, and `QuoteKnown` if another quote says the
        same.
        """
        draft = draft_of_change(quote_id)
        text, speaker = await self._passed(drama, form, reader, now, {"quote": quote_id}, draft)

        def write(connection: sqlite3.Connection) -> QuoteShown:
            before = _seen(connection, quote_id, reader)[1]
            if not _is_own(before, reader):
                raise NotYourQuote
            episode = label_of(connection, drama, form.episode, text, speaker)
            if quotes.known(connection, drama.id, text, reader.guild_id) not in (None, quote_id):
                raise QuoteKnown(drama)
            quotes.change(connection, quote_id, drama.id, text=text, speaker=speaker or None, episode=episode)
            drafts.remove(connection, reader.member_id, QUOTE, draft_of_change(quote_id))
            found = _seen(connection, quote_id, reader)
            return in_sight(_shown(connection, found, reader, now, alone=False, given=False))

        changed = await self._database.write(write)
        self._outbox.changed()
        return changed

    async def delete(self, quote_id: int, reader: Reader, now: datetime) -> Drama:
        """Delete a quote. Audited if the reader did not save it. Raises `QuoteGone` and `NotYourQuote`."""

        def write(connection: sqlite3.Connection) -> Drama:
            drama, quote = _seen(connection, quote_id, reader)
            if not _is_deletable(quote, reader):
                raise NotYourQuote
            quotes.remove(connection, quote_id)
            drafts.remove(connection, reader.member_id, QUOTE, draft_of_change(quote_id))
            if reader.member_id not in (quote.added_by, quote.author_id):
                detail = {"drama": drama.id, "saved_by": quote.added_by}
                audit(
                    connection, reader.guild_id, reader.member_id, "quote.delete", str(quote_id), now, detail
                )
            return drama

        drama = await self._database.write(write)
        self._outbox.changed()
        return drama

    async def _passed(
        self,
        drama: Drama,
        form: QuoteForm,
        reader: Reader,
        now: datetime,
        payload: Payload,
        draft: str | None,
    ) -> tuple[Passed, Passed]:
        """The text and speaker (empty: none is named), once the rules of the server let them through."""
        typed = _read(form)
        needed = bool(payload.get("labelled"))
        waits = Waits(
            WritingKind.QUOTE,
            drama.id,
            asdict(form),
            lambda connection: {drama.id: label_of(connection, drama, form.episode, *typed, needed=needed)},
            payload,
            subject=draft if "quote" in payload else None,
            draft=(QUOTE, draft) if draft is not None else None,
        )
        text, speaker = await self._screening.passed(reader, now, *typed, waits=waits)
        return text, speaker

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Save a quote that waited for a moderator, or change one as its member wished."""
        told, form = held.payload, QuoteForm(**held.payload["form"])
        drama = await self._database.read(lambda connection: existing(connection, held.drama_id))
        if "quote" in told:
            await self.change(int(told["quote"]), drama, form, author, now)
        else:
            await self.add(drama, form, author, now, labelled=bool(told["labelled"]))

    async def _drafted(
        self, subject: str, drama: Drama | None, begins: QuoteForm, label: str | None, reader: Reader
    ) -> QuoteForm:
        """The form as it was typed before it failed, or else as it begins; `label` None: it has none yet."""

        def read(connection: sqlite3.Connection) -> QuoteForm:
            form, typed = begins, label
            kept = drafts.get(connection, reader.member_id, QUOTE, subject)
            if kept is not None:
                form = QuoteForm(**{name: kept.get(name, "") for name in _FIELDS})
                typed = form.episode
            if drama is None:
                return form
            label_now = label_begins(connection, drama, reader, typed, form.text, form.speaker)
            return replace(form, episode=label_now)

        return await self._database.read(read)


def _read(form: QuoteForm) -> tuple[str, str]:
    """The text and speaker of a form, empty if none is named. Raises `EmptyText` and `TextTooLong`."""
    text = filled("\n".join(line.strip() for line in form.text.strip().splitlines()), QUOTE_LIMIT)
    speaker = " ".join(form.speaker.split())
    return text, filled(speaker, SPEAKER_LIMIT) if speaker else ""


def quote_of_the_day(
    connection: sqlite3.Connection, drama: Drama, guild_id: int | None, now: datetime
) -> QuoteShown | None:
    """A quote of a drama that spoils nothing, another every day. `guild_id` None: one of the catalogue's.

    No one asked for it, so it is one that every reader may see, and a short one.
    """
    found = quotes.of_the_day(connection, drama.id, guild_id, now.date(), CARD_LONGEST)
    if found is None:
        return None
    return in_sight(QuoteShown(drama, found, shape(Policy.SEALED, None, found.episode)))


def _seen(connection: sqlite3.Connection, quote_id: int, reader: Reader) -> tuple[Drama, SavedQuote]:
    found = quotes.get(connection, quote_id, reader.guild_id)
    if found is None:
        raise QuoteGone
    return found


def _label(found: tuple[Drama, SavedQuote]) -> Label:
    drama, quote = found
    return Label.of(drama, quote.episode, quote.text, quote.speaker)


def _is_own(quote: SavedQuote, reader: Reader) -> bool:
    """Whether the reader saved the quote on their current server."""
    return quote.guild_id is not None and quote.added_by == reader.member_id


def _is_deletable(quote: SavedQuote, reader: Reader) -> bool:
    if quote.guild_id is None:
        return False
    return reader.member_id in (quote.added_by, quote.author_id) or reader.manages_guild


def _for_all(quote_id: int, reader: Reader, now: datetime, connection: sqlite3.Connection) -> QuoteShown:
    """A quote as everyone where its reader is may see it; raises `QuoteGone`."""
    return _shown(connection, _seen(connection, quote_id, reader), reader, now, alone=False, given=False)


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
    policy = reader.policy
    ended = has_ended(catalogue.aired_to(connection, drama.id), drama.year, now.date())
    own = given and quote.added_by == reader.member_id
    how = shape(policy, standing if given else None, quote.episode, ended=ended, alone=alone, own=own)
    mine, deletable = _is_own(quote, reader), _is_deletable(quote, reader)
    return QuoteShown(drama, quote, how, standing, new, mine, deletable)
