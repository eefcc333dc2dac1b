"""Notices when someone deletes a post by hand, and then removes the text that it showed.

Discord tells of deleted messages only to bots that are told of every message, and never by whom. So a post
is found missing when it is to be edited, or when this chore looks at it. What the bot deletes itself, it
forgets or does not show any more; a post that went with its channel or thread does not count.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import discord

from bot.domain.message_ledger import Posted
from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.schedule.posts.gone_channels import channel_stands
from bot.schedule.posts.message_sync import each
from bot.services.container import Services

CHORE = "deleted posts"
# How often, and at how many at a time, those messages are looked at of which no one has changed anything.
LOOKING_EVERY = timedelta(hours=2)
LOOKED_AT = 50

log = get_logger("namida.schedule")

Gone = Callable[[Posted], Awaitable[None]]


async def gone(
    services: Services, client: discord.Client, post: Posted, otherwise: Callable[[], Awaitable[None]]
) -> None:
    """The message of a post is gone: by hand, or (`otherwise`) with its channel."""
    stands = await channel_stands(client, post.channel_id)
    if stands is None:
        await services.ledger.refused(post, discord.utils.utcnow())
    elif stands:
        log.info("post deleted by hand", what=str(post))
        await services.writings.deleted_by_hand(post, discord.utils.utcnow())
    else:
        await otherwise()


def chore(services: Services, client: discord.Client, lost: dict[str, Gone]) -> Chore:
    """Finds posts that were deleted by hand; `lost` says what is done then, by the kind of what they show."""
    return Chore(CHORE, _LookingOver(services, client, lost).go_on, first_after=LOOKING_EVERY)


class _LookingOver:
    """Goes through the posts of writings, again and again. A restart begins with the newest again."""

    def __init__(self, services: Services, client: discord.Client, lost: dict[str, Gone]):
        self._services = services
        self._client = client
        self._lost = lost
        self._before: int | None = None

    async def go_on(self, now: datetime) -> datetime:
        """Look at the next few; when to continue."""
        found = await self._services.writings.posts(self._before, LOOKED_AT)
        self._before = found[-1].id if len(found) == LOOKED_AT else None
        await each(CHORE, found, self._look, str, _left)
        return now + LOOKING_EVERY

    async def _look(self, post: Posted) -> None:
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        try:
            await channel.fetch_message(post.message_id)
        except discord.NotFound:
            await self._lost[post.kind](post)
        except discord.HTTPException as error:
            log.warning("post not looked at", what=str(post), status=error.status, code=error.code)


async def _left(_: Posted) -> None:
    """It stays as it is: the next run meets it again."""
