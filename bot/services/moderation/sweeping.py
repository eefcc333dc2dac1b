"""Searches a server's posted texts for those that its rules refuse now. Moderators decide on them."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from functools import partial

from bot.domain.consent import Label
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.reports import Reported, ReportForm
from bot.domain.screening import Hit, matches
from bot.domain.words import SWEPT, SweepPlace, Swept
from bot.domain.writings import NOTE_LIMIT, Why, WritingKind, WritingRef
from bot.services.checks import guild_of
from bot.services.moderation.automod import ServerRules
from bot.services.moderation.screening import Screening
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.moderation import reports, writings
from bot.store.moderation.writings import Words

MOST_LOOKED_AT = 2_000  # writings that are looked at in one go
MOST_PIECES = 400  # that are read in one go, where there are few writings of this server in each
MOST_FOUND = 25  # that come to the queue in one go: enough for an evening of moderators


class Sweeping:
    """A text from before a rule was never screened by it. Nothing is removed here: a moderator decides."""

    def __init__(self, database: Database, the_outbox: Outbox, screening: Screening):
        self._database = database
        self._outbox = the_outbox
        self._screening = screening
        self._turn = asyncio.Lock()

    async def look_through(self, place: SweepPlace, moderator: Reader, now: datetime) -> Swept:
        """Look at writings from a place on, the newest of each kind first; what is refused goes to the queue.

        It is there as a report by the moderator who asked, with what was found. What moderators decided
        before in the same words is not put there again. The caller checks the right.
        """
        guild_id = guild_of(moderator)
        looked, found = 0, 0
        there: SweepPlace | None = place
        async with self._turn:
            rules = await self._screening.automod.rules(guild_id, now)
            for _ in range(MOST_PIECES):
                if there is None or looked >= MOST_LOOKED_AT or found >= MOST_FOUND:
                    break
                at = there
                read = partial(writings.piece, guild_id=guild_id, kind=at.kind, before=at.before)
                piece = await self._database.read(read)
                if piece.words:
                    hits = await asyncio.to_thread(_hits, piece.words, rules, _channels(moderator, at.kind))
                    found += await self._put(at.kind, hits, moderator, now)
                    looked += len(piece.words)
                there = _next(at, piece.before)
        self._outbox.changed()
        return Swept(looked, found, there)

    async def _put(self, kind: WritingKind, hits: dict[int, Hit], moderator: Reader, now: datetime) -> int:
        """Report what was found. Returns how many come to the queue by it."""
        if not hits:
            return 0
        guild_id = guild_of(moderator)

        def write(connection: sqlite3.Connection) -> int:
            new = 0
            for ident, hit in hits.items():
                ref = WritingRef(kind, ident, guild_id)
                writing = writings.get(connection, ref)
                if writing is None or writing.takedown is not None:
                    continue
                reported = Reported.writing(ref)
                if reports.open_of(connection, reported):
                    continue  # it waits already
                revision = Label.of(writing.drama, None, *writing.wording).revision
                form = ReportForm(Why.OTHER, f"🔎 {hit.what}"[:NOTE_LIMIT])
                new += reports.put(connection, reported, moderator.member_id, form, revision, now)
            return new

        return await self._database.write(write)


def _hits(words: Words, rules: ServerRules, channels: frozenset[int]) -> dict[int, Hit]:
    """What the rules refuse of these writings, for authors without exemptions."""
    found = ((ident, matches(texts, rules.rules, frozenset(), channels)) for ident, texts in words.items())
    return {ident: hit for ident, hit in found if hit is not None}


def _channels(moderator: Reader, kind: WritingKind) -> frozenset[int]:
    """Where the writings of a kind stay, for rules that do not count in a channel."""
    board = moderator.settings.channels.get(Purpose.BOARD) if moderator.settings else None
    return frozenset({board} if board is not None and kind is WritingKind.COMMENT else ())


def _next(at: SweepPlace, before: int | None) -> SweepPlace | None:
    if before is not None:
        return SweepPlace(at.kind, before)
    further = SWEPT.index(at.kind) + 1
    return SweepPlace(SWEPT[further]) if further < len(SWEPT) else None
