"""Messages follow what they show: whatever no one may see any more is out of date until it is taken away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.message_ledger import Kind, Posted
from bot.domain.screening import Passed
from bot.store.board import comments
from bot.store.posts import message_ledger
from bot.store.reviews import reviews
from tests.store.memory import add, empty

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MIKA, GUILD, CHANNEL, MESSAGE = 1, 50, 70, 9_000
TABLES = {Kind.COMMENT: "comment", Kind.REVIEW: "review"}  # of those that one row of a table is shown in


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))
        yield opened


@pytest.fixture
def drama(connection: sqlite3.Connection) -> int:
    ident, _ = add(connection, CatalogueEntry("1 Litre of Tears", year=2005, episodes=11))
    return ident


@pytest.fixture(params=TABLES)
def table(connection: sqlite3.Connection, drama: int, request: pytest.FixtureRequest) -> str:
    """The table of one kind, with one text of Mika's and the message that shows it."""
    kind: Kind = request.param
    if kind is Kind.COMMENT:
        ident = comments.put(
            connection, drama_id=drama, guild_id=GUILD, member_id=MIKA, episode=0, reply_to=None,
            spoils=None, text=Passed("I cried."), now=NOW,
        )  # fmt: skip
    else:
        review, _ = reviews.put(
            connection,
            MIKA,
            drama,
            headline=Passed("h"),
            text=Passed("t"),
            spoils=None,
            language="en",
            now=NOW,
        )
        ident = review.id
    connection.execute(
        "INSERT INTO outbox (id, key, kind, target, due_at, payload) VALUES (1, 'k', ?, 't', '2026', '{}')",
        (kind,),
    )
    message_ledger.composed(connection, kind, ident, drama, GUILD, 1)
    connection.execute("UPDATE posted SET channel_id = ?, message_id = ?", (CHANNEL, MESSAGE))
    return TABLES[kind]


def due(connection: sqlite3.Connection, now: datetime = NOW) -> list[Posted]:
    while message_ledger.sweep(connection, 1):
        pass
    return message_ledger.outdated(connection, now, 10)


def brought_up_to_date(connection: sqlite3.Connection) -> None:
    for post in due(connection):
        message_ledger.showing(connection, post)


@pytest.mark.usefixtures("table")
def test_posts_of_a_removed_drama_are_looked_at_and_those_of_one_that_is_back_again(
    connection: sqlite3.Connection, drama: int
) -> None:
    assert due(connection) == []
    for hidden in (1, 0):
        connection.execute("UPDATE drama SET hidden = ? WHERE id = ?", (hidden, drama))
        (post,) = due(connection)
        assert (post.guild_id, post.channel_id, post.message_id) == (GUILD, CHANNEL, MESSAGE)
        brought_up_to_date(connection)
        assert due(connection) == []


def test_a_text_out_of_sight_is_looked_at(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"UPDATE {table} SET hidden = 1")
    (post,) = due(connection)
    assert post.edited


def test_a_deleted_text_is_forgotten_once_its_message_is_gone(
    connection: sqlite3.Connection, table: str
) -> None:
    connection.execute(f"DELETE FROM {table}")
    (post,) = due(connection)
    assert post.edited
    assert message_ledger.forget(connection, post)
    assert not message_ledger.forget(connection, post), "it was forgotten before"
    assert due(connection) == []


def test_a_changed_text_is_out_of_date_until_its_message_shows_it(
    connection: sqlite3.Connection, table: str
) -> None:
    connection.execute(f"UPDATE {table} SET text = 'I laughed.'")
    (post,) = due(connection)
    assert post.edited
    connection.execute(f"UPDATE {table} SET text = 'I did both.'")  # while the message is edited
    message_ledger.showing(connection, post)
    (again,) = due(connection)
    message_ledger.showing(connection, again)
    assert due(connection) == []


def test_one_that_discord_refused_waits_until_it_is_tried_again(
    connection: sqlite3.Connection, table: str
) -> None:
    connection.execute(f"UPDATE {table} SET hidden = 1")
    (post,) = due(connection)
    later = NOW + timedelta(hours=1)
    message_ledger.refused(connection, post, later)
    assert due(connection) == []
    assert message_ledger.next_retry(connection) == later
    (again,) = due(connection, later)
    assert again.tries == 1
