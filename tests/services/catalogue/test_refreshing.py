"""Refreshing: what a source may change, what a curator set for good, and when each drama's turn comes."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.freshness import next_refresh
from bot.domain.sources import FieldChange, SourceAnswer, SourceName, SourcePart
from bot.errors import NotAtSource
from bot.schedule.catalogue.refreshing import chores
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.source_cache import KeptAnswers
from bot.services.container import open_services
from bot.services.scores.scores import Scores
from bot.store.catalogue import provenance, source_links
from bot.store.database import Database
from tests.services.people import MIKA, added, rows
from tests.services.shelf import FIRST_DAY, HOSPITAL, Shelf, hospital, weekly

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CURATOR = 3


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([(HOSPITAL, hospital())])


@pytest.fixture
async def names(empty: Database) -> CatalogueNames:
    made = CatalogueNames(empty)
    await made.load()
    return made


@pytest.fixture
def catalogue(empty: Database, names: CatalogueNames) -> Catalogue:
    return Catalogue(empty, names)


@pytest.fixture
def growing(empty: Database, names: CatalogueNames, shelf: Shelf) -> Growing:
    return Growing(empty, names, [shelf])


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
    before = await empty.read(lambda connection: list(connection.iterdump()))
    shown = await growing.preview(drama.id)
    assert await empty.read(lambda connection: list(connection.iterdump())) == before
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


# --- by the clock ---


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
