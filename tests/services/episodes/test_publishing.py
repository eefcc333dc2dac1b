"""Scheduled publishing in the store: two processes at once, merged dramas, and refusals."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry, Drama, SynopsisText
from bot.domain.guilds import Purpose
from bot.errors import BadPace, ChannelMissing, EpisodeOutOfRange, NoSchedule, ServerOnly, SubmissionGone
from bot.services.container import Services, open_services
from bot.store.catalogue import merging
from bot.store.database import Database
from tests.services.people import KEN, MIKA, REI, TEAROOM, added, dump, rows

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ENTRY = CatalogueEntry(
    "Told",
    country="KR",
    episodes=4,
    synopses=tuple(SynopsisText(n, "en", f"Part {n}.") for n in (1, 2, 3, 4)),
)


@pytest.fixture
async def drama(store: Database, services: Services) -> Drama:
    await services.rules.set_channel(TEAROOM, REI.member_id, Purpose.SYNOPSES, 77, NOW)
    (found,) = await added(store, ENTRY)
    return found


async def planned(store: Database) -> list[int]:
    found = await rows(store, "SELECT payload ->> 'episode' FROM outbox WHERE kind = 'synopsis' ORDER BY id")
    return [int(str(number)) for (number,) in found]


async def test_two_processes_publish_one(store: Database, services: Services, drama: Drama) -> None:
    made = (await services.publishing.schedule(drama, "every day 21:00", None, REI, NOW)).schedule
    assert made.pace.zone == "Asia/Seoul"
    assert made.next_at == datetime(2026, 11, 22, 12, tzinfo=UTC)  # it is 21:00 in Seoul just now
    other = await open_services(store)
    due = made.next_at + timedelta(seconds=1)
    nexts = await asyncio.gather(*(one.publishing.run_schedules(due) for one in (services, other) * 3))
    assert await planned(store) == [1]
    assert set(nexts) == {made.next_at + DAY}


async def test_a_run_before_the_time_publishes_nothing(
    store: Database, services: Services, drama: Drama
) -> None:
    made = (await services.publishing.schedule(drama, "Fridays", 3, REI, NOW)).schedule
    assert made.next_at is not None
    assert await services.publishing.run_schedules(made.next_at - timedelta(seconds=1)) == made.next_at
    assert await planned(store) == []


async def test_another_language_is_published_rather_than_waited_for(
    store: Database, services: Services
) -> None:
    await services.rules.set_channel(TEAROOM, REI.member_id, Purpose.SYNOPSES, 77, NOW)
    (found,) = await added(store, replace(ENTRY, synopses=(SynopsisText(1, "ko", "하나."),)))
    made = (await services.publishing.schedule(found, "every day 21:00", None, REI, NOW)).schedule
    assert made.next_at is not None
    await services.publishing.run_schedules(made.next_at)
    (post,) = await services.outbox.claim(made.next_at, "one", DAY, 10)
    told = await services.publishing.to_post(post, "en")
    assert told is not None
    assert (told.synopsis.language, told.others) == ("ko", ())
    assert await services.outbox.sent(post, "one", made.next_at, 77, 88)
    await services.synopses.write(found, 1, "One.", REI, NOW)
    (stands,) = await services.ledger.outdated(NOW, 10)
    told = await services.publishing.as_it_stands(stands, "en")
    assert told is not None
    assert (told.synopsis.text, told.others) == ("One.", ("ko",))
    # Where nobody has told it in any language, it waits.
    await services.publishing.run_schedules(made.next_at + DAY)
    (waits,) = await services.publishing.schedules(REI)
    assert (waits.next_episode, waits.next_at) == (2, None)


async def test_what_is_refused_changes_nothing(store: Database, services: Services, drama: Drama) -> None:
    before = await dump(store)
    publishing = services.publishing
    with pytest.raises(BadPace):
        await publishing.schedule(drama, "soon", None, REI, NOW)
    with pytest.raises(EpisodeOutOfRange):
        await publishing.schedule(drama, "every day", 5, REI, NOW)
    with pytest.raises(ChannelMissing):
        await publishing.schedule(drama, "every day", 1, KEN, NOW)
    with pytest.raises(ChannelMissing):
        await publishing.post(drama, 1, KEN, NOW)
    with pytest.raises(NoSchedule):
        await publishing.unschedule(drama, REI, NOW)
    alone = type(MIKA)(MIKA.member_id, None, "en", "en")
    with pytest.raises(ServerOnly):
        await publishing.post(drama, 1, alone, NOW)
    with pytest.raises(SubmissionGone):
        await services.submissions.publish(1, REI, NOW)
    assert await dump(store) == before


async def test_a_submission_of_another_server_is_out_of_reach(services: Services, drama: Drama) -> None:
    await services.synopses.write(drama, 1, "In our words.", MIKA, NOW)
    page = await services.submissions.queue(REI, 0)
    assert page.submission is not None
    with pytest.raises(SubmissionGone):
        await services.submissions.publish(page.submission.synopsis.id, KEN, NOW)
    assert (await services.submissions.queue(KEN, 0)).submission is None


async def test_posts_and_schedules_go_with_a_merged_drama(
    store: Database, services: Services, drama: Drama
) -> None:
    (keep,) = await added(store, CatalogueEntry("Told again", country="JP", year=1999, episodes=4))
    await services.publishing.post(drama, 1, REI, NOW)
    await services.publishing.schedule(drama, "every day", None, REI, NOW)
    await store.write(lambda connection: merging.merge(connection, keep.id, drama.id))
    assert await rows(store, "SELECT drama_id, episode FROM posted") == [(keep.id, 1)]
    await services.publishing.run_schedules(NOW + DAY)
    found = await rows(store, "SELECT drama_id, next_episode FROM synopsis_schedule")
    assert found == [(keep.id, 2)], "the first one is still on its way"
    (post,) = await services.outbox.claim(NOW + DAY, "one", DAY, 10)
    assert await services.publishing.to_post(post, "en") is not None
    assert await services.outbox.sent(post, "one", NOW + DAY, 77, 88)
    await services.publishing.run_schedules(NOW + 2 * DAY)
    assert await rows(store, "SELECT drama_id, episode, message_id FROM posted") == [
        (keep.id, 1, 88),
        (keep.id, 2, None),
    ]
