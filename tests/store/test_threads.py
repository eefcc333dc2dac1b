"""Claims on a thread of the board: one opens it, whoever asks; what broke off is known to have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.board import WHOLE, Batch, Sought, Standing
from bot.store import threads
from bot.store.database import Database
from tests.world import put, stored

GUILD = 9
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=90)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "namida.sqlite3") as opened:
        await put(opened, "INSERT INTO drama (id, title) VALUES (1, 'Rain')")
        yield opened


async def claim(database: Database, by: str, now: datetime = NOW, batch: Batch = WHOLE) -> Sought:
    return await database.write(
        lambda connection: threads.claim(connection, GUILD, 1, batch, by, now, now + LEASE)
    )


async def opened(database: Database, sought: Sought, by: str) -> bool:
    return await database.write(
        lambda connection: threads.opened(connection, sought.thread.id, by, 7, 70, 71, NOW)
    )


async def test_the_first_who_asks_opens_it(database: Database) -> None:
    first = await claim(database, "a")
    assert (first.standing, first.unsure_since) == (Standing.OURS, None)
    assert (await claim(database, "b")).standing is Standing.THEIRS
    assert await opened(database, first, "a")
    found = await claim(database, "b")
    assert found.standing is Standing.THERE
    assert (found.thread.channel_id, found.thread.thread_id, found.thread.opener_id) == (7, 70, 71)


async def test_a_claim_that_ran_out_is_taken_over_with_a_doubt(database: Database) -> None:
    first = await claim(database, "a")
    assert (await claim(database, "b", NOW + LEASE - timedelta(seconds=1))).standing is Standing.THEIRS
    second = await claim(database, "b", NOW + LEASE)
    assert second.standing is Standing.OURS
    assert second.unsure_since == NOW
    assert not await opened(database, first, "a"), "who was too slow has lost it"
    assert await opened(database, second, "b")


async def test_a_claim_that_was_broken_off_is_taken_over_at_once(database: Database) -> None:
    first = await claim(database, "a")
    await database.write(lambda connection: threads.lapse(connection, first.thread.id, "a", NOW))
    second = await claim(database, "b")
    assert second.standing is Standing.OURS
    assert second.unsure_since is not None
    assert second.unsure_since <= NOW


async def test_a_claim_given_back_leaves_nothing_behind(database: Database) -> None:
    first = await claim(database, "a", batch=Batch(1, 4))
    await database.write(lambda connection: threads.release(connection, first.thread.id, "a"))
    assert await stored(database, "SELECT * FROM thread") == []
    assert (await claim(database, "b", batch=Batch(1, 6))).unsure_since is None


async def test_a_claim_given_back_keeps_the_message_that_was_sent(database: Database) -> None:
    first = await claim(database, "a")
    await database.write(lambda connection: threads.opener_sent(connection, first.thread.id, "a", 7, 71))
    await database.write(lambda connection: threads.release(connection, first.thread.id, "a"))
    second = await claim(database, "b")
    assert second.unsure_since is None
    assert (second.thread.channel_id, second.thread.opener_id) == (7, 71)


async def test_a_thread_that_is_gone_can_be_claimed_anew(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    known = await database.write(lambda connection: threads.gone(connection, 70))
    assert known is not None
    assert known.opener_id == 71
    assert await database.write(lambda connection: threads.gone(connection, 70)) is None
    assert (await claim(database, "b")).standing is Standing.OURS


async def test_with_a_channel_go_its_threads(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    assert await database.write(lambda connection: threads.gone_with(connection, 8)) == 0
    assert await database.write(lambda connection: threads.gone_with(connection, 7)) == 1
    assert await database.read(lambda connection: threads.count(connection, GUILD)) == 0


async def test_activity_is_noted_forwards_only_and_for_threads_of_the_board(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    later = NOW + timedelta(hours=1)
    await database.write(lambda connection: threads.active(connection, GUILD, {70: later, 99: later}))
    await database.write(lambda connection: threads.active(connection, GUILD, {70: NOW}))
    (listed,) = await database.read(lambda connection: threads.page(connection, GUILD, 10, 0))
    assert listed.thread.active_at == later


async def test_a_removed_drama_has_no_thread_on_the_list(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    await put(database, "UPDATE drama SET hidden = 1")
    assert await database.read(lambda connection: threads.page(connection, GUILD, 10, 0)) == []
    assert await database.read(lambda connection: threads.count(connection, GUILD)) == 0
