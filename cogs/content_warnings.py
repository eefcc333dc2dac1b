"""The answers to `/drama warnings`: only what the reader asked for, and the votes."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.content_warnings import Ending, Subject, Wanted
from bot.domain.dramas import Drama
from bot.present import verbs
from bot.present.actions import Pressed, one_of
from bot.present.conversation import Conversation
from bot.present.warnings import content_warnings
from cogs.base import Host, NamidaCog, on_press


class Content(NamidaCog):
    """How dramas end and what they contain; shown only to the person who asks."""

    @on_press(verbs.WARNINGS)
    async def open(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        await talk.reply(
            content_warnings.answer(talk.t, await self.services.content.warnings(drama, talk.reader))
        )

    @on_press(verbs.WARNINGS_TELL)
    async def tell(self, talk: Conversation, pressed: Pressed) -> None:
        await self._tell(talk, pressed, content_warnings.wanted(pressed))

    @on_press(verbs.WARNINGS_ASK)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        await self._tell(talk, pressed, content_warnings.asked(pressed))

    @on_press(verbs.VOTE_ENDING)
    async def vote_ending(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        ending = pressed.chosen_of(Ending) if pressed.values else None
        now = await self.services.content.vote_ending(drama, talk.reader, ending, utcnow())
        await talk.update(content_warnings.answer(talk.t, now, content_warnings.wanted(pressed)))

    @on_press(verbs.VOTE_SUBJECTS)
    async def vote_subjects(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        subjects = {one_of(Subject, value) for value in pressed.values}
        now = await self.services.content.vote_subjects(drama, talk.reader, subjects, utcnow())
        await talk.update(content_warnings.answer(talk.t, now, content_warnings.wanted(pressed)))

    @on_press(verbs.VOTES_TAKE_BACK)
    async def take_back(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self._drama(pressed)
        now = await self.services.content.take_back(drama, talk.reader)
        await talk.update(content_warnings.answer(talk.t, now, content_warnings.wanted(pressed)))

    async def _tell(self, talk: Conversation, pressed: Pressed, wanted: Wanted) -> None:
        drama = await self._drama(pressed)
        warnings = await self.services.content.warnings(drama, talk.reader)
        await talk.show_alone(content_warnings.answer(talk.t, warnings, wanted))

    async def _drama(self, pressed: Pressed) -> Drama:
        return await self.services.catalogue.get(pressed.number(0))


async def setup(host: Host) -> None:
    await host.add_cog(Content(host))
