"""The answers to `/drama warnings`: what is told of what was asked for, and the votes."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.content import Ending, Subject, Wanted
from bot.domain.dramas import Drama
from bot.present import content
from bot.present.actions import Pressed, one_of
from bot.present.conversation import Conversation
from cogs.base import Host, NamidaCog, on_press


class Content(NamidaCog):
    """How dramas end and what they contain, to who asked for it alone."""

    @on_press(content.OPEN)
    async def open(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        await talk.reply(content.answer(talk.t, await self.services.content.warnings(drama, talk.reader)))

    @on_press(content.TELL)
    async def tell(self, talk: Conversation, pressed: Pressed) -> None:
        await self._tell(talk, pressed, content.wanted(pressed))

    @on_press(content.ASK)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        await self._tell(talk, pressed, content.asked(pressed))

    @on_press(content.VOTE_ENDING)
    async def vote_ending(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        ending = pressed.chosen_of(Ending) if pressed.values else None
        now = await self.services.content.vote_ending(drama, talk.reader, ending, utcnow())
        await talk.update(content.answer(talk.t, now, content.wanted(pressed)))

    @on_press(content.VOTE_SUBJECTS)
    async def vote_subjects(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        subjects = {one_of(Subject, value) for value in pressed.values}
        now = await self.services.content.vote_subjects(drama, talk.reader, subjects, utcnow())
        await talk.update(content.answer(talk.t, now, content.wanted(pressed)))

    @on_press(content.TAKE_BACK)
    async def take_back(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        now = await self.services.content.take_back(drama, talk.reader)
        await talk.update(content.answer(talk.t, now, content.wanted(pressed)))

    async def _tell(self, talk: Conversation, pressed: Pressed, wanted: Wanted) -> None:
        drama = await self._drama(pressed)
        warnings = await self.services.content.warnings(drama, talk.reader)
        await talk.show_alone(content.answer(talk.t, warnings, wanted))

    async def _drama(self, pressed: Pressed) -> Drama:
        return await self.services.catalogue.get(pressed.number(0))


async def setup(host: Host) -> None:
    await host.add_cog(Content(host))
