"""`/drama warnings`: how a drama ends and what it contains, told to who asks and has confirmed, alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import simcord

from bot.app import open_bot
from bot.settings import Settings
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    chosen,
    everything_of,
    in_sight_of,
    labels,
    menu,
    menus,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)


async def asked(world: World, member: simcord.MemberActor) -> simcord.InteractionResult:
    return await member.slash(world.lounge, "drama warnings", title=TEARS)


async def told(world: World, member: simcord.MemberActor) -> simcord.InteractionResult:
    answer = await asked(world, member)
    await member.click(shown(answer), label="Tell me")
    return answer


async def completed(world: World, member: simcord.MemberActor) -> None:
    await member.slash(world.lounge, "watch set", title=TEARS, status="completed")


async def voted(database: Database, *, ending: str = "sad", subject: str = "illness", members: int) -> None:
    """Members who completed it and said so before the story began."""
    for member_id in range(101, 101 + members):
        await put(database, "INSERT OR IGNORE INTO member (id) VALUES (?)", member_id)
        await put(database, "INSERT INTO ending_vote VALUES (1, ?, ?)", member_id, ending)
        await put(database, "INSERT INTO warning_vote VALUES (1, ?, ?)", member_id, subject)


async def test_nothing_is_told_before_it_is_confirmed(world: World, database: Database) -> None:
    await voted(database, members=3)
    question = await asked(world, world.jun)
    assert readers_of(world, question) == {"jun"}
    assert labels(question) == ["Tell me", "Not now"]
    for word in ("Sad", "illness", "vote for"):
        assert word not in everything_of(question)
    await world.jun.click(shown(question), label="Tell me")
    assert readers_of(world, question) == {"jun"}
    assert "Sad: 3 votes" in text_of(question)
    assert "Serious illness: 3 of 3 who voted" in text_of(question)
    assert "Sad" not in in_sight_of(world, world.mika)


async def test_two_votes_are_not_enough_to_claim_anything(world: World, database: Database) -> None:
    await voted(database, members=2)
    answer = await told(world, world.jun)
    assert "Sad" not in everything_of(answer)
    assert "illness" not in everything_of(answer)
    assert text_of(answer).count("Too few members have said so far.") == 2


async def test_a_subject_that_few_named_is_not_claimed_beside_one_that_many_did(
    world: World, database: Database
) -> None:
    await voted(database, members=3)
    await put(database, "INSERT INTO warning_vote VALUES (1, 101, 'war'), (1, 102, 'war')")
    answer = await told(world, world.jun)
    assert "Serious illness" in text_of(answer)
    assert "War" not in everything_of(answer)


async def test_who_has_not_completed_it_has_no_menu(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=10)
    assert not menus(await told(world, world.jun))
    await completed(world, world.jun)
    assert len(menus(await told(world, world.jun))) == 2


async def test_a_vote_is_given_changed_and_taken_back(world: World, database: Database) -> None:
    await completed(world, world.mika)
    answer = await told(world, world.mika)
    await world.mika.select(shown(answer), ["happy"], custom_id=menu(answer, "warnending")["custom_id"])
    await world.mika.select(shown(answer), ["sad"], custom_id=menu(answer, "warnending")["custom_id"])
    subjects = menu(answer, "warnsubjects")
    assert (subjects["min_values"], subjects["max_values"]) == (0, 14)
    await world.mika.select(shown(answer), ["death", "illness"], custom_id=subjects["custom_id"])
    await world.mika.select(shown(answer), ["illness", "war"], custom_id=subjects["custom_id"])
    assert await stored(database, "SELECT member_id, ending FROM ending_vote") == [(world.mika.id, "sad")]
    assert await stored(database, "SELECT warning FROM warning_vote ORDER BY 1") == [("illness",), ("war",)]
    assert chosen(menu(answer, "warnending")) == ["sad"]
    assert chosen(menu(answer, "warnsubjects")) == ["illness", "war"]
    await world.mika.select(shown(answer), [], custom_id=menu(answer, "warnending")["custom_id"])
    assert await stored(database, "SELECT * FROM ending_vote") == []
    await world.mika.click(shown(answer), label="Take my votes back")
    assert await stored(database, "SELECT * FROM warning_vote") == []
    assert "Take my votes back" not in labels(answer)


async def test_the_third_vote_lets_it_be_told(world: World, database: Database) -> None:
    await voted(database, members=2)
    await completed(world, world.mika)
    answer = await told(world, world.mika)
    await world.mika.select(shown(answer), ["open"], custom_id=menu(answer, "warnending")["custom_id"])
    assert "Sad: 2 votes\n- Open: 1 vote" in text_of(answer)


async def test_who_no_longer_has_it_completed_may_not_vote(world: World, database: Database) -> None:
    await completed(world, world.mika)
    answer = await told(world, world.mika)
    ending = menu(answer, "warnending")["custom_id"]
    await put(database, "UPDATE progress SET status = 'watching', episode = 3")
    refused = await world.mika.select(shown(answer), ["sad"], custom_id=ending)
    assert "who have completed" in text_of(refused)
    assert await stored(database, "SELECT * FROM ending_vote") == []


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def test_the_buttons_outlive_a_restart(
    world: World, database: Database, settings: Settings, stack: AsyncExitStack
) -> None:
    await voted(database, members=3)
    await completed(world, world.mika)
    question = await asked(world, world.mika)
    await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
    await world.mika.click(shown(question), label="Tell me")
    assert "Sad: 3 votes" in text_of(question)
    await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
    await world.mika.select(shown(question), ["sad"], custom_id=menu(question, "warnending")["custom_id"])
    assert "Sad: 4 votes" in text_of(question)


async def test_no_line_of_the_log_says_what_was_voted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await completed(world, world.mika)
    answer = await told(world, world.mika)
    caplog.clear()
    await world.mika.select(shown(answer), ["sad"], custom_id=menu(answer, "warnending")["custom_id"])
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("namida")]
    assert ours
    assert not any("sad" in line for line in ours)
