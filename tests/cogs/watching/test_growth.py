"""A drama that grows after a member has completed it: they are told, and asked like anybody."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.world import TEARS, World, everything_of, labels, put, shown, stored, text_of

NEWS = "5 new episodes since you finished"


async def grow(database: Database, last: int = 16, *, aired_to: str | None = "2006-02-28") -> None:
    """More episodes of the drama are known than before, each with a title and a synopsis."""
    await put(database, "UPDATE drama SET episodes = ?, aired_to = ? WHERE id = 1", last, aired_to)
    for number in range(1, last + 1):
        await put(
            database,
            "INSERT INTO episode (drama_id, number, title) VALUES (1, ?, ?)"
            " ON CONFLICT DO UPDATE SET title = excluded.title",
            number,
            f"title{number}end",
        )
        await put(
            database,
            "INSERT OR IGNORE INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (1, ?, 'en', 'published', ?)",
            number,
            f"plot{number}end",
        )


@pytest.fixture
async def grown(world: World, database: Database) -> None:
    """Mika completed the drama when it had 11 episodes; it has 16 now."""
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await grow(database)


@pytest.mark.usefixtures("grown")
async def test_where_they_look_they_are_told_and_nobody_else_is(world: World, database: Database) -> None:
    assert NEWS in text_of(await world.mika.slash(world.lounge, "watch list"))
    assert NEWS in text_of(await world.mika.slash(world.lounge, "watch set", title=TEARS))
    assert NEWS in text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True))
    assert NEWS in text_of(await world.mika.slash(world.lounge, "episode list", title=TEARS))
    assert NEWS not in everything_of(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await put(database, "UPDATE member SET list_seen_by = 'everyone'")
    theirs = await world.jun.slash(world.lounge, "watch list", member=world.mika)
    assert "Completed" in text_of(theirs)
    assert NEWS not in text_of(theirs)


@pytest.mark.usefixtures("grown")
async def test_what_came_since_is_no_more_open_than_to_anybody(world: World, database: Database) -> None:
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert "title11end" in text_of(listing)
    assert "title12end" not in everything_of(listing)
    assert "plot11end" in text_of(await world.mika.select(shown(listing), ["11"]))
    asked = await world.mika.select(shown(listing), ["12"])
    assert "You've watched up to episode 11. This contains spoilers for episode 12." in text_of(asked)
    assert "plot12end" not in everything_of(asked)
    # Who has seen that one stays completed, up to there.
    await world.mika.click(shown(asked), label="I have seen up to episode 12")
    assert "plot12end" in text_of(asked)
    assert await stored(database, "SELECT status, episode FROM progress") == [("completed", 12)]
    assert "4 new episodes since you finished" in text_of(await world.mika.slash(world.lounge, "watch list"))


@pytest.mark.usefixtures("grown")
async def test_they_may_go_on_where_they_were(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS)
    assert await stored(database, "SELECT status, episode FROM progress") == [("completed", 11)]
    assert "+1 episode" in labels(answer)
    on = await world.mika.click(shown(answer), label="+1 episode")
    assert "Watching · episode 12 of 16" in text_of(on)
    done = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert await stored(database, "SELECT status, episode FROM progress") == [("completed", 16)]
    assert "new episode" not in text_of(done)


@pytest.mark.usefixtures("grown")
async def test_watching_it_again_opens_nothing_that_came_since(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed", episode=11)
    await put(database, "UPDATE drama SET episodes = 11 WHERE id = 1")
    await put(database, "DELETE FROM episode WHERE drama_id = 1 AND number > 11")
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS)
    await world.mika.click(shown(answer), label="Watch it again")
    await grow(database)
    assert await stored(database, "SELECT episode, earlier_episode, rewatches FROM progress") == [(0, 11, 1)]
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert "title11end" in text_of(listing)
    assert "title12end" not in everything_of(listing)
    asked = await world.mika.select(shown(listing), ["12"])
    assert "You've watched up to episode 11." in text_of(asked)
    await world.mika.click(shown(asked), label="I have seen up to episode 12")
    assert "plot12end" in text_of(asked)
    assert await stored(database, "SELECT status, episode, earlier_episode FROM progress") == [
        ("watching", 12, 11)
    ]


async def test_nothing_on_air_is_completed_by_itself(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET episodes = NULL, aired_to = NULL, year = 2026 WHERE id = 1")
    await put(database, "DELETE FROM episode WHERE drama_id = 1 AND number > 5")
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5)
    assert "Watching" in text_of(answer)
    assert "You have finished it" not in text_of(answer)
    assert await stored(database, "SELECT status, episode FROM progress") == [("watching", 5)]


async def test_who_completed_it_without_a_number_is_told_why_they_are_asked(
    world: World, database: Database
) -> None:
    await put(database, "UPDATE drama SET episodes = NULL, aired_to = NULL, year = 2026 WHERE id = 1")
    await put(database, "DELETE FROM episode WHERE drama_id = 1")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await grow(database, 11)
    asked = await world.mika.select(
        shown(await world.mika.slash(world.lounge, "episode list", title=TEARS)), ["9"]
    )
    assert "You've completed this drama, but your list doesn't say up to which episode." in text_of(asked)
    assert "plot9end" not in everything_of(asked)
