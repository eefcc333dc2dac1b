"""How far members have watched."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.dramas import CatalogueEntry, Drama, EpisodeFacts
from bot.domain.progress import Progress, Status
from bot.domain.scores import Criterion
from bot.errors import AllSeen, EpisodeOutOfRange
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import JUN, MIKA, NOW, added, dump


@pytest.fixture
async def drama(store: Database) -> Drama:
    episodes = tuple(EpisodeFacts(number, f"Title {number}", date(2005, 10, number)) for number in (1, 2, 3))
    (found,) = await added(store, CatalogueEntry("Three evenings", episodes=3, episode_list=episodes))
    return found


async def test_from_the_list_to_the_end(services: Services, drama: Drama) -> None:
    planned = await services.watching.plan(drama, MIKA, NOW)
    assert (planned.progress.status, planned.progress.episode, planned.last) == (Status.PLAN, 0, 3)
    first = await services.watching.next(drama, MIKA, NOW)
    assert (first.progress.status, first.progress.episode) == (Status.WATCHING, 1)
    assert first.next_air is not None
    assert (first.next_air.number, first.next_air.air_date) == (2, date(2005, 10, 2))
    assert not first.just_finished
    await services.watching.next(drama, MIKA, NOW)
    last = await services.watching.next(drama, MIKA, NOW)
    assert (last.progress.status, last.progress.episode, last.just_finished) == (Status.COMPLETED, 3, True)
    assert last.progress.finished_on is not None
    assert last.next_air is None
    with pytest.raises(AllSeen) as caught:
        await services.watching.next(drama, MIKA, NOW)
    assert (caught.value.drama, caught.value.last) == (drama, 3)
    assert await services.watching.progress(drama, MIKA) == last.progress
    assert await services.watching.progress(drama, JUN) is None


async def test_finishing_is_said_once_and_with_the_score_that_stands(
    services: Services, drama: Drama
) -> None:
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18}, NOW)
    finished = await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)
    assert finished.just_finished
    assert finished.progress.episode == 3
    assert finished.score is not None
    again = await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)
    assert not again.just_finished


@pytest.mark.parametrize("episode", [-1, 4, 5_001, 10**12])
async def test_an_episode_that_the_drama_does_not_have(
    services: Services, store: Database, drama: Drama, episode: int
) -> None:
    before = await dump(store)
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.watching.set(drama, MIKA, None, episode, NOW)
    assert (caught.value.number, caught.value.last) == (episode, 3)
    assert await dump(store) == before


async def test_a_reader_may_move_back(services: Services, drama: Drama) -> None:
    await services.watching.set(drama, MIKA, None, 3, NOW)
    after = (await services.watching.set(drama, MIKA, None, 1, NOW)).progress
    assert (after.status, after.episode, after.finished_on) == (Status.WATCHING, 1, None)


async def test_having_seen_an_episode_never_moves_a_reader_back(services: Services, drama: Drama) -> None:
    assert (await services.watching.seen_up_to(drama, MIKA, 2, NOW)).progress.episode == 2
    assert (await services.watching.seen_up_to(drama, MIKA, 1, NOW)).progress.episode == 2
    await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)
    after = (await services.watching.seen_up_to(drama, MIKA, 1, NOW)).progress
    assert (after.status, after.episode) == (Status.COMPLETED, 3)


async def test_who_is_beyond_the_last_that_is_known_now_has_seen_what_is_before(
    services: Services, store: Database, drama: Drama
) -> None:
    """A list may get shorter, and an entry of more episodes become one of fewer."""
    before = (await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)).progress
    await store.write(lambda connection: connection.execute("DELETE FROM episode WHERE number = 3"))
    await store.write(lambda connection: connection.execute("UPDATE drama SET episodes = 2"))
    shorter = await services.catalogue.get(drama.id)
    assert (await services.watching.seen_up_to(shorter, MIKA, 2, NOW)).progress == before
    with pytest.raises(EpisodeOutOfRange):
        await services.watching.seen_up_to(shorter, MIKA, 3, NOW)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("episode", [None, 2])
async def test_planning_or_naming_what_is_on_the_list_changes_nothing(
    services: Services, drama: Drama, status: Status, episode: int | None
) -> None:
    before = (await services.watching.set(drama, MIKA, status, episode, NOW)).progress
    assert (await services.watching.plan(drama, MIKA, NOW)).progress == before
    assert (await services.watching.set(drama, MIKA, None, None, NOW)).progress == before


async def test_an_endless_drama_is_never_finished_by_its_episodes(
    services: Services, store: Database
) -> None:
    (endless,) = await added(store, CatalogueEntry("Endless"))
    await services.watching.set(endless, MIKA, None, 4_999, NOW)
    answer = await services.watching.next(endless, MIKA, NOW)
    assert (answer.progress.status, answer.progress.episode, answer.last) == (Status.WATCHING, 5_000, None)
    with pytest.raises(EpisodeOutOfRange):
        await services.watching.next(endless, MIKA, NOW)


async def test_one_more_episode_of_a_completed_drama_leaves_it_completed(
    services: Services, store: Database
) -> None:
    (endless,) = await added(store, CatalogueEntry("Endless"))
    before = (await services.watching.set(endless, MIKA, Status.COMPLETED, None, NOW)).progress
    answer = await services.watching.next(endless, MIKA, NOW)
    assert answer.progress == before  # how many episodes that means nobody knows
    assert not answer.just_finished


async def test_a_list_that_goes_beyond_the_number_counts(services: Services, store: Database) -> None:
    entry = CatalogueEntry("Prolonged", episodes=10, episode_list=(EpisodeFacts(12),))
    (prolonged,) = await added(store, entry)
    assert (await services.watching.set(prolonged, MIKA, None, 11, NOW)).progress.status is Status.WATCHING
    assert (await services.watching.next(prolonged, MIKA, NOW)).just_finished


async def test_days_and_status_are_kept(services: Services, drama: Drama) -> None:
    began = (await services.watching.set(drama, MIKA, Status.ON_HOLD, 2, NOW)).progress
    assert began == Progress(Status.ON_HOLD, 2, began.started_on, None)
    assert began.started_on is not None
    assert await services.watching.progress(drama, MIKA) == began
