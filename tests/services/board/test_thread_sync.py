"""What the board's threads show: which opening messages and tags are out of date, and which may be edited."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.board import Batch, Opener, Thread, ThreadFound
from bot.domain.dramas import CatalogueEntry, Drama
from bot.errors import UnknownDrama
from bot.services.board import thread_sync
from bot.services.container import Services
from bot.services.posts import faults
from bot.services.posts.message_ledger import CHORE as LEDGER
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores
from tests.services.people import NOW, TEAROOM, added, rows

BOARD, ME, DAY = 70, "this process", timedelta(days=1)
ENTRY = CatalogueEntry("Discussed", episodes=12, aired_from=NOW.date() - 30 * DAY, aired_to=NOW.date())


@pytest.fixture
async def drama(store: Database) -> Drama:
    """It ends today, and the server has four episodes in a thread."""
    (found,) = await added(store, ENTRY)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 4}))
    return found


async def claimed(services: Services, drama: Drama, episode: int) -> tuple[Thread, Opener]:
    """A claim to open a thread, and what its opening message is made from at this moment."""
    sought = await services.board.seek(TEAROOM, drama, episode, ME, NOW)
    assert sought.standing is ThreadFound.OURS
    return sought.thread, await services.board.opener(sought.thread.id)


async def opened(services: Services, thread: Thread, thread_id: int, shown: Opener | None) -> None:
    assert await services.board.opened(thread, ME, BOARD, thread_id, thread_id, NOW, shown) is not None


async def stand(services: Services, drama: Drama, episode: int, thread_id: int) -> Thread:
    thread, shown = await claimed(services, drama, episode)
    await opened(services, thread, thread_id, shown)
    return thread


async def changed(store: Database, sql: str, *values: object) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute(sql, values)

    await store.write(write)


async def outdated(services: Services) -> list[tuple[str, int]]:
    """Which messages are out of date and due, by what they are and their ids."""
    return sorted((post.kind, post.message_id) for post in await services.ledger.outdated(NOW, 99))


async def test_a_thread_links_to_those_that_stood_beside_it_when_its_message_was_made(
    services: Services, store: Database, drama: Drama
) -> None:
    await stand(services, drama, 1, 701)
    assert await outdated(services) == []
    assert await rows(store, "SELECT stage FROM thread") == [("airing",)]
    middle, shown = await claimed(services, drama, 5)
    assert (shown.before and shown.before.thread_id, shown.behind) == (701, None)
    await stand(services, drama, 9, 709)
    await changed(store, "UPDATE posted SET shown = revision")
    await opened(services, middle, 705, shown)
    assert await outdated(services) == [("opener", 701), ("opener", 705), ("opener", 709)]
    again = await services.board.opener(middle.id)
    assert (again.before and again.before.thread_id, again.behind and again.behind.thread_id) == (701, 709)


async def test_of_a_message_from_an_earlier_attempt_no_one_knows_what_it_shows(
    services: Services, store: Database, drama: Drama
) -> None:
    thread, _ = await claimed(services, drama, 1)
    await opened(services, thread, 701, None)
    assert await outdated(services) == [("opener", 701), ("tags", 701)]
    assert await rows(store, "SELECT stage FROM thread") == [(None,)]


async def test_who_lost_the_claim_says_nothing_of_the_thread(
    services: Services, store: Database, drama: Drama, woken: list[None]
) -> None:
    thread, shown = await claimed(services, drama, 1)
    other = await services.board.opened(thread, "another process", BOARD, 702, 702, NOW, shown)
    assert other is None
    assert woken == []
    assert await rows(store, "SELECT stage, thread_id FROM thread") == [(None, None)]


async def test_the_message_of_a_broken_off_attempt_is_known_to_the_next(
    services: Services, drama: Drama
) -> None:
    thread, _ = await claimed(services, drama, 1)
    await services.board.opener_sent(thread, "another process", BOARD, 799)
    await services.board.opener_sent(thread, ME, BOARD, 700)
    await services.board.lapse(thread, ME, NOW)
    sought = await services.board.seek(TEAROOM, drama, 1, "another process", NOW)
    assert (sought.thread.channel_id, sought.thread.opener_id) == (BOARD, 700)
    await services.board.opener_sent(thread, "another process", BOARD, None)
    there = await services.board.upkeep.opener(thread)
    assert there is not None
    assert there.thread.opener_id is None, "it is gone"


async def test_tags_that_tell_another_stage_are_out_of_date(
    services: Services, store: Database, drama: Drama, woken: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces; those of a stage that goes on stay as they are."""
    monkeypatch.setattr(thread_sync, "DRAMAS_AT_ONCE", 2)
    ending = await added(store, *(replace(ENTRY, title=f"Ends today {number}") for number in range(4)))
    (going_on,) = await added(store, replace(ENTRY, title="Goes on", aired_to=NOW.date() + 9 * DAY))
    for number, one in enumerate([drama, *ending, going_on]):
        await stand(services, one, 1, 701 + number)
    del woken[:]
    await services.board.upkeep.look_at_tags(NOW)
    assert await outdated(services) == []
    await services.board.upkeep.look_at_tags(NOW + DAY)
    assert await outdated(services) == [("tags", 701 + number) for number in range(5)]
    assert len(woken) == 2


