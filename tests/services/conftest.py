"""What the use cases stand on: a copy of the starter catalogue's database, and every service over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.services.container import Services, open_services
from bot.store.database import Database
from tests.here import KeptFile, kept_file


@pytest.fixture
async def store(starter_copy: Path) -> AsyncIterator[Database]:
    async with Database.open(starter_copy) as opened:
        yield opened


@pytest.fixture
async def services(store: Database) -> AsyncIterator[Services]:
    opened = await open_services(store)
    async with aclosing(opened.pictures), aclosing(opened.decoder):
        yield opened


@pytest.fixture
def woken(services: Services) -> list[None]:
    """Grows each time that the scheduler is woken."""
    found: list[None] = []
    services.outbox.on_change = lambda: found.append(None)
    return found


@pytest.fixture(scope="session")
def kept_empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptFile]:
    """A file of today's schema without a drama, which becomes as new before each test."""
    original = tmp_path_factory.mktemp("empty") / "empty.sqlite3"

    async def make() -> None:
        async with Database.open(original):
            pass

    asyncio.run(make())
    with kept_file(tmp_path_factory.mktemp("kept") / "empty.sqlite3", original) as kept:
        yield kept


@pytest.fixture
async def empty(
    without_threads: bool, request: pytest.FixtureRequest, kept_empty: KeptFile
) -> AsyncIterator[Database]:
    """A database of today's schema without a drama."""
    path = kept_empty.renew() if without_threads else request.getfixturevalue("tmp_path") / "empty.sqlite3"
    async with Database.open(path) as opened:
        yield opened
