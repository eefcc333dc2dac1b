"""Catalogue files in short transactions: members go on, a crash costs nothing, all of it is undone."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import open_bot
from bot.domain.dramas import Billing, CatalogueEntry, Credit
from bot.errors import ImportUnderWay, UnknownDrama, UnknownImport
from bot.services.catalogue import import_storing
from bot.services.catalogue.import_storing import CatalogueImportUndone
from bot.services.catalogue.importing import UNDOABLE_FOR
from bot.services.catalogue.transfer import ImportResult, export_catalogue, import_catalogue
from bot.services.container import Services
from bot.settings import Settings
from bot.store.catalogue import filling, import_journal
from bot.store.catalogue.merging import RULES
from bot.store.database import Database
from tests.services.people import NOW, REI, dump, rows
from tests.services.people import added as stored
from tests.starter.size import DRAMAS


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _a_step_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_storing, "HOLD", 0.0)
    monkeypatch.setattr(import_storing, "PIECE", 700)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Dramas that are new, one that is known, one that says more of one that the file just added."""
    path = tmp_path / "some.jsonl"
    rows: list[dict[str, Any]] = [
        {"title": "Rain Diary", "year": 2031, "genres": ["Weather"], "sources": {"x": "1"}},
        {
            "title": "1 Litre of Tears",
            "native_title": "1リットルの涙",
            "country": "JP",
            "year": 2005,
            "aliases": ["A Litre"],
            "minutes": 46,
            "genres": ["Tearjerker"],
            "networks": ["Moon TV"],
            "cast": [
                {"person": "Somebody New", "billing": "guest"},
                {"person": "Sawajiri Erika", "character": "Another", "billing": "main"},
            ],
            "links": [{"kind": "article", "title": "On it", "url": "https://example.org/a"}],
            "music": [{"kind": "insert", "title": "A Song"}],
            "relations": [{"kind": "remake", "title": "Rain Diary"}],
            "quotes": [{"text": "I am still here."}],
            "episode_list": [{"number": n, "title": f"No. {n}", "minutes": 46} for n in range(1, 13)],
            "synopses": [{"episode": n, "language": "en", "text": f"What happens in {n}."} for n in (1, 12)],
            "sources": {"x": "2"},
        },
        {"title": "Snow Diary", "cast": [{"person": "Somebody New", "billing": "main"}]},
        {"title": "rain diary", "minutes": 50, "genres": ["Weather", "Drama"]},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def without_imports(dumped: list[str]) -> list[str]:
    """A database without the imports' own rows, and without the ids that are not given again."""
    return [
        line for line in dumped if not any(own in line for own in ("catalogue_import", "sqlite_sequence"))
    ]


async def catalogue_of(store: Database) -> list[str]:
    return without_imports(await dump(store))


@asynccontextmanager
async def copied(source: Path, target: Path) -> AsyncIterator[Database]:
    shutil.copy(source, target)
    async with Database.open(target) as opened:
        yield opened


def dies_after(database: Database, writes: int, monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """Have the process die at a transaction, just before it commits or just after."""
    left = writes

    def counting(call: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
        async def counted(work: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0 and not committed:
                raise Killed
            result = await call(work)
            if left < 0:
                raise Killed
            return result

        return counted

    monkeypatch.setattr(database, "write", counting(database.write))
    monkeypatch.setattr(database, "write_patiently", counting(database.write_patiently))


async def dying_everywhere(
    work: Callable[[Database], Awaitable[object]],
    after: Callable[[Database], Awaitable[list[str]]],
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    every: int = 1,
) -> list[list[str]]:
    """What the next process makes of it, for a process that dies at each so-many-th transaction."""
    found: list[list[str]] = []
    for writes in range(0, 10_000, every):
        for committed in (False, True):
            path = tmp_path / f"{writes}-{committed}.sqlite3"
            async with copied(source, path) as database:
                with monkeypatch.context() as patched:
                    dies_after(database, writes, patched, committed=committed)
                    try:
                        await work(database)
                    except Killed:
                        pass
                    else:
                        return found
            async with Database.open(path) as database:
                await import_storing.finish(database, NOW)
                found.append(await after(database))
                assert await rows(database, "SELECT count(*) FROM catalogue_import_piece") == [(0,)]
    raise AssertionError("it never ended")


async def test_a_process_that_dies_anywhere_leaves_all_of_a_file_or_nothing(
    starter_database: Path, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with copied(starter_database, tmp_path / "whole.sqlite3") as database:
        nothing = await catalogue_of(database)
        await import_catalogue(database, file, NOW, overwrite=True)
        everything = await dump(database)

    async def bring_in(database: Database) -> None:
        await import_catalogue(database, file, NOW, overwrite=True)

    found = await dying_everywhere(bring_in, dump, starter_database, tmp_path, monkeypatch)
    assert len(found) > 12
    held = [without_imports(one) == nothing for one in found]
    assert all(one == everything for one, none in zip(found, held, strict=True) if not none)
    # Nothing at first, everything from some transaction on.
    assert held == sorted(held, reverse=True)
    assert (held[0], held[-1]) == (True, False)


async def test_undoing_leaves_the_catalogue_as_it_was_and_a_crash_does_not_matter(
    starter_database: Path, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "imported.sqlite3"
    async with copied(starter_database, path) as database:
        before = await catalogue_of(database)
        done = await import_catalogue(database, file, NOW, overwrite=True)
        assert done == ImportResult(added=2, changed=2)
        ident = done.ident
        assert ident is not None
        imported = await catalogue_of(database)
        assert imported != before

    async def take_back(database: Database) -> None:
        assert await import_storing.undo(database, ident) == CatalogueImportUndone(went=2, stayed=0)

    found = await dying_everywhere(take_back, catalogue_of, path, tmp_path, monkeypatch, every=7)
    assert len(found) > 8
    assert found[0] == imported  # it died before it had begun
    for one in found[1:]:
        assert set(one) ^ set(before) == set()
    async with copied(path, tmp_path / "twice.sqlite3") as database:
        await take_back(database)
        assert await catalogue_of(database) == before
        with pytest.raises(UnknownImport):
            await import_storing.undo(database, ident)
        with pytest.raises(UnknownImport):
            await import_storing.undo(database, ident + 1)
        # The same file again is the same again.
        assert await import_catalogue(database, file, NOW, overwrite=True) == done


def test_the_journal_knows_every_table_that_a_file_fills() -> None:
    """Those that belong to the catalogue, by what becomes of their rows when two dramas become one."""
    others = {
        table for table, rule in RULES.items() if rule.name not in ("COPIED", "APPENDED")
    }  # members', servers', made anew
    assert set(RULES) - others - {"withheld"} <= set(import_journal.TABLES)


async def test_what_people_did_meanwhile_stays_when_an_import_is_undone(store: Database, file: Path) -> None:
    done = await import_catalogue(store, file, NOW, overwrite=True)

    def meanwhile(connection: Any) -> None:
        (rain,) = connection.execute("SELECT id FROM drama WHERE title LIKE 'Rain Diary'").fetchone()
        connection.execute("INSERT INTO member (id) VALUES (77)")
        connection.execute("INSERT INTO score (member_id, drama_id, overall) VALUES (77, ?, 18)", (rain,))
        connection.execute("UPDATE drama SET minutes = 47 WHERE title = '1 Litre of Tears'")
        connection.execute("UPDATE episode SET title = 'Mine' WHERE number = 12 AND title = 'No. 12'")

    await store.write(meanwhile)
    assert done.ident is not None
    assert await import_storing.undo(store, done.ident) == CatalogueImportUndone(went=1, stayed=1)
    assert await rows(store, "SELECT title FROM drama WHERE title IN ('Rain Diary', 'Snow Diary')") == [
        ("Rain Diary",)
    ]  # as its first row said
    assert await rows(store, "SELECT overall FROM score WHERE member_id = 77") == [(18,)]
    assert await rows(store, "SELECT minutes FROM drama WHERE title = '1 Litre of Tears'") == [(47,)]
    assert await rows(store, "SELECT title FROM episode WHERE title LIKE 'No.%' OR title = 'Mine'") == [
        ("Mine",)
    ]


async def test_no_drama_gets_the_id_of_one_that_was_undone(store: Database, file: Path) -> None:
    done = await import_catalogue(store, file, NOW)
    (highest,) = (await rows(store, "SELECT max(id) FROM drama"))[0]
    assert done.ident is not None
    await import_storing.undo(store, done.ident)
    again = await import_catalogue(store, file, NOW)
    assert again.added == 2
    found = await rows(store, "SELECT id FROM drama WHERE title IN ('Rain Diary', 'Snow Diary') ORDER BY id")
    assert found == [(int(str(highest)) + 1,), (int(str(highest)) + 2,)]


async def test_a_member_waits_for_one_step_and_not_for_the_file(store: Database, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"title": f"Drama {n}"}) + "\n" for n in range(200)))

    def place(connection: Any) -> int | None:
        row = connection.execute("SELECT place FROM catalogue_import WHERE state = 'storing'").fetchone()
        return row[0] if row else None

    importing = asyncio.create_task(import_catalogue(store, path, NOW))
    passed: list[int] = []
    while not importing.done():
        before = await store.write(place)
        after = await store.write(place)
        if before is not None and after is not None:
            passed.append(after - before)
    assert (await importing).added == 200
    # Of two writes, the second waits for the transaction that was under way: one step.
    assert len(passed) > 20
    assert max(passed) <= 1


async def test_what_is_added_meanwhile_is_not_added_twice(store: Database, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"title": f"Drama {n}"}) + "\n" for n in range(50)))
    importing = asyncio.create_task(import_catalogue(store, path, NOW))
    added = 0
    while not importing.done():
        entry = CatalogueEntry(f"drama {49 - added}")
        await stored(store, entry)
        added = min(added + 1, 49)
    done = await importing
    assert added > 5
    assert done.changed + done.unchanged > 0
    assert await rows(store, "SELECT count(*) FROM drama WHERE title LIKE 'drama %'") == [(50,)]


