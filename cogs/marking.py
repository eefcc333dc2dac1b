""" "Mark as spoiler", under Apps at a message: asks what it tells of, and has it come again hidden."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.marked import FileCarried, FileThere, Marked, Original, repost_name
from bot.domain.reviews import read_spoils
from bot.domain.spoilers import Shape
from bot.errors import (
    AmbiguousDrama,
    BotLacks,
    MarkedGone,
    NotAnEpisode,
    NothingToMark,
    NotYourMessage,
    UnknownDrama,
)
from bot.i18n import N_
from bot.present import marked
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.layout import note
from cogs.base import Host, NamidaCog, guild_of, message_menu, on_form, on_press

MENU = N_("Mark as spoiler")


class Marking(NamidaCog):
    """Messages that tell too much."""

    @message_menu(MENU)
    async def open_form(self, talk: Conversation, message: discord.Message) -> None:
        guild = guild_of(talk)
        if message.author.id != talk.reader.member_id and not _moderates(talk):
            raise NotYourMessage
        if message.webhook_id is not None or message.poll is not None:
            raise NothingToMark
        original = Original(
            message.id,
            guild.id,
            message.channel.id,
            message.author.id,
            message.content,
            tuple(FileThere(file.url, file.filename, file.size) for file in message.attachments),
        )
        _require_room(talk, files=bool(original.files))
        place = await self.services.marking.ask(original, talk.reader, utcnow())
        await talk.ask(marked.form(talk.t, message.id, place))

    @on_form(marked.FORM)
    async def take(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        message_id = pressed.number(0)
        await self.services.marking.asked(message_id, talk.reader)
        episode = _episode(fields["episode"])
        if len(pressed.args) > 1:
            drama = await self.services.catalogue.get(pressed.number(1))
        else:
            try:
                drama = await self.services.catalogue.resolve(fields["title"])
            except (AmbiguousDrama, UnknownDrama) as error:
                near = error.candidates if isinstance(error, AmbiguousDrama) else error.nearest
                if not near:
                    raise
                await talk.reply(marked.which(talk.t, message_id, episode, near))
                return
        await talk.reply(await self._plan(talk, message_id, drama, episode))

    @on_press(marked.CHOOSE)
    async def choose_drama(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(int(pressed.values[0]))
        await talk.update(await self._plan(talk, pressed.number(0), drama, pressed.number(1)))

    async def _plan(
        self, talk: Conversation, message_id: int, drama: Drama, episode: int
    ) -> discord.ui.LayoutView:
        original = await self.services.marking.asked(message_id, talk.reader)
        _require_room(talk, files=bool(original.files))
        await self.services.marking.check(drama, episode)
        await self._require_there(talk, original)
        files = [
            FileCarried(repost_name(at, file.name), await self._fetch(talk, file))
            for at, file in enumerate(original.files, 1)
        ]
        await self.services.marking.plan(original, drama, episode, files, talk.reader, utcnow())
        removable = talk.interaction.app_permissions.manage_messages
        return marked.planned(talk.t, drama, episode, removable=removable)

    async def _require_there(self, talk: Conversation, original: Original) -> None:
        """Its author may have deleted it while the form was open: then nobody shall read it again."""
        channel = talk.interaction.client.get_partial_messageable(
            original.channel_id, guild_id=original.guild_id
        )
        try:
            await channel.get_partial_message(original.message_id).fetch()
        except discord.NotFound:
            await self.services.marking.forget(original.message_id)
            raise MarkedGone from None
        except discord.Forbidden:
            return  # without Read Message History nobody can tell

    @staticmethod
    async def _fetch(talk: Conversation, file: FileThere) -> bytes:
        try:
            return bytes(await talk.interaction.client.http.get_from_cdn(file.url))
        except (discord.NotFound, discord.Forbidden):
            raise MarkedGone from None

    # --- a sealed one ---

    @on_press(marked.READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.marking.read(pressed.number(0), talk.reader)
        if shown.shape is Shape.ASK:
            await talk.reply(marked.question(talk.t, shown))
        else:
            await self._show_alone(talk, shown)

    @on_press(marked.SHOW)
    async def show(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to "show anyway" (`s`) or "I have seen up to there" (`p`): seen by them alone."""
        shown = await self.services.marking.read(pressed.number(1), talk.reader)
        if pressed.args[0] == "p":
            await self.services.watching.seen_up_to(shown.drama, talk.reader, shown.episode)
        await self._show_alone(talk, shown)

    @staticmethod
    async def _show_alone(talk: Conversation, shown: Marked) -> None:
        view, files = marked.reading(talk.t, shown)
        if talk.message_is_private:
            await talk.update(view, files=files)
        else:
            await talk.reply(view, files=files)

    # --- taking one away ---

    @on_press(marked.TAKE_AWAY)
    async def ask_to_take_away(self, talk: Conversation, pressed: Pressed) -> None:
        message = talk.interaction.message
        await self._require_own(talk, pressed.number(0))
        if message is not None:
            await talk.reply(marked.away_question(talk.t, pressed.number(0), message.id))

    @on_press(marked.TAKE_AWAY_NOW)
    async def take_away(self, talk: Conversation, pressed: Pressed) -> None:
        await self._require_own(talk, pressed.number(0))
        channel = talk.interaction.client.get_partial_messageable(
            talk.interaction.channel_id, guild_id=guild_of(talk).id
        )
        with suppress(discord.NotFound):  # somebody was faster
            await channel.get_partial_message(pressed.number(1)).delete()
        await self.services.marking.forget(pressed.number(0))
        await talk.update(note(talk.t("It is taken away.")))

    async def _require_own(self, talk: Conversation, message_id: int) -> None:
        if await self.services.marking.author(message_id) != talk.reader.member_id and not _moderates(talk):
            raise NotYourMessage


def _moderates(talk: Conversation) -> bool:
    return talk.reader.manages_guild or talk.interaction.permissions.manage_messages


def _require_room(talk: Conversation, *, files: bool) -> None:
    """Raises `BotLacks` where the repost could not stand."""
    granted = talk.interaction.app_permissions
    in_thread = isinstance(talk.interaction.channel, discord.Thread)
    needed = ["view_channel", "send_messages_in_threads" if in_thread else "send_messages"]
    needed += ["attach_files"] * files
    lacking = tuple(name for name in needed if not getattr(granted, name))
    if lacking:
        raise BotLacks(lacking)


def _episode(typed: str) -> int:
    try:
        episode = read_spoils(typed)
    except ValueError:
        episode = None
    if episode is None:
        raise NotAnEpisode(typed)
    return episode


async def setup(host: Host) -> None:
    await host.add_cog(Marking(host))
