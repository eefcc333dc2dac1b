"""`/quote` and the message menu "Save as quote": save quotes, and read random ones."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown
from bot.domain.consent import Barred, Cleared, Gated
from bot.domain.dramas import Drama
from bot.domain.spoilers import hides_something
from bot.errors import (
    DraftKept,
    EmptyQuote,
    EmptyText,
    NothingToQuote,
    SpoilerUnlabelled,
    WordsRefused,
)
from bot.i18n import N_
from bot.present import charts, spoilers, verbs, words
from bot.present.actions import Pressed
from bot.present.board import quotes
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.text import clean
from bot.services.board.quotes import QUOTE, draft_of, draft_of_change
from cogs import standing
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
    keeping_draft,
    message_menu,
    on_form,
    on_press,
    server_command,
)
from cogs.standing import Shown

PICTURE_PATIENCE = 5.0  # seconds for a picture that was asked for
NO_MESSAGE = 0  # what the form of `/quote add` is about: a quote that stands nowhere yet


class Quotes(NamidaCog, commands.GroupCog, group_name="quote", group_description=N_("Quotes from dramas")):
    """Quotes from dramas."""

    @server_command("add", N_("Save a quote from a drama"))
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
        private = private or not talk.follows
        try:
            shown = await self.services.quotes.add(drama, typed, talk.reader, utcnow())
        except (SpoilerUnlabelled, WordsRefused) as error:
            # The command has no draft of its own: it goes on in the form, as a quote of no message.
            subject = draft_of(NO_MESSAGE)
            await self.services.drafts.keep(talk.reader, QUOTE, subject, asdict(typed), utcnow())
            raise DraftKept(error, verbs.QUOTE_WRITE, (NO_MESSAGE, drama.id)) from error
        view = quotes.added(talk.voice(private=private), shown)
        if private:
            await talk.reply(view)
        else:
            await standing.give(talk, self.services, view, self._shown(talk, shown, shown.drama.id))

    @command("random", N_("Read a random quote"))
    @app_commands.describe(title=TITLE, private=ALONE)
    async def random(self, talk: Conversation, title: str | None = None, private: bool = False) -> None:
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        private = private or not talk.follows
        gated = await self.services.quotes.random(drama, talk.reader, utcnow(), alone=private)
        # What not everyone may read goes only to the reader, plain or as a question.
        for_all = isinstance(gated, Barred) or (isinstance(gated, Cleared) and gated.for_all)
        await self._give(talk, gated, drama, private=private or not for_all)

    @command("list", N_("Read a drama's quotes, up to where you are; shown only to you"))
    @app_commands.describe(title=TITLE)
    async def list_quotes(self, talk: Conversation, title: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await talk.reply(
            quotes.listed(talk.t, await self.services.quotes.page(drama, talk.reader, 0, utcnow()))
        )

    @completes(list_quotes, "title")
    @completes(add, "title")
    @completes(random, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- reading ---

    @on_press(verbs.QUOTES)
    async def turn_list(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card, open the reader's own list. On that list, turn its page."""
        drama = await self.services.catalogue.get(pressed.number(0))
        index = pressed.count(1) if pressed.has(1) else 0
        view = quotes.listed(talk.t, await self.services.quotes.page(drama, talk.reader, index, utcnow()))
        if pressed.has(1):
            await talk.update(view)
        else:
            await talk.reply(view)

    @on_press(verbs.QUOTE_ANOTHER)
    async def another(self, talk: Conversation, pressed: Pressed) -> None:
        """Show another quote, only to the member who pressed."""
        chosen = pressed.number(0)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        gated = await self.services.quotes.random(drama, talk.reader, utcnow(), alone=True)
        await self._give(talk, gated, drama, private=True)

    @on_press(verbs.QUOTE_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        gated = await self.services.quotes.one(pressed.target(), talk.reader, utcnow())
        await self._give(talk, gated, gated.shown.drama, private=True)

    @on_press(verbs.QUOTE_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the quote."""
        answer = spoilers.answer(pressed)
        read = partial(self.services.quotes.one, answer.subject.number(0), talk.reader, utcnow())
        gated = await self.answered(talk, answer, read)
        await talk.show_alone(quotes.given(talk.t, gated, gated.shown.drama.id))

    @on_press(verbs.QUOTE_PICTURE)
    async def as_picture(self, talk: Conversation, pressed: Pressed) -> None:
        """Draw a quote. The picture is for everyone where the quote is."""
        shown = await self.services.quotes.for_picture(pressed.number(0), talk.reader, utcnow())
        another = pressed.number(1)
        private = talk.message_is_private or not talk.follows
        t = talk.voice(private=private)
        chart = quotes.drawn(shown)
        png = None
        if talk.may_attach:
            png = (await self.services.pictures.in_time([chart], PICTURE_PATIENCE)).get(chart)
        if png is None:
            await talk.reply(quotes.not_drawn(talk.t))
            return
        drawn = charts.picture(t, chart, png)
        view = quotes.picture(t, shown, drawn.part, another)
        if private:
            await talk.reply(view, files=[drawn.file])
        else:
            standing_one = self._shown(talk, shown, another, picture=True)
            await standing.give(talk, self.services, view, standing_one, files=[drawn.file])

    async def _give(
        self, talk: Conversation, gated: Gated[QuoteShown], drama: Drama | None, *, private: bool
    ) -> None:
        another = drama.id if drama else quotes.ANY
        view = quotes.given(talk.voice(private=private), gated, another)
        if private:
            await talk.reply(view)
        else:
            await standing.give(talk, self.services, view, self._shown(talk, gated.shown, another))

    def _shown(self, talk: Conversation, shown: QuoteShown, another: int, *, picture: bool = False) -> Shown:
        """What an answer shows that has this quote, as text or as a picture."""
        reader = talk.reader
        still = self.services.quotes.still(shown, reader, utcnow())
        shown_as: dict[str, object] = {
            "another": another,
            "asker": reader.member_id,
            "moderates": reader.manages_guild,
        }
        if picture:
            shown_as["picture"] = True
        return Shown((self.services.quotes.thing(shown),), shown_as, still)

    # --- one that was typed wrong, or should not be there ---

    @on_press(verbs.QUOTE_MINE)
    async def open_own(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.quotes.mine(pressed.number(0), talk.reader, utcnow())
        if (place := talk.pressed_place) is not None:
            # One that an earlier version posted is learnt of here; what is known already stays.
            known = self._shown(talk, shown, shown.drama.id)
            await self.services.ledger.expect(place, known.things, known.shown_as)
        await talk.reply(quotes.mine(talk.t, shown))

    @on_press(verbs.QUOTE_EDIT)
    async def edit(self, talk: Conversation, pressed: Pressed) -> None:
        quote_id = pressed.number(0)

        def named(drama: Drama) -> str:
            return words.plain_title(talk.t, drama, quotes.TITLE_LIMIT)

        begins = await self.services.quotes.begun(quote_id, talk.reader, utcnow(), named)
        await talk.ask(quotes.change_form(talk.t, quote_id, begins))

    @on_form(verbs.QUOTE_EDIT)
    async def take_change(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        quote_id = pressed.number(0)
        typed = _typed(fields, "title")
        await self.services.drafts.keep(
            talk.reader, QUOTE, draft_of_change(quote_id), asdict(typed), utcnow()
        )
        with keeping_draft(verbs.QUOTE_EDIT, quote_id):
            await self._change(talk, quote_id, typed)

    async def _change(self, talk: Conversation, quote_id: int, typed: QuoteForm) -> None:
        before = await self.services.quotes.mine(quote_id, talk.reader, utcnow())
        drama = before.drama
        if not words.is_title(drama, typed.title, quotes.TITLE_LIMIT):
            drama = await self.services.catalogue.resolve(typed.title)
        quotes.check(typed)
        shown = await self.services.quotes.change(quote_id, drama, typed, talk.reader, utcnow())
        await talk.reply(quotes.changed(talk.t, shown))

    @on_press(verbs.QUOTE_DROP)
    async def drop(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.quotes.delete(pressed.number(0), talk.reader, utcnow())
        await talk.update(quotes.deleted(talk.t, drama))

    # --- from a message ---

    @message_menu(N_("Save as quote"))
    async def save(self, talk: Conversation, message: discord.Message) -> None:
        guild_of(talk)
        if not clean(message.content).strip():
            raise NothingToQuote
        here = await self.services.board.here(message.channel.id)
        drama, label = (here.drama, str(here.thread.batch.last or "")) if here else (None, "")
        begins = QuoteForm(message.content, episode=label)
        author_id = None if message.author.bot else message.author.id
        labelled = hides_something(message.content)
        await self._ask(talk, message.id, drama, begins, labelled=labelled, author_id=author_id)

    @on_press(verbs.QUOTE_WRITE)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        """Open the form again as it was typed."""
        chosen = pressed.number(1)
        drama = await self.services.catalogue.get(chosen) if chosen != quotes.ANY else None
        labelled, author_id = _needs_label(pressed), _author(pressed)
        await self._ask(talk, pressed.number(0), drama, QuoteForm(), labelled=labelled, author_id=author_id)

    @on_form(verbs.QUOTE)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        message_id, drama_id = pressed.number(0), pressed.number(1)
        typed = _typed(fields) if drama_id != quotes.ANY else _typed(fields, "title")
        # Keep what was typed first, whatever is wrong with it.
        await self.services.drafts.keep(talk.reader, QUOTE, draft_of(message_id), asdict(typed), utcnow())
        labelled, author_id = _needs_label(pressed), _author(pressed)
        more = (int(labelled), author_id or quotes.NO_AUTHOR)
        with keeping_draft(verbs.QUOTE_WRITE, message_id, drama_id, *more):
            try:
                await self._save(talk, message_id, drama_id, typed, labelled=labelled, author_id=author_id)
            except SpoilerUnlabelled as error:  # of this drama, so that the form says how far its writer is
                raise DraftKept(error, verbs.QUOTE_WRITE, (message_id, error.drama.id, *more)) from error

    async def _save(
        self,
        talk: Conversation,
        message_id: int,
        drama_id: int,
        typed: QuoteForm,
        *,
        labelled: bool,
        author_id: int | None,
    ) -> None:
        catalogue = self.services.catalogue
        drama = (
            await catalogue.get(drama_id) if drama_id != quotes.ANY else await catalogue.resolve(typed.title)
        )
        quotes.check(typed)
        shown = await self.services.quotes.add(
            drama, typed, talk.reader, utcnow(), message_id, labelled=labelled, author_id=author_id
        )
        await talk.reply(quotes.saved(talk.t, shown))

    async def _ask(
        self,
        talk: Conversation,
        message_id: int,
        drama: Drama | None,
        begins: QuoteForm,
        *,
        labelled: bool,
        author_id: int | None,
    ) -> None:
        begins = await self.services.quotes.form(message_id, drama, begins, talk.reader)
        await talk.ask(quotes.form(talk.t, message_id, drama, begins, labelled=labelled, author_id=author_id))


def _needs_label(pressed: Pressed) -> bool:
    """Whether the message hides something: its quote needs an episode, however it was typed since."""
    return pressed.has(2) and pressed.flag(2)


def _author(pressed: Pressed) -> int | None:
    """Who wrote the message. None for a quote of no message, a bot's, or a form of an earlier version."""
    return (pressed.number(3) or None) if pressed.has(3) else None


def _typed(fields: Fields, *more: str) -> QuoteForm:
    return QuoteForm(**fields.texts("text", "speaker", "episode", *more))


async def setup(host: Host) -> None:
    await host.add_cog(Quotes(host))
