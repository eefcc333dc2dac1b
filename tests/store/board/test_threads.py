"""Claims on a thread of the board: only one caller opens it, and an interrupted attempt is known."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.domain.board import WHOLE, AiringStage, Batch, Sought, ThreadFound
from bot.domain.message_ledger import Kind
from bot.store.board import threads
from bot.store.database import Database
from bot.store.migrations import all_migrations
from bot.store.posts import message_ledger
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
    assert (first.standing, first.unsure_since) == (ThreadFound.OURS, None)
    assert (await claim(database, "b")).standing is ThreadFound.THEIRS
    assert await opened(database, first, "a")
    found = await claim(database, "b")
    assert found.standing is ThreadFound.THERE
    assert (found.thread.channel_id, found.thread.thread_id, found.thread.opener_id) == (7, 70, 71)


async def test_a_claim_that_ran_out_is_taken_over_with_a_doubt(database: Database) -> None:
    first = await claim(database, "a")
    assert (await claim(database, "b", NOW + LEASE - timedelta(seconds=1))).standing is ThreadFound.THEIRS
    second = await claim(database, "b", NOW + LEASE)
    assert second.standing is ThreadFound.OURS
    assert second.unsure_since == NOW
    assert not await opened(database, first, "a"), "who was too slow has lost it"
    assert await opened(database, second, "b")


async def test_the_first_attempt_with_an_unknown_end_counts_until_the_thread_is_open(
    database: Database,
) -> None:
    """It may have opened the thread, whatever becomes of those after it before they have found that."""
    await claim(database, "a")
    later = NOW + timedelta(hours=2)
    assert (await claim(database, "b", later)).unsure_since == NOW
    third = await claim(database, "c", later + LEASE)
    assert third.unsure_since == NOW
    await database.write(lambda connection: threads.release(connection, third.thread.id, "c"))
    fourth = await claim(database, "d", later + LEASE)
    assert fourth.unsure_since == NOW
    # A clock that is set back leaves it in the future, and then nobody knows when it was.
    past = NOW - timedelta(days=9)
    await database.write(lambda connection: threads.lapse(connection, fourth.thread.id, "d", past))
    assert (await claim(database, "e", past)).unsure_since == past - timedelta(days=1)
    assert await opened(database, fourth, "e")
    await database.write(lambda connection: threads.gone(connection, 70))
    assert (await claim(database, "f", later)).unsure_since is None


async def test_a_claim_that_was_broken_off_is_taken_over_at_once(database: Database) -> None:
    first = await claim(database, "a")
    await database.write(lambda connection: threads.lapse(connection, first.thread.id, "a", NOW))
    second = await claim(database, "b")
    assert second.standing is ThreadFound.OURS
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
    assert (await claim(database, "b")).standing is ThreadFound.OURS


async def test_with_a_channel_go_its_threads(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    assert await database.write(lambda connection: threads.gone_with(connection, GUILD, 8)) == 0
    assert await database.write(lambda connection: threads.gone_with(connection, GUILD, 7)) == 1
    assert await database.read(lambda connection: threads.count(connection, GUILD, {7})) == 0


async def test_many_threads_go_with_their_channel_in_pieces(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "PIECE", 2)
    for row in range(5):
        await put(
            database,
            "INSERT INTO thread (guild_id, drama_id, first_episode, channel_id, thread_id)"
            " VALUES (?, 1, ?, 7, ?)",
            GUILD,
            row,
            100 + row,
        )
    pieces = [await database.write(lambda c: threads.gone_with(c, GUILD, 7)) for _ in range(4)]
    assert pieces == [2, 2, 1, 0]


async def test_activity_is_noted_forwards_only_and_for_threads_of_the_board(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    later = NOW + timedelta(hours=1)
    await database.write(lambda connection: threads.active(connection, GUILD, {70: later, 99: later}))
    await database.write(lambda connection: threads.active(connection, GUILD, {70: NOW}))
    (listed,) = await database.read(lambda connection: threads.page(connection, GUILD, {7}, 10, 0))
    assert listed.thread.active_at == later


async def test_a_removed_drama_has_no_thread_on_the_list(database: Database) -> None:
    await opened(database, await claim(database, "a"), "a")
    await put(database, "UPDATE drama SET hidden = 1")
    assert await database.read(lambda connection: threads.page(connection, GUILD, {7}, 10, 0)) == []
    assert await database.read(lambda connection: threads.count(connection, GUILD, {7})) == 0


# --- what is out of date ---


async def stand(database: Database, *firsts: int) -> dict[int, int]:
    """Open a thread for each batch of four that begins there; their rows by it, none of them out of date."""
    rows = {}
    for first in firsts:
        sought = await claim(database, "a", batch=Batch(first, first + 3 if first else 0))
        rows[first] = ident = sought.thread.id
        opening = partial(threads.opened, ident=ident, claimed_by="a", channel_id=7)
        await database.write(partial(opening, thread_id=100 + ident, opener_id=ident, now=NOW))
    await put(database, "UPDATE posted SET shown = revision")
    return rows


async def outdated(database: Database) -> list[int]:
    due = await database.read(lambda connection: message_ledger.outdated(connection, NOW, 99))
    found = [await database.read(partial(threads.get, ident=post.subject)) for post in due]
    assert {post.kind for post in due} <= {Kind.OPENER}
    return sorted(thread.batch.first for thread in found if thread is not None)


async def shown(database: Database) -> None:
    for post in await database.read(lambda connection: message_ledger.outdated(connection, NOW, 99)):
        await database.write(partial(message_ledger.showing, post=post))


async def test_a_thread_that_opens_or_goes_leaves_those_beside_it_out_of_date(database: Database) -> None:
    await stand(database, 1, 13, 17, 0)
    sought = await claim(database, "b", batch=Batch(5, 8))
    assert await outdated(database) == [], "a claim changes nothing yet"
    assert await opened(database, sought, "b")
    assert await outdated(database) == [1, 13]
    await shown(database)
    assert await outdated(database) == []
    await database.write(lambda connection: threads.gone(connection, 70))
    assert await outdated(database) == [1, 13]


async def test_what_changed_while_a_message_was_edited_is_still_out_of_date(database: Database) -> None:
    rows = await stand(database, 1)
    await stand(database, 9)
    await database.write(partial(threads.touch, ident=rows[1], kind=Kind.OPENER))
    (before,) = await database.read(lambda connection: message_ledger.outdated(connection, NOW, 9))
    assert await opened(database, await claim(database, "b", batch=Batch(5, 8)), "b")
    await database.write(partial(message_ledger.showing, post=before))
    assert 1 in await outdated(database)


async def test_two_dramas_that_become_one_have_threads_beside_each_other(database: Database) -> None:
    await stand(database, 1)
    await put(database, "INSERT INTO drama (id, title) VALUES (2, 'Rain again')")
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode) VALUES (?, 2, 5, 8)",
        GUILD,
    )
    await put(database, "UPDATE thread SET thread_id = 9, opener_id = 9, channel_id = 7 WHERE drama_id = 2")
    assert await outdated(database) == []
    await put(database, "UPDATE thread SET drama_id = 1 WHERE drama_id = 2")
    assert await outdated(database) == [1, 5]


async def test_what_is_put_off_is_due_once_the_thread_wakes(database: Database) -> None:
    rows = await stand(database, 1)
    await database.write(partial(threads.touch, ident=rows[1], kind=Kind.OPENER))
    later = NOW + timedelta(days=1)
    (post,) = await database.read(lambda connection: message_ledger.outdated(connection, NOW, 9))
    await database.write(partial(message_ledger.put_off, post=post, until=later))
    assert await database.read(message_ledger.next_retry) == later
    assert await outdated(database) == []
    assert not await database.write(lambda connection: threads.woken(connection, 9_999))
    assert await database.write(lambda connection: threads.woken(connection, 100 + rows[1]))
    assert await database.read(message_ledger.next_retry) is None
    assert await outdated(database) == [1]


async def test_tags_are_known_by_drama_and_what_they_tell(database: Database) -> None:
    rows = await stand(database, 1, 5, 9)
    await put(database, "UPDATE drama SET aired_from = '2026-01-01', aired_to = '2026-02-01', year = 2026")
    await database.write(lambda connection: threads.tagged(connection, rows[1], AiringStage.AIRING))
    await database.write(lambda connection: threads.tagged(connection, rows[5], None))
    told = {one.stage: one for one in await database.read(threads.stages_told)}
    assert set(told) == {"airing", "unknown", None}
    assert told["airing"].tells(AiringStage.AIRING)
    assert told["unknown"].tells(None)
    assert not told[None].tells(None), "nobody has looked"
    assert (told[None].aired_from, told[None].aired_to, told[None].year) == (
        date(2026, 1, 1),
        date(2026, 2, 1),
        2026,
    )
    await database.write(partial(threads.outdate_tags, told=told["unknown"]))
    (due,) = await database.read(lambda connection: message_ledger.outdated(connection, NOW, 9))
    assert (due.kind, due.subject) == (Kind.TAGS, rows[5])


def test_what_nobody_noted_before_is_looked_at_once() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        (mended,) = (one for one in all_migrations() if one.name.endswith("_board_upkeep.sql"))
        for migration in all_migrations():
            if migration.version < mended.version:
                old.executescript(migration.sql)
        old.execute("INSERT INTO drama (id, title) VALUES (1, 'Rain'), (2, 'Snow')")
        old.executemany(
            "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, thread_id)"
            " VALUES (9, ?, ?, ?, ?)",
            [(1, 0, 0, 1), (1, 1, 4, 2), (1, 5, 8, 3), (1, 9, 12, None), (2, 0, 0, 4), (2, 1, 4, 5)],
        )
        old.executescript(mended.sql)
        rows = old.execute("SELECT thread_id FROM thread WHERE links <> links_shown ORDER BY thread_id")
        assert [ident for (ident,) in rows] == [2, 3], "only these have another beside them"
        assert old.execute("SELECT count(*) FROM thread WHERE stage IS NULL").fetchone() == (6,)
