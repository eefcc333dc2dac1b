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
TOPIC = "Type / to see what Namida can do · /drama info · /review read · /recommend like · /help"
RECOMMENDED = {
    "Taiyou no Uta": "A girl, a guitar and the sea: as quiet as this one, and it stays as long.",
    "Beautiful Life": "Older and slower, and just as honest. Two people who are good for each other.",
}
EPISODE_SCORES = ("8", "8.5", "8.5", "9", "8.5", "9", "9", "9.5", "9.5", "9.5", "10")
HEADLINE = "Bring more tissues than you think"
REVIEW = """\
I put it off for years, because everybody said how sad it is. It is, and still I would not call it a sad \
drama: it is about a girl who asks what she can do today, and then does it. The family carries it as much as \
she does, the mother above all.

Sawajiri Erika plays every small change so exactly that I forgot she was playing. K and \
Remioromen do the rest.

Take your time with it: one episode an evening was enough for me."""


@dataclass(frozen=True)
class Watched:
    """What one more person of the server has seen of it and thinks of it."""

    name: str
    status: str
    overall: str
    story: str
    acting: str


OTHERS = (
    Watched("hana", "completed", "10", "9.5", "10"),
    Watched("kenji", "completed", "8.5", "8", "9"),
    Watched("sora", "completed", "9", "9", "9.5"),
    Watched("yuna", "completed", "8", "7", "9"),
    Watched("tomas", "dropped", "6", "6", "8"),
)

# What else Mika has finished, for a profile worth opening and for /recommend forme.
FINISHED = {
    "Beautiful Life": "9",
    "Mother": "9.5",
    "Hana-Kimi": "7",
    "Crash Landing on You": "8.5",
    "Squid Game": "6.5",
    "Go Ahead": "8.5",
}


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
  Ratings            on the card: who scored it how, as a picture; then Episode by episode
  /review read       title {DRAMA}: Mika's, and whether it helped; Reviews on the card, too
  /recommend like    title {DRAMA}: what goes with it, and why; then /recommend forme
  /profile show      a watcher in numbers and pictures; /watch list, /drama top, /watch export
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
    reviews = guild.create_text_channel("reviews")
    airing = guild.create_text_channel("on-air")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    guild.create_role("Curators")
    mika = guild.add_member(env.create_user("mika", global_name=MIKA))
    jun = guild.add_member(env.create_user("jun", global_name=JUN))
    rei = guild.add_member(env.create_user("rei", global_name=REI), roles=[moderators])

    # In the corner, so that the lounge opens with one thing to look at: Mika's card.
    await rei.slash(corner, "settings channel", purpose="synopses", channel=synopses)
    await rei.slash(corner, "settings channel", purpose="reviews", channel=reviews)
    await rei.slash(corner, "settings channel", purpose="airing", channel=airing)
    for other in OTHERS:
        await _watches(guild.add_member(env.create_user(other.name)), corner, other)
    await rei.slash(corner, "watch set", title=DRAMA, status="completed")
    await rei.slash(corner, "rate", title=DRAMA, overall="★★★★½")
    await jun.slash(corner, "watch set", title=DRAMA, status="plan")
    await mika.slash(corner, "watch set", title=DRAMA, status="completed")
    await mika.slash(corner, "rate", title=DRAMA, overall="9.5", story="9", acting="10", music="9")
    for episode, score in enumerate(EPISODE_SCORES, 1):
        await mika.slash(corner, "rate", title=DRAMA, overall=score, episode=episode)
    for title, score in FINISHED.items():
        await mika.slash(corner, "watch set", title=title, status="completed")
        await mika.slash(corner, "rate", title=title, overall=score)
    await _talks(env, corner, reviews, mika, rei)
    await mika.slash(lounge, "drama info", title=DRAMA)
    return Stage(lounge, mika, jun, rei)


async def _watches(member: simcord.MemberActor, corner: simcord.ChannelHandle, seen: Watched) -> None:
    at = {"episode": 4} if seen.status == "dropped" else {}
    await member.slash(corner, "watch set", title=DRAMA, status=seen.status, **at)
    await member.slash(
        corner, "rate", title=DRAMA, overall=seen.overall, story=seen.story, acting=seen.acting
    )


async def _talks(
    env: simcord.Env,
    corner: simcord.ChannelHandle,
    reviews: simcord.ChannelHandle,
    mika: simcord.MemberActor,
    rei: simcord.MemberActor,
) -> None:
    """Mika's review, which Rei finds helpful, and what either of them recommends with it."""
    form = await mika.slash(corner, "review write", title=DRAMA)
    await mika.submit_modal(form, {"headline": HEADLINE, "text": REVIEW, "spoils": "", "overall": "9.5"})
    await env.settle()  # the outbox has it posted
    for post in reviews.history():  # one
        await rei.click(post, label="Helpful")
    for member, (other, reason) in zip((mika, rei), RECOMMENDED.items(), strict=True):
        form = await member.slash(corner, "recommend suggest", title=DRAMA, other=other)
        await member.submit_modal(form, {"reason": reason})
