"""The answers to `/drama warnings`: what is told after the question, and the votes."""

from __future__ import annotations

from bot.domain.content import Ending, Subject
from bot.present import content
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import Host, NamidaCog, on_press


class Content(NamidaCog):
    """How dramas end and what they contain, to who asked for it alone."""

    @on_press(content.TELL)
    async def tell(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        view = content.told(talk.t, await self.services.content.warnings(drama, talk.reader))
        if talk.message_is_private:
            await talk.update(view)
        else:
            await talk.reply(view)

    @on_press(content.VOTE_ENDING)
    async def vote_ending(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        ending = Ending(pressed.values[0]) if pressed.values else None
        now = await self.services.content.vote_ending(drama, talk.reader, ending)
        await talk.update(content.told(talk.t, now))

    @on_press(content.VOTE_SUBJECTS)
    async def vote_subjects(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        subjects = {Subject(value) for value in pressed.values}
        now = await self.services.content.vote_subjects(drama, talk.reader, subjects)
        await talk.update(content.told(talk.t, now))

    @on_press(content.TAKE_BACK)
    async def take_back(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        now = await self.services.content.take_back(drama, talk.reader)
        await talk.update(content.told(talk.t, now))


async def setup(host: Host) -> None:
    await host.add_cog(Content(host))
