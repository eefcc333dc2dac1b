"""Messages follow what they show: one that shows what nobody may see any more is taken away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.message_ledger import Posted
from bot.store.board import comments
from bot.store.posts.message_ledger import Ledger
from bot.store.reviews import reviews
from tests.store.memory import add, empty

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MIKA, GUILD, CHANNEL, MESSAGE = 1, 50, 70, 9_000
LEDGERS = (comments.POSTS, reviews.POSTS)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))
        yield opened


@pytest.fixture
def drama(connection: sqlite3.Connection) -> int:
    ident, _ = add(connection, CatalogueEntry("1 Litre of Tears", year=2005, episodes=11))
    return ident


@pytest.fixture(params=LEDGERS, ids=lambda ledger: ledger.kind)
def ledger(connection: sqlite3.Connection, drama: int, request: pytest.FixtureRequest) -> Ledger:
    """The ledger of one kind, with one text of Mika's and the message that shows it."""
    kept: Ledger = request.param
    if kept is comments.POSTS:
        ident = comments.put(
            connection, drama_id=drama, guild_id=GUILD, member_id=MIKA, episode=0, reply_to=None,
            spoils=None, text="I cried.", now=NOW,
        )  # fmt: skip
    else:
        review, _ = reviews.put(
            connection, MIKA, drama, headline="h", text="t", spoils=None, language="en", now=NOW
        )
        ident = review.id
    kept.composed(connection, ident, GUILD)
    connection.execute(f"UPDATE {kept.kind}_post SET channel_id = ?, message_id = ?", (CHANNEL, MESSAGE))
    return kept


def due(connection: sqlite3.Connection, ledger: Ledger, now: datetime = NOW) -> list[Posted]:
    return ledger.outdated(connection, now, 10)


def test_there_is_a_ledger_for_every_table_of_messages(connection: sqlite3.Connection) -> None:
    """Posts of synopses count their own revisions, by triggers that see a removed drama, too."""
    tables = connection.execute(
        "SELECT s.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c WHERE s.type = 'table'"
        " AND s.name GLOB '*_post' AND c.name = 'revision'"
    ).fetchall()
    own = {"synopsis_post"}
    assert {f"{ledger.kind}_post" for ledger in LEDGERS} == {name for (name,) in tables} - own


def test_posts_of_a_removed_drama_are_taken_away_and_those_of_one_that_is_back_are_not(
    connection: sqlite3.Connection, ledger: Ledger, drama: int
) -> None:
    assert due(connection, ledger) == []
    connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama,))
    (post,) = due(connection, ledger)
    assert post.gone
    assert (post.guild_id, post.channel_id, post.message_id) == (GUILD, CHANNEL, MESSAGE)
    connection.execute("UPDATE drama SET hidden = 0 WHERE id = ?", (drama,))
    assert not any(post.gone for post in due(connection, ledger))


def test_a_text_out_of_sight_is_taken_away(connection: sqlite3.Connection, ledger: Ledger) -> None:
    connection.execute(f"UPDATE {ledger.kind} SET hidden = 1")
    (post,) = due(connection, ledger)
    assert post.gone


def test_a_deleted_text_is_taken_away(connection: sqlite3.Connection, ledger: Ledger) -> None:
    connection.execute(f"DELETE FROM {ledger.kind}")
    (post,) = due(connection, ledger)
    assert post.gone
    assert ledger.forget(connection, post)
    assert not ledger.forget(connection, post), "it was forgotten before"
    assert due(connection, ledger) == []


def test_a_changed_text_is_edited_until_its_message_shows_it(
    connection: sqlite3.Connection, ledger: Ledger
) -> None:
    connection.execute(f"UPDATE {ledger.kind} SET revision = revision + 1")
    (post,) = due(connection, ledger)
    assert (post.gone, post.edited) == (False, True)
    ledger.showing(connection, post)
    assert due(connection, ledger) == []


def test_one_that_discord_refused_waits_until_it_is_tried_again(
    connection: sqlite3.Connection, ledger: Ledger
) -> None:
    connection.execute(f"UPDATE {ledger.kind} SET hidden = 1")
    (post,) = due(connection, ledger)
    later = NOW + timedelta(hours=1)
    ledger.refused(connection, post, later)
    assert due(connection, ledger) == []
    assert ledger.next_retry(connection) == later
    (again,) = due(connection, ledger, later)
    assert (again.gone, again.tries) == (True, 1)
