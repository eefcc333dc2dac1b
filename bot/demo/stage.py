"""The demo's servers: their channels, their people, and what they have done through the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import discord
import simcord
from simcord.backend import serializers

from bot.client import NamidaBot
from bot.demo.channel_flags import keep_flags
from bot.demo.people import DRAMA, PEOPLE, all_watch
from bot.demo.places import DemoChannel, DemoServer
from bot.domain.progress import Status
from bot.present import verbs
from bot.present.actions import custom_id

_Target = (
    simcord.RoleHandle
    | simcord.MemberActor
    | simcord.UserHandle
    | discord.Role
    | discord.Member
    | discord.User
    | discord.ClientUser
)

SERVER = "Tearoom"
LOUNGE = "drama-lounge"
MIKA, JUN, HANA, REI = "Mika", "Jun", "Hana", "Rei"
NEIGHBOURS = "Film Cellar"  # another server, which has just invited the bot
HALL = "hall"
UME, PAVEL = "Ume", "Pavel"
SCORES = 2 + sum(person.status is Status.COMPLETED for person in PEOPLE)  # Mika's and Rei's, too
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

WRITTEN = """\
Aya's mother takes her to see a specialist, and comes home alone to a house where everybody asks how it \
went. At school the others begin to choose their parts for the chorus."""
GIFT = ("Nobuta wo Produce", "Three people who had no plan to be friends. You will like the quiet one.")
WELCOME = "Begin it with us: the club takes two episodes a week, and nobody tells you more."
SONG = "3月9日 — Remioromen"
LINK = "What we say about episodes 1 to 4"
NAME = "一公升的眼泪"


WHO = (
    f"{MIKA} has finished {DRAMA}, {JUN} has not begun it, {HANA} is a curator, {REI} is a moderator and runs"
    " the bot."
)
TOPIC = f"Type / to begin: /drama info, /help · {WHO}"


@dataclass(frozen=True)
class Said:
    """A comment in the drama's thread. `answers`: the place of the one that it answers."""

    name: str
    episode: int
    text: str
    answers: int | None = None


SAID = (
    Said("hana", 1, "She misses her stop because she is reading. I knew then that I was lost."),
    Said("kenji", 1, "And the umbrella! Nobody shares an umbrella like that by chance.", 0),
    Said("leo", 2, "Wait until you see who stands in the shop in the last episode."),
    Said(
        "mika", 4, "The mother in the car, before she goes in again: not one word, and I had to stop there."
    ),
    Said("aiko", 4, "So did I. My tea was cold when I went on.", 3),
)
REPORTED = 2
EPISODES_A_THREAD = 4
PACE = "2 episodes until Sunday 21:00"
DAILY = "every day 20:00 Asia/Tokyo"


@dataclass(frozen=True)
class _Scene:
    """The server while its story is played. Most happens in the corner: the lounge opens with one card."""

    env: simcord.Env
    bot: NamidaBot
    guild: simcord.GuildHandle
    corner: simcord.ChannelHandle
    board: simcord.ChannelHandle
    reviews: simcord.ChannelHandle
    members: Mapping[str, simcord.MemberActor]

    async def uses(self, name: str, command: str, **options: object) -> simcord.InteractionResult:
        return await self.members[name].slash(self.corner, command, **options)

    async def fills(self, name: str, form: simcord.InteractionResult, **fields: str) -> None:
        await self.members[name].submit_modal(form, fields)


