"""A crash at any point, a lost answer, a second process: nothing is lost, and nothing comes twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.domain.outbox import NewPost, Post, Target
from bot.errors import StoreUnavailable
from bot.schedule.posts.delivery import LEASE
from bot.schedule.posts.scheduler import Scheduler
from bot.services.posts.outbox import Outbox
from tests.requests_met import losing_an_answer
from tests.schedule.posting import KIND, Office
from tests.world import stored

pytestmark = pytest.mark.threads

SOON = timedelta(seconds=5)


def die() -> None:
    """The task ends here as it would with its process."""
    raise asyncio.CancelledError


@pytest.fixture
def lost_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies the first time that it would mark a post as sent."""
    mark = Outbox.sent
    deaths = [die]

    async def marking(outbox: Outbox, *arguments: Any) -> bool:
        if deaths:
            deaths.pop()()
        return await mark(outbox, *arguments)

    monkeypatch.setattr(Outbox, "sent", marking)


async def test_dying_between_claim_and_send_loses_nothing(office: Office) -> None:
    office.desk.once(die)
    await office.plan("word", "next")
    assert office.said() == []
    assert await office.states() == {"word": "claimed", "next": "waiting"}
    await office.restart(after=SOON)
    assert office.said() == [], "the claim of another process was not respected"
    await office.pass_time(LEASE)
    assert office.said() == ["word (en)", "next (en)"]


@pytest.mark.usefixtures("lost_mark")
async def test_dying_between_send_and_mark_doubles_nothing(office: Office) -> None:
    await office.plan("word", "next")
    assert office.said() == ["word (en)"]
    assert await office.states() == {"word": "claimed", "next": "waiting"}
    await office.restart(after=SOON)
    await office.pass_time(LEASE)
    assert office.said() == ["word (en)", "next (en)"]
    assert await office.states() == {"word": "sent", "next": "sent"}
    (message, _) = office.channel.history()
    assert await stored(office.database, "SELECT message_id FROM outbox WHERE key = 'word word'") == [
        (message.id,)
    ]


@pytest.mark.usefixtures("lost_mark")
async def test_a_message_to_a_member_is_found_again(office: Office) -> None:
    mika = office.world.mika
    await office.plan("word", target=Target(member_id=mika.id))
    await office.restart(after=LEASE + SOON)
    assert office.said(mika.user.dm_channel) == ["word (en)"]
    assert await office.states() == {"word": "sent"}


@pytest.mark.usefixtures("lost_mark")
async def test_it_is_found_among_what_others_said_meanwhile(office: Office) -> None:
    await office.plan("word")
    for number in range(150):  # more than one page of history
        await office.world.mika.send(office.channel, f"so that is {number}")
    await office.restart(after=LEASE + SOON)
    assert [text for text in office.said() if text] == ["word (en)"]
    assert await office.states() == {"word": "sent"}


@pytest.mark.usefixtures("lost_mark")
async def test_where_it_went_counts_though_another_channel_is_chosen_since(office: Office) -> None:
    await office.plan("word")
    other = office.world.guild.create_text_channel("other")
    await office.choose(other)
    await office.restart(after=LEASE + SOON)
    assert (office.said(), office.said(other)) == (["word (en)"], [])


async def test_what_was_surely_not_sent_goes_to_the_channel_chosen_since(office: Office) -> None:
    office.desk.once(die)
    await office.plan("word")
    other = office.world.guild.create_text_channel("other")
    await office.choose(other)
    await office.restart(after=LEASE + SOON)
    assert (office.said(), office.said(other)) == ([], ["word (en)"])


@pytest.mark.usefixtures("lost_mark")
async def test_the_posts_of_an_earlier_row_are_not_taken_for_it(office: Office) -> None:
    await office.plan("first")
    await office.restart(after=LEASE + SOON)
    office.desk.once(die)
    await office.plan("second")
    await office.pass_time(LEASE + SOON)
    assert office.said() == ["first (en)", "second (en)"]


@pytest.mark.parametrize("error", [TimeoutError, aiohttp.ServerDisconnectedError, ConnectionResetError])
async def test_an_answer_that_never_came(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def lose() -> None:
        raise error

    losing_an_answer(monkeypatch, "/channels/{channel_id}/messages", lose)
    await office.plan("word", "next")
    assert office.said() == ["word (en)"]
    await office.pass_time(LEASE + SOON)
    assert office.said() == ["word (en)", "next (en)"]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_discord_is_out_of_order(office: Office, status: int) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=status, times=1)
    await office.plan("word", "next")
    assert office.said() == []
    assert await office.held() == []
    await office.pass_time(LEASE + SOON)
    assert office.said() == ["word (en)", "next (en)"]


