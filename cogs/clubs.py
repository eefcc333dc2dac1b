"""`/club`: a drama watched together, so many episodes a step."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.clubs import Advance, Club
from bot.i18n import N_
from bot.present import clubs, words
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import Choices, Host, Interaction, NamidaCog, command, guild_of, on_press

TITLE = N_("The club's drama, where more than one club runs")
PACE = N_("How many episodes until when: 2 episodes until Sunday 21:00 Asia/Tokyo")
ADVANCE_CHOICES = [
    app_commands.Choice(name=N_("At its time"), value=Advance.TIME.value),
    app_commands.Choice(name=N_("When everybody has caught up"), value=Advance.TOGETHER.value),
]
STATE_CHOICES = [
    app_commands.Choice(name=N_("Pause"), value="pause"),
    app_commands.Choice(name=N_("Go on"), value="resume"),
]


class Clubs(NamidaCog, commands.GroupCog, group_name="club", group_description=N_("Watch a drama together")):
    """Watch clubs of a server."""

    @command("start", N_("Start a watch club: so many episodes a step"))
    @app_commands.describe(
        title=N_("Any name of the drama, in any spelling"),
        pace=PACE,
        channel=N_("Where its posts go; without it, here"),
        role=N_("Is pinged when a step opens; default nobody"),
        advance=N_("What opens the next step"),
    )
    @app_commands.choices(advance=ADVANCE_CHOICES)
    async def start(
        self,
        talk: Conversation,
        title: str,
        pace: str,
        channel: discord.TextChannel | discord.Thread | None = None,
        role: discord.Role | None = None,
        advance: str = Advance.TIME.value,
    ) -> None:
        guild_of(talk)
        drama = await self.services.catalogue.resolve(title)
        standing = await self.services.clubs.start(
            drama,
            pace,
            talk.reader,
            utcnow(),
            channel_id=channel.id if channel is not None else talk.interaction.channel_id or 0,
            role_id=role.id if role is not None else None,
            advance=Advance(advance),
        )
        await talk.reply(clubs.started(talk.public_t, standing), private=False)

    @command("join", N_("Join a watch club"))
    @app_commands.describe(title=TITLE)
    async def join(self, talk: Conversation, title: str | None = None) -> None:
        await self._join(talk, (await self._club(talk, title)).id)

    @command("leave", N_("Leave a watch club"))
    @app_commands.describe(title=TITLE)
    async def leave(self, talk: Conversation, title: str | None = None) -> None:
        await self._leave(talk, (await self._club(talk, title)).id)

    @command("status", N_("How a watch club stands: who has caught up, and what comes next"))
    @app_commands.describe(title=TITLE)
    async def status(self, talk: Conversation, title: str | None = None) -> None:
        standing = await self.services.clubs.status(await self._club(talk, title))
        await talk.reply(clubs.status(talk.public_t, standing), private=False)

    @command("pace", N_("Change a watch club's pace, or let it pause"))
    @app_commands.describe(
        pace=PACE, state=N_("Let it pause, or go on"), advance=N_("What opens the next step"), title=TITLE
    )
    @app_commands.choices(state=STATE_CHOICES, advance=ADVANCE_CHOICES)
    async def pace(
        self,
        talk: Conversation,
        pace: str | None = None,
        state: str | None = None,
        advance: str | None = None,
        title: str | None = None,
    ) -> None:
        standing = await self.services.clubs.pace(
            await self._club(talk, title),
            talk.reader,
            utcnow(),
            pace=pace,
            advance=Advance(advance) if advance is not None else None,
            paused=state == "pause" if state is not None else None,
        )
        await talk.reply(clubs.paced(talk.public_t, standing), private=False)

    @command("end", N_("End a watch club before its time"))
    @app_commands.describe(title=TITLE)
    async def end(self, talk: Conversation, title: str | None = None) -> None:
        club = await self._club(talk, title)
        await self.services.clubs.end(club, talk.reader, utcnow())
        await talk.reply(clubs.ended(talk.t, club))

    @start.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @join.autocomplete("title")
    @leave.autocomplete("title")
    @status.autocomplete("title")
    @pace.autocomplete("title")
    @end.autocomplete("title")
    async def _running(self, interaction: Interaction, typed: str) -> Choices:
        if interaction.guild_id is None:
            return []
        dramas = [club.drama for club in await self.services.clubs.of_guild(interaction.guild_id, typed)]
        return [app_commands.Choice(name=words.choice(drama), value=str(drama.id)) for drama in dramas]

    # --- the buttons of its posts ---

    @on_press(clubs.SEEN)
    async def press_seen(self, talk: Conversation, pressed: Pressed) -> None:
        club, step = await self.services.clubs.step_of(pressed.number(0), pressed.number(1), talk.reader)
        await self.services.watching.seen_up_to(club.drama, talk.reader, step.last)
        await self.services.clubs.look_again(utcnow())
        await talk.reply(clubs.caught_up(talk.t, club, step))

    @on_press(clubs.JOIN)
    async def press_join(self, talk: Conversation, pressed: Pressed) -> None:
        await self._join(talk, pressed.number(0))

    @on_press(clubs.LEAVE)
    async def press_leave(self, talk: Conversation, pressed: Pressed) -> None:
        await self._leave(talk, pressed.number(0))

    @on_press(clubs.REMIND)
    async def press_remind(self, talk: Conversation, pressed: Pressed) -> None:
        now = await self.services.clubs.remind(pressed.number(0), talk.reader, utcnow())
        await talk.reply(clubs.reminding(talk.t, now))

    @on_press(clubs.STATUS)
    async def press_status(self, talk: Conversation, pressed: Pressed) -> None:
        standing = await self.services.clubs.status_of(pressed.number(0), talk.reader)
        await talk.reply(clubs.status(talk.t, standing))

    async def _join(self, talk: Conversation, club_id: int) -> None:
        await talk.reply(clubs.joined(talk.t, await self.services.clubs.join(club_id, talk.reader, utcnow())))

    async def _leave(self, talk: Conversation, club_id: int) -> None:
        await talk.reply(clubs.left(talk.t, await self.services.clubs.leave(club_id, talk.reader, utcnow())))

    async def _club(self, talk: Conversation, title: str | None) -> Club:
        """The club that is meant: of the drama that was named, or of the channel or thread."""
        guild_of(talk)
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        channel = talk.interaction.channel
        places = [talk.interaction.channel_id or 0]
        if isinstance(channel, discord.Thread):
            places.append(channel.parent_id)
        return await self.services.clubs.find(talk.reader, places, drama)


async def setup(host: Host) -> None:
    await host.add_cog(Clubs(host))
