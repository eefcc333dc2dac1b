"""The board's threads in the store: each is opened once, found by any of its episodes, and listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.blocks import Block
from bot.domain.board import WHOLE, Batch, Opened, ThreadFound
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.outbox import Obstacle
from bot.domain.progress import Status
from bot.errors import Blocked, EpisodeOutOfRange
from bot.services.board.board import PAGE_SIZE
from bot.services.container import Services
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.timestamps import written
from tests.services.people import ELSEWHERE, JUN, MIKA, NOW, TEAROOM, added, rows

BOARD, ME = 70, "this process"


@pytest.fixture
async def drama(store: Database) -> Drama:
    """The server has four episodes in a thread."""
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 4}))
    return found


async def open_thread(services: Services, drama: Drama, episode: int, thread_id: int) -> Opened:
    sought = await services.board.seek(TEAROOM, drama, episode, ME, NOW)
    assert sought.standing is ThreadFound.OURS
    opened = await services.board.opened(sought.thread, ME, BOARD, thread_id, thread_id, NOW)
    assert opened is not None
    return opened


async def test_a_thread_is_opened_once_for_its_episodes(services: Services, drama: Drama) -> None:
    with pytest.raises(EpisodeOutOfRange):
        await services.board.seek(TEAROOM, drama, 11, ME, NOW)
    first = await services.board.seek(TEAROOM, drama, 2, ME, NOW)
    assert (first.standing, first.thread.batch) == (ThreadFound.OURS, Batch(1, 4))
    other = await services.board.seek(TEAROOM, drama, 3, "another process", NOW)
    assert other.standing is not ThreadFound.OURS
    assert await services.board.opened(first.thread, "another process", BOARD, 701, 701, NOW) is None
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    opened = await services.board.opened(first.thread, ME, BOARD, 700, 700, NOW)
    assert opened == Opened(first.thread.id, TEAROOM, BOARD, 700, Batch(1, 4), new=True)
    assert len(woken) == 1
    found = await services.board.seek(TEAROOM, drama, 4, "another process", NOW)
    assert (found.standing, found.thread.thread_id) == (ThreadFound.THERE, 700)
    assert (await services.board.seek(TEAROOM, drama, 0, ME, NOW)).thread.thread_id == 700
    assert (await services.board.seek(TEAROOM, drama, 5, ME, NOW)).thread.batch == Batch(5, 8)


async def test_a_claim_that_opened_nothing_can_be_taken_again(services: Services, drama: Drama) -> None:
    first = await services.board.seek(TEAROOM, drama, 1, ME, NOW)
    await services.board.release(first.thread, ME)
    again = await services.board.seek(TEAROOM, drama, 1, "another process", NOW)
    assert again.standing is ThreadFound.OURS
    await services.board.lapse(again.thread, "another process", NOW)
    unsure = await services.board.seek(TEAROOM, drama, 1, ME, NOW + timedelta(seconds=1))
    assert unsure.unsure_since is not None


async def test_a_thread_that_is_gone_is_opened_anew(services: Services, drama: Drama) -> None:
    await open_thread(services, drama, 1, 700)
    await open_thread(services, drama, 5, 701)
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    assert await services.board.gone(999) is None
    assert woken == []
    gone = await services.board.gone(700)
    assert gone is not None and gone.batch == Batch(1, 4)
    assert len(woken) == 1
    assert await services.board.at(700) is None
    assert await services.board.channel_gone(TEAROOM, BOARD) == 1
    assert len(woken) == 2
    await open_thread(services, drama, 1, 702)


async def test_a_blocked_member_finds_threads_and_opens_none(services: Services, drama: Drama) -> None:
    blocked = replace(MIKA, block=Block(TEAROOM, NOW + timedelta(days=1), "Insults."))
    await open_thread(services, drama, 1, 700)
    for episode in (0, 1, 4):
        await services.board.require_opener(TEAROOM, drama, episode, blocked)
    with pytest.raises(Blocked):
        await services.board.require_opener(TEAROOM, drama, 5, blocked)
    await services.board.require_opener(TEAROOM, drama, 5, MIKA)
    await services.board.seek(TEAROOM, drama, 5, ME, NOW)  # it is being opened, and does not stand yet
    with pytest.raises(Blocked):
        await services.board.require_opener(TEAROOM, drama, 5, blocked)


async def test_which_thread_is_meant(services: Services, drama: Drama, store: Database) -> None:
    """The one where its reader is; else that of the last episode that they have seen."""
    (other,) = await added(store, CatalogueEntry("Beside it", episodes=8))
    await open_thread(services, drama, 9, 700)
    await open_thread(services, other, 1, 701)
    meant = services.board.meant
    assert await meant(drama, JUN, TEAROOM, None) == Batch(1, 4)
    assert await meant(drama, JUN, TEAROOM, 700) == Batch(9, 10)
    assert await meant(drama, JUN, TEAROOM, 701) == Batch(1, 4), "a thread of another drama"
    assert await meant(drama, JUN, ELSEWHERE, 700) != Batch(9, 10), "a thread of another server"
    await services.watching.set(drama, JUN, Status.WATCHING, 6, NOW)
    assert await meant(drama, JUN, TEAROOM, None) == Batch(5, 8)
    here = await services.board.here(700)
    assert here is not None and (here.drama, here.thread.batch) == (drama, Batch(9, 10))
    assert await services.board.here(None) is None
    assert await services.board.here(999) is None
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 0}))
    await open_thread(services, other, 0, 703)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 4}))
    assert await meant(other, JUN, TEAROOM, None) == Batch(1, 4), "of the first episode, not of them all"
    seek = services.board.seek
    assert (await seek(TEAROOM, other, 0, ME, NOW)).thread.thread_id == 703
    await services.board.gone(703)
    assert (await seek(TEAROOM, other, 0, ME, NOW)).thread.thread_id == 701, "the first, as there is none"
    await store.write(
        lambda connection: connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama.id,))
    )
    assert await services.board.here(700) is None, "its drama is out of the catalogue"


async def test_the_thread_of_a_whole_drama_has_no_next(
    services: Services, drama: Drama, store: Database
) -> None:
    nexts = []
    for episode, thread_id in ((1, 700), (5, 701), (9, 702)):
        opened = await open_thread(services, drama, episode, thread_id)
        answer = await services.board.answer(opened, JUN, here=episode == 5)
        assert answer.here is (episode == 5)
        nexts.append(answer.next_episode)
    assert nexts == [5, 9, None]
    (film, endless) = await added(store, CatalogueEntry("Whole", episodes=3), CatalogueEntry("Of any length"))
    unknown = await open_thread(services, endless, 2, 704)
    answer = await services.board.answer(unknown, JUN, here=False)
    assert (answer.next_episode, answer.last) == (5, None)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 0}))
    whole = await open_thread(services, film, 2, 703)
    assert whole.batch == WHOLE
    assert (await services.board.answer(whole, JUN, here=False)).next_episode is None


async def test_where_a_thread_is_or_would_be(services: Services, drama: Drama, store: Database) -> None:
    assert await services.board.channel_of(TEAROOM, drama, 1) is None
    assert await services.board.channels(TEAROOM) == set()
    await store.write(lambda connection: guilds.put_channel(connection, TEAROOM, Purpose.BOARD, 80))
    await open_thread(services, drama, 1, 700)
    assert await services.board.channel_of(TEAROOM, drama, 3) == BOARD, "there it was opened"
    assert await services.board.channel_of(TEAROOM, drama, 5) == 80
    assert await services.board.channels(TEAROOM) == {BOARD, 80}
    await services.board.gone(700)
    assert await services.board.channel_of(TEAROOM, drama, 3) == 80, "there it would be opened anew"


async def test_pages_of_the_board(services: Services, drama: Drama, store: Database) -> None:
    empty = await services.board.page(TEAROOM, 3, {BOARD}, hidden=True)
    assert (empty.listed, empty.index, empty.pages, empty.total) == ((), 0, 1, 0)
    assert (empty.hidden, empty.channel) == (True, False)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"batch": 1}))
    await store.write(lambda connection: guilds.put_channel(connection, TEAROOM, Purpose.BOARD, BOARD))
    (long,) = await added(store, CatalogueEntry("Long", episodes=40))
    for number in range(1, PAGE_SIZE + 2):
        await open_thread(services, long, number, 700 + number)
    await services.board.active(TEAROOM, {})
    await services.board.active(TEAROOM, {705: NOW + timedelta(days=1)})
    first = await services.board.page(TEAROOM, -1, {BOARD}, hidden=False)
    assert (len(first.listed), first.index, first.pages, first.total) == (PAGE_SIZE, 0, 2, PAGE_SIZE + 1)
    assert (first.hidden, first.channel, first.listed[0].thread.thread_id) == (False, True, 705)
    last = await services.board.page(TEAROOM, 9, {BOARD}, hidden=False)
    assert (len(last.listed), last.index) == (1, 1)
    assert (await services.board.page(TEAROOM, 0, {99}, hidden=True)).total == 0


async def test_moderators_are_told_once_a_day_why_there_is_no_thread(
    services: Services, store: Database
) -> None:
    async def tell(days: int = 0, obstacle: Obstacle = Obstacle.FORBIDDEN) -> int:
        await services.board.could_not_open(TEAROOM, BOARD, obstacle, NOW + timedelta(days=days))
        return len(await rows(store, "SELECT 1 FROM outbox WHERE kind = 'board closed'"))

    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    assert await tell() == 0, "there is no log channel"
    await store.write(lambda connection: guilds.put_channel(connection, TEAROOM, Purpose.LOG, 71))
    assert [await tell(), await tell(), await tell(1), await tell(0, Obstacle.GONE)] == [1, 1, 2, 3]
    assert len(woken) == 5
    post = "SELECT target, payload, due_at, expires_at FROM outbox ORDER BY id LIMIT 1"
    assert await rows(store, post) == [
        (
            f"guild {TEAROOM} log", f'{{"channel": {BOARD}, "obstacle": "forbidden"}}',
            written(NOW), written(NOW + timedelta(days=1)),
        )
    ]  # fmt: skip
