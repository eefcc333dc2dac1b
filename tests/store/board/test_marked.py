"""Messages marked as spoilers in the store: what an earlier version left, and what outlives its author."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.marked import FileCarried
from bot.domain.message_ledger import Kind, Posted
from bot.store import migrations
from bot.store.board import marked
from bot.store.migrations import all_migrations
from bot.store.posts import message_ledger
from tests.store import releases

FOLLOWING = 21  # the version from which reposts follow the policy
# The version from which the ledger has them.
LEDGER = next(one.version for one in all_migrations() if one.name.endswith("_ledger_marked.sql"))
GUILD, CHANNEL, MIKA = 900, 901, 902
NOW = datetime(2026, 5, 3, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def earlier(connection: sqlite3.Connection, policy: str) -> None:
    """A guild and a drama, as the version before knew them."""
    releases.build(connection, FOLLOWING - 1)
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


def outdated(connection: sqlite3.Connection, kind: Kind = Kind.MARKED, at: datetime = NOW) -> list[Posted]:
    """The messages that the ledger's chore would see to."""
    while message_ledger.sweep(connection, 1):
        pass
    return [post for post in message_ledger.outdated(connection, at, 10) if post.kind == kind]


def showing(connection: sqlite3.Connection, post: Posted, *, sealed: bool) -> None:
    message_ledger.showing(connection, post)
    marked.showing(connection, post.subject, sealed=sealed)


def to_delete(connection: sqlite3.Connection) -> list[int]:
    """The messages that are to be deleted: originals, and reposts of what is marked no longer."""
    gone = outdated(connection, Kind.ORIGINAL)
    gone += [post for post in outdated(connection) if not marked.known(connection, post.subject)]
    return sorted(post.message_id for post in gone)


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
    (found,) = outdated(connection)
    wrong = 10 if policy == "sealed" else 20
    assert (found.subject, found.message_id, found.channel_id) == (wrong, wrong + 1, CHANNEL)
    showing(connection, found, sealed=policy == "sealed")
    assert outdated(connection) == []
    marked.stands(connection, 30, 31)
    marked.forget(connection, 30)
    assert to_delete(connection) == [31]


def test_a_policy_that_hides_alike_changes_nothing(connection: sqlite3.Connection, path: Path) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False)
    migrations.migrate(connection, path)
    connection.execute("UPDATE guild SET policy = 'open'")
    assert outdated(connection) == []
    connection.execute("UPDATE guild SET policy = 'sealed'")
    (found,) = outdated(connection)
    # It is kept before the message loses it, and until another message holds it again.
    marked.keep(connection, 10, "zanthorp", [FileCarried("file-1.png", b"picture")])
    showing(connection, found, sealed=True)
    kept = marked.get(connection, 10)
    assert kept is not None
    assert (kept.text, kept.files) == ("zanthorp", (FileCarried("file-1.png", b"picture"),))
    connection.execute("UPDATE guild SET policy = 'bars'")
    (found,) = outdated(connection)
    connection.execute("UPDATE guild SET policy = 'sealed'")
    showing(connection, found, sealed=False)
    (again,) = outdated(connection)
    assert again.revision == found.revision + 1, "the policy was changed while the message was"


def test_nothing_is_forgotten_that_the_next_edit_needs(connection: sqlite3.Connection, path: Path) -> None:
    earlier(connection, "sealed")
    posted(connection, 10, sealed=True)
    migrations.migrate(connection, path)
    marked.keep(connection, 10, "zanthorp", [])
    connection.execute("UPDATE guild SET policy = 'bars'")
    (found,) = outdated(connection)
    marked.correct(connection, 10, 1, 3)  # while the message is edited
    showing(connection, found, sealed=False)
    kept = marked.get(connection, 10)
    assert kept is not None
    assert kept.text
    (found,) = outdated(connection)
    assert found.edited
    showing(connection, found, sealed=False)
    kept = marked.get(connection, 10)
    assert kept is not None
    assert not kept.text, "the message holds it"


@pytest.mark.parametrize(("state", "gone"), [("planned", []), ("sent", [10, 11]), ("done", [11])])
def test_the_words_of_who_is_forgotten_are_deleted_wherever_they_stand(
    connection: sqlite3.Connection, path: Path, state: str, gone: list[int]
) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False, state=state)
    migrations.migrate(connection, path)
    connection.execute("DELETE FROM member WHERE id = ?", (MIKA,))
    assert to_delete(connection) == gone
    if state == "planned":  # it was on its way just then
        send(connection, 10)
        assert to_delete(connection) == [11]


def test_a_repost_is_known_once_it_stands(connection: sqlite3.Connection, path: Path) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False, state="planned")
    migrations.migrate(connection, path)
    send(connection, 10)
    assert connection.execute("SELECT state FROM marked").fetchall() == [("sent",)]
    assert message_ledger.message_of(connection, Kind.MARKED, 10, GUILD) == (CHANNEL, 11)
    assert to_delete(connection) == [10]


@pytest.mark.parametrize("state", ["sent", "done"])
def test_what_had_yet_to_be_deleted_before_still_has(
    connection: sqlite3.Connection, path: Path, state: str
) -> None:
    releases.build(connection, LEDGER - 1)
    connection.execute("INSERT INTO drama (id, title) VALUES (1, 'Mother')")
    connection.execute("INSERT INTO member (id) VALUES (?)", (MIKA,))
    posted(connection, 10, sealed=False, state=state)
    connection.execute("UPDATE marked SET repost_id = 11")
    connection.execute("DELETE FROM member WHERE id = ?", (MIKA,))
    assert connection.execute("SELECT count(*) FROM marked_gone").fetchone()[0] == (
        2 if state == "sent" else 1
    )
    migrations.migrate(connection, path)
    assert to_delete(connection) == ([10, 11] if state == "sent" else [11])


def test_one_that_discord_never_let_be_changed_loses_nothing(
    connection: sqlite3.Connection, path: Path
) -> None:
    earlier(connection, "bars")
    posted(connection, 10, sealed=False)
    migrations.migrate(connection, path)
    connection.execute("UPDATE guild SET policy = 'sealed'")
    (found,) = outdated(connection)
    marked.keep(connection, 10, "zanthorp", [])
    message_ledger.refused(connection, found, NOW + timedelta(hours=1))
    assert outdated(connection) == []
    (again,) = outdated(connection, at=NOW + timedelta(hours=1))
    assert (again.tries, message_ledger.next_retry(connection)) == (1, NOW + timedelta(hours=1))
    message_ledger.showing(connection, found)
    assert outdated(connection, at=NOW + timedelta(days=1)) == []
    assert message_ledger.next_retry(connection) is None
    kept = marked.get(connection, 10)
    assert kept is not None
    assert kept.text == "zanthorp", "nobody knows what its message holds"
    connection.execute("UPDATE marked SET sealed = 1")
    connection.execute("UPDATE guild SET policy = 'bars'")
    assert len(outdated(connection)) == 1, "another policy is another try"
