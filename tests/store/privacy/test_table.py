"""The table of what is kept about members names every column of the database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from bot.domain.departures import OF_SERVERS, STAYING
from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.other_rows import MENTIONS, NOT_ABOUT, WITHOUT_MEMBERS
from tests.store.memory import empty
from tests.store.privacy.filled import columns, owners, references, tables

# Names of columns that can only hold a member's id, and those that sound like it and do not.
A_MEMBER = re.compile(r"(?:^|_)(?:member|author|actor|user|reporter|owner|moderator|asker)(?:_id)?$|_by$")
NO_MEMBER = {
    "claimed_by": "a process",
    "made_by": "a version of the rules",
    "named_by": "a column",
    "list_seen_by": "a choice",
}


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        yield opened


def named(table: str) -> set[str]:
    """The columns of a table that `domain/privacy` names."""
    kept = {column for one in KEPT if one.table == table for column in one.columns}
    mentioned = {column for one in MENTIONS if one.table == table for column in one.columns}
    return kept | mentioned | set(NOT_ABOUT.get(table, ()))


def test_every_table_is_named_once(connection: sqlite3.Connection) -> None:
    about = {one.table for one in KEPT} | {one.table for one in MENTIONS}
    assert not about & set(WITHOUT_MEMBERS)
    unknown = set(tables(connection)) - about - set(WITHOUT_MEMBERS)
    assert not unknown, f"say in bot/domain/privacy what {unknown} hold about members"
    assert about | set(WITHOUT_MEMBERS) <= set(tables(connection))


def test_every_column_is_named(connection: sqlite3.Connection) -> None:
    for table in sorted({one.table for one in KEPT} | {one.table for one in MENTIONS}):
        there = set(columns(connection, table))
        assert not there - named(table), f"say in bot/domain/privacy what {table} {there - named(table)} hold"
        assert not named(table) - there, f"{table} has no columns {named(table) - there}"


def test_every_column_with_a_member_has_a_row_of_its_own(connection: sqlite3.Connection) -> None:
    for table in tables(connection):
        to_members = {name for name, target in references(connection, table).items() if target == "member"}
        sounds = {name for name in columns(connection, table) if A_MEMBER.search(name)} - NO_MEMBER.keys()
        assert to_members | sounds <= set(owners(table)), table


def test_every_entry_says_all_that_a_reader_wants_to_know() -> None:
    for kept in KEPT:
        for sentence in (kept.what, kept.why, kept.how_long, kept.seen_by):
            assert sentence.endswith((".", ":")), kept
        assert kept.since is None or kept.since in kept.facts, kept
        assert set(kept.blanks) <= set(kept.facts), kept


def test_every_table_with_a_server_says_what_becomes_of_its_rows(connection: sqlite3.Connection) -> None:
    with_server = {table for table in tables(connection) if "guild_id" in columns(connection, table)}
    assert with_server | {"guild"} == set(OF_SERVERS) | set(STAYING)
    for table, column in OF_SERVERS.items():
        assert column in columns(connection, table)


def test_what_is_exported_has_something_that_is_the_members_own() -> None:
    empty = [kept.table for kept in KEPT if kept.owner and kept.exported and not kept.taken_along]
    assert empty == []
