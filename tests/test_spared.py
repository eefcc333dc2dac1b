"""What the tests are spared gives what the work itself would give."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.search.names import NameIndex, OwnerNames
from bot.store import migrations
from bot.worker.parent import Worker, WorkFailed
from tests import spared
from tests.store.releases import build
from tests.worker import jobs

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@contextmanager
def new(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        yield connection


def told(connection: sqlite3.Connection) -> list[object]:
    names = ("user_version", "application_id", "journal_mode", "page_size", "encoding", "auto_vacuum")
    return [
        connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall(),
        *(connection.execute(f"PRAGMA {name}").fetchone() for name in names),
    ]


def test_a_copied_database_is_one_that_went_through_every_step(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("first", "second", "steps")]
    with new(paths[0]) as first, new(paths[1]) as second, new(paths[2]) as steps:
        through = (0, migrations.latest_version())
        assert migrations.migrate is not spared.migrate_step_by_step
        assert migrations.migrate(first, paths[0]) == through
        assert migrations.migrate(second, paths[1]) == through
        assert spared.migrate_step_by_step(steps, paths[2]) == through
        assert told(first) == told(second) == told(steps)


@pytest.mark.parametrize("version", [10, 20, 35, migrations.latest_version() - 1])
@pytest.mark.parametrize("has_a_row", [False, True])
def test_a_database_of_a_release_comes_to_what_the_steps_come_to(
    tmp_path: Path,
    version: int,
    has_a_row: bool,
) -> None:
    found = []
    for name in ("copied", "steps"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "namida.sqlite3"
        with new(path) as connection:
            build(connection, version)
            if has_a_row:
                connection.execute("INSERT INTO member (id) VALUES (5)")
            migrate = migrations.migrate if name == "copied" else spared.migrate_step_by_step
            assert migrate(connection, path) == (version, migrations.latest_version())
            copies = sorted(file.name for file in path.parent.iterdir())
            members = connection.execute("SELECT id FROM member").fetchall()
            found.append([told(connection), copies, members])
    assert found[0] == found[1]


async def test_a_registered_command_tells_its_options_when_asked() -> None:
    option = {"type": 3, "name": "title", "description": "Which drama", "required": True}
    group = {"type": 1, "name": "info", "description": "Its card", "options": [option]}
    data: Any = {
        "id": "5", "application_id": "6", "type": 1, "version": "1", "default_member_permissions": None,
        "name": "drama", "description": "Dramas", "options": [group],
    }  # fmt: skip
    state: Any = None
    command, whole = (
        spared.Registered(data=data, state=state),
        app_commands.AppCommand(data=data, state=state),
    )
    assert command.to_dict() == whole.to_dict()
    assert [one.to_dict() for one in command.options] == [one.to_dict() for one in whole.options]
    assert [one.name for one in command.options] == ["info"]


def test_indices_of_the_same_names_are_changed_one_by_one() -> None:
    entries = [OwnerNames(1, ("1 Litre of Tears",)), OwnerNames(2, ("Love O2O",))]
    one, other = NameIndex.build(entries), NameIndex.build(entries)
    one.put(OwnerNames(3, ("Hospital Playlist",)))
    one.remove(1)
    assert one.exact("1 litre of tears") == ()
    assert one.exact("hospital playlist") == (3,)
    assert other.exact("1 litre of tears") == (1,)
    assert other.exact("hospital playlist") == ()
    assert NameIndex.build(entries).exact("1 litre of tears") == (1,)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("job", "arguments"), [(jobs.double, (2,)), (jobs.refuse, ("word",)), (jobs.double, ())]
)
async def test_a_worker_here_says_what_its_process_says(
    job: Callable[..., object], arguments: tuple[Any]
) -> None:
    async with aclosing(Worker()) as worker:
        said = []
        for run in (worker.run, partial(spared.work_here, worker)):
            try:
                said.append(str(await run(job, *arguments)))
            except WorkFailed as failed:
                said.append(failed.reason)
    assert said[0] == said[1]
    with pytest.raises(WorkFailed):
        await spared.work_here(worker, jobs.double, 2)


@given(JSON)
def test_a_copy_is_equal_and_shares_nothing_that_changes(value: object) -> None:
    copied = spared.deep_copied(value)
    assert copied == value
    assert not {id(part) for part in changeable(copied)} & {id(part) for part in changeable(value)}


def changeable(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from changeable(part)
