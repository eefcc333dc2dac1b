"""Numbers that change: whatever hangs on an episode goes with its broadcast, whatever table it is in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.outbox import NewPost, Target
from bot.store.catalogue import provenance
from bot.store.catalogue.renumbering import RULES, Rule
from bot.store.posts import outbox
from tests.store.catalogue.broadcasts import (
    FIRST,
    GUILD,
    JUN,
    MIKA,
    at,
    new,
    numbered,
    recorded,
    refresh,
    rows,
    said,
    undo,
)
from tests.store.memory import NOW, add, empty


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,)])
        yield opened


# --- every column has its rule ---


def columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    tables = [
        str(name) for (name,) in rows(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    found = {
        (table, str(column[1]))
        for table in tables
        for column in rows(connection, f"PRAGMA table_info({table})")
    }
    return {(t, c) for t, c in found if re.search("episode", c) or (t == "episode" and c == "number")}


def test_every_column_that_holds_an_episodes_number_has_its_rule(connection: sqlite3.Connection) -> None:
    assert columns(connection) - RULES.keys() == set(), "say in renumbering.RULES what becomes of it"
    assert RULES.keys() - columns(connection) == set()


def test_a_new_column_without_a_rule_is_noticed(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE fan_art (drama_id INTEGER, shows_episode INTEGER)")
    assert columns(connection) - RULES.keys() == {("fan_art", "shows_episode")}


# --- a broadcast of every table ---

HANGING = {  # a row of every table that hangs on one broadcast; `:n` is its number
    "episode_score": "INSERT INTO episode_score (drama_id, episode, member_id, overall)"
    " VALUES (:d, :n, 1, 15)",
    "advice": "INSERT INTO advice"
    " (guild_id, member_id, to_id, drama_id, reason, spoils_episode, created_at, updated_at)"
    " VALUES (5, 1, :n, :d, 'Told.', :n, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
    "suggestion": "INSERT INTO suggestion"
    " (guild_id, member_id, drama_id, kind, text, spoils_episode, suggested_at)"
    " VALUES (5, 1, :d, 'correction', 'Told.', :n, '2026-01-01T00:00:00Z')",
    "synopsis": "INSERT INTO synopsis (drama_id, episode, language, author_id, state, text)"
    " VALUES (:d, :n, 'en', 1, 'published', 'Told.')",
    "posted": "INSERT INTO posted (kind, subject, guild_id, drama_id, episode)"
    " VALUES ('synopsis', 0, 5, :d, :n)",
    "quote": "INSERT INTO quote (drama_id, text, episode) VALUES (:d, 'Said ' || :n, :n)",
    "review": "INSERT INTO review (drama_id, member_id, headline, text, spoils_episode, language)"
    " VALUES (:d, 1, 'H', 'T', :n, 'en')",
    "link": "INSERT INTO link (drama_id, position, kind, title, spoils_episode)"
    " VALUES (:d, :n, 'official', 'Page ' || :n, :n)",
    "recommendation_spoils": "INSERT INTO recommendation_spoils (recommendation_id, drama_id, episode)"
    " VALUES (1, :d, :n)",
    "comment": "INSERT INTO comment (drama_id, guild_id, member_id, episode, spoils_episode, text)"
    " VALUES (:d, 5, 1, :n, :n, 'T')",
    "marked": "INSERT INTO marked (message_id, guild_id, channel_id, author_id, marked_by, drama_id, episode,"
    " text, state, at) VALUES (900 + :n, 5, 6, 1, 1, :d, :n, 'T', 'sent', '2026-11-21T12:00:00Z')",
    "thread": "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode) VALUES (5, :d, :n, :n)",
    "airing_post": "INSERT INTO airing_post (guild_id, drama_id, episode, at, outbox_id)"
    " VALUES (5, :d, :n, '2026-11-21T12:00:00Z', 1)",
    "calendar_event": "INSERT INTO calendar_event (drama_id, episode, uid, day, title, stamp)"
    " VALUES (:d, :n, 'uid', '2026-11-21', 'A', '2026-11-21T12:00:00Z')",
    "airing_plan": "INSERT INTO airing_plan (drama_id, episode, at) VALUES (:d, :n, '2026-11-21T12:00:00Z')",
}


def hang_all(connection: sqlite3.Connection, drama: int, number: int) -> None:
    post = NewPost("airing", "airing", Target(guild_id=GUILD, channel_id=6), NOW)
    ident = outbox.put(connection, post)
    assert ident == 1
    connection.execute("INSERT INTO drama (id, title) VALUES (900, 'Another')")
    connection.execute(
        "INSERT INTO recommendation (id, drama_id, other_id, member_id, reason) VALUES (1, ?, 900, 1, 'R')",
        (drama,),
    )
    for statement in HANGING.values():
        connection.execute(statement, {"d": drama, "n": number})


def test_the_tables_above_are_all_that_move() -> None:
    moved = {table for (table, _), follows in RULES.items() if follows.rule is Rule.MOVED}
    assert moved - {"episode"} == set(HANGING)


def test_whatever_hangs_on_an_episode_goes_with_it_when_a_season_before_it_grows(
    connection: sqlite3.Connection,
) -> None:
    first = [at(n, 1, n) for n in (1, 2, 3)]
    second = [at(20 + n, 2, n) for n in (1, 2)]
    drama = new(connection, *first, *second)
    hang_all(connection, drama, 5)
    refresh(connection, drama, said(*first, at(4, 1, 4), *second))
    assert numbered(connection, drama) == {"1": 1, "2": 2, "3": 3, "4": 4, "21": 5, "22": 6}
    for table, column in RULES:
        if table in HANGING:
            found = rows(connection, f"SELECT {column} FROM {table} WHERE drama_id = ?", drama)
            assert found == [(6,)], (table, column)


def test_how_far_somebody_is_goes_with_the_broadcast(connection: sqlite3.Connection) -> None:
    first, second = [at(n, 1, n) for n in (1, 2)], [at(20 + n, 2, n) for n in (1, 2)]
    drama = new(connection, *first, *second)
    progress = (
        "INSERT INTO progress (member_id, drama_id, status, episode, earlier_episode)"
        " VALUES (?, ?, 'watching', ?, ?)"
    )
    connection.executemany(progress, [(MIKA, drama, 3, 0), (JUN, drama, 2, 4)])
    connection.execute(
        "INSERT INTO synopsis_schedule (guild_id, drama_id, next_episode, days, at, zone, set_by)"
        " VALUES (5, ?, 4, 1, '20:00', 'UTC', 1)",
        (drama,),
    )
    connection.execute(
        "INSERT INTO club (id, guild_id, drama_id, channel_id, episodes, days, at, zone, started_by,"
        " started_at) VALUES (1, 5, ?, 6, 2, 1, '20:00', 'UTC', 1, '2026-11-21T12:00:00Z')",
        (drama,),
    )
    connection.executemany(
        "INSERT INTO club_step (club_id, number, first_episode, last_episode, opened_at, closed_at)"
        " VALUES (1, ?, ?, ?, '2026-11-21T12:00:00Z', ?)",
        [(1, 1, 2, "2026-11-22T12:00:00Z"), (2, 3, 4, None)],
    )
    refresh(connection, drama, said(*first, at(3, 1, 3), *second))
    stands = "SELECT member_id, episode, earlier_episode FROM progress ORDER BY member_id"
    assert rows(connection, stands) == [(MIKA, 4, 0), (JUN, 2, 5)]
    assert rows(connection, "SELECT next_episode FROM synopsis_schedule") == [(5,)]
    # The steps still leave nothing out: the second one takes in what is new.
    steps = rows(connection, "SELECT first_episode, last_episode FROM club_step ORDER BY number")
    assert steps == [(1, 2), (3, 5)]


def test_a_synopsis_that_waits_is_posted_under_its_new_number(connection: sqlite3.Connection) -> None:
    drama = new(connection, at(1, 1, 1), at(21, 2, 1))
    target = Target(guild_id=GUILD, channel_id=6)
    ident = outbox.put(
        connection,
        NewPost(f"synopsis {drama} 2 guild 5", "synopsis", target, NOW, {"drama": drama, "episode": 2}),
    )
    refresh(connection, drama, said(at(1, 1, 1), at(2, 1, 2), at(21, 2, 1)))
    (found,) = rows(
        connection, "SELECT key, json_extract(payload, '$.episode') FROM outbox WHERE id = ?", ident
    )
    assert found == (f"synopsis {drama} 3 guild 5", 3)


# --- the source's own numbers ---


def test_a_list_with_a_gap_keeps_the_sources_numbers(connection: sqlite3.Connection) -> None:
    drama = new(connection, at(1, 1, 1), at(2, 1, 2), at(4, 1, 4))
    assert numbered(connection, drama) == {"1": 1, "2": 2, "4": 4}
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 4})
    refresh(connection, drama, said(*(at(n, 1, n) for n in (1, 2, 3, 4))))
    assert numbered(connection, drama) == {str(n): n for n in (1, 2, 3, 4)}
    assert rows(connection, "SELECT episode FROM episode_score") == [(4,)]
    assert rows(connection, "SELECT count(*) FROM renumbering") == [(0,)]


def test_rows_of_before_numbers_were_kept_are_known_by_their_day(connection: sqlite3.Connection) -> None:
    """They were numbered by their place: of a list 1, 2, 4 the last was called 3."""
    drama = new(connection, at(1, 1, 1), at(2, 1, 2), at(4, 1, 3))
    connection.execute(
        "UPDATE episode SET show = NULL, season = NULL, season_number = NULL, broadcast_id = NULL,"
        " title = NULL"
    )
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 3})
    refresh(connection, drama, said(*(at(n, 1, n) for n in (1, 2, 3, 4))))
    assert numbered(connection, drama) == {str(n): n for n in (1, 2, 3, 4)}
    assert rows(connection, "SELECT episode FROM episode_score") == [(4,)]


def test_rows_of_a_file_are_known_by_their_number(connection: sqlite3.Connection) -> None:
    listed = tuple(EpisodeFacts(n, f"File {n}") for n in (1, 2, 3))
    drama, _ = add(connection, CatalogueEntry("A Drama", country="KR", year=2026, episode_list=listed))
    refresh(connection, drama, said(*(at(n, 1, n) for n in (1, 2, 3))))
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 3})
    refresh(connection, drama, said(at(1, 1, 1), at(9, 1, 2), at(2, 1, 3), at(3, 1, 4)))
    assert rows(connection, "SELECT number, title FROM episode ORDER BY number") == [
        (1, "File 1"), (2, "Title 9"), (3, "File 2"), (4, "File 3"),
    ]  # fmt: skip
    assert rows(connection, "SELECT episode FROM episode_score") == [(4,)]


def test_what_a_curator_set_of_an_episode_stays_with_it(connection: sqlite3.Connection) -> None:
    drama = new(connection, at(1, 1, 1), at(21, 2, 1))
    connection.execute("UPDATE episode SET title = 'Ours' WHERE number = 2")
    provenance.mark(connection, drama, ["episode 2"], "member", NOW, MIKA)
    refresh(connection, drama, said(at(1, 1, 1), at(2, 1, 2), replace(at(21, 2, 1), title="Theirs")))
    assert rows(connection, "SELECT number, title FROM episode ORDER BY number") == [
        (1, "Title 1"), (2, "Title 2"), (3, "Ours"),
    ]  # fmt: skip
    assert "episode 3" in provenance.origins(connection, drama)
    assert "episode 2" not in provenance.origins(connection, drama)


# --- what the source removed ---


def test_an_episode_that_the_source_removed_keeps_what_members_gave_and_loses_its_date(
    connection: sqlite3.Connection,
) -> None:
    drama = new(connection, *(at(n, 1, n) for n in range(1, 17)))
    connection.execute(
        "INSERT INTO progress (member_id, drama_id, status, episode) VALUES (1, ?, 'watching', 16)", (drama,)
    )
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 14})
    refresh(connection, drama, said(*(at(n, 1, n) for n in range(1, 13)), running=False))
    assert rows(connection, "SELECT count(*) FROM episode WHERE number > 12 AND air_date IS NOT NULL") == [
        (0,)
    ]
    assert rows(connection, "SELECT count(*) FROM episode WHERE airs_at IS NOT NULL") == [(12,)]
    assert rows(connection, "SELECT episode FROM episode_score") == [(14,)]
    refresh(connection, drama, said(*(at(n, 1, n) for n in range(1, 17))))
    assert rows(connection, "SELECT count(*) FROM episode WHERE airs_at IS NOT NULL") == [(16,)]


def test_another_broadcast_never_takes_what_was_given_to_one_that_is_gone(
    connection: sqlite3.Connection,
) -> None:
    drama = new(connection, *(at(n, 1, n) for n in (1, 2, 3)))
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 2})
    refresh(connection, drama, said(at(1, 1, 1), at(3, 1, 2)))
    assert numbered(connection, drama) == {"1": 1, "3": 2, "2": 4}
    assert rows(connection, "SELECT episode FROM episode_score") == [(4,)]
    refresh(connection, drama, said(*(at(n, 1, n) for n in (1, 2, 3))))
    assert numbered(connection, drama) == {"1": 1, "2": 2, "3": 3}
    assert rows(connection, "SELECT episode FROM episode_score") == [(2,)]


# --- undoing ---


def test_after_an_undoing_the_numbers_stay_the_curators(connection: sqlite3.Connection) -> None:
    drama = new(connection, at(1, 1, 1), at(21, 2, 1))
    connection.execute(HANGING["episode_score"], {"d": drama, "n": 2})
    grown = said(at(1, 1, 1), at(2, 1, 2), at(21, 2, 1))
    change = recorded(connection, drama, grown)
    assert rows(connection, "SELECT episode FROM episode_score") == [(3,)]
    connection.execute(
        "UPDATE episode_score SET overall = 3"
    )  # given anew meanwhile: it goes back all the same
    undo(connection, change)
    assert numbered(connection, drama) == {"1": 1, "21": 2}
    assert rows(connection, "SELECT episode, overall FROM episode_score") == [(2, 3)]
    later = replace(at(21, 2, 1), air_date=FIRST + timedelta(days=40))
    refresh(connection, drama, said(at(1, 1, 1), at(2, 1, 2), later))
    assert numbered(connection, drama) == {"1": 1, "21": 2, "2": 3}
    assert rows(connection, "SELECT air_date FROM episode WHERE number = 2") == [("2026-12-12",)]
