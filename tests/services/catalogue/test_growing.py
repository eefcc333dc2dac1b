"""The catalogue grows by itself: what sources offer, and adding one of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.blocks import Block
from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.members import Reader
from bot.domain.sources import SourceName, SourcePart
from bot.errors import AddsTooMany, Blocked, DramaRemoved, NoSource, NotAtSource, SourceUnavailable
from bot.services.catalogue import growing as growing_module
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.searching import Searching
from bot.store.database import Database
from tests.services.catalogue.curator import CURATOR, NOW
from tests.services.people import JUN, MIKA, TEAROOM, added, rows
from tests.services.shelf import FIRST_DAY, HOSPITAL, Shelf, hospital

# --- offers ---


async def test_a_source_offers_what_the_catalogue_lacks(growing: Growing) -> None:
    offers = await growing.offers("playlist")
    (offer,) = offers.found
    assert (offer.title, offer.native_title, offer.year, offer.country) == (
        "Hospital Playlist",
        "슬기로운 의사생활",
        2020,
        "KR",
    )
    assert offers.known == {}
    assert (offers.asked, offers.silent) == (("TVmaze",), ())


async def test_an_offer_that_was_added_is_recognised(growing: Growing) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, MIKA.member_id, NOW)
    offers = await growing.offers("playlist")
    assert list(offers.known.values()) == [drama]


async def test_a_blocked_member_finds_what_is_there_and_adds_nothing(growing: Growing, shelf: Shelf) -> None:
    blocked = replace(MIKA, block=Block(TEAROOM, NOW + timedelta(days=1), "spam"))
    with pytest.raises(Blocked):
        await growing.add_for(SourceName.TVMAZE, HOSPITAL, blocked, NOW)
    assert shelf.fetched == []
    drama = await growing.add_for(SourceName.TVMAZE, HOSPITAL, JUN, NOW)
    assert await growing.add_for(SourceName.TVMAZE, HOSPITAL, blocked, NOW) == drama


async def test_a_member_adds_so_many_within_an_hour_and_no_more(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    for show in ("1", "2", "3", "4"):
        shelf.shows[show] = hospital(title=f"Hospital {show}", native_title=None)
    growing = Growing(empty, names, [shelf])

    async def add(show: str, reader: Reader, most: int = 2, now: datetime = NOW) -> str:
        return (await growing.add(SourceName.TVMAZE, show, reader.member_id, now, most=most)).title

    await add("1", MIKA)
    await add("2", MIKA)
    with pytest.raises(AddsTooMany):
        await add("3", MIKA)
    assert shelf.fetched == ["1", "2"]  # the source is not troubled either
    assert await add("1", MIKA) == "Hospital 1"  # what is there is still found
    assert await add("3", JUN) == "Hospital 3"  # and others are not held to account
    assert await add("4", MIKA, now=NOW + timedelta(hours=1)) == "Hospital 4"


async def test_adds_on_a_server_count_and_the_audit_names_it(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    for show in ("1", "2"):
        shelf.shows[show] = hospital(title=f"Hospital {show}", native_title=None)
    growing = Growing(empty, names, [shelf])
    drama = await growing.add(SourceName.TVMAZE, "1", MIKA.member_id, NOW, guild_id=7, most=1)
    with pytest.raises(AddsTooMany):
        await growing.add(SourceName.TVMAZE, "2", MIKA.member_id, NOW, guild_id=8, most=1)
    other = await growing.add(SourceName.TVMAZE, "2", CURATOR, NOW, guild_id=7)
    await growing.refresh(drama.id, CURATOR, NOW, guild_id=7)
    await growing.link(drama.id, (SourcePart(SourceName.TVMAZE, "1"),), CURATOR, NOW, guild_id=7)
    await growing.merge(drama.id, other.id, CURATOR, NOW, guild_id=7)
    assert await rows(empty, "SELECT guild_id, action FROM audit ORDER BY id") == [
        (7, "catalogue.add"),
        (7, "catalogue.add"),
        (7, "catalogue.refresh"),
        (7, "catalogue.link"),
        (7, "catalogue.merge"),
        (7, "catalogue.merged"),
    ]


async def test_two_at_once_do_not_get_past_the_limit(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    for show in ("1", "2"):
        shelf.shows[show] = hospital(title=f"Hospital {show}", native_title=None)
    growing = Growing(empty, names, [shelf])
    both = [growing.add(SourceName.TVMAZE, show, MIKA.member_id, NOW, most=1) for show in ("1", "2")]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["AddsTooMany", "Drama"]


async def test_a_drama_that_two_sources_have_is_offered_once(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    other = Shelf([("99", hospital(title="Hospital Playlist (2020)"))], SourceName.TMDB)
    offers = await Growing(empty, names, [shelf, other]).offers("hospital")
    assert [offer.source for offer in offers.found] == [SourceName.TVMAZE]


async def test_two_dramas_of_one_name_at_one_source_are_both_offered(growing: Growing, shelf: Shelf) -> None:
    shelf.shows["7"] = hospital()
    assert len((await growing.offers("hospital")).found) == 2


async def test_a_source_that_is_down_is_named_and_the_other_still_offers(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    other = Shelf([("99", hospital())], SourceName.TMDB)
    shelf.down = True
    offers = await Growing(empty, names, [shelf, other]).offers("hospital")
    assert offers.silent == ("TVmaze",)
    assert [offer.source for offer in offers.found] == [SourceName.TMDB]


async def test_a_source_without_an_end_is_waited_for_no_longer_than_the_deadline(
    empty: Database, names: CatalogueNames, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing_module, "DEADLINE", 0.05)
    other = Shelf([("99", hospital())], SourceName.TMDB)
    shelf.stuck = True
    offers = await Growing(empty, names, [shelf, other]).offers("hospital")
    assert offers.silent == ("TVmaze",)
    assert len(offers.found) == 1


async def test_without_a_source_nothing_is_asked(empty: Database, names: CatalogueNames) -> None:
    nobody = Growing(empty, names, [])
    assert (await nobody.offers("hospital")).asked == ()
    with pytest.raises(NoSource):
        await nobody.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    assert await nobody.next_refresh() is None


# --- adding ---


async def test_an_added_drama_has_all_that_the_source_knows(
    growing: Growing, catalogue: Catalogue, names: CatalogueNames, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, MIKA.member_id, NOW)
    assert (drama.title, drama.native_title, drama.episodes) == ("Hospital Playlist", "슬기로운 의사생활", 12)
    for name in ("hospital playlist", "슬기로운 의사생활", "wise doctor life", "機智醫生生活"):
        assert (await catalogue.resolve(name)).id == drama.id
    people = await Searching(empty, names).suggest_people("jeon mi")
    assert [person.name for person in people] == ["Jeon Mi Do"]
    card = await Cards(empty).get(drama.id, MIKA, now=NOW)
    assert card.entry.genres == ("Medical", "Life")
    assert card.entry.networks == ("tvN",)
    assert card.entry.cast[0].character == "Lee Ik Jun"
    assert card.entry.episode_list[0] == EpisodeFacts(
        1, "Part 1", FIRST_DAY, 80, None, datetime(2020, 3, 12, 12, tzinfo=UTC)
    )
    (credit,) = card.credits
    assert credit.url.endswith(f"/shows/{HOSPITAL}")
    assert "CC BY-SA" in credit.sentence
    assert await rows(empty, "SELECT action, actor_id, subject FROM audit") == [
        ("catalogue.add", MIKA.member_id, f"drama {drama.id}")
    ]


async def test_every_field_of_an_added_drama_says_that_the_source_gave_it(
    growing: Growing, empty: Database
) -> None:
    await growing.add(SourceName.TVMAZE, HOSPITAL, MIKA.member_id, NOW)
    marked = {field for (field,) in await rows(empty, "SELECT field FROM provenance WHERE source = 'tvmaze'")}
    assert marked == {
        "title", "native_title", "country", "kind", "year", "episodes", "minutes", "aired_from", "aired_to",
        "weekday", "air_time", "summary", "aliases", "genres", "networks", "cast", "links", "episode list",
    }  # fmt: skip
    assert await rows(empty, "SELECT count(*) FROM provenance WHERE source <> 'tvmaze'") == [(0,)]


async def test_adding_twice_gives_the_same_drama(growing: Growing, shelf: Shelf, empty: Database) -> None:
    first = await growing.add(SourceName.TVMAZE, HOSPITAL, MIKA.member_id, NOW)
    again = await growing.add(SourceName.TVMAZE, HOSPITAL, JUN.member_id, NOW)
    assert again == first
    assert shelf.fetched == [HOSPITAL]
    assert await rows(empty, "SELECT count(*) FROM audit") == [(1,)]


async def test_a_show_of_which_a_season_is_here_is_that_drama(growing: Growing) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await growing.link(drama.id, (SourcePart(SourceName.TVMAZE, HOSPITAL, (1, 1)),), CURATOR, NOW)
    assert (await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)).id == drama.id
    with pytest.raises(NotAtSource):  # the id of another show that begins with the same digits
        await growing.add(SourceName.TVMAZE, HOSPITAL[:3], None, NOW)


async def test_what_a_file_brought_under_the_name_is_filled_not_doubled(
    growing: Growing, names: CatalogueNames, empty: Database
) -> None:
    (here,) = await added(
        empty, CatalogueEntry("Hospital Playlist", country="KR", aired_from=FIRST_DAY, minutes=90)
    )
    await names.load()
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, MIKA.member_id, NOW)
    assert drama.id == here.id
    assert drama.native_title == "슬기로운 의사생활"
    assert await rows(empty, "SELECT count(*) FROM drama") == [(1,)]


@pytest.mark.parametrize(
    "other",
    [
        CatalogueEntry("Hospital Playlist", country="KR", year=2018),
        CatalogueEntry("Hospital Playlist", country="KR"),
        CatalogueEntry("Hospital Playlist", country="KR", year=2020),  # a year alone says nothing
        CatalogueEntry("Hospital Playlist", country="JP", year=2020),
    ],
)
async def test_another_drama_of_the_name_stays_another(
    growing: Growing, names: CatalogueNames, empty: Database, other: CatalogueEntry
) -> None:
    (here,) = await added(empty, other)
    await names.load()
    assert (await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)).id != here.id


async def test_what_moderators_removed_comes_back_by_no_search(
    growing: Growing, names: CatalogueNames, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await empty.write(lambda connection: connection.execute("UPDATE drama SET hidden = 1"))
    await names.refresh(drama.id)
    assert (await growing.offers("hospital")).found == ()
    with pytest.raises(DramaRemoved):
        await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)


async def test_a_source_that_does_not_answer_leaves_nothing(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    shelf.down = True
    with pytest.raises(SourceUnavailable):
        await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    shelf.down = False
    for show in ("1", "x", "46562/1", "", "'; DROP TABLE drama"):
        with pytest.raises(NotAtSource):
            await growing.add(SourceName.TVMAZE, show, None, NOW)
    assert await rows(empty, "SELECT count(*) FROM drama") == [(0,)]
