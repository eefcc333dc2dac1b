"""One interaction as a conversation: who reads, in which language, and how to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.domain.members import Reader
from bot.errors import TooSlow
from bot.i18n import Texts, texts
from bot.present.layout import Screen

NO_MENTIONS = discord.AllowedMentions.none()


class Conversation:
    """An interaction with its reader; `t` are the reader's texts, `public_t` the guild's."""

    def __init__(self, interaction: discord.Interaction[Any], reader: Reader):
        self.interaction = interaction
        self.reader = reader
        self.t: Texts = texts(reader.language, reader.stars_out_of)
        self.public_t: Texts = texts(reader.public_language)

    def voice(self, *, private: bool) -> Texts:
        """The texts for an answer: the reader's own where they alone see it, else the guild's."""
        return self.t if private else self.public_t

    async def reply(self, view: Screen, *, private: bool = True, files: Sequence[discord.File] = ()) -> None:
        """A new message: the answer, or another one where the interaction has been answered."""
        response = self.interaction.response
        send = self.interaction.followup.send if response.is_done() else response.send_message
        await send(
            view=view,
            ephemeral=private,
            allowed_mentions=NO_MENTIONS,
            silent=not private,
            files=list(files),
        )

    async def update(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        """Change the message whose button was pressed; a command gets a private reply instead.

        Its files are those given: what it had before goes with the screen that showed it.
        """
        response = self.interaction.response
        if self.interaction.message is None:
            await self.reply(view, files=files)
        elif response.is_done():
            await self.interaction.edit_original_response(
                view=view, attachments=list(files), allowed_mentions=NO_MENTIONS
            )
        else:
            await response.edit_message(view=view, attachments=list(files), allowed_mentions=NO_MENTIONS)

    async def show_alone(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        """Show it to the reader alone: in the message that was pressed, if nobody else sees that."""
        if self.message_is_private:
            await self.update(view, files=files)
        else:
            await self.reply(view, files=files)

    async def defer(self) -> None:
        """Tell Discord that the answer takes its time; it then comes to the reader alone."""
        if not self.interaction.response.is_done():
            await self.interaction.response.defer(ephemeral=True, thinking=self.interaction.message is None)

    async def dismiss(self) -> None:
        """Take away the message whose button was pressed."""
        if not self.interaction.response.is_done():
            await self.interaction.response.defer()
        await self.interaction.delete_original_response()

    async def ask(self, form: ui.Modal) -> None:
        """Open a form; raises `TooSlow` once the answer has been deferred, for Discord allows none then."""
        if self.interaction.response.is_done():
            raise TooSlow
        await self.interaction.response.send_modal(form)

    @property
    def message_is_private(self) -> bool:
        """Whether the message whose button was pressed is seen by the reader alone."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral
