"""`/review`: writing one, reading what others think, judging it, and taking one's own away."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
import simcord

from bot.store.database import Database
from tests.world import (
    TEARS,
    Restart,
    World,
    begins,
    button,
    everything_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

GOOD = {
    "headline": "It stays with you",
    "text": "I cried, and called my mother.",
    "spoils": "",
    "overall": "9.5",
}


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    """A channel for reviews, as the moderators have set it."""
    made = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=made)
    return made


async def write(
    world: World, member: simcord.MemberActor, title: str = TEARS, **typed: str
) -> simcord.InteractionResult:
    form = await member.slash(world.lounge, "review write", title=title)
    answer = await member.submit_modal(form, {**GOOD, **typed})
    await world.env.settle()
    return answer


async def read(world: World, who: simcord.MemberActor, **options: object) -> simcord.InteractionResult:
    return await who.slash(world.lounge, "review read", title=TEARS, **options)


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


async def test_a_post_that_is_gone_is_posted_anew_by_an_edit(
    world: World, database: Database, channel: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    world.env.backend.delete_message(channel.id, post.id)
    await write(world, world.mika, text="Better words.")
    (anew,) = channel.history()
    assert anew.id != post.id
    assert "Better words." in text_of(anew)
    assert "post is gone" in caplog.text
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


# --- judging ---


async def test_helpful_or_not_once_a_member(
    world: World, database: Database, channel: simcord.ChannelHandle, restart: Restart
) -> None:
    await write(world, world.mika)
    (post,) = channel.history()
    await restart()
    told = await world.jun.click(post, label="Helpful")
    assert "You marked this review as helpful" in text_of(told.followups[0])
    (post,) = channel.history()
    assert "1 of 1 reader finds it helpful" in text_of(post)
    await world.rei.click(post, label="Not helpful")
    (post,) = channel.history()
    assert "1 of 2 readers find it helpful" in text_of(post)
    await world.jun.click(post, label="Not helpful")
    assert await stored(database, "SELECT helpful, unhelpful FROM review") == [(0, 2)]
    await world.jun.click(post, label="Not helpful")
    assert await stored(database, "SELECT helpful, unhelpful FROM review") == [(0, 1)]
    (post,) = channel.history()
    assert "0 of 1 reader" in text_of(post)


async def test_nobody_judges_their_own(world: World, database: Database) -> None:
    await write(world, world.mika)
    page = shown(await read(world, world.jun))
    answer = await world.mika.click(page, label="Helpful")
    assert readers_of(world, answer) == {"mika"}
    assert "You can't vote on your own review" in text_of(answer)
    assert await stored(database, "SELECT * FROM review_vote") == []


async def test_a_vote_in_a_private_copy_stands_out_there(world: World) -> None:
    await write(world, world.mika)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    copy = await world.jun.click(card, label="Reviews (1)")
    assert readers_of(world, copy) == {"jun"}
    await world.jun.click(shown(copy), label="Helpful")
    assert button(copy, "Helpful")["style"] == discord.ButtonStyle.success.value
    assert "1 of 1 reader" in text_of(copy)


# --- reading ---


async def test_pages_their_menu_and_other_readers(world: World) -> None:
    await write(world, world.mika, headline="Mika's", text="First words.")
    await world.env.advance_time(60)
    await write(world, world.jun, headline="Jun's", text="Second words.")
    newest = shown(await read(world, world.rei, sort="newest"))
    assert "Second words." in text_of(newest)
    assert "1 of 2" in labels(newest)
    await world.rei.click(newest, label="Next")
    assert "First words." in text_of(newest)
    options = menu(newest, "reviewat")["options"]
    assert [option["label"] for option in options] == ["Review", "Review"], (
        "of words an answer shows one review's"
    )
    alone = shown(await read(world, world.rei, sort="newest", private=True))
    assert [option["label"] for option in menu(alone, "reviewat")["options"]] == ["Jun's", "Mika's"]
    await world.rei.select(newest, [options[0]["value"]], custom_id=menu(newest, "reviewat")["custom_id"])
    assert "Second words." in text_of(newest)
    copy = await world.mika.click(newest, label="Next")
    assert readers_of(world, copy) == {"mika"}
    assert "First words." in text_of(copy)
    assert "Second words." in text_of(newest)  # whose page it is goes on reading where they were


async def test_a_members_review_is_asked_for(world: World) -> None:
    await write(world, world.mika, text="First words.")
    await write(world, world.jun, text="Second words.")
    for member, words in ((world.mika, "First words."), (world.jun, "Second words.")):
        assert words in text_of(await read(world, world.rei, member=member))
    answer = await read(world, world.mika, member=world.rei)
    assert readers_of(world, answer) == {"mika"}
    assert f"<@{world.rei.id}> has not reviewed it." in text_of(answer)


async def test_what_is_voted_helpful_comes_first(world: World) -> None:
    await write(world, world.mika, text="First words.")
    await write(world, world.jun, text="Second words.")
    page = shown(await read(world, world.rei, member=world.jun))
    await world.rei.click(page, label="Helpful")
    assert "Second words." in text_of(await read(world, world.mika))


async def test_their_other_reviews_are_a_button_away(world: World) -> None:
    await write(world, world.mika)
    await write(world, world.mika, title="2", headline="Another", text="Of another drama.")
    page = await read(world, world.jun)
    listing = await world.jun.click(shown(page), label="1 more by this member")
    assert readers_of(world, listing) == {"jun"}
    assert "2 reviews" in text_of(listing)
    (option,) = (o for o in menu(listing, "reviewread")["options"] if "Another" in o["description"])
    other = await world.jun.select(shown(listing), [option["value"]])
    assert "Of another drama." in text_of(other)


async def test_without_a_review_one_is_invited_to_write(world: World, database: Database) -> None:
    answer = await read(world, world.mika)
    assert readers_of(world, answer) == {"mika"}
    assert "No one here has reviewed it yet" in text_of(answer)
    form = await world.mika.click(shown(answer), label="Write a review")
    await world.mika.submit_modal(form, GOOD)
    assert await stored(database, "SELECT drama_id, member_id FROM review") == [(1, world.mika.id)]


async def test_reviews_of_other_servers_are_not_seen_here(world: World, database: Database) -> None:
    await put(database, "INSERT INTO member (id) VALUES (99)")
    await put(
        database,
        "INSERT INTO review (drama_id, member_id, headline, text, language) VALUES"
        " (1, 99, 'x', 'Far away', 'en')",
    )
    assert "No one here has reviewed it yet" in text_of(await read(world, world.mika))
    assert "Reviews" in labels(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    direct = await world.mika.user.slash("review read", title=TEARS)
    assert "No one here has reviewed it yet" in text_of(direct)
    await put(database, "INSERT INTO guild_member (guild_id, member_id) VALUES (?, 99)", world.guild.id)
    assert "Far away" in text_of(await world.mika.user.slash("review read", title=TEARS))
    assert "Far away" in text_of(await read(world, world.mika))


async def test_a_review_written_in_a_direct_message(world: World, channel: simcord.ChannelHandle) -> None:
    await world.mika.slash(world.lounge, "help")
    form = await world.mika.user.slash("review write", title=TEARS)
    answer = await world.mika.user.submit_modal(form, GOOD)
    assert "Members who share a server with you" in text_of(answer)
    assert channel.history() == []
    assert "called my mother" in text_of(await read(world, world.jun))


async def test_a_hidden_review_is_shown_nowhere(
    world: World, database: Database, channel: simcord.ChannelHandle
) -> None:
    await write(world, world.mika)
    page = shown(await read(world, world.jun))
    await put(database, "UPDATE review SET hidden = 1")
    assert "No one here has reviewed it yet" in text_of(await read(world, world.jun))
    assert "no longer here" in text_of(await world.jun.click(page, label="Helpful"))
    answer = await write(world, world.mika, text="Once more.")
    assert "The moderators have hidden this review" in text_of(answer)
    assert channel.history() == []  # and its post with it
    assert await stored(database, "SELECT hidden FROM review") == [(1,)]


async def test_a_long_review_is_read_on_in_private(world: World, channel: simcord.ChannelHandle) -> None:
    text = " ".join(f"*word_{number}*" for number in range(330))[:4_000].strip()
    await write(world, world.mika, text=text)
    (post,) = channel.history()
    assert "word\\_1\\*" in text_of(post)
    assert "word\\_320" not in text_of(post)
    opened = await world.jun.click(post, label="Read on")
    seen_by = [
        member.name
        for member in (world.mika, world.jun, world.rei)
        if shown(opened).id in {message.id for message in channel.history(viewer=member)}
    ]
    assert seen_by == ["jun"]
    pages = [text_of(opened)]
    while not button(opened, "Next")["disabled"]:
        await world.jun.click(shown(opened), label="Next")
        pages.append(text_of(opened))
    told = " ".join(pages).replace("\\", "")
    assert all(word in told for word in text.split())


@pytest.mark.parametrize(
    "text", ["|" * 4_000, "あ" * 4_000, "👩🏽‍💻" * 1_000, "```\n# " * 660, "a\n" * 2_000]
)
async def test_hostile_and_endless_texts_are_posted_and_read(
    world: World, channel: simcord.ChannelHandle, text: str
) -> None:
    await write(world, world.mika, headline=text[:100], text=text[:4_000])
    (post,) = channel.history()
    assert "||" not in text_of(post).replace("\\|", "")
    await world.jun.click(post, label="Read on")


async def test_the_language_is_told_where_it_is_another(world: World) -> None:
    world.speaks(world.mika, "ja")
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await world.mika.submit_modal(form, GOOD)
    assert "written in Japanese" in text_of(await read(world, world.jun))


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
