"""`/review`: writing one, and taking one's own away."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
import simcord

from bot.store.database import Database
from tests.cogs.reviewing import GOOD, read, write
from tests.world import (
    TEARS,
    Restart,
    World,
    begins,
    everything_of,
    labels,
    readers_of,
    shown,
    stored,
    text_of,
)

# --- writing ---


async def test_a_review_is_posted_with_its_score_and_read(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    answer = await write(world, world.mika)
    assert readers_of(world, answer) == {"mika"}
    assert "your review is published" in text_of(answer)
    assert f"<#{channel.id}>" in text_of(answer)
    (post,) = channel.history()
    for told in (
        TEARS,
        f"<@{world.mika.id}>",
        "It stays with you",
        "called my mother",
        "★ **9.5**",
        "Completed",
    ):
        assert told in text_of(post)
    assert await stored(database, "SELECT overall FROM score WHERE member_id = ?", world.mika.id) == [(19,)]
    assert await stored(database, "SELECT * FROM draft") == []
    page = await read(world, world.jun)
    assert readers_of(world, page) == {"mika", "jun", "rei"}
    assert "called my mother" in text_of(page)
    assert "It stays with you" in text_of(page)


async def test_a_post_pings_nobody_and_makes_no_sound(world: World, channel: simcord.ChannelHandle) -> None:
    await write(world, world.mika, text=f"@everyone <@{world.jun.id}> read this")
    (body,) = (
        request.json or {}
        for request in world.env.http_requests
        if request.method == "POST" and request.path.endswith(f"/{channel.id}/messages")
    )
    assert body["allowed_mentions"]["parse"] == []
    assert not body["allowed_mentions"].get("users")
    assert int(body["flags"]) & 1 << 12, "notifications are not suppressed"
    (post,) = channel.history()
    assert "@everyone" not in text_of(post)
    assert f"<@{world.jun.id}> read" not in text_of(post)


async def test_without_a_channel_it_is_read_all_the_same(world: World, database: Database) -> None:
    answer = await write(world, world.mika)
    assert "This server has no channel for reviews" in text_of(answer)
    assert await stored(database, "SELECT * FROM outbox WHERE kind = 'review'") == []
    assert "called my mother" in text_of(await read(world, world.jun))


async def test_a_score_left_out_stays_as_it_is(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="7", music="10")
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    assert begins(form) == {"headline": "", "text": "", "spoils": "", "overall": "7"}
    await write(world, world.mika, overall=" ")
    assert await stored(database, "SELECT overall, music FROM score") == [(14, 20)]
    await write(world, world.mika, overall="★★★★½")
    assert await stored(database, "SELECT overall, music FROM score") == [(18, 20)]
    assert "★ **9.0** · Music 10.0" in text_of(await read(world, world.jun)).replace("Acting and cast", "")


async def test_an_edit_edits_the_post(
    world: World, database: Database, channel: simcord.ChannelHandle, restart: Restart
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    await restart()
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    assert begins(form) == {**GOOD, "overall": "9.5"}
    answer = await write(world, world.mika, headline="It does not", text="On second thoughts: no.")
    assert "your review is updated" in text_of(answer)
    (edited,) = channel.history()
    assert edited.id == post.id
    assert "On second thoughts: no." in text_of(edited)
    assert "It stays with you" not in everything_of(edited)
    assert await stored(database, "SELECT count(*), max(headline) FROM review") == [(1, "It does not")]


async def test_a_post_that_was_deleted_by_hand_takes_its_review_down(
    world: World, database: Database, channel: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    world.env.backend.delete_message(channel.id, post.id)
    await write(world, world.mika, text="Better words.")
    assert channel.history() == [], "its author does not bring it back"
    assert "post is gone" in caplog.text
    assert await stored(database, "SELECT message_id FROM posted") == []
    assert await stored(database, "SELECT actor_id, action FROM audit WHERE action GLOB 'review*'") == [
        (None, "review.taken_down")
    ]
    case = await world.rei.slash(world.lounge, "moderate restore", title="review 1")
    await world.rei.click(shown(case), label="Restore")
    await world.env.settle()
    (anew,) = channel.history()
    assert anew.id != post.id
    assert "Better words." in text_of(anew)
    assert await stored(database, "SELECT message_id FROM posted") == [(anew.id,)]


async def test_a_forbidden_edit_is_logged_and_made_once_allowed(
    world: World, channel: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    world.env.inject_error("PATCH", f"/channels/{channel.id}/messages/{post.id}", status=403, code=50001)
    await write(world, world.mika, text="Better words.")
    assert [(seen.id, "Better words." in text_of(seen)) for seen in channel.history()] == [(post.id, False)]
    assert "post not changed" in caplog.text
    await world.env.advance_time(timedelta(minutes=30).total_seconds())
    assert [(seen.id, "Better words." in text_of(seen)) for seen in channel.history()] == [(post.id, True)]


async def test_a_channel_that_is_gone_keeps_the_post_until_there_is_another(
    world: World, channel: simcord.ChannelHandle
) -> None:
    gone = world.env.bot.get_channel(channel.id)
    assert isinstance(gone, discord.TextChannel)
    await gone.delete()
    await write(world, world.mika)
    assert "called my mother" in text_of(await read(world, world.jun))
    panel = await world.rei.slash(world.lounge, "settings panel")
    assert "1 post is waiting" in text_of(panel)
    other = world.guild.create_text_channel("opinions")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=other)
    await world.env.settle()
    (post,) = other.history()
    assert "called my mother" in text_of(post)


# --- deleting ---


async def test_deleting_asks_and_takes_the_post_and_the_votes_with_it(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    await world.jun.click(post, label="Helpful")
    question = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    assert readers_of(world, question) == {"mika"}
    assert labels(question) == ["Delete it", "Cancel"]
    assert await stored(database, "SELECT count(*) FROM review") == [(1,)]
    await world.mika.click(shown(question), label="Delete it")
    await world.env.settle()
    assert "your review is deleted" in text_of(question)
    assert channel.history() == []
    for table in ("review", "review_vote", "posted", "draft"):
        assert await stored(database, f"SELECT * FROM {table}") == []
    assert await stored(database, "SELECT overall FROM score") == [(19,)]
    again = await world.mika.click(shown(question), label="Delete it") if labels(question) else None
    assert again is None
    assert "You have not reviewed it." in text_of(
        await world.mika.slash(world.lounge, "review delete", title=TEARS)
    )


async def test_a_new_review_after_a_deleted_one_is_posted(
    world: World, channel: simcord.ChannelHandle
) -> None:
    await write(world, world.mika)
    question = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(question), label="Delete it")
    await world.env.settle()
    await write(world, world.mika, text="A fresh start.")
    (post,) = channel.history()
    assert "A fresh start." in text_of(post)


async def test_deleting_tolerates_a_post_that_is_gone(
    world: World, database: Database, channel: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await write(world, world.mika)
    gone = world.env.bot.get_channel(channel.id)
    assert isinstance(gone, discord.TextChannel)
    await gone.delete()
    question = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(question), label="Delete it")
    await world.env.settle()
    assert "post is gone" in caplog.text
    assert await stored(database, "SELECT * FROM posted") == []


async def test_one_deleted_while_it_waits_is_never_posted(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    world.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50013)
    await write(world, world.mika)
    question = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(question), label="Delete it")
    assert await stored(database, "SELECT state FROM outbox WHERE kind = 'review'") == []
    await world.env.advance_time(timedelta(minutes=30).total_seconds())
    assert channel.history() == []


async def test_whose_review_is_meant_survives_the_choice_of_a_drama(world: World) -> None:
    await write(world, world.jun, title="4", text="First words.")
    await world.env.advance_time(600)
    await write(world, world.rei, title="4", text="Second words.")
    asked = await world.mika.slash(
        world.lounge, "review read", title="Boys over Flowers", member=world.jun, sort="newest"
    )
    assert "Several dramas are called" in text_of(asked)
    chosen = await world.mika.select(shown(asked), ["4"])
    assert "First words." in text_of(chosen)
    assert "2 of 2" in labels(chosen)
