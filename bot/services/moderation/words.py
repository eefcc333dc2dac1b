"""What moderators decide about words on their server: its own list, links, and whose writings wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.guilds import GuildSettings
from bot.domain.screening import (
    ENTRY_LIMITS,
    MOST_DAYS,
    MOST_ENTRIES,
    Entry,
    Hit,
    Keyword,
    Links,
    read_host,
)
from bot.domain.words import WordsView, key_of
from bot.errors import BadDays, BadEntry, BadExpression, ListFull
from bot.services.guilds.settings import change_settings
from bot.services.moderation.expressions import Unreadable, compiled
from bot.services.moderation.screening import Screening
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.moderation import held, words
from bot.store.moderation.audit import audit


class Words:
    """A server's own list. Every change is audited in the same transaction, with what stood before."""

    def __init__(self, database: Database, screening: Screening):
        self._database = database
        self._screening = screening

    async def view(self, guild_id: int, now: datetime) -> WordsView:
        """What is set, and what Discord says of its AutoMod at this moment."""
        trouble = await self._screening.automod.refresh(guild_id, now, anew=True)
        rules = await self._screening.automod.rules(guild_id, now)

        def read(connection: sqlite3.Connection) -> WordsView:
            settings, entries = guilds.get(connection, guild_id), words.entries(connection, guild_id)
            waiting = held.count(connection, guild_id)
            return WordsView(
                settings, entries, rules.automod, rules.unread, trouble, waiting, presets=rules.presets
            )

        return await self._database.read(read)

    async def add(
        self, guild_id: int, actor_id: int, kind: Entry, typed: Sequence[str], now: datetime
    ) -> list[str]:
        """Add these entries, all or none. Returns those that are new.

        Raises `BadEntry`, `BadExpression` and `ListFull`.
        """
        read = list(dict.fromkeys(_read(kind, line.strip()) for line in typed if line.strip()))

        def write(connection: sqlite3.Connection) -> list[str]:
            before = len(words.entries(connection, guild_id)[kind])
            added = [text for text in read if words.add(connection, guild_id, kind, text)]
            if before + len(added) > MOST_ENTRIES[kind]:
                raise ListFull(kind, MOST_ENTRIES[kind])
            for text in added:
                _audit(connection, guild_id, actor_id, kind, now, before=None, after=text)
            return added

        return await self._database.write(write)

    async def remove(
        self, guild_id: int, actor_id: int, kind: Entry, keys: Collection[str], now: datetime
    ) -> list[str]:
        """Remove the entries with these keys (`key_of`). Returns those that were there."""

        def write(connection: sqlite3.Connection) -> list[str]:
            there = words.entries(connection, guild_id)[kind]
            gone = [text for text in there if key_of(text) in keys]
            for text in gone:
                words.remove(connection, guild_id, kind, text)
                _audit(connection, guild_id, actor_id, kind, now, before=text, after=None)
            return gone

        return await self._database.write(write)

    async def set_links(self, guild_id: int, actor_id: int, links: Links, now: datetime) -> GuildSettings:
        """Set which links may be written."""
        return await self._put(guild_id, actor_id, {"links": links.value}, now)

    async def set_matches(self, guild_id: int, actor_id: int, now: datetime, *, wait: bool) -> GuildSettings:
        """Set whether a writing that a rule refuses waits for a moderator, or goes back to its author."""
        return await self._put(guild_id, actor_id, {"matches_wait": int(wait)}, now)

    async def set_newcomers(self, guild_id: int, actor_id: int, days: int, now: datetime) -> GuildSettings:
        """Set for how many days the writings of a new member wait; 0: of none. Raises `BadDays`."""
        if not 0 <= days <= MOST_DAYS:
            raise BadDays(MOST_DAYS)
        return await self._put(guild_id, actor_id, {"newcomer_days": days}, now)

    async def try_text(self, text: str, guild_id: int, now: datetime) -> Hit | None:
        """What the rules find in a text, for a member without exemptions. Nothing is stored."""
        return await self._screening.try_text(text, guild_id, now)

    async def _put(
        self, guild_id: int, actor_id: int, changes: dict[str, str | int | None], now: datetime
    ) -> GuildSettings:
        def write(connection: sqlite3.Connection) -> GuildSettings:
            change_settings(connection, guilds.get(connection, guild_id), actor_id, changes, now)
            return guilds.get(connection, guild_id)

        return await self._database.write(write)


def _read(kind: Entry, typed: str) -> str:
    """An entry as it is kept. Raises `BadEntry` and `BadExpression`."""
    limit = ENTRY_LIMITS[kind]
    if len(typed) > limit:
        raise BadEntry(kind, typed, limit)
    if kind is Entry.EXPRESSION:
        try:
            return compiled(typed).source
        except Unreadable as error:
            raise BadExpression(typed, str(error)) from None
    if kind is Entry.HOST:
        try:
            return read_host(typed)
        except ValueError:
            raise BadEntry(kind, typed, limit) from None
    if not Keyword.of(typed).needle:
        raise BadEntry(kind, typed, limit)
    return typed


def _audit(
    connection: sqlite3.Connection,
    guild_id: int,
    actor_id: int,
    kind: Entry,
    now: datetime,
    *,
    before: str | None,
    after: str | None,
) -> None:
    audit(connection, guild_id, actor_id, f"settings.words.{kind}", None, now, {"from": before, "to": after})
