"""Members suggest for the catalogue, and moderators of their server take or decline it."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.suggestions import SuggestionForm, SuggestionKind
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.catalogue import suggestions
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from cogs.base import Host, NamidaCog, guild_of, on_form, on_press, require_manager
from cogs.catalogue.changing import make


class Suggesting(NamidaCog):
    """The form, and the moderators' decisions."""

    @on_press(verbs.CATALOGUE_SUGGEST)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        await ask(self.host, talk, pressed.number(0))

    @on_form(verbs.CATALOGUE_SUGGEST)
    async def suggest(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        form = SuggestionForm(
            fields.one_of("kind", SuggestionKind),
            fields.text("text"),
            fields.text("url"),
            fields.text("episode"),
        )
        suggestions.check(form)
        new = await self.services.suggesting.suggest(drama, form, talk.reader, utcnow())
        await talk.reply(suggestions.suggested(talk.t, drama, new=new))

    @on_press(verbs.CATALOGUE_ASK)
    async def ask_for(self, talk: Conversation, pressed: Pressed) -> None:
        """Ask for a drama that is missing, by the title that was looked for."""
        title = pressed.text(0)
        new = await self.services.suggesting.ask_for(title, talk.reader, utcnow())
        await talk.reply(suggestions.asked(talk.t, title, new=new))

    @on_press(verbs.CATALOGUE_SUGGESTIONS)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await show_suggestions(self.host, talk, pressed.count(0))

    @on_press(verbs.CATALOGUE_TAKE)
    async def take(self, talk: Conversation, pressed: Pressed) -> None:
        """Make the change that it asks for, or propose it. A correction was made by hand."""
        require_manager(talk)
        found, wanted = await self.services.suggesting.change(pressed.number(0), talk.reader)
        outcome = await make(self.host, talk, wanted) if wanted is not None else found
        await self.services.suggesting.take(found.id, talk.reader, utcnow())
        done = suggestions.taken(talk.t, found, proposed=outcome is None)
        await show_suggestions(self.host, talk, pressed.count(1), done)

    @on_press(verbs.CATALOGUE_TURN_DOWN)
    async def decline(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        found = await self.services.suggesting.decline(pressed.number(0), talk.reader, utcnow())
        await show_suggestions(self.host, talk, pressed.count(1), suggestions.declined(talk.t, found))


async def ask(host: Host, talk: Conversation, drama_id: int) -> None:
    """Open the form for a suggestion."""
    guild_of(talk)
    drama = await host.services.catalogue.get(drama_id)
    await talk.ask(suggestions.suggestion_form(talk.t, drama, drama.episodes))


async def show_suggestions(host: Host, talk: Conversation, index: int, done: str = "") -> None:
    """The suggestion at this place. The bot's owner is also led to the proposed changes."""
    page = await host.services.suggesting.queue(talk.reader, index)
    owner = talk.reader.member_id in await host.owner_ids_now()
    proposals = await host.services.changes.waiting() if owner else None
    await talk.update(suggestions.queue(talk.t, page, done, proposals))


async def setup(host: Host) -> None:
    await host.add_cog(Suggesting(host))
