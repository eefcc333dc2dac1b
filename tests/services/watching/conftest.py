"""Two instances of the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.services.container import Services, open_services
from bot.store.catalogue import catalogue
from bot.store.database import Database
from tests.services.people import added
from tests.services.watching.instances import Instance


@pytest.fixture
async def here(store: Database, services: Services) -> Instance:
    return Instance(store, services)


@pytest.fixture
async def there(tmp_path: Path, store: Database) -> AsyncIterator[Instance]:
    """Another bot, whose catalogue has the same dramas under other ids."""
    entries = await store.read(lambda connection: list(catalogue.all_entries(connection)))
    async with Database.open(tmp_path / "there.sqlite3") as database:
        await added(database, CatalogueEntry("First of all"), *reversed(entries))
        services = await open_services(database)
        async with aclosing(services.decoder):
            yield Instance(database, services)
