"""The store locked or full, Discord failing: a plain sentence with a reference, and nothing half done."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.client import NamidaBot
from bot.settings import Settings
from bot.store.database import Database
from tests.world import TEARS, World, has_seen, hidden_text_of, readers_of, shown, stored, text_of, turned

pytestmark = pytest.mark.threads

pytestmark = pytest.mark.faults

REFERENCE = re.compile(r"Reference: `([0-9a-f]{8})`")


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The bot waits a moment for a lock, not the seconds that it waits for real."""
    monkeypatch.setattr("bot.store.database.BUSY_TIMEOUT", 0.05)
    return settings


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Another process writes and does not finish."""
    other = sqlite3.connect(settings.database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


async def test_a_locked_store_is_told_with_a_reference(
    world: World, database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="7")
    with locked(settings):
        answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith("The database is busy right now. Nothing was changed")
        found = REFERENCE.search(text_of(answer))
        assert found is not None
        assert "Traceback" not in text_of(answer)
        assert "sqlite" not in text_of(answer).lower()
        assert any(found[1] in record.getMessage() for record in caplog.records)

        # Reading goes on meanwhile.
        card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
        assert text_of(card).startswith(f"## {TEARS}")
    assert await stored(database, "SELECT overall FROM score") == [(14,)]

    again = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    assert "saved" in text_of(again)
    assert await stored(database, "SELECT overall FROM score") == [(18,)]


async def test_buttons_menus_and_forms_tell_of_a_locked_store_too(
    world: World, database: Database, settings: Settings
) -> None:
    panel = shown(await world.mika.slash(world.lounge, "rate", title=TEARS))
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    before = text_of(panel)
    with locked(settings):
        for answer in (
            await world.mika.select(panel, ["18"], custom_id="namida:1:score:1:overall"),
            await world.mika.click(card, label="+1"),
            await world.mika.submit_modal(form, {"text": "Aya learns what it is."}),
        ):
            assert readers_of(world, answer) == {"mika"}
            assert text_of(answer).startswith("The database is busy right now.")
            assert REFERENCE.search(text_of(answer))
    assert text_of(panel) == before
    for table in ("score", "progress", "synopsis WHERE episode = 2"):
        assert await stored(database, f"SELECT * FROM {table}") == []


async def test_a_full_disk_is_told_and_the_old_text_stays(
    world: World, database: Database, bot: NamidaBot
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="bars")
    await has_seen(database, world.rei, episode=1)
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=1)
    # The limit is the bot's own connection's: SQLite answers as it does when the disk is full.
    writing = bot.services.synopses._database

    def fill(connection: sqlite3.Connection) -> None:
        # What migrations and deletions have left free in the file would take the text, too.
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("CREATE TABLE filler (bytes BLOB)")
        connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (free * size,))

    await writing.write(fill)
    await writing.write(
        lambda connection: connection.execute(
            f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}"
        ).fetchall()
    )
    answer = await world.rei.submit_modal(form, {"text": "She goes on. " * 250})
    assert readers_of(world, answer) == {"rei"}
    assert text_of(answer).startswith("The disk is full, so nothing could be saved.")
    assert REFERENCE.search(text_of(answer))
    assert await stored(database, "SELECT count(*) FROM synopsis WHERE author_id IS NOT NULL") == [(0,)]
    read = await world.rei.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert "entrance exam" in hidden_text_of(read)


async def test_a_fault_of_ours_is_a_sentence_with_a_reference(
    world: World, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await database.write(lambda connection: connection.execute("DROP TABLE progress_shown"))
    answer = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Something went wrong on our side")
    assert "progress_shown" not in text_of(answer)
    found = REFERENCE.search(text_of(answer))
    assert found is not None
    assert any(found[1] in record.getMessage() for record in caplog.records)


async def test_discord_refusing_once_is_apologised_for(world: World) -> None:
    world.env.inject_error("POST", "/interactions/*/*/callback", status=400, code=50035)
    answer = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, answer) == {"mika"}
    assert REFERENCE.search(text_of(answer))
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert text_of(card).startswith(f"## {TEARS}")


async def test_discord_not_answering_at_all_breaks_nothing(world: World, database: Database) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    assert answer.response is None
    world.env.inject_error("POST", "/interactions/*/*/callback", status=403, code=50013, times=2)
    await turned(world.mika, card, "Cast")
    assert "tofu shop" in text_of(card)

    after = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8")
    assert "saved" in text_of(after)
    assert await stored(database, "SELECT overall FROM score") == [(16,)]


async def test_whoever_is_cut_short_by_the_end_is_told_to_look(
    world: World, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their score may be stored by then; the bot waits for the answer no longer."""
    await world.mika.slash(world.lounge, "drama info", title=TEARS)
    begun = asyncio.Event()

    async def never(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(bot.services.scores, "score", never)
    monkeypatch.setattr("bot.farewell.LIMIT", 0)
    asking = asyncio.create_task(world.mika.slash(world.lounge, "rate", title=TEARS, overall="9"))
    await begun.wait()
    await bot.under_way.finish()

    answer = await asking
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("The bot was stopped while it worked on this.")
