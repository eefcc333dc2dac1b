"""Rankings as members bring them about: by scoring, by listing, here and everywhere."""

from __future__ import annotations

import pytest

from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.ranking import By, Ranking, RankingPage, Scope
from bot.domain.ratings import Rating
from bot.domain.scores import Criterion, weighted
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, REI, TEAROOM, rows

HERE, EVERYWHERE = Ranking(), Ranking(scope=Scope.EVERYWHERE)


async def score(services: Services, reader: Reader, drama_id: int, half_points: int) -> None:
    drama = await services.catalogue.get(drama_id)
    await services.scores.score(drama, reader, {Criterion.OVERALL: half_points}, NOW)


async def plan(services: Services, reader: Reader, drama_id: int) -> None:
    await services.watching.set(await services.catalogue.get(drama_id), reader, Status.PLAN, None, NOW)


def told(page: RankingPage) -> list[tuple[int, int]]:
    """Each drama of a page with how many scored it."""
    return [(place.drama.id, place.rating.count) for place in page.places]


async def test_scores_count_where_their_members_were_seen(services: Services) -> None:
    for reader, drama, half_points in ((MIKA, 1, 20), (JUN, 1, 18), (MIKA, 2, 20), (KEN, 2, 20), (KEN, 3, 2)):
        await score(services, reader, drama, half_points)
    here = await services.rankings.page(HERE, TEAROOM, 0)
    assert told(here) == [(1, 2), (2, 1)]
    assert [place.rating for place in here.places] == [Rating(2, weighted(38, 2)), Rating(1, weighted(20, 1))]
    there = await services.rankings.page(HERE, ELSEWHERE, 0)
    assert told(there) == [(2, 1), (3, 1)]
    everywhere = await services.rankings.page(EVERYWHERE, TEAROOM, 0)
    assert told(everywhere) == [(2, 2), (1, 2), (3, 1)]


async def test_in_a_direct_message_everybody_counts(services: Services) -> None:
    await score(services, KEN, 3, 16)
    assert told(await services.rankings.page(HERE, None, 0)) == [(3, 1)]


async def test_who_comes_to_a_server_brings_what_they_gave_before(services: Services) -> None:
    await score(services, KEN, 3, 16)
    await plan(services, KEN, 4)
    assert not (await services.rankings.page(HERE, TEAROOM, 0)).places
    await services.readers.remember(KEN.member_id, TEAROOM, NOW)
    assert told(await services.rankings.page(HERE, TEAROOM, 0)) == [(3, 1)]
    (listed,) = (await services.rankings.page(Ranking(By.POPULARITY), TEAROOM, 0)).places
    assert (listed.drama.id, listed.watchers, listed.rating) == (4, 1, Rating())


async def test_popularity_counts_members_not_how_often_they_write(services: Services) -> None:
    for reader in (MIKA, JUN, REI):
        await plan(services, reader, 5)
    for _ in range(4):
        drama = await services.catalogue.get(6)
        await services.watching.next(drama, MIKA, NOW)
    page = await services.rankings.page(Ranking(By.POPULARITY), TEAROOM, 0)
    assert [(place.drama.id, place.watchers) for place in page.places] == [(5, 3), (6, 1)]


async def test_equals_stand_by_scores_then_popularity_then_age(services: Services, store: Database) -> None:
    await store.write(
        lambda c: c.executemany(
            "UPDATE drama SET popularity = ? WHERE id = ?", [(9, 1), (4, 2), (4, 3), (None, 4)]
        )
    )
    for drama in (4, 1, 3, 2):
        await score(services, MIKA, drama, 16)
    assert [drama for drama, _ in told(await services.rankings.page(HERE, TEAROOM, 0))] == [2, 3, 1, 4]


async def test_a_better_score_moves_a_drama_up_at_once(services: Services) -> None:
    await score(services, MIKA, 1, 14)
    await score(services, MIKA, 2, 15)
    assert [drama for drama, _ in told(await services.rankings.page(HERE, TEAROOM, 0))] == [2, 1]
    await score(services, MIKA, 1, 20)
    assert told(await services.rankings.page(HERE, TEAROOM, 0)) == [(1, 1), (2, 1)]


async def test_a_hidden_drama_is_in_no_ranking_until_it_comes_back(
    services: Services, store: Database
) -> None:
    await score(services, MIKA, 1, 20)
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = 1"))
    assert told(await services.rankings.page(HERE, TEAROOM, 0)) == []
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 0 WHERE id = 1"))
    assert told(await services.rankings.page(HERE, TEAROOM, 0)) == [(1, 1)]


@pytest.mark.parametrize(
    ("narrowed", "sql"),
    [
        (Ranking(country="JP"), "country = 'JP'"),
        (Ranking(year=2005), "year = 2005"),
        (Ranking(country="JP", year=2005), "country = 'JP' AND year = 2005"),
    ],
)
async def test_what_it_is_narrowed_by(
    services: Services, store: Database, narrowed: Ranking, sql: str
) -> None:
    everything = [row[0] for row in await rows(store, "SELECT id FROM drama WHERE hidden = 0")]
    for at, drama in enumerate(everything):
        await score(services, MIKA, int(str(drama)), 1 + at % 20)
    expected = {row[0] for row in await rows(store, f"SELECT id FROM drama WHERE hidden = 0 AND {sql}")}
    found: list[int] = []
    pages = (await services.rankings.page(narrowed, TEAROOM, 0)).pages
    for index in range(pages):
        page = await services.rankings.page(narrowed, TEAROOM, index)
        assert page.total == len(expected)
        found += [place.drama.id for place in page.places]
    assert len(found) == len(expected) > 0
    assert set(found) == expected
