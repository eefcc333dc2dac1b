"""Members who want to hear of answers are told who answered and where, and nothing of what was said."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.world import TEARS, Restart, World, everything_of, labels, shown, stored, text_of

TELLING = "zanthorp"


async def answer(world: World, member: simcord.MemberActor, board: simcord.ChannelHandle) -> None:
    first = comments_in(board)[0]
    (reply,) = [label for label in labels(first) if label.startswith("Reply")]
    form = await member.click(first, label=reply)
    await member.submit_modal(form, {"text": f"It ends: {TELLING}.", "spoils": "9"})
    await world.env.settle()


async def test_an_answer_is_told_by_a_quiet_message_once(
    world: World, database: Database, board: simcord.ChannelHandle, restart: Restart
) -> None:
    panel = await world.mika.slash(world.lounge, "profile edit")
    assert "Told of answers Not at all" in text_of(panel).replace("*", "")
    await world.mika.select(shown(panel), ["message"], custom_id="namida:1:setprofile:answers")
    assert "By direct message" in text_of(panel)
    await comment(world, world.mika)
    await answer(world, world.jun, board)
    await restart()
    await world.env.advance_time(5 * 60)
    (told,) = world.mika.user.dm_channel.history()
    assert f"<@{world.jun.id}> answered your comment on **{TEARS}**." in text_of(told)
    assert TELLING not in everything_of(told)
    assert f"/{thread_of(board).id}/{comments_in(board)[-1].id}" in everything_of(told)
    assert told.flags.suppress_notifications
    await restart()
    await world.env.advance_time(60 * 60)
    assert len(world.mika.user.dm_channel.history()) == 1
    assert await stored(database, "SELECT state FROM outbox WHERE kind = 'answered'") == [("sent",)]


async def test_a_digest_names_the_answers_of_its_day(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    chosen = await world.mika.slash(world.lounge, "profile edit", answers="digest")
    assert "In the daily digest" in text_of(chosen)
    form = await world.mika.click(shown(chosen), label="Daily digest")
    await world.mika.submit_modal(form, {"clock": "9:30", "zone": "Asia/Tokyo"})
    await comment(world, world.mika)
    await answer(world, world.jun, board)
    await answer(world, world.rei, board)
    world.env.backend.remove_member(world.guild.id, world.rei.id)
    await world.env.advance_time(35 * 60)
    (told,) = world.mika.user.dm_channel.history()
    assert "Your daily digest" in text_of(told)
    assert f"<@{world.jun.id}> answered your comment on **{TEARS}**." in text_of(told)
    assert str(world.rei.id) not in everything_of(told), "who left is not named"
    assert TELLING not in everything_of(told)
    assert "Stop the digest" in labels(told)
    assert await stored(database, "SELECT * FROM answer_notice WHERE digest_at IS NULL") == []
