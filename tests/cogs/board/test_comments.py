"""`/comment`: what members say of a drama in its thread."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.commenting import begun_from, comment, comments_in, thread_of
from tests.world import (
    TEARS,
    World,
    begins,
    everything_of,
    hidden_text_of,
    labels,
    more,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)


async def test_a_comment_stands_in_the_dramas_thread(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    answer = await comment(world, world.mika)
    assert readers_of(world, answer) == {"mika"}
    assert f"<#{thread_of(board).id}>" in text_of(answer)
    (post,) = comments_in(board)
    assert thread_of(board).name == TEARS
    assert TEARS not in text_of(post), "the thread says it"
    assert f"<@{world.mika.id}>" in text_of(post)
    assert "I cried on the train." in text_of(post)
    assert await stored(database, "SELECT * FROM draft") == []
    assert await stored(database, "SELECT spoils_episode FROM comment") == [(None,)]


async def test_in_the_thread_no_title_is_needed(world: World, board: simcord.ChannelHandle) -> None:
    await comment(world, world.mika)
    await comment(world, world.jun, "So did I.", where=thread_of(board))
    first, second = comments_in(board)
    assert "So did I." in text_of(second)
    assert "train" in text_of(first)


async def test_outside_a_thread_a_title_is_needed(world: World, board: simcord.ChannelHandle) -> None:
    answer = await world.mika.slash(world.lounge, "comment")
    assert "Which drama?" in text_of(answer)


async def test_in_a_batchs_thread_the_form_begins_with_its_last_episode(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    sql = "INSERT INTO guild (id, batch) VALUES (?, 4) ON CONFLICT (id) DO UPDATE SET batch = 4"
    await put(database, sql, world.guild.id)
    form = await world.mika.slash(world.lounge, "comment", title=TEARS, episode=6)
    assert begins(form)["spoils"] == "6"
    await world.mika.submit_modal(form, {"text": "Quiet.", "spoils": "6"})
    await world.env.settle()
    there = thread_of(board)
    inside = await world.jun.slash(there, "comment")
    assert begins(inside)["spoils"] == "8"
    await world.jun.submit_modal(inside, {"text": "Very.", "spoils": "8"})
    await world.env.settle()
    assert len(comments_in(board)) == 2
    opening = next(message for message in board.history() if "Write a comment" in labels(message))
    pressed = await world.rei.click(opening, label="Write a comment")
    assert begins(pressed)["spoils"] == "8"
    await world.rei.submit_modal(pressed, {"text": "From the top.", "spoils": "8"})
    await world.env.settle()
    assert len(comments_in(board)) == 3


async def test_without_an_episode_the_batch_is_where_the_member_is(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    sql = "INSERT INTO guild (id, batch) VALUES (?, 4) ON CONFLICT (id) DO UPDATE SET batch = 4"
    await put(database, sql, world.guild.id)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=6)
    form = await world.jun.slash(world.lounge, "comment", title=TEARS)
    assert begins(form)["spoils"] == "8", "the thread's"
    await world.jun.submit_modal(form, {"text": "Six so far.", "spoils": "6"})
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    form = await begun_from(world.mika, card)
    assert begins(form)["spoils"] == "4"
    await world.mika.submit_modal(form, {"text": "Not begun.", "spoils": ""})
    await world.env.settle()
    later, first = board.threads
    assert "Six so far." in everything_of(later.history()[-1])
    assert "Not begun." in everything_of(first.history()[-1])
    form = await world.jun.slash(first, "comment", title=TEARS)
    assert begins(form)["spoils"] == "4", "in a thread of the drama it is that one"
    answered = await world.rei.click(later.history()[-1], label="Reply")
    await world.rei.submit_modal(answered, {"text": "Seven is better.", "spoils": "7"})
    await world.env.settle()
    assert "Seven is better." in everything_of(later.history()[-1])


async def test_the_flag_is_the_one_that_the_author_chose(world: World, board: simcord.ChannelHandle) -> None:
    await world.mika.slash(world.lounge, "profile edit", country="Japan")
    await comment(world, world.mika)
    await comment(world, world.jun)
    first, second = comments_in(board)
    assert f"🇯🇵 <@{world.mika.id}>" in text_of(first)
    assert "🇯🇵" not in text_of(second)


async def test_the_button_of_a_card_opens_the_form(world: World, board: simcord.ChannelHandle) -> None:
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    form = await begun_from(world.mika, card)
    await world.mika.submit_modal(form, {"text": "From the card."})
    await world.env.settle()
    (post,) = comments_in(board)
    assert "From the card." in text_of(post)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": "Fine.", "spoils": "0"}, "has episodes 1 to 11"),
        ({"text": "Fine.", "spoils": "soon"}, "isn't an episode"),
        ({"text": "Fine.", "spoils": "12"}, "There is no episode 12"),
    ],
)
async def test_what_cannot_be_taken_stays_a_draft_and_opens_no_thread(
    world: World,
    database: Database,
    board: simcord.ChannelHandle,
    typed: dict[str, str],
    told: str,
) -> None:
    form = await world.mika.slash(world.lounge, "comment", title=TEARS)
    answer = await world.mika.submit_modal(form, typed)
    assert told in text_of(answer)
    assert board.threads == []
    assert await stored(database, "SELECT * FROM comment") == []
    again = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(again)["text"] == typed["text"]
    await world.mika.submit_modal(again, {"text": "Fine.", "spoils": ""})
    await world.env.settle()
    assert len(comments_in(board)) == 1
    assert await stored(database, "SELECT * FROM draft") == []


async def test_without_a_board_it_is_told_before_anything_is_typed(world: World) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    for answer in (
        await world.mika.slash(world.lounge, "comment", title=TEARS),
        await world.mika.slash(world.lounge, "comment", title=TEARS, episode=3),
        await more(world.mika, card, "comments"),
        await world.mika.slash(world.lounge, "discuss"),
        await world.mika.slash(world.lounge, "discuss", title=TEARS),
    ):
        assert readers_of(world, answer) == {"mika"}
        assert "A moderator can set its channel with `/settings channel`." in text_of(answer)


async def test_a_board_that_goes_meanwhile_costs_nothing_typed(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    form = await world.mika.slash(world.lounge, "comment", title=TEARS)
    await put(database, "DELETE FROM guild_channel")
    answer = await world.mika.submit_modal(form, {"text": "Where to?"})
    assert readers_of(world, answer) == {"mika"}
    assert "no discussion board yet" in text_of(answer)
    assert await stored(database, "SELECT * FROM comment") == []
    await world.rei.slash(world.lounge, "settings channel", purpose="board", channel=board)
    again = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(again)["text"] == "Where to?"


async def test_in_a_whole_dramas_thread_the_form_begins_with_ones_own_progress(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.rei, "Nothing told.")
    there, card = thread_of(board), shown(await world.rei.slash(world.lounge, "drama info", title=TEARS))
    (post,) = comments_in(board)
    opening = next(message for message in board.history() if "Write a comment" in labels(message))

    async def begun(member: simcord.MemberActor) -> set[str]:
        forms = (
            await member.slash(world.lounge, "comment", title=TEARS),
            await member.slash(there, "comment"),
            await begun_from(member, card),
            await member.click(opening, label="Write a comment"),
            await member.click(post, label="Reply"),
        )
        known = begins(forms[0])["spoils"] != ""
        empty = "only if it contains no spoilers" if known else "Left empty: no spoilers, everyone reads it."
        assert empty in repr(forms[0].modal)
        return {begins(form)["spoils"] for form in forms}

    assert await begun(world.mika) == {""}, "not begun"
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=6)
    assert await begun(world.mika) == {"6"}
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert await begun(world.mika) == {"11"}
    named = await world.mika.slash(world.lounge, "comment", title=TEARS, episode=2)
    assert begins(named)["spoils"] == "2"
    await comment(world, world.rei, "The end!", "11")
    answered = await world.jun.click(comments_in(board)[-1], label="Reply")
    assert begins(answered)["spoils"] == "11", "no less than what it answers"
    form = await begun_from(world.mika, card)
    await world.mika.submit_modal(form, {"text": "Hello all.", "spoils": ""})
    (row,) = await stored(database, "SELECT spoils_episode FROM comment WHERE member_id = ?", world.mika.id)
    assert row == (None,), "who empties the field says so"


async def test_a_draft_does_not_hide_the_episode_that_is_named(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    form = await world.mika.slash(world.lounge, "comment", title=TEARS)
    answer = await world.mika.submit_modal(form, {"text": "About six.", "spoils": "6, I think"})
    assert "isn't an episode" in text_of(answer)
    on = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(on) == {"text": "About six.", "spoils": "6, I think"}
    named = await world.mika.slash(world.lounge, "comment", title=TEARS, episode=6)
    assert begins(named) == {"text": "About six.", "spoils": "6"}
    await world.mika.submit_modal(named, {"text": "About nine.", "spoils": "99"})
    further = await world.mika.slash(world.lounge, "comment", title=TEARS, episode=6)
    assert begins(further) == {"text": "About nine.", "spoils": "99"}, "its text may tell that much"
    nothing = await world.mika.submit_modal(further, {"text": "\u200b"})
    assert "no text" in text_of(nothing)
    assert "draft" not in text_of(nothing)
    kept = await world.mika.slash(world.lounge, "comment", title=TEARS)
    assert begins(kept)["text"] == "About nine.", "nothing takes the place of a draft"


@pytest.mark.usefixtures("let_through")
async def test_comments_work_on_a_server_only(world: World) -> None:
    answer = await world.mika.user.slash("comment", title=TEARS)
    assert "only on a server that Namida is on" in text_of(answer)


HOSTILE = "@everyone <@1> || bars || [link](https://evil.example) `code` **bold**\u202e\n# heading"


async def test_hostile_text_stays_what_it_is(world: World, board: simcord.ChannelHandle) -> None:
    """Its bars make it a spoiler; what stands under ours shows them as they are."""
    await comment(world, world.mika, HOSTILE, "1")
    (post,) = comments_in(board)
    told = hidden_text_of(post)
    assert "bars" not in text_of(post)
    assert "@everyone" not in everything_of(post)
    assert "\\|\\| bars \\|\\|" in told
    assert "\\[link\\]" in told
    assert "\u202e" not in told
    assert "\\# heading" in told


async def test_a_long_comment_is_read_on_alone(world: World, board: simcord.ChannelHandle) -> None:
    await comment(world, world.mika, "*" * 1_990 + "mirrowane")
    (post,) = comments_in(board)
    assert "mirrowane" not in everything_of(post)
    opened = await world.jun.click(post, label="Read more")
    await world.jun.click(shown(opened), label="Next")
    assert "mirrowane" in text_of(opened)
    assert "mirrowane" not in everything_of(post)


async def test_comments_keep_their_order_while_discord_fails(
    world: World, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "zero")
    there = thread_of(board)
    world.env.inject_error("POST", f"/channels/{there.id}/messages", status=403, code=50013)
    await comment(world, world.mika, "one")
    await comment(world, world.jun, "two")
    await comment(world, world.mika, "three")
    await world.env.advance_time(20 * 60)
    words = [text_of(post).splitlines()[-1] for post in comments_in(board)]
    assert words == ["zero", "one", "two", "three"]


async def test_a_comment_on_its_way_to_a_thread_that_moderators_lock_waits(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "zero")
    there = thread_of(board)
    world.env.inject_error("POST", f"/channels/{there.id}/messages", status=400, code=50083)
    await comment(world, world.mika, "one")
    held = await stored(database, "SELECT state, reason FROM outbox WHERE state <> 'sent'")
    assert held == [("held", "forbidden")]
    await world.env.advance_time(10 * 60)
    assert [text_of(post).splitlines()[-1] for post in comments_in(board)] == ["zero", "one"]
