"""Lists of comments in the store: their order, what is counted, and that none grows with what is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from bot.domain.comments import LISTED, CommentSort
from bot.domain.dramas import CatalogueEntry
from bot.store.board import comments
from tests.store.board.test_comments import HERE, JUN, MIKA, NOW, REI, write
from tests.store.memory import add, empty
from tests.store.plans import plan_of


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,), (REI,)])
        yield opened


@pytest.fixture
def drama(connection: sqlite3.Connection) -> int:
    ident, _ = add(connection, CatalogueEntry("1 Litre of Tears", year=2005, episodes=11))
    return ident


@pytest.mark.parametrize("sort", CommentSort)
@pytest.mark.parametrize("review", [None, 5])
def test_a_list_is_read_from_an_index_that_has_its_order(
    connection: sqlite3.Connection, drama: int, sort: CommentSort, review: int | None
) -> None:
    steps = plan_of(connection, lambda: comments.listed(connection, HERE, drama, sort, review))
    read = next(step for step in steps if step.startswith(("SEARCH c", "SCAN c")))
    assert "TEMP B-TREE" not in "".join(steps)
    of_drama = "comment_newest" if sort is CommentSort.NEWEST else "comment_liked"
    on_review = "comment_by_review" if sort is CommentSort.NEWEST else "comment_on_review_liked"
    assert (of_drama if review is None else on_review) in read


def test_a_list_has_so_many_and_says_that_there_are_more(connection: sqlite3.Connection, drama: int) -> None:
    written = [write(connection, drama) for _ in range(LISTED)]
    found, more = comments.listed(connection, HERE, drama, CommentSort.NEWEST)
    assert ([one.id for one in found], more) == (written[::-1], False)
    comments.like(connection, written[3], JUN)
    found, more = comments.listed(connection, HERE, drama, CommentSort.LIKED)
    assert ([one.id for one in found][:2], more) == ([written[3], written[-1]], False)
    last = write(connection, drama)
    found, more = comments.listed(connection, HERE, drama, CommentSort.NEWEST)
    assert (found[0].id, len(found), more) == (last, LISTED, True)
    newest = comments.newest_for(connection, drama, HERE, JUN, None)
    assert newest is not None
    assert newest.id == last


def test_answers_are_counted_as_they_can_be_read(connection: sqlite3.Connection, drama: int) -> None:
    def counted() -> int:
        found = comments.get(connection, first)
        assert found is not None
        return found.answers

    first = write(connection, drama)
    answers = [write(connection, drama, reply_to=first) for _ in range(3)]
    write(connection, drama, reply_to=answers[0])
    assert counted() == 3
    connection.execute("UPDATE comment SET hidden = 1 WHERE id = ?", (answers[0],))
    assert counted() == 2
    connection.execute("UPDATE comment SET hidden = 0 WHERE id = ?", (answers[0],))
    assert counted() == 3
    connection.execute("UPDATE comment SET hidden = 1 WHERE id = ?", (answers[1],))
    comments.remove(connection, answers[1])
    comments.remove(connection, answers[0])
    assert counted() == 1


def test_comments_on_a_review_outlive_it_and_say_so(connection: sqlite3.Connection, drama: int) -> None:
    (review,) = connection.execute(
        "INSERT INTO review (drama_id, member_id, headline, text, language, created_at, updated_at)"
        " VALUES (?, ?, 'Sad', 'Sad.', 'en', ?, ?) RETURNING id",
        (drama, REI, NOW.isoformat(), NOW.isoformat()),
    ).fetchone()
    ident = write(connection, drama)
    answer = write(connection, drama, reply_to=ident)
    connection.execute("UPDATE comment SET review_id = ?", (review,))
    write(connection, drama)
    found, _ = comments.listed(connection, HERE, drama, CommentSort.NEWEST, review)
    assert [one.id for one in found] == [answer, ident]
    connection.execute("DELETE FROM review")
    left = {one.id: one for one in comments.get_many(connection, [ident, answer])}
    assert [(one.review_id, one.answers_deleted) for one in left.values()] == [(None, True), (None, False)]
