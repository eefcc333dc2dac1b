"""What TMDB says, as ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from hypothesis import given

from bot.domain.dramas import Billing, Credit, Kind, Link, LinkKind
from bot.domain.sources import Offer, SourceName
from bot.errors import NotAtSource, SourceUnavailable
from bot.sources.reading import Part
from bot.sources.tmdb import Tmdb
from bot.sources.tmdb_shows import (
    cast_of,
    country_of,
    episodes_of,
    fetched_of,
    offers_of,
    scheduled_of,
    seasons_of,
)
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.damage import assert_storable, damaged
from tests.sources.opened import Opened, opened
from tests.sources.shows import DOCTORS, Json, tmdb_episode, tmdb_hospital_playlist, tmdb_show

DAY = date(2026, 4, 1)


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    foreign = tmdb_show(7, "Hospital of the Borough", "Hospital of the Borough", code="US")
    async with CatalogueServer(tmdb=[foreign, tmdb_hospital_playlist()]) as running:
        yield running


@pytest.fixture
async def sources(server: CatalogueServer) -> AsyncIterator[Opened]:
    async with opened(server) as running:
        yield running


async def test_an_answer_about_another_show_is_none(server: CatalogueServer, sources: Opened) -> None:
    server.tmdb[8] = tmdb_show(9, "Somebody Else", "누군가")
    with pytest.raises(SourceUnavailable):
        await sources.tmdb.fetch("8")


async def test_an_id_spelt_in_another_way_is_no_second_show(server: CatalogueServer, sources: Opened) -> None:
    with pytest.raises(NotAtSource):
        await sources.tmdb.fetch("0096102")
    assert server.requests == []


async def test_a_search_offers_our_countries_dramas_in_one_call(
    server: CatalogueServer, sources: Opened
) -> None:
    assert await sources.tmdb.search("hospital") == (
        Offer(
            SourceName.TMDB,
            "96102",
            "Hospital Playlist",
            "슬기로운 의사생활",
            2020,
            "KR",
            Kind.DRAMA,
            "https://www.themoviedb.org/tv/96102",
            date(2020, 3, 12),
        ),
    )
    assert server.count() == 1


async def test_a_drama_comes_in_full_in_two_calls(server: CatalogueServer, sources: Opened) -> None:
    fetched = await sources.tmdb.fetch("96102")
    entry = fetched.entry
    assert (entry.title, entry.native_title) == ("Hospital Playlist", "슬기로운 의사생활")
    assert entry.aliases == ("Doctor Life", "賢い医師生活")
    assert (entry.country, entry.kind, entry.year) == ("KR", Kind.DRAMA, 2020)
    assert (entry.episodes, entry.minutes, fetched.running) == (24, 85, False)
    assert (entry.aired_from, entry.aired_to) == (date(2020, 3, 12), date(2021, 9, 16))
    assert (entry.networks, entry.genres) == (("tvN",), ("Drama", "Sci-Fi", "Fantasy"))
    assert entry.summary == "Five doctors, friends since medical school, work in the same hospital."
    assert entry.poster_url == "https://image.tmdb.org/t/p/w500/q7VJVvvCAcbPRPbJ1yGdT6aCvEB.jpg"
    assert entry.links == (Link(LinkKind.OFFICIAL, "Official site", "https://tvn.cjenm.com/ko/doctorlife/"),)
    assert entry.sources == (("tmdb", "96102"),)
    assert server.count() == 2


async def test_the_cast_stands_in_its_order_with_guests_as_guests(sources: Opened) -> None:
    cast = (await sources.tmdb.fetch("96102")).entry.cast
    assert cast[0] == Credit("Jo Jung Suk", "Lee Ik Jun", Billing.MAIN)
    assert [credit.person for credit in cast] == [person for person, _ in DOCTORS]
    assert [credit.billing for credit in cast[7:]] == [Billing.MAIN, Billing.SUPPORT, Billing.GUEST]


async def test_episodes_come_of_all_seasons_but_the_specials(sources: Opened) -> None:
    episodes = (await sources.tmdb.fetch("96102")).episodes
    assert [(episode.season, episode.number) for episode in episodes] == [
        (season, number) for season in (1, 2) for number in range(1, 13)
    ]
    assert (episodes[0].title, episodes[1].title) == ("Five Friends", None)
    assert (episodes[0].air_date, episodes[0].airs_at) == (date(2020, 3, 12), None)


async def test_many_seasons_are_asked_for_by_twenties(server: CatalogueServer, sources: Opened) -> None:
    episodes = [tmdb_episode(season, 1, DAY) for season in range(1, 46)]
    server.add_tmdb(tmdb_show(5, "Long", "길다", episodes=episodes))
    fetched = await sources.tmdb.fetch("5")
    assert [episode.season for episode in fetched.episodes] == list(range(1, 46))
    assert server.count() == 4


async def test_a_day_holds_the_episodes_that_are_last_or_next_on_it(
    server: CatalogueServer, sources: Opened
) -> None:
    before, today, after = (
        tmdb_episode(1, number, day)
        for number, day in ((1, date(2026, 3, 31)), (2, DAY), (3, date(2026, 4, 2)))
    )
    every = [before, today, after]
    server.add_tmdb(tmdb_show(1, "Comes", "온다", episodes=every, next_episode_to_air=today))
    aired = tmdb_show(2, "Came", "왔다", episodes=every, last_episode_to_air=today, next_episode_to_air=after)
    server.add_tmdb(aired)
    server.add_tmdb(tmdb_show(3, "Unclear", "모른다", episodes=every, last_episode_to_air=before))
    server.add_tmdb(tmdb_show(4, "Elsewhere", "他", code="JP", episodes=every, next_episode_to_air=today))
    airing = await sources.tmdb.schedule(DAY, "KR")
    assert [(slot.offer.title, slot.season, slot.number, slot.airs_on, slot.airs_at) for slot in airing] == [
        ("Comes", 1, 2, DAY, None),
        ("Came", 1, 2, DAY, None),
    ]


async def test_a_day_of_which_no_show_can_be_had_is_no_empty_day(
    server: CatalogueServer, sources: Opened
) -> None:
    today = tmdb_episode(1, 2, DAY)
    server.add_tmdb(tmdb_show(1, "Comes", "온다", episodes=[today], next_episode_to_air=today))
    server.fail(Failure.FORBIDDEN, only="/3/tv/")
    with pytest.raises(SourceUnavailable):
        await sources.tmdb.schedule(DAY, "KR")


async def test_one_show_that_cannot_be_had_costs_that_show_only(
    server: CatalogueServer, sources: Opened
) -> None:
    today = tmdb_episode(1, 2, DAY)
    for ident, name in ((1, "Here"), (2, "Gone")):
        server.add_tmdb(tmdb_show(ident, name, name, episodes=[today], next_episode_to_air=today))
    server.fail(Failure.FORBIDDEN, only="/3/tv/2")
    assert [slot.offer.title for slot in await sources.tmdb.schedule(DAY, "KR")] == ["Here"]


def test_the_credit_is_the_sentence_that_tmdb_requires() -> None:
    sentence = "This product uses the TMDB API but is not endorsed or certified by TMDB."
    assert Tmdb.credit.sentence == sentence


def test_without_a_regular_cast_those_in_most_episodes_lead() -> None:
    everybody = [
        {"name": "In One", "order": 0, "total_episode_count": 1, "roles": [{"character": "a neighbour"}]},
        {
            "name": "In All",
            "order": 500,
            "total_episode_count": 16,
            "roles": [{"character": "A"}, {"character": "B"}],
        },
    ]
    show = Part({"aggregate_credits": {"cast": everybody}})
    assert cast_of(show, 16) == (
        Credit("In All", "A / B", Billing.MAIN),
        Credit("In One", "a neighbour", Billing.MAIN),
    )


@pytest.mark.parametrize(
    ("show", "country"),
    [
        ({"origin_country": ["US", "kr"]}, "KR"),
        ({"origin_country": ["US"], "original_language": "ko"}, None),
        ({"origin_country": [], "original_language": "ja"}, "JP"),
        ({"origin_country": "KR", "original_language": 5}, None),
        ({"original_language": "cn"}, "HK"),
    ],
)
def test_the_country_is_the_first_that_is_ours(show: Json, country: str | None) -> None:
    assert country_of(Part(show)) == country


@pytest.mark.parametrize(
    ("fields", "running"),
    [
        ({"status": "Ended"}, False),
        ({"status": "Planned"}, True),
        ({"status": "Returning Series", "in_production": True}, True),
        ({"status": "Returning Series", "in_production": False}, False),
        ({"status": "Returning Series", "next_episode_to_air": {"id": 1}}, True),
    ],
)
def test_a_drama_runs_while_more_is_to_come(fields: Json, running: bool) -> None:
    fetched = fetched_of(Part(tmdb_show(1, "A", "가", **fields)), "1", ())  # type: ignore[arg-type]
    assert fetched is not None
    assert fetched.running is running


@pytest.mark.parametrize(
    "malformed",
    [
        {"first_air_date": "", "last_air_date": 5},
        {"poster_path": "https://elsewhere.example/x.jpg", "homepage": "ftp://x"},
        {"genres": [{"id": "18"}, {"id": None}, 5], "networks": [{"name": None}]},
        {"episode_run_time": ["70", None], "overview": None},
        {"aggregate_credits": {"cast": [{"name": "A", "order": None, "roles": [None]}]}},
        {"alternative_titles": {"results": [{"title": 5}]}, "translations": {"translations": [{"data": 1}]}},
    ],
)
def test_a_malformed_field_costs_only_itself(malformed: Json) -> None:
    fetched = fetched_of(Part({**tmdb_hospital_playlist(), **malformed}), "96102", ())
    assert fetched is not None
    assert (fetched.entry.title, fetched.entry.native_title) == ("Hospital Playlist", "슬기로운 의사생활")


@given(damaged(tmdb_hospital_playlist()))
def test_whatever_comes_is_read_without_a_fault(show: Json) -> None:
    """And what is read fits the schema's bounds."""
    part = Part(show)
    seasons_of(part)
    for offer in offers_of([part]):
        scheduled_of(part, offer, DAY)
    episodes = episodes_of(part.part("season/1").parts("episodes"))
    fetched = fetched_of(part, "1", episodes)
    if fetched is not None:
        assert_storable(fetched)
