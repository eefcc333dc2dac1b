"""`/synopses`: posting one, publishing one an interval, and looking through what members have written."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.publishing import SynopsisPost
from bot.i18n import N_
from bot.present import episodes, publishing
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    on_form,
    on_press,
    require_curator,
    require_manager,
)

TITLE = N_("Any name of the drama, in any spelling")


class Synopses(
    NamidaCog, commands.GroupCog, group_name="synopses", group_description=N_("Publish synopses of episodes")
):
    """How synopses reach the server."""

    @command("post", N_("Post the synopsis of an episode"))
    @app_commands.describe(title=TITLE, episode=N_("The number of the episode"))
    async def post(self, talk: Conversation, title: str, episode: int) -> None:
        require_curator(talk)
        await self._post(talk, await self.services.catalogue.resolve(title), episode)

    @command("schedule", N_("Publish a drama's synopses one after the other, by the clock"))
    @app_commands.describe(
        title=TITLE,
        pace=N_("For example: every day 20:00 Asia/Tokyo, or Tuesdays and Fridays 21:00"),
        episode=N_("The episode to begin with"),
    )
    async def schedule(self, talk: Conversation, title: str, pace: str, episode: int | None = None) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        made = await self.services.publishing.schedule(drama, pace, episode, talk.reader, utcnow())
        await talk.reply(publishing.scheduled(talk.t, made))

    @command("unschedule", N_("Publish no more synopses of a drama by the clock"))
    @app_commands.describe(title=TITLE)
    async def unschedule(self, talk: Conversation, title: str) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        await self.services.publishing.unschedule(drama, talk.reader)
        await talk.reply(publishing.unscheduled(talk.t, drama.title))

    @command("queue", N_("Look through the synopses that members have written"))
    async def queue(self, talk: Conversation) -> None:
        require_curator(talk)
        page = await self.services.submissions.queue(talk.reader, 0)
        await talk.reply(publishing.queue(talk.t, page))

    @post.autocomplete("title")
    @schedule.autocomplete("title")
    @unschedule.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- posts ---

    @on_press("synanew")
    async def post_anew(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        await self._post(talk, drama, pressed.number(1), anew=True)

    async def _post(self, talk: Conversation, drama: Drama, episode: int, *, anew: bool = False) -> None:
        done = await self.services.publishing.post(drama, episode, talk.reader, utcnow(), anew=anew)
        if anew and done.post is not None:
            await self._take_away(talk, done.post)
        settings = talk.reader.settings
        channel_id = settings.channels.get(Purpose.SYNOPSES) if settings else None
        await talk.update(publishing.posted(talk.t, done, channel_id))

    @staticmethod
    async def _take_away(talk: Conversation, there: SynopsisPost) -> None:
        """Delete the message that another takes the place of; one out of reach stays where it is."""
        if there.channel_id is None or there.message_id is None:
            return
        client: discord.Client = talk.interaction.client
        channel = client.get_partial_messageable(there.channel_id, guild_id=there.guild_id)
        try:
            await channel.get_partial_message(there.message_id).delete()
        except (discord.NotFound, discord.Forbidden):
            return

    # --- schedules ---

    @on_press("synschedules")
    async def show_schedules(self, talk: Conversation, _: Pressed) -> None:
        require_curator(talk)
        found = await self.services.publishing.schedules(talk.reader)
        await talk.reply(publishing.schedules(talk.t, found))

    # --- submissions ---

    @on_press("synqueue")
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        """Another page of it; from a post in the log channel a copy of one's own."""
        require_curator(talk)
        await self._page(talk, pressed.number(0))

    @on_press("synpublish")
    async def publish(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        done = await self.services.submissions.publish(pressed.number(0), talk.reader, utcnow())
        await self._page(talk, pressed.number(1), publishing.was_published(talk.t, done))

    @on_press("synedit")
    async def open_edit(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        found = await self.services.submissions.submission(pressed.number(0), talk.reader)
        await talk.ask(publishing.edit_form(talk.t, found, pressed.number(1)))

    @on_form("synedit")
    async def take_edit(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        require_curator(talk)
        episodes.check_length(fields["text"])
        done = await self.services.submissions.publish(
            pressed.number(0), talk.reader, utcnow(), fields["text"]
        )
        await self._page(talk, pressed.number(1), publishing.was_published(talk.t, done))

    @on_press("synback")
    async def open_return(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        found = await self.services.submissions.submission(pressed.number(0), talk.reader)
        await talk.ask(publishing.return_form(talk.t, found, pressed.number(1)))

    @on_form("synback")
    async def take_return(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        require_curator(talk)
        publishing.check_reason(fields["reason"])
        done = await self.services.submissions.send_back(
            pressed.number(0), fields["reason"], talk.reader, utcnow()
        )
        await self._page(talk, pressed.number(1), publishing.was_sent_back(talk.t, done))

    async def _page(self, talk: Conversation, index: int, told: str | None = None) -> None:
        page = await self.services.submissions.queue(talk.reader, index)
        view = publishing.queue(talk.t, page, told)
        if talk.message_is_private:
            await talk.update(view)
        else:
            await talk.reply(view)


async def setup(host: Host) -> None:
    cog = Synopses(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.guild_only = True
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
