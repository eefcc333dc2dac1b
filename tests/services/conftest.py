"""What the use cases stand on: a copy of the starter catalogue's database, and every service over it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.services.container import Services, open_services
from bot.store.database import Database
from tests.plans import recording


@pytest.fixture(autouse=True)
def well_planned() -> Iterator[None]:
    """No statement of the store may read a table that grows in full, or sort it.

    Looks at each statement the first time that it is run. `tests/plans/allowed.py` says why some may.
    """
    recording.unexplained()  # another test's
    yield
    assert recording.unexplained() == []


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
