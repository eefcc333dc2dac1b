"""The plan of posts about what airs: one post for what airs together, planned again and finished later."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.domain.outbox import Post, PostState, Target
from bot.errors import StoreUnavailable
from bot.services.airing.posts import GUILDS_AT_ONCE
from bot.services.container import Services
from bot.store.airing import airing, posts
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.airing.broadcaster import HOUR, NOW, set_airs_at
from tests.services.people import ELSEWHERE, TEAROOM, rows


async def choose_channel(store: Database, *guild_ids: int) -> None:
    def write(connection: sqlite3.Connection) -> None:
        for guild_id in guild_ids:
            connection.execute("INSERT INTO guild (id) VALUES (?) ON CONFLICT DO NOTHING", (guild_id,))
            connection.execute("INSERT INTO guild_channel VALUES (?, 'airing', ?)", (guild_id, guild_id + 1))

    await store.write(write)


async def waiting(store: Database) -> list[tuple[object, ...]]:
    return await rows(
        store,
        "SELECT a.guild_id, o.key, o.due_at, a.drama_id, a.episode FROM airing_post a"
        " JOIN outbox o ON o.id = a.outbox_id ORDER BY 1, 2, 4, 5",
    )


async def test_planning_again_changes_nothing(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM, ELSEWHERE)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await set_airs_at(store, 2, 1, NOW + 5 * HOUR + timedelta(minutes=14))
    assert await services.airing.posts.plan(NOW) == 4
    planned = await waiting(store)
    key, due = "airing:500:2026-11-21T0800Z", "2026-11-21T08:14:00Z"
    assert planned[:2] == [(TEAROOM, key, due, 1, 5), (TEAROOM, key, due, 2, 1)]
    for hours in (0, 1, 2):
        assert await services.airing.posts.plan(NOW + hours * HOUR) == 0
    assert await waiting(store) == planned


async def test_a_plan_cut_short_is_finished_by_the_next(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose_channel(store, *range(10, 20))
    await services.airing.posts.plan(NOW)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    monkeypatch.setattr("bot.services.airing.posts.GUILDS_AT_ONCE", 3)
    bring, calls = posts.bring_in_line, 0

    def fails(connection: sqlite3.Connection, *args: object, **options: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise StoreUnavailable("full")
        return bring(connection, *args, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(posts, "bring_in_line", fails)
    with pytest.raises(StoreUnavailable):
        await services.airing.posts.plan(NOW)
    assert len(await waiting(store)) == 6
    await services.airing.posts.plan(NOW)
    assert [row[0] for row in await waiting(store)] == list(range(10, 20))
    assert await rows(store, "SELECT count(*) FROM outbox") == [(10,)]


async def test_what_comes_into_a_quarter_hour_that_is_out_gets_a_post_of_its_own(
    services: Services, store: Database
) -> None:
    await choose_channel(store, TEAROOM)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.posts.plan(NOW)
    await store.write(lambda c: c.execute("UPDATE outbox SET state = 'sent', done_at = '2026'"))
    await set_airs_at(store, 2, 1, NOW + 5 * HOUR + timedelta(minutes=10))
    await set_airs_at(store, 3, 1, NOW + 5 * HOUR + timedelta(minutes=12))
    await services.airing.posts.plan(NOW + 5 * HOUR)
    assert [row[1] for row in await waiting(store)] == [
        "airing:500:2026-11-21T0800Z",
        "airing:500:2026-11-21T0800Z again 1",
        "airing:500:2026-11-21T0800Z again 1",
    ]


async def test_a_post_that_is_on_its_way_is_left_alone(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.posts.plan(NOW)
    before = await waiting(store)
    for state in ("claimed", "held"):

        def write(connection: sqlite3.Connection, state: str = state) -> None:
            connection.execute("UPDATE outbox SET state = ?, tried_at = '2026'", (state,))

        await store.write(write)
        await set_airs_at(store, 1, 5, NOW + 8 * HOUR)
        await services.airing.posts.plan(NOW)
        assert await waiting(store) == before
    # It has surely not been sent after all: what it is composed of leaves the episode to the next plan.
    post = Post(1, "", "airing", Target(guild_id=TEAROOM), NOW + 5 * HOUR, {}, PostState.CLAIMED)
    assert await services.airing.posts.announcement(post, NOW + 5 * HOUR) is None
    await store.write(lambda c: c.execute("UPDATE outbox SET state = 'dropped', done_at = '2026'"))
    await services.airing.posts.plan(NOW + 5 * HOUR)
    assert await waiting(store) == [(TEAROOM, "airing:500:2026-11-21T1100Z", written(NOW + 8 * HOUR), 1, 5)]


async def test_everybody_is_no_role_to_be_called(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM)
    await store.write(lambda c: c.execute("UPDATE guild SET notified_role = id"))
    await set_airs_at(store, 1, 5, NOW + HOUR)
    await services.airing.posts.plan(NOW)
    post = Post(1, "", "airing", Target(guild_id=TEAROOM), NOW + HOUR, {}, PostState.CLAIMED)
    announcement = await services.airing.posts.announcement(post, NOW + HOUR)
    assert announcement is not None
    assert announcement.notified_role is None


async def test_planning_takes_as_many_statements_for_a_batch_of_guilds_as_for_one(
    services: Services, store: Database
) -> None:
    for number in range(1, 21):
        await set_airs_at(store, number, 1, NOW + HOUR + number * timedelta(minutes=20))

    async def statements(guild_ids: Sequence[int], since: datetime) -> int:
        await choose_channel(store, *guild_ids)
        seen: list[str] = []
        await store.write(lambda c: c.set_trace_callback(seen.append))
        await services.airing.posts.plan(since)
        await store.write(lambda c: c.set_trace_callback(None))
        # Rows that are handed over one by one are the guilds' ids alone.
        return len([s for s in seen if "temp.told VALUES" not in s and not s.startswith("--")])

    one = await statements([1], NOW)
    batch = await statements(range(2, 2 + GUILDS_AT_ONCE), NOW)
    assert batch <= one
    assert await rows(store, "SELECT count(*) FROM airing_post") == [((1 + GUILDS_AT_ONCE) * 20,)]


async def test_a_full_day_goes_to_fewer_servers_at_once(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.airing.posts.EPISODES_AT_ONCE", 40)
    for number in range(1, 21):
        await set_airs_at(store, number, 1, NOW + HOUR + number * timedelta(minutes=20))
    await choose_channel(store, *range(1, 8))
    at_once: list[int] = []
    bring = posts.bring_in_line

    def noted(connection: sqlite3.Connection, *arguments: object, **options: object) -> int:
        guild_ids = options["guild_ids"]
        assert isinstance(guild_ids, list)
        at_once.append(len(guild_ids))
        return bring(connection, *arguments, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(posts, "bring_in_line", noted)
    await services.airing.posts.plan(NOW)
    assert at_once == [2, 2, 2, 1]
    assert await rows(store, "SELECT count(*) FROM airing_post") == [(7 * 20,)]


async def test_no_day_reads_every_episode(services: Services, store: Database) -> None:
    def plans(connection: sqlite3.Connection) -> list[str]:
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        airing.within(connection, NOW, NOW + 36 * HOUR)
        connection.set_trace_callback(None)
        return [row[3] for sql in seen for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]

    steps = await store.read(plans)
    assert any("episode_by_airs_at" in step for step in steps)
    assert any("episode_by_air_date" in step for step in steps)
    assert not [step for step in steps if step.startswith("SCAN") and "SCAN w" not in step], steps
