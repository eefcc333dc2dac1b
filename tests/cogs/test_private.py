"""What is answered before everybody is answered to the member alone, where they say so."""

from __future__ import annotations

from typing import Any

import pytest
from discord import app_commands

from bot.client import NamidaBot
from tests.world import TEARS, World, readers_of

EVERYBODY = {"mika", "jun", "rei"}
# The other options that each needs. A new command with `private` must be added here.
BESIDES: dict[str, dict[str, Any]] = {
    "drama info": {"title": TEARS},
    "drama top": {},
    "drama random": {},
    "drama year": {"year": 2026},
    "review read": {"title": TEARS},
    "recommend like": {"title": TEARS},
    "quote add": {"title": TEARS, "text": "We go on."},
    "quote random": {},
}


@pytest.fixture
async def something_to_show(world: World) -> None:
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.jun.slash(world.lounge, "quote add", title=TEARS, text="I want to live.")
    form = await world.jun.slash(world.lounge, "review write", title=TEARS)
    await world.jun.submit_modal(form, {"headline": "Tears", "text": "I wept."})


async def test_every_command_that_takes_private_keeps_to_it(
    world: World, bot: NamidaBot, something_to_show: None
) -> None:
    takes = {
        command.qualified_name
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command) and command.get_parameter("private") is not None
    }
    assert BESIDES.keys() == takes
    for name, options in BESIDES.items():
        if name != "quote add":  # saved already; a second one is refused
            answer = await world.mika.slash(world.lounge, name, **options)
            assert readers_of(world, answer) == EVERYBODY, name
        alone = await world.mika.slash(world.lounge, name, **options, private=True)
        assert readers_of(world, alone) == {"mika"}, name
