"""A database in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as opened:
        yield opened
