"""Reviews in the store: votes are counted as they come and go, ids are never given twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry
from bot.domain.reviews import Review
from bot.domain.screening import Passed
from bot.store import drafts
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from tests.store.memory import add, empty

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MIKA, JUN, GUILD = 1, 2, 500


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with empty() as connection:
        yield connection


def put(connection: sqlite3.Connection, drama_id: int, member_id: int = MIKA, text: str = "t") -> Review:
    members.seen(connection, member_id, GUILD, NOW)
    review, _ = reviews.put(
        connection,
        member_id,
        drama_id,
        headline=Passed("h"),
        text=Passed(text),
        spoils=None,
        language="en",
        now=NOW,
    )
    return review


moves = st.lists(
    st.one_of(
        st.tuples(
            st.just("vote"), st.integers(0, 2), st.integers(10, 14), st.sampled_from([True, False, None])
        ),
        st.tuples(st.just("leave"), st.just(0), st.integers(10, 14), st.none()),
        st.tuples(st.just("remove"), st.integers(0, 2), st.just(0), st.none()),
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(moves)
def test_the_counts_are_a_recount_whatever_happens(
    done: list[tuple[str, int, int, bool | None]],
) -> None:
    with empty() as connection:
        written = [put(connection, add(connection, CatalogueEntry(f"Drama {at}"))[0]) for at in range(3)]
        for what, which, voter, helpful in done:
            if what == "leave":
                connection.execute("DELETE FROM member WHERE id = ?", (voter,))
            elif what == "remove":
                reviews.remove(connection, written[which].id)
            elif reviews.get_many(connection, [written[which].id]):
                members.seen(connection, voter, None, NOW)
                reviews.vote(connection, written[which].id, voter, helpful)
        counted = connection.execute("SELECT id, helpful, unhelpful FROM review ORDER BY id").fetchall()
        recounted = connection.execute(
            "SELECT r.id, coalesce(sum(v.helpful), 0), coalesce(sum(1 - v.helpful), 0) FROM review r"
            " LEFT JOIN review_vote v ON v.review_id = r.id GROUP BY r.id ORDER BY r.id"
        ).fetchall()
        assert counted == recounted


def test_an_id_is_never_given_twice(store: sqlite3.Connection) -> None:
    drama, _ = add(store, CatalogueEntry("One"))
    first = put(store, drama)
    reviews.remove(store, first.id)
    assert put(store, drama).id > first.id


def test_a_change_keeps_the_id_the_votes_and_the_first_day(store: sqlite3.Connection) -> None:
    drama, _ = add(store, CatalogueEntry("One"))
    first = put(store, drama)
    members.seen(store, JUN, GUILD, NOW)
    reviews.vote(store, first.id, JUN, True)
    later = NOW.replace(month=3)
    review, changed = reviews.put(
        store, MIKA, drama, headline=Passed("H"), text=Passed("T"), spoils=3, language="ja", now=later
    )
    assert changed
    assert (review.id, review.helpful, review.created_at, review.updated_at) == (first.id, 1, NOW, later)
    assert (review.headline, review.text, review.spoils, review.language) == ("H", "T", 3, "ja")


def test_a_vote_is_no_revision_and_a_change_is(store: sqlite3.Connection) -> None:
    drama, _ = add(store, CatalogueEntry("One"))
    review = put(store, drama)
    members.seen(store, JUN, GUILD, NOW)

    def revision() -> int:
        return int(store.execute("SELECT revision FROM review").fetchone()[0])

    reviews.vote(store, review.id, JUN, True)
    assert revision() == 1
    put(store, drama, text="changed")
    store.execute("UPDATE review SET hidden = 1")
    assert revision() == 3


def test_what_is_hidden_is_counted_and_listed_nowhere(store: sqlite3.Connection) -> None:
    one, other = (add(store, CatalogueEntry(name))[0] for name in ("One", "Two"))
    hidden, kept = put(store, one), put(store, other)
    here = Audience(JUN, GUILD)
    assert (reviews.count(store, one, here), reviews.others(store, kept, here)) == (1, 1)
    store.execute("UPDATE review SET hidden = 1 WHERE id = ?", (hidden.id,))
    assert reviews.count(store, one, here) == 0
    assert reviews.of(store, one, Audience(MIKA, GUILD)) == []
    assert reviews.seen(store, hidden.id, Audience(MIKA, GUILD)) is None
    assert reviews.others(store, kept, here) == 0
    assert [review.id for _, review in reviews.written_by(store, MIKA, here, 9)] == [kept.id]
    assert reviews.by(store, MIKA, one) is not None  # its author still writes on


def test_a_drama_out_of_the_catalogue_takes_its_reviews_out_of_sight(store: sqlite3.Connection) -> None:
    drama, _ = add(store, CatalogueEntry("One"))
    review = put(store, drama)
    store.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama,))
    assert reviews.seen(store, review.id, Audience(JUN, GUILD)) is None
    assert reviews.written_by(store, MIKA, Audience(JUN, GUILD), 9) == []
    assert reviews.composed(store, review.id, GUILD, 1) is None


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=10), st.text(max_size=200), max_size=5))
def test_a_draft_comes_back_as_it_was_typed(fields: dict[str, str]) -> None:
    typed = {name: text for name, text in fields.items() if _storable(name) and _storable(text)}
    with empty() as connection:
        members.seen(connection, MIKA, None, NOW)
        drafts.put(connection, MIKA, "review", "drama 1", {"old": "x"}, NOW)
        drafts.put(connection, MIKA, "review", "drama 1", typed, NOW)
        assert drafts.get(connection, MIKA, "review", "drama 1") == typed
        assert drafts.get(connection, MIKA, "review", "drama 2") is None
        assert drafts.remove(connection, MIKA, "review", "drama 1")
        assert not drafts.remove(connection, MIKA, "review", "drama 1")


def _storable(text: str) -> bool:
    """Half a surrogate pair is nothing that Discord sends: its JSON would not be UTF-8."""
    return text.isprintable() or text.encode("utf-8", "replace").decode() == text


def test_the_reviews_of_a_drama_are_read_by_its_index(store: sqlite3.Connection) -> None:
    plan = store.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM review r WHERE r.drama_id = 1 AND r.hidden = 0"
    ).fetchall()
    assert all("SCAN" not in str(row[-1]) for row in plan)
