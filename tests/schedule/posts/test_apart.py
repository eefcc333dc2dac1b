"""One bad item never ends a chore for the others, whichever chore it is, and is told of once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.schedule.posts.chores import AGAIN, PAUSE
from bot.schedule.posts.composing import Chore
from bot.services.posts import faults
from bot.store import savepoints
from bot.store.airing import posts
from bot.store.posts import chores
from bot.store.savepoints import Trouble
from tests.schedule.posting import Desk, Office
from tests.world import put, stored

HOUR = timedelta(hours=1)
# A single computation, stored as a whole or not at all; and those that ask sources, where there are any:
# they isolate each drama by themselves (`Growing.refresh_due`, `Matching.look_up_due`).
WHOLE = {"taste", "refresh", "match"}
WHOLE |= {"marked messages"}  # one statement
WHOLE |= {"database file", "backups"}  # the one file


async def test_every_chore_does_its_items_apart(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the agenda is run: whatever items it has, it goes through by the shared mechanism."""
    used: set[str] = set()
    within, async_within = savepoints.each, faults.each
    now_running = ""

    def each(connection: Any, items: Iterable[Any], *rest: Any, **named: Any) -> list[Trouble]:
        used.add(now_running)
        return within(connection, items, *rest, **named)

    async def async_each(where: str, items: Iterable[Any], *rest: Any, **named: Any) -> None:
        used.add(now_running)
        await async_within(where, items, *rest, **named)

    monkeypatch.setattr(savepoints, "each", each)
    monkeypatch.setattr(faults, "each", async_each)
    await office.plan("word")
    await office.bot.scheduler.stop()
    await put(office.database, "UPDATE outbox SET state = 'sent'")
    await put(office.database, "DELETE FROM airing_guild")
    await put(
        office.database,  # of a drama that has ended, and whose tags nobody looked at
        "INSERT INTO thread (guild_id, drama_id, channel_id, thread_id) VALUES (1, 1, 2, 3)",
    )
    names = {chore.name for chore in office.bot.scheduler.agenda.chores}
    assert names > WHOLE
    for chore in office.bot.scheduler.agenda.chores:
        if chore.name in WHOLE:
            continue
        now_running = chore.name
        with office.world.env._bot_scope():
            await chore.run(discord.utils.utcnow())
    assert names - WHOLE - used == set()
    assert {"plan airing", "digests", "posted messages", "board threads"} <= used


@pytest.mark.faults
async def test_a_run_with_a_bad_item_does_the_others_and_comes_again_after_a_pause(
    desk: Desk, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []
    runs: list[object] = []

    async def sweep(now: Any) -> Any:
        async def work(item: int) -> None:
            if item == 2:
                raise ZeroDivisionError("the second is bad")
            done.append(item)

        runs.append(now)
        await faults.each("sweep", [1, 2, 3], work, str)
        return now  # as a chore says whose items are still due

    desk.chores.append(Chore("sweep", sweep, first_after=HOUR))
    await office.restart()
    await office.pass_time(HOUR + 3 * PAUSE + timedelta(seconds=5))
    assert done == [1, 3] * len(runs)
    assert 3 <= len(runs) <= 4, "it neither spins nor waits for long"
    assert caplog.text.count("the second is bad") <= 2, "told of once, with its traceback"
    assert PAUSE < AGAIN


@pytest.mark.faults
async def test_a_digest_that_cannot_be_made_keeps_nobody_from_theirs(office: Office) -> None:
    bad, good = office.world.mika.id, office.world.jun.id
    now = discord.utils.utcnow()
    due = (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for member, zone in ((bad, "Nowhere/Gone"), (good, "UTC")):
        await put(office.database, "INSERT OR IGNORE INTO member (id) VALUES (?)", member)
        await put(
            office.database,
            "INSERT INTO digest (member_id, at, zone, asked_at, next_at) VALUES (?, '07:00', ?, ?, ?)",
            member,
            zone,
            due,
            due,
        )
    found = await office.bot.services.airing.posts.queue_digests(now)
    rows = dict(await stored(office.database, "SELECT member_id, next_at FROM digest"))
    assert all(str(at) > due for at in rows.values()), "the bad one is out of the way, the good one served"
    assert found is not None
    assert found > now


@pytest.mark.faults
async def test_a_guild_whose_posts_cannot_be_planned_keeps_no_other_from_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:

    bring = posts.bring_in_line
    carried: list[int] = []

    def breaking(connection: Any, changed: Any, guild_ids: list[int], **named: Any) -> int:
        if 2 in guild_ids:
            raise ValueError("guild 2 is bad")
        carried.extend(guild_ids)
        return bring(connection, changed, guild_ids, **named)

    monkeypatch.setattr(posts, "bring_in_line", breaking)
    for guild in (1, 2, 3):
        await put(office.database, "INSERT INTO guild (id) VALUES (?)", guild)
        await put(
            office.database,
            "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, 'airing', ?)",
            guild,
            guild,
        )
    plan = office.bot.services.airing.posts.plan
    await plan(discord.utils.utcnow())
    assert {1, 3} <= set(carried)
    in_line = {row[0] for row in await stored(office.database, "SELECT guild_id FROM airing_guild")}
    assert {1, 3} <= in_line
    assert 2 not in in_line, "the next plan is laid for it as a whole"


async def test_a_hastened_chore_runs_again_and_never_beside_itself(desk: Desk, office: Office) -> None:
    under_way = most = runs = 0

    async def sweep(now: Any) -> Any:
        nonlocal under_way, most, runs
        under_way += 1
        most = max(most, under_way)
        runs += 1
        if runs < 4:
            await office.bot.services.chores._database.write(lambda c: chores.hasten(c, "sweep", now))
            office.bot.services.outbox.changed()
        for _ in range(3):
            await office.bot.services.outbox.next_ready(now)
        under_way -= 1
        return now + 10 * HOUR

    desk.chores.append(Chore("sweep", sweep, first_after=HOUR))
    await office.restart()
    await office.pass_time(HOUR + timedelta(seconds=30))
    assert (runs, most) == (4, 1)


async def test_a_chore_whose_claim_a_changed_clock_ended_runs_on_alone(desk: Desk, office: Office) -> None:

    runs = 0

    async def sweep(now: Any) -> Any:
        nonlocal runs
        runs += 1
        await asyncio.sleep(60)
        return now + 10 * HOUR

    desk.chores.append(Chore("sweep", sweep, first_after=HOUR))
    await office.restart()
    await office.pass_time(HOUR + timedelta(seconds=5))
    await put(office.database, "UPDATE chore SET claimed_until = '2000-01-01T00:00:00Z' WHERE name = 'sweep'")
    office.bot.scheduler.wake()
    await office.pass_time(timedelta(seconds=30))
    assert runs == 1
    await office.pass_time(timedelta(minutes=2))
    assert runs == 1


@pytest.mark.faults
def test_a_trouble_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    faults.forget()
    with faults.gathered() as found:
        for _ in range(3):
            faults.tell_one("sweep", "item 1", ValueError("bad"))
    assert len(found) == 3
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    faults.forget()
