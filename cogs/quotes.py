"""`/quote` and the message menu "Save as quote": save quotes, and read random ones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.errors import DraftKept, EmptyQuote, EmptyText, NamidaError, NothingToQuote, StoreUnavailable
from bot.i18n import N_
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.board import quotes
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen
from bot.present.text import clean
from bot.schedule.posts.standing_messages import change
from bot.services.board.quotes import QUOTE, draft_of, draft_of_change
from cogs.base import (
    ALONE,
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    guild_of,
    message_menu,
    on_form,
    on_press,
)

NO_MESSAGE = 0  # shows the quote to everyone


class Quotes(NamidaCog, commands.GroupCog, group_name="quote", group_description=N_("Quotes from dramas")):
    """Quotes from dramas."""

    @command("add", N_("Save a quote from a drama"))
    @app_commands.describe(
        title=TITLE,
        text=N_("What is said"),
        episode=N_("Up to which episode it spoils; leave it out if it spoils nothing"),
        speaker=N_("Who says it"),
        private=ALONE,
    )
    async def add(
        self,
        talk: Conversation,
        title: str,
        text: app_commands.Range[str, 1, QUOTE_LIMIT],
        episode: int | None = None,
        speaker: app_commands.Range[str, 1, SPEAKER_LIMIT] | None = None,
        private: bool = False,
    ) -> None:
        guild_of(talk)
        drama = await self.services.catalogue.resolve(title)
        typed = QuoteForm(text, speaker or "", "" if episode is None else str(episode))
        try:
            quotes.check(typed)
        except EmptyText:
            raise EmptyQuote from None  # there was no form
        shown = await self.services.quotes.add(drama, typed, talk.reader, utcnow())
        await talk.reply(quotes.added(talk.voice(private=private), shown), private=private)

    @command("random", N_("Read a random quote"))
    @app_commands.describe(title=TITLE, private=ALONE)
    async def random(self, talk: Conversation, title: str | None = None, private: bool = False) -> None:
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        shown = await self.services.quotes.random(drama, talk.reader, utcnow(), alone=private)
        # What not everyone may read goes only to the reader, plain or as a question.
        private = private or (shown.quote.episode is not None and shown.shape is not Shape.BARS)
        await self._give(talk, shown, drama, private=private)

    @completes(add, "title")
    @completes(random, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- reading ---

    @on_press(verbs.QUOTE_ANOTHER)
    async def another(self, talk: Conversation, pressed: Pressed) -> None:
        """Show another quote, only to the member who pressed."""
        chosen = pressed.number(0)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        shown = await self.services.quotes.random(drama, talk.reader, utcnow(), alone=True)
        await self._give(talk, shown, drama, private=True)

    @on_press(verbs.QUOTE_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.quotes.one(pressed.number(0), talk.reader, utcnow())
        await self._give(talk, shown, shown.drama, private=True)

    @on_press(verbs.QUOTE_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the quote."""
        answer = spoilers.answer(pressed)
        shown = await self.services.quotes.one(answer.subject.number(0), talk.reader, utcnow())
        if await self.consented(talk, answer, quotes.asked(talk.t, shown)):
            await talk.show_alone(quotes.quote(talk.t, quotes.plainly(shown), shown.drama.id))

    @staticmethod
    async def _give(talk: Conversation, shown: QuoteShown, drama: Drama | None, *, private: bool) -> None:
        if private and shown.shape is Shape.ASK:
            await talk.reply(spoilers.question(talk.t, quotes.asked(talk.t, shown)))
            return
        another = drama.id if drama else quotes.ANY
        await talk.reply(quotes.quote(talk.voice(private=private), shown, another), private=private)

    # --- one that was typed wrong, or should not be there ---

    @on_press(verbs.QUOTE_MINE)
    async def open_own(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.quotes.mine(pressed.number(0), talk.reader, utcnow())
        message = talk.interaction.message
        there = message.id if message is not None and not talk.message_is_private else NO_MESSAGE
        await talk.reply(quotes.mine(talk.t, shown, there))

    @on_press(verbs.QUOTE_EDIT)
    async def edit(self, talk: Conversation, pressed: Pressed) -> None:
        quote_id = pressed.number(0)
        begins = await self.services.quotes.begun(quote_id, talk.reader, utcnow())
        await talk.ask(quotes.change_form(talk.t, quote_id, pressed.number(1), begins))

    @on_form(verbs.QUOTE_EDIT)
    async def take_change(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        quote_id, message_id = pressed.number(0), pressed.number(1)
        typed = _typed(fields, "title")
        await self.services.drafts.keep(
            talk.reader, QUOTE, draft_of_change(quote_id), asdict(typed), utcnow()
        )
        try:
            await self._change(talk, quote_id, message_id, typed)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            raise DraftKept(error, verbs.QUOTE_EDIT, (quote_id, message_id)) from error

    async def _change(self, talk: Conversation, quote_id: int, message_id: int, typed: QuoteForm) -> None:
        before = await self.services.quotes.mine(quote_id, talk.reader, utcnow())
        drama = before.drama
        if typed.title.strip() != drama.title:
            drama = await self.services.catalogue.resolve(typed.title)
        quotes.check(typed)
        shown = await self.services.quotes.change(quote_id, drama, typed, talk.reader, utcnow())
        await talk.reply(quotes.changed(talk.t, shown))
        await self._follow(talk, message_id, quotes.quote(talk.public_t, shown, drama.id))

    @on_press(verbs.QUOTE_DROP)
    async def drop(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.quotes.delete(pressed.number(0), talk.reader, utcnow())
        await talk.update(quotes.deleted(talk.t, drama))
        await self._follow(talk, pressed.number(1), quotes.was_deleted(talk.public_t, drama))

    @staticmethod
    async def _follow(talk: Conversation, message_id: int, view: Screen) -> None:
        """Update the public message that shows a quote, if the bot may."""
        guild_id, channel_id = talk.interaction.guild_id, talk.interaction.channel_id
        if message_id == NO_MESSAGE or guild_id is None or channel_id is None:
            return
        with suppress(discord.NotFound, discord.Forbidden):
            await change(talk.interaction.client, guild_id, channel_id, message_id, view)

    # --- from a message ---

    @message_menu(N_("Save as quote"))
    async def save(self, talk: Conversation, message: discord.Message) -> None:
        guild_of(talk)
        if not clean(message.content).strip():
            raise NothingToQuote
        here = await self.services.board.here(message.channel.id)
        drama, label = (here.drama, str(here.thread.batch.last or "")) if here else (None, "")
        await self._ask(talk, message.id, drama, QuoteForm(message.content, episode=label))

    @on_press(verbs.QUOTE_WRITE)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        """Open the form again as it was typed."""
        chosen = pressed.number(1)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        await self._ask(talk, pressed.number(0), drama, QuoteForm())

    @on_form(verbs.QUOTE)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        message_id, drama_id = pressed.number(0), pressed.number(1)
        typed = _typed(fields) if drama_id != quotes.ANY else _typed(fields, "title")
        # Keep what was typed first, whatever is wrong with it.
        await self.services.drafts.keep(talk.reader, QUOTE, draft_of(message_id), asdict(typed), utcnow())
        try:
            await self._save(talk, message_id, drama_id, typed)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            raise DraftKept(error, verbs.QUOTE_WRITE, (message_id, drama_id)) from error

    async def _save(self, talk: Conversation, message_id: int, drama_id: int, typed: QuoteForm) -> None:
        catalogue = self.services.catalogue
        drama = (
            await catalogue.get(drama_id) if drama_id != quotes.ANY else await catalogue.resolve(typed.title)
        )
        quotes.check(typed)
        shown = await self.services.quotes.add(drama, typed, talk.reader, utcnow(), message_id)
        await talk.reply(quotes.saved(talk.t, shown))

    async def _ask(self, talk: Conversation, message_id: int, drama: Drama | None, begins: QuoteForm) -> None:
        begins = await self.services.quotes.form(message_id, begins, talk.reader)
        await talk.ask(quotes.form(talk.t, message_id, drama, begins))


def _typed(fields: Fields, *more: str) -> QuoteForm:
    return QuoteForm(**fields.texts("text", "speaker", "episode", *more))


async def setup(host: Host) -> None:
    await host.add_cog(Quotes(host))
