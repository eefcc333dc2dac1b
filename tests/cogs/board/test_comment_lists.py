"""`/comments` and the Comments buttons: what others say, as far as their reader is."""

from __future__ import annotations

import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.commenting import begun_from, comment, comments_in
from tests.cogs.reviewing import write as review
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
)

FAR = "zanthorp"  # of what tells about the ninth episode


async def test_comments_are_read_up_to_where_one_is(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "It begins.")
    await comment(world, world.mika, "She falls.", "3")
    (first, third) = comments_in(board)
    answer = await world.rei.click(first, label="Reply")
    await world.rei.submit_modal(answer, {"text": f"It ends: {FAR}.", "spoils": "9"})
    answer = await world.rei.click(third, label="Reply")
    await world.rei.submit_modal(answer, {"text": "I fell with her.", "spoils": "3"})
    await world.env.settle()

    there = await world.jun.slash(world.lounge, "comments", title=TEARS)
    assert readers_of(world, there) == {"jun"}
    assert "1 of 4, up to where you are" in text_of(there)
    assert "It begins." in text_of(there)
    assert "She falls." not in everything_of(there)
    assert labels(there) == ["Like", "Reply · 1", "…", "Write a comment", "Discuss"]
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=3)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    there = await more(world.jun, card, "comments")
    assert "3 of 4, up to where you are" in text_of(there)
    told = text_of(there)
    assert told.index("She falls.") < told.index("I fell with her.") < told.index("It begins.")
    assert f"reply to <@{world.mika.id}>" in told
    assert FAR not in everything_of(there)

    liked = [part for part in labels(there) if part.startswith("Like")]
    assert liked == ["Like"] * 3
    ids = [row[0] for row in await stored(database, "SELECT id FROM comment ORDER BY id")]
    await world.jun.click(shown(there), custom_id=f"namida:1:commentlike:{ids[0]}:l:newest:0:0")
    assert "Like · 1" in labels(there)
    await world.jun.click(shown(there), label="Most liked first")
    told = text_of(there)
    assert told.index("It begins.") < told.index("She falls.") < told.index("I fell with her.")
    form = await world.jun.click(shown(there), custom_id=f"namida:1:commentreply:{ids[1]}")
    await world.jun.submit_modal(form, {"text": "All of us did.", "spoils": "3"})
    await world.env.settle()
    assert "reply to" in text_of(comments_in(board)[-1])
    inside = await world.jun.slash(board.threads[0], "comments", sort="liked")
    assert "4 of 5, up to where you are" in text_of(inside)
    await put(database, "UPDATE comment SET hidden = 1 WHERE id = ?", ids[1])
    inside = await world.jun.slash(board.threads[0], "comments")
    assert "3 of 4, up to where you are" in text_of(inside)
    assert "reply to a removed comment" in text_of(inside)


async def test_many_comments_come_in_pages(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    for number in range(6):
        await comment(world, world.mika if number % 2 else world.jun, f"Number {number}. " + "x " * 600)
    there = await world.rei.slash(world.lounge, "comments", title=TEARS)
    assert "6 comments" in text_of(there)
    assert "Number 5" in text_of(there)
    assert "Number 1" not in text_of(there)
    await world.rei.click(shown(there), label="Next")
    assert "Number 1" in text_of(there)
    assert "Number 5" not in text_of(there)
    ((ident,),) = await stored(database, "SELECT id FROM comment WHERE text GLOB 'Number 1*'")
    opened = await world.rei.click(shown(there), custom_id=f"namida:1:commentread:{ident}")
    assert "Number 1" in text_of(opened)
    assert readers_of(world, opened) == {"rei"}


async def test_where_there_is_nothing_one_may_begin(world: World, board: simcord.ChannelHandle) -> None:
    there = await world.mika.slash(world.lounge, "comments", title=TEARS)
    assert "No one has commented yet." in text_of(there)
    form = await world.mika.click(shown(there), label="Write a comment")
    await world.mika.submit_modal(form, {"text": "Then I begin."})
    await world.env.settle()
    (post,) = comments_in(board)
    assert "Then I begin." in text_of(post)
    answer = await world.mika.slash(world.lounge, "comments")
    assert "Which drama?" in text_of(answer)
    with pytest.raises(simcord.SetupError, match="not visible"):  # it is not offered there
        await world.mika.user.slash("comments", title=TEARS)
    old = posted_before(world, screen(row(old_button("Comments", "comments", 1))), world.mika.user.dm_channel)
    answer = await world.mika.user.click(old, label="Comments")
    assert "only on a server that Namida is on" in text_of(answer)


async def test_a_review_has_comments_of_its_own(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await review(world, world.mika, spoils="9")
    await comment(world, world.rei, "Of the drama.")
    read = await world.jun.slash(world.lounge, "review read", title=TEARS)
    there = await world.jun.click(shown(read), label="Comments")
    assert readers_of(world, there) == {"jun"}
    assert f"On the review by <@{world.mika.id}>" in text_of(there)
    assert "No one has commented yet." in text_of(there)
    form = await world.jun.click(shown(there), label="Write a comment")
    refused = await world.jun.submit_modal(form, {"text": "Well said.", "spoils": "soon"})
    assert "isn't an episode" in text_of(refused)
    form = await world.jun.click(shown(refused), label="Continue writing")
    await world.jun.submit_modal(form, {"text": "Well said.", "spoils": ""})
    await world.env.settle()
    post = comments_in(board)[-1]
    assert "Well said." in text_of(post)
    assert "on a review" in text_of(post)
    form = await world.mika.click(post, label="Reply")
    await world.mika.submit_modal(form, {"text": "Thank you.", "spoils": ""})
    await world.env.settle()
    there = await world.rei.click(shown(read), label="Comments")
    assert "2 comments" in text_of(there)
    assert "Of the drama." not in text_of(there)
    assert text_of(there).index("Well said.") < text_of(there).index("Thank you.")
    liked = await stored(database, "SELECT id, review_id FROM comment WHERE text = 'Well said.'")
    (ident, review_id) = liked[0]
    await world.rei.click(shown(there), custom_id=f"namida:1:commentlike:{ident}:l:newest:0:{review_id}")
    assert "Like · 1" in labels(there)
    assert "Of the drama." not in text_of(there)
    everything = await world.rei.slash(world.lounge, "comments", title=TEARS)
    assert "3 comments" in text_of(everything)
    deleting = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(deleting), label="Delete it")
    await world.env.settle()
    assert "reply to a deleted comment" in text_of(comments_in(board)[-2])
    gone = await world.rei.click(shown(there), label="Write a comment")
    assert "no longer" in text_of(gone)


async def test_a_card_of_a_member_leads_to_the_form(world: World, board: simcord.ChannelHandle) -> None:
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    form = await begun_from(world.mika, card)
    assert form.modal is not None
