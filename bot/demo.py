"""The demo: the bot as it is, in a Discord in memory, shown in a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import discord
import simcord

from bot.app import open_bot
from bot.settings import Settings

SERVER = "Namida demo"
DRAMA = "1 Litre of Tears"


@dataclass(frozen=True)
class Stage:
    """The server of the demo and who is on it."""

    channel: simcord.ChannelHandle
    member: simcord.MemberActor
    behind: simcord.MemberActor
    moderator: simcord.MemberActor

    @property
    def viewers(self) -> tuple[simcord.MemberActor, ...]:
        return (self.member, self.behind, self.moderator)


async def set_stage(env: simcord.Env) -> Stage:
    """A server with channels and three people; what they have done they did through the bot."""
    guild = env.create_guild(SERVER)
    lounge = guild.create_text_channel("drama-lounge")
    synopses = guild.create_text_channel("synopses")
    guild.create_text_channel("reviews")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    mika = guild.add_member(env.create_user("mika", global_name="Mika (has finished it)"))
    jun = guild.add_member(env.create_user("jun", global_name="Jun (at episode 0)"))
    rei = guild.add_member(env.create_user("rei", global_name="Rei (moderator)"), roles=[moderators])
    await rei.slash(lounge, "settings channel", purpose="synopses", channel=synopses)
    await mika.slash(lounge, "watch set", title=DRAMA, status="completed")
    await mika.slash(lounge, "rate", title=DRAMA, overall="9.5", story="9", acting="10", music="9")
    await rei.slash(lounge, "rate", title=DRAMA, overall="★★★★½")
    await jun.slash(lounge, "watch set", title=DRAMA, status="plan")
    await rei.slash(lounge, "help")
    return Stage(lounge, mika, jun, rei)


async def run_demo(settings: Settings, *, port: int = 0, ready: Callable[[str], None] | None = None) -> None:
    """Serve the demo on `port` (0: any free one) until it is closed in the browser or cancelled.

    `ready` is told the address. The address holds the key to the session: it is for this
    machine's own browser.
    """
    async with open_bot(settings) as bot, simcord.run(bot, check_errors=False) as env:
        stage = await set_stage(env)
        async with env.preview(stage.channel, viewers=stage.viewers, layout="channel", port=port) as preview:
            if ready is not None:
                ready(preview.url)
            # Ctrl-C cancels; leaving the blocks closes page, Discord, bot and database in turn.
            with suppress(asyncio.CancelledError):
                await preview.wait_closed()
