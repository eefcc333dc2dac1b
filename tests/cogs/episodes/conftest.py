"""Who curates synopses in these tests has seen the drama, so nobody asks them before its plot."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.world import World, has_seen


@pytest.fixture
async def the_moderator_has_seen_it(world: World, database: Database) -> None:
    await has_seen(database, world.rei)
