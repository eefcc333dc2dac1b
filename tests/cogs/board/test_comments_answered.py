"""What others do with a comment: answer it, like it, report it."""

from __future__ import annotations

import simcord

from bot.domain.writings import WritingKind
from bot.i18n import texts
from bot.present.layout import row, screen
from bot.present.moderation.naming import report_button
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.moderation.deciding import report
from tests.world import World, everything_of, labels, posted_before, put, readers_of, shown, stored, text_of

# --- answers ---


async def test_an_answer_says_whom_it_answers(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    form = await world.jun.click(post, label="Reply")
    await world.jun.submit_modal(form, {"text": "On which one?"})
    await world.env.settle()
    _, answer = comments_in(board)
    assert f"reply to <@{world.mika.id}>" in text_of(answer)
    assert f"/{thread_of(board).id}/{post.id}" in text_of(answer)
    assert "On which one?" in text_of(answer)
    (sent,) = [
        request.json
        for request in world.env.http_requests
        if request.method == "POST"
        and "On which one?" in repr(request.json)
        and "nonce" in repr(request.json)
    ]
    assert isinstance(sent, dict)
    assert sent["allowed_mentions"]["parse"] == []
    assert not sent["allowed_mentions"].get("users")


async def test_the_answer_stays_when_what_it_answers_is_deleted(
    world: World, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    form = await world.jun.click(post, label="Reply")
    own = await world.mika.click(post, label="…")
    await world.jun.submit_modal(form, {"text": "On which one?"})
    await world.mika.click(shown(own), label="Delete it")
    await world.env.settle()
    (answer,) = comments_in(board)
    assert "On which one?" in text_of(answer)
    assert str(post.id) not in text_of(answer)


async def test_a_comment_that_is_out_of_sight_cannot_be_answered(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    form = await world.jun.click(post, label="Reply")
    await put(database, "UPDATE comment SET hidden = 1")
    answer = await world.jun.submit_modal(form, {"text": "Too late"})
    assert "no longer here" in text_of(answer)
    assert len(await stored(database, "SELECT * FROM comment")) == 1


# --- likes ---


async def test_a_like_counts_once_and_is_taken_back(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    await world.jun.click(post, label="Like")
    (post,) = comments_in(board)
    assert "Like · 1" in labels(post)
    await world.rei.click(post, label="Like · 1")
    (post,) = comments_in(board)
    assert "Like · 2" in labels(post)
    await world.jun.click(post, label="Like · 2")
    (post,) = comments_in(board)
    assert "Like · 1" in labels(post)
    assert await stored(database, "SELECT member_id FROM comment_like") == [(world.rei.id,)]


async def test_nobody_likes_or_reports_their_own(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    ident = (await stored(database, "SELECT id FROM comment"))[0][0]
    reports = posted_before(world, screen(row(report_button(texts("en"), WritingKind.COMMENT, ident))))
    for message, label, told in ((post, "Like", "your own"), (reports, "Report", "what you wrote yourself")):
        answer = await world.mika.click(message, label=label)
        assert told in text_of(answer)
    assert await stored(database, "SELECT * FROM comment_like") == []
    assert await stored(database, "SELECT * FROM report") == []


# --- reports ---


async def test_a_report_reaches_the_log_once_without_names_or_text(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    answer = await report(world, world.jun, post)
    assert "Thank you" in text_of(answer)
    again = await report(world, world.jun, post)
    assert "already reported" in text_of(again)
    kay = world.guild.add_member(world.env.create_user("kay"))
    await report(world, kay, post)
    (notice,) = log.history()
    assert f"/{thread_of(board).id}/{post.id}" in text_of(notice)
    assert "train" not in everything_of(notice)
    assert str(world.jun.id) not in everything_of(notice)
    assert len(await stored(database, "SELECT * FROM report WHERE kind = 'comment'")) == 2


async def test_any_message_can_be_reported(
    world: World, database: Database, log: simcord.ChannelHandle
) -> None:
    message = await world.mika.send(world.lounge, "you are all fools")
    form = await world.jun.context_menu(world.lounge, "Report to moderators", message)
    answer = await world.jun.submit_modal(form, {"why": "insult", "note": "", "tell": False})
    assert readers_of(world, answer) == {"jun"}
    await world.env.settle()
    (notice,) = log.history()
    assert f"/{world.lounge.id}/{message.id}" in text_of(notice)
    assert "fools" not in everything_of(notice)
    rows = await stored(database, "SELECT kind, subject, reporter_id FROM report")
    assert rows == [("message", f"{world.lounge.id} {message.id}", world.jun.id)]


async def test_the_menu_at_a_comment_reports_that_comment(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    await report(world, world.jun, post)
    form = await world.jun.context_menu(thread_of(board), "Report to moderators", post)
    answer = await world.jun.submit_modal(form, {"why": "insult", "note": "", "tell": False})
    assert "already reported" in text_of(answer)
    await world.env.settle()
    assert len(log.history()) == 1
    assert len(await stored(database, "SELECT * FROM report")) == 1


async def test_a_report_waits_for_a_log_channel(world: World, board: simcord.ChannelHandle) -> None:
    await comment(world, world.mika)
    (post,) = comments_in(board)
    await report(world, world.jun, post)
    made = world.guild.create_text_channel("log")
    await world.rei.slash(world.lounge, "settings channel", purpose="log", channel=made)
    await world.env.advance_time(20 * 60)
    (notice,) = made.history()
    assert "Reported: Comment" in text_of(notice)
