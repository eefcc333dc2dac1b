"""Totals stay correct: what triggers keep after a deletion is what a recount of the rest says."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.privacy.rows import Kind
from bot.domain.progress import Progress, Status
from bot.store.members import members
from bot.store.moderation.audit import audit
from bot.store.privacy import erasing, requests
from tests.store.memory import NOW, empty
from tests.store.scores.test_standings import kept, recounted

GONE, MEMBERS, DRAMAS, GUILDS = 1, (1, 2, 3), (1, 2, 3), (10, 20)
member, drama = st.sampled_from(MEMBERS), st.sampled_from(DRAMAS)
scored = st.tuples(st.just("score"), member, drama, st.integers(1, 20))
watched = st.tuples(st.just("progress"), member, drama, st.sampled_from(list(Status)))
seen = st.tuples(st.just("seen"), member, st.sampled_from(GUILDS), st.none())
voted = st.tuples(st.just("vote"), member, member, st.booleans())
deeds = st.lists(st.one_of(scored, watched, seen, voted), max_size=40)


def prepare(connection: sqlite3.Connection) -> None:
    """Every member has written a review, a recommendation and a comment, each on the same drama."""
    for ident in DRAMAS:
        connection.execute("INSERT INTO drama (id, title) VALUES (?, ?)", (ident, f"Drama {ident}"))
    for ident in MEMBERS:
        members.seen(connection, ident, None, NOW)
        connection.execute(
            "INSERT INTO review (id, drama_id, member_id, headline, text, language)"
            " VALUES (?1, 1, ?1, 'Good', 'It is good.', 'en')",
            (ident,),
        )
        connection.execute(
            "INSERT INTO recommendation (id, drama_id, other_id, member_id, reason)"
            " VALUES (?1, 1, 2, ?1, 'Alike')",
            (ident,),
        )
        connection.execute(
            "INSERT INTO comment (id, drama_id, guild_id, member_id, reply_to, text)"
            " VALUES (?1, 1, 10, ?1, ?2, 'Yes')",
            (ident, ident - 1 or None),
        )


def do(connection: sqlite3.Connection, deed: tuple[object, ...]) -> None:
    kind, who, what, how = deed
    if kind == "seen":
        members.seen(connection, int(str(who)), int(str(what)), NOW)
    elif kind == "score":
        connection.execute(
            "INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET overall = excluded.overall",
            (what, who, how),
        )
    elif kind == "progress":
        members.put_progress(
            connection,
            int(str(who)),
            int(str(what)),
            Progress(Status(str(how)), 1 if how != "plan" else 0),
            NOW,
        )
    else:
        for table, values in (
            ("review_vote (review_id, member_id, helpful)", (what, who, how)),
            ("recommendation_vote (recommendation_id, member_id)", (what, who)),
            ("comment_like (comment_id, member_id)", (what, who)),
        ):
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)


def test_what_is_kept_twice_is_counted_once_and_under_its_name() -> None:
    moderator, author = 1, 2
    with empty() as connection:
        prepare(connection)
        connection.execute("UPDATE member SET list_seen_by = 'everyone'")
        for drama_id in DRAMAS:
            members.put_progress(connection, author, drama_id, Progress(Status.COMPLETED), NOW)
        audit(connection, 10, moderator, "member.block", f"member {author}", NOW)
        audit(connection, 10, author, "review.appealed", "review 2", NOW)
        found = [requests.shares(connection, member) for member in (moderator, author)]
        counts = [{share.kind: share.rows for share in shares} for shares in found]
    assert counts[0][Kind.MODERATING] == 1
    assert Kind.MODERATED not in counts[0]
    assert counts[1][Kind.PROGRESS] == len(DRAMAS)
    assert counts[1][Kind.MODERATED] == 1
    assert counts[1][Kind.MODERATING] == 1


@given(deeds)
def test_totals_are_those_of_a_recount(done: list[tuple[object, ...]]) -> None:
    with empty() as connection:
        prepare(connection)
        for deed in done:
            do(connection, deed)
        while erasing.hide(connection, GONE) or erasing.erase(connection, GONE):
            pass
        assert kept(connection) == recounted(connection)
        for table, column, votes in (
            (
                "review",
                "helpful",
                "SELECT count(*) FROM review_vote v WHERE v.review_id = t.id AND v.helpful",
            ),
            (
                "review",
                "unhelpful",
                "SELECT count(*) FROM review_vote v WHERE v.review_id = t.id AND NOT v.helpful",
            ),
            (
                "recommendation",
                "votes",
                "SELECT count(*) FROM recommendation_vote v WHERE v.recommendation_id = t.id",
            ),
            ("comment", "likes", "SELECT count(*) FROM comment_like v WHERE v.comment_id = t.id"),
        ):
            assert not connection.execute(f"SELECT 1 FROM {table} t WHERE {column} <> ({votes})").fetchall()
        answers = connection.execute(
            "SELECT id, reply_to, answers_deleted FROM comment ORDER BY id"
        ).fetchall()
        assert answers == [(2, None, 1), (3, 2, 0)]
