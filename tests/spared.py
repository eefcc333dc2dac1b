"""Work that each test would do again with the same result, and what SimCord does for nothing: spared here.

Nothing that a test sees depends on it: each of these gives what the original gives.
"""

from __future__ import annotations

import asyncio
import copy
import pickle
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import simcord
from discord import app_commands
from hypothesis.internal import entropy
from simcord import _dpy_internals, components, gateway, results
from simcord.backend import serializers
from simcord.backend.ops import monetization
from simcord.http import router

from bot import charts
from bot.domain.charts import Chart, Cover
from bot.present import text
from bot.search.names import NameIndex, OwnerNames
from bot.search.segment import Segment
from bot.services.pictures import Pictures
from bot.store import database, file_care, migrations
from bot.worker import child
from bot.worker.parent import Worker, WorkFailed
from tests.contract.constant import Constant
from tests.store.releases import released

T = TypeVar("T")

# SimCord looks every 50 ms whether the bot has come to rest, and most answers need less: a day of chores is a
# hundred such looks, and most of the suite's time would be waiting for the next one. It is an interval of
# looking only: what counts as rest stays as it is.
LOOKED_AFTER_S = 0.005

FEW = 1_000  # entries of an index of names: the starter catalogue has fewer, what benchmarks build has more


def spare() -> None:
    """From now on, in this process."""
    look_sooner()
    forget_timers_that_were_cancelled()
    look_for_no_listeners()
    copy_messages_faster()
    migrate_empty_files_once()
    wait_for_no_disk()
    read_one_by_one()
    index_the_same_names_once()
    clean_the_same_text_once()
    draw_the_same_covers_once()
    leave_numpys_dice()
    read_options_when_asked()
    for kind in (app_commands.ContextMenu, app_commands.Command, app_commands.Group):
        translate_once(kind)


def look_sooner() -> None:
    (simcord.Env._settle_internal.__kwdefaults__ or {})["idle"] = LOOKED_AFTER_S
    simcord.Env.settle.__defaults__ = (None, LOOKED_AFTER_S)  # of `timeout` and `idle`


def forget_timers_that_were_cancelled() -> None:
    """Let a timer of SimCord's clock that is cancelled cancel its twin on the real clock, too.

    SimCord leaves those to fire hours later, when they do nothing. Until then it looks through all of them
    to find out whether a task sleeps, and a week of its clock leaves thousands.
    """
    module: Any = simcord.env
    active = module._active_callbacks

    def without_twins(state: Any) -> Any:
        for record in state.work.callbacks:
            if record.real_handle is not None and record.handle is not None and record.handle.cancelled():
                record.real_handle.cancel()
        return active(state)

    module._active_callbacks = without_twins


def look_for_no_listeners() -> None:
    """Let SimCord not go through the frames of each task for a `wait_for` of the bot's, where it has none."""
    look = _dpy_internals.is_wait_for_listener

    def looked(client: Any, task: Any) -> bool:
        return any(client._listeners.values()) and look(client, task)

    vars(_dpy_internals)["is_wait_for_listener"] = looked


def copy_messages_faster() -> None:
    """Let SimCord copy what was sent, most of its work of an answer, without asking what each part is.

    Requests and events are dicts and lists of texts and numbers; all else is copied as before.
    """
    for module in (serializers, results, components, monetization):
        vars(module)["deepcopy"] = deep_copied
    for module in (router, gateway):
        vars(module)["copy"] = SimpleNamespace(deepcopy=deep_copied)


