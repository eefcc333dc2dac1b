"""What Discord sends, before discord.py keeps it, and its long silences.

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
