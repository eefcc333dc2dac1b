"""Deletion: nothing of a member is left in any row, and everybody else's rows are as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.rows import Erased
from bot.store.privacy import erasing
from tests.store.memory import empty
from tests.store.privacy.filled import LEAVING, SECRET, STAYING, everything, fill, owners

# Kept by triggers, with everybody's votes.
COUNTS = frozenset({"votes", "likes", "helpful", "unhelpful", "revision"})


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        fill(opened)
        yield opened


def erase(connection: sqlite3.Connection) -> None:
    while erasing.hide(connection, LEAVING):
        pass
    while erasing.erase(connection, LEAVING):
        pass
    reached: erasing.Reached | None = erasing.Reached()
    while reached is not None:
        reached = erasing.scrub(connection, LEAVING, reached)
    connection.execute("DELETE FROM deletion WHERE member_id = ?", (LEAVING,))


def holding(connection: sqlite3.Connection, needle: str) -> set[tuple[str, str]]:
    """The columns that contain a text or the digits of a number, which may not be a part of a longer one."""
    return {
        (table, name)
        for table, rows in everything(connection).items()
        for row in rows
        for name, value in row.items()
        if needle in str(value).replace(f"{LEAVING}7", "")
    }


def without_counts(row: dict[str, object]) -> dict[str, object]:
    """A row without what votes and answers of a deleted member change."""
    return {name: value for name, value in row.items() if name not in COUNTS}


def test_every_table_is_filled(connection: sqlite3.Connection) -> None:
    found = everything(connection)
    for kept in KEPT:
        if kept.owner is not None:
            assert {row[kept.owner] for row in found[kept.table]} >= {LEAVING, STAYING}, kept


def test_nothing_of_a_deleted_member_is_left(connection: sqlite3.Connection) -> None:
    erase(connection)
    published = {("synopsis", "text"), ("synopsis", "returned_reason")}
    assert holding(connection, str(LEAVING)) <= published
    assert holding(connection, SECRET.format(member=LEAVING)) <= published


def test_all_others_keep_everything(connection: sqlite3.Connection) -> None:
    before = everything(connection)
    erase(connection)
    after = everything(connection)
    for table in {kept.table for kept in KEPT} - {"marked_file", "recommendation_spoils"}:
        untouched = [
            row
            for row in before[table]
            if LEAVING not in [row[name] for name in owners(table)]
            and str(LEAVING) not in str(row).replace(f"{LEAVING}7", "")
        ]
        assert untouched
        for row in untouched:
            assert without_counts(row) in [without_counts(one) for one in after[table]], (table, row)


def test_rows_that_stay_lose_the_member_alone(connection: sqlite3.Connection) -> None:
    before = everything(connection)
    erase(connection)
    after = everything(connection)
    for kept in KEPT:
        if kept.erased is not Erased.BLANKED or kept.owner is None:
            continue
        for row in before[kept.table]:
            if row[kept.owner] == LEAVING:
                blanked = {kept.owner, *kept.blanks}
                stands = {name: value for name, value in row.items() if name not in blanked}
                found = [one for one in after[kept.table] if stands.items() <= one.items()]
                assert found, (kept, row)
                assert found[0][kept.owner] in (None, 0)


def test_longer_numbers_stay(connection: sqlite3.Connection) -> None:
    erase(connection)
    (payload,) = connection.execute("SELECT payload FROM outbox WHERE payload LIKE '{\"member%'").fetchone()
    assert f'"member": 0, "larger": {LEAVING}7' in payload
