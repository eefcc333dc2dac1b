"""`/episode`: synopses that spoil nobody, episode lists, and writing them."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.i18n import N_
from bot.present import episodes, watching
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import Choices, Host, Interaction, NamidaCog, command, guild_of, on_form, on_press

TITLE = N_("Any name of the drama, in any spelling")
EPISODE = N_("The number of the episode")


class Episodes(
    NamidaCog, commands.GroupCog, group_name="episode", group_description=N_("Episodes and their synopses")
):
    """What happened in an episode, for those who may know."""

    @command("synopsis", N_("What happened in an episode, hidden at first"))
    @app_commands.describe(title=TITLE, episode=EPISODE)
    async def synopsis(self, talk: Conversation, title: str, episode: int) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._give(talk, drama, episode)

    @command("list", N_("List a drama's episodes, up to where you are"))
    @app_commands.describe(title=TITLE)
    async def show_list(self, talk: Conversation, title: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._list(talk, drama)

    @command("write", N_("Write the synopsis of an episode"))
    @app_commands.describe(title=TITLE, episode=EPISODE)
    async def write(self, talk: Conversation, title: str, episode: int) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._ask_for_text(talk, drama, episode)

    @synopsis.autocomplete("title")
    @show_list.autocomplete("title")
    @write.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press("episodes")
    async def open_list(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card a list of one's own; on that list another page of it."""
        drama = await self.services.catalogue.get(pressed.number(0))
        if len(pressed.args) == 1:
            await self._list(talk, drama)
            return
        shown = await self.services.synopses.listing(drama, talk.reader)
        await talk.update(episodes.listing(talk.t, shown, pressed.number(1)))

    @on_press("synopsis")
    async def open_synopsis(self, talk: Conversation, pressed: Pressed) -> None:
        """Asked by a button: the answer is seen by who pressed it alone, and asks who is behind."""
        drama = await self.services.catalogue.get(pressed.number(0))
        episode = int(pressed.values[0]) if pressed.values else pressed.number(1)
        await self._give(talk, drama, episode, alone=True)

    @on_press("reveal")
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to "show anyway" (`s`) or "I have seen up to there" (`p`): seen by them alone."""
        drama = await self.services.catalogue.get(pressed.number(2))
        episode = pressed.number(3)
        if pressed.args[0] == "p":
            await self.services.watching.seen_up_to(drama, talk.reader, episode)
        language = pressed.args[4] if len(pressed.args) > 4 else None
        await self._show_alone(talk, drama, episode, language)

    @on_press("synopsisin")
    async def open_in(self, talk: Conversation, pressed: Pressed) -> None:
        """The same synopsis in another language (without one: the reader's), for who pressed it alone."""
        drama = await self.services.catalogue.get(pressed.number(0))
        episode, language = pressed.number(1), pressed.args[2]
        answer = await self.services.synopses.ask(drama, episode, talk.reader, alone=True, language=language)
        if answer.shape is Shape.ASK and not talk.message_is_private:
            await talk.reply(episodes.question(talk.t, answer, language))
        else:
            # In private it has been shown to them already, in another language.
            await self._show_alone(talk, drama, episode, language)

    async def _show_alone(self, talk: Conversation, drama: Drama, episode: int, language: str | None) -> None:
        answer = await self.services.synopses.ask(drama, episode, talk.reader, alone=True, language=language)
        view = episodes.synopsis(talk.t, answer, hidden=False)
        if talk.message_is_private:
            await talk.update(view)
        else:
            await talk.reply(view)

    @on_press("seen")
    async def seen(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        answer = await self.services.watching.seen_up_to(drama, talk.reader, pressed.number(1))
        await talk.reply(watching.moved(talk.t, answer, about=pressed.number(1)))

    @on_press("write")
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        await self._ask_for_text(talk, drama, pressed.number(1))

    @on_press("dismiss")
    async def dismiss(self, talk: Conversation, _: Pressed) -> None:
        await talk.dismiss()

    @on_form("write")
    async def take_text(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        episode = pressed.number(1)
        guild_of(talk)
        episodes.check_length(fields["text"])
        state = await self.services.synopses.write(drama, episode, fields["text"], talk.reader, utcnow())
        await talk.reply(episodes.written(talk.t, drama, episode, state))

    async def _give(self, talk: Conversation, drama: Drama, episode: int, *, alone: bool = False) -> None:
        answer = await self.services.synopses.ask(drama, episode, talk.reader, alone=alone)
        if answer.shape is Shape.ASK:
            await talk.reply(episodes.question(talk.t, answer))
            return
        private = answer.shape is Shape.PRIVATE
        view = episodes.synopsis(talk.voice(private=private), answer, hidden=not private)
        await talk.reply(view, private=private)

    async def _list(self, talk: Conversation, drama: Drama) -> None:
        shown = await self.services.synopses.listing(drama, talk.reader)
        await talk.reply(episodes.listing(talk.t, shown, 0))

    async def _ask_for_text(self, talk: Conversation, drama: Drama, episode: int) -> None:
        reader = talk.reader
        guild_of(talk)  # a synopsis is a server's: its curators answer for it
        text = await self.services.synopses.own_text(drama, episode, reader)
        await talk.ask(episodes.writing_form(talk.t, drama, episode, curator=reader.curator, text=text))


async def setup(host: Host) -> None:
    await host.add_cog(Episodes(host))
