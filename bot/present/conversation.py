"""One interaction as a conversation: who reads, in which language, and how to answer."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.domain.members import Reader
from bot.i18n import Texts, texts
from bot.present.layout import Screen

NO_MENTIONS = discord.AllowedMentions.none()


class Conversation:
    """An interaction with its reader; `t` are the reader's texts, `public_t` the guild's."""

    def __init__(self, interaction: discord.Interaction[Any], reader: Reader):
        self.interaction = interaction
        self.reader = reader
        self.t: Texts = texts(reader.language)
        self.public_t: Texts = texts(reader.public_language)

    def voice(self, *, private: bool) -> Texts:
        """The texts for an answer: the reader's own where they alone see it, else the guild's."""
        return self.t if private else self.public_t

    async def reply(self, view: Screen, *, private: bool = True) -> None:
        """A new message: the answer, or another one where the interaction has been answered."""
        response = self.interaction.response
        if response.is_done():
            await self.interaction.followup.send(
                view=view, ephemeral=private, allowed_mentions=NO_MENTIONS, silent=not private
            )
        else:
            await response.send_message(
                view=view, ephemeral=private, allowed_mentions=NO_MENTIONS, silent=not private
            )

    async def update(self, view: Screen) -> None:
        """Change the message whose button was pressed; a command gets a private reply instead."""
        response = self.interaction.response
        if self.interaction.message is None:
            await self.reply(view)
        elif response.is_done():
            await self.interaction.edit_original_response(view=view, allowed_mentions=NO_MENTIONS)
        else:
            await response.edit_message(view=view, allowed_mentions=NO_MENTIONS)

    async def dismiss(self) -> None:
        """Take away the message whose button was pressed."""
        await self.interaction.response.defer()
        await self.interaction.delete_original_response()

    async def ask(self, form: ui.Modal) -> None:
        await self.interaction.response.send_modal(form)

    @property
    def message_is_private(self) -> bool:
        """Whether the message whose button was pressed is seen by the reader alone."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral
