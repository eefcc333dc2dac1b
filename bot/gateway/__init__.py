"""Changes how discord.py reads what Discord sends, and how it connects again.

There are no hooks for any of this, so `install` replaces what discord.py's shards and requests use. (aiohttp
has one for the end of a request, but a twentieth of an answer goes into asking whether there is any.)
"""

from __future__ import annotations

import logging

import discord

from bot.gateway.frames import Gateway
from bot.gateway.reconnecting import Pauses, in_a_line
from bot.gateway.rest_answers import json_or_none


def install() -> None:
    """Make discord.py's shards and requests use these."""
    discord.shard.DiscordWebSocket = Gateway  # type: ignore[misc]
    vars(discord.shard)["ExponentialBackoff"] = Pauses
    for requests in (discord.http, discord.webhook.async_):
        vars(requests)["json_or_text"] = json_or_none
    logging.getLogger("discord.shard").addFilter(in_a_line)
