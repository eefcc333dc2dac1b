"""Every test of the command line has an empty folder and nothing set."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.settings import variables
from tests.cli.commands import DATABASE, ROOT


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder with nothing set."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def database(starter_database: Path) -> Path:
    DATABASE.parent.mkdir()
    shutil.copy(starter_database, DATABASE)
    DATABASE.chmod(0o600)
    return DATABASE
