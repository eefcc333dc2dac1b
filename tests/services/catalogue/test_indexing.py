"""The index of names across restarts: kept, taken over, never believed, never in a member's way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.search import keeping
from bot.search import names as names_module
from bot.search.names import NameIndex, OwnerNames
from bot.services.catalogue import indexing
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.searching import Searching
from bot.store.catalogue import name_index
from bot.store.database import Database
from tests.services.people import added, rows

pytestmark = pytest.mark.threads

QUERIES = ("1 Litre of Tears", "1 liter of teers", "boys over", "mo", "涙", "winter", "Summer Tears", "tears")

Change = Callable[[sqlite3.Connection], object]


@pytest.fixture(autouse=True)
def every_index_is_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WORTH_KEEPING", 1)


@asynccontextmanager
async def started(store: Database) -> AsyncIterator[CatalogueNames]:
    """The names as after a start of the bot, and its end."""
    names = CatalogueNames(store)
    await names.load()
    try:
        yield names
    finally:
        await names.aclose()


async def kept(store: Database) -> None:
    """A run of the bot that lasted long enough to keep its index."""
    async with started(store) as names:
        await names.settled()
    assert await rows(store, "SELECT indexed FROM name_index WHERE part = '' ORDER BY 1") == [
        ("drama",),
        ("person",),
    ]


async def answers(store: Database, names: CatalogueNames) -> list[list[str]]:
    catalogue, searching = Catalogue(store, names), Searching(store, names)
    return [[drama.title for drama in await catalogue.suggest(query, 1)] for query in QUERIES] + [
        [person.name for person in await searching.suggest_people(query)] for query in ("sa", "kim", "erika")
    ]


async def built_anew(store: Database) -> list[list[str]]:
    """The answers of an index that is made of nothing but the names in the store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_index, "read", lambda *_: name_index.StoredIndex(None, {}))
        patch.setattr(indexing, "WORTH_KEEPING", 10**9)
        async with started(store) as names:
            return await answers(store, names)


def building_is_noticed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    built: list[int] = []
    build = NameIndex.build

    def noticed(entries: Iterable[OwnerNames]) -> NameIndex:
        made = build(entries)
        built.append(len(made))
        return made

    monkeypatch.setattr(NameIndex, "build", noticed)
    return built


def run(sql: str) -> Change:
    return lambda connection: connection.execute(sql)


