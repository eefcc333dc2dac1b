"""`/backup`: the person who runs the bot makes backups; others and their names learn nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import simcord

from bot.client import NamidaBot
from bot.settings import Settings
from tests.world import World, readers_of, text_of


@pytest.fixture
def owner(world: World, bot: NamidaBot) -> simcord.MemberActor:
    """Jun runs the bot. Administrators of the server let everybody see the command."""
    bot.owner_id = world.jun.id
    command = world.env.backend.find_command("backup", world.guild.id, type=1)
    assert command is not None
    world.guild.set_command_permissions(
        int(command["id"]), {world.mika: True, world.jun: True, world.rei: True}
    )
    return world.jun


def copies(settings: Settings) -> list[Path]:
    return sorted(settings.database.parent.glob("*.backup-*"))


async def test_the_owner_makes_a_backup_and_sees_it_listed(
    world: World, bot: NamidaBot, settings: Settings, owner: simcord.MemberActor
) -> None:
    empty = await owner.slash(world.lounge, "backup list")
    assert "There is no backup yet" in text_of(empty)

    made = await owner.slash(world.lounge, "backup now")

    assert "The backup is" in text_of(made)
    await bot.services.backups.ended()
    (copy,) = copies(settings)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM drama").fetchone() == (1,)
    listed = await owner.slash(world.lounge, "backup list")
    for answer in (made, listed):
        assert readers_of(world, answer) == {"jun"}
        assert str(settings.database.parent) not in text_of(answer)
    assert f"`{copy.name}`" in text_of(listed)
    assert "1 backup on the bot's machine" in text_of(listed)
    assert "NAMIDA_BACKUP_EVERY" in text_of(listed)


@pytest.mark.usefixtures("owner")
async def test_nobody_else_does_not_even_a_moderator(world: World, settings: Settings) -> None:
    for name in ("backup now", "backup list"):
        for member in (world.mika, world.rei):
            answer = await member.slash(world.lounge, name)
            assert "Only the person who runs this bot" in text_of(answer)
    assert copies(settings) == []
