"""Reposts of messages that were marked as spoilers, and the removal of the originals once they stand."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.marked import Superseded
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import marked as present
from bot.schedule.composing import Chore, Composed, Composer
from bot.services.house import Services
from bot.services.marking import CHORE, POST

AT_A_TIME = 20

log = get_logger("namida.schedule")


def composers(services: Services) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        shown = await services.marking.to_post(post)
        return Composed(*present.post(t, shown)) if shown is not None else None

    return {POST: compose}


def chore(services: Services, client: discord.Client) -> Chore:
    async def remove(now: datetime) -> datetime:
        found = await services.marking.superseded(now, AT_A_TIME)
        for original in found:
            await _remove(services, client, original)
        again = await services.marking.tidy(now)
        # As many as it takes at a time: there may be more.
        return now if len(found) == AT_A_TIME else again

    return Chore(CHORE, remove)


async def _remove(services: Services, client: discord.Client, original: Superseded) -> None:
    """Remove one message. Doing it twice does no harm."""
    channel = client.get_partial_messageable(original.channel_id, guild_id=original.guild_id)
    try:
        await channel.get_partial_message(original.message_id).delete()
    except discord.NotFound:
        pass  # its author was faster, or this process before it stopped
    except discord.Forbidden as error:
        log.warning("marked message stays", guild=original.guild_id, code=error.code)
    except discord.HTTPException as error:
        again = await services.marking.refused(original, discord.utils.utcnow())
        log.warning("marked message not removed", guild=original.guild_id, status=error.status, again=again)
        return
    await services.marking.removed(original)
