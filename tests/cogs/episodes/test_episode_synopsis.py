"""`/episode synopsis`: what happened in an episode, never seen before it was asked for."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    components,
    everything_of,
    hidden_text_of,
    in_sight_of,
    labels,
    readers_of,
    sent_by,
    shown,
    stored,
    text_of,
    walk,
)

# Words of the first episode's synopsis that stand in no card, title or summary of the drama.
TELLING = ("entrance exam", "chopsticks", "basketball", "class representatives")


@pytest.fixture(autouse=True)
async def what_there_is_to_spoil(database: Database) -> None:
    ((text,),) = await stored(
        database, "SELECT text FROM synopsis WHERE drama_id = 1 AND episode = 1 AND language = 'en'"
    )
    assert all(words in text for words in TELLING)


def tells(text: str) -> bool:
    return any(words in text for words in TELLING)


def tells_outside_bars(answer: simcord.InteractionResult) -> bool:
    """Whether anything of the synopsis stands in a text, label, placeholder, option or description."""
    bare = [
        {key: value for key, value in part.items() if key not in ("components", "accessory")}
        for part, covered in walk(components(answer))
        if not covered
    ]
    return tells(repr(bare))


async def policy(world: World, which: str) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=which)


async def seen(world: World, member: simcord.MemberActor, **where: int | str) -> None:
    await member.slash(world.lounge, "watch set", title=TEARS, **where)


# --- bars: for everybody, hidden from everybody ---


@pytest.mark.parametrize("where", [{}, {"status": "plan"}, {"episode": 1}, {"status": "completed"}])
async def test_under_bars_the_text_is_posted_hidden_for_all(
    world: World, where: dict[str, int | str]
) -> None:
    if where:
        await seen(world, world.mika, **where)
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    assert f"### {TEARS} · Episode 1" in text_of(answer)
    assert "Spoils up to episode 1" in text_of(answer)
    assert not tells_outside_bars(answer)
    assert all(words in hidden_text_of(answer) for words in TELLING)
    assert not tells(in_sight_of(world, world.jun))


async def test_a_post_does_not_notify(world: World) -> None:
    await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    post = world.env.http_requests[-1].json
    assert post is not None
    message = post["data"]
    assert message["flags"] & 1 << 12  # Discord's SUPPRESS_NOTIFICATIONS
    assert message["allowed_mentions"]["parse"] == []
    assert not message.get("content")


async def test_i_have_seen_it_moves_whoever_presses_and_nobody_back(world: World, database: Database) -> None:
    answer = shown(await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1))
    await seen(world, world.mika, episode=5)
    moved = await world.jun.click(answer, label="I have seen it")
    assert readers_of(world, moved) == {"jun"}
    assert "episode 1 of 11" in text_of(moved)
    await world.mika.click(answer, label="I have seen it")
    assert dict(await stored(database, "SELECT member_id, episode FROM progress")) == {
        world.jun.id: 1,
        world.mika.id: 5,
    }


async def test_the_episode_is_scored_from_its_synopsis(world: World, database: Database) -> None:
    answer = shown(await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1))
    panel = await world.jun.click(answer, label="Score this episode")
    assert readers_of(world, panel) == {"jun"}
    await world.jun.select(shown(panel), ["17"])
    assert await stored(database, "SELECT member_id, episode, overall FROM episode_score") == [
        (world.jun.id, 1, 17)
    ]


async def test_the_next_synopsis_is_asked_for_by_button(world: World) -> None:
    answer = shown(await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1))
    following = await world.jun.click(answer, label="Next synopsis")
    assert readers_of(world, following) == {"jun"}
    assert f"### {TEARS} · Episode 2" in text_of(following)


async def test_the_last_synopsis_has_no_next(world: World, database: Database) -> None:
    await write(world, "They remember.", episode=11)
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=11)
    assert button(answer, "Next synopsis")["disabled"]


async def write(world: World, text: str, *, episode: int) -> None:
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=episode)
    await world.rei.submit_modal(form, {"text": text})


# --- sealed: on request, after a check of the reader's progress ---


@pytest.mark.parametrize("where", [{}, {"status": "plan"}, {"status": "watching"}, {"status": "dropped"}])
async def test_sealed_asks_a_reader_who_is_behind(world: World, where: dict[str, str]) -> None:
    await policy(world, "sealed")
    if where:
        await seen(world, world.jun, **where)
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, question) == {"jun"}
    assert text_of(question).startswith(f"### {TEARS} · Episode 1")
    assert labels(question) == ["Show anyway", "I have seen up to episode 1", "Not now"]
    assert not tells(everything_of(question))
    assert not tells(sent_by(world))  # nothing of it has left the bot at all


async def test_sealed_tells_where_the_reader_is(world: World) -> None:
    await policy(world, "sealed")
    await write(world, "They remember.", episode=9)
    await seen(world, world.jun, episode=4)
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=9)
    assert "You've watched up to episode 4. This contains spoilers for episode 9." in text_of(question)
    assert "They remember" not in everything_of(question)


async def test_show_anyway_shows_it_to_them_alone(world: World, database: Database) -> None:
    await policy(world, "sealed")
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await world.jun.click(shown(question), label="Show anyway")
    assert readers_of(world, question) == {"jun"}
    assert all(words in text_of(question) for words in TELLING)
    assert "Spoils up to episode 1" in text_of(question)
    assert not tells(in_sight_of(world, world.mika))
    assert await stored(database, "SELECT * FROM progress") == []


async def test_i_have_seen_up_to_there_moves_the_progress_and_shows_it(
    world: World, database: Database
) -> None:
    await policy(world, "sealed")
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await world.jun.click(shown(question), label="I have seen up to episode 1")
    assert all(words in text_of(question) for words in TELLING)
    assert await stored(database, "SELECT member_id, status, episode FROM progress") == [
        (world.jun.id, "watching", 1)
    ]
    at_once = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, at_once) == {"jun"}
    assert all(words in text_of(at_once) for words in TELLING)


async def test_not_now_takes_the_question_away(world: World, database: Database) -> None:
    await policy(world, "sealed")
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await world.jun.click(shown(question), label="Not now")
    assert question.response is None
    assert f"{TEARS} · Episode 1" not in in_sight_of(world, world.jun)
    assert not tells(sent_by(world))
    assert await stored(database, "SELECT * FROM progress") == []


@pytest.mark.parametrize("where", [{"episode": 1}, {"episode": 7}, {"status": "completed"}])
async def test_sealed_gives_it_at_once_to_who_is_past_it(world: World, where: dict[str, int | str]) -> None:
    await policy(world, "sealed")
    await seen(world, world.mika, **where)
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, answer) == {"mika"}
    assert all(words in text_of(answer) for words in TELLING)
    assert not tells(in_sight_of(world, world.jun))


# --- open: finished dramas unhidden for readers who have seen them ---


async def test_open_spares_the_bars_who_has_seen_it(world: World) -> None:
    await policy(world, "open")
    await seen(world, world.mika, status="completed")
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, answer) == {"mika"}  # others who are behind read the same channel
    assert all(words in text_of(answer) for words in TELLING)


async def test_open_keeps_the_bars_for_who_is_behind(world: World) -> None:
    await policy(world, "open")
    answer = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert not tells_outside_bars(answer)
    assert all(words in hidden_text_of(answer) for words in TELLING)


async def test_open_keeps_the_bars_while_a_drama_still_airs(world: World, database: Database) -> None:
    await policy(world, "open")
    await database.write(lambda c: c.execute("UPDATE drama SET aired_to = '2199-01-01' WHERE id = 1"))
    await seen(world, world.mika, episode=5)
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    assert not tells_outside_bars(answer)


# --- by a menu or button the answer is the reader's alone, under every policy ---


@pytest.mark.parametrize("which", ["bars", "sealed", "open"])
async def test_a_menu_asks_who_is_behind_under_every_policy(world: World, which: str) -> None:
    await policy(world, which)
    listing = await world.jun.slash(world.lounge, "episode list", title=TEARS)
    question = await world.jun.select(shown(listing), ["1"])
    assert readers_of(world, question) == {"jun"}
    assert not tells(sent_by(world))
    await seen(world, world.mika, episode=1)
    own = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    answer = await world.mika.select(shown(own), ["1"])
    assert readers_of(world, answer) == {"mika"}
    assert all(words in text_of(answer) for words in TELLING)


# --- nothing to tell ---


async def test_no_synopsis_yet_invites_to_write_it(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=2)
    assert readers_of(world, answer) == {"mika"}
    assert "No one has written this synopsis yet." in text_of(answer)
    form = await world.mika.click(shown(answer), label="Write it")
    assert form.modal is not None
    await world.mika.submit_modal(form, {"text": "Aya learns what it is."})
    assert await stored(
        database, "SELECT episode, text, state FROM synopsis WHERE drama_id = 1 AND episode = 2"
    ) == [(2, "Aya learns what it is.", "submitted")]
    listing = await world.mika.click(shown(answer), label="Episodes")
    assert f"### {TEARS} · Episodes" in text_of(listing)


async def test_a_synopsis_in_a_direct_message_is_sealed(world: World) -> None:
    answer = await world.mika.user.slash("episode synopsis", title=TEARS, episode=1)
    assert not tells(everything_of(answer))
    told = await world.mika.user.click(shown(answer), label="Show anyway")
    assert all(words in text_of(told) for words in TELLING)
