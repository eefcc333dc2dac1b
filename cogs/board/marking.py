""" "Mark as spoiler" in a message's Apps menu: asks what it spoils, and reposts it hidden."""

from __future__ import annotations

from functools import partial

import discord
from discord.utils import utcnow

from bot.domain import uploads
from bot.domain.consent import Alone
from bot.domain.dramas import Drama
from bot.domain.marked import FileCarried, FileThere, Marked, Original, repost_name
from bot.domain.reviews import read_spoils
from bot.domain.verbs import Verb
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
from bot.present import spoilers, verbs, words
from bot.present.actions import Pressed
from bot.present.board import marked
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen, note
from cogs.base import Host, NamidaCog, guild_of, message_menu, on_form, on_press

MENU = N_("Mark as spoiler")


class Marking(NamidaCog):
    """Marks members' messages as spoilers."""

    @message_menu(MENU)
    async def open_form(self, talk: Conversation, message: discord.Message) -> None:
        guild = guild_of(talk)
        if message.author.id != talk.reader.member_id and not _moderates(talk):
            raise NotYourMessage
        if not _can_come_again(message):
            raise NothingToMark
        original = Original(
            message.id,
            guild.id,
            message.channel.id,
            message.author.id,
            message.content,
            tuple(
                FileThere(file.url, file.filename, file.size, file.description)
                for file in message.attachments
            ),
        )
        _require_room(talk, files=bool(original.files))
        parent = getattr(message.channel, "parent_id", None) or message.channel.id
        channels = frozenset({message.channel.id, parent})
        room = uploads.room(talk.interaction.filesize_limit, guild.filesize_limit)
        place = await self.services.marking.ask(original, talk.reader, utcnow(), channels, room=room)
        await talk.ask(marked.form(talk.t, message.id, place))

    @on_form(verbs.MARK)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        message_id = pressed.number(0)
        await self.services.marking.asked(message_id, talk.reader)
        episode = _episode(fields.text("episode"))
        if pressed.has(1):
            drama = await self.services.catalogue.get(pressed.number(1))
        else:
            found = await self._meant(talk, fields.text("title"), verbs.MARK_DRAMA, message_id, episode)
            if found is None:
                return
            drama = found
        await talk.reply(await self._plan(talk, message_id, drama, episode))

    @on_press(verbs.MARK_DRAMA)
    async def choose_drama(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.chosen_number())
        await talk.update(await self._plan(talk, pressed.number(0), drama, pressed.count(1)))

    async def _plan(self, talk: Conversation, message_id: int, drama: Drama, episode: int) -> Screen:
        original = await self.services.marking.asked(message_id, talk.reader)
        _require_room(talk, files=bool(original.files))
        await self.services.episodes.check(drama, episode)
        await self._require_there(talk, original)
        files = [
            FileCarried(repost_name(at, file.name), await self._fetch(talk, file), file.description)
            for at, file in enumerate(original.files, 1)
        ]
        await self.services.marking.plan(original, drama, episode, files, talk.reader, utcnow())
        removable = talk.interaction.app_permissions.manage_messages
        return marked.planned(talk.t, drama, episode, removable=removable)

    async def _require_there(self, talk: Conversation, original: Original) -> None:
        """Check that the message still exists: a message that its author deleted must not be reposted."""
        channel = talk.interaction.client.get_partial_messageable(
            original.channel_id, guild_id=original.guild_id
        )
        try:
            await channel.get_partial_message(original.message_id).fetch()
        except discord.NotFound:
            await self.services.marking.forget(original.message_id)
            raise MarkedGone from None
        except discord.Forbidden:
            return  # without Read Message History no one can tell

    @staticmethod
    async def _fetch(talk: Conversation, file: FileThere) -> bytes:
        try:
            return bytes(await talk.interaction.client.http.get_from_cdn(file.url))
        except (discord.NotFound, discord.Forbidden):
            raise MarkedGone from None

    async def _meant(self, talk: Conversation, title: str, verb: Verb, *args: object) -> Drama | None:
        """The drama of that name.

        None if the member must be asked which one, and `verb` handles the answer.
        """
        try:
            return await self.services.catalogue.resolve(title)
        except (AmbiguousDrama, UnknownDrama) as error:
            near = error.candidates if isinstance(error, AmbiguousDrama) else error.nearest
            if not near:
                raise
            await talk.reply(marked.which(talk.t, near, verb, *args))
            return None

    # --- one whose label is wrong ---

    @on_press(verbs.MARK_EDIT)
    async def edit(self, talk: Conversation, pressed: Pressed) -> None:
        message_id, message = pressed.number(0), talk.interaction.message
        place = await self.services.marking.label(message_id, talk.reader, moderates=_moderates(talk))
        if message is not None:
            await talk.ask(marked.label_form(talk.t, message_id, message.id, place))

    @on_form(verbs.MARK_EDIT)
    async def take_label(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        message_id, repost_id = pressed.number(0), pressed.number(1)
        place = await self.services.marking.label(message_id, talk.reader, moderates=_moderates(talk))
        title, episode = fields.text("title").strip(), _episode(fields.text("episode"))
        if place is not None and words.is_title(place.drama, title, marked.TITLE_LIMIT):
            drama = place.drama
        else:
            found = await self._meant(talk, title, verbs.MARK_ANEW, message_id, repost_id, episode)
            if found is None:
                return
            drama = found
        await self._correct(talk, message_id, repost_id, drama, episode)
        await talk.reply(marked.corrected(talk.t, drama, episode))

    @on_press(verbs.MARK_ANEW)
    async def choose_anew(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.chosen_number())
        episode = pressed.count(2)
        await self._correct(talk, pressed.number(0), pressed.number(1), drama, episode)
        await talk.update(marked.corrected(talk.t, drama, episode))

    async def _correct(
        self, talk: Conversation, message_id: int, repost_id: int, drama: Drama, episode: int
    ) -> None:
        moderates = _moderates(talk)
        await self.services.marking.correct(
            message_id, repost_id, drama, episode, talk.reader, utcnow(), moderates=moderates
        )

    # --- a sealed one ---

    @on_press(verbs.MARKED_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        await self._show_alone(talk, await self.services.marking.read(pressed.number(0), talk.reader))

    @on_press(verbs.MARKED_SHOW)
    async def show(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the message."""
        answer = spoilers.answer(pressed)
        read = partial(self.services.marking.read, answer.subject.number(0), talk.reader)
        await self._show_alone(talk, await self.answered(talk, answer, read))

    @staticmethod
    async def _show_alone(talk: Conversation, gated: Alone[Marked]) -> None:
        view, files = marked.alone(talk.t, gated)
        await talk.show_alone(view, files=files)

    # --- taking one away ---

    @on_press(verbs.UNMARK)
    async def ask_to_take_away(self, talk: Conversation, pressed: Pressed) -> None:
        message_id, message = pressed.number(0), talk.interaction.message
        await self.services.marking.check_own(message_id, talk.reader, moderates=_moderates(talk))
        if message is not None:
            await talk.reply(marked.away_question(talk.t, message_id, message.id))

    @on_press(verbs.UNMARK_NOW)
    async def take_away(self, talk: Conversation, pressed: Pressed) -> None:
        await self.services.marking.take_away(
            pressed.number(0), pressed.number(1), talk.reader, utcnow(), moderates=_moderates(talk)
        )
        await talk.update(note(talk.t("The message was deleted.")))


def _can_come_again(message: discord.Message) -> bool:
    """Whether the message has only words and files, because anything else would be lost."""
    others = message.author.bot or message.webhook_id is not None
    return not (others or message.poll or message.stickers or message.message_snapshots)


def _moderates(talk: Conversation) -> bool:
    return talk.reader.manages_guild or talk.interaction.permissions.manage_messages


def _require_room(talk: Conversation, *, files: bool) -> None:
    """Raises `BotLacks` if the bot could not send the repost."""
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
