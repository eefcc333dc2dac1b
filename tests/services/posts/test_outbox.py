"""Planning posts as a use case does: the scheduler hears of it, moderators of what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.guilds import Purpose
from bot.domain.outbox import HeldPosts, NewPost, Obstacle, Post, Target
from bot.services.container import Services
from bot.store.database import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
GUILD, REI = 5, 1
AIRING = Target(guild_id=GUILD, purpose=Purpose.AIRING)


def post(key: str, target: Target = AIRING, due_at: datetime = NOW) -> NewPost:
    return NewPost(key, "word", target, due_at)


async def claim(services: Services, now: datetime = NOW) -> Post:
    (found,) = await services.outbox.claim(now, "me", LEASE, 1)
    return found


async def keys(store: Database) -> list[str]:
    rows = await store.read(lambda c: c.execute("SELECT key FROM outbox ORDER BY id").fetchall())
    return [key for (key,) in rows]


async def test_every_change_wakes_the_scheduler(services: Services) -> None:
    woken: list[str] = []
    services.outbox.on_change = lambda: woken.append("woken")
    first, second = await services.outbox.put(post("a"), post("b"))
    assert first != second
    assert await services.outbox.put(post("a")) == [first]
    await services.outbox.replace(post("a", due_at=NOW + LEASE))
    assert await services.outbox.withdraw(["a", "b", "c"]) == 2
    assert len(woken) == 4
    assert await services.outbox.retry(GUILD, NOW) == 0
    assert len(woken) == 4, "nothing is held, so there is nothing to look at"


@pytest.mark.parametrize("target", [AIRING, Target(channel_id=7, guild_id=GUILD)], ids=str)
async def test_what_is_held_is_told_to_the_log_once(
    services: Services, store: Database, target: Target
) -> None:
    await services.rules.set_channel(GUILD, REI, Purpose.LOG, 70, NOW)
    await services.outbox.put(post("a", target))
    now = NOW
    for _ in range(3):
        held = await claim(services, now)
        assert await services.outbox.hold(held, "me", now, Obstacle.GONE)
        now = held.next_try(now)
        notices = [key for key in await keys(store) if key.startswith("notice")]
        assert notices == [f"notice {target} gone 2026-01-01"]
        await services.outbox.withdraw(notices)
        await services.outbox.put(*(post(key, Target(member_id=9), NOW + 9 * LEASE * 99) for key in notices))
    assert await services.outbox.held(GUILD, now) == [
        HeldPosts(target.purpose, target.channel_id, Obstacle.GONE, 1)
    ]


async def test_without_a_log_channel_nothing_is_told(services: Services, store: Database) -> None:
    await services.outbox.put(post("a"))
    await services.outbox.hold(await claim(services), "me", NOW, Obstacle.GONE)
    assert await keys(store) == ["a"]


async def test_the_log_is_not_told_of_its_own_troubles(services: Services, store: Database) -> None:
    await services.rules.set_channel(GUILD, REI, Purpose.LOG, 70, NOW)
    await services.outbox.put(post("a", Target(guild_id=GUILD, purpose=Purpose.LOG)))
    await services.outbox.hold(await claim(services), "me", NOW, Obstacle.GONE)
    assert await keys(store) == ["a"]


async def test_a_claim_that_was_lost_holds_nothing(services: Services, store: Database) -> None:
    await services.rules.set_channel(GUILD, REI, Purpose.LOG, 70, NOW)
    await services.outbox.put(post("a"))
    lost = await claim(services)
    assert not await services.outbox.hold(lost, "another", NOW, Obstacle.GONE)
    assert await services.outbox.held(GUILD, NOW) == []
    assert await keys(store) == ["a"]
