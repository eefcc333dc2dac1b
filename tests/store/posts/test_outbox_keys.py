"""Posts by their keys, whatever else is in the outbox; and what becomes of those that nobody can read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import post_keys
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Obstacle, PostState, Target
from bot.store.guilds import guilds
from bot.store.posts import outbox, waiting_posts
from tests.store.memory import empty

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
ELSEWHERE = Target(channel_id=8)
REVIEW, OTHER = post_keys.review(42, 5), post_keys.review(420, 5)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An outbox with posts of others around whatever is asked for, before it and behind it."""
    with empty() as there:
        for at, key in enumerate(("a", OTHER, post_keys.review(43, 5), "z"), 1):
            outbox.put(there, NewPost(key, "word", Target(channel_id=100 + at), NOW))
        yield there


def post(key: str, target: Target = ELSEWHERE, kind: str = "word") -> NewPost:
    return NewPost(key, kind, target, NOW, {"of": key})


def keys(connection: sqlite3.Connection) -> set[str]:
    return {key for (key,) in connection.execute("SELECT key FROM outbox")}


def state(connection: sqlite3.Connection, key: str, now: PostState) -> None:
    """Bring a post into a state by the way that leads there."""
    if now is PostState.WAITING:
        return
    (ident,) = connection.execute("SELECT id FROM outbox WHERE key = ?", (key,)).fetchone()
    connection.execute(
        "UPDATE outbox SET state = 'claimed', claimed_by = 'me', claimed_until = ? WHERE id = ?",
        ((NOW + LEASE).isoformat(), ident),
    )
    if now is PostState.SENT:
        assert outbox.sent(connection, ident, "me", NOW, 8, 9_000)
    elif now is PostState.DROPPED:
        assert outbox.dropped(connection, ident, "me", NOW, "over")
    elif now is PostState.HELD:
        assert outbox.held(connection, ident, "me", Obstacle.FAULT, NOW + timedelta(hours=1))


def test_many_are_planned_at_once_and_known_ones_stay(connection: sqlite3.Connection) -> None:
    known = outbox.put(connection, post("b"))
    ids = outbox.put_all(connection, [post("b", kind="other"), post("c"), post("d")])
    assert set(ids) == {"b", "c", "d"}
    assert ids["b"] == known
    for key, ident in ids.items():
        found = outbox.get(connection, key)
        assert found is not None
        assert (found.id, found.kind, found.payload) == (ident, "word", {"of": key})
    assert outbox.put_all(connection, []) == {}


@pytest.mark.parametrize("now", PostState)
def test_a_post_is_planned_anew_only_after_those_that_are_done(
    connection: sqlite3.Connection, now: PostState
) -> None:
    first = outbox.put_anew(connection, post(REVIEW))
    state(connection, REVIEW, now)
    again = outbox.put_anew(connection, post(REVIEW))
    done = now in (PostState.SENT, PostState.DROPPED)
    assert (again == first) is not done
    expected = {REVIEW: now, **({post_keys.free(REVIEW, {REVIEW}): PostState.WAITING} if done else {})}
    assert outbox.states(connection, REVIEW) == expected
    assert outbox.put_anew(connection, post(REVIEW)) == again, "the open one stays"


def test_withdrawing_all_of_a_key_leaves_every_other(connection: sqlite3.Connection) -> None:
    before = keys(connection)
    outbox.put_anew(connection, post(REVIEW))
    state(connection, REVIEW, PostState.SENT)
    outbox.put_anew(connection, post(REVIEW))
    assert outbox.withdraw_all(connection, REVIEW) == 1
    assert keys(connection) == before | {REVIEW}
    assert outbox.withdraw_all(connection, REVIEW) == 0


def test_withdrawing_between_keys_leaves_every_other(connection: sqlite3.Connection) -> None:
    before = keys(connection)
    for guild in (5, 6, 60):
        outbox.put(connection, post(post_keys.review(42, guild)))
    assert outbox.withdraw_between(connection, *post_keys.reviews_between(42)) == 3
    assert keys(connection) == before


@pytest.mark.parametrize("now", PostState)
def test_whether_one_is_planned(connection: sqlite3.Connection, now: PostState) -> None:
    assert not outbox.is_planned(connection, "word", ELSEWHERE)
    outbox.put(connection, post(REVIEW))
    state(connection, REVIEW, now)
    assert outbox.is_planned(connection, "word", ELSEWHERE) is (now in (PostState.WAITING, PostState.HELD))
    assert not outbox.is_planned(connection, "other", ELSEWHERE)
    assert not outbox.is_planned(connection, "word", Target(channel_id=9))


