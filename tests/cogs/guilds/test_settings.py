"""`/settings`: what moderators decide, what is missing, and who may not."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    chosen,
    labels,
    menu,
    old_button,
    posted_before,
    readers_of,
    shown,
    stored,
    text_of,
)


async def audit(database: Database) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT actor_id, action, subject FROM audit ORDER BY id")


def line(answer: simcord.InteractionResult | simcord.ResponseMessage, purpose: str) -> str:
    (found,) = (line for line in text_of(answer).splitlines() if f"**{purpose}**" in line)
    return found


def open_the_command_to(world: World, member: simcord.MemberActor) -> None:
    """A server's administrators may let anybody see a command, in Discord's own settings."""
    command = world.env.backend.find_command("settings", world.guild.id, type=1)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {member: True})


# --- who may ---


async def test_discord_hides_the_command_from_members(world: World) -> None:
    assert not [name for name in world.mika.available_commands(world.lounge) if name.startswith("settings")]
    assert "settings panel" in world.rei.available_commands(world.lounge)
    assert not [name for name in world.mika.user.available_commands() if name.startswith("settings")]


async def test_a_member_who_sees_the_command_is_refused_all_the_same(
    world: World, database: Database
) -> None:
    open_the_command_to(world, world.mika)
    curators = world.guild.create_role("Curators")
    asked: dict[str, dict[str, object]] = {
        "settings panel": {},
        "settings test": {},
        "settings channel": {"purpose": "log", "channel": world.lounge},
        "settings spoilers": {"policy": "open"},
        "settings roles": {"curator": curators},
        "settings language": {"language": "ja"},
    }
    for name, options in asked.items():
        refused = await world.mika.slash(world.lounge, name, **options)
        assert readers_of(world, refused) == {"mika"}
        assert text_of(refused) == "You need the permission **Manage Server** on this server for this."
    assert await stored(database, "SELECT * FROM guild") == []
    assert await audit(database) == []


@pytest.mark.parametrize(
    "said",
    [
        ("settings", "rules"),
        ("setchannel", "log"),
        ("setrole", "curator_role"),
        ("setpolicy",),
        ("setlanguage",),
    ],
)
async def test_a_button_of_the_panel_refuses_a_member(
    world: World, database: Database, said: tuple[str, ...]
) -> None:
    # Panels are ephemeral; a button of one in the open channel stands for whatever else brings it there.
    panel = posted_before(world, screen(row(old_button("Panel", *said))))
    refused = await world.mika.click(panel, label="Panel")
    assert readers_of(world, refused) == {"mika"}
    assert "**Manage Server**" in text_of(refused)
    assert await stored(database, "SELECT * FROM guild") == []


async def test_who_lost_the_permission_is_refused_by_the_panel(world: World, database: Database) -> None:
    panel = await world.rei.slash(world.lounge, "settings panel")
    moderators = world.guild.roles["Moderators"]
    world.env.backend.edit_role(world.guild.id, moderators.id, {"permissions": 0})
    refused = await world.rei.click(shown(panel), label="Spoilers, roles, language")
    assert "**Manage Server**" in text_of(refused)


# --- the panel ---


async def test_the_panel_shows_every_purpose_without_a_channel(world: World) -> None:
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert readers_of(world, panel) == {"rei"}
    for purpose in ("Synopses", "Reviews", "Discussion board", "On air", "Log for moderators"):
        assert line(panel, purpose) == f"⚪ **{purpose}** no channel"


async def test_a_channel_that_is_ready(world: World, database: Database) -> None:
    answer = await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=world.lounge)
    assert readers_of(world, answer) == {"rei"}
    assert text_of(answer) == f"🟢 **Synopses** <#{world.lounge.id}>"
    assert await stored(database, "SELECT guild_id, purpose, channel_id FROM guild_channel") == [
        (world.guild.id, "synopses", world.lounge.id)
    ]
    assert await audit(database) == [(world.rei.id, "settings.channel", "synopses")]
    await world.rei.click(shown(answer), label="All settings")
    assert line(answer, "Synopses").startswith("🟢")


async def test_a_permission_that_the_bot_lacks_is_named(world: World) -> None:
    assert world.guild.me is not None
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(attach_files=False),
            world.guild.me: discord.PermissionOverwrite(send_messages=False, manage_threads=False),
        },
    )
    await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=closed)
    answer = await world.rei.slash(world.lounge, "settings channel", purpose="board", channel=closed)
    assert line(answer, "Discussion board").startswith(f"🟠 **Discussion board** <#{closed.id}>")
    panel = await world.rei.slash(world.lounge, "settings panel")
    told = line(panel, "Discussion board")
    assert "Send Messages" in told
    assert "Attach Files" in told
    assert "Manage Threads" in told
    assert "View Channel" not in told
    assert f"[Open the channel](https://discord.com/channels/{world.guild.id}/{closed.id})" in text_of(panel)
    log = line(panel, "Log for moderators")
    assert "Send Messages" in log
    assert "Attach Files" not in log  # a log needs none
    assert line(panel, "Reviews") == "⚪ **Reviews** no channel"


async def test_a_channel_that_is_gone_is_told_and_can_be_replaced(world: World, database: Database) -> None:
    gone = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=gone)
    world.env.backend.delete_channel(gone.id)
    await world.env.settle()
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    assert line(panel, "Reviews") == "🔴 **Reviews** the channel is gone, choose another"
    assert chosen(menu(panel, "setchannel:reviews")) == []
    await world.rei.select(panel, [world.lounge], custom_id=menu(panel, "setchannel:reviews")["custom_id"])
    assert line(panel, "Reviews") == f"🟢 **Reviews** <#{world.lounge.id}>"
    assert await stored(database, "SELECT channel_id FROM guild_channel") == [(world.lounge.id,)]


async def test_channels_are_chosen_and_cleared_in_the_panel(world: World, database: Database) -> None:
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    for purpose in ("synopses", "reviews", "board", "airing", "log"):
        custom_id = menu(panel, f"setchannel:{purpose}")["custom_id"]
        await world.rei.select(panel, [world.lounge], custom_id=custom_id)
        assert chosen(menu(panel, f"setchannel:{purpose}")) == [str(world.lounge.id)]
    assert text_of(panel).count("🟢") == 5
    await world.rei.select(panel, [], custom_id=menu(panel, "setchannel:airing")["custom_id"])
    assert line(panel, "On air") == "⚪ **On air** no channel"
    assert {purpose for (purpose,) in await stored(database, "SELECT purpose FROM guild_channel")} == {
        "synopses", "reviews", "board", "log",
    }  # fmt: skip
    assert len(await audit(database)) == 6


async def test_a_channel_is_cleared_by_the_command(world: World, database: Database) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=world.lounge)
    answer = await world.rei.slash(world.lounge, "settings channel", purpose="log")
    assert text_of(answer) == "⚪ **Log for moderators** no channel"
    assert await stored(database, "SELECT * FROM guild_channel") == []


async def test_a_test_post_goes_to_every_channel_once_and_the_result_is_told(world: World) -> None:
    assert world.guild.me is not None
    posts, both = world.guild.create_text_channel("posts"), world.guild.create_text_channel("both")
    forum = world.guild.create_forum_channel("board")
    mute = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.me: mute})
    places = {"synopses": posts, "reviews": both, "airing": both, "board": forum, "log": closed}
    for purpose, place in places.items():
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=place)

    answer = await world.rei.slash(world.lounge, "settings test")

    assert readers_of(world, answer) == {"rei"}
    assert line(answer, "Synopses") == f"🟢 **Synopses** <#{posts.id}> · the test post arrived"
    for purpose in ("Reviews", "On air"):
        assert "the test post arrived" in line(answer, purpose)
    assert "forums get no test post" in line(answer, "Discussion board")
    told = line(answer, "Log for moderators")
    assert "Send Messages" in told
    assert "test post" not in told
    assert [text_of(message) for message in posts.history()] == [
        "A test: the bot can post here. This channel is for **Synopses**."
    ]
    (one,) = both.history()
    assert "**Reviews**, **On air**" in text_of(one)
    assert closed.history() == []


@pytest.mark.parametrize(("status", "told"), [(403, "Discord refused"), (503, "try again in a moment")])
async def test_a_test_post_that_fails_says_so(world: World, status: int, told: str) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=world.lounge)
    world.env.inject_error("POST", f"/channels/{world.lounge.id}/messages", status=status, code=50013)
    answer = await world.rei.slash(world.lounge, "settings test")
    assert told in line(answer, "Synopses")


@pytest.mark.parametrize("purpose", ["board", "synopses"])
async def test_a_board_and_synopses_may_be_in_a_forum(world: World, purpose: str) -> None:
    forum = world.guild.create_forum_channel("board")
    answer = await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=forum)
    assert f"<#{forum.id}>" in text_of(answer)
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    assert discord.ChannelType.forum.value in menu(panel, f"setchannel:{purpose}")["channel_types"]


# --- spoilers, roles, language ---


async def test_each_policy_by_command_and_by_menu(world: World, database: Database) -> None:
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    await world.rei.click(panel, label="Spoilers, roles, language")
    assert chosen(menu(panel, "setpolicy")) == ["bars"]
    for policy, name in (("sealed", "Sealed"), ("open", "Open"), ("bars", "Bars")):
        answer = await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
        assert readers_of(world, answer) == {"rei"}
        assert text_of(answer).startswith(f"Spoilers: {name}")
        assert await stored(database, "SELECT policy FROM guild") == [(policy,)]
    await world.rei.select(panel, ["sealed"], custom_id=menu(panel, "setpolicy")["custom_id"])
    assert "**Spoilers** Sealed" in text_of(panel)
    assert chosen(menu(panel, "setpolicy")) == ["sealed"]
    assert await stored(database, "SELECT policy FROM guild") == [("sealed",)]


async def test_roles_by_command_and_by_menu(world: World, database: Database) -> None:
    curators, fans = world.guild.create_role("Curators"), world.guild.create_role("Fans")
    answer = await world.rei.slash(world.lounge, "settings roles", curator=curators)
    assert text_of(answer).splitlines() == [f"**Curator role** <@&{curators.id}>", "**Notified role** none"]
    await world.rei.slash(world.lounge, "settings roles", notified=fans)
    assert await stored(database, "SELECT curator_role, notified_role FROM guild") == [(curators.id, fans.id)]

    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    await world.rei.click(panel, label="Spoilers, roles, language")
    assert chosen(menu(panel, "setrole:curator_role")) == [str(curators.id)]
    await world.rei.select(panel, [fans], custom_id=menu(panel, "setrole:curator_role")["custom_id"])
    await world.rei.select(panel, [], custom_id=menu(panel, "setrole:notified_role")["custom_id"])
    assert await stored(database, "SELECT curator_role, notified_role FROM guild") == [(fans.id, None)]

    cleared = await world.rei.slash(world.lounge, "settings roles")
    assert text_of(cleared).splitlines() == ["**Curator role** none", "**Notified role** none"]
    assert await stored(database, "SELECT curator_role, notified_role FROM guild") == [(None, None)]


async def test_language_by_command_and_by_menu(world: World, database: Database) -> None:
    answer = await world.rei.slash(world.lounge, "settings language", language="ja")
    assert text_of(answer) == "Language of public posts: Japanese"
    assert await stored(database, "SELECT language FROM guild") == [("ja",)]
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    await world.rei.click(panel, label="Spoilers, roles, language")
    assert chosen(menu(panel, "setlanguage")) == ["ja"]
    await world.rei.select(panel, ["discord"], custom_id=menu(panel, "setlanguage")["custom_id"])
    assert await stored(database, "SELECT language FROM guild") == [(None,)]
    await world.rei.select(panel, ["en"], custom_id=menu(panel, "setlanguage")["custom_id"])
    assert await stored(database, "SELECT language FROM guild") == [("en",)]
    cleared = await world.rei.slash(world.lounge, "settings language")
    assert "as set on Discord for this server" in text_of(cleared)
    assert await stored(database, "SELECT language FROM guild") == [(None,)]


async def test_one_servers_settings_are_not_anothers(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    visitor = elsewhere.add_member(world.jun.user)
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    here = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert labels(here)[0] == "Show anyway"
    there = await visitor.slash(hall, "episode synopsis", title=TEARS, episode=1)
    assert not there.ephemeral
    assert labels(there)[0] == "I have seen it"


async def test_every_change_is_audited(world: World, database: Database) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="open")
    await world.rei.slash(world.lounge, "settings language", language="ja")
    await world.rei.slash(world.lounge, "settings roles")
    assert await audit(database) == [
        (world.rei.id, "settings.policy", None),
        (world.rei.id, "settings.language", None),
        (world.rei.id, "settings.curator_role", None),
        (world.rei.id, "settings.notified_role", None),
    ]


# --- Discord's own spoiler channels ---
