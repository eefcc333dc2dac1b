"""Keeps catalogue files during their import, with its position and result."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.store.catalogue.filling import FillResult
from bot.store.pieces import PIECE
from bot.store.timestamps import written


class State(StrEnum):
    """The state of an import."""

    STAGING = "staging"  # the file is being staged: the catalogue has not changed
    STORING = "storing"  # it will be completed, even after a crash
    STORED = "stored"
    UNDOING = "undoing"  # the undo will be completed, even after a crash
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """The position and counts of an import."""

    id: int
    state: State
    suffix: str
    overwrite: bool
    undoable: bool  # whether it writes down what it does
    place: int
    of_drama: int | None
    last: FillResult | None
    added: int
    changed: int
    unchanged: int

    @property
    def worth_keeping(self) -> bool:
        """Whether there is anything to undo."""
        return self.undoable and self.added + self.changed > 0

    def after(self, ident: int, change: FillResult, *, first: bool) -> ImportProgress:
        """The progress after one more step, the first of its drama or a later one."""
        counts = {
            FillResult.ADDED: self.added,
            FillResult.CHANGED: self.changed,
            FillResult.UNCHANGED: self.unchanged,
        }
        if first:
            counts[change] += 1
        elif self.last is FillResult.UNCHANGED and change is FillResult.CHANGED:
            counts[FillResult.UNCHANGED] -= 1
            counts[FillResult.CHANGED] += 1
        last = (
            change
            if first or (self.last, change) == (FillResult.UNCHANGED, FillResult.CHANGED)
            else self.last
        )
        return replace(
            self,
            place=self.place + 1,
            of_drama=ident,
            last=last,
            added=counts[FillResult.ADDED],
            changed=counts[FillResult.CHANGED],
            unchanged=counts[FillResult.UNCHANGED],
        )


_COLUMNS = "id, state, suffix, overwrite, undoable, place, of_drama, last, added, changed, unchanged"


def _standing(row: tuple[object, ...]) -> ImportProgress:
    ident, state, suffix, overwrite, undoable, place, of_drama, last, *counts = row
    return ImportProgress(
        ident,  # type: ignore[arg-type]
        State(str(state)),
        str(suffix),
        bool(overwrite),
        bool(undoable),
        place,  # type: ignore[arg-type]
        of_drama,  # type: ignore[arg-type]
        FillResult(str(last)) if last is not None else None,
        *counts,  # type: ignore[arg-type]
    )


def get(connection: sqlite3.Connection, import_id: int) -> ImportProgress | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM catalogue_import WHERE id = ?", (import_id,)).fetchone()
    return _standing(row) if row else None


def unfinished(connection: sqlite3.Connection) -> list[ImportProgress]:
    """Unfinished imports, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM catalogue_import WHERE state NOT IN ('stored', 'undone') ORDER BY id"
    )
    return [_standing(row) for row in rows]


def leavings(connection: sqlite3.Connection) -> list[ImportProgress]:
    """Finished imports that still have their file, or that have nothing to undo."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM catalogue_import i WHERE state IN ('stored', 'undone') AND ("
        " EXISTS (SELECT 1 FROM catalogue_import_piece WHERE import_id = i.id)"
        " OR (state = 'stored' AND (undoable = 0 OR added + changed = 0)))"
    )
    return [_standing(row) for row in rows]


def begin(
    connection: sqlite3.Connection, suffix: str, now: datetime, *, overwrite: bool, undoable: bool
) -> int:
    ident: int = connection.execute(
        "INSERT INTO catalogue_import (state, suffix, overwrite, undoable, begun_at)"
        " VALUES ('staging', ?, ?, ?, ?) RETURNING id",
        (suffix, int(overwrite), int(undoable), written(now)),
    ).fetchone()[0]
    return ident


def put_piece(connection: sqlite3.Connection, import_id: int, place: int, body: bytes) -> None:
    connection.execute(
        "INSERT INTO catalogue_import_piece (import_id, place, body) VALUES (?, ?, ?)",
        (import_id, place, body),
    )


def piece(connection: sqlite3.Connection, import_id: int, place: int) -> bytes | None:
    row = connection.execute(
        "SELECT body FROM catalogue_import_piece WHERE import_id = ? AND place = ?", (import_id, place)
    ).fetchone()
    return row[0] if row else None


def drop_piece(connection: sqlite3.Connection, import_id: int) -> bool:
    """Delete one piece of the file, because all at once would take long. Returns whether there was one."""
    dropped = connection.execute(
        "DELETE FROM catalogue_import_piece WHERE import_id = ?1 AND place ="
        " (SELECT max(place) FROM catalogue_import_piece WHERE import_id = ?1) RETURNING 1",
        (import_id,),
    )
    return bool(dropped.fetchall())


def set_state(connection: sqlite3.Connection, import_id: int, state: State) -> None:
    connection.execute("UPDATE catalogue_import SET state = ? WHERE id = ?", (str(state), import_id))


def move(connection: sqlite3.Connection, standing: ImportProgress) -> None:
    """Store the import's position, in the same transaction as what it stored."""
    connection.execute(
        "UPDATE catalogue_import SET place = ?, of_drama = ?, last = ?, added = ?, changed = ?, unchanged = ?"
        " WHERE id = ?",
        (
            standing.place,
            standing.of_drama,
            standing.last,
            standing.added,
            standing.changed,
            standing.unchanged,
            standing.id,
        ),
    )


def forget(connection: sqlite3.Connection, import_id: int) -> None:
    """Delete an import that changed nothing, or that can no longer be undone."""
    connection.execute("DELETE FROM catalogue_import WHERE id = ?", (import_id,))


def hold_ids(connection: sqlite3.Connection, import_id: int) -> None:
    """Reserve the id of a drama that is about to be deleted, so that no other drama gets it."""
    connection.execute(
        "UPDATE catalogue_import SET highest_id = (SELECT max(id) FROM drama) WHERE id = ?", (import_id,)
    )


def forget_old(connection: sqlite3.Connection, before: datetime) -> int:
    """Delete a piece of the journals of older imports. Returns how many rows; 0 when none is left.

    Such an import can no longer be undone: half an undo would be worse than none.
    """
    connection.execute(
        "UPDATE catalogue_import SET undoable = 0 WHERE state = 'stored' AND begun_at < ?", (written(before),)
    )
    rows = connection.execute(
        "DELETE FROM catalogue_import_change WHERE id IN (SELECT c.id FROM catalogue_import_change c"
        " JOIN catalogue_import i ON i.id = c.import_id"
        " WHERE i.state = 'stored' AND i.begun_at < ? LIMIT ?) RETURNING 1",
        (written(before), PIECE),
    )
    return len(rows.fetchall())
