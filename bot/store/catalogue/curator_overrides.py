"""Removes from an entry of a catalogue file what curators have decided."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from bot.domain.dramas import CatalogueEntry, summary_field
from bot.domain.sources import MEMBER
from bot.store.catalogue import provenance
from bot.store.catalogue.catalogue import PLAIN_COLUMNS

_PARTS = ("aliases", "genres", "networks", "cast", "links")
# Fields that an entry always has: the known value stands in for the file's.
_ALWAYS = ("title", "kind")


def left_by_curators(connection: sqlite3.Connection, drama_id: int, entry: CatalogueEntry) -> CatalogueEntry:
    """The entry without the values that a curator set, emptied or removed in this drama.

    A file fills gaps, but not a gap that a curator made.
    """
    origins = provenance.origins(connection, drama_id)
    curated = {field for field, origin in origins.items() if origin.source == MEMBER}
    withheld = {
        part: provenance.withheld(connection, drama_id, part) for part in ("aliases", "cast", "links")
    }
    if not curated and not any(withheld.values()):
        return entry
    changes: dict[str, Any] = {
        column: None for column in PLAIN_COLUMNS if column in curated and column not in _ALWAYS
    }
    changes |= _known(connection, drama_id, curated)
    changes |= {part: () for part in _PARTS if part in curated}
    changes["episode_list"] = tuple(
        episode for episode in entry.episode_list if f"episode {episode.number}" not in curated
    )
    changes["summaries"] = tuple(
        summary for summary in entry.summaries if summary_field(summary.language) not in curated
    )
    left = replace(entry, **changes)
    return replace(
        left,
        aliases=tuple(name for name in left.aliases if name not in withheld["aliases"]),
        cast=tuple(credit for credit in left.cast if credit.person not in withheld["cast"]),
        links=tuple(link for link in left.links if link.url not in withheld["links"]),
    )


def _known(connection: sqlite3.Connection, drama_id: int, curated: set[str]) -> dict[str, Any]:
    columns = [column for column in _ALWAYS if column in curated]
    if not columns:
        return {}
    row = connection.execute(f"SELECT {', '.join(columns)} FROM drama WHERE id = ?", (drama_id,)).fetchone()
    return dict(zip(columns, row, strict=True))
