"""Which shows and seasons of a source make up a drama: linking them, splitting them, merging dramas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.scores import Criterion
from bot.domain.sources import SourceName, SourcePart
from bot.errors import NoSource, NotAtSource, PartTaken
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.scores.scores import Scores
from bot.store.database import Database
from tests.services.catalogue.curator import CURATOR, NOW
from tests.services.people import MIKA, added, rows
from tests.services.shelf import FIRST_DAY, HOSPITAL, Shelf, hospital, weekly

# --- numbering ---


async def test_two_shows_are_one_run_of_episodes_after_linking(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    shelf.shows["2"] = replace(
        hospital(title="Hospital Playlist 2"), episodes=weekly(1, date(2021, 6, 17), 3)
    )
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    parts = (
        SourcePart(SourceName.TVMAZE, HOSPITAL),
        SourcePart(SourceName.TVMAZE, "2", first_episode=13),
    )
    shown = await growing.link(drama.id, parts, CURATOR, NOW)
    assert shown.drama.episodes == 15
    assert await growing.parts(drama.id) == parts
    listed = await rows(empty, "SELECT number, air_date FROM episode WHERE number > 11 ORDER BY number")
    assert listed == [(12, "2020-05-28"), (13, "2021-06-17"), (14, "2021-06-24"), (15, "2021-07-01")]
    # Refreshing keeps to it.
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, "SELECT count(*) FROM episode") == [(15,)]


async def test_a_show_is_split_into_two_dramas(growing: Growing, shelf: Shelf, empty: Database) -> None:
    second = weekly(2, date(2021, 6, 17), 10)
    shelf.air(HOSPITAL, (*weekly(1, FIRST_DAY, 12), *second), running=False)
    first = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    assert first.episodes == 22
    (other,) = await added(empty, CatalogueEntry("Hospital Playlist 2", country="KR", year=2021))
    await growing.link(first.id, (SourcePart(SourceName.TVMAZE, HOSPITAL, (1, 1)),), CURATOR, NOW)
    shown = await growing.link(other.id, (SourcePart(SourceName.TVMAZE, HOSPITAL, (2, 2)),), CURATOR, NOW)
    assert shown.drama.episodes == 10
    counted = "SELECT drama_id, count(*), min(number), max(number) FROM episode GROUP BY drama_id"
    assert await rows(empty, counted) == [(first.id, 12, 1, 12), (other.id, 10, 1, 10)]
    assert await rows(empty, "SELECT year, aired_from, aired_to FROM drama WHERE id = ?", other.id) == [
        (2021, "2021-06-17", "2021-08-19")
    ]
    # The file called it so.
    assert shown.drama.title == "Hospital Playlist 2"


async def test_the_same_seasons_are_no_two_dramas(growing: Growing, empty: Database) -> None:
    await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    (other,) = await added(empty, CatalogueEntry("Another", country="KR", year=2021))
    with pytest.raises(PartTaken):
        await growing.link(other.id, (SourcePart(SourceName.TVMAZE, HOSPITAL),), CURATOR, NOW)
    with pytest.raises(PartTaken):  # before anybody is offered to link it
        await growing.preview(other.id, (SourcePart(SourceName.TVMAZE, HOSPITAL),))
    assert await growing.parts(other.id) == ()


async def test_a_drama_of_no_part_is_refreshed_no_more(growing: Growing, empty: Database) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    assert await growing.next_refresh() is not None
    await growing.link(drama.id, (), CURATOR, NOW)
    assert await growing.next_refresh() is None
    assert await rows(empty, "SELECT count(*) FROM episode") == [(12,)]
    with pytest.raises(NoSource):
        await growing.preview(drama.id)


async def test_a_show_that_does_not_exist_is_linked_to_nothing(growing: Growing, empty: Database) -> None:
    (drama,) = await added(empty, CatalogueEntry("Another", country="KR", year=2021))
    with pytest.raises(NotAtSource):
        await growing.link(drama.id, (SourcePart(SourceName.TVMAZE, "1"),), CURATOR, NOW)
    with pytest.raises(NoSource):
        await growing.link(drama.id, (SourcePart(SourceName.TMDB, "1"),), CURATOR, NOW)
    assert await growing.parts(drama.id) == ()


async def test_what_was_linked_while_the_source_was_down_comes_later(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    (drama,) = await added(empty, CatalogueEntry("Another", country="KR", year=2021))
    shelf.down = True
    shown = await growing.link(drama.id, (SourcePart(SourceName.TVMAZE, HOSPITAL),), CURATOR, NOW)
    assert (shown.silent, shown.changes) == (("TVmaze",), ())
    shelf.down = False
    due = await growing.next_refresh()
    assert due is not None
    assert await growing.refresh_due(due, 5) == 1
    assert await rows(empty, "SELECT native_title FROM drama") == [("슬기로운 의사생활",)]


# --- merging ---


async def test_a_file_that_knows_a_merged_drama_fills_the_one_that_it_became(
    growing: Growing, empty: Database
) -> None:
    keep, gone = await added(
        empty,
        CatalogueEntry("One", country="KR", year=2020, sources=(("mdl", "1"),)),
        CatalogueEntry("Two", country="KR", year=2020, sources=(("mdl", "2"),)),
    )
    await growing.merge(keep.id, gone.id, CURATOR, NOW)
    by_id, by_name = (
        CatalogueEntry("Two", country="KR", year=2020, based_on="A novel", sources=(("mdl", "2"),)),
        CatalogueEntry("Two", country="KR", year=2020, minutes=70),
    )
    found = await added(empty, by_id, by_name)
    assert {drama.id for drama in found} == {keep.id}
    told = "SELECT based_on, minutes FROM drama WHERE id = ?"
    assert await rows(empty, told, keep.id) == [("A novel", 70)]


async def test_a_merged_drama_is_found_by_the_names_and_buttons_of_both(
    growing: Growing, catalogue: Catalogue, names: CatalogueNames, empty: Database
) -> None:
    gone = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    (keep,) = await added(empty, CatalogueEntry("Wise Physicians", country="KR", year=2020))
    await names.load()
    scores = Scores(empty)
    await scores.score(gone, MIKA, {Criterion.OVERALL: 18}, NOW)
    kept = await growing.merge(keep.id, gone.id, CURATOR, NOW)
    assert kept.id == keep.id
    for asked in (
        "Hospital Playlist",
        "슬기로운 의사생활",
        "Wise Physicians",
        str(gone.id),
        f"{gone.id:010}",
    ):
        assert (await catalogue.resolve(asked)).id == keep.id, asked
    assert (await catalogue.get(gone.id)).id == keep.id
    card = await Cards(empty).get(gone.id, MIKA, now=NOW)
    assert card.drama.id == keep.id
    assert card.score is not None
    assert (card.score.overall, card.rating.count) == (18, 1)
    assert await growing.parts(keep.id) == (SourcePart(SourceName.TVMAZE, HOSPITAL),)
    assert (await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)).id == keep.id
    acts = await rows(
        empty, "SELECT action, subject FROM audit WHERE action LIKE 'catalogue.merge%' ORDER BY id"
    )
    assert acts == [("catalogue.merge", f"drama {keep.id}"), ("catalogue.merged", f"drama {gone.id}")]
    assert await growing.next_refresh() is not None


async def test_merging_on_leads_from_the_first_to_the_last(
    growing: Growing, catalogue: Catalogue, names: CatalogueNames, empty: Database
) -> None:
    first, second, third = await added(
        empty, *(CatalogueEntry(name, country="KR", year=2020) for name in ("One", "Two", "Three"))
    )
    await names.load()
    await growing.merge(second.id, first.id, CURATOR, NOW)
    await growing.merge(third.id, second.id, CURATOR, NOW)
    assert (await catalogue.get(first.id)).id == third.id
    assert (await catalogue.resolve("One")).id == third.id
    assert (await growing.merge(third.id, first.id, CURATOR, NOW)).id == third.id  # it is merged already
