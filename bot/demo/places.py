"""The channels that the demo's page can show, and who sees each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import discord
import simcord

from bot.client import NamidaBot

ALONE = "Direct messages"


class DemoChannel(StrEnum):
    """A channel of the demo's server that the browser can show."""

    LOUNGE = "lounge"
    THREAD = "thread"
    SYNOPSES = "synopses"
    REVIEWS = "reviews"
    LOG = "log"  # which moderators alone see
    HALL = "hall"  # of the other server


@dataclass(frozen=True)
class Place:
    """A channel of a server, or of the bot with one member. `viewers` see it; there is at least one."""

    channel: simcord.ChannelHandle
    server: str
    name: str
    viewers: tuple[simcord.MemberActor | simcord.UserHandle, ...]

    @property
    def ident(self) -> str:
        return str(self.channel.id)


@dataclass(frozen=True)
class DemoServer:
    """The demo's servers, and who of their members a visitor can be.

    `faces` are all people, by the names of their pictures.
    """

    bot: NamidaBot
    named: Mapping[DemoChannel, simcord.ChannelHandle]
    viewers: Mapping[simcord.GuildHandle, tuple[simcord.MemberActor, ...]]
    faces: Mapping[str, simcord.MemberActor]

    def place_of(self, channel: DemoChannel) -> Place:
        shown = self.named[channel].id
        return next(place for place in self.all_places() if place.channel.id == shown)

    def all_places(self) -> list[Place]:
        """The channels and threads that there are now, then what the bot tells each member alone."""
        return [*self._of_servers(), *self._alone()]

    def _of_servers(self) -> Iterator[Place]:
        for guild, members in self.viewers.items():
            for channel in guild.channels.values():
                for place in (channel, *channel.threads):
                    viewers = tuple(member for member in members if self._sees(member, place))
                    if viewers:
                        name = f"↳ {place.name}" if place.is_thread else f"#{place.name}"
                        yield Place(place, guild.name, name, viewers)

    def _alone(self) -> Iterator[Place]:
        for members in self.viewers.values():
            for member in members:
                yield Place(
                    member.user.dm_channel, ALONE, member.user.global_name or member.user.name, (member.user,)
                )

    def _sees(self, member: simcord.MemberActor, place: simcord.ChannelHandle) -> bool:
        if not isinstance(self.bot.get_channel(place.id), discord.abc.Messageable):
            return False
        try:
            place.history(viewer=member)
        except simcord.SetupError:
            return False
        return True
