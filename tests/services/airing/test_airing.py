"""What airs today, with the sources' schedules beside it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.airing import Airing as OnAir
from bot.domain.dramas import CatalogueEntry, EpisodeFacts, Kind
from bot.domain.members import Reader
from bot.domain.sources import SourceName
from bot.errors import SourceUnavailable
from bot.services.container import Services, open_services
from bot.store.airing import airing as stored_airing
from bot.store.database import Database
from tests.services.airing.broadcaster import HOUR, NOW, TODAY, Broadcaster, listed, on_air, set_airs_at, show
from tests.services.people import KEN, MIKA, TEAROOM, added

# --- today ---


async def test_what_only_a_source_lists_is_offered_with_its_credit(store: Database) -> None:
    source = Broadcaster(listed("Far Away", "77"))
    today = await on_air(store, source).today("KR", NOW)
    assert [entry.offer.title for entry in today.unlisted] == ["Far Away"]
    assert today.credits == (source.credit,)
    assert today.silent == ()
    assert source.asked == [(TODAY, "KR")]


async def test_a_drama_of_ours_is_not_offered_again(store: Database) -> None:
    begun = TODAY - 6 * timedelta(days=7)
    known = replace(show("Known by the rule"), aired_from=begun)
    first, second, old = await added(store, show("Near", show_id="77"), known, show("Known by name"))
    await set_airs_at(store, first.id, 23, NOW + 9 * HOUR)
    by_rule = listed("Known by the rule", "78")
    by_rule = replace(by_rule, offer=replace(by_rule.offer, first_day=begun))
    # One of the same name that began on another day is another drama.
    by_name = replace(listed("Known by name", "79"), offer=replace(by_rule.offer, title="Known by name"))
    by_name = replace(by_name, offer=replace(by_name.offer, source_id="79"))
    source = Broadcaster(listed("Near (KR)", "77"), by_rule, by_name)
    today = await on_air(store, source).today("KR", NOW)
    assert [entry.offer.source_id for entry in today.unlisted] == ["79"]
    assert old.id not in {a.drama.id for a in today.airings}
    # Ours has the number; of the other we only hear that it airs, counted by the source's seasons.
    assert [(a.drama.id, a.number) for a in today.airings] == [(first.id, 23), (second.id, None)]


async def test_seasons_of_a_show_are_known_by_the_show(store: Database) -> None:
    (drama,) = await added(store, show("Second season", show_id="77/2"))
    second = replace(listed("Show", "77"), season=2)
    today = await on_air(store, Broadcaster(second, listed("Other", "770"))).today("KR", NOW)
    assert [a.drama.id for a in today.airings] == [drama.id]
    assert [entry.offer.source_id for entry in today.unlisted] == ["770"]
    third = replace(second, season=3)
    today = await on_air(store, Broadcaster(third)).today("KR", NOW)
    assert (today.airings, today.unlisted) == ((), (third,))  # a season that nobody has here


async def test_what_moderators_removed_is_not_offered(store: Database) -> None:
    (drama,) = await added(store, show("Removed", show_id="77"))
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama.id,)))
    today = await on_air(store, Broadcaster(listed("Removed", "77"))).today("KR", NOW)
    assert today.entries == ()


async def test_two_sources_offer_an_episode_once(store: Database) -> None:
    sources = (
        Broadcaster(listed("Far Away", "77")),
        Broadcaster(listed("Far away", "a9", source=SourceName.TMDB), name=SourceName.TMDB),
    )
    today = await on_air(store, *sources).today("KR", NOW)
    assert [entry.offer.source for entry in today.unlisted] == [SourceName.TVMAZE]


async def test_a_source_that_is_slow_costs_a_line_and_answers_the_next(store: Database) -> None:
    slow, quick = Broadcaster(listed("Far Away", "77"), slow=True), Broadcaster(name=SourceName.TMDB)
    service = on_air(store, slow, quick)
    first = await service.today("KR", NOW)
    assert first.silent == (slow.credit.name,)
    assert first.entries == ()
    await service.today("KR", NOW)
    assert len(slow.asked) == 1  # the question is still open: nobody asks it twice
    slow.let.set()
    later = await service.today("KR", NOW)
    assert [entry.offer.title for entry in later.unlisted] == ["Far Away"]
    await service.aclose()


@pytest.mark.parametrize("fault", [SourceUnavailable("tvmaze", "500"), RuntimeError("a fault of ours")])
async def test_a_source_that_fails_costs_a_line(store: Database, fault: Exception) -> None:
    source = Broadcaster()
    source.fault = fault
    today = await on_air(store, source).today(None, NOW)
    assert today.silent == (source.credit.name,)
    assert len(source.asked) == 8


async def test_closing_gives_up_what_is_being_asked(store: Database) -> None:
    service = on_air(store, Broadcaster(slow=True))
    await service.today(None, NOW)
    before = [task for task in asyncio.all_tasks() if task.get_name().startswith("schedule")]
    assert len(before) == 8
    await service.aclose()
    assert all(task.cancelled() for task in before)


async def test_the_day_is_the_broadcasters(store: Database) -> None:
    (night,) = await added(
        store,
        CatalogueEntry(
            "Late night",
            country="JP",
            air_time="00:30",
            episode_list=(EpisodeFacts(1, air_date=TODAY), EpisodeFacts(2, air_date=date(2026, 11, 22))),
        ),
    )
    service = on_air(store)
    # At noon what comes is the night that begins this evening; at two in the morning that is still today.
    assert [a.number for a in (await service.today("JP", NOW)).airings] == [2]
    assert [a.number for a in (await service.today("JP", NOW + 14 * HOUR)).airings] == [2]
    assert [a.number for a in (await service.today("JP", NOW - 8 * HOUR)).airings] == [1]
    assert night.id == (await service.today("JP", NOW)).airings[0].drama.id


async def test_a_new_bot_has_its_services(store: Database) -> None:
    source = Broadcaster(listed("Far Away", "77"))
    services = await open_services(store, (source,))
    assert [e.offer.title for e in (await services.airing.today("KR", NOW)).unlisted] == ["Far Away"]
    await services.airing.aclose()


# --- what today is about ---


@pytest.mark.parametrize("few", [0, 300], ids=["large server", "small server"])
async def test_today_is_about_dramas_and_what_the_server_has_to_do_with_comes_first(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(stored_airing, "FEW_MEMBERS", few)
    kinds = {"Plain": Kind.DRAMA, "Followed": Kind.DRAMA, "Watched show": Kind.SHOW, "Show": Kind.SHOW}
    dramas = await added(store, *(replace(show(title), kind=kind) for title, kind in kinds.items()))
    for place, drama in enumerate(dramas):
        await set_airs_at(store, drama.id, 1, NOW + place * HOUR)
    _, followed, watched, _ = dramas
    await services.airing.follow(followed, MIKA, NOW)
    await services.watching.next(watched, MIKA, NOW)
    variety = replace(listed("Variety", "78"), offer=replace(listed("Variety", "78").offer, kind=Kind.SHOW))
    service = on_air(store, Broadcaster(listed("Far Away", "77"), variety))

    async def titles(reader: Reader) -> list[str]:
        entries = (await service.today("KR", NOW, reader)).entries
        return [e.drama.title if isinstance(e, OnAir) else e.offer.title for e in entries]

    assert await titles(MIKA) == ["Followed", "Watched show", "Plain", "Far Away"]
    assert await titles(replace(MIKA, member_id=5)) == ["Followed", "Watched show", "Plain", "Far Away"]
    assert await titles(replace(KEN, member_id=6)) == ["Plain", "Followed", "Far Away"]
    assert await titles(Reader(6, None, "en", "en")) == ["Plain", "Followed", "Far Away"]
    await services.rules.set_variety(TEAROOM, MIKA.member_id, True, NOW)
    assert set(await titles(MIKA)) == {*kinds, "Far Away", "Variety"}
    assert "Variety" not in await titles(replace(KEN, member_id=6))
