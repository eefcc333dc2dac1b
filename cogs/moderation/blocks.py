"""The buttons and the form that block a member, and let a blocked one write again."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.blocks import MOST_DAYS
from bot.errors import BadDays, HeldGone, NotBlockable
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen
from bot.present.moderation import blocks
from bot.present.moderation.held import HELD
from bot.present.moderation.turning import done
from cogs.access import can_be_blocked
from cogs.base import Host, NamidaCog, on_form, on_press, require_manager
from cogs.moderation.cases import reported_by
from cogs.moderation.showing import case_screen, held_screen, turn_screen


class ModerationBlocks(NamidaCog):
    """Keeps the author of what a moderator looks at from writing, and lets members write again."""

    @on_press(verbs.MEMBER_BLOCK)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        """Whether the member can be blocked is asked of Discord afterwards: a form has to open at once."""
        require_manager(talk)
        await talk.ask(blocks.form(talk.t, pressed.number(0), *pressed.args[1:]))

    @on_form(verbs.MEMBER_BLOCK)
    async def block(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        member_id = await self._blockable(talk, pressed)
        days, reason = _days(fields.text(blocks.DAYS)), fields.text(blocks.REASON)
        block = await self.services.blocks.block(member_id, days, reason, talk.reader, utcnow())
        if pressed.has(1):
            await talk.show_alone(await self._writing(talk, pressed, blocks.told(talk.t, member_id, block)))
        else:
            await talk.reply(blocks.blocked(talk.t, member_id, block))

    @on_press(verbs.MEMBER_UNBLOCK)
    async def unblock(self, talk: Conversation, pressed: Pressed) -> None:
        """Under the answer of `/moderate block`, or under a writing, which is shown again."""
        require_manager(talk)
        member_id = pressed.number(0)
        await self.services.blocks.unblock(member_id, talk.reader, utcnow())
        if pressed.has(1):
            told = blocks.told_unblocked(talk.t, member_id)
            await talk.show_alone(await self._writing(talk, pressed, told))
        else:
            await talk.update(blocks.unblocked(talk.t, member_id))

    async def _blockable(self, talk: Conversation, pressed: Pressed) -> int:
        """The member of a button. Raises `NotAllowed`, `NotBlockable`, and `DiscordSilent`."""
        guild, member_id = require_manager(talk), pressed.number(0)
        if member_id == talk.reader.member_id or not await can_be_blocked(guild, member_id):
            raise NotBlockable
        return member_id

    async def _writing(self, talk: Conversation, pressed: Pressed, told: str) -> Screen:
        """The writing under which the button stood, as it is now; what else waits if it waits no longer."""
        subject = Pressed(pressed.verb, pressed.args[1:])
        if subject.text(0) != HELD:
            reported, _ = reported_by(talk, subject)
            case = await self.services.queue.case(reported, talk.reader)
            return done(await case_screen(talk, self.services, case), told)
        try:
            gated = await self.services.held.one(subject.number(1), talk.reader)
        except HeldGone:
            turn = await self.services.queue.page(talk.reader, 0)
            return await turn_screen(talk, self.services, turn, told)
        return done(await held_screen(talk, self.services, gated), told)


def _days(typed: str) -> int:
    """A number of days. Raises `BadDays` for what is none; which ones may be, the service says."""
    try:
        return int(typed)
    except ValueError:
        raise BadDays(MOST_DAYS, least=1) from None


async def setup(host: Host) -> None:
    await host.add_cog(ModerationBlocks(host))
