"""The demo's server: its channels, its people, and what they have done through the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import discord
import simcord

from bot.client import NamidaBot
from bot.present import verbs
from bot.present.actions import custom_id

SERVER = "Tearoom"
LOUNGE = "drama-lounge"
DRAMA = "1 Litre of Tears"
MIKA, JUN, REI = "Mika (has finished it)", "Jun (has not begun)", "Rei (moderator)"
TOPIC = "Type / to see what Namida can do · /drama info · /review read · /recommend like · /discuss · /help"
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
    """What another person of the server has seen of a drama, and their score."""

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
    "マザー": "9.5",  # of the dramas called Mother the Japanese one
    "花ざかりの君たちへ ～イケメン♂パラダイス～": "7",
    "Crash Landing on You": "8.5",
    "Squid Game": "6.5",
    "Go Ahead": "8.5",
}


class DemoChannel(StrEnum):
    """A channel of the demo's server that the browser can show."""

    LOUNGE = "lounge"
    THREAD = "thread"
    SYNOPSES = "synopses"


# What is said in the drama's thread: by whom, of which episode, what, and whom it answers.
SAID = (
    ("hana", 1, "She misses her stop because she is reading. I knew then that I was lost.", None),
    ("kenji", 1, "And the umbrella! Nobody shares an umbrella like that by chance.", 0),
    (
        "mika",
        4,
        "The mother in the car, before she goes in again: not one word, and I had to stop there.",
        None,
    ),
)
EPISODES_A_THREAD = 4
PACE = "2 episodes until Sunday 21:00"


@dataclass(frozen=True)
class DemoServer:
    """The demo's server and its members."""

    places: Mapping[DemoChannel, simcord.ChannelHandle]
    member: simcord.MemberActor
    behind: simcord.MemberActor
    moderator: simcord.MemberActor

    @property
    def viewers(self) -> tuple[simcord.MemberActor, ...]:
        return (self.member, self.behind, self.moderator)


async def set_stage(env: simcord.Env, bot: NamidaBot) -> DemoServer:
    """Makes a server with channels and three people, who use the bot."""
    if bot.user is not None:  # SimCord calls every bot "TestBot" until it says its own name
        await bot.user.edit(username="Namida")
    guild = env.create_guild(SERVER)
    lounge = guild.create_text_channel(LOUNGE, topic=TOPIC)
    corner = guild.create_text_channel("bot-corner")
    synopses = guild.create_text_channel("synopses")
    reviews = guild.create_text_channel("reviews")
    airing = guild.create_text_channel("on-air")
    board = guild.create_text_channel("episode-talk")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    guild.create_role("Curators")
    mika = guild.add_member(env.create_user("mika", global_name=MIKA))
    jun = guild.add_member(env.create_user("jun", global_name=JUN))
    rei = guild.add_member(env.create_user("rei", global_name=REI), roles=[moderators])

    # In the corner, so that the lounge opens with one thing to look at: Mika's card.
    places = {"synopses": synopses, "reviews": reviews, "airing": airing, "board": board}
    for purpose, place in places.items():
        await rei.slash(corner, "settings channel", purpose=purpose, channel=place)
    await _threads_of(rei, corner, EPISODES_A_THREAD)
    others = {other.name: guild.add_member(env.create_user(other.name)) for other in OTHERS}
    for other in OTHERS:
        await _watches(others[other.name], corner, other)
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
    await rei.slash(corner, "synopses post", title=DRAMA, episode=1)
    await rei.slash(corner, "club start", title=DRAMA, pace=PACE)
    for member in (mika, jun, others["tomas"]):
        await member.slash(corner, "club join")
    thread = await _comments(env, corner, board, {**others, "mika": mika})
    await mika.slash(lounge, "drama info", title=DRAMA)
    return DemoServer(
        {DemoChannel.LOUNGE: lounge, DemoChannel.THREAD: thread, DemoChannel.SYNOPSES: synopses},
        mika,
        jun,
        rei,
    )


async def _threads_of(rei: simcord.MemberActor, corner: simcord.ChannelHandle, episodes: int) -> None:
    """Set how many episodes share a thread of the board, in the panel, as a moderator does."""
    panel = (await rei.slash(corner, "settings panel")).response
    if panel is not None:
        await rei.click(panel, label="Spoilers, roles, language")
        await rei.select(panel, [str(episodes)], custom_id=custom_id(verbs.SET_BATCH))


async def _comments(
    env: simcord.Env,
    corner: simcord.ChannelHandle,
    board: simcord.ChannelHandle,
    members: Mapping[str, simcord.MemberActor],
) -> simcord.ChannelHandle:
    """Write comments on the first episodes, in their thread."""
    for name, episode, text, answered in SAID:
        if answered is None:
            form = await members[name].slash(corner, "comment", title=DRAMA, episode=episode)
        else:
            first = [post for post in board.threads[0].history() if SAID[answered][2] in str(post.components)]
            form = await members[name].click(first[0], label="Reply")
        await members[name].submit_modal(form, {"text": text, "spoils": str(episode)})
        await env.settle()  # the outbox has it posted
    return board.threads[0]


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
    """Write Mika's review, with Rei's helpful vote, and a recommendation of each."""
    form = await mika.slash(corner, "review write", title=DRAMA)
    await mika.submit_modal(form, {"headline": HEADLINE, "text": REVIEW, "spoils": "", "overall": "9.5"})
    await env.settle()  # the outbox has it posted
    for post in reviews.history():  # one
        await rei.click(post, label="Helpful")
    for member, (other, reason) in zip((mika, rei), RECOMMENDED.items(), strict=True):
        form = await member.slash(corner, "recommend suggest", title=DRAMA, other=other)
        await member.submit_modal(form, {"reason": reason, "spoils": "", "other_spoils": ""})
