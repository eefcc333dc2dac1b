"""A comment or quote that spoils is hidden from readers who are behind, until they ask for it."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.reviews.test_reviews_spoilers import seen
from tests.world import (
    TEARS,
    World,
    components,
    everything_of,
    hidden_text_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
    ways,
)

# Words that no screen has of its own.
TELLING = ("zanthorp", "quivelling")
SPOILING = "A quivelling farewell: zanthorp leaves."


def tells(text: str) -> bool:
    return any(word in text for word in TELLING)


def in_sight(there: simcord.ChannelHandle, member: simcord.MemberActor) -> str:
    return "\n".join(text_of(message) for message in there.history(viewer=member))


async def test_its_post_spoils_nobody(
    world: World,
    policy: str,
    board: simcord.ChannelHandle,
) -> None:
    await comment(world, world.mika, SPOILING, "9")
    (post,) = comments_in(board)
    assert "⚠️\u00a0up to episode 9" in text_of(post)
    assert f"<@{world.mika.id}>" in text_of(post)
    assert not tells(in_sight(thread_of(board), world.jun))
    if policy == "sealed":
        assert not tells(everything_of(post))
        assert "Read" in labels(post)
    else:
        assert tells(hidden_text_of(post))
        joined = "".join(str(part["content"]) for part, _ in walk(components(post)) if part.get("content"))
        assert not tells(joined[:100]), "a preview would show it"
    await world.jun.click(post, label="Like")
    (liked,) = comments_in(board)
    assert "Like · 1" in labels(liked)
    assert not tells(text_of(liked))
    if policy == "sealed":
        assert not tells(everything_of(liked))


async def test_an_answer_repeats_nothing(
    world: World,
    policy: str,
    board: simcord.ChannelHandle,
) -> None:
    await comment(world, world.mika, SPOILING, "9")
    (post,) = comments_in(board)
    form = await world.jun.click(post, label="Reply")
    assert not tells(repr(form.modal))
    await world.jun.submit_modal(form, {"text": "Oh no.", "spoils": ""})
    await world.env.settle()
    _, answer = comments_in(board)
    assert not tells(everything_of(answer))


async def test_who_is_behind_is_asked_and_who_is_past_reads(
    world: World,
    database: Database,
    board: simcord.ChannelHandle,
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await comment(world, world.mika, SPOILING, "9")
    (post,) = comments_in(board)
    await seen(world, world.jun, episode=4)
    before = len(world.env.http_requests)
    question = await world.jun.click(post, label="Read")
    assert labels(question) == ["Show anyway", "I have seen up to episode 9", "Not now"]
    assert "You've watched up to episode 4. This contains spoilers for episode 9." in text_of(question)
    sent = repr([request.json for request in world.env.http_requests[before:]])
    assert not tells(sent), "something of it left the bot before it was asked for"
    await world.jun.click(shown(question), label="Show anyway")
    assert tells(text_of(question))
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(4,)]
    again = await world.jun.click(post, label="Read")
    await world.jun.click(shown(again), label="I have seen up to episode 9")
    assert tells(text_of(again))
    at_once = await world.jun.click(post, label="Read")
    assert tells(text_of(at_once))
    own = await world.mika.click(post, label="Read")
    assert tells(text_of(own)), "the author knows what they wrote"
    assert not tells(in_sight(thread_of(board), world.rei))


async def test_a_card_shows_the_newest_that_its_reader_may_see(
    world: World,
    policy: str,
    board: simcord.ChannelHandle,
) -> None:
    await comment(world, world.mika, "A harmless remark.")
    await comment(world, world.mika, SPOILING, "9")
    await seen(world, world.rei, status="completed")
    public = await world.rei.slash(world.lounge, "drama info", title=TEARS)
    assert "Comments (2)" in ways(public)
    assert "harmless" not in everything_of(public), "what everyone sees quotes no one"
    assert not tells(everything_of(public)), "others read it, too"
    behind = await world.jun.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "A harmless remark." in text_of(behind)
    assert not tells(everything_of(behind))
    past = await world.rei.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert tells(text_of(past))


async def test_no_comment_leaves_its_server(world: World, board: simcord.ChannelHandle) -> None:
    await comment(world, world.mika, "A harmless remark.")
    card = await world.jun.user.slash("drama info", title=TEARS)
    assert "harmless" not in everything_of(card)


async def test_a_stricter_policy_reaches_the_comments_that_stand(
    world: World,
    board: simcord.ChannelHandle,
) -> None:
    await comment(world, world.mika, SPOILING, "9")
    (post,) = comments_in(board)
    assert tells(hidden_text_of(post))
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.env.advance_time(35 * 60)
    (after,) = comments_in(board)
    assert after.id == post.id
    assert not tells(everything_of(after))


# --- quotes ---


async def test_a_quote_that_spoils_is_hidden_by_rule(
    world: World,
    database: Database,
    policy: str,
) -> None:
    await put(database, "DELETE FROM quote")
    await seen(world, world.mika, status="completed")
    added = await world.mika.slash(
        world.lounge, "quote add", title=TEARS, text=SPOILING, episode=9, speaker="zanthorp"
    )
    assert readers_of(world, added) == {"mika", "jun", "rei"}
    assert not tells(text_of(added))
    assert "Spoils up to episode 9" in text_of(added)
    if policy == "sealed":
        assert not tells(everything_of(added))
    await seen(world, world.jun, episode=4)
    random = await world.jun.slash(world.lounge, "quote random", title=TEARS)
    if policy == "sealed":
        assert not tells(everything_of(random))
        assert readers_of(world, random) == {"jun"}
        assert "You've watched up to episode 4. This contains spoilers for episode 9." in text_of(random)
        await world.jun.click(shown(random), label="Show anyway")
        assert tells(text_of(random))
    else:
        assert not tells(text_of(random))
        assert tells(hidden_text_of(random))
    another = await world.jun.click(shown(added), label="Another")
    assert readers_of(world, another) == {"jun"}
    assert not tells(everything_of(another))
    past = await world.mika.click(shown(added), label="Another")
    assert tells(text_of(past))
