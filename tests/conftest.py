"""What every test stands on: a database with the starter catalogue, the bot, and its Discord."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import simcord

from bot import logs
from bot.app import open_bot
from bot.client import NamidaBot
from bot.domain.allowance import Allowance
from bot.services import fairness
from bot.services.catalogue.transfer import fill_with_starter
from bot.services.posts import faults
from bot.settings import Settings
from bot.store.database import Database
from bot.worker.parent import Worker
from tests import at_rest, spared
from tests.contract import assert_contract
from tests.here import KeptFile, kept_file, work_here
from tests.outside import opened_beside
from tests.plans import recording
from tests.world import World, build_world

pytest_plugins = ["tests.plans.whole_run", "tests.long_first", "tests.compiled_in_turns"]
recording.start()

# How long an example takes says something of the machine, nothing of the code. Each run tries new ones.
EXAMPLES = int(os.environ.get("NAMIDA_EXAMPLES", "30"))  # of the tests, not a setting of the bot
hypothesis.settings.register_profile("namida", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("namida")

PLANNED_WELL = (
    "Filter and order by the columns of an index, or give the reason in ALLOWED of tests/plans/allowed.py. "
    "A statement is looked at once, in the first test that runs it."
)

spared.spare()
at_rest.rest_first()


# To import and collect makes a million objects and hardly any garbage.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave what is there by now, the modules and the tests, out of every later search for garbage."""
    gc.freeze()  # the little garbage among it is not worth a look at all of it
    gc.enable()
    # Each test makes a bot and drops it, a great deal that is young at once: look at it in larger lots.
    gc.set_threshold(100_000, 10, 50)


@pytest.fixture(scope="session")
def starter_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the starter catalogue, to be copied: filling one takes a while."""
    path = tmp_path_factory.mktemp("starter") / "namida.sqlite3"

    async def fill() -> None:
        async with Database.open(path) as database:
            await fill_with_starter(database, datetime(2026, 1, 1, tzinfo=UTC))

    asyncio.run(fill())
    return path


@pytest.fixture(scope="session")
def usual_settings() -> Settings:
    """Settings of a bot that asks no one else. Reading them takes longer than changing a copy."""
    return Settings(discord_token=None, tvmaze=False)


@pytest.fixture(scope="session")
def kept_starter(tmp_path_factory: pytest.TempPathFactory, starter_database: Path) -> Iterator[KeptFile]:
    """A copy of it that stays open, and becomes as new before each test."""
    with kept_file(tmp_path_factory.mktemp("kept") / "namida.sqlite3", starter_database) as kept:
        yield kept


@pytest.fixture
def without_threads(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> bool:
    """Nothing is handed to a thread, unless the test is marked `threads`. Says whether that is so."""
    if request.node.get_closest_marker("threads") is not None:
        return False
    work_here(monkeypatch)
    return True


@pytest.fixture
def starter_copy(
    without_threads: bool,
    request: pytest.FixtureRequest,
    starter_database: Path,
    kept_starter: KeptFile,
) -> Path:
    """A database file with the starter catalogue."""
    if without_threads:
        return kept_starter.renew()
    # A folder of its own, made and taken away, is a twentieth of a short test: only for those that need it.
    path = Path(request.getfixturevalue("tmp_path")) / "namida.sqlite3"
    shutil.copy(starter_database, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def settings(starter_copy: Path, usual_settings: Settings) -> Settings:
    return usual_settings.model_copy(update={"database": starter_copy})


@pytest.fixture(autouse=True)
def well_planned() -> Iterator[None]:
    """No statement of the store may read a table that grows in full, or sort it.

    Looks at each statement the first time that it is run. `tests/plans/allowed.py` says why some may.
    """
    recording.unexplained()  # another test's
    yield
    assert not (found := recording.unexplained()), "\n".join([*found, PLANNED_WELL])


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """What a test sets up of the log is gone with it.

    The bot's own handler writes a tenth of a second later, so in another test it would move SimCord's clock.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if root.handlers != handlers:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in logs._TALKATIVE:
            logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def tireless(monkeypatch: pytest.MonkeyPatch) -> None:
    """SimCord's members do in one moment of its clock what takes people minutes: here nobody is too fast.

    What becomes of somebody who is, `tests/cogs/test_fairness.py` shows.
    """
    monkeypatch.setattr(fairness, "PACE", Allowance(100_000, fairness.PACE.every))
    monkeypatch.setattr(fairness, "TYPING", Allowance(100_000, fairness.TYPING.every))


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Workers work in this process, unless the test is marked `processes`."""
    if request.node.get_closest_marker("processes") is None:
        monkeypatch.setattr(Worker, "run", spared.work_here)


@pytest.fixture
async def bot(settings: Settings) -> AsyncIterator[NamidaBot]:
    async with open_bot(settings) as opened:
        yield opened


@pytest.fixture
def simcord_bot(bot: NamidaBot) -> NamidaBot:
    return bot


@pytest.fixture
async def env(
    simcord_env: simcord.Env, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> AsyncIterator[simcord.Env]:
    """A Discord in memory. At the end every request must have kept to Discord's contract, and
    no fault may stand in the log, unless the test is marked `faults`."""
    faults.forget()
    yield simcord_env
    assert_contract(simcord_env)
    if request.node.get_closest_marker("faults") is None:
        logged = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not logged, [record.getMessage() for record in logged]


@pytest.fixture
def world(env: simcord.Env) -> World:
    return build_world(env)


@pytest.fixture
async def database(settings: Settings, bot: NamidaBot) -> AsyncIterator[Database]:
    """The bot's own file, opened a second time: what the store holds, seen from outside."""
    async with opened_beside(settings.database) as opened:
        yield opened
