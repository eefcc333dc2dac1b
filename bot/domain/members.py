"""The reader: who asks, where, and how they like to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.blocks import Block
from bot.domain.guilds import GuildSettings
from bot.domain.spoilers import Policy
from bot.domain.titles import Titles
from bot.domain.venues import Venue

NOTED_EVERY = timedelta(days=1)  # how often a sign of a member whom no server knows is written down


@dataclass(frozen=True, slots=True)
class Visit:
    """What the store knows about a member who starts a command.

    `language` is the one they chose, `discord_language` that of their Discord when they last used the bot.
    `settings` are the guild's. `known`: they were seen here before.
    `stars_out_of` is the scale on which they see scores, 10 or 5. `titles` is how they want titles of dramas.
    `blocks` are those of all guilds. `alone_since`: no server with the bot knows them, and this was the last
    sign of them.
    """

    language: str | None
    settings: GuildSettings | None
    known: bool
    stars_out_of: int = 10
    blocks: tuple[Block, ...] = ()
    titles: Titles = Titles.LANGUAGE
    alone_since: datetime | None = None
    discord_language: str | None = None

    def is_to_be_noted(self, now: datetime, discord_language: str | None = None) -> bool:
        """Whether the store lacks this visit: the first one here, or a day after the last sign.

        Or their Discord, if it told its language, is in another one since.
        """
        return (
            not self.known
            or discord_language not in (None, self.discord_language)
            or (self.alone_since is not None and now - self.alone_since >= NOTED_EVERY)
        )


@dataclass(frozen=True, slots=True)
class KnownMember:
    """What the store knows of a member.

    That is the language they chose, that of their Discord, their score scale and kind of titles, where they
    were seen, and where they are blocked. `alone_since` is the last sign of one whom no server with the bot
    knows, None if one does or if the time is not written yet.
    """

    language: str | None = None
    stars_out_of: int = 10
    seen_on: frozenset[int] = frozenset()
    blocks: tuple[Block, ...] = ()
    titles: Titles = Titles.LANGUAGE
    alone_since: datetime | None = None
    discord_language: str | None = None


class Presence(Protocol):
    """Tells who is on which server now."""

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        """Whether a member is on a server now. Raises `DiscordSilent` if Discord does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of an answer.

    `venue` is where they ask. `guild_id` and `settings` are None everywhere but on a server of the bot's: so
    nothing can be stored of another one. `language` is the one this member reads,
    `public_language` that of posts for the whole guild. `stars_out_of` is the scale on which they see scores,
    10 or 5. Public messages always show them out of 10. `titles` is how they want titles of dramas; public
    messages name dramas as the guild's language does. `guilds`: away from the bot's servers, those where both
    the reader and the bot are now. `guilds_known` is False if Discord did not answer for all of them.
    `joined_at` is when they joined the guild, None where Discord does not say. `released`: a moderator of the
    guild lets what they have written through.
    `block` keeps them from writing now.
    """

    member_id: int
    guild_id: int | None
    language: str
    public_language: str
    settings: GuildSettings | None = None
    role_ids: frozenset[int] = frozenset()
    manages_guild: bool = False
    stars_out_of: int = 10
    guilds: frozenset[int] = frozenset()
    guilds_known: bool = True
    joined_at: datetime | None = None
    released: bool = False
    block: Block | None = None
    titles: Titles = Titles.LANGUAGE
    venue: Venue = Venue.HOME

    @property
    def policy(self) -> Policy:
        """How spoilers are hidden here: as the guild has chosen. Away from the bot's servers, sealed."""
        if self.guild_id is None:
            return Policy.SEALED
        return (self.settings or GuildSettings(self.guild_id)).policy

    @property
    def curator(self) -> bool:
        """Whether this member may publish synopses here: moderators and the curator role."""
        role = self.settings.curator_role if self.settings else None
        return self.manages_guild or (role is not None and role in self.role_ids)
