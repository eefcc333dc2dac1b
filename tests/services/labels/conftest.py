"""Two dramas with a known number of episodes."""

from __future__ import annotations

import pytest

from bot.domain.dramas import CatalogueEntry, Drama
from bot.store.database import Database
from tests.services.people import added


@pytest.fixture
async def pair(store: Database) -> tuple[Drama, Drama]:
    one, other = await added(
        store, CatalogueEntry("Barred", episodes=11), CatalogueEntry("Beside it", episodes=16)
    )
    return one, other


@pytest.fixture
async def drama(pair: tuple[Drama, Drama]) -> Drama:
    return pair[0]
