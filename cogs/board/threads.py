"""`/discuss`: the thread of a drama or of some of its episodes, and the list of the board's threads."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.utils import snowflake_time

from bot.domain.dramas import Drama
from bot.i18n import N_
from bot.logs import get_logger
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.board import board
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.schedule.board import threads
from cogs.access import require_board, sees
from cogs.base import Choices, Host, Interaction, NamidaCog, completes, guild_of, on_press, server_command

log = get_logger("namida.board")


class Board(NamidaCog):
    """The board, where members discuss dramas."""

    @server_command("discuss", N_("Open a drama's thread on the board; without a title, the list of all"))
    @app_commands.describe(
        title=N_("Any name of the drama; in a drama's thread, that drama"),
        episode=N_("The episode that you want to talk about"),
    )
    async def discuss(self, talk: Conversation, title: str | None = None, episode: int | None = None) -> None:
        guild = guild_of(talk)
        if title is not None:
            await self._open(talk, await self.services.catalogue.resolve(title), episode)
            return
        here = await self.services.board.here(talk.interaction.channel_id)
        if here is not None:
            await self._open(talk, here.drama, episode)
            return
        await self._look_who_writes(guild)
        await talk.reply(await self._listing(talk, guild, 0))

    @completes(discuss, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press(verbs.DISCUSS)
    async def press_discuss(self, talk: Conversation, pressed: Pressed) -> None:
        """Open the thread of a drama, or, with an episode other than 0, of its batch."""
        guild_of(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        await self._open(talk, drama, pressed.count(1) or None)

    @on_press(verbs.BOARD)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        guild = guild_of(talk)
        await talk.update(await self._listing(talk, guild, pressed.count(0)))

    async def _listing(self, talk: Conversation, guild: discord.Guild, index: int) -> Screen:
        """The threads in channels that the member can see. Not even the names of others."""
        channels = await self.services.board.channels(guild.id)
        there = {ident for ident in channels if guild.get_channel(ident) is not None}
        visible = {ident for ident in there if sees(talk, ident)}
        page = await self.services.board.page(guild.id, index, visible, hidden=visible < there)
        return board.listing(talk.t, page)

    async def _open(self, talk: Conversation, drama: Drama, episode: int | None) -> None:
        guild = guild_of(talk)
        if episode is not None:
            # The thread of the whole drama has number 0 here, which is no episode that someone can ask for.
            await self.services.episodes.check(drama, episode)
        else:
            batch = await self.services.board.meant(drama, talk.reader, guild.id, talk.interaction.channel_id)
            episode = batch.first
        await require_board(talk, self.services, drama, episode)
        await self.services.board.require_opener(guild.id, drama, episode, talk.reader)
        opened = await threads.thread_for(talk.interaction.client, self.services, guild.id, drama, episode)
        here = talk.interaction.channel_id == opened.thread_id
        answer = await self.services.board.answer(opened, talk.reader, here=here)
        await talk.reply(board.found(talk.t, answer))

    async def _look_who_writes(self, guild: discord.Guild) -> None:
        """Ask Discord when someone last wrote in the threads: the bot is not told of messages."""
        try:
            active = await guild.active_threads()
        except discord.HTTPException as error:
            log.warning("active threads unknown", guild=guild.id, status=error.status, code=error.code)
            return
        seen = {one.id: snowflake_time(one.last_message_id) for one in active if one.last_message_id}
        await self.services.board.active(guild.id, seen)


async def setup(host: Host) -> None:
    await host.add_cog(Board(host))
