"""The log is afterwards set up as it was before."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("aiosqlite", "discord", "simcord", "aiohttp", "asyncio", "PIL"):
        logging.getLogger(name).setLevel(logging.NOTSET)
