"""Nobody reads, lists or opens through the bot what the server keeps from them."""

from __future__ import annotations

import simcord

from bot.present import verbs
from bot.present.actions import button
from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.boards import choose, close, discuss, forbid, make, names, thread_of
from tests.cogs.commenting import comment
from tests.world import (
    TEARS,
    World,
    begins,
    everything_of,
    labels,
    more,
    posted_before,
    shown,
    stored,
    text_of,
    ways,
)


async def test_the_list_has_what_its_reader_sees(world: World, board: simcord.ChannelHandle) -> None:
    await discuss(world, title=TEARS)
    other = await make(world, "forum")
    await discuss(world, title="4")
    assert TEARS in text_of(await discuss(world, world.jun))
    await forbid(world, board, "view_channel", member=world.jun)
    listed = text_of(await discuss(world, world.jun))
    assert TEARS not in listed
    assert f"<#{other.threads[0].id}>" in listed
    assert "in channels that you can't see" in listed
    everything = text_of(await discuss(world))
    assert TEARS in everything
    assert "can't see" not in everything
    await forbid(world, other, "view_channel", member=world.jun)
    listed = text_of(await discuss(world, world.jun))
    assert "The discussion board is in a channel that you can't see" in listed
    assert "#" not in listed.replace("###", "")


async def test_who_does_not_see_the_board_opens_nothing_there(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await forbid(world, board, "view_channel", member=world.jun)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    for answer in (
        await discuss(world, world.jun, title=TEARS),
        await more(world.jun, card, "discuss"),
        await world.jun.slash(world.lounge, "comment", title=TEARS),
        await more(world.jun, card, "comments"),
    ):
        assert "in a channel that you can't see" in text_of(answer)
        assert str(board.id) not in text_of(answer)
    assert board.threads == []
    await discuss(world, title=TEARS)
    assert "can't see" in text_of(await discuss(world, world.jun, title=TEARS)), "nor is the way told"
    assert await stored(database, "SELECT * FROM comment") == []


async def test_who_may_not_write_in_the_board_comments_neither(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    form = await world.jun.slash(world.lounge, "comment", title=TEARS)
    await forbid(world, board, "send_messages_in_threads", member=world.jun)
    answer = await world.jun.submit_modal(form, {"text": "Let me in."})
    assert f"You can read <#{board.id}>, but you can't write" in text_of(answer)
    assert await stored(database, "SELECT * FROM comment") == []
    assert board.threads == []
    assert f"<#{board.id}>" not in text_of(await discuss(world, world.jun, title=TEARS)), "reading is allowed"
    assert names(board) == [TEARS]
    await forbid(world, board, member=world.jun)
    again = await world.jun.click(shown(answer), label="Continue writing")
    assert begins(again)["text"] == "Let me in."


async def test_a_thread_in_an_earlier_board_is_looked_at_where_it_stands(
    world: World, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    await choose(world, world.guild.create_text_channel("elsewhere"))
    await forbid(world, board, "view_channel", member=world.jun)
    assert "can't see" in text_of(await discuss(world, world.jun, title=TEARS))
    assert "can't see" not in text_of(await discuss(world, world.jun, title="4"))


async def test_a_card_quotes_no_comment_to_who_does_not_see_the_thread(
    world: World, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "A harmless remark.")
    alone = await world.jun.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "A harmless remark." in text_of(alone)
    assert "Comments (1)" in ways(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    await forbid(world, board, "view_channel", member=world.jun)
    for private in (False, True):
        card = await world.jun.slash(world.lounge, "drama info", title=TEARS, private=private)
        assert "harmless" not in everything_of(card)
        assert "Comments" in ways(card)
    theirs = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "harmless" in everything_of(theirs)


async def test_a_public_card_tells_nothing_of_a_board_that_not_all_its_readers_see(
    world: World, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "A harmless remark.")
    # The board is for a role alone, which mika has.
    role = world.guild.create_role("Members")
    world.env.backend.add_member_role(world.guild.id, world.mika.id, role.id)
    await close(world, board, to=world.guild.id)
    await close(world, board, to=role.id, opened=True)
    public = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "Comments" in ways(public)
    assert "harmless" not in everything_of(public)
    private = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "A harmless remark." in text_of(private)
    within = await world.mika.slash(board.threads[0], "drama info", title=TEARS)
    assert "Comments (1)" in ways(within), "whoever reads there sees the comment, too"
    assert "harmless" not in everything_of(within), "but a card would not follow it"


async def test_who_may_not_write_in_a_locked_thread_comments_neither(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await discuss(world, title=TEARS)
    (thread,) = board.threads
    await thread_of(world, thread).edit(locked=True)
    await world.env.settle()
    answer = await comment(world, world.jun, "One more thing.")
    assert f"Moderators have locked <#{thread.id}>" in text_of(answer)
    assert "Continue writing" in labels(answer)
    assert await stored(database, "SELECT * FROM comment") == []


async def test_no_button_from_before_leads_to_what_is_hidden_since(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    told = "A harmless remark. " * 60
    await comment(world, world.mika, told)
    await comment(world, world.mika, "She falls.", "3")
    ids = [row[0] for row in await stored(database, "SELECT id FROM comment ORDER BY id")]
    kept = shown(await world.jun.slash(world.lounge, "comments", title=TEARS))
    asking = posted_before(world, screen(row(button("Read", verbs.COMMENT_READ, ids[1]))))
    question = shown(await world.jun.click(asking, label="Read"))
    read = shown(await world.jun.click(kept, label="Read more"))
    assert "harmless" in text_of(read)
    await forbid(world, board, "view_channel", member=world.jun)
    turning = posted_before(world, screen(row(button("2", verbs.COMMENT_PAGE, ids[0], 1))))
    for answer in (
        await world.jun.click(kept, label="Read more"),
        await world.jun.click(kept, label="Like"),
        await world.jun.click(asking, label="Read"),
        await world.jun.click(question, label="Show anyway"),
        await world.jun.click(turning, label="2"),
    ):
        assert "in a channel that you can't see" in everything_of(answer)
        assert "She falls." not in everything_of(answer)
    assert await stored(database, "SELECT * FROM comment_like") == []
    await forbid(world, board, member=world.jun)
    assert "harmless" in text_of(await world.jun.click(kept, label="Read more"))
