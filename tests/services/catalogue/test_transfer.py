"""Catalogue files coming in and going out."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.domain.sources import MEMBER
from bot.errors import ImportRefused
from bot.services.catalogue.transfer import (
    ImportResult,
    export_catalogue,
    fill_with_starter,
    import_catalogue,
)
from bot.services.container import open_services
from bot.store.catalogue import catalogue, provenance
from bot.store.database import Database
from tests.services.people import NOW, added, dump, rows
from tests.starter.size import DRAMAS

TEARS = "1 Litre of Tears"
TITLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "titles.jsonl"


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


async def entries(store: Database) -> list[CatalogueEntry]:
    """Every drama in full, without the ids that only this database gives its persons."""
    found = await store.read(lambda connection: list(catalogue.all_entries(connection)))
    return [replace(e, cast=tuple(replace(credit, person_id=None) for credit in e.cast)) for e in found]


async def test_a_file_with_one_wrong_row_stores_nothing(empty: Database, tmp_path: Path) -> None:
    good = [{"title": f"Drama {number}"} for number in range(30)]
    path = written(tmp_path / "bad.jsonl", *good, {"title": "Bad", "year": "soon"}, {"native_title": "x"})
    before = await dump(empty)
    with pytest.raises(ImportRefused) as caught:
        await import_catalogue(empty, path, NOW)
    assert caught.value.total == 2
    assert [(problem.row, problem.field) for problem in caught.value.problems] == [
        (31, "year"),
        (32, "title"),
    ]
    assert await dump(empty) == before


async def test_at_most_twenty_problems_are_told_and_all_are_counted(empty: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "bad.jsonl", *({"title": ""} for _ in range(35)))
    with pytest.raises(ImportRefused) as caught:
        await import_catalogue(empty, path, NOW)
    assert (len(caught.value.problems), caught.value.total) == (20, 35)


async def test_a_file_that_is_not_there(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        await import_catalogue(empty, tmp_path / "nowhere.jsonl", NOW)


async def test_the_same_file_twice_changes_nothing(empty: Database, tmp_path: Path) -> None:
    path = written(
        tmp_path / "two.jsonl",
        {"title": "One", "year": 2005, "genres": ["Romance"], "sources": {"mdl": "1"}},
        {"title": "Two", "country": "KR", "aliases": ["Zwei"]},
    )
    assert await import_catalogue(empty, path, NOW) == ImportResult(added=2)
    before = await dump(empty)
    assert await import_catalogue(empty, path, NOW) == ImportResult(unchanged=2)
    assert await import_catalogue(empty, path, NOW, overwrite=True) == ImportResult(unchanged=2)
    assert await dump(empty) == before


async def test_what_is_known_stays_unless_the_file_shall_win(empty: Database, tmp_path: Path) -> None:
    first = written(tmp_path / "a.jsonl", {"title": "One", "sources": {"mdl": "1"}, "minutes": 45})
    second = written(
        tmp_path / "b.jsonl", {"title": "One", "sources": {"mdl": "1"}, "minutes": 60, "year": 2005}
    )
    await import_catalogue(empty, first, NOW)
    assert await import_catalogue(empty, second, NOW) == ImportResult(changed=1)
    assert [(e.minutes, e.year) for e in await entries(empty)] == [(45, 2005)]
    assert await import_catalogue(empty, second, NOW, overwrite=True) == ImportResult(changed=1)
    assert [(e.minutes, e.year) for e in await entries(empty)] == [(60, 2005)]


async def test_an_export_into_an_empty_database_is_the_same_catalogue(
    store: Database, empty: Database, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert await export_catalogue(store, first) == DRAMAS
    assert await import_catalogue(empty, first, NOW) == ImportResult(added=DRAMAS)
    assert await entries(empty) == await entries(store)
    assert await export_catalogue(empty, second) == DRAMAS
    assert text_of(second) == text_of(first)
    assert await import_catalogue(store, first, NOW) == ImportResult(unchanged=DRAMAS)


async def test_a_table_carries_what_a_table_can(store: Database, empty: Database, tmp_path: Path) -> None:
    first, second = tmp_path / "first.CSV", tmp_path / "second.csv"
    await export_catalogue(store, first)
    assert await import_catalogue(empty, first, NOW) == ImportResult(added=DRAMAS)
    await export_catalogue(empty, second)
    assert text_of(second) == text_of(first)
    bare = {
        "cast": (),
        "episode_list": (),
        "synopses": (),
        "summaries": (),
        "links": (),
        "relations": (),
        "music": (),
    }
    whole = [replace(e, **bare, quotes=()) for e in await entries(store)]  # type: ignore[arg-type]  # all of them tuples
    assert await entries(empty) == whole


async def test_what_members_wrote_and_what_is_hidden_stays_at_home(store: Database, tmp_path: Path) -> None:
    await added(store, CatalogueEntry("Hidden away"))
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE title = 'Hidden away'"))
    await store.write(
        lambda c: c.execute(
            "INSERT INTO synopsis (drama_id, episode, language, guild_id, state, text)"
            " VALUES (1, 2, 'en', 500, 'published', 'of one guild'),"
            " (1, 3, 'en', NULL, 'submitted', 'unseen')"
        )
    )
    await export_catalogue(store, tmp_path / "out.jsonl")
    exported = text_of(tmp_path / "out.jsonl")
    assert exported.count("\n") == DRAMAS
    for word in ("Hidden away", "of one guild", "unseen"):
        assert word not in exported


async def test_progress_is_told_to_its_end(store: Database, empty: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "out.jsonl"
    await export_catalogue(store, path, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, DRAMAS) for done in range(1, DRAMAS + 1)]
    told.clear()
    await import_catalogue(empty, path, NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_the_starter_catalogue_goes_only_where_there_is_none(store: Database, empty: Database) -> None:
    assert await fill_with_starter(empty, NOW) == ImportResult(added=DRAMAS)
    assert await fill_with_starter(empty, NOW) == ImportResult()
    before = await dump(store)
    assert await fill_with_starter(store, NOW) == ImportResult()
    assert await dump(store) == before


async def test_a_newer_starter_fills_gaps_and_adds_and_leaves_what_curators_set(store: Database) -> None:
    """As of a database that an older starter filled: less in it, no digest, and a curator's work since."""
    whole = {entry.title: entry for entry in await entries(store)}

    def age(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM starter")
        connection.execute("DELETE FROM summary WHERE drama_id <> 2")
        connection.execute("DELETE FROM drama WHERE title = 'At Home Dad'")
        connection.execute("UPDATE drama SET romanised_title = NULL, minutes = 99, hidden = id = 3")
        connection.execute("UPDATE summary SET text = 'ours'")
        provenance.mark(connection, 1, ["summary ja", "romanised_title"], MEMBER, NOW)
        provenance.mark(connection, 2, ["summary ja"], MEMBER, NOW)

    await store.write(age)
    done = await fill_with_starter(store, NOW)
    assert (done.added, done.ident is not None) == (1, True)
    now = {entry.title: entry for entry in await entries(store)}
    assert now.keys() == whole.keys() - {"Taiyou no Uta"}  # hidden stays hidden
    assert now["At Home Dad"] == whole["At Home Dad"]
    assert (now[TEARS].summaries, now[TEARS].romanised_title) == ((), None)  # a curator emptied them
    assert [summary.text for summary in now["Attention Please"].summaries] == ["ours"]
    assert now["Mother"].summaries == whole["Mother"].summaries
    assert {entry.minutes for entry in now.values()} == {99, None}
    assert await fill_with_starter(store, NOW) == ImportResult()


async def test_dramas_that_are_not_the_starters_get_none(empty: Database) -> None:
    await added(empty, CatalogueEntry("Another one"))
    assert await fill_with_starter(empty, NOW) == ImportResult()
    assert [entry.title for entry in await entries(empty)] == ["Another one"]


@pytest.mark.skipif(not TITLES.exists(), reason=f"the titles to import are not there: {TITLES}")
async def test_the_titles_are_imported_over_the_starter_and_found(store: Database, tmp_path: Path) -> None:
    result = await import_catalogue(store, TITLES, NOW)
    assert result.added + result.changed + result.unchanged == len(text_of(TITLES).splitlines())
    assert result.added > 4_000
    assert await rows(store, "SELECT count(*) FROM drama") == [(DRAMAS + result.added,)]
    services = await open_services(store)
    assert (await services.catalogue.resolve("ichi rittoru no namida")).title == "1 Litre of Tears"
    some = tmp_path / "some.jsonl"
    some.write_text("".join(text_of(TITLES).splitlines(keepends=True)[::20]), encoding="utf-8")
    assert (await import_catalogue(store, some, NOW)).added == 0
