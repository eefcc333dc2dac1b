"""`/quote` and the message menu Save as quote: save what is said in dramas, and read it by chance."""

from __future__ import annotations

from datetime import date

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.comments import QuoteForm, QuoteShown
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.errors import DraftKept, NamidaError, NothingToQuote, StoreUnavailable
from bot.i18n import N_
from bot.present import quotes
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.text import clean
from bot.services.quotes import QUOTE, draft_of
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    guild_of,
    message_menu,
    on_form,
    on_press,
)

TITLE = N_("Any name of the drama, in any spelling")


class Quotes(
    NamidaCog, commands.GroupCog, group_name="quote", group_description=N_("What is said in dramas")
):
    """Quotes from dramas."""

    @command("add", N_("Save a quote from a drama"))
    @app_commands.describe(
        title=TITLE,
        text=N_("What is said"),
        episode=N_("Up to which episode it spoils; leave it out if it spoils nothing"),
        speaker=N_("Who says it"),
    )
    async def add(
        self,
        talk: Conversation,
        title: str,
        text: str,
        episode: int | None = None,
        speaker: str | None = None,
    ) -> None:
        guild_of(talk)
        drama = await self.services.catalogue.resolve(title)
        typed = QuoteForm(text, speaker or "", "" if episode is None else str(episode))
        quotes.check(typed)
        shown = await self.services.quotes.add(drama, typed, talk.reader, _today())
        await talk.reply(quotes.quote(talk.public_t, shown, drama.id), private=False)

    @command("random", N_("Read a quote by chance"))
    @app_commands.describe(title=TITLE)
    async def random(self, talk: Conversation, title: str | None = None) -> None:
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        shown = await self.services.quotes.random(drama, talk.reader, _today(), alone=False)
        # What not everybody may read goes to the reader alone, plain or as a question.
        private = shown.quote.episode is not None and shown.shape is not Shape.BARS
        await self._give(talk, shown, drama, private=private)

    @add.autocomplete("title")
    @random.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- reading ---

    @on_press("quoteanother")
    async def another(self, talk: Conversation, pressed: Pressed) -> None:
        """Another one for who pressed it alone."""
        chosen = pressed.number(0)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        shown = await self.services.quotes.random(drama, talk.reader, _today(), alone=True)
        await self._give(talk, shown, drama, private=True)

    @on_press("quoteread")
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.quotes.one(pressed.number(0), talk.reader, _today())
        await self._give(talk, shown, shown.drama, private=True)

    @on_press("quoteshow")
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to "show anyway" (`s`) or "I have seen up to there" (`p`): seen by them alone."""
        shown = await self.services.quotes.one(pressed.number(1), talk.reader, _today())
        if pressed.args[0] == "p" and shown.quote.episode is not None:
            await self.services.watching.seen_up_to(shown.drama, talk.reader, shown.quote.episode)
        view = quotes.quote(talk.t, quotes.plainly(shown), shown.drama.id)
        if talk.message_is_private:
            await talk.update(view)
        else:
            await talk.reply(view)

    @staticmethod
    async def _give(talk: Conversation, shown: QuoteShown, drama: Drama | None, *, private: bool) -> None:
        if private and shown.shape is Shape.ASK:
            await talk.reply(quotes.question(talk.t, shown))
            return
        another = drama.id if drama else quotes.ANY
        await talk.reply(quotes.quote(talk.voice(private=private), shown, another), private=private)

    # --- from a message ---

    @message_menu(N_("Save as quote"))
    async def save(self, talk: Conversation, message: discord.Message) -> None:
        guild_of(talk)
        if not clean(message.content).strip():
            raise NothingToQuote
        place = await self.services.comments.place(talk.reader.guild_id, message.channel.id)
        await self._ask(talk, message.id, place.drama if place else None, message.content)

    @on_press("quotewrite")
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        """Go on with the form as it was typed."""
        chosen = pressed.number(1)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        await self._ask(talk, pressed.number(0), drama, "")

    @on_form("quote")
    async def take(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        message_id, drama_id = pressed.number(0), pressed.number(1)
        # Whatever is wrong with it, what was typed is kept first.
        await self.services.drafts.keep(talk.reader, QUOTE, draft_of(message_id), fields, utcnow())
        try:
            await self._save(talk, message_id, drama_id, fields)
        except StoreUnavailable:
            raise
        except NamidaError as error:
            raise DraftKept(error, "quotewrite", (message_id, drama_id)) from error

    async def _save(self, talk: Conversation, message_id: int, drama_id: int, fields: dict[str, str]) -> None:
        typed = QuoteForm(**{name: fields.get(name, "") for name in ("text", "speaker", "episode", "title")})
        catalogue = self.services.catalogue
        drama = (
            await catalogue.get(drama_id) if drama_id != quotes.ANY else await catalogue.resolve(typed.title)
        )
        quotes.check(typed)
        shown = await self.services.quotes.add(drama, typed, talk.reader, _today(), message_id)
        await talk.reply(quotes.saved(talk.t, shown))

    async def _ask(self, talk: Conversation, message_id: int, drama: Drama | None, text: str) -> None:
        begins = await self.services.quotes.form(message_id, text, talk.reader)
        await talk.ask(quotes.form(talk.t, message_id, drama, begins))


def _today() -> date:
    return utcnow().date()


async def setup(host: Host) -> None:
    await host.add_cog(Quotes(host))
