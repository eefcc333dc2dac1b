"""Reads servers' AutoMod rules from Discord, and combines all rules of a server."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.screening import (
    AutomodRule,
    AutomodRules,
    AutomodSource,
    Entry,
    Keyword,
    Links,
    Origin,
    Rule,
    Trouble,
)
from bot.domain.words import Unread
from bot.services.moderation.expressions import Compiled, Unreadable, compiled
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.kept import Kept, Subject
from bot.store.moderation import words

# Discord tells at once what has changed. This is for what was not heard.
EVERY = timedelta(minutes=10)
AFTER_TROUBLE = timedelta(minutes=1)
PATIENCE = 5.0  # seconds that a member's text waits for Discord

GUILDS_KEPT = 512


@dataclass(frozen=True, slots=True)
class ServerRules:
    """All rules of a server. `presets`: Discord has lists of its own there, whose words no bot is told."""

    rules: tuple[Rule, ...] = ()
    unread: tuple[Unread, ...] = ()
    automod: int = 0  # how many of the rules are Discord's
    presets: bool = False

    @property
    def has_expressions(self) -> bool:
        return any(rule.expressions for rule in self.rules)


@dataclass(slots=True)
class _Asked:
    """When Discord was last asked about a server, and why it did not tell."""

    at: datetime | None = None
    trouble: Trouble | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def holds(self, now: datetime) -> bool:
        return self.at is not None and now < self.at + (AFTER_TROUBLE if self.trouble else EVERY)


class Automod:
    """Servers' rules. What Discord said last holds as long as it says nothing else."""

    def __init__(self, database: Database):
        self.source: AutomodSource | None = None  # the client, once there is one
        self._database = database
        self._asked: dict[int, _Asked] = defaultdict(_Asked)
        self._kept: Kept[ServerRules] = database.changes.keep(Subject.GUILD, GUILDS_KEPT)

    def changed(self, guild_id: int) -> None:
        """Discord says that a rule has changed: ask before the next text."""
        self._asked[guild_id].at = None

    def is_there(self, guild_id: int) -> bool:
        """Whether the bot is on a server, as far as it knows: what no one can read there needs no rules."""
        return self.source is None or self.source.is_there(guild_id)

    async def rules(self, guild_id: int, now: datetime) -> ServerRules:
        """The rules of a server as they are now, or as Discord last told them."""
        await self.refresh(guild_id, now)
        kept = self._kept.get(guild_id)
        if kept is not None:
            return kept
        commits = self._database.changes.commits
        found = await self._database.read(lambda connection: _read(connection, guild_id))
        self._kept.put(guild_id, found, commits)
        return found

    async def refresh(self, guild_id: int, now: datetime, *, anew: bool = False) -> Trouble | None:
        """Ask Discord, if it was not asked lately. Returns why it did not tell, None where it did."""
        asked = self._asked[guild_id]
        if self.source is None or (asked.holds(now) and not anew):
            return asked.trouble
        async with asked.lock:
            if not asked.holds(now) or anew:
                asked.trouble = await self._ask(self.source, guild_id)
                asked.at = now
            return asked.trouble

    async def _ask(self, source: AutomodSource, guild_id: int) -> Trouble | None:
        try:
            async with asyncio.timeout(PATIENCE):
                found = await source.automod_rules(guild_id)
        except TimeoutError:
            return Trouble.SILENT
        if isinstance(found, Trouble):
            return found
        if found != await self._database.read(lambda connection: words.automod(connection, guild_id)):
            await self._database.write(lambda connection: words.put_automod(connection, guild_id, found))
        return None


def _read(connection: sqlite3.Connection, guild_id: int) -> ServerRules:
    return together(
        words.entries(connection, guild_id),
        guilds.get(connection, guild_id).links,
        words.automod(connection, guild_id),
    )


def together(entries: dict[Entry, list[str]], links: Links, automod: AutomodRules) -> ServerRules:
    """All rules of a server: its own list, and Discord's."""
    unread: list[Unread] = []
    own = Rule(
        Origin.SERVER,
        _keywords(entries[Entry.WORD], Origin.SERVER, unread),
        expressions=_expressions(entries[Entry.EXPRESSION], Origin.SERVER, unread),
        links=links,
        hosts=frozenset(entries[Entry.HOST]),
    )
    discords = tuple(_of_discord(rule, unread) for rule in automod.rules)
    return ServerRules((own, *discords), tuple(unread), len(discords), automod.presets)


def _of_discord(rule: AutomodRule, unread: list[Unread]) -> Rule:
    return Rule(
        Origin.DISCORD,
        _keywords(rule.keywords, Origin.DISCORD, unread),
        tuple(keyword for text in rule.allowed if (keyword := Keyword.of(text)).needle),
        _expressions(rule.expressions, Origin.DISCORD, unread),
        frozenset(rule.exempt_roles),
        frozenset(rule.exempt_channels),
        blocks=rule.blocks,
    )


def _keywords(sources: Iterable[str], origin: Origin, unread: list[Unread]) -> tuple[Keyword, ...]:
    found = tuple(map(Keyword.of, dict.fromkeys(sources)))
    unread += [Unread(origin, one.source, "nothing but signs") for one in found if not one.needle]
    return tuple(one for one in found if one.needle)


def _expressions(sources: Iterable[str], origin: Origin, unread: list[Unread]) -> tuple[Compiled, ...]:
    found = []
    for source in sources:
        try:
            found.append(compiled(source))
        except Unreadable as error:
            unread.append(Unread(origin, source, str(error)))
    return tuple(found)
