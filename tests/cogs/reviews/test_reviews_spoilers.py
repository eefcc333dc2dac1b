"""A review that spoils is hidden like a synopsis: from readers who are behind, until they ask for it."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.reviewing import read, write
from tests.world import (
    TEARS,
    World,
    components,
    everything_of,
    hidden_text_of,
    in_sight_of,
    labels,
    menu,
    more,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

# Words that no screen has of its own: of a headline, a beginning, and beyond what a post shows.
TELLING = ("zanthorp", "quivelling", "mirrowane")
SPOILING = {
    "headline": "How zanthorp ends it",
    "text": "A quivelling farewell. " + "Tears again. " * 250 + "Then mirrowane.",
    "spoils": "episode 9",
}
POLICIES = ("bars", "sealed", "open")


def tells(text: str) -> bool:
    return any(words in text for words in TELLING)


def tells_outside_bars(seen: simcord.InteractionResult | simcord.ResponseMessage) -> bool:
    bare = [
        {key: value for key, value in part.items() if key not in ("components", "accessory")}
        for part, covered in walk(components(seen))
        if not covered
    ]
    return tells(repr(bare))


async def seen(world: World, member: simcord.MemberActor, **where: int | str) -> None:
    await member.slash(world.lounge, "watch set", title=TEARS, **where)


async def test_its_post_spoils_nobody(
    world: World,
    policy: str,
    channel: simcord.ChannelHandle,
) -> None:
    await write(world, world.mika, **SPOILING)
    (post,) = channel.history()
    assert not tells(in_sight(channel, world.jun))
    assert "Spoils up to episode 9" in text_of(post)
    assert f"<@{world.mika.id}>" in text_of(post)
    assert "★ **9.5**" in text_of(post)
    if policy == "sealed":
        assert not tells(everything_of(post))
        assert "Read" in labels(post)
    else:
        assert "zanthorp" in hidden_text_of(post)
        assert "quivelling" in hidden_text_of(post)
        assert "mirrowane" not in everything_of(post)
        joined = "".join(str(part["content"]) for part, _ in walk(components(post)) if part.get("content"))
        assert not tells(joined[:100]), "a preview would show it"


def in_sight(there: simcord.ChannelHandle, member: simcord.MemberActor) -> str:
    return "\n".join(text_of(message) for message in there.history(viewer=member))


async def test_a_public_page_spoils_nobody(world: World, policy: str) -> None:
    await write(world, world.mika, **SPOILING)
    await seen(world, world.mika, status="completed")  # who asks may know, but others read it too
    page = await read(world, world.mika)
    assert readers_of(world, page) == {"mika", "jun", "rei"}
    assert not tells_outside_bars(page)
    assert not tells(in_sight_of(world, world.jun))
    if policy == "sealed":
        assert not tells(everything_of(page))


async def test_who_is_behind_is_asked_by_every_button(world: World, policy: str, database: Database) -> None:
    await write(world, world.mika, **SPOILING)
    await seen(world, world.jun, episode=4)
    page = shown(await read(world, world.jun))
    before = len(world.env.http_requests)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    copy = await more(world.jun, card, "reviews")
    assert readers_of(world, copy) == {"jun"}
    assert not tells(everything_of(copy))
    (read_it,) = [label for label in labels(page) if label in ("Read", "Read more")]
    question = await world.jun.click(page, label=read_it)
    assert readers_of(world, question) == {"jun"}
    assert labels(question) == ["Show anyway", "I have seen up to episode 9", "Not now"]
    assert "You've watched up to episode 4. This contains spoilers for episode 9." in text_of(question)
    await world.jun.click(shown(copy), label="Helpful")
    assert not tells(everything_of(copy))
    sent = repr([request.json for request in world.env.http_requests[before:]])
    assert not tells(sent), "something of it left the bot before it was asked for"
    await world.jun.click(shown(question), label="Show anyway")
    assert "zanthorp" in text_of(question)
    assert "quivelling" in text_of(question)
    await world.jun.click(shown(question), label="Next")
    assert "mirrowane" in text_of(question)
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(4,)]


async def test_i_have_seen_up_to_there_moves_the_progress(
    world: World, policy: str, database: Database
) -> None:
    await write(world, world.mika, **SPOILING)
    page = shown(await read(world, world.jun))
    (read_it,) = [label for label in labels(page) if label in ("Read", "Read more")]
    question = await world.jun.click(page, label=read_it)
    await world.jun.click(shown(question), label="I have seen up to episode 9")
    assert "zanthorp" in text_of(question)
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(9,)]
    again = await world.jun.click(page, label=read_it)
    assert "zanthorp" in text_of(again)


@pytest.mark.parametrize("where", [{"episode": 9}, {"status": "completed"}])
async def test_who_is_past_it_reads_at_once_alone(
    world: World, policy: str, where: dict[str, int | str]
) -> None:
    await write(world, world.mika, **SPOILING)
    await seen(world, world.jun, **where)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    copy = await more(world.jun, card, "reviews")
    assert readers_of(world, copy) == {"jun"}
    assert "zanthorp" in text_of(copy)
    opened = await world.jun.click(shown(copy), label="Read more")
    assert "quivelling" in text_of(opened)
    assert not tells(in_sight_of(world, world.rei))


async def test_the_author_reads_their_own(world: World, policy: str) -> None:
    await write(world, world.mika, **SPOILING)
    answer = await write(world, world.mika, **SPOILING)
    own = await world.mika.click(shown(answer), label="Read it")
    assert readers_of(world, own) == {"mika"}
    assert "zanthorp" in text_of(own)


async def test_menus_name_no_headline_that_may_spoil(world: World, policy: str) -> None:
    await write(world, world.mika, **SPOILING)
    await write(world, world.jun)
    await write(world, world.mika, title="2", **{**SPOILING, "spoils": "1"})
    public = await read(world, world.rei, member=world.jun)
    assert {option["label"] for option in menu(public, "reviewat")["options"]} == {"Review"}
    page = await read(world, world.rei, member=world.jun, private=True)
    told = [option["label"] for option in menu(page, "reviewat")["options"]]
    assert sorted(told) == ["It stays with you", "Spoils up to episode 9"]
    first = await read(world, world.rei, member=world.mika)
    listing = await world.rei.click(shown(first), label="1 more by this member")
    assert not tells(everything_of(listing))


async def test_a_vote_on_the_post_shows_no_more_than_before(
    world: World,
    policy: str,
    channel: simcord.ChannelHandle,
) -> None:
    await write(world, world.mika, **SPOILING)
    await seen(world, world.jun, status="completed")
    (post,) = channel.history()
    await world.jun.click(post, label="Helpful")
    assert "1 of 1 reader" in in_sight(channel, world.rei)
    assert not tells(in_sight(channel, world.rei))


async def test_what_comes_to_spoil_is_hidden_in_the_post_that_stands(
    world: World,
    channel: simcord.ChannelHandle,
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await write(world, world.mika, **{**SPOILING, "spoils": ""})
    (post,) = channel.history()
    assert "zanthorp" in text_of(post)
    await write(world, world.mika, **SPOILING)
    (hidden,) = channel.history()
    assert hidden.id == post.id
    assert not tells(everything_of(hidden))


async def test_a_direct_message_is_sealed(world: World) -> None:
    await write(world, world.mika, **SPOILING)
    await world.jun.slash(world.lounge, "help")
    page = await world.jun.user.slash("review read", title=TEARS)
    assert not tells(everything_of(page))
    asked = await world.jun.user.click(shown(page), label="Read")
    assert not tells(everything_of(asked))
    told = await world.jun.user.click(shown(asked), label="Show anyway")
    assert "zanthorp" in text_of(told)


async def test_a_stricter_policy_reaches_the_posts_that_stand(
    world: World,
    channel: simcord.ChannelHandle,
) -> None:
    await write(world, world.mika, **SPOILING)
    await write(world, world.jun)
    spoiling, plain = sorted(channel.history(), key=lambda message: "Spoils" not in text_of(message))
    assert "zanthorp" in hidden_text_of(spoiling)
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.env.advance_time(35 * 60)
    seen_now = {message.id: message for message in channel.history()}
    assert not tells(everything_of(seen_now[spoiling.id]))
    assert "called my mother" in text_of(seen_now[plain.id])