@pytest.mark.faults
async def test_a_drama_whose_tags_cannot_be_marked_stops_no_other(
    services: Services, store: Database, drama: Drama
) -> None:
    (other,) = await added(store, replace(ENTRY, title="Beside it"))
    await stand(services, drama, 1, 701)
    await stand(services, other, 1, 702)
    await changed(
        store,
        "CREATE TRIGGER refuses BEFORE UPDATE ON posted WHEN new.message_id = 701"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    with faults.gathered() as troubles:
        await services.board.upkeep.look_at_tags(NOW + DAY)
    assert [one.item for one in troubles] == [f"drama {drama.id}"]
    assert await outdated(services) == [("tags", 702)]


async def test_tags_are_noted_as_they_are_set(services: Services, store: Database, drama: Drama) -> None:
    thread = await stand(services, drama, 1, 701)
    await services.board.upkeep.tagged(thread, None)
    assert await rows(store, "SELECT stage FROM thread") == [("unknown",)]


async def test_only_what_is_there_can_be_brought_up_to_date(
    services: Services, store: Database, drama: Drama
) -> None:
    upkeep = services.board.upkeep
    claim, _ = await claimed(services, drama, 5)
    assert await upkeep.thread(claim.id) is None, "it is being opened"
    assert await upkeep.thread(claim.id + 1_000) is None
    thread = await stand(services, drama, 1, 701)
    found = await upkeep.thread(thread.id)
    assert found is not None
    assert (found.thread_id, found.batch) == (701, Batch(1, 4))
    shown = await upkeep.opener(thread)
    assert shown is not None
    assert (shown.drama, shown.thread, shown.entry.aired_to) == (drama, found, ENTRY.aired_to)
    await changed(store, "UPDATE drama SET hidden = 1 WHERE id = ?", drama.id)
    assert await upkeep.opener(thread) is None, "its drama is out of the catalogue"
    with pytest.raises(UnknownDrama, match=f"#{drama.id}"):
        await services.board.opener(thread.id)
    with pytest.raises(UnknownDrama):
        await services.board.opener(thread.id + 1_000)


async def test_what_waited_for_a_sleeping_thread_is_due_when_it_wakes(
    services: Services, store: Database, drama: Drama, woken: list[None]
) -> None:
    await stand(services, drama, 1, 701)
    await store.write(lambda connection: chores.plan(connection, LEDGER, NOW + DAY))
    await changed(store, "UPDATE posted SET revision = revision + 1 WHERE kind = 'opener'")
    await changed(store, "UPDATE chore SET asked_for = NULL")
    asked = "SELECT count(*) FROM chore WHERE name = ? AND asked_for IS NOT NULL"
    (post,) = await services.ledger.outdated(NOW, 9)
    del woken[:]
    await services.board.upkeep.awake(701, NOW)
    assert (woken, await rows(store, asked, LEDGER)) == ([], [(0,)]), "nothing of it was put off"
    await services.ledger.put_off(post, NOW + DAY)
    assert await outdated(services) == []
    await services.board.upkeep.awake(999, NOW)
    assert (woken, await outdated(services)) == ([], [])
    await services.board.upkeep.awake(701, NOW)
    assert await outdated(services) == [("opener", 701)]
    assert (len(woken), await rows(store, asked, LEDGER)) == (1, [(1,)])
