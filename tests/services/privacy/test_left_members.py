"""Members whom no server knows: they stay while there are signs of them, and go long after the last one."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.members import NOTED_EVERY
from bot.domain.outbox import NewPost, Target
from bot.services.guilds.departures import Departures
from bot.services.members.readers import Readers
from bot.services.posts.outbox import Outbox
from bot.services.privacy.deleting import LEFT_A_RUN, Deleting
from bot.store.database import Database
from bot.store.members import members
from bot.store.privacy import deleted_members, requests

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEEP = timedelta(days=30)
LONG = KEEP + NOTED_EVERY
MIKA = 912345678901234561
ONE, OTHER = 700000000000000001, 700000000000000002


@pytest.fixture
async def database(empty: Database) -> AsyncIterator[Database]:
    yield empty
    deleted_members.path_of(empty.path).unlink(missing_ok=True)


@pytest.fixture
def deleting(database: Database) -> Deleting:
    return Deleting(database, Outbox(database), keep_left=KEEP)


async def rows(database: Database, sql: str, *values: object) -> list[tuple[object, ...]]:
    return await database.read(lambda connection: connection.execute(sql, values).fetchall())


async def put(database: Database, sql: str, *values: object) -> None:
    await database.write(lambda connection: connection.execute(sql, values))


async def use(database: Database, now: datetime, guild_id: int | None = None, member_id: int = MIKA) -> bool:
    """A member uses the bot, as an answer begins. Returns whether that was written down."""
    readers = Readers(database)
    visit = await readers.visit(member_id, guild_id)
    if noted := visit.is_to_be_noted(now):
        await readers.remember(member_id, guild_id, now)
    return noted


async def clean(deleting: Deleting, now: datetime) -> int:
    """The chore of those who left, and the one of the deletions that it asks for."""
    looked_at = await deleting.ask_for_left(now)
    await deleting.erase_waiting(now)
    return looked_at


async def is_there(database: Database, member_id: int = MIKA) -> bool:
    return bool(await rows(database, "SELECT 1 FROM member WHERE id = ?", member_id))


async def since(database: Database) -> list[tuple[object, ...]]:
    return await rows(database, "SELECT seen_at FROM member_alone WHERE member_id = ?", MIKA)


@dataclass
class Life:
    """What is known of the member from what happened. `written`: a chore has noted that they are alone."""

    now: datetime = NOW
    exists: bool = False
    on: set[int] = field(default_factory=set)
    away: dict[int, datetime] = field(default_factory=dict)
    sign: datetime = NOW
    written: datetime | None = None

    def used(self, place: int | None) -> None:
        self.exists, self.sign = True, self.now
        if place is not None:
            self.on.add(place)
            self.written = None

    def tidied(self) -> None:
        due = {place for place, left in self.away.items() if left <= self.now - KEEP}
        for place in due:
            del self.away[place]
        if self.on & due:
            self.on -= due
            if not self.on:
                self.sign, self.written = self.now, None

    def looked_after(self) -> None:
        if self.exists and not self.on and self.written is None:
            self.written = self.now

    @property
    def must_stay(self) -> bool:
        return self.exists and (bool(self.on) or self.now - self.sign < KEEP)

    @property
    def must_be_gone(self) -> bool:
        if not self.exists or self.on or self.written is None:
            return not self.exists
        return self.now - max(self.sign, self.written) >= LONG

    def is_gone(self) -> None:
        self.exists, self.on, self.written = False, set(), None


places = st.sampled_from([ONE, OTHER])
events = st.one_of(
    st.tuples(st.just("use"), st.none() | places),
    st.tuples(st.just("leave"), places),
    st.tuples(st.just("back"), places),
    st.tuples(st.just("tidy"), st.none()),
    st.tuples(st.just("chore"), st.none()),
    st.tuples(st.just("wait"), st.integers(1, 40 * 24)),
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(events, max_size=25))
async def test_members_go_when_no_server_knows_them_and_the_signs_have_ended(
    database: Database, deleting: Deleting, story: list[tuple[str, int | None]]
) -> None:
    departures, life = Departures(database, Outbox(database), KEEP), Life()
    await put(database, "DELETE FROM member")
    await put(database, "DELETE FROM guild_left")
    for event, what in (*story, ("chore", None)):
        match event, what:
            case "use", place if place not in life.away:
                await use(database, life.now, place)
                life.used(place)
            case "leave", int(place):
                await departures.leave(place, life.now)
                life.away.setdefault(place, life.now)
            case "back", int(place):
                await departures.come_back(place)
                life.away.pop(place, None)
            case "tidy", _:
                await departures.tidy(life.now, lambda _: False)
                life.tidied()
            case "chore", _:
                life.looked_after()
                await clean(deleting, life.now)
                there = await is_there(database)
                assert there or not life.must_stay
                assert not (there and life.must_be_gone)
                if not there:
                    life.is_gone()
            case "wait", int(hours):
                life.now += timedelta(hours=hours)
        alone = await rows(database, "SELECT member_id FROM member_alone")
        assert alone == ([(MIKA,)] if life.exists and not life.on else [])


async def test_a_use_in_direct_messages_is_written_once_a_day(database: Database, deleting: Deleting) -> None:
    assert await use(database, NOW), "the first one"
    assert not await use(database, NOW + timedelta(hours=1))
    assert await since(database) == [(None,)]
    await clean(deleting, NOW + timedelta(hours=2))
    assert await since(database) == [("2026-11-21T14:00:00Z",)]
    assert not await use(database, NOW + timedelta(hours=25))
    assert await use(database, NOW + timedelta(hours=26))
    assert not await use(database, NOW + timedelta(hours=27))
    assert await since(database) == [("2026-11-22T14:00:00Z",)]
    assert await use(database, NOW + timedelta(hours=28), ONE), "there they are new"
    assert await since(database) == []
    assert not await use(database, NOW + 2 * LONG), "a server knows them: nothing is to be written"


async def test_a_direct_message_that_arrives_is_a_sign(database: Database, deleting: Deleting) -> None:
    await use(database, NOW)
    await clean(deleting, NOW)
    outbox = Outbox(database)
    for day, message in ((20, 5), (40, None)):  # the second one did not arrive
        now = NOW + timedelta(days=day)
        await outbox.put(NewPost(f"post {day}", "digest", Target(member_id=MIKA), now))
        (post,) = await outbox.claim(now, "me", timedelta(minutes=1), 1)
        await outbox.sent(post, "me", now, 4, message)
    assert await since(database) == [("2026-12-11T12:00:00Z",)]
    await clean(deleting, NOW + timedelta(days=20) + LONG - timedelta(seconds=1))
    assert await is_there(database)
    await clean(deleting, NOW + timedelta(days=20) + LONG)
    assert not await is_there(database)


async def test_a_server_that_has_something_of_a_member_knows_them(
    database: Database, deleting: Deleting
) -> None:
    """Who never used the bot on a server, only had a message saved there."""
    await use(database, NOW)
    await clean(deleting, NOW)
    await put(database, "INSERT INTO drama (id, title) VALUES (1, 'Tears')")
    await put(
        database,
        "INSERT INTO quote (drama_id, text, guild_id, author_id) VALUES (1, 'Words', ?, ?)",
        ONE,
        MIKA,
    )
    assert await clean(deleting, NOW + LONG) == 1
    assert await is_there(database)
    assert await clean(deleting, NOW + LONG) == 0, "it is looked at again when the time is over once more"
    departures = Departures(database, Outbox(database), KEEP)
    await departures.leave(ONE, NOW + LONG)
    await departures.tidy(NOW + 2 * LONG, lambda _: False)
    await clean(deleting, NOW + 2 * LONG)
    assert not await is_there(database)


async def test_a_large_server_that_is_gone_takes_several_runs(database: Database, deleting: Deleting) -> None:
    def write(connection: sqlite3.Connection) -> None:
        for number in range(LEFT_A_RUN + 5):
            members.seen(connection, MIKA + number, None, NOW)
        requests.ask(
            connection, MIKA, NOW
        )  # its deletion does not come to an end: it must not hold up the others

    await database.write(write)
    await deleting.ask_for_left(NOW)
    assert await deleting.ask_for_left(NOW + LONG - timedelta(seconds=1)) == 0
    assert await deleting.ask_for_left(NOW + LONG) == LEFT_A_RUN
    assert await deleting.ask_for_left(NOW + LONG) == 4
    assert await deleting.ask_for_left(NOW + LONG) == 0
    assert len(await database.read(requests.waiting)) == LEFT_A_RUN + 5
    await deleting.erase_waiting(NOW + LONG)
    assert await rows(database, "SELECT 1 FROM member") == []


async def test_nobody_goes_where_that_is_switched_off(database: Database) -> None:
    deleting = Deleting(database, Outbox(database), keep_left=None)
    await use(database, NOW)
    await clean(deleting, NOW)
    await clean(deleting, NOW + timedelta(days=10_000))
    assert await is_there(database)
    assert await since(database) == [("2026-11-21T12:00:00Z",)], "known if it is ever switched on"
