"""`/discuss`: one thread a drama or a batch is opened with its card, and found again."""

from __future__ import annotations

import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.boards import batches, choose, discuss, forbid, links, make, names, opener
from tests.world import (
    TEARS,
    World,
    everything_of,
    labels,
    more,
    old_button,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    ways,
)

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
    for told in (TEARS, "1リットルの涙", "🇯🇵 Japan · 2005", "Whole drama", "behind spoiler bars"):
        assert told in text_of(opening)
    assert labels(opening) == ["+1 episode", "Card", "Episodes", "Write a comment"]
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
    assert name.startswith("1リットルの涙")
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
    assert "Discuss" not in ways(card)
    before = screen(row(old_button("Discuss", "discuss", 1, 0)))
    old = posted_before(world, before, world.mika.user.dm_channel)
    answer = await world.mika.user.click(old, label="Discuss")
    assert "only on a server that Namida is on" in text_of(answer)


# --- the buttons elsewhere ---


async def test_the_card_and_the_episodes_lead_to_the_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await more(world.jun, shown(card), "discuss")
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
