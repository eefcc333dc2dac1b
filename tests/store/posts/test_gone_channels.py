"""Messages of deleted channels are forgotten in pieces, and nothing else is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from bot.domain.message_ledger import Kind
from bot.store.pieces import PIECE
from bot.store.posts import gone_channels
from tests.store.memory import empty

GUILD, GONE, THERE, THREAD, MIKA = 5, 70, 71, 72, 8
# What is posted again when its author changes it, and what goes with the row of its thread.
STAY = {Kind.REVIEW, Kind.COMMENT, Kind.OPENER, Kind.TAGS}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as made:
        made.execute("INSERT INTO drama (id, title) VALUES (1, 'Rain')")
        made.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))
        made.execute(
            "INSERT INTO thread (guild_id, drama_id, channel_id, thread_id) VALUES (?, 1, ?, ?)",
            (GUILD, THERE, THREAD),
        )
        yield made


def stand(connection: sqlite3.Connection, kind: Kind, subject: int, channel_id: int) -> None:
    connection.execute(
        "INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id)"
        " VALUES (?, ?, 1, ?, 1, ?, ?)",
        (kind, subject, GUILD, channel_id, 1_000 + subject),
    )


def forget(connection: sqlite3.Connection, channel_id: int) -> list[int]:
    """How much each piece forgot."""
    pieces = []
    while some := gone_channels.forget(connection, channel_id):
        pieces.append(some)
    return pieces


@pytest.mark.parametrize("kind", Kind)
def test_what_goes_with_its_channel(connection: sqlite3.Connection, kind: Kind) -> None:
    for channel_id in (GONE, THERE, THREAD):
        stand(connection, kind, channel_id, channel_id)
    assert gone_channels.channels(connection) == ([] if kind in STAY else [GONE, THERE])
    assert forget(connection, GONE) == ([] if kind in STAY else [1])
    left = [row[0] for row in connection.execute("SELECT channel_id FROM posted ORDER BY channel_id")]
    assert left == ([GONE, THERE, THREAD] if kind in STAY else [THERE, THREAD])


def test_a_marked_message_goes_with_its_repost_and_much_goes_in_pieces(
    connection: sqlite3.Connection,
) -> None:
    many = PIECE + 3
    for ident, channel_id in ((1, GONE), (2, THERE)):
        connection.execute(
            "INSERT INTO marked (message_id, guild_id, channel_id, author_id, marked_by, text, state, at)"
            " VALUES (?, ?, ?, ?, ?, 'He dies.', 'done', '2026-05-03T00:00:00Z')",
            (ident, GUILD, channel_id, MIKA, MIKA),
        )
        stand(connection, Kind.MARKED, ident, channel_id)
    for subject in range(10, 10 + many - 1):
        stand(connection, Kind.QUOTE, subject, GONE)
    assert forget(connection, GONE) == [PIECE, 3]
    assert connection.execute("SELECT message_id FROM marked").fetchall() == [(2,)]
    assert connection.execute("SELECT subject FROM posted").fetchall() == [(2,)]
