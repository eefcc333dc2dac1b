"""`/privacy`: what is kept about a member, as a list, as a file, and its deletion."""

from __future__ import annotations

import io

import discord
from discord.ext import commands
from discord.utils import utcnow

from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.privacy import privacy
from cogs.base import Host, NamidaCog, command, on_form, on_press


class Privacy(
    NamidaCog, commands.GroupCog, group_name="privacy", group_description=N_("What Namida keeps about you")
):
    """Show, take along, delete. All answers are for the member alone."""

    @command("show", N_("What Namida keeps about you, since when, and who can see it"))
    async def show(self, talk: Conversation) -> None:
        await talk.reply(privacy.overview(talk.t, await self.services.privacy.show(talk.reader)))

    @command("export", N_("Get everything that is yours as a file"))
    async def export(self, talk: Conversation) -> None:
        found = await self.services.privacy.export(talk.reader, utcnow(), room=talk.room_for_files)
        file = discord.File(io.BytesIO(found.content), privacy.EXPORT_NAME)
        await talk.reply(privacy.exported(talk.t, found), files=[file])

    @command("delete", N_("Delete everything that Namida keeps about you"))
    async def delete(self, talk: Conversation) -> None:
        await talk.reply(privacy.question(talk.t))

    @on_press(verbs.PRIVACY_ASK)
    async def ask(self, talk: Conversation, _: Pressed) -> None:
        await talk.reply(privacy.question(talk.t))

    @on_press(verbs.PRIVACY_DELETE)
    async def open_form(self, talk: Conversation, _: Pressed) -> None:
        await talk.ask(privacy.confirmation(talk.t), private=True)

    @on_form(verbs.PRIVACY_DELETE)
    async def confirm(self, talk: Conversation, _: Pressed, fields: Fields) -> None:
        if not privacy.is_confirmed(talk.t, fields.text("word")):
            await talk.reply(privacy.not_confirmed(talk.t))
            return
        await self.services.deleting.ask(talk.reader.member_id, utcnow())
        await talk.update(privacy.deleted(talk.t))

    # --- quotes of the member's messages ---

    @on_press(verbs.QUOTES_OF_ME)
    async def quotes_of_me(self, talk: Conversation, pressed: Pressed) -> None:
        await self._quote(talk, pressed.count(0))

    @on_press(verbs.QUOTE_OF_ME_DROP)
    async def drop_quote_of_me(self, talk: Conversation, pressed: Pressed) -> None:
        await self.services.privacy.drop_quote_of(talk.reader, pressed.number(0))
        await self._quote(talk, pressed.count(1))

    async def _quote(self, talk: Conversation, index: int) -> None:
        found = await self.services.privacy.quote_of(talk.reader, index)
        await talk.update(privacy.own_words(talk.t, found))


async def setup(host: Host) -> None:
    await host.add_cog(Privacy(host))
