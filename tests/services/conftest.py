"""What the use cases stand on: a copy of the starter catalogue's database, and every service over it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.services.container import Services, open_services
from bot.store.database import Database


@pytest.fixture
async def store(tmp_path: Path, starter_database: Path) -> AsyncIterator[Database]:
    path = tmp_path / "services.sqlite3"
    shutil.copy(starter_database, path)
    async with Database.open(path) as opened:
        yield opened


@pytest.fixture
async def services(store: Database) -> AsyncIterator[Services]:
    opened = await open_services(store)
    async with aclosing(opened.pictures), aclosing(opened.decoder):
        yield opened


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of today's schema without a drama."""
    async with Database.open(tmp_path / "empty.sqlite3") as opened:
        yield opened