def test_an_uncertain_round_is_noted_by_its_claimer_alone(connection: sqlite3.Connection) -> None:
    ident, other = (outbox.put(connection, post(key, Target(channel_id=at))) for at, key in enumerate("bc"))
    for key in "bc":
        state(connection, key, PostState.CLAIMED)
    assert not outbox.uncertain(connection, ident, "another")
    assert outbox.uncertain(connection, ident, "me")
    assert outbox.uncertain(connection, ident, "me")
    counted = dict(connection.execute("SELECT id, uncertain FROM outbox").fetchall())
    assert (counted[ident], counted[other]) == (2, 0)
    assert outbox.sent(connection, ident, "me", NOW, 8, 9_000)
    assert not outbox.uncertain(connection, ident, "me"), "it is settled"


def test_only_what_is_held_and_was_due_long_ago_is_given_up(connection: sqlite3.Connection) -> None:
    for key, target in (("b", Target(channel_id=1)), ("c", Target(channel_id=2))):
        outbox.put(connection, post(key, target))
        state(connection, key, PostState.HELD)
    outbox.put(connection, NewPost("d", "word", Target(channel_id=3), NOW + timedelta(days=1)))
    state(connection, "d", PostState.HELD)
    before = keys(connection)
    assert waiting_posts.give_up(connection, NOW, NOW) == 0
    assert waiting_posts.give_up(connection, NOW + timedelta(seconds=1), NOW) == 2
    assert waiting_posts.give_up(connection, NOW + timedelta(seconds=1), NOW) == 0
    assert keys(connection) == before
    now = {key: outbox.states(connection, key)[key] for key in before}
    assert {key for key, found in now.items() if found is PostState.DROPPED} == {"b", "c"}
    assert now["d"] is PostState.HELD


@pytest.mark.parametrize(
    ("column", "value"), [("target", "somewhere new"), ("payload", "{"), ("payload", "no JSON")]
)
def test_one_that_a_later_version_planned_is_held_and_keeps_no_one_waiting(
    connection: sqlite3.Connection, column: str, value: str
) -> None:
    outbox.put(connection, post(REVIEW))
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(f"UPDATE outbox SET {column} = ? WHERE key = ?", (value, REVIEW))
    outbox.put(connection, post("b", Target(channel_id=1)))
    assert {found.key for found in outbox.claim(connection, NOW, "me", LEASE, 99)} == keys(connection) - {
        REVIEW
    }
    row = connection.execute("SELECT state, reason, attempts, retry_at FROM outbox WHERE key = ?", (REVIEW,))
    told = row.fetchone()
    assert told[:3] == ("held", "fault", 1)
    assert datetime.fromisoformat(told[3]) == NOW + timedelta(hours=6)


def test_where_a_post_goes_is_what_its_target_says(connection: sqlite3.Connection) -> None:
    guilds.put_channel(connection, 5, Purpose.AIRING, 70)
    guilds.put_channel(connection, 5, Purpose.REVIEWS, 71)
    guilds.put_channel(connection, 6, Purpose.AIRING, 72)
    targets = {
        "purpose": (Target(guild_id=5, purpose=Purpose.AIRING), 70),
        "unset": (Target(guild_id=6, purpose=Purpose.REVIEWS), None),
        "channel": (Target(channel_id=8, guild_id=5), 8),
        "member": (Target(member_id=9), None),
    }
    for key, (target, _) in targets.items():
        outbox.put(connection, post(key, target))
    found = {one.key: one.channel_id for one in outbox.claim(connection, NOW, "me", LEASE, 99)}
    assert {key: found[key] for key in targets} == {key: channel for key, (_, channel) in targets.items()}


def test_only_a_held_post_says_when_it_is_tried_again(connection: sqlite3.Connection) -> None:
    ident = outbox.put(connection, post(REVIEW))
    state(connection, REVIEW, PostState.HELD)
    found = outbox.get(connection, REVIEW)
    assert found is not None
    assert found.retry_at == NOW + timedelta(hours=1)
    connection.execute("UPDATE outbox SET state = 'waiting' WHERE id = ?", (ident,))
    found = outbox.get(connection, REVIEW)
    assert found is not None
    assert found.retry_at is None


def test_the_next_moment_is_never_one_that_is_over(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM outbox")
    assert outbox.next_ready(connection, NOW) is None
    outbox.put(connection, post(REVIEW))
    (mine,) = outbox.claim(connection, NOW, "me", LEASE, 9)
    assert outbox.next_ready(connection, NOW, [mine.id]) == NOW + LEASE
    late = NOW + LEASE + timedelta(seconds=1)
    assert outbox.next_ready(connection, late, [mine.id]) is None, "it is being sent, whatever the clock says"
