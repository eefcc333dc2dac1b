"""Writings that wait for a moderator: read, release, dismiss."""

from __future__ import annotations

from functools import partial

import discord
from discord.utils import utcnow

from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.moderation import held
from bot.schedule.board.threads import thread_for
from cogs.base import Host, NamidaCog, on_press, require_manager
from cogs.moderation.showing import held_screen, turn_screen


class ModerationHeld(NamidaCog):
    """The writings that wait on a server, in the queue with what else waits for moderators."""

    @on_press(verbs.HELD)
    async def open(self, talk: Conversation, _: Pressed) -> None:
        """The first of them; if none waits any more, what else does."""
        require_manager(talk)
        turn = await self.services.queue.first_held(talk.reader)
        await talk.show_alone(await turn_screen(talk, self.services, turn))

    @on_press(verbs.HELD_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question before what spoils."""
        require_manager(talk)
        answer = spoilers.answer(pressed)
        read = partial(self.services.held.one, answer.subject.number(0), talk.reader)
        gated = await self.answered(talk, answer, read)
        await talk.show_alone(await held_screen(talk, self.services, gated))

    @on_press(verbs.HELD_PAGE)
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        consent = spoilers.consent(pressed.args[2:])
        gated = await self.services.held.one(pressed.number(0), talk.reader, consent)
        await talk.show_alone(await held_screen(talk, self.services, gated, pressed.count(1)))

    @on_press(verbs.HELD_RELEASE)
    async def release(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        held_id = pressed.number(0)
        thread_id = await self._thread(talk, held_id)
        done = await self.services.held.release(held_id, talk.reader, utcnow(), thread_id=thread_id)
        await self._onward(talk, pressed.count(1), held.released(talk.t, done))

    @on_press(verbs.HELD_DISMISS)
    async def dismiss(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        done = await self.services.held.dismiss(pressed.number(0), talk.reader, utcnow())
        await self._onward(talk, pressed.count(1), held.dismissed(talk.t, done))

    async def _thread(self, talk: Conversation, held_id: int) -> int | None:
        """The thread where a new comment goes, opened if there is none. None for anything else."""
        guild, spot = require_manager(talk), await self.services.held.spot(held_id, talk.reader)
        if spot is None:
            return None
        client: discord.Client = talk.interaction.client
        drama = await self.services.catalogue.get(spot[0])
        return (await thread_for(client, self.services, guild.id, drama, spot[1])).thread_id

    async def _onward(self, talk: Conversation, place: int, told: str) -> None:
        """What has taken its place in the queue, and what was done."""
        turn = await self.services.queue.page(talk.reader, place)
        await talk.show_alone(await turn_screen(talk, self.services, turn, told))


async def setup(host: Host) -> None:
    await host.add_cog(ModerationHeld(host))