async def set_stage(env: simcord.Env, bot: NamidaBot) -> DemoServer:
    """Makes a server with channels and twelve people, who use the bot, and another that just invited it."""
    own = bot.user
    if own is None:
        raise RuntimeError("the bot is not connected")
    keep_flags(bot)
    await own.edit(username="Namida")  # SimCord calls every bot "TestBot" until it says its own name
    owner = env.create_user("rei", global_name=REI, avatar="rei")
    guild = env.create_guild(SERVER, owner=owner)
    lounge = guild.create_text_channel(LOUNGE, topic=TOPIC)
    places = {
        "synopses": guild.create_text_channel("synopses"),
        "reviews": guild.create_text_channel("reviews"),
        "board": guild.create_text_channel("episode-talk"),
    }
    curators = guild.create_role("Curators")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    hidden: dict[_Target, discord.PermissionOverwrite] = {
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        own: discord.PermissionOverwrite(view_channel=True),
    }
    places["log"] = guild.create_text_channel("mod-log", overwrites=hidden)
    members = {
        person.name: guild.add_member(
            env.create_user(person.name, global_name=person.name.title(), avatar=person.name),
            roles=[curators] if person.name == "hana" else [],
        )
        for person in PEOPLE
    }
    for name, told in (("mika", MIKA), ("jun", JUN)):
        members[name] = guild.add_member(env.create_user(name, global_name=told, avatar=name))
    members["rei"] = guild.add_member(owner, roles=[moderators])
    bot.owner_id = owner.id  # SimCord's application has no owner but the bot itself

    corner = guild.create_text_channel("bot-corner")
    scene = _Scene(env, bot, guild, corner, places["board"], places["reviews"], members)
    await _play(scene, places, curators)
    await members["mika"].slash(lounge, "drama info", title=DRAMA)
    hall, neighbours = await _invited_elsewhere(env)
    named = {
        DemoChannel.LOUNGE: lounge,
        DemoChannel.THREAD: scene.board.threads[0],
        DemoChannel.SYNOPSES: places["synopses"],
        DemoChannel.REVIEWS: places["reviews"],
        DemoChannel.LOG: places["log"],
        DemoChannel.HALL: hall,
    }
    here = tuple(members[name] for name in ("mika", "jun", "hana", "rei"))
    there = tuple(neighbours.values())
    return DemoServer(bot, named, {guild: here, there[0].guild: there}, {**members, **neighbours})


async def _play(
    scene: _Scene, places: Mapping[str, simcord.ChannelHandle], curators: simcord.RoleHandle
) -> None:
    """What has happened on the server before the visitor comes."""
    for purpose, place in places.items():
        await scene.uses("rei", "settings channel", purpose=purpose, channel=place)
    await scene.uses("rei", "settings roles", curator=curators)
    for command in await scene.bot.tree.fetch_commands():
        if (
            command.name == "synopses"
        ):  # as a server's Integrations do: else Discord offers it to moderators alone
            scene.guild.set_command_permissions(command, {curators: True})
    await _threads_of(scene, EPISODES_A_THREAD)
    ids = {name: member.id for name, member in scene.members.items()}
    await all_watch(scene.bot.services, ids, scene.guild.id, scene.env.now())
    await _score(scene)
    await _write(scene)
    await _comment(scene)
    await _begin_club(scene)
    await _leave_work(scene)
    await scene.bot.services.taste.recompute(scene.env.now())


async def _invited_elsewhere(
    env: simcord.Env,
) -> tuple[simcord.ChannelHandle, Mapping[str, simcord.MemberActor]]:
    """Another server, whose owner has just invited the bot: the channel with its welcome, and its members."""
    owner = env.create_user("ume", global_name=UME, avatar="ume")
    guild = env.create_guild(NEIGHBOURS, owner=owner)
    hall = guild.create_text_channel(
        HALL, topic=f"{UME} has just invited Namida here; {PAVEL} is a member of this server alone"
    )
    env.backend.edit_guild(guild.id, {"system_channel_id": hall.id})
    members = {
        "ume": guild.add_member(owner),
        "pavel": guild.add_member(env.create_user("pavel", global_name=PAVEL, avatar="pavel")),
    }
    joined = serializers.guild_create_payload(env.backend, env.backend.get_guild(guild.id))
    joined.pop("unavailable", None)  # with it Discord says that a server is there again
    env.backend.emit("GUILD_CREATE", joined)
    await env.settle()
    return hall, members


async def _threads_of(scene: _Scene, episodes: int) -> None:
    """Set how many episodes share a thread of the board, in the panel, as a moderator does."""
    panel = (await scene.uses("rei", "settings panel")).response
    if panel is not None:
        await scene.members["rei"].click(panel, label="Spoilers, roles, language")
        await scene.members["rei"].select(panel, [str(episodes)], custom_id=custom_id(verbs.SET_BATCH))