async def test_of_two_processes_one_goes_on(store: Database, file: Path) -> None:
    ident = await import_storing.stage(store, file, NOW)
    async with Database.open(store.path) as other:
        both = await asyncio.gather(
            import_storing.store(store, ident, NOW),
            import_storing.store(other, ident, NOW),
            return_exceptions=True,
        )
    assert [type(one) for one in both].count(ImportUnderWay) == 1
    titles = "SELECT count(*) FROM drama WHERE title IN ('Rain Diary', 'Snow Diary')"
    assert await rows(store, titles) == [(2,)]


async def test_an_import_that_was_cut_off_goes_on_at_the_next_start_and_its_names_are_found(
    settings: Settings, file: Path
) -> None:
    async with Database.open(settings.database) as database:
        await import_storing.stage(database, file, NOW)
    async with open_bot(settings) as bot:
        await bot.services.importing.settled()
        assert (await bot.services.catalogue.resolve("snow diary")).title == "Snow Diary"


async def test_names_that_were_undone_are_found_no_more(services: Services, file: Path) -> None:
    content = await asyncio.to_thread(file.read_bytes)
    done = await services.importing.take("some.jsonl", content, REI, NOW)
    assert (await services.catalogue.resolve("snow diary")).title == "Snow Diary"
    assert done.ident is not None
    await services.importing.undo(done.ident, REI, NOW)
    with pytest.raises(UnknownDrama):
        await services.catalogue.resolve("snow diary")


