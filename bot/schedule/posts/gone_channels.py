"""The chore that finds deleted channels whose messages the ledger still has.

Discord tells of a deleted channel only while the bot is connected, and not of the threads that go with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import discord

from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.services.posts import faults

CHORE = "gone channels"
EVERY = timedelta(days=1)
# Channels of a run that Discord is asked about: only those that the bot does not know, as most of them sleep.
ASKED_ABOUT = 50

log = get_logger("namida.schedule")


async def channel_stands(client: discord.Client, channel_id: int) -> bool | None:
    """Whether a channel or thread is there; None where Discord does not say."""
    try:
        await client.fetch_channel(channel_id)
    except discord.NotFound:
        return False
    except discord.HTTPException as error:
        log.warning("channel not looked at", channel=channel_id, status=error.status, code=error.code)
        return None
    return True


def chore(services: Services, client: discord.Client) -> Chore:
    looking = _LookingOver(services, client)
    return Chore(CHORE, looking.run, first_after=timedelta(hours=2))


class _LookingOver:
    """Goes through the channels, again and again, some each day. A restart begins with the oldest again."""

    def __init__(self, services: Services, client: discord.Client):
        self._ledger = services.ledger
        self._client = client
        self._after = 0

    async def run(self, now: datetime) -> datetime:
        unknown = [
            ident
            for ident in await self._ledger.channels()
            if ident > self._after and self._client.get_channel(ident) is None
        ]
        some = unknown[:ASKED_ABOUT]
        self._after = some[-1] if len(some) < len(unknown) else 0
        await faults.each(CHORE, some, self._look, lambda channel_id: f"channel {channel_id}")
        return now + EVERY

    async def _look(self, channel_id: int) -> None:
        # Where Discord does not say, it is looked at again in some days.
        if await channel_stands(self._client, channel_id) is False:
            rows = await self._ledger.channel_gone(channel_id)
            log.info("channel is gone", channel=channel_id, messages=rows)
