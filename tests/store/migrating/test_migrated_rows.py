"""What single migrations make of the rows that are there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.store import migrations
from bot.store.migrations import all_migrations
from tests.store.releases import build


def test_what_hid_something_without_an_episode_gets_the_last_that_is_known(
    connection: sqlite3.Connection, path: Path
) -> None:
    build(connection, 33)
    connection.executescript(
        """
        INSERT INTO drama (id, title, episodes, kind) VALUES
            (1, 'Eleven', 11, 'drama'), (2, 'Listed', 3, 'drama'), (3, 'Film', NULL, 'movie'),
            (4, 'Unknown', NULL, 'show');
        INSERT INTO episode (drama_id, number) VALUES (2, 1), (2, 5);
        INSERT INTO member (id) VALUES (1), (2), (3), (4), (5), (6);
        INSERT INTO chore (name, due_at) VALUES ('review posts', '2030-01-01T00:00:00Z');
        INSERT INTO review (id, drama_id, member_id, headline, text, spoils_episode, language) VALUES
            (1, 1, 1, 'H', 'She ||dies||.', NULL, 'en'), (2, 2, 1, '||Dies||', 'T', NULL, 'en'),
            (3, 1, 2, 'H', 'She ||dies||.', 4, 'en'), (4, 1, 3, 'H', 'a || b', NULL, 'en');
        INSERT INTO comment (id, drama_id, guild_id, member_id, spoils_episode, text) VALUES
            (1, 3, 5, 1, NULL, 'x ||over
two lines|| y'), (2, 4, 5, 1, NULL, '｜｜死｜｜'), (3, 1, 5, 1, NULL, '||||');
        INSERT INTO quote (id, drama_id, text, speaker, episode) VALUES
            (1, 1, '||I die||', NULL, NULL), (2, 1, 'I live', '||Aya||', NULL),
            (3, 1, 'I live on', 'Aya', NULL);
        INSERT INTO recommendation (id, drama_id, other_id, member_id, reason) VALUES
            (1, 1, 3, 1, 'Both ||die||.'), (2, 1, 2, 1, 'Both live.');
        """
    )
    migrations.migrate(connection, path)

    def found(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql).fetchall()

    assert found("SELECT id, spoils_episode, revision FROM review ORDER BY id") == [
        (1, 11, 2), (2, 5, 2), (3, 4, 1), (4, None, 1),
    ]  # fmt: skip
    assert found("SELECT id, spoils_episode, revision FROM comment ORDER BY id") == [
        (1, 1, 2), (2, 5_000, 2), (3, None, 1),
    ]  # fmt: skip
    assert found("SELECT id, episode FROM quote ORDER BY id") == [(1, 11), (2, 11), (3, None)]
    assert found("SELECT * FROM recommendation_spoils") == [(1, 1, 11), (1, 3, 1)]
    assert found("SELECT asked_for < due_at FROM chore") == [(1,)]


def test_a_summary_is_kept_under_the_language_that_its_letters_show(
    connection: sqlite3.Connection, path: Path
) -> None:
    summaries = next(one for one in all_migrations() if "CREATE TABLE summary" in one.sql)
    build(connection, summaries.version - 1)
    english = "A girl reads 花より男子 (はなよりだんご) and falls in love."
    told = ("A girl falls in love.", "少女が恋に落ちる。", "소녀가 사랑에 빠진다.", english, None)
    connection.executemany(
        "INSERT INTO drama (id, title, summary) VALUES (?, 'T', ?)", list(enumerate(told, 1))
    )
    connection.executescript(
        """
        INSERT INTO member (id) VALUES (7);
        INSERT INTO provenance (drama_id, field, source, member_id, at) VALUES
            (1, 'summary', 'member', 7, '2026-01-01T00:00:00Z'),
            (2, 'summary', 'member', 7, '2026-01-01T00:00:00Z');
        """
    )
    migrations.migrate(connection, path)

    def found(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql).fetchall()

    assert found("SELECT id, summary FROM drama ORDER BY id") == [
        (1, told[0]), (2, None), (3, None), (4, english), (5, None),
    ]  # fmt: skip
    assert found("SELECT * FROM summary ORDER BY drama_id") == [(2, "ja", told[1]), (3, "ko", told[2])]
    assert found("SELECT drama_id, field FROM provenance ORDER BY drama_id") == [
        (1, "summary"), (2, "summary ja"),
    ]  # fmt: skip


def test_members_without_a_server_are_known_as_such_from_the_update_on(
    connection: sqlite3.Connection, path: Path
) -> None:
    alone = next(one for one in all_migrations() if "CREATE TABLE member_alone" in one.sql)
    build(connection, alone.version - 1)
    connection.executescript(
        """
        INSERT INTO member (id) VALUES (1), (2), (3);
        INSERT INTO guild_member (guild_id, member_id) VALUES (7, 2), (8, 2);
        """
    )
    migrations.migrate(connection, path)
    for change, expected in (
        ("SELECT 1", [1, 3]),
        ("INSERT INTO guild_member (guild_id, member_id) VALUES (8, 3)", [1]),
        ("DELETE FROM guild_member WHERE guild_id = 7", [1]),
        ("DELETE FROM guild_member WHERE guild_id = 8", [1, 2, 3]),
        ("INSERT INTO member (id) VALUES (4)", [1, 2, 3, 4]),
        ("INSERT INTO guild_member (guild_id, member_id) VALUES (7, 4), (8, 4)", [1, 2, 3]),
        ("DELETE FROM member WHERE id IN (2, 4)", [1, 3]),
    ):
        connection.execute(change)
        found = connection.execute("SELECT member_id, seen_at FROM member_alone ORDER BY member_id")
        assert found.fetchall() == [(ident, None) for ident in expected], change