CHANGES = {
    "nothing": [],
    "a drama is added": [run("INSERT INTO drama (title, popularity) VALUES ('Summer Tears', 1)")],
    "a drama is renamed": [run("UPDATE drama SET title = 'Winter Tears' WHERE id = 1")],
    "a drama is hidden": [run("UPDATE drama SET hidden = 1 WHERE id = 1")],
    "a native title is corrected": [run("UPDATE drama SET native_title = '涙' WHERE id = 2")],
    "an alias is added": [run("INSERT INTO alias VALUES (3, 'Summer Tears', 99)")],
    "an alias is taken away": [run("DELETE FROM alias WHERE drama_id = 1")],
    "another one is better known": [run("UPDATE drama SET popularity = 100 - id")],
    "a person is renamed": [run("UPDATE person SET name = 'Kim Sa' WHERE id = 1")],
    "somebody played more": [
        run("INSERT OR IGNORE INTO credit SELECT id, 5, 99, NULL, 'guest' FROM drama WHERE id < 20")
    ],
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_later_start_knows_exactly_the_names_of_its_day(store: Database, change: str) -> None:
    await kept(store)
    for one in CHANGES[change]:
        await store.write(one)
    async with started(store) as names:
        assert await answers(store, names) == await built_anew(store)


async def test_a_later_start_builds_nothing(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await kept(store)
    built = building_is_noticed(monkeypatch)
    await store.write(run("UPDATE drama SET title = 'Winter Tears' WHERE id = 1"))
    async with started(store) as names:
        assert (await Catalogue(store, names).resolve("winter tears")).id == 1
    assert built == []


async def test_a_small_catalogue_keeps_nothing(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WORTH_KEEPING", 50_000)
    async with started(store) as names:
        await names.settled()
    assert await rows(store, "SELECT count(*) FROM name_index") == [(0,)]


DAMAGES = {
    "a piece is lost": "DELETE FROM name_index WHERE rowid = (SELECT max(rowid) FROM name_index)",
    "a piece is other bytes": "UPDATE name_index SET content = zeroblob(length(content))"
    " WHERE part = '_owners'",
    "a piece is too long": "UPDATE name_index SET content = CAST(content || x'00' AS BLOB)"
    " WHERE part = 'postings.rows'",
    "the head is gone": "DELETE FROM name_index WHERE part = ''",
    "the head is no JSON": "UPDATE name_index SET content = x'ff00' WHERE part = ''",
    "a text stands there": "UPDATE name_index SET content = CAST('x' AS BLOB) WHERE part = '_key_blob'",
    "one takes the other's place": "UPDATE name_index SET content = (SELECT content FROM name_index p WHERE"
    " p.indexed = 'person' AND p.part = name_index.part) WHERE indexed = 'drama' AND part <> ''",
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_index_is_built_anew_and_mended(store: Database, damage: str) -> None:
    await kept(store)
    whole = await rows(store, "SELECT indexed, part, piece, content FROM name_index ORDER BY 1, 2, 3")
    await store.write(run(DAMAGES[damage]))
    async with started(store) as names:
        said = await answers(store, names)
        await names.settled()  # before anything else is patched under its background's feet
        assert said == await built_anew(store)
    assert await rows(store, "SELECT indexed, part, piece, content FROM name_index ORDER BY 1, 2, 3") == whole


async def test_an_index_of_another_version_is_built_anew(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kept(store)
    built = building_is_noticed(monkeypatch)
    monkeypatch.setattr(keeping, "FORMAT", keeping.FORMAT + 1)
    async with started(store):
        pass
    assert len(built) == 2


async def test_ending_while_it_is_being_kept_leaves_nothing_to_believe(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(store):
        pass  # ends before the first piece is written
    built = building_is_noticed(monkeypatch)
    async with started(store) as names:
        assert (await Catalogue(store, names).resolve("1 Litre of Tears")).id == 1
    assert len(built) == 2


async def test_many_changes_are_merged_in_the_background(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_module, "_FRESH_LIMIT", 20)
    async with started(store) as names:
        await names.settled()
        built = building_is_noticed(monkeypatch)
        for number in range(60):
            title = f"Winter Story {number}"
            (drama,) = await added(store, CatalogueEntry(title))
            await names.refresh(drama.id)
            assert await Catalogue(store, names).resolve(title) == drama
        await names.settled()
        assert await answers(store, names) == await built_anew(store)
        assert built == [len(await _names(store)), await _people(store)]  # of `built_anew` alone
    built.clear()
    async with started(store) as names:  # what was merged was kept, too
        assert (await Catalogue(store, names).resolve("Winter Story 7")).title == "Winter Story 7"
    assert built == []


async def _names(store: Database) -> list[tuple[object, ...]]:
    return await rows(
        store,
        "SELECT id, title FROM drama UNION SELECT id, native_title FROM drama WHERE native_title IS NOT NULL"
        " UNION SELECT id, romanised_title FROM drama WHERE romanised_title IS NOT NULL"
        " UNION SELECT drama_id, name FROM alias",
    )


async def _people(store: Database) -> int:
    found = await rows(store, "SELECT count(*) + count(native_name) FROM person")
    return int(str(found[0][0]))


async def test_a_drama_that_changes_while_names_are_read_again_is_not_forgotten(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(store) as names:
        load = indexing.Indexing.load

        async def load_and_change(*args: object) -> NameIndex:
            loaded = await load(*args)  # type: ignore[arg-type]  # as it was called
            await store.write(run("UPDATE drama SET title = 'Winter Tears' WHERE id = 1"))
            await names.refresh(1)
            return loaded

        monkeypatch.setattr(indexing.Indexing, "load", load_and_change)
        await names.load()
        assert (await Catalogue(store, names).resolve("winter tears")).id == 1


async def test_members_are_answered_while_names_are_read_again(store: Database) -> None:
    async with started(store) as names:
        loads = asyncio.gather(*(names.load() for _ in range(3)))
        while not loads.done():
            assert (await Catalogue(store, names).resolve("1 Litre of Tears")).id == 1
        await loads


async def test_where_it_cannot_be_kept_the_bot_goes_on(tmp_path: Path, store: Database) -> None:
    """A disk that is full, as far as SQLite can tell."""
    pages = (await rows(store, "PRAGMA page_count"))[0][0]
    await store.write(lambda c: c.execute(f"PRAGMA max_page_count = {int(str(pages)) + 2}").fetchone())
    async with started(store) as names:
        await names.settled()
        assert (await Catalogue(store, names).resolve("1 Litre of Tears")).id == 1
    assert await rows(store, "SELECT count(*) FROM name_index WHERE part = ''") < [(2,)]
