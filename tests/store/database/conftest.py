"""A database in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import database
from bot.store.database import Database
from tests import spared


@pytest.fixture(autouse=True)
def _on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests are about waits for the disk, as it does outside of tests."""
    monkeypatch.setattr(database, "_prepare_writer", spared.prepare_writer)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as opened:
        yield opened
