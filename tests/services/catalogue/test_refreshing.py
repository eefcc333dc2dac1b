"""Refreshing: what a source may change, and what a curator has set permanently."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.sources import FieldChange, SourceName, SourcePart
from bot.errors import NotAtSource
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.scores.scores import Scores
from bot.store.catalogue import provenance
from bot.store.database import Database
from tests.services.catalogue.curator import CURATOR, NOW
from tests.services.people import MIKA, added, rows
from tests.services.shelf import FIRST_DAY, HOSPITAL, Shelf, hospital, weekly
from tests.store.dumped import dumped


async def curate(store: Database, drama_id: int, field: str, sql: str, *values: object) -> None:
    """A curator changes something by hand."""

    def write(connection) -> None:  # type: ignore[no-untyped-def]  # sqlite3's connection
        connection.execute("INSERT OR IGNORE INTO member (id) VALUES (?)", (CURATOR,))
        connection.execute(sql, values)
        provenance.mark(connection, drama_id, [field], "member", NOW, CURATOR)

    await store.write(write)


def change_of(changes: tuple[FieldChange, ...], field: str) -> FieldChange:
    (found,) = [change for change in changes if change.field == field]
    return found


async def test_a_preview_says_what_would_change_and_changes_nothing(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    shelf.change(HOSPITAL, summary="Five doctors.", aliases=("Wise Doctor Life", "Slice of Hospital Life"))
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY + timedelta(days=1), 14), running=False)
    before = await empty.read(dumped)
    shown = await growing.preview(drama.id)
    assert await empty.read(dumped) == before
    assert change_of(shown.changes, "summary").after == "Five doctors."
    assert change_of(shown.changes, "aliases").after == "Slice of Hospital Life"
    assert change_of(shown.changes, "episodes") == FieldChange("episodes", "12", "14")
    assert change_of(shown.changes, "episode list").after == "2 new episodes, 12 new dates"
    assert not any(change.kept for change in shown.changes)

    done = await growing.refresh(drama.id, CURATOR, NOW)
    assert done.changes == shown.changes
    assert done.drama.episodes == 14
    assert (await growing.preview(drama.id)).changes == ()
    acts = await rows(empty, "SELECT action, actor_id FROM audit ORDER BY id DESC LIMIT 1")
    assert acts == [("catalogue.refresh", CURATOR)]


async def test_what_a_curator_set_stands_and_is_shown_to_stand(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await curate(empty, drama.id, "summary", "UPDATE drama SET summary = 'Ours.'")
    await curate(empty, drama.id, "weekday", "UPDATE drama SET weekday = NULL")  # emptied by hand
    await curate(empty, drama.id, "episode 2", "UPDATE episode SET title = 'Spring' WHERE number = 2")
    await curate(empty, drama.id, "genres", "DELETE FROM drama_genre")
    shelf.change(HOSPITAL, summary="Theirs.", minutes=75, genres=("Medical", "Life", "Comedy"))
    renamed = [replace(episode, title=f"No. {episode.number}") for episode in weekly(1, FIRST_DAY, 12)]
    shelf.air(HOSPITAL, renamed, running=False)

    shown = await growing.refresh(drama.id, CURATOR, NOW)
    kept = change_of(shown.changes, "summary")
    assert (kept.kept, kept.before, kept.after) == (True, "Ours.", "Theirs.")
    assert kept.origin is not None
    assert kept.origin.member_id == CURATOR
    assert await rows(empty, "SELECT summary, weekday, minutes FROM drama") == [("Ours.", None, 75)]
    titles = await rows(empty, "SELECT title FROM episode WHERE number IN (1, 2, 3) ORDER BY number")
    assert titles == [("No. 1",), ("Spring",), ("No. 3",)]
    assert await rows(empty, "SELECT * FROM drama_genre") == []


async def test_what_a_curator_took_away_does_not_come_back(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)

    def take(connection) -> None:  # type: ignore[no-untyped-def]  # sqlite3's connection
        connection.execute("DELETE FROM alias WHERE name = 'Wise Doctor Life'")
        provenance.withhold(connection, drama.id, "aliases", ["Wise Doctor Life"])

    await empty.write(take)
    shelf.change(HOSPITAL, aliases=("Wise Doctor Life", "Doctors"))
    await growing.refresh(drama.id, None, NOW)
    names = await rows(empty, "SELECT name FROM alias ORDER BY position")
    assert names == [("機智醫生生活",), ("Doctors",)]


async def test_a_files_word_stays_but_for_what_changes_while_it_airs(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    (drama,) = await added(
        empty,
        CatalogueEntry(
            "Hospital Playlist", country="KR", year=2020, summary="The file's.", minutes=60, episodes=10,
            weekday=1,
        ),
    )  # fmt: skip
    part = (SourcePart(SourceName.TVMAZE, HOSPITAL),)
    shown = await growing.link(drama.id, part, CURATOR, NOW)
    assert change_of(shown.changes, "summary").kept
    assert change_of(shown.changes, "summary").origin is None
    assert change_of(shown.changes, "minutes") == FieldChange("minutes", "60", "80")
    assert await rows(empty, "SELECT summary, minutes, episodes, weekday, native_title FROM drama") == [
        ("The file's.", 80, 12, 3, "슬기로운 의사생활")
    ]


async def test_photos_come_with_a_cast_and_follow_their_source(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    photos = (
        ("Jo Jung Suk", "https://photos.example/1.jpg"),
        ("Someone Else", "https://photos.example/2.jpg"),
    )
    shelf.shows[HOSPITAL] = replace(shelf.shows[HOSPITAL], photos=photos)
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    told = "SELECT photo_url, photo_source FROM person WHERE photo_url IS NOT NULL"
    assert await rows(empty, told) == [("https://photos.example/1.jpg", "tvmaze")]
    moved = (("Jung Suk Jo", "https://photos.example/3.jpg"),)  # the name in the other order
    shelf.shows[HOSPITAL] = replace(shelf.shows[HOSPITAL], photos=moved)
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, told) == [("https://photos.example/3.jpg", "tvmaze")]


async def test_a_title_that_gives_way_goes_on_as_a_name(
    growing: Growing, catalogue: Catalogue, shelf: Shelf
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    shelf.change(HOSPITAL, title="Playlist of a Hospital")
    await growing.refresh(drama.id, None, NOW)
    for name in ("Playlist of a Hospital", "Hospital Playlist"):
        assert (await catalogue.resolve(name)).title == "Playlist of a Hospital"


async def test_nobody_is_in_the_cast_twice_because_names_come_in_two_orders(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    first = hospital().entry.cast[0]
    shelf.change(HOSPITAL, cast=(replace(first, person="Jung-suk Jo"), replace(first, person="Suk-Jung Jo")))
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, "SELECT count(*) FROM credit") == [(2,)]


async def test_an_episode_goes_away_only_where_nobody_has_touched_it(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await Scores(empty).score_episode(drama, MIKA, 11, 18, NOW)
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY, 9), running=False)
    shown = await growing.refresh(drama.id, None, NOW)
    assert change_of(shown.changes, "episode list").after == "1 new date, 2 gone"
    numbers = [number for (number,) in await rows(empty, "SELECT number FROM episode ORDER BY number")]
    assert numbers == [*range(1, 10), 11]
    assert shown.drama.episodes == 11


@pytest.mark.parametrize(
    "touched",
    [
        "INSERT INTO progress (member_id, drama_id, status, episode) VALUES (1, 1, 'watching', 12)",
        "INSERT INTO synopsis (drama_id, episode, language, state, text) VALUES (1, 12, '', 'returned', '-')",
        "INSERT INTO quote (drama_id, episode, text) VALUES (1, 12, 'x')",
    ],
)
async def test_what_was_seen_or_written_of_stays(
    growing: Growing, shelf: Shelf, empty: Database, touched: str
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await empty.write(lambda connection: connection.execute("INSERT INTO member (id) VALUES (1)"))
    await empty.write(lambda connection: connection.execute(touched))
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY, 11), running=False)
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, "SELECT max(number) FROM episode") == [(12,)]


async def test_an_empty_list_of_episodes_takes_none_away(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    shelf.air(HOSPITAL, (), running=False)
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, "SELECT count(*) FROM episode") == [(12,)]


async def test_a_date_that_the_source_takes_back_is_none(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    *aired, last = weekly(1, FIRST_DAY, 12)
    shelf.air(HOSPITAL, (*aired, replace(last, title=None, air_date=None, airs_at=None)), running=True)
    await growing.refresh(drama.id, None, NOW)
    told = "SELECT title, air_date, airs_at FROM episode WHERE number = 12"
    assert await rows(empty, told) == [("Part 12", None, None)]


async def test_a_running_drama_is_not_over_with_the_last_episode_listed(
    growing: Growing, shelf: Shelf
) -> None:
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY, 4), running=True)
    shelf.change(HOSPITAL, aired_to=None)
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    assert drama.episodes is None
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY, 12), running=False)
    assert (await growing.refresh(drama.id, None, NOW)).drama.episodes == 12


async def test_of_two_sources_the_first_gives_what_both_know(
    empty: Database, names: CatalogueNames, shelf: Shelf
) -> None:
    other = Shelf(
        [("9", hospital(minutes=81, based_on="Nothing", cast=(), aliases=("Doctors",)))], SourceName.TMDB
    )
    other.air("9", weekly(1, FIRST_DAY, 13), running=False)
    growing = Growing(empty, names, [shelf, other])
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    parts = (SourcePart(SourceName.TVMAZE, HOSPITAL), SourcePart(SourceName.TMDB, "9"))
    for _ in range(2):
        shown = await growing.link(drama.id, parts, CURATOR, NOW)
        assert await rows(empty, "SELECT minutes, based_on, episodes FROM drama") == [(80, "Nothing", 12)]
    assert shown.changes == ()
    # While the first is down the second says nothing of what is the first one's.
    shelf.down = True
    shown = await growing.refresh(drama.id, None, NOW)
    assert shown.silent == ("TVmaze",)
    assert shown.changes == ()
    assert await rows(empty, "SELECT count(*), max(source) FROM episode") == [(12, "tvmaze")]


async def test_a_show_that_is_gone_is_said_to_be(growing: Growing, shelf: Shelf) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    del shelf.shows[HOSPITAL]
    with pytest.raises(NotAtSource):
        await growing.preview(drama.id)
