"""One interaction as a conversation: the reader, their language, and how to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import discord
from discord import ui

from bot.domain import uploads
from bot.domain.calls import Call
from bot.domain.members import Reader
from bot.domain.message_ledger import Place
from bot.domain.venues import Venue
from bot.errors import Blocked, TooSlow
from bot.i18n import Texts, texts
from bot.present.forms import begin_with
from bot.present.layout import Screen
from bot.present.venues import home_of

NO_MENTIONS = discord.AllowedMentions.none()


FirstT = TypeVar("FirstT")
FileT = TypeVar("FileT", discord.File, discord.File | discord.Attachment)

ALREADY_ACKNOWLEDGED = 40060  # Discord's code for an interaction that has had its first answer


class Conversation:
    """An interaction with its reader. `t` are the reader's texts, `public_t` the guild's.

    Discord accepts one first answer, and two may be sent at once: by the command that is done and by the
    boundary that defers it. So each acknowledgement takes `_lock` and sees what came before. If Discord says
    that it already has an answer that we do not know of, the reply to our request was lost, or another
    process was faster. Then the answer is still sent, and only once.
    """

    def __init__(self, interaction: discord.Interaction[Any], reader: Reader):
        self.interaction = interaction
        self.reader = reader
        self.t: Texts = texts(
            reader.language, reader.stars_out_of, reader.titles, manages=reader.manages_guild
        )
        self.public_t: Texts = self.t if reader.venue.reader_alone else texts(reader.public_language)
        self.call: Call | None = None  # the command that is run once more
        self.corrected: tuple[str, str] | None = None  # a field, and what a form begins with there
        self._lock = asyncio.Lock()
        self._acknowledged = False  # by another process, or by us without a reply

    def voice(self, *, private: bool) -> Texts:
        """The texts for an answer: the reader's own if only they see it, else the guild's."""
        return self.t if private else self.public_t

    async def reply(
        self, view: Screen, *, private: bool = True, files: Sequence[discord.File] = ()
    ) -> int | None:
        """Send a new message: the answer, or a further one if the interaction was already answered.

        Its id, where Discord says it. Away from the bot's servers, its reader alone sees every answer.
        """
        private, view = private or self.reader.venue.reader_alone, self._as_here(view)
        message: dict[str, Any] = {
            "view": view,
            "ephemeral": private,
            "allowed_mentions": NO_MENTIONS,
            "silent": not private,
        }
        send, files = self.interaction.response.send_message, _once([*files, *view.files()])
        async with self._lock:
            if not self._answered:
                if (sent := await self._first(send(**message, files=files))) is not None:
                    return sent.message_id
                original, pressed = await self._original(), self.interaction.message
                if original is not None and (pressed is None or original.id != pressed.id):
                    # It already shows this, or Discord's "thinking" state.
                    await original.edit(view=view, attachments=_anew(files), allowed_mentions=NO_MENTIONS)
                    return original.id
        sent = await self.interaction.followup.send(**message, files=_anew(files))
        return sent.id if isinstance(sent, discord.WebhookMessage) else None

    async def update(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        """Change the message whose button was pressed. A command gets a private reply instead.

        The given files replace the message's earlier files.
        """
        if self.interaction.message is None:
            await self.reply(view, files=files)
            return
        view = self._as_here(view)
        message: dict[str, Any] = {"view": view, "allowed_mentions": NO_MENTIONS}
        edit, kept = self.interaction.response.edit_message, self._kept(_once([*files, *view.files()]))
        async with self._lock:
            if not self._answered and await self._first(edit(**message, attachments=kept)) is not None:
                return
        await self.interaction.edit_original_response(**message, attachments=_anew(kept))

    def _as_here(self, view: Screen) -> Screen:
        """The screen as it is shown here: away from the bot's servers, it leads nowhere that needs one."""
        return view if self.reader.guild_id is not None else view.away()

    def _kept(self, files: Sequence[discord.File]) -> list[discord.File | discord.Attachment]:
        """The files, those that the pressed message has already as they are there.

        A picture's name is of its content, so a press that changes only words uploads nothing.
        """
        pressed = self.interaction.message
        there = {one.filename: one for one in pressed.attachments} if pressed is not None else {}
        return [there.get(file.filename, file) for file in files]

    async def show_alone(self, view: Screen, *, files: Sequence[discord.File] = ()) -> None:
        """Show it only to the reader: in the pressed message, if no one else sees that."""
        if self.message_is_private:
            await self.update(view, files=files)
        else:
            await self.reply(view, files=files)

    async def defer(self) -> None:
        """Tell Discord that the answer will take longer. It is then shown only to the reader."""
        defer = self.interaction.response.defer
        async with self._lock:
            if not self._answered:
                await self._first(defer(ephemeral=True, thinking=self.interaction.message is None))

    async def dismiss(self) -> None:
        """Remove the message whose button was pressed."""
        await self.defer()
        await self.interaction.delete_original_response()

    async def ask(self, form: ui.Modal, *, private: bool = False) -> None:
        """Open a form. `private`: what is typed there stays the reader's own.

        Raises `TooSlow` after a deferral, because Discord then allows no form. Raises `Blocked` for a reader
        whom moderators keep from writing, before they write something that is refused.
        """
        if self.reader.block is not None and not private:
            raise Blocked(self.reader.block)
        if self.corrected is not None:
            begin_with(form, *self.corrected)
        async with self._lock:
            if self._answered:
                raise TooSlow
            opened = await self._first(self.interaction.response.send_modal(form))
            if opened is None and await self._original() is not None:
                raise TooSlow

    async def _first(self, answer: Awaitable[FirstT]) -> FirstT | None:
        """What Discord says to the first answer; None where it has had one that we know nothing of."""
        try:
            return await answer
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:
                raise
            self._acknowledged = True
            return None

    async def _original(self) -> discord.InteractionMessage | None:
        """The message of the first answer. None if that was a form."""
        try:
            return await self.interaction.original_response()
        except discord.NotFound:
            return None

    async def withdraw(self, message_id: int) -> None:
        """Delete an answer that everyone sees. It may be gone, or Discord may fail: then nothing is done."""
        try:
            await self.interaction.followup.delete_message(message_id)
        except discord.HTTPException:
            return

    @property
    def follows(self) -> bool:
        """Whether what everyone reads here can be changed later: the bot is there and sees the channel.

        In a direct message there is no one else who reads it.
        """
        if self.reader.guild_id is None:
            return not self.reader.venue.reader_alone
        return self.interaction.app_permissions.view_channel

    @property
    def guild(self) -> discord.Guild | None:
        """The server where this takes place. None where the bot is on no server, or on none that let it."""
        return home_of(self.interaction)

    async def place_of_answer(self, message_id: int | None) -> Place | None:
        """Where an answer stands that everyone on a server sees; None: no one else is there.

        `message_id` is what `reply` said of it.
        """
        guild_id, channel_id = self.reader.guild_id, self.interaction.channel_id
        if guild_id is None or channel_id is None:
            return None
        if message_id is None:
            message_id = (await self.interaction.original_response()).id
        return Place(guild_id, channel_id, message_id)

    @property
    def pressed_place(self) -> Place | None:
        """Where the message stands that was pressed, if everyone on a server sees it."""
        message, guild_id = self.interaction.message, self.reader.guild_id
        channel_id = self.interaction.channel_id
        if message is None or guild_id is None or channel_id is None or self.message_is_private:
            return None
        return Place(guild_id, channel_id, message.id)

    @property
    def may_attach(self) -> bool:
        """Whether an answer here may have a file. In direct messages and group chats it may."""
        on_server = self.reader.venue in (Venue.HOME, Venue.FOREIGN)
        return not on_server or self.interaction.app_permissions.attach_files

    @property
    def room_for_files(self) -> int:
        """Bytes that the files of an answer here may have together, as Discord says with the interaction."""
        return uploads.room(self.interaction.filesize_limit)

    @property
    def _answered(self) -> bool:
        return self._acknowledged or self.interaction.response.is_done()

    @property
    def message_is_private(self) -> bool:
        """Whether only the reader sees the message whose button was pressed."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral


def _once(files: Sequence[discord.File]) -> list[discord.File]:
    """Each file once: Discord takes a name once, and two pictures of one name are equal."""
    return list({file.filename: file for file in files}.values())


def _anew(files: Sequence[FileT]) -> list[FileT]:
    """The files, rewound to their start, because they may have been sent before."""
    for file in files:
        if isinstance(file, discord.File):
            file.fp.seek(0)
    return list(files)
