"""When each drama's turn to be refreshed comes, and what a source that is down costs."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.domain.freshness import next_refresh
from bot.domain.sources import SourceAnswer, SourceName, SourcePart
from bot.schedule.catalogue.refreshing import chores
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.source_cache import KeptAnswers
from bot.services.container import open_services
from bot.store.catalogue import source_links
from bot.store.database import Database
from tests.services.catalogue.curator import CURATOR, NOW
from tests.services.people import rows
from tests.services.shelf import HOSPITAL, Shelf, hospital


async def test_what_airs_is_refreshed_daily_and_what_has_ended_monthly(
    growing: Growing, shelf: Shelf
) -> None:
    shelf.shows["2"] = replace(hospital(title="On Air"), running=True)
    await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await growing.add(SourceName.TVMAZE, "2", None, NOW)
    shelf.fetched.clear()
    now = NOW
    while now < NOW + timedelta(days=60):
        due = await growing.next_refresh()
        assert due is not None
        now = max(due, now)
        await growing.refresh_due(now, 5)
    assert 57 <= shelf.fetched.count("2") <= 62
    assert 1 <= shelf.fetched.count(HOSPITAL) <= 3


def test_dramas_do_not_bunch_and_keep_their_hour() -> None:
    hours = [next_refresh(ident, NOW, running=True) for ident in range(1, 2_401)]
    by_hour = [0] * 24
    for due in hours:
        assert timedelta(hours=12) <= due - NOW <= timedelta(hours=36)
        by_hour[due.hour] += 1
    assert min(by_hour) >= 80
    assert max(by_hour) <= 120
    for ident in range(1, 100):
        due = next_refresh(ident, NOW, running=True)
        assert next_refresh(ident, due + timedelta(minutes=7), running=True) == due + timedelta(days=1)
    days = {next_refresh(ident, NOW, running=False).date() for ident in range(1, 1_000)}
    assert len(days) >= 30
    assert all(date(2026, 5, 16) <= day <= date(2026, 6, 15) for day in days)


async def test_what_is_refreshed_by_the_clock_lets_members_go_first(growing: Growing, shelf: Shelf) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await growing.preview(drama.id)
    await growing.refresh(drama.id, CURATOR, NOW)
    assert shelf.patiently == [False, False, False]
    assert await growing.refresh_due(NOW + timedelta(days=60), 5) == 1
    assert shelf.patiently == [False, False, False, True]


async def test_old_answers_go_even_where_something_is_always_due_soon(store: Database, shelf: Shelf) -> None:
    services = await open_services(store, [shelf])
    async with aclosing(services.names), aclosing(services.pictures):
        await services.growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
        due = await services.growing.next_refresh()
        assert due is not None
        await KeptAnswers(store).put("old", SourceAnswer(b"{}", NOW - timedelta(days=60), NOW))
        now = due - timedelta(minutes=1)
        (refresh,) = (chore for chore in chores(services) if chore.name == "refresh")
        assert await refresh.run(now) == due
        assert await KeptAnswers(store).get("old") is None


async def test_a_source_that_is_down_is_asked_again_later_and_later(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    for show in ("1", "2", "3"):
        shelf.shows[show] = hospital(title=f"Drama {show}")
        await growing.add(SourceName.TVMAZE, show, None, NOW)
    before = await rows(empty, "SELECT number, title, air_date FROM episode")
    shelf.down = True
    shelf.fetched.clear()
    now = NOW + timedelta(days=60)
    waits = []
    for _ in range(8):
        assert await growing.refresh_due(now, 5) == 0
        due = await growing.next_refresh()
        assert due is not None
        waits.append((due - now) // timedelta(hours=1))
        now = due + timedelta(hours=1)  # so that all three are due
    assert waits == [1, 2, 4, 8, 16, 32, 48, 48]
    # Each is asked for: a source that is really down rests, and says so without a request.
    assert len(shelf.fetched) == 3 * 8
    assert await rows(empty, "SELECT number, title, air_date FROM episode") == before

    shelf.down = False
    assert await growing.refresh_due(now, 5) == 3
    assert await rows(empty, "SELECT DISTINCT refresh_failures FROM drama") == [(0,)]


async def test_one_of_two_sources_that_stays_down_is_asked_later_and_later(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    growing = Growing(empty, names, [shelf, Shelf([("9", hospital())], SourceName.TMDB)])
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    parts = (SourcePart(SourceName.TVMAZE, HOSPITAL), SourcePart(SourceName.TMDB, "9"))
    await growing.link(drama.id, parts, CURATOR, NOW)
    shelf.down = True
    now = NOW + timedelta(days=60)
    waits = []
    for _ in range(4):
        await growing.refresh_due(now, 5)
        due = await growing.next_refresh()
        assert due is not None
        waits.append((due - now) // timedelta(hours=1))
        now = due
    assert waits == [1, 2, 4, 8]


async def test_only_a_few_at_a_time_and_the_longest_due_first(growing: Growing, shelf: Shelf) -> None:
    for show in map(str, range(1, 8)):
        shelf.shows[show] = hospital(title=f"Drama {show}")
        await growing.add(SourceName.TVMAZE, show, None, NOW)
    shelf.fetched.clear()
    now = NOW + timedelta(days=60)
    assert [await growing.refresh_due(now, 3) for _ in range(4)] == [3, 3, 1, 0]
    assert sorted(shelf.fetched) == list(map(str, range(1, 8)))


async def test_a_show_that_is_gone_costs_the_others_nothing(growing: Growing, shelf: Shelf) -> None:
    for show in ("1", "2"):
        shelf.shows[show] = hospital(title=f"Drama {show}")
        await growing.add(SourceName.TVMAZE, show, None, NOW)
    del shelf.shows["1"]
    now = NOW + timedelta(days=60)
    assert await growing.refresh_due(now, 5) == 1
    due = await growing.next_refresh()
    assert due is not None
    assert now < due < now + timedelta(days=1)  # one such answer may be a slip
    for _ in range(source_links.SLIPS):
        now = due
        assert await growing.refresh_due(now, 5) == 0
        due = await growing.next_refresh()
        assert due is not None
    assert due > now + timedelta(days=14)


async def test_what_no_drama_can_hold_costs_the_others_nothing(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    for show in ("1", "2"):
        shelf.shows[show] = hospital(title=f"Drama {show}")
        await growing.add(SourceName.TVMAZE, show, None, NOW)
    shelf.change("1", minutes=-1)
    shelf.change("2", minutes=61)
    now = NOW + timedelta(days=60)
    assert await growing.refresh_due(now, 5) == 1
    assert await rows(empty, "SELECT minutes FROM drama ORDER BY id") == [(80,), (61,)]
    due = await growing.next_refresh()
    assert due is not None
    assert due > now


async def test_what_is_due_outlives_a_restart(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "growing.sqlite3"
    due = []
    for _ in range(2):
        async with Database.open(path) as database:
            names = CatalogueNames(database)
            growing = Growing(database, names, [shelf])
            await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
            due.append(await growing.next_refresh())
    assert due[0] is not None
    assert due[0] == due[1]
