"""A bot whose one source has a show about a hospital."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.client import NamidaBot
from bot.settings import Settings
from tests.cogs.shelved import shelved_bot
from tests.services.shelf import HOSPITAL, Shelf, hospital


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([(HOSPITAL, hospital())])


@pytest.fixture
async def bot(settings: Settings, shelf: Shelf) -> AsyncIterator[NamidaBot]:
    async with shelved_bot(settings, shelf) as opened:
        yield opened
