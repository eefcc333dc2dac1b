"""`/synopses`: post a synopsis, publish on a schedule, and check submissions."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.guilds import ChannelState, GuildSettings, Purpose
from bot.domain.publishing import Submission, SubmissionPage, SynopsisPost
from bot.errors import SynopsisChanged
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.episodes import episodes, publishing, submissions
from bot.present.forms import Fields
from bot.present.layout import GOOD, Screen, note
from bot.schedule.posts.forum_posts import take_away
from cogs.ahead import agreed
from cogs.base import (
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    completes,
    guild_of,
    on_form,
    on_press,
    require_curator,
    require_manager,
    server_command,
)
from cogs.guilds.channel_states import channel_state


class Synopses(
    NamidaCog, commands.GroupCog, group_name="synopses", group_description=N_("Publish synopses of episodes")
):
    """Publishing synopses on the server."""

    @server_command("post", N_("Post the synopsis of an episode"))
    @app_commands.describe(title=TITLE, episode=N_("The number of the episode"))
    async def post(self, talk: Conversation, title: str, episode: int) -> None:
        require_curator(talk)
        await self._post(talk, await self.services.catalogue.resolve(title), episode)

    @server_command("schedule", N_("Publish a drama's synopses one by one, on a schedule"))
    @app_commands.describe(
        title=TITLE,
        pace=N_("For example: every day 20:00 Asia/Tokyo, or Tuesdays and Fridays 21:00"),
        episode=N_("The episode to start with"),
    )
    async def schedule(self, talk: Conversation, title: str, pace: str, episode: int | None = None) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        made = await self.services.publishing.schedule(drama, pace, episode, talk.reader, utcnow())
        await talk.reply(publishing.scheduled(talk.t, made, _channel(talk)))

    @server_command("unschedule", N_("End a drama's schedule of synopses"))
    @app_commands.describe(title=TITLE)
    async def unschedule(self, talk: Conversation, title: str) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        ended = await self.services.publishing.unschedule(drama, talk.reader, utcnow())
        await talk.reply(note(publishing.unscheduled(talk.t, ended), colour=GOOD))

    @server_command("queue", N_("Look through the synopses that members have written"))
    async def queue(self, talk: Conversation) -> None:
        require_curator(talk)
        await talk.reply(await self._shown(talk, await self.services.submissions.queue(talk.reader, 0)))

    @completes(post, "title")
    @completes(schedule, "title")
    @completes(unschedule, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- posts ---

    @on_press(verbs.SYNOPSIS_ANEW)
    async def post_anew(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        await self._post(talk, drama, pressed.count(1), anew=True)

    async def _post(self, talk: Conversation, drama: Drama, episode: int, *, anew: bool = False) -> None:
        channel = _channel(talk)
        if anew and not channel.ready:
            await talk.reply(publishing.stays(talk.t, channel))
            return
        done = await self.services.publishing.post(drama, episode, talk.reader, utcnow(), anew=anew)
        if anew and done.post is not None:
            await self._take_away(talk, done.post)
        await talk.update(publishing.posted(talk.t, done, channel))

    @staticmethod
    async def _take_away(talk: Conversation, there: SynopsisPost) -> None:
        """Delete the message that another replaces. One that the bot cannot reach stays."""
        if there.channel_id is None or there.message_id is None:
            return
        try:
            await take_away(talk.interaction.client, there.guild_id, there.channel_id, there.message_id)
        except (discord.NotFound, discord.Forbidden):
            return

    # --- schedules ---

    @on_press(verbs.SYNOPSIS_SCHEDULES)
    async def show_schedules(self, talk: Conversation, _: Pressed) -> None:
        require_curator(talk)
        await talk.reply(await self._schedules(talk))

    @on_press(verbs.SYNOPSIS_SCHEDULE_END)
    async def end(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.get(pressed.chosen_number())
        ended = await self.services.publishing.unschedule(drama, talk.reader, utcnow())
        await talk.update(await self._schedules(talk, publishing.unscheduled(talk.t, ended)))

    async def _schedules(self, talk: Conversation, told: str | None = None) -> Screen:
        """The publishing schedules. Members who may start one may end it."""
        found = await self.services.publishing.schedules(talk.reader)
        return publishing.schedules(talk.t, found, told, ends=talk.reader.manages_guild)

    # --- submissions ---

    @on_press(verbs.SYNOPSIS_QUEUE)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        """Turn the page of the queue. From a post in the log channel, open the reader's own copy."""
        require_curator(talk)
        await self._page(talk, pressed.count(0))

    @on_press(verbs.SYNOPSIS_QUEUE_AHEAD)
    async def look(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to the question in the place of a submission."""
        require_curator(talk)

        async def place(about: Pressed) -> tuple[Drama, int]:
            synopsis = (await self.services.submissions.submission(about.number(0), talk.reader)).synopsis
            return synopsis.drama, synopsis.episode

        about = await agreed(self, talk, pressed, place)
        page = await self.services.submissions.queue(talk.reader, about.count(1), about.number(0))
        await talk.show_alone(await self._shown(talk, page, known=about.number(0)))

    @on_press(verbs.SYNOPSIS_PUBLISH)
    async def publish(self, talk: Conversation, pressed: Pressed) -> None:
        require_curator(talk)
        try:
            await self._publish(talk, pressed)
        except SynopsisChanged as error:
            told, ident = submissions.changed_meanwhile(talk.t), error.submission
            page = await self.services.submissions.queue(talk.reader, pressed.count(1), ident)
            await talk.show_alone(await self._shown(talk, page, told, warns=True, known=ident))

    @on_press(verbs.SYNOPSIS_EDIT)
    async def open_edit(self, talk: Conversation, pressed: Pressed) -> None:
        found = await self._submission(talk, pressed)
        over = pressed.number(2) if pressed.has(2) else None
        await talk.ask(submissions.edit_form(talk.t, found, pressed.count(1), over))

    @on_form(verbs.SYNOPSIS_EDIT)
    async def take_edit(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        require_curator(talk)
        episodes.check(fields.text("text"))
        await self._publish(talk, pressed, fields.text("text"))

    @on_press(verbs.SYNOPSIS_BACK)
    async def open_return(self, talk: Conversation, pressed: Pressed) -> None:
        found = await self._submission(talk, pressed)
        await talk.ask(submissions.return_form(talk.t, found, pressed.count(1)))

    @on_form(verbs.SYNOPSIS_BACK)
    async def take_return(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        require_curator(talk)
        submissions.check_reason(fields.text("reason"))
        done = await self.services.submissions.send_back(
            pressed.number(0), fields.text("reason"), talk.reader, utcnow()
        )
        await self._page(talk, pressed.count(1), submissions.was_sent_back(talk.t, done))

    @on_press(verbs.SYNOPSIS_MINE)
    async def claim(self, talk: Conversation, pressed: Pressed) -> None:
        """Give a curator's correction their own name, because they rewrote the text."""
        require_curator(talk)
        done = await self.services.submissions.claim(
            pressed.number(0), pressed.number(1), talk.reader, utcnow()
        )
        await talk.update(submissions.claimed(talk.t, done))

    async def _publish(self, talk: Conversation, pressed: Pressed, text: str | None = None) -> None:
        """Publish a submission, unchanged or with the curator's edited text."""
        over = pressed.number(2) if pressed.has(2) else None
        done = await self.services.submissions.publish(
            pressed.number(0), talk.reader, utcnow(), text, over=over
        )
        await self._page(talk, pressed.count(1), submissions.was_published(talk.t, done))

    async def _submission(self, talk: Conversation, pressed: Pressed) -> Submission:
        require_curator(talk)
        return await self.services.submissions.submission(pressed.number(0), talk.reader)

    async def _page(self, talk: Conversation, index: int, told: str | None = None) -> None:
        page = await self.services.submissions.queue(talk.reader, index)
        await talk.show_alone(await self._shown(talk, page, told))

    async def _shown(
        self,
        talk: Conversation,
        page: SubmissionPage,
        told: str | None = None,
        *,
        warns: bool = False,
        known: int | None = None,
    ) -> Screen:
        """A page of the queue. A curator who is behind is asked first, but for their own text and for the
        submission that is `known`: they have agreed to see it.
        """
        synopsis, ahead = page.submission.synopsis if page.submission else None, None
        if synopsis is not None and synopsis.id != known and synopsis.author_id != talk.reader.member_id:
            ahead = await self.services.watching.ahead(synopsis.drama, talk.reader, synopsis.episode)
        return submissions.queue(talk.t, page, told, warns=warns, ahead=ahead)


def _channel(talk: Conversation) -> ChannelState:
    """The synopses channel of this server, with its current state on Discord."""
    settings = talk.reader.settings or GuildSettings(guild_of(talk).id)
    return channel_state(guild_of(talk), settings, Purpose.SYNOPSES)


async def setup(host: Host) -> None:
    cog = Synopses(host)
    group = cog.app_command
    if isinstance(group, app_commands.Group):
        group.default_permissions = discord.Permissions(manage_guild=True)
    await host.add_cog(cog)
