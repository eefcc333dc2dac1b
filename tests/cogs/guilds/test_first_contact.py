"""A server that has just invited the bot: the welcome, the panel that sets everything up, and the reset."""

from __future__ import annotations

import discord
import simcord
from simcord.backend import serializers

from bot.store.database import Database
from tests.world import Restart, World, chosen, labels, menu, shown, stored, text_of


def invited(world: World, *, writes: bool = True) -> tuple[simcord.GuildHandle, simcord.ChannelHandle]:
    """A server that the bot is on, with a system channel."""
    guild = world.env.create_guild("Cinema")
    assert guild.me is not None
    mute = discord.PermissionOverwrite(send_messages=writes)
    hall = guild.create_text_channel("hall", overwrites={guild.me: mute})
    world.env.backend.edit_guild(guild.id, {"system_channel_id": hall.id})
    return guild, hall


async def joins(world: World, guild: simcord.GuildHandle) -> None:
    """What Discord says to the bot when it comes to a server."""
    backend = world.env.backend
    there = serializers.guild_create_payload(backend, backend.get_guild(guild.id))
    there.pop("unavailable", None)  # with it Discord says that a server is there again
    backend.emit("GUILD_CREATE", there)
    await world.env.settle()


async def test_a_server_is_welcomed_once(world: World, restart: Restart) -> None:
    guild, hall = invited(world)
    await joins(world, guild)
    (post,) = hall.history()
    assert text_of(post).startswith("## Hello, I am Namida 💧\nNamida is for people who watch Asian dramas")
    assert labels(post) == ["Set up", "Show me a card"]
    await restart()
    await joins(world, guild)
    assert len(hall.history()) == 1

    owner = guild.add_member(
        world.env.create_user("owner"),
        roles=[guild.create_role("Staff", permissions=discord.Permissions(manage_guild=True))],
    )
    guest = guild.add_member(world.env.create_user("guest"))
    assert "**Manage Server**" in text_of(await guest.click(post, label="Set up"))
    panel = await owner.click(post, label="Set up")
    assert panel.ephemeral
    assert text_of(panel).startswith("## Settings · Channels")
    card = await guest.click(post, label="Show me a card")
    assert card.ephemeral
    assert chosen(menu(card, "tab:")) == ["overview"]
    assert text_of(hall.history()[0]).startswith("## Hello")  # for the others it stays


async def test_a_server_that_invited_the_bot_while_it_was_away_is_welcomed(
    world: World, restart: Restart
) -> None:
    _, hall = invited(world)
    _, mute = invited(world, writes=False)
    assert hall.history() == []
    await restart()
    await world.env.settle()
    assert [text_of(post)[:22] for post in hall.history()] == ["## Hello, I am Namida 💧"[:22]]
    assert mute.history() == []
    await restart()
    await world.env.settle()
    assert len(hall.history()) == 1


async def test_a_server_that_came_long_ago_is_not_welcomed_at_a_start(world: World, restart: Restart) -> None:
    guild, hall = invited(world)
    assert guild.me is not None
    world.env.backend.get_guild(guild.id).members[guild.me.id].joined_at = "2025-12-01T00:00:00+00:00"
    await restart()
    await world.env.settle()
    assert hall.history() == []


async def test_nothing_is_said_where_the_bot_may_not_write(world: World, database: Database) -> None:
    guild, hall = invited(world, writes=False)
    await joins(world, guild)
    assert hall.history() == []
    await joins(world, world.guild)  # which has no system channel
    assert await stored(database, "SELECT * FROM outbox WHERE kind = 'welcome'") == []


async def test_the_bot_makes_the_channels_that_are_not_there_after_it_was_told_to(
    world: World, database: Database
) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="airing", channel=world.lounge)
    before = {channel.name for channel in world.guild.channels.values()}
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert "-# What members write with </review write:" in text_of(panel)
    asked = await world.rei.click(shown(panel), label="Create the 4 missing channels")
    assert "**#drama-talk** · Discussion board · everyone reads, and writes in its threads" in text_of(asked)
    assert "on-air" not in text_of(asked)
    assert {channel.name for channel in world.guild.channels.values()} == before

    made = await world.rei.click(shown(asked), label="Create them")
    assert text_of(made).count("🟢") == 5
    names = {channel.name: channel for channel in world.guild.channels.values()}
    assert set(names) - before == {"synopses", "drama-reviews", "drama-talk", "namida-log"}
    assert not [label for label in labels(made) if label.startswith("Create")]
    assert (await stored(database, "SELECT count(*) FROM audit WHERE action = 'settings.channel'")) == [(5,)]
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    mods = guild.get_role(world.guild.roles["Moderators"].id)
    for name, (reads, writes) in {
        "drama-talk": (True, False),
        "drama-reviews": (True, False),
        "namida-log": (False, False),
    }.items():
        channel = guild.get_channel(names[name].id)
        assert channel is not None
        everyone = channel.permissions_for(guild.default_role)
        assert (everyone.view_channel, everyone.send_messages and everyone.view_channel) == (reads, writes)
        assert mods is not None
        assert channel.permissions_for(mods).view_channel


async def test_where_one_channel_is_missing_that_one_is_named_and_made(
    world: World, database: Database
) -> None:
    for purpose in ("airing", "synopses", "board", "log"):
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=world.lounge)
    before = {channel.name for channel in world.guild.channels.values()}
    panel = await world.rei.slash(world.lounge, "settings panel")
    asked = await world.rei.click(shown(panel), label="Create the channel: Reviews")
    assert text_of(asked).startswith("## Create this channel?\n**#drama-reviews** · Reviews · ")
    await world.rei.click(shown(asked), label="Create it")
    assert {channel.name for channel in world.guild.channels.values()} - before == {"drama-reviews"}


async def test_all_settings_are_set_back_after_a_question(world: World, database: Database) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="airing", channel=world.lounge)
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.rei.slash(world.lounge, "settings language", language="ja")
    asked = await world.rei.slash(world.lounge, "settings reset")
    assert labels(asked) == ["Set back", "Cancel"]
    assert await stored(database, "SELECT policy FROM guild") == [("sealed",)]
    await world.rei.click(shown(asked), label="Set back")
    assert await stored(database, "SELECT policy, language, curator_role FROM guild") == [
        ("bars", None, None)
    ]
    assert await stored(database, "SELECT * FROM guild_channel") == []
    audited = await stored(database, "SELECT action, detail FROM audit ORDER BY id DESC LIMIT 3")
    assert audited == [
        ("settings.channel", f'{{"from": {world.lounge.id}, "to": null}}'),
        ("settings.language", '{"from": "ja", "to": null}'),
        ("settings.policy", '{"from": "sealed", "to": "bars"}'),
    ]
