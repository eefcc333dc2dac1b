"""Messages marked as spoilers in the store: what an earlier version left, and what outlives its author."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.marked import FileCarried
from bot.store import migrations
from bot.store.board import marked
from bot.store.migrations import all_migrations

FOLLOWING = 21  # the version from which reposts follow the policy
GUILD, CHANNEL, MIKA = 900, 901, 902
NOW = datetime(2026, 5, 3, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def earlier(connection: sqlite3.Connection, policy: str) -> None:
    """A guild and a drama, as the version before knew them."""
    for migration in all_migrations():
        if migration.version < FOLLOWING:
            connection.executescript(migration.sql)
            connection.execute(f"PRAGMA user_version = {migration.version}")
    connection.execute("INSERT INTO guild (id, policy) VALUES (?, ?)", (GUILD, policy))
    connection.execute("INSERT INTO drama (id, title) VALUES (1, 'Mother')")
    connection.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))


def posted(connection: sqlite3.Connection, message_id: int, *, sealed: bool, state: str = "done") -> None:
    """A message that was marked; the one that shows it has the number after it."""
    sent = state in ("sent", "done")
    connection.execute(
        "INSERT INTO outbox (id, key, kind, target, due_at, payload, state, channel_id, message_id)"
        " VALUES (?1, ?1, 'marked', ?2, '2026-05-01T00:00:00Z', '{}', ?3, ?4, ?5)",
        (
            message_id,
            f"channel {CHANNEL} guild {GUILD}",
            "sent" if sent else "claimed",
            CHANNEL if sent else None,
            message_id + 1 if sent else None,
        ),
    )
    connection.execute(
        "INSERT INTO marked (message_id, guild_id, channel_id, author_id, marked_by, drama_id, episode, text,"
        " sealed, state, outbox_id, at)"
        " VALUES (?1, ?2, ?3, ?4, ?4, 1, 9, '', ?5, ?6, ?1, '2026-05-01T00:00:00Z')",
        (message_id, GUILD, CHANNEL, MIKA, sealed, state),
    )


def send(connection: sqlite3.Connection, message_id: int) -> None:
    connection.execute(
        "UPDATE outbox SET state = 'sent', channel_id = ?, message_id = ?, done_at = ? WHERE id = ?",
        (CHANNEL, message_id + 1, "2026-05-02T00:00:00Z", message_id),
    )


@pytest.mark.parametrize("policy", ["bars", "sealed", "open"])
def test_what_stood_before_reposts_followed_is_mended_once(
    connection: sqlite3.Connection, path: Path, policy: str
) -> None:
    earlier(connection, policy)
    posted(connection, 10, sealed=False)
    posted(connection, 20, sealed=True)
    posted(connection, 30, sealed=policy != "sealed")
    connection.execute("DELETE FROM outbox WHERE id = 30")  # so long ago that nobody knows where it stands
    migrations.migrate(connection, path)
    (found,) = marked.outdated(connection, NOW, 10)
    wrong = 10 if policy == "sealed" else 20
    assert (found.message_id, found.repost_id, found.channel_id) == (wrong, wrong + 1, CHANNEL)
    marked.showing(connection, found, sealed=policy == "sealed")
    assert marked.outdated(connection, NOW, 10) == []
    marked.take_away(connection, 30, 31)
    assert [gone.message_id for gone in marked.gone(connection, NOW, 10)] == [31]


def test_a_policy_that_hides_alike_changes_nothing(connection: sqlite3.Connection, path: Path) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False)
    migrations.migrate(connection, path)
    connection.execute("UPDATE guild SET policy = 'open'")
    assert marked.outdated(connection, NOW, 10) == []
    connection.execute("UPDATE guild SET policy = 'sealed'")
    (found,) = marked.outdated(connection, NOW, 10)
    # It is kept before the message loses it, and until another message holds it again.
    marked.keep(connection, 10, "zanthorp", [FileCarried("file-1.png", b"picture")])
    marked.showing(connection, found, sealed=True)
    kept = marked.get(connection, 10)
    assert kept is not None
    assert (kept.text, kept.files) == ("zanthorp", (FileCarried("file-1.png", b"picture"),))
    connection.execute("UPDATE guild SET policy = 'bars'")
    (found,) = marked.outdated(connection, NOW, 10)
    connection.execute("UPDATE guild SET policy = 'sealed'")
    marked.showing(connection, found, sealed=False)
    (again,) = marked.outdated(connection, NOW, 10)
    assert again.revision == found.revision + 1, "the policy was changed while the message was"
    kept = marked.get(connection, 10)
    assert kept is not None
    assert kept.text, "nothing is forgotten that the next edit needs"


@pytest.mark.parametrize(("state", "to_delete"), [("planned", []), ("sent", [10, 11]), ("done", [11])])
def test_the_words_of_who_is_forgotten_are_deleted_wherever_they_stand(
    connection: sqlite3.Connection, path: Path, state: str, to_delete: list[int]
) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False, state=state)
    migrations.migrate(connection, path)
    connection.execute("DELETE FROM member WHERE id = ?", (MIKA,))
    assert [gone.message_id for gone in marked.gone(connection, NOW, 10)] == to_delete
    if state == "planned":  # it was on its way just then
        send(connection, 10)
        assert [gone.message_id for gone in marked.gone(connection, NOW, 10)] == [11]


def test_a_repost_is_known_once_it_stands(connection: sqlite3.Connection, path: Path) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False, state="planned")
    migrations.migrate(connection, path)
    send(connection, 10)
    assert connection.execute("SELECT state, repost_id FROM marked").fetchall() == [("sent", 11)]
    assert marked.gone(connection, NOW, 10) == []
    assert [one.message_id for one in marked.superseded(connection, NOW, 10)] == [10]


def test_one_that_discord_never_let_be_changed_loses_nothing(
    connection: sqlite3.Connection, path: Path
) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False)
    migrations.migrate(connection, path)
    connection.execute("UPDATE guild SET policy = 'sealed'")
    (found,) = marked.outdated(connection, NOW, 10)
    marked.keep(connection, 10, "zanthorp", [])
    marked.put_off(connection, 10, NOW + timedelta(hours=1))
    assert marked.outdated(connection, NOW, 10) == []
    (again,) = marked.outdated(connection, NOW + timedelta(hours=1), 10)
    assert (again.tries, marked.next_try(connection)) == (1, "2026-05-03T01:00:00Z")
    marked.stays(connection, found)
    assert marked.outdated(connection, NOW + timedelta(days=1), 10) == []
    assert marked.next_try(connection) is None
    kept = marked.get(connection, 10)
    assert kept is not None
    assert kept.text == "zanthorp", "nobody knows what its message holds"
    connection.execute("UPDATE guild SET policy = 'bars'")
    assert len(marked.outdated(connection, NOW, 10)) == 1, "another policy is another try"
