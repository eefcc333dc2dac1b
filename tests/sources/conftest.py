"""A server of catalogues, and the sources that ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sources.manners import Manners
from tests.sources.catalogue_server import CatalogueServer
from tests.sources.opened import Opened, opened
from tests.sources.shows import hospital_playlist, tmdb_hospital_playlist

QUICK = Manners(total=2.0, connect=1.0, read=0.05, body_limit=256 * 1024)


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with CatalogueServer([hospital_playlist()], tmdb=[tmdb_hospital_playlist()]) as running:
        yield running


@pytest.fixture
async def world(server: CatalogueServer) -> AsyncIterator[Opened]:
    async with opened(server) as sources:
        yield sources


@pytest.fixture
async def hasty(server: CatalogueServer) -> AsyncIterator[Opened]:
    """Sources with little time and little room for an answer."""
    async with opened(server, QUICK) as sources:
        yield sources
