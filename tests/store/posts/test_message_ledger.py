"""The ledger: what is out of date is found without looking at the rest, and much is marked in pieces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.message_ledger import Cause, Kind, Place, Thing
from bot.domain.outbox import NewPost, Target
from bot.store import migrations
from bot.store.migrations import all_migrations
from bot.store.posts import message_ledger, outbox
from tests.store import releases
from tests.store.memory import empty

NOW = datetime(2026, 5, 3, tzinfo=UTC)
GUILD, ELSEWHERE, CHANNEL, MIKA = 5, 6, 7, 8
MANY = 45


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as made:
        made.execute("INSERT INTO drama (id, title) VALUES (1, 'Rain'), (2, 'Snow')")
        made.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))
        made.execute("INSERT INTO guild (id) VALUES (?), (?)", (GUILD, ELSEWHERE))
        made.execute("INSERT INTO chore (name, due_at) VALUES ('posted messages', '2999-01-01T00:00:00Z')")
        yield made


def stand(connection: sqlite3.Connection, ident: int, guild_id: int = GUILD, spoils: int | None = 3) -> None:
    """A comment, and the message that shows it."""
    connection.execute(
        "INSERT INTO comment (id, drama_id, guild_id, member_id, spoils_episode, text)"
        " VALUES (?, 1, ?, ?, ?, 'Said.')",
        (ident, guild_id, MIKA, spoils),
    )
    thing, place = Thing(Kind.COMMENT, ident, 1), Place(guild_id, CHANNEL, 1_000 + ident)
    message_ledger.stands(connection, thing, place)


def due(connection: sqlite3.Connection, at: datetime = NOW, limit: int = 999) -> list[int]:
    return [post.subject for post in message_ledger.outdated(connection, at, limit)]


def asked_for(connection: sqlite3.Connection) -> bool:
    """Whether the chore is asked for since this was last looked at."""
    (asked,) = connection.execute("SELECT asked_for FROM chore").fetchone()
    connection.execute("UPDATE chore SET asked_for = NULL")
    return asked is not None


def test_a_policy_marks_nothing_itself_and_then_in_pieces_what_it_concerns(
    connection: sqlite3.Connection,
) -> None:
    for ident in range(1, MANY + 1):
        stand(connection, ident, spoils=3 if ident % 3 else None)
    stand(connection, MANY + 1, ELSEWHERE)
    connection.execute("UPDATE guild SET policy = 'sealed' WHERE id = ?", (GUILD,))
    assert asked_for(connection)
    assert due(connection) == []
    pieces = []
    while message_ledger.sweep(connection, 10):
        pieces.append(len(due(connection)))
    assert len(pieces) == MANY // 10 + 1
    assert all(after - before <= 10 for before, after in zip([0, *pieces], pieces, strict=False))
    assert due(connection) == [ident for ident in range(1, MANY + 1) if ident % 3]


def test_a_change_in_the_middle_of_one_begins_anew(connection: sqlite3.Connection) -> None:
    for ident in range(1, 21):
        stand(connection, ident)
    connection.execute("UPDATE guild SET policy = 'sealed' WHERE id = ?", (GUILD,))
    assert message_ledger.sweep(connection, 10)
    for post in message_ledger.outdated(connection, NOW, 99):
        message_ledger.showing(connection, post)
    connection.execute("UPDATE guild SET policy = 'bars' WHERE id = ?", (GUILD,))
    while message_ledger.sweep(connection, 10):
        pass
    assert due(connection) == list(range(1, 21))


def test_what_its_writer_changed_comes_before_what_a_policy_did(connection: sqlite3.Connection) -> None:
    for ident in range(1, 31):
        stand(connection, ident)
    connection.execute("UPDATE guild SET language = 'ja' WHERE id = ?", (GUILD,))
    while message_ledger.sweep(connection, 10):
        pass
    connection.execute("DELETE FROM comment WHERE id = 29")
    assert due(connection, limit=3) == [29, 1, 2]


def test_what_was_refused_waits_unless_it_changes_again(connection: sqlite3.Connection) -> None:
    stand(connection, 1)
    connection.execute("UPDATE comment SET text = 'Said again.'")
    (post,) = message_ledger.outdated(connection, NOW, 9)
    message_ledger.refused(connection, post, NOW + timedelta(hours=1))
    assert due(connection) == []
    assert message_ledger.next_retry(connection) == NOW + timedelta(hours=1)
    assert due(connection, NOW + timedelta(hours=1)) == [1]
    connection.execute("UPDATE comment SET text = 'Said once more.'")
    assert due(connection) == [1]
    message_ledger.refused(connection, post, NOW + timedelta(hours=1))
    assert due(connection) == [1], "that was of what it said before"


def sent(connection: sqlite3.Connection, key: str = "a", kind: str = "comment") -> int:
    """A post on its way, and its id."""
    target = Target(guild_id=GUILD, channel_id=CHANNEL)
    ident = outbox.put(connection, NewPost(key, kind, target, NOW, {"comment": 1, "guild": GUILD}))
    (post,) = outbox.claim(connection, NOW, "me", timedelta(minutes=2), 1)
    assert post.id == ident
    return ident


@pytest.mark.parametrize("change", ["UPDATE comment SET text = 'Other.'", "DELETE FROM comment"])
def test_what_changes_on_its_way_is_out_of_date_once_it_stands(
    connection: sqlite3.Connection, change: str
) -> None:
    stand(connection, 1)
    connection.execute("DELETE FROM posted")
    ident = sent(connection)
    message_ledger.composed(connection, Kind.COMMENT, 1, 1, GUILD, ident)
    connection.execute(change)
    assert due(connection) == []
    asked_for(connection)
    outbox.sent(connection, ident, "me", NOW, CHANNEL, 99)
    assert due(connection) == [1]
    assert asked_for(connection)


def test_a_post_of_which_nobody_knows_any_more_is_to_be_taken_away(connection: sqlite3.Connection) -> None:
    outbox.sent(connection, sent(connection), "me", NOW, CHANNEL, 99)
    (post,) = message_ledger.outdated(connection, NOW, 9)
    assert (post.kind, post.subject, post.message_id) == (Kind.COMMENT, 0, 99)
    assert asked_for(connection)


def test_what_is_no_kind_of_the_ledgers_is_none_of_its_business(connection: sqlite3.Connection) -> None:
    outbox.sent(connection, sent(connection, kind="airing"), "me", NOW, CHANNEL, 99)
    assert due(connection) == []


@pytest.mark.parametrize("end", ["dropped", "withdrawn"])
def test_what_is_never_sent_leaves_no_row(connection: sqlite3.Connection, end: str) -> None:
    stand(connection, 1)
    connection.execute("DELETE FROM posted")
    ident = sent(connection)
    message_ledger.composed(connection, Kind.COMMENT, 1, 1, GUILD, ident)
    if end == "dropped":
        connection.execute("UPDATE outbox SET state = 'dropped'")
    else:
        connection.execute("DELETE FROM outbox")
    assert connection.execute("SELECT * FROM posted").fetchall() == []


# --- what an earlier version posted ---


@pytest.fixture
def before() -> Iterator[sqlite3.Connection]:
    """A database of the version before the ledger, with a drama that has three reviews and comments."""
    first = next(one.version for one in all_migrations() if one.name.endswith("_ledger.sql"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        old.execute("PRAGMA foreign_keys = ON")
        releases.build(old, first - 1)
        old.execute("INSERT INTO drama (id, title) VALUES (1, 'Rain')")
        old.execute("INSERT INTO guild (id) VALUES (?)", (GUILD,))
        for ident in (1, 2, 3, 4):
            old.execute("INSERT INTO member (id) VALUES (?)", (ident,))
            old.execute(
                "INSERT INTO review (id, drama_id, member_id, headline, text, language)"
                " VALUES (?1, 1, ?1, 'H', 'T', 'en')",
                (ident,),
            )
            old.execute(
                "INSERT INTO comment (id, drama_id, guild_id, member_id, text) VALUES (?1, 1, ?2, ?1, 'T')",
                (ident, GUILD),
            )
            old.execute("INSERT INTO review_post VALUES (?1, ?2, 1, 7, 100 + ?1, 0, NULL)", (ident, GUILD))
            old.execute("INSERT INTO comment_post VALUES (?1, ?2, 1, 7, 200 + ?1, 0, NULL)", (ident, GUILD))
            old.execute(
                "INSERT INTO synopsis_post (guild_id, drama_id, episode, shown, channel_id, message_id)"
                " VALUES (?2, 1, ?1, 1, 7, 300 + ?1)",
                (ident, GUILD),
            )
        yield old


def test_what_an_earlier_version_posted_goes_on(before: sqlite3.Connection, tmp_path: Path) -> None:
    before.execute("UPDATE review SET text = 'Changed.' WHERE id = 1")
    before.execute("DELETE FROM review WHERE id = 2")
    before.execute("UPDATE comment SET hidden = 1 WHERE id = 3")
    before.execute("UPDATE synopsis_post SET revision = 2 WHERE episode = 4")
    migrations.migrate(before, tmp_path / "namida.sqlite3")
    assert before.execute("SELECT count(*) FROM posted").fetchone() == (12,)
    changed = {(post.kind, post.message_id) for post in message_ledger.outdated(before, NOW, 99)}
    assert changed == {(Kind.REVIEW, 101), (Kind.REVIEW, 102), (Kind.COMMENT, 203), (Kind.SYNOPSIS, 304)}
    for post in message_ledger.outdated(before, NOW, 99):
        message_ledger.showing(before, post)
    before.execute("UPDATE review SET text = 'Changed again.' WHERE id = 4")
    before.execute("DELETE FROM member WHERE id = 1")
    changed = {(post.kind, post.message_id) for post in message_ledger.outdated(before, NOW, 99)}
    assert changed == {(Kind.REVIEW, 104), (Kind.REVIEW, 101), (Kind.COMMENT, 201)}


def test_what_an_earlier_version_had_on_its_way_is_known_once_it_stands(
    before: sqlite3.Connection, tmp_path: Path
) -> None:
    before.execute("UPDATE comment_post SET channel_id = NULL, message_id = NULL WHERE comment_id = 1")
    before.execute(
        "INSERT INTO outbox (id, key, kind, target, due_at, payload, state) VALUES"
        " (9, 'comment 1', 'comment', 'channel 7 guild 5', '2026-05-01T00:00:00Z', ?, 'claimed')",
        (f'{{"comment": 1, "guild": {GUILD}}}',),
    )
    migrations.migrate(before, tmp_path / "namida.sqlite3")
    before.execute("UPDATE outbox SET state = 'sent', channel_id = 7, message_id = 999, done_at = due_at")
    assert message_ledger.message_of(before, Kind.COMMENT, 1, GUILD) == (7, 999)
    assert message_ledger.outdated(before, NOW, 99) == []


# --- answers ---


def test_an_answer_is_out_of_date_until_it_is_sure_that_it_shows_what_is(
    connection: sqlite3.Connection,
) -> None:
    stand(connection, 1)
    connection.execute("DELETE FROM posted")
    place, thing = Place(GUILD, CHANNEL, 50), Thing(Kind.COMMENT, 1, 1)
    message_ledger.expect(connection, place, [thing], {"page": 1})
    assert due(connection) == [1], "who dies now leaves it to the chore"
    message_ledger.settle(connection, place, [thing])
    assert due(connection) == []
    message_ledger.expect(connection, place, [thing], {"page": 1})
    assert due(connection) == [], "it is known"
    connection.execute("UPDATE comment SET text = 'Other.'")
    (post,) = message_ledger.outdated(connection, NOW, 9)
    assert post.shown_as == {"page": 1}


def test_an_answer_that_turns_forgets_what_it_showed(connection: sqlite3.Connection) -> None:
    for ident in (1, 2):
        stand(connection, ident)
    connection.execute("DELETE FROM posted")
    place = Place(GUILD, CHANNEL, 50)
    one, other = (Thing(Kind.COMMENT, ident, 1) for ident in (1, 2))
    message_ledger.expect(connection, place, [one], {})
    message_ledger.settle(connection, place, [one])
    message_ledger.expect(connection, place, [other], {})
    connection.execute("UPDATE comment SET text = 'Other.' WHERE id = 2")  # while it turns
    message_ledger.settle(connection, place, [other])
    connection.execute("UPDATE comment SET text = 'Other.' WHERE id = 1")
    assert due(connection) == [2]


def test_the_chore_forgets_nothing_of_a_page_that_was_turned_meanwhile(
    connection: sqlite3.Connection,
) -> None:
    for ident in (1, 2):
        stand(connection, ident)
    connection.execute("DELETE FROM posted")
    place = Place(GUILD, CHANNEL, 50)
    one, other = (Thing(Kind.COMMENT, ident, 1) for ident in (1, 2))
    message_ledger.expect(connection, place, [one], {})  # by the chore, which edits
    message_ledger.expect(connection, place, [other], {})  # by its reader, who edits after it
    message_ledger.settle(connection, place, [other])
    message_ledger.settle(connection, place, [one], sure=False)
    connection.execute("UPDATE comment SET text = 'Other.'")
    assert due(connection) == [2]


def test_an_answer_that_may_show_what_was_is_looked_at(connection: sqlite3.Connection) -> None:
    stand(connection, 1)
    connection.execute("DELETE FROM posted")
    place, thing = Place(GUILD, CHANNEL, 50), Thing(Kind.COMMENT, 1, 1)
    message_ledger.expect(connection, place, [thing], {})
    asked_for(connection)
    message_ledger.settle(connection, place, [thing], sure=False)
    assert due(connection) == [1]
    assert asked_for(connection)


# --- however many stand ---


@pytest.mark.parametrize("cause", Cause)
def test_nothing_is_looked_through(connection: sqlite3.Connection, cause: Cause) -> None:
    """No statement of the ledger's chore goes over all messages, or over all of a kind."""
    stand(connection, 1)
    connection.execute("INSERT INTO posted_sweep (cause, subject) VALUES (?, ?)", (cause, GUILD))
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    message_ledger.sweep(connection, 10)
    message_ledger.outdated(connection, NOW, 10)
    message_ledger.next_retry(connection)
    connection.set_trace_callback(None)
    ours = [
        sql for sql in asked if "posted" in sql and not sql.startswith("--") and "posted_sweep" not in sql
    ]
    assert len(ours) >= 5
    for sql in ours:
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
            assert not (step.startswith("SCAN") and "posted" in step and "INDEX" not in step), sql
            assert "(kind=?)" not in step, sql
