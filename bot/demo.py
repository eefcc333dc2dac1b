"""The demo: the bot as it is, in a Discord in memory, shown in a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import discord
import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.settings import Settings

SERVER = "Tearoom"
LOUNGE = "drama-lounge"
DRAMA = "1 Litre of Tears"
MIKA, JUN, REI = "Mika (has finished it)", "Jun (has not begun)", "Rei (moderator)"
TOPIC = "Type / to see what Namida can do · /drama info · /episode synopsis · /rate · /help"


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


def what_to_try() -> str:
    """What the terminal says under the address."""
    return f"""\
Open that address in a browser of this machine, then type in the message box:

  /drama info        and as title: ichi ritto, or 1 liter of tear, or 1リットルの涙; open a tab
  /episode synopsis  title {DRAMA}, episode 1: hidden until you click the bar
  /episode list      as {JUN}: choose episode 1 in the menu, and be asked first
  /rate              and as overall: 9,5 or 4.5/5 or ★★★★½; with the title alone, a panel
  /settings panel    as {REI}: which channels are missing
  /help              differs by who asks

"Viewing as" changes who you are. Ctrl-C here, or More → End preview session there, ends the demo."""


async def run_demo(settings: Settings, *, port: int = 0, ready: Callable[[str], None] | None = None) -> None:
    """Serve the demo on `port` (0: any free one) until it is closed in the browser or cancelled.

    `ready` is told the address. The address holds the key to the session: it is for this
    machine's own browser. Raises `OSError` where the port is taken.
    """
    # Leaving the blocks, by the page or by cancelling, closes page, Discord, bot and database in turn.
    async with open_bot(settings) as bot, simcord.run(bot, check_errors=False) as env:
        stage = await set_stage(env, bot)
        try:
            async with env.preview(stage.channel, viewers=stage.viewers, layout="channel", port=port) as page:
                if ready is not None:
                    ready(page.url)
                await page.wait_closed()
        except simcord.SetupError as error:
            # SimCord wraps what the socket said, and the command line has a sentence for that alone.
            if isinstance(error.__cause__, OSError):
                raise error.__cause__ from None
            raise


async def set_stage(env: simcord.Env, bot: NamidaBot) -> Stage:
    """A server with channels and three people; what they have done they did through the bot."""
    if bot.user is not None:  # SimCord calls every bot "TestBot" until it says its own name
        await bot.user.edit(username="Namida")
    guild = env.create_guild(SERVER)
    lounge = guild.create_text_channel(LOUNGE, topic=TOPIC)
    corner = guild.create_text_channel("bot-corner")
    synopses = guild.create_text_channel("synopses")
    guild.create_text_channel("reviews")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    guild.create_role("Curators")
    mika = guild.add_member(env.create_user("mika", global_name=MIKA))
    jun = guild.add_member(env.create_user("jun", global_name=JUN))
    rei = guild.add_member(env.create_user("rei", global_name=REI), roles=[moderators])

    # In the corner, so that the lounge opens with one thing to look at: Mika's card.
    await rei.slash(corner, "settings channel", purpose="synopses", channel=synopses)
    await rei.slash(corner, "rate", title=DRAMA, overall="★★★★½")
    await jun.slash(corner, "watch set", title=DRAMA, status="plan")
    await mika.slash(corner, "watch set", title=DRAMA, status="completed")
    await mika.slash(corner, "rate", title=DRAMA, overall="9.5", story="9", acting="10", music="9")
    await mika.slash(lounge, "drama info", title=DRAMA)
    return Stage(lounge, mika, jun, rei)
