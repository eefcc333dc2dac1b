"""The log of a server: its pages, and the file that spreadsheets open."""

from __future__ import annotations

import ast
import csv
import io
import sqlite3
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import pytest

import bot
from bot.domain.audit import KEPT, UNDOES, ActionKind, AuditLine, LogFilter, LogPage, kind_of
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.outbox import Post, PostState, Target
from bot.domain.screening import Entry
from bot.domain.writings import WritingKind
from bot.errors import ServerOnly
from bot.i18n import texts
from bot.present.moderation.log import KINDS, told
from bot.services.container import Services
from bot.services.moderation.audit import PAGE
from bot.store.database import Database
from bot.store.moderation.audit import audit
from tests.services.people import KEN, NOW, REI, rows

SOURCES = [path for room in ("services", "store") for path in (Path(bot.__path__[0]) / room).rglob("*.py")]


def recorded() -> set[str]:
    """The names of acts that stand in the code, and those that it puts together."""
    deeds = {
        str(node.args[1].value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit_writing"
        and isinstance(node.args[1], ast.Constant)
    }  # fmt: skip
    assert {"taken_down", "brought_back"} <= deeds
    settings = {one.name for one in fields(GuildSettings)} - {"guild_id", "channels"}
    made = {f"{kind}.{deed}" for kind in WritingKind for deed in deeds}
    made |= {f"settings.{name}" for name in settings} | {f"settings.words.{kind}" for kind in Entry}
    return _written_out() | made


def _written_out() -> set[str]:
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
    line = AuditLine(1, NOW, 500, 3, "", "review 5", {"from": None, "to": None})
    for act in found:
        shown = LogPage((replace(line, action=act),), 0, 1, 1, LogFilter())
        assert f"**{act}**" not in str(told(texts("en"), shown).to_components()), act
    assert {kind_of(act) for act in found} <= set(KINDS) == set(ActionKind)
    assert set(UNDOES) | set(UNDOES.values()) <= found


def _recorded(act: str, connection: sqlite3.Connection) -> None:
    audit(connection, 500, 3, act, None, NOW)


async def test_a_kind_has_what_is_called_otherwise_too(services: Services, store: Database) -> None:
    for act in ("message.unmark", "marked.taken_down", "review.taken_down"):
        await store.write(partial(_recorded, act))
    page = await services.audit.page(LogFilter(ActionKind.MESSAGE), 0, REI)
    assert [line.action for line in page.lines] == ["marked.taken_down", "message.unmark"]


async def test_pages_end_where_the_lines_do(services: Services, store: Database) -> None:
    for _ in range(PAGE + 1):
        await store.write(lambda connection: audit(connection, 500, 3, "catalogue.edit", "drama 1", NOW))
    first = await services.audit.page(LogFilter(), 0, REI)
    assert (len(first.lines), first.index, first.pages, first.total) == (PAGE, 0, 2, PAGE + 1)
    assert first.dramas == {1: await services.catalogue.get(1)}
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


async def test_a_cell_is_empty_or_in_words(services: Services, store: Database) -> None:
    for detail in (None, {"from": "愛"}):
        await store.write(
            lambda connection, detail=detail: audit(  # type: ignore[misc]
                connection, 500, 3, "settings.channel", None, NOW, detail
            )
        )
    content, _ = await services.audit.file(LogFilter(), REI)
    (_, said, empty) = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert said[4:] == ["", '{"from": "愛"}', "", ""]
    assert empty[4:] == ["", "", "", ""]


async def test_a_log_channel_is_told_of_its_own_servers_lines(services: Services, store: Database) -> None:
    await store.write(lambda connection: audit(connection, 500, 3, "catalogue.edit", "drama 1", NOW))
    await store.write(lambda connection: audit(connection, 500, 3, "catalogue.edit", "drama 99999", NOW))

    def post(line: int, guild_id: int = 500) -> Post:
        target, told = Target(guild_id=guild_id, purpose=Purpose.LOG), {"line": line}
        return Post(1, "k", "audit", target, NOW, told, PostState.WAITING)

    page = await services.audit.told(post(1))
    assert page is not None
    assert ([line.id for line in page.lines], set(page.dramas)) == ([1], {1})
    missing = await services.audit.told(post(2))
    assert missing is not None
    assert missing.dramas == {}, "no one knows what it was"
    assert await services.audit.told(post(3)) is None
    assert await services.audit.told(post(1, 600)) is None


async def test_old_lines_are_deleted(services: Services, store: Database) -> None:
    for at in (NOW, NOW + KEPT):
        await store.write(lambda connection, at=at: audit(connection, 500, 3, "settings.batch", None, at))  # type: ignore[misc]
    assert await services.audit.purge(NOW + KEPT + (KEPT / 730)) == 1
    assert await rows(store, "SELECT id FROM audit") == [(2,)]
