"""Every change of the catalogue can be undone, merges too, and nothing that members gave is lost by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.changes import Stamp
from bot.domain.dramas import Billing, CatalogueEntry, Credit, EpisodeFacts, Link, LinkKind
from bot.store.catalogue import catalogue, changes, curating, merging, provenance
from tests.store.memory import NOW, add, empty

MIKA, JUN, REI = 1, 2, 3
OLD, NEW = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
STAMP = Stamp("catalogue.edit", 5, REI, NOW)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,), (REI,)])
        yield opened


def entries() -> tuple[CatalogueEntry, CatalogueEntry]:
    main = Billing.MAIN
    one = CatalogueEntry(
        "1 Litre of Tears", "1リットルの涙", ("One Litre",), "JP", year=2005, episodes=11,
        genres=("Family",), cast=(Credit("Sawajiri Erika", "Aya", main),),
        episode_list=(EpisodeFacts(1, "One"), EpisodeFacts(2)), sources=(("mdl", "64"),),
    )  # fmt: skip
    other = CatalogueEntry(
        "A Diary with Tears", "涙の日記", ("One Litre", "Aya's Diary"), "JP", year=2006, minutes=54,
        summary="A diary.", genres=("family", "Medical"), networks=("Fuji TV",),
        cast=(Credit("Nishikido Ryo", "Asou", main), Credit("Sawajiri Erika", None, main)),
        episode_list=(EpisodeFacts(2, "Two"), EpisodeFacts(3, "Three")),
        links=(Link(LinkKind.OFFICIAL, "Fuji", "https://example.org/"),), sources=(("tvmaze", "7"),),
    )  # fmt: skip
    return one, other


def latest(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("SELECT max(id) FROM catalogue_change").fetchone()
    return int(found)


def undo_latest(connection: sqlite3.Connection) -> int | None:
    trace = changes.get(connection, latest(connection))
    assert trace is not None
    return changes.undo(connection, trace, REI, NOW)


def everything(connection: sqlite3.Connection, *, but: frozenset[str] = frozenset()) -> dict[str, object]:
    """All rows of every table that refers to a drama, as they are told apart."""
    found: dict[str, object] = {}
    for table in sorted(set(merging.RULES) - but - {"catalogue_change"}):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        # How often a review was changed only ever grows: its messages are brought in line by it.
        left_out = (
            "updated_at",
            "refresh_due",
            "position",
            "revision",
            *(("id",) if table == "link" else ()),
        )
        # Genres, networks and people are their names: one that nobody had for a while comes with another id.
        asked = [
            f"(SELECT name FROM {column[:-3]} n WHERE n.id = {table}.{column})"
            if column in ("genre_id", "network_id", "person_id")
            else column
            for column in columns
            if column not in left_out
        ]
        rows = connection.execute(f"SELECT {', '.join(asked)} FROM {table}").fetchall()
        found[table] = sorted(map(repr, rows))
    for table in ("genre", "network", "person"):
        found[table] = sorted(connection.execute(f"SELECT name FROM {table}").fetchall())
    return found


WORKS: dict[str, Callable[[sqlite3.Connection, int], object]] = {
    "fields": lambda c, d: curating.put_plain(c, d, {"title": "Tears", "year": 2004, "summary": "x"}, NOW),
    "genres": lambda c, d: curating.put_labels(c, d, "genre", ["Medical", "Youth"]),
    "networks": lambda c, d: curating.put_labels(c, d, "network", []),
    "cast": lambda c, d: curating.put_cast(c, d, [Credit("Nobody Known", "Aya", Billing.GUEST)]),
    "links": lambda c, d: curating.put_links(c, d, [Link(LinkKind.BOOK, "The diary", None)]),
    "an episode": lambda c, d: curating.put_episode(c, d, EpisodeFacts(2, "Changed")),
    "an episode gone": lambda c, d: curating.drop_episode(c, d, 3),
    "a name": lambda c, d: curating.add_alias(c, d, "Litre"),
    "a name gone": lambda c, d: curating.drop_alias(c, d, "One Litre"),
    "withheld": lambda c, d: provenance.withhold(c, d, "aliases", ["One Litre"]),
    "whose": lambda c, d: provenance.mark(c, d, ["year"], "member", NOW, MIKA),
    "hidden": lambda c, d: curating.set_hidden(c, d, NOW, hidden=True),
}


@pytest.mark.parametrize("names", [*([name] for name in WORKS), list(WORKS)], ids=str)
def test_what_a_change_found_is_there_again(connection: sqlite3.Connection, names: list[str]) -> None:
    ident, _ = add(connection, entries()[1])
    before = everything(connection)
    with changes.recorded(connection, (ident,), STAMP):
        for name in names:
            WORKS[name](connection, ident)
    assert everything(connection) != before
    assert undo_latest(connection) == 0
    assert everything(connection) == before


def test_what_changes_nothing_leaves_no_trace(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, entries()[0])
    with changes.recorded(connection, (ident,), STAMP):
        curating.put_plain(connection, ident, {"year": 2005}, NOW)
    assert changes.of_drama(connection, ident, 9) == []


def test_what_was_changed_again_since_stays(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, entries()[0])
    with changes.recorded(connection, (ident,), STAMP):
        curating.put_plain(connection, ident, {"year": 2004, "minutes": 40}, NOW)
    curating.put_plain(connection, ident, {"year": 2003}, NOW)
    assert undo_latest(connection) == 1
    entry = catalogue.entry(connection, ident)
    assert (entry.year, entry.minutes) == (2003, None)


def test_a_new_drama_is_hidden_and_keeps_what_members_gave_it(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, entries()[0])
    changes.record_new(connection, ident, replace(STAMP, action="catalogue.add"))
    connection.execute("INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, 20)", (ident, MIKA))
    assert undo_latest(connection) == 0
    assert catalogue.get(connection, ident) is None
    assert connection.execute("SELECT overall FROM score").fetchall() == [(20,)]


# What members can have given either of two dramas: by whom, to which, and whether it is the newer.
GIVEN = st.lists(
    st.tuples(st.sampled_from((MIKA, JUN, REI)), st.booleans(), st.booleans()),
    unique_by=lambda one: one[:2],
    max_size=6,
)


@settings(max_examples=20)
@given(scores=GIVEN, lists=GIVEN, follows=GIVEN, votes=GIVEN)
def test_a_merge_undone_is_as_if_it_had_never_been(
    scores: list[tuple[int, bool, bool]],
    lists: list[tuple[int, bool, bool]],
    follows: list[tuple[int, bool, bool]],
    votes: list[tuple[int, bool, bool]],
) -> None:
    with empty() as connection:
        connection.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,), (REI,)])
        both = [add(connection, entry)[0] for entry in entries()]
        third, _ = add(connection, CatalogueEntry("Tears, once more"))
        connection.execute("UPDATE drama SET hidden = 1, merged_into = ? WHERE id = ?", (both[1], third))
        for member, which, newer in scores:
            at = NEW if newer else OLD
            connection.execute(
                "INSERT INTO score (drama_id, member_id, overall, updated_at) VALUES (?, ?, ?, ?)",
                (both[which], member, 5 + member, at),
            )
            connection.execute(
                "INSERT INTO review (member_id, drama_id, headline, text, language, created_at, updated_at)"
                " VALUES (?, ?, 'h', 't', 'en', ?, ?)",
                (member, both[which], at, at),
            )
        for member, which, newer in lists:
            connection.execute(
                "INSERT INTO progress (drama_id, member_id, status, episode, updated_at)"
                " VALUES (?, ?, 'watching', ?, ?)",
                (both[which], member, member, NEW if newer else OLD),
            )
        for member, which, _ in follows:
            connection.execute(
                "INSERT INTO follow (member_id, drama_id) VALUES (?, ?)", (member, both[which])
            )
        for member, which, newer in votes:
            connection.execute(
                "INSERT INTO ending_vote (drama_id, member_id, ending) VALUES (?, ?, ?)",
                (both[which], member, "sad" if newer else "open"),
            )
            connection.execute(
                "INSERT INTO draft (member_id, kind, subject, fields, updated_at)"
                " VALUES (?, 'review', ?, '{}', ?)",
                (member, f"drama {both[which]}", OLD),
            )
        before = everything(connection)
        drafts = connection.execute("SELECT member_id, kind, subject FROM draft ORDER BY 1, 3").fetchall()
        changes.merge_recorded(connection, both[0], both[1], replace(STAMP, action="catalogue.merge"))
        assert undo_latest(connection) == 0
        assert everything(connection) == before
        now = connection.execute("SELECT member_id, kind, subject FROM draft ORDER BY 1, 3").fetchall()
        assert now == drafts


def test_what_members_said_since_a_merge_stays_where_they_said_it(connection: sqlite3.Connection) -> None:
    keep, gone = (add(connection, entry)[0] for entry in entries())
    put = "INSERT INTO score (drama_id, member_id, overall, updated_at) VALUES (?, ?, ?, ?)"
    connection.executemany(put, [(gone, MIKA, 10, OLD), (gone, JUN, 12, OLD), (keep, JUN, 11, OLD)])
    changes.merge_recorded(connection, keep, gone, replace(STAMP, action="catalogue.merge"))
    later = (NOW + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    connection.execute(
        "UPDATE score SET overall = 20, updated_at = ? WHERE drama_id = ? AND member_id = ?",
        (later, keep, MIKA),
    )
    # Somebody is forgotten: there is nothing of theirs to move back.
    connection.execute("DELETE FROM score WHERE member_id = ?", (JUN,))
    connection.execute("DELETE FROM member WHERE id = ?", (JUN,))
    undo_latest(connection)
    found = connection.execute("SELECT drama_id, member_id, overall FROM score").fetchall()
    assert found == [(keep, MIKA, 20)]


def test_a_merge_into_what_was_merged_itself_is_not_undone(connection: sqlite3.Connection) -> None:
    keep, gone = (add(connection, entry)[0] for entry in entries())
    third, _ = add(connection, CatalogueEntry("Tears, once more"))
    changes.merge_recorded(connection, keep, gone, replace(STAMP, action="catalogue.merge"))
    first = latest(connection)
    changes.merge_recorded(connection, third, keep, replace(STAMP, action="catalogue.merge"))
    trace = changes.get(connection, first)
    assert trace is not None
    assert changes.undo(connection, trace, REI, NOW) is None
    # The later one first, and then the earlier one.
    assert undo_latest(connection) == 0
    assert changes.undo(connection, trace, REI, NOW) == 0
    assert catalogue.get(connection, gone) is not None


def test_every_row_that_the_catalogue_has_of_a_drama_is_kept(connection: sqlite3.Connection) -> None:
    """A table that is the drama's own, by the rules of merging, is one whose changes can be undone."""
    ours = {
        table for table, rule in merging.RULES.items() if rule in (merging.Rule.COPIED, merging.Rule.APPENDED)
    }
    assert ours <= set(changes.KEYS)
    for table, key in changes.KEYS.items():
        columns = {str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}
        assert set(key) <= columns


def test_a_change_keeps_no_members_id_where_forgetting_would_not_find_it(
    connection: sqlite3.Connection,
) -> None:
    ident, _ = add(connection, entries()[0])
    provenance.mark(connection, ident, ["title"], "member", NOW, MIKA)
    with changes.recorded(connection, (ident,), STAMP):
        curating.put_plain(connection, ident, {"title": "Tears"}, NOW)
        provenance.mark(connection, ident, ["title"], "tvmaze", NOW)
    kept = connection.execute("SELECT before, after FROM catalogue_change_row").fetchall()
    assert "member_id" not in repr(kept)
    assert undo_latest(connection) == 0
    marked = connection.execute("SELECT source, member_id FROM provenance WHERE field = 'title'").fetchall()
    assert marked == [("member", None)]
