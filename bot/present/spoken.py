"""A message as a conversation: a command answers with a reply, and what is private waits for a press."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

import discord
from discord import ui
from discord.app_commands import AppCommandContext

from bot.domain.members import Reader
from bot.domain.message_ledger import Place
from bot.present.conversation import NO_MENTIONS, Conversation
from bot.present.layout import Screen


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where and by whom something was said, with the attributes that commands ask of an interaction.

    `tests/cogs/chat` compares them with what the commands use.
    """

    message: discord.Message
    client: discord.Client
    locale: discord.Locale  # of the question's language
    command: None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    type: discord.InteractionType = discord.InteractionType.application_command

    @property
    def user(self) -> discord.Member | discord.User:
        return self.message.author

    @property
    def guild(self) -> discord.Guild | None:
        return self.message.guild

    @property
    def guild_id(self) -> int | None:
        return self.message.guild.id if self.message.guild is not None else None

    @property
    def context(self) -> AppCommandContext:
        """Discord sends messages of the bot's servers and its direct messages alone."""
        return AppCommandContext(guild=self.message.guild is not None, dm_channel=self.message.guild is None)

    def is_guild_integration(self) -> bool:
        return self.message.guild is not None

    def is_user_integration(self) -> bool:
        return False

    @property
    def guild_locale(self) -> discord.Locale | None:
        return self.message.guild.preferred_locale if self.message.guild is not None else None

    @property
    def channel(self) -> Any:
        return self.message.channel

    @property
    def channel_id(self) -> int:
        return self.message.channel.id

    @property
    def permissions(self) -> discord.Permissions:
        """Those of the member who said it."""
        return self._granted(self.message.author)

    @property
    def app_permissions(self) -> discord.Permissions:
        """Those of the bot there."""
        guild = self.message.guild
        return self._granted(guild.me if guild is not None else None)

    @property
    def filesize_limit(self) -> int:
        """How large a file may be there, in bytes."""
        guild = self.message.guild
        return guild.filesize_limit if guild is not None else discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES

    def _granted(self, who: discord.Member | discord.User | None) -> discord.Permissions:
        channel = self.message.channel
        if not isinstance(who, discord.Member) or isinstance(
            channel, discord.DMChannel | discord.GroupChannel
        ):
            return discord.Permissions.none() if self.message.guild is not None else _IN_DIRECT_MESSAGES
        if isinstance(channel, discord.Thread) and channel.parent is None:
            return discord.Permissions.none()
        return channel.permissions_for(who)

    def conversation(self, reader: Reader) -> SpokenConversation:
        return SpokenConversation(self, reader)


_IN_DIRECT_MESSAGES = discord.Permissions(
    view_channel=True, send_messages=True, attach_files=True, embed_links=True, read_message_history=True
)


class SpokenConversation(Conversation):
    """Answers a message. In a direct message everything is said there, because no one else reads it.

    Elsewhere only what a command shows to everybody is. For the rest a screen stands there (`begin`), whose
    button gives the same answer to the one who presses it. Before that, everything is said aloud: a refusal
    that came before anything was understood.
    """

    def __init__(self, spoken: Spoken, reader: Reader):
        # What commands ask of an interaction `Spoken` has; what only answers need is overridden below.
        super().__init__(cast(discord.Interaction[Any], spoken), reader)
        self._spoken = spoken
        self._said = False
        self._aside: Callable[[], Screen] | None = None

    def begin(self, aside: Callable[[], Screen]) -> None:
        """Begin an answer, of which this stands there if it is for its reader alone."""
        self._aside, self._said = aside, False

    async def reply(
        self, view: Screen, *, private: bool = True, files: Sequence[discord.File] = ()
    ) -> int | None:
        if private and self._spoken.guild is not None and self._aside is not None:
            if self._said:  # only a remark beside the answer
                return None
            view, files = self._aside(), ()
        return await self.say(view, files=files)

    async def say(self, view: Screen, *, files: Sequence[discord.File] = ()) -> int:
        """Say it there, for everyone who reads that."""
        self._said, view = True, self._as_here(view)
        once = {file.filename: file for file in (*files, *view.files())}
        sent = await self._spoken.message.channel.send(
            view=view,
            files=list(once.values()),
            reference=self._spoken.message.to_reference(fail_if_not_exists=False),
            mention_author=False,
            allowed_mentions=NO_MENTIONS,
            silent=True,
        )
        return sent.id

    async def update(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        await self.reply(view, files=files)

    async def defer(self) -> None:
        """Show that it is being worked on. A message may be answered whenever it is."""
        with suppress(discord.HTTPException):  # then it is only not shown
            await self._spoken.message.channel.typing()

    async def dismiss(self) -> None:
        """Nothing was pressed, so nothing goes away."""

    async def ask(self, form: ui.Modal, *, private: bool = False) -> None:  # noqa: ARG002 - as where it can
        """A message opens no form: the button that stands for it does."""
        if self._aside is not None and not self._said:
            await self.say(self._aside())

    async def withdraw(self, message_id: int) -> None:
        try:
            await self._spoken.message.channel.get_partial_message(message_id).delete()  # type: ignore[union-attr]
        except discord.HTTPException:
            return

    async def place_of_answer(self, message_id: int | None) -> Place | None:
        guild_id = self._spoken.guild_id
        if guild_id is None or message_id is None:
            return None
        return Place(guild_id, self._spoken.channel_id, message_id)

    @property
    def pressed_place(self) -> Place | None:
        return None

    @property
    def message_is_private(self) -> bool:
        return False

    @property
    def _answered(self) -> bool:
        return self._said
