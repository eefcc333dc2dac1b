"""Two entries of one drama made one: nothing that members gave is lost, whatever table it is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.dramas import Billing, CatalogueEntry, Credit, EpisodeFacts, Link, LinkKind
from bot.store.catalogue import catalogue, merging, provenance
from tests.store.memory import NOW, add, empty

MIKA, JUN, REI = 1, 2, 3
OLD, NEW = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,), (REI,)])
        opened.execute("INSERT INTO guild_member (guild_id, member_id) VALUES (5, ?), (5, ?)", (MIKA, JUN))
        yield opened


@pytest.fixture
def two(connection: sqlite3.Connection) -> tuple[int, int]:
    """The entry that stays and the one that goes."""
    main = Billing.MAIN
    keep, _ = add(
        connection,
        CatalogueEntry(
            "1 Litre of Tears", "1リットルの涙", ("One Litre",), "JP", year=2005, episodes=11,
            genres=("Family",), cast=(Credit("Sawajiri Erika", "Aya", Billing.MAIN),),
            episode_list=(EpisodeFacts(1, "One"), EpisodeFacts(2)), sources=(("mdl", "64"),),
        ),
    )  # fmt: skip
    gone, _ = add(
        connection,
        CatalogueEntry(
            "A Diary with Tears", "涙の日記", ("One Litre", "Aya's Diary"), "JP", year=2006, minutes=54,
            summary="A diary.", genres=("family", "Medical"),
            cast=(Credit("Nishikido Ryo", "Asou", main), Credit("Sawajiri Erika", None, main)),
            episode_list=(EpisodeFacts(2, "Two", date(2005, 10, 18)), EpisodeFacts(3, "Three")),
            links=(Link(LinkKind.OFFICIAL, "Fuji", "https://example.org/"),), sources=(("tvmaze", "7"),),
        ),
    )  # fmt: skip
    return keep, gone


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    return connection.execute(sql, values).fetchall()


def test_every_table_that_refers_to_a_drama_has_its_rule(connection: sqlite3.Connection) -> None:
    tables = [name for (name,) in rows(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    referring = {
        str(table)
        for table in tables
        if any(key[2] == "drama" for key in rows(connection, f"PRAGMA foreign_key_list({table})"))
        or any(column[1] == "drama_id" for column in rows(connection, f"PRAGMA table_info({table})"))
    }
    assert referring - set(merging.RULES) == set(), "say in merging.RULES what becomes of their rows"
    assert set(merging.RULES) - referring - {"drama"} == set()


def test_what_moves_by_the_newer_row_has_a_key_of_members_and_a_time(connection: sqlite3.Connection) -> None:
    for table, rule in merging.RULES.items():
        columns = {str(column[1]): column[5] for column in rows(connection, f"PRAGMA table_info({table})")}
        if rule is merging.Rule.NEWER:
            assert columns["member_id"], table
            assert columns["drama_id"], table
            assert "updated_at" in columns, table
        if rule is merging.Rule.APPENDED:
            assert "position" in columns, table


def test_names_cast_links_and_sources_come_together(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    merging.merge(connection, keep, gone)
    entry = catalogue.entry(connection, keep)
    assert (entry.title, entry.native_title, entry.year) == ("1 Litre of Tears", "1リットルの涙", 2005)
    assert entry.aliases == ("One Litre", "Aya's Diary", "A Diary with Tears", "涙の日記")
    assert (entry.summary, entry.minutes) == ("A diary.", 54)
    assert entry.genres == ("Family", "Medical")
    assert [(credit.person, credit.character) for credit in entry.cast] == [
        ("Sawajiri Erika", "Aya"),
        ("Nishikido Ryo", "Asou"),
    ]
    assert [link.title for link in entry.links] == ["Fuji"]
    assert entry.sources == (("mdl", "64"), ("tvmaze", "7"))
    assert entry.episode_list == (
        EpisodeFacts(1, "One"),
        EpisodeFacts(2, "Two", date(2005, 10, 18)),
        EpisodeFacts(3, "Three"),
    )


def test_the_drama_that_goes_is_hidden_and_leads_on(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    merging.merge(connection, keep, gone)
    assert rows(connection, "SELECT hidden, merged_into FROM drama WHERE id = ?", gone) == [(1, keep)]
    found = catalogue.get(connection, gone)
    assert found is not None
    assert found.id == keep
    assert [drama.id for drama in catalogue.get_many(connection, [gone, keep])] == [keep]
    # What the catalogue knew of it is still there to be looked at.
    assert catalogue.entry(connection, gone).summary == "A diary."


def test_everybodys_scores_and_lists_come_along(connection: sqlite3.Connection, two: tuple[int, int]) -> None:
    keep, gone = two
    score = "INSERT INTO score (drama_id, member_id, overall, updated_at) VALUES (?, ?, ?, ?)"
    listed = "INSERT INTO progress (drama_id, member_id, status, episode, updated_at)"
    episode = (
        "INSERT INTO episode_score (drama_id, episode, member_id, overall, updated_at) VALUES (?, 2, ?, ?, ?)"
    )
    for sql in (score, listed + " VALUES (?, ?, 'watching', ?, ?)", episode):
        connection.executemany(
            sql,
            [
                (keep, MIKA, 10, OLD), (gone, MIKA, 11, NEW),  # the newer is where it goes
                (keep, JUN, 12, NEW), (gone, JUN, 13, OLD),  # the newer is where it stays
                (gone, REI, 14, OLD),  # there is only one
            ],
        )  # fmt: skip
    merging.merge(connection, keep, gone)
    for table, value in (("score", "overall"), ("progress", "episode"), ("episode_score", "overall")):
        found = f"SELECT member_id, {value} FROM {table} WHERE drama_id = ? ORDER BY member_id"
        assert rows(connection, found, keep) == [(MIKA, 11), (JUN, 12), (REI, 14)], table
        assert rows(connection, found, gone) == [(MIKA, 10), (JUN, 13)], table


def test_the_ranking_counts_each_once_after_a_merge(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    connection.executemany(
        "INSERT INTO score (drama_id, member_id, overall, updated_at) VALUES (?, ?, ?, ?)",
        [(keep, MIKA, 10, OLD), (gone, MIKA, 20, NEW), (gone, JUN, 18, OLD)],
    )
    merging.merge(connection, keep, gone)
    totals = "SELECT guild_id, scores, points, hidden FROM standing WHERE drama_id = ? ORDER BY guild_id"
    assert rows(connection, totals, keep) == [(0, 2, 38, 0), (5, 2, 38, 0)]
    assert rows(connection, totals, gone) == [(0, 1, 10, 1), (5, 1, 10, 1)]


def test_texts_quotes_and_follows_come_along_and_none_is_lost(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    synopsis = (
        "INSERT INTO synopsis (drama_id, episode, language, guild_id, author_id, state, text)"
        " VALUES (?, ?, 'en', ?, ?, ?, ?)"
    )
    connection.executemany(
        synopsis,
        [
            (keep, 1, None, None, "published", "kept"),
            (gone, 1, None, None, "published", "doubled"),
            (gone, 2, 5, MIKA, "published", "moved"),
            (gone, 1, 5, JUN, "submitted", "waits"),
        ],
    )
    quote = "INSERT INTO quote (drama_id, text, added_by) VALUES (?, ?, ?)"
    connection.executemany(quote, [(keep, "Same", MIKA), (gone, "Same", JUN), (gone, "Other", JUN)])
    follow = "INSERT INTO follow (drama_id, member_id) VALUES (?, ?)"
    connection.executemany(follow, [(keep, MIKA), (gone, MIKA), (gone, JUN)])
    merging.merge(connection, keep, gone)
    texts = "SELECT text FROM synopsis WHERE drama_id = ? ORDER BY text"
    assert rows(connection, texts, keep) == [("kept",), ("moved",), ("waits",)]
    assert rows(connection, texts, gone) == [("doubled",)]
    quotes = "SELECT text FROM quote WHERE drama_id = ? ORDER BY text"
    assert rows(connection, quotes, keep) == [("Other",), ("Same",)]
    assert rows(connection, quotes, gone) == [("Same",)]
    followers = "SELECT member_id FROM follow WHERE drama_id = ? ORDER BY member_id"
    assert rows(connection, followers, keep) == [(MIKA,), (JUN,)]
    assert rows(connection, followers, gone) == [(MIKA,)]


def test_no_row_of_any_table_is_fewer_after_a_merge(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    connection.execute("INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, 9)", (gone, MIKA))
    count = {table: f"SELECT count(*) FROM {table}" for table in merging.RULES}
    before = {table: rows(connection, sql)[0][0] for table, sql in count.items()}
    merging.merge(connection, keep, gone)
    for table, sql in count.items():
        assert int(str(rows(connection, sql)[0][0])) >= int(str(before[table])), table
    assert rows(connection, "PRAGMA foreign_key_check") == []


def test_a_curators_word_comes_along_as_a_curators(
    connection: sqlite3.Connection, two: tuple[int, int]
) -> None:
    keep, gone = two
    provenance.mark(connection, gone, ["summary", "year", "episode 3"], "member", NOW, REI)
    provenance.withhold(connection, gone, "aliases", ["Bad name"])
    merging.merge(connection, keep, gone)
    origins = provenance.origins(connection, keep)
    assert set(origins) == {"summary", "episode 3"}  # the year is that of the drama that stays
    assert origins["summary"].member_id == REI
    assert provenance.withheld(connection, keep, "aliases") == {"Bad name"}


def test_a_title_of_both_is_no_other_name_of_itself(connection: sqlite3.Connection) -> None:
    keep, _ = add(connection, CatalogueEntry("Same", "同じ", country="JP", year=2001))
    gone, _ = add(connection, CatalogueEntry("Other", "別", ("Same", "同じ"), country="JP", year=2009))
    merging.merge(connection, keep, gone)
    assert catalogue.entry(connection, keep).aliases == ("Other", "別")
