"""The outbox's book: of each target one at a time and in order, by one process, nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Obstacle, Post, PostState, Standing, Target
from bot.store.guilds import departures, guilds
from bot.store.posts import chores, outbox, waiting_posts
from tests.store.memory import empty

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
AIRING = Target(guild_id=5, purpose=Purpose.AIRING)
TARGETS = (AIRING, Target(channel_id=7), Target(channel_id=8, guild_id=5), Target(member_id=9))


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as there:
        yield there


def post(key: str, target: Target = AIRING, at: datetime = NOW, text: str = "") -> NewPost:
    return NewPost(key, "word", target, at, {"text": text})


def claimed(connection: sqlite3.Connection, at: datetime = NOW, limit: int = 100) -> list[Post]:
    return outbox.claim(connection, at, "me", LEASE, limit)


def test_a_key_is_planned_once(connection: sqlite3.Connection) -> None:
    first = outbox.put(connection, post("a"))
    assert outbox.put(connection, post("a", text="other")) == first
    assert [found.payload for found in claimed(connection)] == [{"text": ""}]


def test_what_waits_is_counted_where_the_bot_is(connection: sqlite3.Connection) -> None:
    late, later = NOW - timedelta(minutes=9), NOW + timedelta(hours=1)
    assert waiting_posts.standing(connection, NOW) == Standing(0, None, 0, 0)
    for key, target, at in (
        ("late", Target(channel_id=7), late),
        ("now", Target(channel_id=8), NOW),
        ("planned", Target(channel_id=8), later),
        ("held", AIRING, late),
        ("left", Target(guild_id=6, purpose=Purpose.AIRING), late),
    ):
        outbox.put(connection, post(key, target, at))
    connection.execute("UPDATE outbox SET state = 'held', reason = 'gone' WHERE key = 'held'")
    departures.leave(connection, 6, NOW)
    assert waiting_posts.standing(connection, NOW) == Standing(2, late, 1, 1)
    claimed(connection)
    assert waiting_posts.standing(connection, NOW).due == 0


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_a_post_comes_back_as_it_was_planned(connection: sqlite3.Connection, target: Target) -> None:
    planned = NewPost("a", "word", target, NOW, {"n": 1, "名": "涙"}, NOW + timedelta(hours=1))
    outbox.put(connection, planned)
    found = outbox.get(connection, "a")
    assert found is not None
    assert (found.key, found.kind, found.target, found.due_at, found.payload, found.expires_at) == (
        "a",
        "word",
        target,
        NOW,
        planned.payload,
        planned.expires_at,
    )
    (guild,) = connection.execute("SELECT guild_id FROM outbox").fetchone()
    assert guild == target.guild_id


def test_a_moment_without_a_zone_is_refused(connection: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match="zone"):
        outbox.put(connection, post("a", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point of it


def test_of_each_target_only_the_oldest_is_claimed(connection: sqlite3.Connection) -> None:
    for key, target, minutes in (("b", AIRING, 0), ("a", AIRING, -1), ("c", TARGETS[1], 0), ("d", AIRING, 1)):
        outbox.put(connection, post(key, target, NOW + timedelta(minutes=minutes)))
    assert sorted(found.key for found in claimed(connection)) == ["a", "c"]
    assert claimed(connection) == []


def test_an_older_one_planned_meanwhile_waits_for_the_one_on_its_way(connection: sqlite3.Connection) -> None:
    outbox.put(connection, post("new"))
    (new,) = claimed(connection)
    outbox.put(connection, post("old", at=NOW - timedelta(hours=1)))
    assert claimed(connection) == []
    assert outbox.next_ready(connection, NOW) == NOW + LEASE
    assert outbox.sent(connection, new.id, "me", NOW, 1, 2)
    assert [found.key for found in claimed(connection)] == ["old"]


def test_a_claim_that_ran_out_is_anothers(connection: sqlite3.Connection) -> None:
    outbox.put(connection, post("a"))
    (first,) = claimed(connection)
    assert first.tried_at is None
    later = NOW + LEASE
    (second,) = outbox.claim(connection, later, "you", LEASE, 1)
    assert second.tried_at == NOW
    assert not outbox.sent(connection, first.id, "me", later, 1, 2)
    assert not outbox.dropped(connection, first.id, "me", later, "late")
    assert outbox.sent(connection, first.id, "you", later, 1, 2)
    found = outbox.get(connection, "a")
    assert found is not None
    assert (found.state, found.message_id) == (PostState.SENT, 2)


def test_where_it_may_be_stays_known_until_it_is_surely_not_there(connection: sqlite3.Connection) -> None:
    guilds.put_channel(connection, 5, Purpose.AIRING, 70)
    outbox.put(connection, post("a"))
    (first,) = claimed(connection)
    assert first.channel_id == 70
    guilds.put_channel(connection, 5, Purpose.AIRING, 71)
    (again,) = claimed(connection, NOW + LEASE)
    assert again.channel_id == 70
    outbox.unsent(connection, again.id, "me", NOW + LEASE)
    (anew,) = claimed(connection, NOW + LEASE)
    assert (anew.channel_id, anew.tried_at) == (71, None)


def test_a_planned_post_is_replaced_and_withdrawn_but_not_one_on_its_way(
    connection: sqlite3.Connection,
) -> None:
    assert outbox.replace(connection, post("a", text="one"))
    assert outbox.replace(connection, post("a", TARGETS[1], NOW, text="two"))
    (found,) = claimed(connection)
    assert (found.target, found.payload) == (TARGETS[1], {"text": "two"})
    assert not outbox.replace(connection, post("a", text="three"))
    assert not outbox.withdraw(connection, "a")
    outbox.held(connection, found.id, "me", Obstacle.GONE, NOW + LEASE)
    assert outbox.replace(connection, post("a", TARGETS[1], text="four"))
    assert outbox.withdraw(connection, "a")
    assert outbox.get(connection, "a") is None


def test_what_may_have_been_sent_is_not_withdrawn(connection: sqlite3.Connection) -> None:
    outbox.put(connection, post("a"))
    (found,) = claimed(connection)
    outbox.held(connection, found.id, "me", Obstacle.FORBIDDEN, NOW + LEASE, surely_unsent=False)
    assert not outbox.withdraw(connection, "a")
    assert not outbox.replace(connection, post("a", text="other"))


def test_what_is_held_for_a_guild(connection: sqlite3.Connection) -> None:
    for key, target in (("a", AIRING), ("b", AIRING), ("c", TARGETS[2]), ("d", TARGETS[1])):
        outbox.put(connection, post(key, target))
    outbox.put(connection, post("later", at=NOW + timedelta(hours=1)))
    for found in claimed(connection):
        outbox.held(connection, found.id, "me", Obstacle.GONE, NOW + LEASE)
    told = waiting_posts.held_of(connection, 5, NOW)
    assert [(held.purpose, held.channel_id, held.obstacle, held.count) for held in told] == [
        (Purpose.AIRING, None, Obstacle.GONE, 2),
        (None, 8, Obstacle.GONE, 1),
    ]
    assert waiting_posts.has_held(connection, 5)
    assert not waiting_posts.has_held(connection, 6)
    assert outbox.next_ready(connection, NOW) == NOW + LEASE
    assert waiting_posts.retry(connection, 5, NOW) == 2
    assert sorted(found.key for found in claimed(connection)) == ["a", "c"]


def test_what_is_long_done_is_forgotten(connection: sqlite3.Connection) -> None:
    for key in ("sent", "dropped", "open"):
        outbox.put(connection, post(key, Target(channel_id=len(key))))
    for found in claimed(connection):
        if found.key == "sent":
            outbox.sent(connection, found.id, "me", NOW, 1, 2)
        elif found.key == "dropped":
            outbox.dropped(connection, found.id, "me", NOW, "expired")
    assert waiting_posts.purge(connection, NOW) == 0
    assert waiting_posts.purge(connection, NOW + timedelta(seconds=1)) == 2
    assert outbox.get(connection, "open") is not None


def test_no_question_reads_the_whole_outbox(connection: sqlite3.Connection) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    outbox.put(connection, post("a"))
    claimed(connection)
    outbox.next_ready(connection, NOW)
    waiting_posts.held_of(connection, 5, NOW)
    waiting_posts.has_held(connection, 5)
    waiting_posts.retry(connection, 5, NOW)
    waiting_posts.purge(connection, NOW)
    connection.set_trace_callback(None)
    questions = [sql for sql in asked if "outbox" in sql and not sql.startswith("INSERT")]
    assert len(questions) >= 8
    for sql in questions:
        plan = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [line for line in plan if line.startswith("SCAN") and "INDEX" not in line], (sql, plan)


def test_chores_of_another_version_concern_nobody(connection: sqlite3.Connection) -> None:
    chores.plan(connection, "old", NOW)
    chores.plan(connection, "sweep", NOW + LEASE)
    chores.plan(connection, "sweep", NOW)
    assert chores.next_due(connection, ["sweep"]) == NOW + LEASE
    assert chores.claim(connection, ["sweep"], NOW, "me", LEASE) == []
    assert chores.claim(connection, ["sweep"], NOW + LEASE, "me", LEASE) == ["sweep"]
    assert chores.claim(connection, ["sweep"], NOW + LEASE, "you", LEASE) == []
    assert not chores.done(connection, "sweep", "you", NOW)
    assert chores.done(connection, "sweep", "me", NOW + 3 * LEASE)
    assert chores.next_due(connection, ["sweep"]) == NOW + 3 * LEASE
    assert chores.next_due(connection, []) is None


class Processes(RuleBasedStateMachine):
    """Two processes, one outbox, and a Discord that remembers: whatever they do, and whenever they die."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = empty()
        self.connection = self.opened.__enter__()
        self.now = NOW
        self.planned: list[str] = []
        self.channel: dict[str, list[int]] = {str(target): [] for target in TARGETS}
        self.hands: dict[str, list[Post]] = {"me": [], "you": []}

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @initialize()
    def a_guild(self) -> None:
        guilds.put_channel(self.connection, 5, Purpose.AIRING, 70)

    @rule(to=st.sampled_from(TARGETS), minutes=st.integers(-5, 5))
    def plan(self, to: Target, minutes: int) -> None:
        key = f"post {len(self.planned)}"
        outbox.put(self.connection, post(key, to, self.now + timedelta(minutes=minutes)))
        self.planned.append(key)

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(who=st.sampled_from(("me", "you")), limit=st.integers(1, 3))
    def claim(self, who: str, limit: int) -> None:
        self.hands[who] += outbox.claim(self.connection, self.now, who, LEASE, limit)

    @rule(who=st.sampled_from(("me", "you")))
    def die(self, who: str) -> None:
        self.hands[who] = []

    @precondition(lambda self: any(self.hands.values()))
    @rule(data=st.data(), end=st.sampled_from(("mark", "die before sending", "die before marking", "hold")))
    def deliver(self, data: st.DataObject, end: str) -> None:
        """At once after the claim, as a delivery does: it never lasts longer than half the lease."""
        who = data.draw(st.sampled_from([name for name, posts in self.hands.items() if posts]))
        found = self.hands[who].pop(0)
        current = outbox.get(self.connection, found.key)
        assert current is not None
        until, by = self.connection.execute(
            "SELECT claimed_until, claimed_by FROM outbox WHERE id = ?", (found.id,)
        ).fetchone()
        if by != who:
            return  # too late as well: the other one has claimed it since
        if until is None or datetime.fromisoformat(until) <= self.now:
            return  # too late: a delivery is cut short before
        there = self.channel[str(found.target)]
        if found.tried_at is not None:
            if found.id in there:
                outbox.sent(self.connection, found.id, who, self.now, 70, 1)
            else:
                outbox.unsent(self.connection, found.id, who, self.now)
            return
        if end == "hold":
            outbox.held(self.connection, found.id, who, Obstacle.GONE, self.now + timedelta(minutes=5))
        elif end != "die before sending":
            there.append(found.id)
            if end == "mark":
                assert outbox.sent(self.connection, found.id, who, self.now, 70, 1)

    @invariant()
    def nothing_came_twice(self) -> None:
        for there in self.channel.values():
            assert len(there) == len(set(there))

    @invariant()
    def one_at_a_time(self) -> None:
        rows = self.connection.execute(
            "SELECT count(*) FROM outbox WHERE state = 'claimed' AND claimed_until > ? GROUP BY target",
            (self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),),
        )
        assert all(count == 1 for (count,) in rows)

    @invariant()
    def there_is_always_a_next(self) -> None:
        (unsent,) = self.connection.execute(
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'claimed', 'held')"
        ).fetchone()
        assert (outbox.next_ready(self.connection, self.now) is None) == (unsent == 0)

    @rule()
    def in_the_end_everything_has_come(self) -> None:
        """From here on nobody dies."""
        self.hands = {"me": [], "you": []}
        for _ in range(10 * len(self.planned) + 1):
            ready = outbox.next_ready(self.connection, self.now)
            if ready is None:
                break
            self.now = max(self.now, ready)
            before = self.now
            for found in outbox.claim(self.connection, self.now, "me", LEASE, 8):
                there = self.channel[str(found.target)]
                if found.tried_at is None:
                    there.append(found.id)
                elif found.id not in there:
                    outbox.unsent(self.connection, found.id, "me", before)
                    continue
                outbox.sent(self.connection, found.id, "me", before, 70, 1)
        assert sum(map(len, self.channel.values())) == len(self.planned)


TestProcesses = Processes.TestCase
TestProcesses.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_what_is_long_done_or_held_goes_in_pieces(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_posts, "PIECE", 2)
    for number in range(5):
        outbox.put(connection, post(f"{number}", Target(channel_id=number)))
    connection.execute("UPDATE outbox SET state = 'held', reason = 'gone'")
    later = NOW + timedelta(seconds=1)
    assert [waiting_posts.give_up(connection, later, NOW) for _ in range(4)] == [2, 2, 1, 0]
    assert [waiting_posts.purge(connection, later) for _ in range(4)] == [2, 2, 1, 0]