async def test_the_starter_leaves_nothing_to_undo(store: Database) -> None:
    assert await rows(store, "SELECT * FROM catalogue_import") == []
    assert await rows(store, "SELECT * FROM catalogue_import_change") == []


async def test_a_long_drama_is_stored_in_pieces_and_is_the_same(
    store: Database, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.jsonl"
    await export_catalogue(store, path)
    monkeypatch.setattr(filling.in_pieces, "__defaults__", (3,))
    done = await import_catalogue(empty, path, NOW)
    assert done == ImportResult(added=DRAMAS)
    assert len(await rows(empty, "SELECT 1 FROM catalogue_import WHERE place > 150")) == 1
    second = tmp_path / "again.jsonl"
    await export_catalogue(empty, second)
    assert second.read_text() == path.read_text()
    assert await import_catalogue(empty, path, NOW, overwrite=True) == ImportResult(unchanged=DRAMAS)
    path.write_text(path.read_text().replace("Ikeuchi Aya", "Ikeuchi A."))
    assert (await import_catalogue(empty, path, NOW, overwrite=True)) == ImportResult(
        changed=1, unchanged=DRAMAS - 1
    )


def test_pieces_hold_all_of_an_entry_and_none_is_long() -> None:
    cast = (Credit("A", None, Billing.MAIN), Credit("B", None, Billing.GUEST))
    entry = CatalogueEntry("Long", aliases=tuple(f"name {n}" for n in range(10)), cast=cast)
    pieces = list(filling.in_pieces(entry, 5))
    assert [len(piece.aliases) + len(piece.cast) for piece in pieces] == [5, 5, 2]
    assert sum((piece.aliases for piece in pieces), ()) == entry.aliases
    assert sum((piece.cast for piece in pieces), ()) == entry.cast
    assert list(filling.in_pieces(entry, 12)) == [entry]


async def test_after_ninety_days_an_import_cannot_be_undone(services: Services, store: Database) -> None:
    done = await services.importing.take("a.jsonl", b'{"title": "Rain Diary"}\n', REI, NOW)
    assert done.ident is not None
    assert await services.importing.purge(NOW + UNDOABLE_FOR) == 0
    assert await services.importing.purge(NOW + UNDOABLE_FOR + timedelta(seconds=1)) == 1
    with pytest.raises(UnknownImport):
        await services.importing.undo(done.ident, REI, NOW)
    assert await rows(store, "SELECT count(*) FROM drama WHERE title = 'Rain Diary'") == [(1,)]