async def test_the_history_is_out_of_order_too(office: Office) -> None:
    env = office.world.env
    env.inject_error("POST", "/channels/*/messages", status=500, times=1)
    env.inject_error("GET", "/channels/*/messages", status=500, times=3)
    await office.plan("word")
    await office.pass_time(3 * (LEASE + SOON))
    assert office.said() == []
    await office.pass_time(2 * (LEASE + SOON))
    assert office.said() == ["word (en)"]


async def test_a_post_deleted_before_it_was_found_is_not_posted_again(
    office: Office, lost_mark: None
) -> None:
    await office.plan("word")
    await (
        office.bot.get_partial_messageable(office.channel.id)
        .get_partial_message(office.channel.history()[0].id)
        .delete()
    )
    # So Discord answers a nonce whose message was deleted.
    office.world.env.inject_error("POST", "/channels/*/messages", status=404, code=10008, times=1)
    await office.pass_time(LEASE + SOON)
    assert office.said() == []
    assert await office.states() == {"word": "sent"}


async def test_the_store_fails_while_a_post_is_marked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = Outbox.sent
    failures = [StoreUnavailable("full")]

    async def marking(outbox: Outbox, *arguments: Any) -> bool:
        if failures:
            raise failures.pop()
        return await mark(outbox, *arguments)

    monkeypatch.setattr(Outbox, "sent", marking)
    await office.plan("word")
    assert await office.states() == {"word": "claimed"}
    await office.pass_time(LEASE + SOON)
    assert office.said() == ["word (en)"]
    assert await office.states() == {"word": "sent"}


async def test_the_store_is_locked_for_a_while(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Outbox.claim
    failures = [StoreUnavailable("locked")] * 3

    async def claiming(outbox: Outbox, *arguments: Any) -> list[Post]:
        if failures:
            raise failures.pop()
        return await claim(outbox, *arguments)

    monkeypatch.setattr(Outbox, "claim", claiming)
    await office.plan("word")
    assert office.said() == []
    await office.pass_time(timedelta(minutes=2))
    assert office.said() == ["word (en)"]


@pytest.mark.faults
async def test_a_fault_of_the_loops_own_does_not_end_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Scheduler._begin_what_is_due
    failures = [ZeroDivisionError()]

    async def beginning(scheduler: Scheduler) -> timedelta:
        if failures:
            raise failures.pop()
        return await begin(scheduler)

    monkeypatch.setattr(Scheduler, "_begin_what_is_due", beginning)
    await office.plan("word")
    assert office.said() == []
    await office.pass_time(timedelta(minutes=1))
    assert office.said() == ["word (en)"]


async def test_two_processes_on_one_file_post_once(office: Office) -> None:
    channels = [office.world.guild.create_text_channel(f"room-{number}") for number in range(20)]
    second = Scheduler(office.bot, office.bot.services, office.bot.scheduler.agenda)
    await office.plan(*(f"to all {number}" for number in range(10)), after=SOON)
    for channel in channels:
        await office.plan(f"to {channel.name}", target=Target(channel_id=channel.id), after=SOON)
    with office.world.env._bot_scope():  # as work of the bot's, which settles and whose clock moves
        second.start()
    await office.pass_time(SOON)
    await second.stop()
    assert [office.said(channel) for channel in channels] == [
        [f"to {channel.name} (en)"] for channel in channels
    ]
    assert office.said() == [f"to all {number} (en)" for number in range(10)]


async def test_what_was_closed_does_not_begin_again(office: Office) -> None:
    """Discord may say that all servers are known while the bot is on its way out."""
    await office.bot.close()
    await office.bot.on_ready()
    assert not office.bot.scheduler.running


async def test_a_post_on_its_way_arrives_before_the_bot_ends(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def slow(post: Post, t: Any) -> Any:
        under_way.set()
        await go_on.wait()
        return await usual(post, t)

    usual, office.desk.compose = office.desk.compose, slow
    outbox = office.bot.services.outbox
    await outbox.put(NewPost(f"{KIND} word", KIND, office.target, office.world.env.now(), {"text": "word"}))
    await under_way.wait()
    stopping = asyncio.ensure_future(office.bot.scheduler.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    assert office.said() == ["word (en)"]
    assert await office.states() == {"word": "sent"}


async def test_what_takes_too_long_is_cut_short_at_the_end_and_goes_on_at_the_next_start(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.schedule.posts.scheduler.FAREWELL_S", 0.0)
    under_way = asyncio.Event()

    async def endless(post: Post, t: Any) -> Any:
        under_way.set()
        await asyncio.Event().wait()

    usual, office.desk.compose = office.desk.compose, endless
    outbox = office.bot.services.outbox
    await outbox.put(NewPost(f"{KIND} word", KIND, office.target, office.world.env.now(), {"text": "word"}))
    await under_way.wait()
    await office.bot.scheduler.stop()
    office.desk.compose = usual
    await office.restart(after=LEASE + SOON)
    assert office.said() == ["word (en)"]
