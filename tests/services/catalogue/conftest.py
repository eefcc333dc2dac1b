"""A catalogue that grows from a shelf with one show."""

from __future__ import annotations

import pytest

from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.store.database import Database
from tests.services.shelf import HOSPITAL, Shelf, hospital


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([(HOSPITAL, hospital())])


@pytest.fixture
async def names(empty: Database) -> CatalogueNames:
    made = CatalogueNames(empty)
    await made.load()
    return made


@pytest.fixture
def catalogue(empty: Database, names: CatalogueNames) -> Catalogue:
    return Catalogue(empty, names)


@pytest.fixture
def growing(empty: Database, names: CatalogueNames, shelf: Shelf) -> Growing:
    return Growing(empty, names, [shelf])
