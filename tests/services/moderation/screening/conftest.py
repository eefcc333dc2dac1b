"""A drama, a rule of the server, and what Discord says of AutoMod."""

from __future__ import annotations

import pytest

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.screening import Entry
from bot.services.container import Services
from bot.store.database import Database
from tests.services.moderation.screening.ways import Discord
from tests.services.people import NOW, REI, TEAROOM, added


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Screened", episodes=10))
    return found


@pytest.fixture
async def ruled(services: Services) -> None:
    """The server does not allow a word."""
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["rascal"], NOW)


@pytest.fixture
def discord(services: Services) -> Discord:
    services.automod.source = Discord()
    return services.automod.source
