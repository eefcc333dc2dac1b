"""`/review read`: pages, whose reviews a server sees, and members who judge them."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.store.database import Database
from tests.cogs.reviewing import GOOD, read, write
from tests.world import (
    TEARS,
    Restart,
    World,
    button,
    labels,
    menu,
    more,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    ways,
)

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
    copy = await more(world.jun, card, "reviews")
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
    assert "Reviews" in ways(await world.mika.slash(world.lounge, "drama info", title=TEARS))
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
    opened = await world.jun.click(post, label="Read more")
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
    await world.jun.click(post, label="Read more")


async def test_the_language_is_told_where_it_is_another(world: World) -> None:
    world.speaks(world.mika, "ja")
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await world.mika.submit_modal(form, GOOD)
    assert "written in Japanese" in text_of(await read(world, world.jun))
