"""Spoiler channels, which Discord itself hides: the panel names them, and makes one when a moderator asks."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
from simcord.backend import serializers

from tests.cogs.guilds.test_settings import line
from tests.pockets import say_otherwise
from tests.world import World, labels, shown, text_of


@pytest.fixture
def spoiler_channel(world: World, monkeypatch: pytest.MonkeyPatch) -> simcord.ChannelHandle:
    """A channel that Discord marks as one of spoilers; SimCord's Discord does not know them yet."""
    channel = world.guild.create_text_channel("after-the-end")
    told = serializers.channel_payload

    def with_flags(backend: Any, which: Any) -> Any:
        return {**told(backend, which), "flags": 1 << 21 if which.id == channel.id else 1 << 4}

    monkeypatch.setattr(serializers, "channel_payload", with_flags)
    return channel


async def test_the_panel_says_which_channels_discord_itself_hides(
    world: World, spoiler_channel: simcord.ChannelHandle
) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=spoiler_channel)
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=world.lounge)
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert line(panel, "Synopses") == (
        f"🟢 **Synopses** <#{spoiler_channel.id}> · 👁️ a spoiler channel on Discord"
    )
    assert line(panel, "Reviews") == f"🟢 **Reviews** <#{world.lounge.id}>"


async def test_the_panel_opens_though_discord_does_not_list_the_channels(
    world: World, spoiler_channel: simcord.ChannelHandle
) -> None:
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=spoiler_channel)
    world.env.inject_error("GET", f"/guilds/{world.guild.id}/channels", status=503, times=9)
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert line(panel, "Synopses") == f"🟢 **Synopses** <#{spoiler_channel.id}>"


@pytest.fixture
def changed_channels(world: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The channels whose flags the bot has changed, and how; SimCord's Discord does not know flags yet."""
    client, changed = simcord.http.client.FakeHTTPClient, list[tuple[str, dict[str, Any]]]()
    request = client.request

    async def with_flags(self: Any, route: discord.http.Route, **options: Any) -> Any:
        if route.method == "PATCH" and "flags" in (options.get("json") or {}):
            changed.append((route.url.rsplit("/", 1)[1], options["json"]))
            return {}
        return await request(self, route, **options)

    monkeypatch.setattr(client, "request", with_flags)
    return changed


async def test_a_channel_becomes_a_spoiler_channel_when_a_moderator_asks(
    world: World, spoiler_channel: simcord.ChannelHandle, changed_channels: list[tuple[str, dict[str, Any]]]
) -> None:
    """The channel's other flags stay. Who may not change channels themselves is refused."""
    keepers = world.guild.create_role(
        "Keepers", permissions=discord.Permissions(manage_guild=True, manage_channels=True)
    )
    keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[keepers])
    await keeper.slash(world.lounge, "settings channel", purpose="synopses", channel=spoiler_channel)
    panel = await keeper.slash(world.lounge, "settings panel")
    assert "Spoiler channel …" not in labels(panel)
    await keeper.slash(world.lounge, "settings channel", purpose="board", channel=world.lounge)
    panel = await keeper.slash(world.lounge, "settings panel")
    asked = await keeper.click(shown(panel), label="Spoiler channel …")
    assert labels(asked) == ["Discussion board", "All settings"]
    theirs = await world.rei.slash(world.lounge, "settings panel")
    refused = await world.rei.click(
        shown(await world.rei.click(shown(theirs), label="Spoiler channel …")), label="Discussion board"
    )
    assert "Manage Channels" in text_of(refused)
    assert changed_channels == []
    marked = await keeper.click(shown(asked), label="Discussion board")
    assert f"<#{world.lounge.id}> is a spoiler channel now." in text_of(marked)
    assert changed_channels == [(str(world.lounge.id), {"flags": 1 << 21 | 1 << 4})]


async def test_what_discord_says_of_the_bot_with_the_choice_counts(world: World) -> None:
    """The bot is told nothing of a role that it got: its own picture of a channel may be out of date."""
    view = discord.Permissions(view_channel=True, send_messages=True)

    def with_permissions(said: dict[str, Any]) -> dict[str, Any]:
        chosen = said["data"].get("resolved", {}).get("channels", {})
        told = {ident: {**one, "app_permissions": str(view.value)} for ident, one in chosen.items()}
        return {**said, "data": {**said["data"], "resolved": {"channels": told}}} if told else said

    say_otherwise(world, with_permissions)
    answer = await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=world.lounge)
    assert "the bot is missing there: Read Message History" in text_of(answer)
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert line(panel, "Log for moderators").startswith("🟢")
