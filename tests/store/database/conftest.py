"""A database in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import database
from bot.store.database import Database
from tests import spared


@pytest.fixture(autouse=True)
def _unspared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests are about waits for the disk and reads in several threads, as outside of tests."""
    monkeypatch.setattr(database, "_prepare_writer", spared.prepare_writer)
    monkeypatch.setattr(database, "READERS", spared.READERS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as opened:
        yield opened
