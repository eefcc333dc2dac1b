"""The button under the answer of `/moderate block`."""

from __future__ import annotations

from discord.utils import utcnow

from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.moderation import blocks
from cogs.base import Host, NamidaCog, on_press, require_manager


class ModerationBlocks(NamidaCog):
    """Lets a blocked member write again."""

    @on_press(verbs.MEMBER_UNBLOCK)
    async def unblock(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await self.services.blocks.unblock(pressed.number(0), talk.reader, utcnow())
        await talk.update(blocks.unblocked(talk.t, pressed.number(0)))


async def setup(host: Host) -> None:
    await host.add_cog(ModerationBlocks(host))
