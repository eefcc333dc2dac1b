"""Curators who are behind are asked once before a form or the queue shows them plot."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.publishing import TOLD
from tests.world import TEARS, World, everything_of, has_seen, labels, put, shown, stored, text_of

EPISODE = 9
ASKED = "This contains spoilers for episode 9."
ANSWERS = ["Show anyway", f"I have seen up to episode {EPISODE}", "Not now"]


async def form(world: World, who: simcord.MemberActor, episode: int = EPISODE) -> simcord.InteractionResult:
    return await who.slash(world.lounge, "episode write", title=TEARS, episode=episode)


async def submit(world: World, who: simcord.MemberActor, text: str, episode: int = EPISODE) -> None:
    await who.submit_modal(await form(world, who, episode), {"text": text})


async def progress(database: Database, who: simcord.MemberActor) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT episode FROM progress WHERE member_id = ?", who.id)


@pytest.fixture
async def waiting(world: World) -> None:
    """Mika has written episode 9, and jun episode 10: both wait for a curator."""
    await submit(world, world.mika, TOLD)
    await submit(world, world.jun, TOLD + " Later.", 10)


@pytest.mark.usefixtures("waiting")
async def test_the_queue_asks_before_each_submission_and_shows_it_then(
    world: World, database: Database
) -> None:
    await has_seen(database, world.rei, episode=4)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert "You've watched up to episode 4. " + ASKED in text_of(queue)
    assert f"<@{world.mika.id}> wrote this in English" in text_of(queue)
    assert "zanthorp" not in everything_of(queue)
    assert labels(queue)[:3] == ANSWERS
    await world.rei.click(shown(queue), label="Show anyway")
    assert "zanthorp" in everything_of(queue)
    assert await progress(database, world.rei) == [(4,)]
    editing = await world.rei.click(shown(queue), label="Edit")
    assert TOLD in repr(editing.modal)
    await world.rei.click(shown(queue), label="Next")
    assert "spoilers for episode 10" in text_of(queue)
    assert "zanthorp" not in everything_of(queue)
    await world.rei.click(shown(queue), label="I have seen up to episode 10")
    assert "Later." in everything_of(queue)
    assert await progress(database, world.rei) == [(10,)]
    await world.rei.click(shown(queue), label="Previous")
    assert "Publish" in labels(queue)  # they are past it now, so nobody asks


@pytest.mark.usefixtures("waiting")
async def test_after_one_is_published_the_next_one_is_asked_about(world: World, database: Database) -> None:
    queue = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(queue), label="Show anyway")
    await world.rei.click(shown(queue), label="Publish")
    assert "published. Its author will be told." in text_of(queue)
    assert "spoilers for episode 10" in text_of(queue)
    assert "Later." not in everything_of(queue)


@pytest.mark.usefixtures("waiting")
async def test_a_submission_that_is_gone_meanwhile_shows_no_other(world: World, database: Database) -> None:
    queue = await world.rei.slash(world.lounge, "synopses queue")
    other = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(other), label="Show anyway")
    await world.rei.click(shown(other), label="Publish")
    await world.rei.click(shown(queue), label="Show anyway")
    assert "zanthorp" not in everything_of(queue)
    assert "spoilers for episode 10" in text_of(queue)


async def test_a_curators_own_submission_is_shown(world: World, database: Database) -> None:
    """Of before they became a curator."""
    await put(database, "INSERT OR IGNORE INTO member (id) VALUES (?)", world.rei.id)
    await put(
        database,
        "INSERT INTO synopsis (drama_id, episode, language, guild_id, author_id, state, text)"
        " VALUES (1, ?, 'en', ?, ?, 'submitted', ?)",
        EPISODE,
        world.guild.id,
        world.rei.id,
        TOLD,
    )
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert "Publish" in labels(queue)
    assert ASKED not in text_of(queue)


@pytest.mark.parametrize("seen", [False, True])
async def test_writing_over_somebodys_text_asks_before_the_form(
    world: World, database: Database, seen: bool
) -> None:
    await submit(world, world.mika, TOLD)
    asked = await form(world, world.rei)
    assert asked.modal is None
    assert "You haven't started this drama. " + ASKED in text_of(asked)
    assert "zanthorp" not in everything_of(asked)
    opened = await world.rei.click(shown(asked), label=ANSWERS[seen])
    assert TOLD in repr(opened.modal)
    assert await progress(database, world.rei) == ([(EPISODE,)] if seen else [])
    await world.rei.submit_modal(opened, {"text": TOLD + " Better."})
    published = "SELECT text, author_id FROM synopsis WHERE state = 'published' AND guild_id IS NOT NULL"
    assert await stored(database, published) == [(TOLD + " Better.", world.mika.id)]
    again = await form(world, world.rei)
    assert (again.modal is not None) is seen


async def test_nobody_is_asked_before_their_own_text_or_an_empty_form(
    world: World, database: Database
) -> None:
    assert (await form(world, world.rei)).modal is not None
    await submit(world, world.rei, TOLD)
    assert TOLD in repr((await form(world, world.rei)).modal)
    await submit(world, world.mika, TOLD)
    assert TOLD in repr((await form(world, world.mika)).modal)