async def _score(scene: _Scene) -> None:
    """What the three viewers think of the drama."""
    await scene.uses("rei", "watch set", title=DRAMA, status="completed")
    await scene.uses("rei", "rate", title=DRAMA, overall="★★★★½")
    await scene.uses("jun", "watch set", title=DRAMA, status="plan")
    await scene.uses("mika", "watch set", title=DRAMA, status="completed")
    await scene.uses("mika", "rate", title=DRAMA, overall="9.5", story="9", acting="10", music="9")
    for episode, score in enumerate(EPISODE_SCORES, 1):
        await scene.uses("mika", "rate", title=DRAMA, overall=score, episode=episode)


async def _write(scene: _Scene) -> None:
    """Mika's review, with Rei's helpful vote; a recommendation of each; one to Mika, and one to Jun."""
    form = await scene.uses("mika", "review write", title=DRAMA)
    await scene.fills("mika", form, headline=HEADLINE, text=REVIEW, spoils="", overall="9.5")
    await scene.env.settle()  # the outbox has it posted
    for post in scene.reviews.history():  # one
        await scene.members["rei"].click(post, label="Helpful")
    for name, (other, reason) in zip(("mika", "rei"), RECOMMENDED.items(), strict=True):
        form = await scene.uses(name, "recommend suggest", title=DRAMA, other=other)
        await scene.fills(name, form, reason=reason, spoils="", other_spoils="")
    for name, to, (title, reason) in (("hana", "mika", GIFT), ("rei", "jun", (DRAMA, WELCOME))):
        await scene.uses(name, "recommend to", member=scene.members[to], title=title, reason=reason)


async def _comment(scene: _Scene) -> None:
    """Comments on the first episodes, in their thread; one is reported."""
    for said in SAID:
        if said.answers is None:
            form = await scene.uses(said.name, "comment", title=DRAMA, episode=said.episode)
        else:
            answered = _post_of(scene, SAID[said.answers])
            await scene.members[said.name].click(answered, label="Like")
            form = await scene.members[said.name].click(answered, label="Reply")
        await scene.fills(said.name, form, text=said.text, spoils=str(said.episode))
        await scene.env.settle()
    reader = scene.members["yuna"]
    more = (await reader.click(_post_of(scene, SAID[REPORTED]), label="…")).response
    if more is not None:
        form = await reader.click(more, label="Report")
        await scene.fills("yuna", form, why="spoiler", note="It tells the last episode, but says episode 2.")


def _post_of(scene: _Scene, said: Said) -> discord.Message:
    return next(post for post in scene.board.threads[0].history() if said.text in str(post.components))


async def _begin_club(scene: _Scene) -> None:
    await scene.uses("rei", "synopses post", title=DRAMA, episode=1)
    await scene.uses("rei", "synopses schedule", title=DRAMA, pace=DAILY)
    await scene.uses("rei", "club start", title=DRAMA, pace=PACE)
    for name in ("mika", "jun", "tomas", "nari", "leo"):
        await scene.uses(name, "club join")


async def _leave_work(scene: _Scene) -> None:
    """What waits for moderators: a synopsis, a song and a name. They have taken a link to the thread."""
    form = await scene.uses("kenji", "episode write", title=DRAMA, episode=3)
    await scene.fills("kenji", form, text=WRITTEN)
    thread = f"https://discord.com/channels/{scene.guild.id}/{scene.board.threads[0].id}"
    for name, kind, text, url in (
        ("aiko", "article", LINK, thread),
        ("kenji", "song", SONG, ""),
        ("sora", "name", NAME, ""),
    ):
        form = await scene.uses(name, "catalogue suggest", title=DRAMA)
        await scene.fills(name, form, kind=kind, text=text, url=url, episode="")
    queue = (await scene.uses("rei", "catalogue queue")).response
    if queue is not None:
        await scene.members["rei"].click(queue, label="Accept")
