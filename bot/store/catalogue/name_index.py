"""Stores the index of names across restarts: its head and its parts, in pieces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

PIECE = 1024 * 1024  # bytes; written within some 10 ms, so that a member's write never waits longer
_HEAD = ""  # the name of the part that says what the others are

Content: TypeAlias = "bytes | memoryview[int]"


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """A stored index. The head tells whether it is complete. `head` is None if there is none."""

    head: bytes | None
    parts: dict[str, bytes]


def read(connection: sqlite3.Connection, indexed: str) -> StoredIndex:
    """The stored index of `drama` or `person`."""
    pieces: dict[str, list[bytes]] = {}
    for part, content in connection.execute(
        "SELECT part, content FROM name_index WHERE indexed = ? ORDER BY part, piece", (indexed,)
    ):
        pieces.setdefault(part, []).append(content)
    # One part after the other, so that at most one is in memory twice.
    parts = {part: b"".join(pieces.pop(part)) for part in list(pieces)}
    return StoredIndex(parts.pop(_HEAD, None), parts)


@dataclass(frozen=True, slots=True)
class IndexWrite:
    """One of the writes that store an index, each a transaction of its own."""

    indexed: str
    part: str
    piece: int
    content: Content | None

    def write(self, connection: sqlite3.Connection) -> None:
        """Store the piece. Without content, delete it and those after it."""
        where = (self.indexed, self.part, self.piece)
        if self.content is None:
            connection.execute("DELETE FROM name_index WHERE indexed = ? AND part = ? AND piece >= ?", where)
        else:
            connection.execute(
                "INSERT OR REPLACE INTO name_index VALUES (?, ?, ?, ?)", (*where, self.content)
            )


def steps(indexed: str, head: bytes, parts: Mapping[str, Content]) -> Iterator[IndexWrite]:
    """Every write for storing an index, in order. Before the last one, nothing counts as stored."""
    yield IndexWrite(indexed, _HEAD, 0, None)
    for part, content in parts.items():
        starts = range(0, max(1, len(content)), PIECE)  # an empty part is a piece, too
        for piece, start in enumerate(starts):
            yield IndexWrite(indexed, part, piece, content[start : start + PIECE])
        yield IndexWrite(indexed, part, len(starts), None)
    yield IndexWrite(indexed, _HEAD, 0, head)
