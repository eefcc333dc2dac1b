"""`/discuss` and the board: one thread a drama or a batch, found, opened, reopened, made anew."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.schedule.board.threads import thread_for
from bot.services.container import open_services
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.boards import (
    batches,
    cards_in,
    choose,
    discuss,
    forbid,
    links,
    make,
    names,
    opener,
    thread_of,
)
from tests.world import (
    TEARS,
    Restart,
    World,
    everything_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)


@pytest.fixture
async def forum(world: World) -> simcord.ChannelHandle:
    return await make(world, "forum")


# --- opening ---


async def test_a_thread_is_opened_with_its_card_and_found_again(
    world: World, board: simcord.ChannelHandle
) -> None:
    answer = await discuss(world, title=TEARS)
    assert readers_of(world, answer) == {"mika"}
    (thread,) = board.threads
    assert thread.name == TEARS
    assert f"<#{thread.id}>" in text_of(answer)
    opening = opener(board, thread)
    for told in (TEARS, "1リットルの涙", "🇯🇵 Japan · 2005 · Drama", "Whole drama", "behind spoiler bars"):
        assert told in text_of(opening)
    assert labels(opening) == ["+1 episode", "Card", "Episodes", "Comment"]
    again = await discuss(world, world.jun, title="ichi rittoru no namida", episode=3)
    assert f"<#{thread.id}>" in text_of(again)
    assert len(board.threads) == 1


async def test_the_opening_message_tells_no_plot_and_pings_nobody(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await put(database, "UPDATE drama SET summary = 'PLOTWORD', poster_alt = 'PLOTWORD' WHERE id = 1")
    await discuss(world, title=TEARS)
    sent = [
        request.json or {}
        for request in world.env.http_requests
        if request.method == "POST" and f"/channels/{board.id}" in request.path
    ]
    assert sent
    assert "PLOTWORD" not in repr(sent)
    (message,) = (body for body in sent if "components" in body)
    assert message["allowed_mentions"]["parse"] == []
    assert int(message["flags"]) & 1 << 12, "notifications are not suppressed"


async def test_the_buttons_of_the_opening_message_answer_who_presses(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS)
    opening = opener(board, board.threads[0])
    assert TEARS in text_of(await world.jun.click(opening, label="Card"))
    assert "Episodes" in text_of(await world.jun.click(opening, label="Episodes"))
    before = everything_of(opening)
    moved = await world.jun.click(opening, label="+1 episode")
    assert moved.ephemeral, "how far somebody is, is theirs to tell"
    assert "episode 1" in text_of(moved).casefold()
    await world.jun.click(opening, label="+1 episode")
    sql = "SELECT member_id, status, episode FROM progress"
    assert await stored(database, sql) == [(world.jun.id, "watching", 2)]
    assert everything_of(opener(board, board.threads[0])) == before


async def test_batches_open_a_thread_for_their_episodes(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    answer = await discuss(world, title=TEARS, episode=6)
    assert names(board) == [f"{TEARS} · Episodes 5–8"]
    assert "Spoils up to episode 8" in text_of(answer)
    assert "Spoils up to episode 8" in text_of(opener(board, board.threads[0]))
    await discuss(world, title=TEARS, episode=11)
    assert names(board)[1] == f"{TEARS} · Episodes 9–11"
    await discuss(world, title=TEARS, episode=5)
    assert len(board.threads) == 2


async def test_without_an_episode_the_batch_is_where_the_member_is(
    world: World, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=6)
    await discuss(world, world.jun, title=TEARS)
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="completed")
    told = await discuss(world, world.rei, title=TEARS)
    assert names(board) == [f"{TEARS} · Episodes {n}" for n in ("1–4", "5–8", "9–11")]
    assert "Spoils" not in text_of(told)


async def test_an_episode_that_there_is_not(world: World, board: simcord.ChannelHandle) -> None:
    answer = await discuss(world, title=TEARS, episode=12)
    assert "has episodes 1 to 11" in text_of(answer)
    assert board.threads == []


async def test_a_thread_keeps_its_episodes_when_the_size_is_changed(
    world: World, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=5)
    await batches(world, 6)
    await discuss(world, title=TEARS, episode=7)
    await discuss(world, title=TEARS, episode=9)
    await discuss(world, title=TEARS, episode=2)
    assert names(board) == [f"{TEARS} · Episodes {n}" for n in ("5–8", "9–11", "1–4")]


async def test_a_long_title_leaves_room_for_its_episodes(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await put(database, "UPDATE drama SET title = ? WHERE id = 1", "涙" * 300)
    await batches(world, 4)
    await discuss(world, title="0000000001", episode=1)
    (name,) = names(board)
    assert len(name) == 100
    assert name.endswith(" · Episodes 1–4")


async def test_the_public_language_names_the_thread(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 2)
    await world.rei.slash(world.lounge, "settings language", language="ja")
    answer = await discuss(world, title=TEARS, episode=1)
    (name,) = names(board)
    assert name.startswith(TEARS)
    assert "Spoils up to episode 2" in text_of(answer)


# --- links ---


async def test_threads_link_to_those_before_and_behind(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    await discuss(world, title=TEARS, episode=9)
    first, last = board.threads
    at = f"https://discord.com/channels/{world.guild.id}"
    assert links(opener(board, first)) == {"Episodes 9–11 →": f"{at}/{last.id}"}
    assert links(opener(board, last)) == {"← Episodes 1–4": f"{at}/{first.id}"}
    answer = await discuss(world, title=TEARS, episode=5)
    middle = board.threads[2]
    assert links(opener(board, first)) == {"Episodes 5–8 →": f"{at}/{middle.id}"}
    assert links(opener(board, last)) == {"← Episodes 5–8": f"{at}/{middle.id}"}
    beside = {"← Episodes 1–4": f"{at}/{first.id}", "Episodes 9–11 →": f"{at}/{last.id}"}
    assert links(opener(board, middle)) == beside
    assert beside.keys() <= set(labels(answer))


async def test_the_next_batch_is_a_press_away(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    answer = await discuss(world, title=TEARS, episode=1)
    await world.mika.click(shown(answer), label="Open the next thread, from episode 5")
    assert names(board)[1] == f"{TEARS} · Episodes 5–8"
    last = await discuss(world, title=TEARS, episode=11)
    assert not [label for label in labels(last) if label.startswith("Open the next")]


# --- two at once ---


async def test_who_asks_in_the_same_second_gets_the_same_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    opened = await asyncio.gather(
        *(thread_for(bot, bot.services, world.guild.id, drama, 0) for _ in range(5))
    )
    await world.env.settle()
    (thread,) = board.threads
    assert {one.thread_id for one in opened} == {thread.id}
    assert [one.new for one in opened].count(True) == 1
    assert len(cards_in(board)) == 1


async def test_two_processes_open_one_thread(
    world: World, settings: Settings, database: Database, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    other = await open_services(database)
    opened = await asyncio.gather(
        *(thread_for(bot, services, world.guild.id, drama, 0) for services in (bot.services, other) * 2)
    )
    (thread,) = board.threads
    assert {one.thread_id for one in opened} == {thread.id}
    assert [one.new for one in opened].count(True) == 1
    await other.names.aclose()


async def test_a_claim_of_a_process_that_died_runs_out(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    until = world.env.now() + timedelta(seconds=-1)
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, claimed_by, claimed_until) VALUES (?, 1, 'dead', ?)",
        world.guild.id,
        f"{until:%Y-%m-%dT%H:%M:%SZ}",
    )
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS]
    assert await stored(database, "SELECT claimed_by, claimed_until FROM thread") == [(None, None)]


async def test_who_asks_while_another_process_opens_it_gets_its_thread(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    drama = await bot.services.catalogue.get(1)
    other = await open_services(database)
    until = world.env.now() + timedelta(seconds=60)
    sought = await other.board.seek(world.guild.id, drama, 0, "other", world.env.now())
    waiting = asyncio.ensure_future(thread_for(bot, bot.services, world.guild.id, drama, 0))
    await asyncio.sleep(0)
    channel = bot.get_channel(board.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await (await channel.send("card")).create_thread(name="theirs")
    assert await other.board.opened(sought.thread, "other", board.id, thread.id, thread.id, until)
    await world.env.advance_time(2)
    assert (await waiting).thread_id == thread.id
    assert len(board.threads) == 1
    await other.names.aclose()


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_what_an_attempt_that_broke_off_has_opened_is_found(
    world: World, database: Database, kind: str
) -> None:
    channel = await make(world, kind)
    await discuss(world, title=TEARS)
    (thread,) = channel.threads
    # As if the process had died before it wrote down that the thread is open.
    await put(
        database,
        "UPDATE thread SET thread_id = NULL, opener_id = NULL, claimed_by = 'dead', claimed_until = ?",
        f"{world.env.now():%Y-%m-%dT%H:%M:%SZ}",
    )
    if kind == "text":
        # Discord lets a message have one thread; SimCord would give it another.
        world.env.inject_error("POST", f"/channels/*/messages/{thread.id}/threads", status=400, code=160004)
    answer = await discuss(world, title=TEARS)
    assert f"<#{thread.id}>" in text_of(answer)
    assert [one.id for one in channel.threads] == [thread.id]
    assert await stored(database, "SELECT thread_id FROM thread") == [(thread.id,)]


async def test_after_a_fault_of_discords_asking_again_opens_one_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=50035)
    await discuss(world, title=TEARS)
    assert board.threads == []
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    assert opener(board, thread).components
    assert len(cards_in(board)) == 1


async def test_where_discord_does_not_say_what_became_of_it_asking_again_opens_one_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=503)
    answer = await discuss(world, title=TEARS)
    assert "Discord has not opened the thread yet" in text_of(answer)
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS]
    assert len(cards_in(board)) == 1


async def test_a_card_deleted_before_its_thread_was_opened_is_sent_again(
    world: World, board: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=404, code=10008)
    answer = await discuss(world, title=TEARS)
    (thread,) = board.threads
    assert f"<#{thread.id}>" in text_of(answer)
    assert cards_in(board)[-1].id == thread.id


# --- archived, locked, deleted ---


async def test_an_archived_thread_is_opened_again_with_its_links(
    world: World, forum: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    (thread,) = forum.threads
    await thread_of(world, thread).edit(archived=True)
    await world.env.settle()
    answer = await discuss(world, title=TEARS, episode=1)
    assert f"<#{thread.id}>" in text_of(answer)
    assert len(forum.threads) == 1
    assert not thread_of(world, thread).archived


async def test_a_locked_thread_stays_as_the_moderators_left_it(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    await thread_of(world, thread).edit(archived=True, locked=True)
    await world.env.settle()
    assert f"<#{thread.id}>" in text_of(await discuss(world, title=TEARS))
    assert world.env.bot.get_channel(thread.id) is None  # still archived: no client keeps those


async def test_a_thread_deleted_by_hand_is_made_anew(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    await discuss(world, title=TEARS, episode=5)
    first, second = board.threads
    await thread_of(world, second).delete()
    await world.env.settle()
    assert links(opener(board, first)) == {}
    assert not [message for message in board.history() if message.id == second.id]
    assert "Episodes 5–8" not in text_of(await discuss(world))
    answer = await discuss(world, title=TEARS, episode=5)
    assert len(board.threads) == 2
    third = board.threads[1]
    assert third.id != second.id
    assert f"<#{third.id}>" in text_of(answer)
    assert list(links(opener(board, first))) == ["Episodes 5–8 →"]
    assert await stored(database, "SELECT count(*) FROM thread") == [(2,)]


async def test_a_thread_deleted_while_the_bot_was_away_is_made_anew(
    world: World, board: simcord.ChannelHandle, restart: Restart
) -> None:
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    emit = world.env.backend.emit
    world.env.backend.emit = lambda event, *args, **kwargs: (  # type: ignore[method-assign]  # away
        None if event == "THREAD_DELETE" else emit(event, *args, **kwargs)
    )
    await thread_of(world, thread).delete()
    await restart()
    await discuss(world, title=TEARS)
    (anew,) = board.threads
    assert anew.id != thread.id


async def test_a_board_that_was_deleted_and_another_chosen(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    channel = world.env.bot.get_channel(board.id)
    assert isinstance(channel, discord.TextChannel)
    for thread in channel.threads:
        await thread.delete()
    await channel.delete()
    await world.env.settle()
    assert "The channel of the discussion board is gone" in text_of(await discuss(world, title=TEARS))
    other = world.guild.create_text_channel("other")
    await choose(world, other)
    await discuss(world, title=TEARS)
    assert names(other) == [TEARS]


async def test_a_thread_is_found_after_a_restart(
    world: World, board: simcord.ChannelHandle, restart: Restart
) -> None:
    await batches(world, 4)
    answer = await discuss(world, title=TEARS, episode=1)
    await restart()
    again = await discuss(world, world.jun, title=TEARS, episode=2)
    assert f"<#{board.threads[0].id}>" in text_of(again)
    await world.mika.click(shown(answer), label="Open the next thread, from episode 5")  # buttons outlive it
    assert len(board.threads) == 2


# --- the forum ---


async def test_a_forum_has_its_tags_made_and_given(world: World, forum: simcord.ChannelHandle) -> None:
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert thread.name == TEARS
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    assert [tag.name for tag in channel.available_tags] == ["Japan", "Ended"]
    assert {tag.name for tag in thread_of(world, thread).applied_tags} == {"Japan", "Ended"}
    (first,) = thread.history()
    assert "behind spoiler bars" in text_of(first)
    await discuss(world, title="The Snow Queen")
    assert [tag.name for tag in channel.available_tags] == ["Japan", "Ended", "South Korea"]


async def test_tags_that_moderators_named_are_used(world: World, forum: simcord.ChannelHandle) -> None:
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.edit(available_tags=[discord.ForumTag(name=name) for name in ("JAPAN", "Chat")])
    await world.env.settle()
    await forbid(world, forum, "manage_channels")
    await discuss(world, title=TEARS)
    assert [tag.name for tag in thread_of(world, forum.threads[0]).applied_tags] == ["JAPAN"]


async def test_a_forum_that_wants_a_tag_and_has_none_that_fits(
    world: World, forum: simcord.ChannelHandle
) -> None:
    await forbid(world, forum, "manage_channels")
    world.env.inject_error("POST", f"/channels/{forum.id}/threads", status=400, code=40067)
    answer = await discuss(world, title=TEARS)
    assert "only takes threads with a tag" in text_of(answer)
    assert "*Japan*, *Ended*" in text_of(answer)
    await discuss(world, title=TEARS)
    assert names(forum) == [TEARS]


async def test_tags_that_cannot_be_made_cost_nothing(
    world: World, forum: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    world.env.inject_error("PATCH", f"/channels/{forum.id}", status=403, code=50013)
    await discuss(world, title=TEARS)
    assert names(forum) == [TEARS]
    assert "tags not made" in caplog.text


async def test_tags_that_the_bot_has_not_heard_of_yet_are_kept(
    world: World, forum: simcord.ChannelHandle
) -> None:
    emit = world.env.backend.emit
    world.env.backend.emit = lambda event, *args, **kwargs: (  # type: ignore[method-assign]  # Discord is slow
        None if event == "CHANNEL_UPDATE" else emit(event, *args, **kwargs)
    )
    await discuss(world, title=TEARS)
    await discuss(world, title="The Snow Queen")
    there = await world.env.bot.fetch_channel(forum.id)
    assert isinstance(there, discord.ForumChannel)
    assert [tag.name for tag in there.available_tags] == ["Japan", "Ended", "South Korea"]


@pytest.mark.usefixtures("made_twice")
async def test_a_thread_that_discord_made_twice_stands_once(
    world: World, database: Database, forum: simcord.ChannelHandle
) -> None:
    answer = await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert f"<#{thread.id}>" in text_of(answer)
    assert await stored(database, "SELECT thread_id FROM thread") == [(thread.id,)]


async def test_threads_of_a_forum_link_to_each_other(world: World, forum: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    await discuss(world, title=TEARS, episode=5)
    first, second = forum.threads
    assert list(links(first.history()[0])) == ["Episodes 5–8 →"]
    assert list(links(second.history()[0])) == ["← Episodes 1–4"]


# --- where it may not ---


async def test_without_a_board(world: World) -> None:
    answer = await discuss(world, title=TEARS)
    assert "no discussion board yet" in text_of(answer)
    assert "/settings channel" in text_of(answer)


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_missing_permission_is_named_and_once_granted_all_is_well(
    world: World, database: Database, kind: str
) -> None:
    channel = await make(world, kind)
    notices = world.guild.create_text_channel("log")
    await choose(world, notices, "log")
    await forbid(world, channel, "send_messages")
    answer = await discuss(world, title=TEARS)
    assert "**Send Messages**" in text_of(answer)
    assert f"<#{channel.id}>" in text_of(answer)
    await discuss(world, world.jun, title=TEARS)
    (notice,) = notices.history()
    assert "a member asked for a thread" in text_of(notice)
    assert f"<#{channel.id}>" in text_of(notice)
    assert await stored(database, "SELECT * FROM thread") == []
    await forbid(world, channel)
    await discuss(world, title=TEARS)
    assert names(channel) == [TEARS]


async def test_a_refusal_of_discords_that_nobody_foresaw(world: World, board: simcord.ChannelHandle) -> None:
    world.env.inject_error("POST", f"/channels/{board.id}/messages", status=403, code=50013)
    answer = await discuss(world, title=TEARS)
    assert "Discord does not let me open threads" in text_of(answer)
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS]


async def test_in_a_direct_message_there_is_no_board(world: World) -> None:
    card = await world.mika.user.slash("drama info", title=TEARS)
    answer = await world.mika.user.click(shown(card), label="Discuss")
    assert "on a server only" in text_of(answer)


# --- inside a thread, and the list ---


async def test_in_a_dramas_thread_no_title_is_needed(world: World, board: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    (thread,) = board.threads
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=6)
    inside = await world.jun.slash(thread, "discuss")
    assert "You are in this thread." in text_of(inside), "wherever they are, it is this one they speak of"
    await world.jun.slash(thread, "discuss", episode=6)
    await world.env.settle()
    assert names(board)[1] == f"{TEARS} · Episodes 5–8"


async def test_the_whole_dramas_thread_stays_its_own_when_batches_are_chosen(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    (whole,) = board.threads
    await batches(world, 4)
    assert "You are in this thread." in text_of(await world.jun.slash(whole, "discuss"))
    form = await world.jun.click(opener(board, whole), label="Comment")
    await world.jun.submit_modal(form, {"text": "Of all of it."})
    await world.env.settle()
    assert "Of all of it." in text_of(whole.history()[-1])
    await discuss(world, title=TEARS)
    assert names(board) == [TEARS, f"{TEARS} · Episodes 1–4"]


async def test_the_list_has_the_most_active_first(world: World, board: simcord.ChannelHandle) -> None:
    assert "No threads yet" in text_of(await discuss(world))
    await discuss(world, title=TEARS)
    await world.env.advance_time(60)
    await discuss(world, title="4")
    tears, flowers = board.threads
    listed = text_of(await discuss(world))
    assert listed.index(f"<#{flowers.id}>") < listed.index(f"<#{tears.id}>")
    assert TEARS in listed
    await world.env.advance_time(60)
    await world.jun.send(tears, "What a song.")
    answer = await discuss(world)
    assert readers_of(world, answer) == {"mika"}
    listed = text_of(answer)
    assert listed.index(f"<#{tears.id}>") < listed.index(f"<#{flowers.id}>")


async def test_the_list_is_shown_when_discord_does_not_say_who_wrote(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    world.env.inject_error("GET", "/guilds/*/threads/active", status=403, code=50001)
    assert TEARS in text_of(await discuss(world))


async def test_a_long_list_is_turned(world: World, database: Database, board: simcord.ChannelHandle) -> None:
    for drama_id in range(1, 13):
        await put(
            database,
            "INSERT INTO thread (guild_id, drama_id, channel_id, thread_id, active_at)"
            " VALUES (?, ?, ?, ?, ?)",
            world.guild.id,
            drama_id,
            board.id,
            1_000 + drama_id,
            f"2026-01-{drama_id:02}T00:00:00Z",
        )
    answer = await discuss(world)
    assert "<#1012>" in text_of(answer)
    assert "<#1001>" not in text_of(answer)
    await world.mika.click(shown(answer), label="Next")
    assert "<#1001>" in text_of(answer)
    assert "2 of 2" in labels(answer)


async def test_threads_of_other_servers_are_not_listed(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, thread_id, active_at)"
        " VALUES (99, 1, 1001, '2026-01-01T00:00:00Z')",
    )
    assert "No threads yet" in text_of(await discuss(world))


# --- the buttons elsewhere ---


async def test_the_card_and_the_episodes_lead_to_the_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await world.jun.click(shown(card), label="Discuss")
    assert names(board) == [TEARS]
    listing = await world.jun.slash(world.lounge, "episode list", title=TEARS)
    answer = await world.jun.click(shown(listing), label="Discuss")
    assert f"<#{board.threads[0].id}>" in text_of(answer)
    assert len(board.threads) == 1


async def test_the_panel_says_how_many_episodes_share_a_thread(world: World, database: Database) -> None:
    panel = await world.rei.slash(world.lounge, "settings panel")
    await world.rei.click(shown(panel), label="Spoilers, roles, language")
    assert "one per drama" in text_of(panel)
    await batches(world, 4)
    assert await stored(database, "SELECT batch FROM guild") == [(4,)]
    panel = await world.rei.slash(world.lounge, "settings panel")
    await world.rei.click(shown(panel), label="Spoilers, roles, language")
    assert "one for 4 episodes" in text_of(panel)
    assert await stored(database, "SELECT count(*) FROM audit WHERE action = 'settings.batch'") == [(1,)]