def deep_copied(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {key: deep_copied(part) for key, part in value.items()}
    if kind is list:
        return [deep_copied(part) for part in value]
    return copy.deepcopy(value)


migrate_step_by_step = migrations.migrate


def migrate_empty_files_once() -> None:
    """Let a new database be a copy of the first one that the same migrations made.

    There are so many of them that they take a fifth of a second, and a copy takes a hundredth of that. What
    the steps come to is known as well of a database that is as an older release made it.
    `tests/store/migrating/test_migrations.py` runs them one by one.
    """
    made: dict[tuple[migrations.Migration, ...], bytes] = {}
    shipped = migrations.all_migrations()

    def remembered(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
        known, before = migrations.all_migrations(), migrations.version_of(connection)
        if migrations.is_empty(connection):
            if known not in made:
                with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
                    migrate_step_by_step(memory, Path(":memory:"))
                    made[known] = memory.serialize()
            _become(connection, made[known])
            return 0, migrations.latest_version()
        if known == shipped and 0 < before < len(known) and _as_released(connection, before):
            migrations.refuse(connection, path)
            migrations._copy(connection, migrations.backup_path(path, before))
            _become(connection, released(len(known)))
            return before, len(known)
        return migrate_step_by_step(connection, path)

    migrations.migrate = remembered


def _become(connection: sqlite3.Connection, content: bytes) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.deserialize(content)
        memory.backup(connection)


def _as_released(connection: sqlite3.Connection, version: int) -> bool:
    """Whether a database is as a release made it, but for how often it was changed."""
    return _without_counters(connection.serialize()) == _without_counters(released(version))


def _without_counters(content: bytes) -> bytes:
    """A file without the numbers in its head that count changes of it and of its schema, or name its log."""
    return content[:18] + content[20:24] + content[28:40] + content[44:92] + content[100:]


prepare_writer = database._prepare_writer


def wait_for_no_disk() -> None:
    """Let no commit wait until the disk has it: nobody pulls a plug here, and a test commits dozens of times.

    Processes that are killed in tests are processes of their own, and wait as always.
    """

    def without_waiting(connection: sqlite3.Connection) -> None:
        prepare_writer(connection)
        connection.execute("PRAGMA synchronous = OFF")

    def beside(path: Path) -> sqlite3.Connection:
        connection = connect_beside(path)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    database._prepare_writer = without_waiting
    connect_beside, file_care._connect = file_care._connect, beside


READERS = database.READERS


def read_one_by_one() -> None:
    """Let a database have one reader: a test hardly reads twice at once, and each is a thread to start."""
    database.READERS = 1


def index_the_same_names_once() -> None:
    """Let indices of the same names share their arrays, which nothing changes once they are built."""
    build = NameIndex.build
    # Found by comparing: the entries themselves are mostly the same, and then nothing in them is looked at.
    known: deque[tuple[tuple[OwnerNames, ...], Segment]] = deque(maxlen=16)

    def remembered(entries: Iterable[OwnerNames]) -> NameIndex:
        given = tuple(entries)
        if len(given) > FEW:
            return build(given)
        block = next((built for names, built in known if names == given), None)
        if block is None:
            block = build(given).block
            known.append((given, block))
        index = NameIndex()
        index._settled = block.without(())
        return index

    NameIndex.build = staticmethod(remembered)  # type: ignore[method-assign]


def clean_the_same_text_once() -> None:
    """Let the text boundary remember what became of a text: walks of screens show the same few."""
    for pure in (text.clean, text.escape, text._escaped_within):
        vars(text)[pure.__name__] = lru_cache(maxsize=1_024)(pure)


def draw_the_same_covers_once() -> None:
    """Let covers of equal content be drawn once a process, in it.

    Nearly every card has one, and each bot would start a process to draw it. Pictures of all other kinds, and
    `tests/services/test_pictures.py`, are drawn by the worker as ever.
    """
    draw = Pictures._draw
    cover = lru_cache(maxsize=256)(charts.draw)

    async def remembered(self: Pictures, chart: Chart) -> bytes | None:
        return cover(chart) if isinstance(chart, Cover) else await draw(self, chart)

    Pictures._draw = remembered  # type: ignore[method-assign]


def leave_numpys_dice() -> None:
    """Let hypothesis seed Python's random numbers before each example, and not those of numpy, too.

    That takes a tenth of a small example, and nothing here draws from the generator that numpy shares.
    """
    vars(entropy)["NP_RANDOM"] = SimpleNamespace()  # it is there, so hypothesis adds none of its own


async def work_here(worker: Worker, function: Callable[..., T], *arguments: object) -> T:
    """Run a job of a worker here, through the same pickles: a process of its own takes long to start.

    What it is prepared with, the fonts for example, is prepared once.
    """
    if worker._closed:
        raise WorkFailed("closed")
    if worker._prepare is not None:
        prepare_once(worker._prepare)
    done, value = pickle.loads(child._answer(pickle.dumps((function, arguments))))  # noqa: S301 - our own
    await asyncio.sleep(0)
    if not done:
        raise WorkFailed(*value)
    return cast(T, value)


@lru_cache
def prepare_once(prepare: Callable[[], object]) -> None:
    prepare()


def translate_once(kind: type[Any]) -> None:
    """Let discord.py translate a command of `kind` once a process, not once a bot.

    Each start asks for every text of every command in 34 locales, and a short test takes no longer than
    that. The commands and the catalogues are the same for every bot of a process.
    """
    translate = kind.get_translated_payload
    known: dict[tuple[str, str], Constant] = {}

    async def remembered(self: Any, *arguments: Any) -> Constant:
        key = (str(self.qualified_name), str(getattr(self, "description", "")))
        if key not in known:
            known[key] = Constant(await translate(self, *arguments))
        return known[key]

    kind.get_translated_payload = remembered


class Registered(app_commands.AppCommand):
    """A command as Discord has it, whose options become objects when someone asks for them."""

    def _from_data(self, data: Any) -> None:
        self._data = data
        without: Any = {**data, "options": []}
        super()._from_data(without)

    @property
    def options(self) -> list[Any]:
        make = app_commands.models.app_command_option_factory
        return [make(data=option, parent=self, state=self._state) for option in self._data.get("options", [])]

    @options.setter
    def options(self, _: list[Any]) -> None: ...


def read_options_when_asked() -> None:
    """Let discord.py make no objects of all options when a bot starts, which asks for the ids only."""
    vars(app_commands.tree)["AppCommand"] = Registered
