"""What an offer, a schedule and a show say of a drama, season by season."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.dramas import CatalogueEntry, Kind
from bot.domain.identity import (
    MOST_SEASONS,
    Facts,
    counted_season,
    facts_of,
    facts_of_offer,
    facts_of_part,
    facts_of_scheduled,
    part_meant,
)
from bot.domain.sources import Fetched, Offer, Scheduled, SeasonEpisode, SourceName, SourcePart
from bot.search.keys import key

FIRST, LATER = date(2020, 3, 12), date(2021, 6, 17)
SHOW = SourcePart(SourceName.TVMAZE, "7")
OFFER = Offer(
    SourceName.TVMAZE, "7", "Hospital Playlist", "슬기로운 의사생활", 2020, "KR", Kind.DRAMA, first_day=FIRST
)
NAMES = frozenset({key("Hospital Playlist"), key("슬기로운 의사생활")})


def of_season(number: int) -> frozenset[str]:
    return frozenset(f"{name}/{number}" for name in NAMES)


def fetched(*seasons: tuple[int, date | None, int], running: bool = False) -> Fetched:
    """A show with these seasons: number, first day, and how many episodes."""
    entry = CatalogueEntry(
        "Hospital Playlist", "슬기로운 의사생활", country="KR", aired_from=FIRST, year=2020
    )
    episodes = tuple(
        SeasonEpisode(season, number, None, begun if number == 1 else None)
        for season, begun, count in seasons
        for number in range(1, count + 1)
    )
    return Fetched(entry, episodes, running)


def part(*seasons: int) -> SourcePart:
    return SourcePart(SourceName.TVMAZE, "7", (seasons[0], seasons[-1]))


def test_an_entry_without_a_year_has_that_of_its_first_day() -> None:
    assert facts_of(CatalogueEntry("A", aired_from=FIRST), key).year == 2020
    assert facts_of(CatalogueEntry("A", aired_from=FIRST, year=2019), key).year == 2019
    assert facts_of(CatalogueEntry("A"), key).year is None


def test_an_offer_says_its_names_country_kind_and_first_day() -> None:
    assert facts_of_offer(OFFER, key) == Facts(NAMES, frozenset(), "KR", Kind.DRAMA, FIRST, 2020)


@pytest.mark.parametrize("number", [1, 2])
def test_of_a_shows_first_season_the_show_says_when_it_began(number: int) -> None:
    told = facts_of_scheduled(Scheduled(OFFER, 1, number, LATER), key)
    assert told == Facts(NAMES | of_season(1), frozenset(), "KR", Kind.DRAMA, FIRST, 2020)


def test_a_later_season_began_on_the_day_of_its_first_episode() -> None:
    told = facts_of_scheduled(Scheduled(OFFER, 2, 1, LATER), key)
    assert told == Facts(of_season(2), frozenset(), "KR", Kind.DRAMA, LATER, 2021)
    told = facts_of_scheduled(Scheduled(OFFER, 2, 2, LATER), key)
    assert told == Facts(of_season(2), frozenset(), "KR", Kind.DRAMA, None, None)


def test_a_first_season_whose_show_does_not_say_began_on_that_day_too() -> None:
    unknown = Offer(SourceName.TVMAZE, "7", "Hospital Playlist")
    assert facts_of_scheduled(Scheduled(unknown, 1, 1, LATER), key).first_day == LATER
    assert facts_of_scheduled(Scheduled(unknown, 1, 2, LATER), key).first_day is None


def test_a_whole_show_is_what_its_entry_says() -> None:
    show = fetched((1, FIRST, 12), (2, LATER, 12))
    assert facts_of_part(SHOW, show, key) == facts_of(show.entry, key)


def test_a_season_has_its_own_day_year_and_number_of_episodes() -> None:
    show = fetched((1, FIRST, 12), (2, LATER, 10))
    first, second = (facts_of_part(part(number), show, key) for number in (1, 2))
    assert (first.titles, first.first_day, first.year, first.episodes) == (
        NAMES | of_season(1), FIRST, 2020, 12,
    )  # fmt: skip
    assert (second.titles, second.first_day, second.year, second.episodes) == (of_season(2), LATER, 2021, 10)
    both = facts_of_part(part(1, 2), show, key)
    assert (both.first_day, both.episodes) == (FIRST, 22)


def test_of_a_season_that_goes_on_the_number_of_episodes_is_not_known() -> None:
    show = fetched((1, FIRST, 12), (2, LATER, 3), running=True)
    assert facts_of_part(part(1), show, key).episodes == 12
    assert facts_of_part(part(2), show, key).episodes is None
    over = fetched((1, FIRST, 12), (2, LATER, 3))
    assert facts_of_part(part(2), over, key).episodes == 3
    assert facts_of_part(part(3), over, key).episodes is None


def test_a_first_season_without_days_began_when_the_show_did() -> None:
    show = fetched((1, None, 12), (2, None, 10))
    assert facts_of_part(part(1), show, key).first_day == FIRST
    told = facts_of_part(part(2), show, key)
    assert (told.first_day, told.year) == (None, None)


def test_seasons_that_are_counted_by_the_year_have_their_place() -> None:
    show = fetched((2020, FIRST, 12), (2021, LATER, 10))
    assert facts_of_part(part(2021), show, key).titles == of_season(2)


def test_a_show_of_one_season_is_that_season() -> None:
    show = fetched((1, FIRST, 12))
    ours = facts_of(CatalogueEntry("Hospital Playlist", country="KR", aired_from=FIRST, episodes=12), key)
    meant, told = part_meant(ours, SHOW, show, key)
    assert meant == part(1)
    assert told == facts_of_part(part(1), show, key)
    whole, _ = part_meant(ours, SHOW, Fetched(show.entry), key)
    assert whole.seasons is None


def test_the_number_of_episodes_tells_a_whole_show_from_its_first_season() -> None:
    show = fetched((1, FIRST, 12), (2, LATER, 10))
    for episodes, meant in ((12, (1, 1)), (22, None), (None, (1, 1))):
        entry = CatalogueEntry("Hospital Playlist", country="KR", aired_from=FIRST, episodes=episodes)
        found, _ = part_meant(facts_of(entry, key), SHOW, show, key)
        assert found.seasons == meant


def test_a_name_counts_seasons_up_to_a_number_that_one_can_have() -> None:
    assert MOST_SEASONS == 40
    assert counted_season("Taxi Driver 40") == ("Taxi Driver", 40)
    assert counted_season("Taxi Driver 41") is None
    assert counted_season("Taxi Driver 1") == ("Taxi Driver", 1)
    assert counted_season("Taxi Driver 0") is None
