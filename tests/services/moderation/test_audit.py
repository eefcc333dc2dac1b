"""The log of a server: its pages, and the file that spreadsheets open."""

from __future__ import annotations

import ast
import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from bot.domain.audit import KEPT, UNDOES, ActionKind, LogFilter, kind_of
from bot.errors import ServerOnly
from bot.present.moderation.log import ACTS, KINDS
from bot.services.container import Services
from bot.services.moderation.audit import PAGE
from bot.store.database import Database
from bot.store.moderation.audit import audit
from tests.services.people import KEN, NOW, REI, rows

SOURCES = [path for room in ("services", "store") for path in (Path(bot.__path__[0]) / room).rglob("*.py")]


def recorded() -> set[str]:
    """The names of acts that stand in the code: they begin with a kind, and have one dot."""
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and kind_of(node.value) in set(ActionKind)
        and node.value.count(".") == 1 and not node.value.endswith(".")
        and node.value.replace(".", "").replace("_", "").replace(" ", "").isalpha()
    }  # fmt: skip


def test_every_act_that_is_recorded_has_its_words() -> None:
    found = recorded()
    assert {"member.block", "settings.channel", "club.taken out"} <= found
    assert found <= set(ACTS)
    assert {kind_of(act) for act in ACTS} <= set(KINDS) == set(ActionKind)
    assert set(UNDOES) | set(UNDOES.values()) <= set(ACTS)


async def test_pages_end_where_the_lines_do(services: Services, store: Database) -> None:
    for _ in range(PAGE + 1):
        await store.write(lambda connection: audit(connection, 500, 3, "catalogue.edit", "drama 1", NOW))
    first = await services.audit.page(LogFilter(), 0, REI)
    assert (len(first.lines), first.index, first.pages, first.total) == (PAGE, 0, 2, PAGE + 1)
    assert first.titles == {1: (await services.catalogue.get(1)).title}
    last = await services.audit.page(LogFilter(), 99, REI)
    assert (len(last.lines), last.index) == (1, 1)
    assert (await services.audit.page(LogFilter(), 0, KEN)).total == 0
    with pytest.raises(ServerOnly):
        await services.audit.page(LogFilter(), 0, replace(REI, guild_id=None))


async def test_no_cell_of_the_file_runs_as_a_formula(services: Services, store: Database) -> None:
    subjects = ("=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "ok, “and” \n more")
    for subject in subjects:
        await store.write(
            lambda connection, subject=subject: audit(  # type: ignore[misc]
                connection, 500, 3, "settings.channel", subject, NOW, {"from": None, "to": 5}
            )
        )
    content, count = await services.audit.file(LogFilter(), REI)
    assert count == len(subjects)
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert table[0] == ["line", "at", "by", "action", "subject", "detail", "undoes", "undone_by"]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row)
    assert table[-1][1:5] == ["2026-11-21T12:00:00+00:00", "3", "settings.channel", "'=1+1"]


async def test_old_lines_are_deleted(services: Services, store: Database) -> None:
    for at in (NOW, NOW + KEPT):
        await store.write(lambda connection, at=at: audit(connection, 500, 3, "settings.batch", None, at))  # type: ignore[misc]
    assert await services.audit.purge(NOW + KEPT + (KEPT / 730)) == 1
    assert await rows(store, "SELECT id FROM audit") == [(2,)]
