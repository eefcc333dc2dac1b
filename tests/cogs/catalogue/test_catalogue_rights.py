"""Who may use the curators' commands, buttons and menus, and who may not."""

from __future__ import annotations

import discord
import pytest

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.catalogue.curators import COMMANDS, audit, panel, summary
from tests.cogs.shelved import NOBODY, open_the_command_to, permissions, submit
from tests.world import World, old_button, old_menu, posted_before, readers_of, shown, stored, text_of


async def test_discord_hides_the_commands_from_members(world: World) -> None:
    seen = world.mika.available_commands(world.lounge)
    assert not [name for name in seen if name.startswith("moderate")]
    assert "catalogue suggest" in seen, "this is for all, and Discord hides a group only as a whole"
    assert set(COMMANDS) <= set(world.rei.available_commands(world.lounge))


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_member_who_sees_a_command_is_refused_all_the_same(
    world: World, database: Database, name: str
) -> None:
    open_the_command_to(world, name.split(maxsplit=1)[0], world.mika)
    refused = await world.mika.slash(world.lounge, name, **COMMANDS[name])
    assert readers_of(world, refused) == {"mika"}
    assert text_of(refused) == "You need the permission **Manage Server** on this server for this."
    assert await audit(database) == []


BUTTONS = [
    ("addhand", "Rain Diary"),
    ("editpanel", 1),
    ("edit", 1, "names"),
    ("edit", 1, "cast", 1),
    ("editranges", 1, "cast", 0),
    ("refresh", 1),
    ("applyrefresh", 1),
    ("applylink", 1, "tvmaze", "5"),
    ("samedrama", 1),
    ("catmatch", 0),
    ("matchsame", 1),
    ("matchother", 1),
    ("mergedramas", 1, 2),
    ("removedrama", 1),
    ("restoredrama", 1),
]


@pytest.mark.parametrize("said", BUTTONS, ids=lambda said: "-".join(map(str, said)))
async def test_a_button_refuses_a_member(
    world: World, database: Database, said: tuple[str | int, ...]
) -> None:
    old = posted_before(world, screen(row(old_button("Go", *map(str, said)))))
    refused = await world.mika.click(old, label="Go")
    assert refused.modal is None
    assert readers_of(world, refused) == {"mika"}
    assert "**Manage Server**" in text_of(refused)
    assert await audit(database) == []
    assert await stored(database, "SELECT count(*) FROM drama WHERE hidden = 1") == [(0,)]


@pytest.mark.parametrize("said", [("addfrom",), ("linkto", 1), ("samedrama", 1)])
async def test_a_menu_refuses_a_member(world: World, database: Database, said: tuple[str | int, ...]) -> None:
    options = [discord.SelectOption(label="A", value="tvmaze:5")]
    old = posted_before(world, screen(row(old_menu("Go", options, *map(str, said)))))
    refused = await world.mika.select(old, ["tvmaze:5"])
    assert "**Manage Server**" in text_of(refused)
    assert await audit(database) == []


async def test_who_lost_the_right_while_typing_is_refused_and_keeps_the_text(
    world: World, database: Database
) -> None:
    open_form = await summary(world, await panel(world), "✅ English")
    permissions(world, "Moderators", NOBODY)
    refused = await submit(world.rei, open_form, summary="Long thought about.")
    assert "**Manage Server**" in text_of(refused)
    (file,) = shown(refused).attachments
    assert b"Long thought about." in await file.read()
    assert await audit(database) == []
