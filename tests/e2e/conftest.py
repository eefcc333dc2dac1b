"""The file of every process that the tests start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database(starter_database: Path, tmp_path: Path) -> Path:
    """A database with the starter catalogue, in a folder of its own; `bot.log` is beside that folder."""
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    shutil.copy(starter_database, path)
    path.chmod(0o600)
    return path
