"""`/watch set` and `/watch next`: where a member is, and what finishing asks."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.world import TEARS, World, labels, menu, menus, put, readers_of, shown, stored, text_of


async def progress(database: Database) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT member_id, status, episode FROM progress")


@pytest.mark.parametrize(
    ("said", "told", "kept"),
    [
        ({"status": "plan"}, "Plan to watch", ("plan", 0)),
        ({"status": "watching"}, "Watching", ("watching", 0)),
        ({"episode": 3}, "Watching · episode 3 of 11", ("watching", 3)),
        ({"status": "on hold", "episode": 5}, "On hold · episode 5 of 11", ("on hold", 5)),
        ({"status": "dropped", "episode": 2}, "Dropped · episode 2 of 11", ("dropped", 2)),
        ({"episode": 11}, "Completed", ("completed", 11)),
        ({"status": "completed"}, "Completed", ("completed", 11)),
    ],
)
async def test_a_status_an_episode_or_both(
    world: World, database: Database, said: dict[str, str | int], told: str, kept: tuple[str, int]
) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, **said)
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).splitlines()[0] == f"**{TEARS}**: {told}"
    assert await progress(database) == [(world.mika.id, *kept)]


async def test_the_next_air_date_is_a_timestamp(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    assert "Episode 4: <t:1130846400:D>" in text_of(answer)  # noon UTC of 1 November 2005


async def test_one_more_and_one_more_until_it_is_finished(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=8)
    answer = await world.mika.slash(world.lounge, "watch next", title=TEARS)
    assert readers_of(world, answer) == {"mika"}
    assert "Watching · episode 9 of 11" in text_of(answer)
    assert menus(answer) == []

    answer = await world.mika.click(shown(answer), label="+1 episode")
    assert "Watching · episode 10 of 11" in text_of(answer)

    finished = await world.mika.click(shown(answer), label="+1 episode")
    assert f"**{TEARS}**: Completed" in text_of(finished)
    assert "You have finished it. How was it?" in text_of(finished)
    assert "+1 episode" not in labels(finished)
    assert await progress(database) == [(world.mika.id, "completed", 11)]
    ((started, ended),) = await stored(database, "SELECT started_on, finished_on FROM progress")
    assert started is not None
    assert ended is not None

    asked = menu(finished, "score:1:overall")
    await world.mika.select(shown(finished), ["19"], custom_id=asked["custom_id"])
    assert await stored(database, "SELECT member_id, overall FROM score") == [(world.mika.id, 19)]
    assert "★ **9.5** from 1 score, not ranked yet" in text_of(finished)
    assert not any(part.get("disabled") for part in menus(finished))


async def test_the_first_episode_of_all(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch next", title=TEARS)
    assert "Watching · episode 1 of 11" in text_of(answer)
    assert await progress(database) == [(world.mika.id, "watching", 1)]


async def test_finishing_what_was_scored_shows_the_score_instead(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8.5")
    finished = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert "Your score: ★ **8.5**" in text_of(finished)
    assert menus(finished) == []
    panel = await world.mika.click(shown(finished), label="Change the score")
    assert "Your scores" in text_of(panel)


async def test_completing_twice_asks_once(world: World) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    again = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert "How was it?" not in text_of(again)


async def test_after_the_last_there_is_no_next(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    refused = await world.mika.slash(world.lounge, "watch next", title=TEARS)
    assert readers_of(world, refused) == {"mika"}
    assert TEARS in text_of(refused)
    assert "11" in text_of(refused)
    assert "Something went wrong" not in text_of(refused)
    assert await progress(database) == [(world.mika.id, "completed", 11)]


async def test_an_episode_that_there_is_not_is_refused_with_the_range(
    world: World, database: Database
) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    for episode in (-1, 12, 5000, 2**45, -(2**45)):
        refused = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=episode)
        assert readers_of(world, refused) == {"mika"}
        assert "1 to 11" in text_of(refused)
    assert await progress(database) == [(world.mika.id, "watching", 4)]


async def test_a_drama_of_unknown_length_has_no_last_episode(world: World, database: Database) -> None:
    await put(database, "DELETE FROM episode WHERE drama_id = 1")
    await put(database, "UPDATE drama SET episodes = NULL WHERE id = 1")
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=40)
    assert f"**{TEARS}**: Watching · episode 40" in text_of(answer)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    assert await progress(database) == [(world.mika.id, "completed", 40)]
    refused = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5001)
    assert "count from 1" in text_of(refused)


async def test_planning_what_is_being_watched_changes_nothing(world: World, database: Database) -> None:
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    for said in ({"episode": 4}, {"status": "completed"}, {"status": "dropped", "episode": 2}):
        await world.mika.slash(world.lounge, "watch set", title=TEARS, **said)
        before = await progress(database)
        answer = await world.mika.click(card, label="Plan")
        assert readers_of(world, answer) == {"mika"}
        assert await progress(database) == before


async def test_a_card_opens_and_an_episode_is_scored_from_there(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch next", title=TEARS)
    panel = await world.mika.click(shown(answer), label="Score episode 1")
    await world.mika.select(shown(panel), ["15"])
    assert await stored(database, "SELECT episode, overall FROM episode_score") == [(1, 15)]
    card = await world.mika.click(shown(answer), label="Card")
    assert "You: Watching · episode 1 of 11" in text_of(card)


async def test_an_unknown_title_goes_on_with_what_was_said(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title="love", status="on hold", episode=3)
    moved = await world.mika.click(shown(answer), label="Love O2O (微微一笑很倾城, 2016)")
    assert "**Love O2O**: On hold · episode 3 of 30" in text_of(moved)
    assert [row[1:] for row in await progress(database)] == [("on hold", 3)]


async def test_what_was_said_by_mistake_is_taken_back(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "watch set", title=TEARS, status="completed")
    answer = await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=0)
    assert "Plan to watch" in text_of(answer)
    assert await stored(database, "SELECT status, episode, started_on, finished_on FROM progress") == [
        ("plan", 0, None, None)
    ]


async def test_a_drama_goes_off_the_list_once_that_is_said_twice(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="9")
    answer = await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=3)
    question = await world.jun.click(shown(answer), label="Remove from list")
    assert await stored(database, "SELECT episode FROM progress") == [(3,)]
    await world.jun.click(shown(question), label="Remove from my list")
    assert "is off your list" in text_of(question)
    assert await stored(database, "SELECT * FROM progress") == []
    assert await stored(database, "SELECT count(*) FROM score") == [(1,)]
    # The question may stand open in another window.
    question = await world.jun.click(shown(answer), label="Remove from list")
    await world.jun.click(shown(question), label="Remove from my list")
    assert "is not on your list" in text_of(question)


async def test_two_members_keep_their_own_place(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=9)
    await world.jun.slash(world.lounge, "watch next", title=TEARS)
    assert sorted(await progress(database)) == sorted(
        [(world.mika.id, "watching", 9), (world.jun.id, "watching", 1)]
    )
