"""Decides where an interaction takes place. Nothing else asks an interaction for its server."""

from __future__ import annotations

from typing import Any, Protocol

import discord
from discord.app_commands import AppCommandContext

from bot.domain.venues import Venue


class Somewhere(Protocol):
    """What takes place somewhere: an interaction, or a message that speaks to the bot."""

    @property
    def guild_id(self) -> int | None: ...

    @property
    def client(self) -> Any: ...

    @property
    def context(self) -> AppCommandContext: ...

    def is_guild_integration(self) -> bool: ...

    def is_user_integration(self) -> bool: ...


def venue_of(interaction: Somewhere) -> Venue:
    """Where the interaction takes place.

    discord.py makes an empty server of one that it does not know, so an interaction always seems to be on a
    server of the bot's. What counts is whether the bot is there, and whether the server let it answer: where
    Discord names the member alone as the owner of the installation, the server did not.
    """
    if interaction.guild_id is None:
        # Discord names the direct message with the bot. What it does not name so is read by others.
        return Venue.DIRECT if interaction.context.dm_channel else Venue.GROUP
    if interaction.client.get_guild(interaction.guild_id) is None:
        return Venue.FOREIGN
    brought_along = interaction.is_user_integration() and not interaction.is_guild_integration()
    return Venue.FOREIGN if brought_along else Venue.HOME


def home_of(interaction: Somewhere) -> discord.Guild | None:
    """The server of the bot's where the interaction takes place. None everywhere else."""
    if venue_of(interaction) is not Venue.HOME or interaction.guild_id is None:
        return None
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id)
    return guild
