"""Clubs and the channels they are in: who may start one, who is told of it, and who can be taken out."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from cogs.clubs import Clubs
from tests.cogs.clubs.test_clubs import start
from tests.world import TEARS, World, menus, old_button, posted_before, readers_of, shown, stored, text_of


@pytest.fixture
def staff(world: World) -> simcord.ChannelHandle:
    """A channel that moderators see and nobody else."""
    moderators = world.guild.roles["Moderators"]
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    return world.guild.create_text_channel(
        "staff",
        overwrites={world.guild.default_role: hidden, moderators: seen, world.guild.roles["TestBot"]: seen},
    )


@pytest.fixture
def quiet(world: World) -> simcord.ChannelHandle:
    """A channel that everybody reads, and nobody but the bot writes in."""
    mute = discord.PermissionOverwrite(send_messages=False)
    return world.guild.create_text_channel("news", overwrites={world.guild.default_role: mute})


# --- starting ---


async def test_a_club_posts_only_where_the_person_who_starts_it_may_write(
    world: World, database: Database, quiet: simcord.ChannelHandle
) -> None:
    refused = await start(world, channel=quiet)
    assert text_of(refused).startswith(f"You can't write in <#{quiet.id}>")
    assert await stored(database, "SELECT count(*) FROM club") == [(0,)]
    assert list(quiet.history()) == []


async def test_and_pings_only_a_role_that_they_may_ping_there(world: World, database: Database) -> None:
    closed = world.guild.create_role("Everybody who counts")
    refused = await start(world, role=closed)
    assert text_of(refused).startswith(f"You can't ping <@&{closed.id}> in <#{world.lounge.id}>")
    assert await stored(database, "SELECT count(*) FROM club") == [(0,)]
    open_role = world.guild.create_role("Watchers", mentionable=True)
    assert "starts" in text_of(await start(world, role=open_role))


async def test_where_the_bot_may_not_write_it_says_so(world: World) -> None:
    shut = world.guild.create_text_channel(
        "shut", overwrites={world.guild.roles["TestBot"]: discord.PermissionOverwrite(send_messages=False)}
    )
    answer = text_of(await start(world, channel=shut))
    assert "I can't post here. I am missing: **Send Messages**" in answer


# --- who is told ---

# Every command and button of a club, and whether it may tell of one whose channel its reader does not see.
COMMANDS = {command.name for command in Clubs.__cog_app_commands__} - {"start"}
PRESSES: dict[str, tuple[int, ...]] = {
    "clubseen": (1, 1),
    "clubjoin": (1,),
    "clubleave": (1,),
    "clubremind": (1,),
    "clubstatus": (1,),
    "clubwhich": (),
    "clubendnow": (1,),
    "clubout": (1,),
}


def test_every_button_of_the_clubs_is_tried() -> None:
    verbs = {getattr(getattr(Clubs, name), "__presses__", None) for name in dir(Clubs)} - {None}
    assert set(PRESSES) == verbs


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("named", [True, False])
async def test_no_command_tells_of_a_club_in_a_channel_that_is_not_seen(
    world: World, staff: simcord.ChannelHandle, command: str, named: bool
) -> None:
    await start(world, channel=staff)
    answer = await world.mika.slash(world.lounge, f"club {command}", **({"title": TEARS} if named else {}))
    assert "is running here" in text_of(answer)
    assert readers_of(world, answer) == {"mika"}
    assert await world.mika.autocomplete(world.lounge, f"club {command}", "title", "") == []
    assert len(await world.rei.autocomplete(world.lounge, f"club {command}", "title", "")) == 1


@pytest.mark.parametrize("verb", sorted(set(PRESSES) - {"clubleave", "clubout", "clubwhich"}))
async def test_and_no_button(
    world: World, database: Database, staff: simcord.ChannelHandle, verb: str
) -> None:
    await start(world, channel=staff)
    old = posted_before(world, screen(row(old_button("Go", verb, *PRESSES[verb]))))
    assert text_of(await world.mika.click(old, label="Go")) == "That club has ended."
    members = await stored(database, "SELECT member_id FROM club_member")
    assert members == [(world.rei.id,)]


async def test_who_is_in_a_club_leaves_it_even_where_they_see_it_no_more(
    world: World, database: Database, staff: simcord.ChannelHandle
) -> None:
    await start(world)
    await world.mika.slash(world.lounge, "club join")
    await database.write(lambda c: c.execute("UPDATE club SET channel_id = ?", (staff.id,)))
    old = posted_before(world, screen(row(old_button("Go", "clubleave", 1))))
    assert "You have left the club" in text_of(await world.mika.click(old, label="Go"))


# --- taken out ---


async def test_a_curator_takes_somebody_out(world: World, database: Database) -> None:
    await start(world)
    await world.mika.slash(world.lounge, "club join")
    paced = shown(await world.rei.slash(world.lounge, "club pace"))
    out = await world.rei.select(paced, [world.mika])
    assert f"<@{world.mika.id}> was removed from the club" in text_of(out)
    assert readers_of(world, out) == {"rei"}
    left = await stored(database, "SELECT member_id FROM club_member WHERE left_at IS NOT NULL")
    assert left == [(world.mika.id,)]
    audit = "SELECT actor_id, action, detail FROM audit WHERE action LIKE 'club%'"
    assert await stored(database, audit) == [
        (world.rei.id, "club.taken out", f'{{"member": {world.mika.id}}}')
    ]


async def test_nobody_else_can(world: World, database: Database) -> None:
    await start(world)
    await world.jun.slash(world.lounge, "club join")
    seen = await world.mika.slash(world.lounge, "club pace")
    assert menus(seen) == []
    old = posted_before(world, screen(row(old_button("Go", "clubout", 1))))
    await world.mika.click(old, label="Go")
    assert await stored(database, "SELECT count(*) FROM club_member WHERE left_at IS NULL") == [(2,)]
