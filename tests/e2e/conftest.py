"""Every test here may start the bot's process, and none leaves one behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.nursery import NURSERY


@pytest.fixture(scope="session", autouse=True)
def _nursery_ends() -> Iterator[None]:
    yield
    NURSERY.close()
