"""Backups of the running bot: made in another process, one at a time, by the clock."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.domain.backups import Backup, BackupPlan, path_of
from bot.errors import BackupFailed, BackupUnderWay, Hindrance
from bot.schedule.backups import AGAIN, NEVER, chore
from bot.services.backups import Backups
from bot.services.container import Services

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)


@pytest.fixture
def database(tmp_path: Path, starter_database: Path) -> Path:
    path = tmp_path / "data" / "namida.sqlite3"
    path.parent.mkdir()
    shutil.copy(starter_database, path)
    return path


@pytest.fixture
async def backups(database: Path) -> AsyncIterator[Backups]:
    made = Backups(database, BackupPlan(every=SIX_HOURS, keep=1))
    yield made
    await made.aclose()


def beside(database: Path) -> set[str]:
    return {file.name for file in database.parent.iterdir()} - {database.name}


async def test_one_at_a_time_and_the_oldest_goes(backups: Backups, database: Path) -> None:
    old = path_of(database, backups.plan, NOW - timedelta(days=1))
    old.touch()
    first = backups.begin(NOW)
    with pytest.raises(BackupUnderWay):
        backups.begin(NOW)
    made = await first
    assert await backups.kept() == [made] == [Backup(path_of(database, backups.plan, NOW), NOW, made.size)]
    assert beside(database) == {made.path.name}


async def test_a_bot_that_stops_leaves_nothing_of_it(backups: Backups, database: Path) -> None:
    making = backups.begin(NOW)
    await asyncio.sleep(0)
    await backups.aclose()
    assert making.done()
    assert not any("partial" in name for name in beside(database))


@pytest.mark.faults
async def test_what_cannot_be_made_is_told_and_may_be_tried_again(backups: Backups, database: Path) -> None:
    away = database.with_name("away")
    shutil.move(database, away)
    with pytest.raises(BackupFailed) as failed:
        await backups.begin(NOW)
    assert backups.hindered is failed.value.hindrance is Hindrance.FAILED
    shutil.move(away, database)
    assert (await backups.begin(NOW)).made_at == NOW
    assert backups.hindered is None


async def test_the_chore_makes_one_when_it_is_due(backups: Backups, database: Path) -> None:
    services = cast(Services, SimpleNamespace(backups=backups))
    made = chore(services)
    assert await made.run(NOW) == NOW + AGAIN
    assert await made.run(NOW) == NOW + AGAIN  # it is under way
    await backups.ended()
    assert await made.run(NOW + AGAIN) == NOW + SIX_HOURS
    assert len(beside(database)) == 1

    backups._plan = replace(backups.plan, every=None)
    assert await made.run(NOW) == NOW + NEVER
