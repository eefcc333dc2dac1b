"""Comments that change: edited or deleted by their author, and what outlasts a restart or a thread."""

from __future__ import annotations

import simcord

from bot.present import verbs
from bot.present.actions import button
from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.world import (
    TEARS,
    Restart,
    World,
    begins,
    everything_of,
    labels,
    posted_before,
    readers_of,
    shown,
    stored,
    text_of,
    ways,
)

# --- one's own ---


async def test_an_edit_edits_the_message(world: World, board: simcord.ChannelHandle) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    own = await world.mika.click(post, label="…")
    form = await world.mika.click(shown(own), label="Edit it")
    assert begins(form) == {"text": "I cried on the train.", "spoils": ""}
    answer = await world.mika.submit_modal(form, {"text": "I cried on the bus.", "spoils": "2"})
    await world.env.settle()
    assert "and its post are updated" in text_of(answer)
    (after,) = comments_in(board)
    assert after.id == post.id
    assert "⚠️\u00a0up to episode 2" in text_of(after)
    assert "bus" in everything_of(after)
    assert "train" not in everything_of(after)


async def test_a_comment_has_its_styles_and_its_form_what_was_typed(
    world: World, board: simcord.ChannelHandle
) -> None:
    typed = "***So* sad**, [see](https://example.org) <@1>\n>>> I ~~never~~ cried\n# Really"
    form = await world.mika.slash(world.lounge, "comment", title=TEARS)
    await world.mika.submit_modal(form, {"text": typed})
    await world.env.settle()
    (post,) = comments_in(board)
    assert (
        "**_So_ sad**, \\[see\\](https://example.org) \\<@1\\>\n> I ~~never~~ cried\n> \\# Really"
    ) in text_of(post)
    own = await world.mika.click(post, label="…")
    assert begins(await world.mika.click(shown(own), label="Edit it"))["text"] == typed


async def test_an_edit_reaches_a_thread_that_fell_asleep_and_lets_it_sleep_on(
    world: World, board: simcord.ChannelHandle
) -> None:
    answer = await comment(world, world.mika)
    (post,) = comments_in(board)
    there = thread_of(board)
    own = await world.mika.click(shown(answer), label="Edit or delete")
    form = await world.mika.click(shown(own), label="Edit it")
    path = f"/channels/{there.id}/messages/{post.id}"
    world.env.inject_error("PATCH", path, status=400, code=50083)
    before = len(world.env.http_requests)
    await world.mika.submit_modal(form, {"text": "I cried on the bus."})
    await world.env.settle()
    woken = [
        request.json
        for request in world.env.http_requests[before:]
        if request.method == "PATCH" and request.path.endswith(f"/channels/{there.id}")
    ]
    assert woken == [{"archived": False}, {"archived": True}]
    (after,) = comments_in(board)
    assert "bus" in text_of(after)


async def test_only_the_author_changes_and_deletes(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    offered = await world.jun.click(post, label="…")
    assert readers_of(world, offered) == set()  # it stands in the thread, for them alone
    assert labels(offered) == ["Report", "Cancel"]
    ident = (await stored(database, "SELECT id FROM comment"))[0][0]
    old = posted_before(world, screen(row(button("Edit", verbs.COMMENT_MINE, ident))))
    refused = await world.jun.click(old, label="Edit")
    assert "Only its author" in text_of(refused)
    own = await world.mika.click(old, label="Edit")
    assert labels(own) == ["Edit it", "Pictures", "Delete it", "Cancel"]
    assert await stored(database, "SELECT text FROM comment") == [("I cried on the train.",)]


async def test_deleting_takes_the_message_away(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    await world.jun.click(post, label="Like")
    own = await world.mika.click(post, label="…")
    await world.mika.click(shown(own), label="Delete it")
    await world.env.settle()
    assert comments_in(board) == []
    for table in ("comment", "comment_like", "posted WHERE kind = 'comment'"):
        assert await stored(database, f"SELECT * FROM {table}") == []


async def test_a_message_that_moderators_deleted_is_no_obstacle(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    answer = await comment(world, world.mika)
    (post,) = comments_in(board)
    world.env.backend.delete_message(thread_of(board).id, post.id)
    own = await world.mika.click(shown(answer), label="Edit or delete")
    await world.mika.click(shown(own), label="Delete it")
    await world.env.settle()
    assert await stored(database, "SELECT * FROM posted WHERE kind = 'comment'") == []


# --- what outlasts what ---


async def test_buttons_and_drafts_outlive_a_restart(
    world: World, database: Database, board: simcord.ChannelHandle, restart: Restart
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    form = await world.jun.click(post, label="Reply")
    await restart()
    await world.jun.submit_modal(form, {"text": "After the restart."})
    await world.env.settle()
    await world.jun.click(post, label="Like")
    posts = comments_in(board)
    assert len(posts) == 2
    assert "After the restart." in text_of(posts[1])
    assert "Like · 1" in labels(posts[0])


async def test_a_deleted_thread_is_made_anew_for_the_next_comment(
    world: World, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    gone = thread_of(board)
    world.env.backend.delete_channel(gone.id)
    await world.env.settle()
    await comment(world, world.jun, "Still here.")
    anew = thread_of(board)
    assert anew.id != gone.id
    assert "Still here." in text_of(comments_in(board)[-1])


async def test_what_went_with_its_thread_is_not_counted_until_it_is_changed(
    world: World, board: simcord.ChannelHandle
) -> None:
    answer = await comment(world, world.mika)
    assert "Comments (1)" in ways(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    world.env.backend.delete_channel(thread_of(board).id)
    await world.env.settle()
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert "Comments" in ways(card)
    assert "train" not in everything_of(card)
    own = await world.mika.click(shown(answer), label="Edit or delete")
    form = await world.mika.click(shown(own), label="Edit it")
    await world.mika.submit_modal(form, {"text": "I cried on the bus."})
    await world.env.advance_time(15 * 60)
    assert "bus" in text_of(comments_in(board)[-1])
    assert "Comments (1)" in ways(await world.jun.slash(world.lounge, "drama info", title=TEARS))


async def test_what_was_on_its_way_to_a_deleted_thread_goes_to_the_new_one(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "zero")
    gone = thread_of(board)
    world.env.inject_error("POST", f"/channels/{gone.id}/messages", status=404, code=10003)
    await comment(world, world.mika, "one")
    await comment(world, world.jun, "two")
    world.env.backend.delete_channel(gone.id)
    await world.env.advance_time(45 * 60)
    words = [text_of(post).splitlines()[-1] for post in comments_in(board)]
    assert words == ["one", "two"]
