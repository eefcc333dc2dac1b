"""The chore that deletes what servers left behind, some time after the bot has left them."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.services.guilds.departures import CHORE

EVERY = timedelta(hours=12)


def chore(services: Services, client: discord.Client) -> Chore:
    async def run(now: datetime) -> datetime:
        await services.departures.tidy(now, lambda guild_id: client.get_guild(guild_id) is not None)
        return now + EVERY

    return Chore(CHORE, run, first_after=timedelta(hours=1))
