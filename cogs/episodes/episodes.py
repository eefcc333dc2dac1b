"""`/episode`: synopses that spoil no one, writing them, and episode lists."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.cards import SynopsisAnswer
from bot.domain.consent import Barred, Consent, Gated
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Kind, Thing
from bot.domain.publishing import FormStart
from bot.i18n import LANGUAGES, N_
from bot.present import spoilers, verbs
from bot.present.actions import Pressed, count
from bot.present.conversation import Conversation
from bot.present.episodes import episodes
from bot.present.forms import Fields
from bot.present.watching import watching
from cogs import standing
from cogs.ahead import agreed, is_asked
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
    server_command,
)
from cogs.standing import Shown

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

    @server_command("write", N_("Write the synopsis of an episode"))
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
        shown = await self.services.synopses.listing(drama, talk.reader, utcnow())
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
        read = partial(self._read, talk, drama, episode, language)
        await talk.show_alone(episodes.synopsis(talk.t, await self.answered(talk, answer, read), language))

    @on_press(verbs.SYNOPSIS_IN)
    async def open_in(self, talk: Conversation, pressed: Pressed) -> None:
        """Show the synopsis in another language (without one: the reader's) to the member who pressed."""
        drama = await self.services.catalogue.get(pressed.number(0))
        episode, language = pressed.count(1), pressed.one_of(2, _named)
        gated = await self._read(talk, drama, episode, language, spoilers.consent(pressed.args[3:]))
        await talk.show_alone(episodes.synopsis(talk.t, gated, language))

    async def _read(
        self,
        talk: Conversation,
        drama: Drama,
        episode: int,
        language: str | None,
        consent: Consent | None = None,
    ) -> Gated[SynopsisAnswer]:
        """The synopsis for the reader alone, after what they agreed to."""
        return await self.services.synopses.ask(
            drama, episode, talk.reader, utcnow(), alone=True, language=language, consent=consent
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
        gated = await self.services.synopses.ask(
            drama, episode, talk.reader, utcnow(), alone=alone or not talk.follows, language=language
        )
        if isinstance(gated, Barred):
            view = episodes.synopsis(talk.voice(private=False), gated, language)
            await standing.give(talk, self.services, view, self._shown(talk, gated))
        else:
            await talk.reply(episodes.synopsis(talk.t, gated, language))

    def _shown(self, talk: Conversation, given: Barred[SynopsisAnswer]) -> Shown:
        """What an answer shows that has this synopsis."""
        drama, episode = given.shown.synopsis.drama, given.shown.synopsis.episode
        still = self.services.synopses.still(given.shown, talk.reader, utcnow())
        return Shown((Thing(Kind.SYNOPSIS, 0, drama.id, episode),), {}, still)

    async def _list(self, talk: Conversation, drama: Drama) -> None:
        shown = await self.services.synopses.listing(drama, talk.reader, utcnow())
        await talk.reply(episodes.listing(talk.t, shown, 0))

    async def _ask_for_text(
        self, talk: Conversation, drama: Drama, episode: int, language: str | None
    ) -> None:
        reader = talk.reader
        guild_of(talk)  # a synopsis is a server's: its curators answer for it
        language = language or reader.public_language
        begun = await self.services.synopses.begun(drama, episode, reader, language)
        if begun is not None and begun.author_id != reader.member_id:
            kind, about = talk.t("Episode {n}", n=episode), (drama.id, episode, language)
            if await is_asked(self, talk, (drama, episode), kind, verbs.WRITE_AHEAD, *about):
                return
        await self._form(talk, drama, episode, language, begun)

    @on_press(verbs.WRITE_AHEAD)
    async def open_form_ahead(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to the question before a form that begins with somebody's text."""

        async def place(about: Pressed) -> tuple[Drama, int]:
            return await self.services.catalogue.get(about.number(0)), about.count(1)

        about = await agreed(self, talk, pressed, place)
        guild_of(talk)
        (drama, episode), language = await place(about), about.one_of(2, _named)
        begun = await self.services.synopses.begun(drama, episode, talk.reader, language)
        await self._form(talk, drama, episode, language, begun)

    @staticmethod
    async def _form(
        talk: Conversation, drama: Drama, episode: int, language: str, begun: FormStart | None
    ) -> None:
        reader = talk.reader
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
