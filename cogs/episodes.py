"""`/episode`: synopses that spoil no one, writing them, and episode lists."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.cards import SynopsisAnswer
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.i18n import LANGUAGES, N_
from bot.present import spoilers, verbs
from bot.present.actions import Pressed, count
from bot.present.conversation import Conversation
from bot.present.episodes import episodes
from bot.present.forms import Fields
from bot.present.watching import watching
from cogs.base import (
    LANGUAGE_CHOICES,
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    guild_of,
    on_form,
    on_press,
)

EPISODE = N_("The number of the episode")


class Episodes(
    NamidaCog, commands.GroupCog, group_name="episode", group_description=N_("Episodes and their synopses")
):
    """Synopses of episodes, for readers who may know them."""

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
    @app_commands.describe(
        title=TITLE,
        episode=EPISODE,
        language=N_("The language you write in; leave it out for the language of this server"),
    )
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def write(self, talk: Conversation, title: str, episode: int, language: str | None = None) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._ask_for_text(talk, drama, episode, language)

    @completes(synopsis, "title")
    @completes(show_list, "title")
    @completes(write, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press(verbs.EPISODES)
    async def open_list(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card, open the reader's own list. On that list, turn its page."""
        drama = await self.services.catalogue.get(pressed.number(0))
        if not pressed.has(1):
            await self._list(talk, drama)
            return
        shown = await self.services.synopses.listing(drama, talk.reader)
        await talk.update(episodes.listing(talk.t, shown, pressed.count(1)))

    @on_press(verbs.SYNOPSIS)
    async def open_synopsis(self, talk: Conversation, pressed: Pressed) -> None:
        """Open a synopsis by a button.

        Only the member who pressed sees it. A reader who is behind is asked first.
        """
        drama = await self.services.catalogue.get(pressed.number(0))
        episode = count(pressed.chosen()) if pressed.values else pressed.count(1)
        await self._give(talk, drama, episode, alone=True, language=_language(pressed))

    @on_press(verbs.REVEAL)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the synopsis."""
        answer = spoilers.answer(pressed)
        drama = await self.services.catalogue.get(answer.subject.number(1))
        episode, language = answer.subject.count(2), _language(answer.subject, 3)
        found = await self._alone(talk, drama, episode, language)
        if await self.consented(talk, answer, episodes.asked(talk.t, found, language)):
            await talk.show_alone(episodes.synopsis(talk.t, found, hidden=False))

    @on_press(verbs.SYNOPSIS_IN)
    async def open_in(self, talk: Conversation, pressed: Pressed) -> None:
        """Show the synopsis in another language (without one: the reader's) to the member who pressed."""
        drama = await self.services.catalogue.get(pressed.number(0))
        episode, language = pressed.count(1), pressed.one_of(2, _named)
        found = await self._alone(talk, drama, episode, language)
        if found.shape is Shape.ASK and not talk.message_is_private:
            await talk.reply(spoilers.question(talk.t, episodes.asked(talk.t, found, language)))
        else:
            # In private it has been shown to them already, in another language.
            await talk.show_alone(episodes.synopsis(talk.t, found, hidden=False))

    async def _alone(
        self, talk: Conversation, drama: Drama, episode: int, language: str | None
    ) -> SynopsisAnswer:
        return await self.services.synopses.ask(
            drama, episode, talk.reader, utcnow(), alone=True, language=language
        )

    @on_press(verbs.SEEN)
    async def seen(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        answer = await self.services.watching.seen_up_to(drama, talk.reader, pressed.count(1), utcnow())
        await talk.reply(watching.moved(talk.t, answer, about=pressed.count(1)))

    @on_press(verbs.WRITE)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        await self._ask_for_text(talk, drama, pressed.count(1), _language(pressed))

    @on_press(verbs.DISMISS)
    async def dismiss(self, talk: Conversation, _: Pressed) -> None:
        await talk.dismiss()

    @on_form(verbs.WRITE)
    async def take_text(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        episode, language = pressed.count(1), _language(pressed) or talk.reader.public_language
        guild_of(talk)
        text, reader = fields.text("text"), talk.reader
        episodes.check(text)
        over = pressed.number(3) if pressed.has(3) else None
        done = await self.services.synopses.write(drama, episode, text, reader, utcnow(), language, over=over)
        await talk.reply(episodes.written(talk.t, done))

    async def _give(
        self,
        talk: Conversation,
        drama: Drama,
        episode: int,
        *,
        alone: bool = False,
        language: str | None = None,
    ) -> None:
        answer = await self.services.synopses.ask(
            drama, episode, talk.reader, utcnow(), alone=alone, language=language
        )
        if answer.shape is Shape.ASK:
            await talk.reply(spoilers.question(talk.t, episodes.asked(talk.t, answer, language)))
            return
        private = answer.shape is Shape.PRIVATE
        view = episodes.synopsis(talk.voice(private=private), answer, hidden=not private)
        await talk.reply(view, private=private)

    async def _list(self, talk: Conversation, drama: Drama) -> None:
        shown = await self.services.synopses.listing(drama, talk.reader)
        await talk.reply(episodes.listing(talk.t, shown, 0))

    async def _ask_for_text(
        self, talk: Conversation, drama: Drama, episode: int, language: str | None
    ) -> None:
        reader = talk.reader
        guild_of(talk)  # a synopsis is a server's: its curators answer for it
        language = language or reader.public_language
        begun = await self.services.synopses.begun(drama, episode, reader, language)
        form = episodes.writing_form(talk.t, drama, episode, language, curator=reader.curator, begun=begun)
        await talk.ask(form)


def _language(pressed: Pressed, at: int = 2) -> str | None:
    """The language of a button or form about an episode. Older ones have none."""
    return pressed.one_of(at, _named) if pressed.has(at) else None


def _named(language: str) -> str:
    """One of our languages. Raises `ValueError`."""
    if language not in LANGUAGES:
        raise ValueError(language)
    return language


async def setup(host: Host) -> None:
    await host.add_cog(Episodes(host))
