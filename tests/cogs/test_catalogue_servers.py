"""The catalogue belongs to all servers: which of them may change it is for who runs the bot to say."""

from __future__ import annotations

import discord
import pytest

from bot.client import NamidaBot
from bot.present.actions import button as action
from bot.present.actions import menu as choice
from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.shelved import standing
from tests.cogs.test_catalogue_edit import BUTTONS, COMMANDS, audit, form, panel
from tests.world import TEARS, World, posted_before, readers_of, shown, stored, text_of

ELSEWHERE = 223456789012345678
REFUSED = "Whoever runs this bot lets others change it, not this one."


@pytest.fixture
def elsewhere(bot: NamidaBot) -> None:
    bot.catalogue_servers = frozenset({ELSEWHERE})


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", COMMANDS)
async def test_moderators_of_another_server_are_refused(world: World, database: Database, name: str) -> None:
    refused = await world.rei.slash(world.lounge, name, **COMMANDS[name])
    assert readers_of(world, refused) == {"rei"}
    assert REFUSED in text_of(refused)
    assert await audit(database) == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("said", BUTTONS, ids=lambda said: "-".join(map(str, said)))
async def test_so_are_they_at_an_old_button(
    world: World, database: Database, said: tuple[str | int, ...]
) -> None:
    old = posted_before(world, screen(row(action("Go", *map(str, said)))))
    refused = await world.rei.click(old, label="Go")
    assert refused.modal is None
    assert REFUSED in text_of(refused)
    assert await audit(database) == []
    assert await stored(database, "SELECT count(*) FROM drama WHERE hidden = 1") == [(0,)]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("said", [("addfrom",), ("linkto", 1), ("samedrama", 1)])
async def test_and_at_an_old_menu(world: World, database: Database, said: tuple[str | int, ...]) -> None:
    options = [discord.SelectOption(label="A", value="tvmaze:5")]
    old = posted_before(world, screen(row(choice("Go", options, *map(str, said)))))
    refused = await world.rei.select(old, ["tvmaze:5"])
    assert REFUSED in text_of(refused)
    assert await audit(database) == []


async def test_and_with_a_form_that_is_open_already(world: World, bot: NamidaBot, database: Database) -> None:
    opened = await form(world, await panel(world), "texts")
    bot.catalogue_servers = frozenset({ELSEWHERE})
    refused = await world.rei.submit_modal(opened, {**standing(opened), "summary": "Long thought about."})
    assert REFUSED in text_of(refused)
    (file,) = shown(refused).attachments
    assert b"Long thought about." in await file.read()
    assert await audit(database) == []


async def test_moderators_of_a_named_server_change_it(
    world: World, bot: NamidaBot, database: Database
) -> None:
    bot.catalogue_servers = frozenset({ELSEWHERE, world.guild.id})
    named = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Tears of Aya")
    assert "is found by *Tears of Aya*" in text_of(named)
    assert [row[1] for row in await audit(database)] == ["catalogue.alias"]
    member = await world.mika.slash(world.lounge, "drama info", title="Tears of Aya")
    assert text_of(member).startswith(f"## {TEARS}")


async def test_what_could_be_brought_back_is_suggested_where_it_can_be(world: World, bot: NamidaBot) -> None:
    asked = shown(await world.rei.slash(world.lounge, "catalogue remove", title=TEARS))
    await world.rei.click(asked, label="Remove")
    assert await world.rei.autocomplete(world.lounge, "moderate restore", "title", "tears")
    bot.catalogue_servers = frozenset({ELSEWHERE})
    assert await world.rei.autocomplete(world.lounge, "moderate restore", "title", "tears") == []
