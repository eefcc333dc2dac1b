"""The export: everything of a member, nothing of anyone else."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.members import Reader
from bot.domain.privacy.kept import KEPT
from bot.services.posts.outbox import Outbox
from bot.services.privacy import privacy
from bot.services.privacy.privacy import Privacy, name_of
from bot.sources.lists import ours
from bot.store.database import Database
from tests.store.privacy.filled import LEAVING, SECRET, STAYING, THIRD, fill

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
READER = Reader(STAYING, None, "en", "en", None)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "namida.sqlite3") as opened:

        def write(connection: sqlite3.Connection) -> None:
            fill(connection)
            connection.execute("DELETE FROM recommendation_spoils")

        await opened.write(write)
        yield opened


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


async def test_everything_of_a_member_is_in_it_and_nothing_of_others(database: Database) -> None:
    export = await Privacy(database, Outbox(database)).export(READER, NOW, room=10_000_000)
    files = unpacked(export.content)
    everything = "\n".join(files.values())
    for other in (LEAVING, THIRD):
        assert str(other) not in everything
        assert SECRET.format(member=other) not in everything
    for kept in KEPT:
        if kept.owner is None or not kept.exported:
            continue
        rows = json.loads(files[f"{name_of(kept)}.json"])
        assert rows, kept
        for word in kept.words:
            if word not in kept.others:
                assert any(SECRET.format(member=STAYING) in str(row[word]) for row in rows), (kept, word)
        table = list(csv.DictReader(io.StringIO(files[f"{name_of(kept)}.csv"])))
        assert [list(row) for row in table] == [list(row) for row in rows]
    assert export.left_out == ()
    assert export.files == len(files) - 1


async def test_the_list_in_it_can_be_imported(database: Database) -> None:
    files = unpacked((await Privacy(database, Outbox(database)).export(READER, NOW, room=10_000_000)).content)
    assert files["list.csv"].startswith(",".join(ours.COLUMNS))


async def test_what_does_not_fit_is_named(database: Database) -> None:
    room = 64 * 1024 + 3_000
    export = await Privacy(database, Outbox(database)).export(READER, NOW, room=room)
    assert len(export.content) <= room
    assert export.left_out
    assert "too large" in unpacked(export.content)["README.txt"]


async def test_more_text_than_memory_has_room_for_is_cut_off(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.privacy.reading.MOST_TEXT", 400)
    export = await Privacy(database, Outbox(database)).export(READER, NOW, room=10_000_000)
    assert any(name.startswith("comment after ") for name in export.left_out)
    assert "comment after " in unpacked(export.content)["README.txt"]


@given(st.text())
def test_no_cell_can_run_as_a_formula(text: str) -> None:
    (_, (cell,)) = csv.reader(io.StringIO(privacy._table([{"text": text}]).decode("utf-8-sig"), newline=""))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
