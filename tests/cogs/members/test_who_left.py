"""What is for a server's members is for those who are on it at this moment, as Discord says."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord
import simcord.http.client

from bot.client import NamidaBot
from bot.store.database import Database
from tests.world import TEARS, World, menu, put, shown, stored, text_of

MENU = "Drama profile"
SILENT = "Discord can't tell me right now who is on this server"


@pytest.fixture
async def listed(world: World, database: Database) -> None:
    """Mika lets her server's members see her list; Jun was seen there, too."""
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await put(database, "UPDATE member SET list_seen_by = 'server' WHERE id = ?", world.mika.id)
    await world.jun.slash(world.lounge, "help")


async def screens(world: World, reader: simcord.MemberActor) -> dict[str, str]:
    """Each way to another member's list, and what it shows."""
    card = await reader.slash(world.lounge, "drama info", title=TEARS)
    return {
        "list": text_of(await reader.slash(world.lounge, "watch list", member=world.mika)),
        "profile": text_of(await reader.slash(world.lounge, "profile show", member=world.mika)),
        "menu": text_of(await reader.context_menu(world.lounge, MENU, world.mika)),
        "card": text_of(card),
    }


def asked(world: World) -> int:
    return sum("/members/" in request.path for request in world.env.http_requests)


@pytest.mark.usefixtures("listed")
async def test_while_both_are_there_it_is_shown_and_discord_is_asked_once(world: World) -> None:
    told = await screens(world, world.jun)
    assert TEARS in told["list"]
    assert "1 completed" in told["profile"] or "Completed" in told["profile"]
    assert f"<@{world.mika.id}>" in told["card"]
    assert asked(world) == 1


@pytest.mark.usefixtures("listed")
async def test_whose_list_it_is_has_left(world: World, database: Database) -> None:
    opened = shown(await world.jun.slash(world.lounge, "watch list", member=world.mika))
    world.guild.remove_member(world.mika)
    await world.env.advance_time(61)
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert f"<@{world.mika.id}>" not in text_of(card)
    # Nor does the page that stands turn, whose button names them.
    answer = await world.jun.select(
        opened, ["completed"], custom_id=str(menu(opened, "watchfilter")["custom_id"])
    )
    assert TEARS not in text_of(answer)
    assert await stored(database, "SELECT count(*) FROM progress") == [(1,)]


async def test_in_a_direct_message_a_server_counts_as_long_as_the_reader_is_on_it(
    world: World, bot: NamidaBot
) -> None:
    places = [world.guild.id, 1]  # and one that the bot is not on
    assert await bot.membership.of_seen(world.jun.id, places) == (frozenset({world.guild.id}), True)
    world.guild.remove_member(world.jun)
    await world.env.advance_time(61)
    assert await bot.membership.of_seen(world.jun.id, places) == (frozenset(), True)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("fault", [500, 503])
async def test_a_fault_of_discords_refuses_politely(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    client = simcord.http.client.FakeHTTPClient
    request = client.request

    async def failing(self: Any, route: discord.http.Route, **options: Any) -> Any:
        if route.method == "GET" and "/members/" in route.path:
            response = type("Response", (), {"status": fault, "reason": "down"})()
            raise discord.DiscordServerError(response, "down")
        return await request(self, route, **options)

    monkeypatch.setattr(client, "request", failing)
    told = await screens(world, world.jun)
    for name in ("list", "profile", "menu"):
        assert SILENT in told[name]
        assert TEARS not in told[name]
    assert f"<@{world.mika.id}>" not in told["card"]
    own = await world.mika.slash(world.lounge, "watch list")
    assert TEARS in text_of(own)
