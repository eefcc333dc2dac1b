"""What members follow, and the digests of it: when each is queued, and how often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import BadClock, FollowsTooMany, UnknownZone
from bot.services.container import Services
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.airing.broadcaster import HOUR, NOW, set_airs_at
from tests.services.people import MIKA, rows


async def test_following_has_a_bound(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.airing.airing.MOST_FOLLOWED", 2)
    dramas = [await services.catalogue.get(ident) for ident in (1, 2, 3)]
    for drama in dramas[:2]:
        await services.airing.follow(drama, MIKA, NOW)
    with pytest.raises(FollowsTooMany):
        await services.airing.follow(dramas[2], MIKA, NOW)
    assert len(await services.airing.followed(MIKA.member_id)) == 2
    assert not (await services.airing.follow(dramas[0], MIKA, NOW)).changed


async def test_a_wish_that_cannot_be_read_changes_nothing(services: Services, store: Database) -> None:
    await services.airing.set_digest(MIKA, "8:00", "Asia/Tokyo", NOW)
    with pytest.raises(BadClock) as clock:
        await services.airing.set_digest(MIKA, "eight", "tokyo", NOW)
    assert (clock.value.value, clock.value.zone) == ("eight", "Asia/Tokyo")
    with pytest.raises(UnknownZone) as zone:
        await services.airing.set_digest(MIKA, "9", "Tokio", NOW)
    assert zone.value.at == "09:00"
    assert "Asia/Tokyo" in zone.value.nearest
    assert await rows(store, "SELECT at, zone FROM digest") == [("08:00", "Asia/Tokyo")]


async def test_a_digest_is_queued_with_its_next_hour_and_once_a_day(
    services: Services, store: Database
) -> None:
    drama = await services.catalogue.get(1)
    await services.airing.follow(drama, MIKA, NOW)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.set_digest(MIKA, "14:00", "Asia/Tokyo", NOW)
    assert await services.airing.posts.queue_digests(NOW + HOUR) == NOW + 2 * HOUR
    assert await rows(store, "SELECT key FROM outbox") == []
    due = NOW + 2 * HOUR
    assert await services.airing.posts.queue_digests(due) == due + 24 * HOUR
    assert await rows(store, "SELECT key, target, due_at FROM outbox") == [
        ("digest:1:2026-11-21", "member 1", written(due))
    ]
    # Asked for again at a later hour of the same day: one message a day is what was asked for.
    await services.airing.set_digest(MIKA, "16:00", "Asia/Tokyo", due)
    await services.airing.posts.queue_digests(due + 2 * HOUR)
    assert await rows(store, "SELECT count(*) FROM outbox") == [(1,)]


async def test_nothing_followed_airs_and_nothing_is_queued(services: Services, store: Database) -> None:
    await services.airing.set_digest(MIKA, "14:00", "Asia/Tokyo", NOW)
    assert await services.airing.posts.queue_digests(NOW + 2 * HOUR) == NOW + 26 * HOUR
    assert await rows(store, "SELECT * FROM outbox") == []


async def test_many_digests_at_one_hour(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.airing.posts.DIGESTS_AT_ONCE", 10)
    drama = await services.catalogue.get(1)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    for member_id in range(100, 135):
        reader = replace(MIKA, member_id=member_id)
        await services.airing.follow(drama, reader, NOW)
        await services.airing.set_digest(reader, "14:00", "Asia/Tokyo", NOW)
    await services.airing.posts.queue_digests(NOW + 3 * HOUR)
    assert await rows(store, "SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(35,)]
