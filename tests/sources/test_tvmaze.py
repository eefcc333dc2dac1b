"""What TVmaze says, as ours: its quirks, its gaps, and whatever else it might send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dramas import Billing, Credit, Kind, Link, LinkKind
from bot.domain.sources import Offer, SourceName
from bot.errors import NotAtSource, SourceUnavailable
from bot.sources.manners import Manners
from bot.sources.reading import Part, episode_title, parts_of
from bot.sources.tvmaze import TVmaze, _scheduled_of
from bot.sources.tvmaze_shows import COUNTRY_OF_LANGUAGE, country_of, fetched_of, native_title, offers_of
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.damage import assert_storable, damaged
from tests.sources.opened import Opened, opened
from tests.sources.shows import (
    ALICE,
    DOCTORS,
    HOSPITAL_PLAYLIST,
    SECOND_SEASON,
    SPECIAL_DAY,
    Json,
    alice_in_borderland,
    channel,
    foreign_show,
    hospital_playlist,
    tvmaze_aka,
    tvmaze_episode,
    tvmaze_show,
)


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with CatalogueServer([foreign_show(), hospital_playlist(), alice_in_borderland()]) as running:
        yield running


@pytest.fixture
async def sources(server: CatalogueServer) -> AsyncIterator[Opened]:
    async with opened(server) as running:
        yield running


async def test_a_search_offers_our_countries_dramas_with_their_native_titles(
    server: CatalogueServer, sources: Opened
) -> None:
    assert await sources.tvmaze.search("hospital") == (
        Offer(
            SourceName.TVMAZE,
            "46562",
            "Hospital Playlist",
            "슬기로운 의사생활",
            2020,
            "KR",
            Kind.DRAMA,
            "https://www.tvmaze.com/shows/46562",
            date(2020, 3, 12),
        ),
    )
    assert server.count() == 2  # the foreign show's other names are not asked for


async def test_a_search_takes_five_calls_however_much_is_found(
    server: CatalogueServer, sources: Opened
) -> None:
    for ident in range(1, 15):
        akas = [tvmaze_aka(f"드라마 {ident}", "KR")]
        server.add(tvmaze_show(ident, f"Drama {ident}", network="tvN", akas=akas))
    offers = await sources.tvmaze.search("drama")
    assert len(offers) == 10
    assert [offer.native_title for offer in offers[:5]] == [*(f"드라마 {n}" for n in range(1, 5)), None]
    assert server.count() == 5


async def test_other_names_that_cannot_be_had_cost_the_native_title_only(
    server: CatalogueServer, sources: Opened
) -> None:
    server.fail(Failure.BROKEN, only="akas")
    (offer,) = await sources.tvmaze.search("hospital")
    assert (offer.title, offer.native_title) == ("Hospital Playlist", None)


async def test_other_names_that_are_slow_to_come_are_not_waited_for(server: CatalogueServer) -> None:
    server.fail(Failure.SLOW, only="akas")
    async with opened(server, Manners(extras=0.05)) as sources:
        (offer,) = await sources.tvmaze.search("hospital")
    assert (offer.title, offer.native_title) == ("Hospital Playlist", None)


async def test_a_search_with_signs_that_mean_something_in_an_address_asks_for_just_that(
    server: CatalogueServer, sources: Opened
) -> None:
    for query in ("슬기로운", "what? & why=#1/2", "100%", "../shows"):
        assert isinstance(await sources.tvmaze.search(query), tuple)
    assert server.count("/search/shows?q=") == 4


async def test_a_drama_comes_in_full(sources: Opened) -> None:
    fetched = await sources.tvmaze.fetch(str(HOSPITAL_PLAYLIST))
    entry = fetched.entry
    assert (entry.title, entry.native_title) == ("Hospital Playlist", "슬기로운 의사생활")
    assert entry.aliases == ("Seulgiroun Uisasaenghwal", "賢い医師生活", "Playlist Bệnh Viện")
    assert (entry.country, entry.kind, entry.year) == ("KR", Kind.DRAMA, 2020)
    assert (entry.episodes, entry.minutes, fetched.running) == (24, 85, False)
    assert (entry.aired_from, entry.aired_to) == (date(2020, 3, 12), date(2021, 9, 16))
    assert (entry.weekday, entry.air_time) == (3, "21:00")
    assert (entry.networks, entry.genres) == (("tvN",), ("Drama", "Comedy", "Medical", "Sci-Fi"))
    assert entry.summary == (
        "Five doctors, friends since medical school, work in the same hospital & play in a band."
        "\n\nLife goes on there."
    )
    assert entry.poster_url is not None
    assert entry.poster_url.endswith("/617983.jpg")
    assert entry.links == (Link(LinkKind.OFFICIAL, "Official site", "https://tvn.cjenm.com/ko/doctorlife/"),)
    assert entry.sources == (("tvmaze", "46562"),)
    assert entry.episode_list == ()


async def test_the_first_eight_of_a_cast_are_its_main_cast_and_one_person_stands_there_once(
    sources: Opened,
) -> None:
    cast = (await sources.tvmaze.fetch(str(HOSPITAL_PLAYLIST))).entry.cast
    assert [credit.person for credit in cast] == [person for person, _ in DOCTORS]
    photos = dict((await sources.tvmaze.fetch(str(HOSPITAL_PLAYLIST))).photos)
    assert photos["Jo Jung Suk"] == "https://static.tvmaze.com/person/1.jpg"
    assert cast[0] == Credit("Jo Jung Suk", "Lee Ik Jun / the singer of Mido and Falasol", Billing.MAIN)
    assert [credit.billing for credit in cast] == [Billing.MAIN] * 8 + [Billing.SUPPORT] * 2


async def test_episodes_are_numbered_within_their_seasons_without_specials_and_empty_titles(
    sources: Opened,
) -> None:
    episodes = (await sources.tvmaze.fetch(str(HOSPITAL_PLAYLIST))).episodes
    assert [(episode.season, episode.number) for episode in episodes] == [
        (season, number) for season in (1, 2) for number in range(1, 13)
    ]
    first = episodes[0]
    assert (first.title, first.air_date, first.minutes) == ("Five Friends", date(2020, 3, 12), 79)
    assert first.airs_at == datetime(2020, 3, 12, 12, tzinfo=UTC)
    assert {episode.title for episode in episodes[1:]} == {None}
    assert SPECIAL_DAY not in {episode.air_date for episode in episodes}


async def test_where_no_hour_is_known_there_is_no_moment(sources: Opened) -> None:
    fetched = await sources.tvmaze.fetch(str(ALICE))
    assert (fetched.entry.country, fetched.entry.networks) == ("JP", ("Netflix",))
    assert (fetched.entry.air_time, fetched.entry.weekday) == (None, None)
    assert {(episode.air_date, episode.airs_at) for episode in fetched.episodes} == {
        (date(2020, 12, 10), None)
    }


async def test_a_drama_that_runs_has_no_number_of_episodes_yet(sources: Opened) -> None:
    fetched = await sources.tvmaze.fetch(str(ALICE))
    assert (fetched.running, fetched.entry.episodes, len(fetched.episodes)) == (True, None, 8)


async def test_a_day_holds_what_airs_in_the_country_on_every_kind_of_channel(
    server: CatalogueServer, sources: Opened
) -> None:
    day = date(2026, 4, 1)
    slot = tvmaze_episode(1, 3, day, at="22:10")
    foreign = tvmaze_episode(1, 1, day, zone="America/New_York")
    server.add(tvmaze_show(1, "On a Network", network="SBS", episodes=[slot]))
    server.add(tvmaze_show(2, "On the Web", webChannel=channel("TVING", "KR"), episodes=[slot]))
    unknown = tvmaze_episode(1, 3, day, at="")
    server.add(tvmaze_show(3, "Everywhere", webChannel=channel("Netflix", None), episodes=[unknown]))
    server.add(tvmaze_show(4, "Elsewhere", network="TBS", code="JP", episodes=[slot]))
    server.add(tvmaze_show(5, "Foreign", network="HBO", code="US", episodes=[foreign]))
    special = tvmaze_episode(1, None, day)
    server.add(tvmaze_show(6, "A Special", network="SBS", episodes=[special]))

    airing = await sources.tvmaze.schedule(day, "KR")
    assert [(slot.offer.title, slot.season, slot.number, slot.airs_at) for slot in airing] == [
        ("On a Network", 1, 3, datetime(2026, 4, 1, 13, 10, tzinfo=UTC)),
        ("On the Web", 1, 3, datetime(2026, 4, 1, 13, 10, tzinfo=UTC)),
        ("Everywhere", 1, 3, None),
    ]
    assert {slot.airs_on for slot in airing} == {day}
    assert [slot.offer.title for slot in await sources.tvmaze.schedule(day, "JP")] == ["Elsewhere"]
    assert await sources.tvmaze.schedule(date(2026, 4, 2), "KR") == ()


async def test_a_schedule_of_which_a_part_is_missing_is_none(
    server: CatalogueServer, sources: Opened
) -> None:
    server.fail(Failure.FORBIDDEN, only="web")
    with pytest.raises(SourceUnavailable):
        await sources.tvmaze.schedule(SECOND_SEASON[0], "KR")


async def test_a_show_without_any_title_is_no_sound_answer(server: CatalogueServer, sources: Opened) -> None:
    server.add({**tvmaze_show(8, "", network="tvN"), "name": None})
    with pytest.raises(SourceUnavailable):
        await sources.tvmaze.fetch("8")


async def test_an_answer_about_another_show_is_none(server: CatalogueServer, sources: Opened) -> None:
    server.shows[8] = tvmaze_show(9, "Somebody Else", network="tvN")
    with pytest.raises(SourceUnavailable):
        await sources.tvmaze.fetch("8")


async def test_an_id_spelt_in_another_way_is_no_second_show(server: CatalogueServer, sources: Opened) -> None:
    with pytest.raises(NotAtSource):
        await sources.tvmaze.fetch(f"00{HOSPITAL_PLAYLIST}")
    assert server.requests == []


def test_the_credit_is_what_the_licence_asks_for() -> None:
    assert TVmaze.credit.sentence == "Data from TVmaze, CC BY-SA 4.0"
    assert TVmaze.page(object.__new__(TVmaze), "12") == "https://www.tvmaze.com/shows/12"


@pytest.mark.parametrize(
    ("show", "country"),
    [
        ({"network": channel("tvN", "KR"), "language": "English"}, "KR"),
        ({"network": channel("HBO", "US"), "language": "Korean"}, None),
        ({"network": None, "webChannel": channel("iQIYI", "CN")}, "CN"),
        ({"network": None, "webChannel": channel("Netflix", None), "language": "Thai"}, "TH"),
        ({"network": None, "webChannel": channel("Viki", "US"), "language": "Korean"}, "KR"),
        ({"network": None, "webChannel": channel("Hulu", "US"), "language": "English"}, None),
        ({"network": None, "webChannel": None, "language": "Japanese"}, "JP"),
        ({"network": {"name": "tvN", "country": {"code": "kr"}}}, "KR"),
        ({"network": {"name": "tvN", "country": "Korea"}, "language": "Korean"}, "KR"),
        ({}, None),
    ],
)
def test_the_country_is_the_networks_or_else_the_languages(show: Json, country: str | None) -> None:
    assert country_of(Part(show)) == country


def test_every_language_leads_to_one_of_our_countries() -> None:
    for language, country in COUNTRY_OF_LANGUAGE.items():
        assert country_of(Part({"language": language.title()})) == country


@pytest.mark.parametrize(
    ("akas", "country", "native"),
    [
        ([("Dokkaebi", None), ("도깨비", "KR")], "KR", "도깨비"),
        ([("도깨비", None), ("쓸쓸하고 찬란하神", "KR")], "KR", "도깨비"),
        ([("鬼怪", "CN"), ("도깨비", "KR")], "KR", "도깨비"),
        ([("Dokkaebi", None)], "KR", "Dokkaebi"),
        ([("Goblin", None)], "KR", None),
        ([("鬼怪", "CN")], "KR", None),
        ([("Magpakailanman", "PH")], "PH", "Magpakailanman"),
        ([("도깨비", "KR")], None, None),
        ([], "KR", None),
    ],
)
def test_the_native_title_is_the_original_name_in_the_countrys_script(
    akas: list[tuple[str, str | None]], country: str | None, native: str | None
) -> None:
    parts = [Part(tvmaze_aka(name, code)) for name, code in akas]
    assert native_title(parts, "Goblin", country) == native


@pytest.mark.parametrize(
    "text",
    [
        "TBA",
        "tbd",
        "Episode 5",
        "EPISODE #1.5",
        "Ep. 12",
        "第5話",
        "第十二集",
        "제5회",
        "5화",
        "12",
        "ตอนที่ 3",
    ],
)
def test_a_title_that_only_counts_is_none(text: str) -> None:
    assert episode_title(text) is None


@pytest.mark.parametrize(
    "text", ["Episode of My Life", "Pilot", "第一個吻", "제주도의 밤", "TBA or not TBA", "24 Hours"]
)
def test_a_title_that_says_something_stays(text: str) -> None:
    assert episode_title(text) == text


@pytest.mark.parametrize(
    "malformed",
    [
        {"premiered": "soon", "ended": "0000-00-00"},
        {"runtime": "an hour", "averageRuntime": -5},
        {"summary": ["<p>"], "genres": "Drama"},
        {"summary": "<![oops[<p>text"},
        {"network": ["tvN"], "webChannel": 7, "language": 5},
        {"image": "poster.jpg", "officialSite": "javascript:alert(1)"},
        {"schedule": {"time": "25:99", "days": ["Someday", None]}},
        {"_embedded": {"episodes": {"1": 2}, "cast": [None, 3], "akas": "none"}},
        {"_links": [], "status": {}, "type": 4},
    ],
)
def test_a_malformed_field_costs_only_itself(malformed: Json) -> None:
    fetched = fetched_of(Part({**hospital_playlist(), **malformed}), "46562")
    assert fetched is not None
    assert fetched.entry.title == "Hospital Playlist"
    assert fetched.entry.sources == (("tvmaze", "46562"),)


def test_numbers_that_come_as_text_are_read() -> None:
    episode = {**tvmaze_episode(1, 1, date(2020, 3, 12)), "season": "1", "number": "2", "runtime": 70.0}
    show = tvmaze_show(5, "Numbers", network="tvN", episodes=[episode], runtime="65")
    fetched = fetched_of(Part(show), "5")
    assert fetched is not None
    assert [(found.season, found.number, found.minutes) for found in fetched.episodes] == [(1, 2, 70)]
    assert fetched.entry.minutes == 65


def test_an_end_before_the_beginning_is_left_out() -> None:
    fetched = fetched_of(Part(tvmaze_show(5, "Backwards", ended="2019-01-01")), "5")
    assert fetched is not None
    assert (fetched.entry.aired_from, fetched.entry.aired_to) == (date(2020, 3, 12), None)


@given(damaged(hospital_playlist()), st.sampled_from(["KR", "JP"]))
def test_whatever_comes_is_read_without_a_fault(show: Json, country: str) -> None:
    """And what is read fits the schema's bounds."""
    offers_of(parts_of([{"show": show}, show]))
    embedded = show.get("_embedded")
    episodes = embedded.get("episodes") if isinstance(embedded, dict) else None
    for slot in episodes if isinstance(episodes, list) else []:
        if isinstance(slot, dict):
            _scheduled_of(Part({**slot, "show": show}), country)
            _scheduled_of(Part({**slot, "_embedded": {"show": show}}), country)
    fetched = fetched_of(Part(show), "1")
    if fetched is not None:
        assert_storable(fetched)


@pytest.mark.parametrize(
    ("kind", "listed"),
    [("Scripted", True), ("Variety", True), (None, True), ("Animation", False), ("News", False)],
)
def test_a_days_schedule_is_about_dramas_and_variety(kind: str | None, listed: bool) -> None:
    show = tvmaze_show(5, "Tonight", network="tvN", type=kind)
    slot = Part({**tvmaze_episode(1, 1, date(2026, 11, 21)), "show": show})
    assert (_scheduled_of(slot, "KR") is not None) is listed
