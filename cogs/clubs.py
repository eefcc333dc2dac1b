"""`/club`: members watch a drama together, some episodes per step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.clubs import Advance, Club
from bot.domain.dramas import Drama
from bot.errors import ClubLeadersOnly, ClubOver
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.clubs import clubs
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.present.venues import home_of
from bot.services.clubs.clubs import CHOICES, leads_club, require_leader
from cogs.access import require_club_place, sees_club, sees_place
from cogs.base import (
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    completes,
    guild_of,
    on_press,
    server_command,
    title_choices,
)

CLUB = N_("The club's drama, if several clubs are running")
PACE = N_("How many episodes, and by when: 2 episodes until Sunday 21:00 Asia/Tokyo")
ZONE = N_("The pace's time zone, like Asia/Tokyo or Seoul; you can also write it in the pace")
ADVANCE_CHOICES = [
    app_commands.Choice(name=N_("At its time"), value=Advance.TIME.value),
    app_commands.Choice(name=N_("When everyone has caught up"), value=Advance.TOGETHER.value),
]
STATE_CHOICES = [
    app_commands.Choice(name=N_("Pause"), value="pause"),
    app_commands.Choice(name=N_("Resume"), value="resume"),
]


class Clubs(NamidaCog, commands.GroupCog, group_name="club", group_description=N_("Watch a drama together")):
    """Watch clubs of a server."""

    def __init__(self, host: Host):
        super().__init__(host)
        # What is done with the club that is meant, or that was chosen where several could be.
        self._then: dict[str, Callable[[Conversation, Club], Awaitable[None]]] = {
            "join": self._join,
            "leave": self._leave,
            "status": self._status,
            "pace": self._show_pace,
            "end": self._ask_end,
        }

    @server_command("start", N_("Start a watch club, with a number of episodes per step"), curators=True)
    @app_commands.describe(
        title=TITLE,
        pace=PACE,
        zone=ZONE,
        channel=N_("Where its posts go; leave it out to use this channel"),
        role=N_("The role to ping when a step opens; leave it out to ping no one"),
        advance=N_("What opens the next step"),
    )
    @app_commands.choices(advance=ADVANCE_CHOICES)
    async def start(
        self,
        talk: Conversation,
        title: str,
        pace: str,
        zone: str | None = None,
        channel: discord.TextChannel | discord.Thread | None = None,
        role: discord.Role | None = None,
        advance: str = Advance.TIME.value,
    ) -> None:
        guild_of(talk)
        if not talk.reader.curator:
            raise ClubLeadersOnly
        channel_id = channel.id if channel is not None else talk.interaction.channel_id or 0
        role_id = role.id if role is not None else None
        require_club_place(talk, channel_id, role_id)
        drama = await self.services.catalogue.resolve(title)
        standing = await self.services.clubs.start(
            drama,
            pace if zone is None else f"{pace} {zone}",
            talk.reader,
            utcnow(),
            channel_id=channel_id,
            role_id=role_id,
            advance=Advance(advance),
        )
        # Everyone else reads the post of the first step.
        await talk.reply(clubs.started(talk.t, standing))

    @server_command("join", N_("Join a watch club"))
    @app_commands.describe(title=CLUB)
    async def join(self, talk: Conversation, title: str | None = None) -> None:
        await self._with_one(talk, "join", await self._meant(talk, title))

    async def _join(self, talk: Conversation, club: Club) -> None:
        now = await self.services.clubs.join(club.id, talk.reader, utcnow())
        if now.changed:
            await _publicly(talk, clubs.has_joined(talk.public_t, club, talk.reader.member_id))
        else:
            await talk.show_alone(clubs.joined(talk.t, now))

    @server_command("leave", N_("Leave a watch club"))
    @app_commands.describe(title=CLUB)
    async def leave(self, talk: Conversation, title: str | None = None) -> None:
        await self._with_one(talk, "leave", await self._meant(talk, title))

    async def _leave(self, talk: Conversation, club: Club) -> None:
        now = await self.services.clubs.leave(club.id, talk.reader, utcnow())
        if now.changed:
            await _publicly(talk, clubs.has_left(talk.public_t, club, talk.reader.member_id))
        else:
            await talk.show_alone(clubs.left(talk.t, now))

    @server_command("status", N_("See a club's progress: who has caught up, and what comes next"))
    @app_commands.describe(title=CLUB)
    async def status(self, talk: Conversation, title: str | None = None) -> None:
        await self._with_one(talk, "status", await self._meant(talk, title))

    async def _status(self, talk: Conversation, club: Club) -> None:
        await _publicly(talk, clubs.status(talk.public_t, await self.services.clubs.status(club)))

    @server_command("pace", N_("Show or change a watch club's pace, or pause it"), curators=True)
    @app_commands.describe(
        pace=PACE, state=N_("Pause it, or resume it"), advance=N_("What opens the next step"), title=CLUB
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
        found = await self._meant(talk, title)
        if pace is state is advance is None:
            await self._with_one(talk, "pace", found)
            return
        if len(found) > 1:
            await talk.reply(clubs.say_which(talk.t, found))
            return
        standing = await self.services.clubs.pace(
            found[0],
            talk.reader,
            utcnow(),
            pace=pace,
            advance=Advance(advance) if advance is not None else None,
            paused=state == "pause" if state is not None else None,
        )
        await talk.reply(clubs.paced(talk.public_t, standing), private=False)

    async def _show_pace(self, talk: Conversation, club: Club) -> None:
        leads = leads_club(club, talk.reader)
        await talk.show_alone(clubs.paced(talk.t, await self.services.clubs.status(club), leads=leads))

    @server_command("end", N_("End a watch club early"), curators=True)
    @app_commands.describe(title=CLUB)
    async def end(self, talk: Conversation, title: str | None = None) -> None:
        # Where several run it asks which, whatever channel this is.
        await self._with_one(talk, "end", await self._meant(talk, title, anywhere=True))

    async def _ask_end(self, talk: Conversation, club: Club) -> None:
        require_leader(club, talk.reader)
        await talk.show_alone(clubs.end_question(talk.t, await self.services.clubs.status(club)))

    @completes(start, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @completes(join, "title")
    @completes(leave, "title")
    @completes(status, "title")
    @completes(pace, "title")
    @completes(end, "title")
    async def _running(self, interaction: Interaction, typed: str) -> Choices:
        if (guild := home_of(interaction)) is None:
            return []
        dramas: list[Drama] = []
        for club in await self.services.clubs.of_guild(guild.id, typed):
            if len(dramas) < CHOICES and await sees_place(interaction, club.channel_id, unknown=False):
                dramas.append(club.drama)
        return title_choices(await self.host.texts_of(interaction), dramas)

    # --- the buttons of its posts ---

    @on_press(verbs.CLUB_SEEN)
    async def press_seen(self, talk: Conversation, pressed: Pressed) -> None:
        await self._club(talk, pressed.number(0))
        club, step = await self.services.clubs.step_of(pressed.number(0), pressed.number(1), talk.reader)
        now = utcnow()
        moved = await self.services.watching.seen_up_to(club.drama, talk.reader, step.last, now)
        await self.services.clubs.look_again(now)
        await talk.reply(clubs.caught_up(talk.t, club, step, finished=moved.just_finished))

    @on_press(verbs.CLUB_JOIN)
    async def press_join(self, talk: Conversation, pressed: Pressed) -> None:
        club = await self._club(talk, pressed.number(0))
        now = await self.services.clubs.join(club.id, talk.reader, utcnow())
        await talk.reply(clubs.joined(talk.t, now))

    @on_press(verbs.CLUB_LEAVE)
    async def press_leave(self, talk: Conversation, pressed: Pressed) -> None:
        now = await self.services.clubs.leave(pressed.number(0), talk.reader, utcnow())
        await talk.reply(clubs.left(talk.t, now))

    @on_press(verbs.CLUB_REMIND)
    async def press_remind(self, talk: Conversation, pressed: Pressed) -> None:
        club = await self._club(talk, pressed.number(0))
        # The button of a post to everybody says nothing of its reader: it switches.
        wanted = pressed.flag(1) if pressed.has(1) else None
        now = await self.services.clubs.remind(club.id, talk.reader, utcnow(), wanted=wanted)
        await talk.reply(clubs.reminding(talk.t, now))

    @on_press(verbs.CLUB_STATUS)
    async def press_status(self, talk: Conversation, pressed: Pressed) -> None:
        club = await self._club(talk, pressed.number(0))
        standing = await self.services.clubs.status_of(club.id, talk.reader)
        await talk.reply(clubs.status(talk.t, standing))

    @on_press(verbs.CLUB_WHICH)
    async def press_which(self, talk: Conversation, pressed: Pressed) -> None:
        club = await self._club(talk, pressed.chosen_number())
        await pressed.one_of(0, self._then.__getitem__)(talk, club)

    @on_press(verbs.CLUB_END_NOW)
    async def press_end(self, talk: Conversation, pressed: Pressed) -> None:
        club = await self._club(talk, pressed.number(0))
        await self.services.clubs.end(club, talk.reader, utcnow())
        await talk.show_alone(clubs.ended(talk.t, club))

    @on_press(verbs.CLUB_TAKE_OUT)
    async def press_out(self, talk: Conversation, pressed: Pressed) -> None:
        """Remove the member who was chosen in the menu of the club's leaders."""
        guild_of(talk)
        club = await self._club(talk, pressed.number(0))
        member_id = pressed.chosen_number()
        out = await self.services.clubs.take_out(club, member_id, talk.reader, utcnow())
        await talk.reply(clubs.taken_out(talk.t, club, member_id, was_in=out))

    # --- which club ---

    async def _club(self, talk: Conversation, club_id: int) -> Club:
        """A club that the reader may see. Raises `ClubOver` for any other, as for an ended one."""
        club = await self.services.clubs.get(club_id, talk.reader)
        if not await sees_club(self.host, talk, club):
            raise ClubOver
        return club

    async def _meant(self, talk: Conversation, title: str | None, *, anywhere: bool = False) -> list[Club]:
        """The clubs that can be meant. `anywhere`: the channel of the command does not matter.

        Clubs in channels that the reader cannot see are left out.
        """
        guild_of(talk)
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        channel = talk.interaction.channel
        places = [talk.interaction.channel_id or 0] if not anywhere else []
        if places and isinstance(channel, discord.Thread):
            places.append(channel.parent_id)
        everywhere = await self.services.clubs.of_guild(guild_of(talk).id)
        hidden = {club.id for club in everywhere if not await sees_club(self.host, talk, club)}
        return await self.services.clubs.meant(talk.reader, places, drama, hidden=hidden)

    async def _with_one(self, talk: Conversation, then: str, found: list[Club]) -> None:
        """Continue with the club that is meant, or ask which."""
        if len(found) == 1:
            await self._then[then](talk, found[0])
        else:
            await talk.reply(clubs.which(talk.t, found, then))


async def _publicly(talk: Conversation, view: Screen) -> None:
    """Answer publicly, and remove the menu that asked which club."""
    if talk.message_is_private:
        await talk.dismiss()
    await talk.reply(view, private=False)


async def setup(host: Host) -> None:
    await host.add_cog(Clubs(host))
