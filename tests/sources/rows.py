"""One row as the reader takes it or refuses it, for the tests of its fields."""

from __future__ import annotations

from bot.domain.dramas import CatalogueEntry
from bot.sources.rows import entry_of
from tests.file_faults import why


def read(**values: object) -> CatalogueEntry:
    entry = entry_of({"title": "Mother", **values}, row=1, rank=7)
    assert isinstance(entry, CatalogueEntry), entry
    return entry


def refused(**values: object) -> list[str]:
    found = entry_of({"title": "Mother", **values}, row=1, rank=7)
    assert isinstance(found, list), found
    return [f"{problem.field}: {why(problem)}" for problem in found]
