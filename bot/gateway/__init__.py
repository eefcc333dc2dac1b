"""Changes how discord.py reads what Discord sends, and how it connects again.

There are no hooks for any of this, so `install` replaces what discord.py's shards use.
"""

from __future__ import annotations

import logging

import discord

from bot.gateway.frames import Gateway
from bot.gateway.reconnecting import Pauses, in_a_line


def install() -> None:
    """Make discord.py's shards use these."""
    discord.shard.DiscordWebSocket = Gateway  # type: ignore[misc]
    vars(discord.shard)["ExponentialBackoff"] = Pauses
    logging.getLogger("discord.shard").addFilter(in_a_line)
