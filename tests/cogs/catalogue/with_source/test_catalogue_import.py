"""`/catalogue import`: a file of dramas, what is wrong with one, and taking it back."""

from __future__ import annotations

import csv
import io
import json

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.catalogue.curators import audited
from tests.world import TEARS, World, readers_of, shown, stored, text_of


async def imported(world: World, name: str, content: bytes) -> simcord.InteractionResult:
    return await world.rei.slash(world.lounge, "catalogue import", file=(name, content))


async def test_a_file_is_imported_and_counted(world: World, database: Database) -> None:
    rows = [{"title": "Rain Diary"}, {"title": TEARS, "year": 2005, "aliases": ["Diary of Rain"]}]
    told = await imported(world, "mine.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert readers_of(world, told) == {"rei"}
    assert "**mine.jsonl**: 1 added, 1 filled in, 0 unchanged\n" in text_of(told)
    assert "This is import 1." in text_of(told)
    found = await world.mika.slash(world.lounge, "drama info", title="rain diary")
    assert "Rain Diary" in text_of(found)
    assert await audited(database) == ["catalogue.import"]


@pytest.mark.parametrize("by_command", [False, True])
async def test_an_import_is_undone_as_a_whole_after_a_question(
    world: World, database: Database, by_command: bool
) -> None:
    rows = [{"title": "Rain Diary"}, {"title": TEARS, "year": 2005, "aliases": ["Diary of Rain"]}]
    told = await imported(world, "mine.jsonl", "\n".join(map(json.dumps, rows)).encode())
    if by_command:
        question = await world.rei.slash(world.lounge, "moderate restore", title="import 1")
    else:
        question = await world.rei.click(shown(told), label="Undo the import")
    assert "Undo all of import 1?" in text_of(question)
    assert len(await stored(database, "SELECT 1 FROM drama WHERE title = 'Rain Diary'")) == 1
    undone = await world.rei.click(shown(question), label="Undo the import")
    assert text_of(undone) == "Import 1 is undone: 1 drama was removed."
    assert "Nothing called" in text_of(await world.mika.slash(world.lounge, "drama info", title="rain diary"))
    assert await stored(database, "SELECT 1 FROM drama WHERE title = 'Rain Diary'") == []
    assert await stored(database, "SELECT 1 FROM alias WHERE name = 'Diary of Rain'") == []
    assert await audited(database) == ["catalogue.import", "catalogue.unimport"]
    again = await world.rei.slash(world.lounge, "moderate restore", title="import 1")
    refused = await world.rei.click(shown(again), label="Undo the import")
    assert "There is no such import to undo" in text_of(refused)


async def test_a_refused_file_comes_back_as_a_table_of_what_is_wrong(
    world: World, database: Database
) -> None:
    rows = [b'{"title": "Rain Diary"}', *(b'{"title": "", "year": "soon"}' for _ in range(30))]
    before = await stored(database, "SELECT count(*) FROM drama")
    told = await imported(world, "||@everyone||.jsonl", b"\n".join(rows))
    assert "was not imported: it has 60 errors. Nothing was saved." in text_of(told)
    assert "The first 20, with row and field:" in text_of(told)
    lines = [line for line in text_of(told).splitlines() if line.startswith("- ")]
    assert [line.partition(":")[0] for line in lines] == ["- Row 2, title", "- Row 2, year", "- Row 3, title"]
    assert "number" in lines[1]
    assert "@everyone" not in text_of(told)
    (file,) = shown(told).attachments
    assert file.filename == "refused-rows.csv"
    table = list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert table[0] == ["Row", "Field", "Reason"]
    assert [(row[0], row[1]) for row in table[1:3]] == [("2", "title"), ("2", "year")]
    assert len(table) == 21
    assert await stored(database, "SELECT count(*) FROM drama") == before
    assert await audited(database) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.xlsx", b"PK", "Its name must end with `.jsonl`"),
        ("list", b"{}", "Its name must end with `.jsonl`"),
        ("list.jsonl", b"x" * (8 * 1024 * 1024 + 1), "the limit is 8 MB"),
    ],
)
async def test_a_file_of_another_kind_or_size_is_not_looked_at(
    world: World, database: Database, name: str, content: bytes, said: str
) -> None:
    told = await imported(world, name, content)
    assert said in text_of(told)
    assert shown(told).attachments == []
    assert await audited(database) == []
