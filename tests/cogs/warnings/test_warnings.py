"""`/drama warnings`: endings and content warnings, shown only to a reader who asks and confirms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import simcord

from bot.app import open_bot
from bot.present.layout import row, screen
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
    more,
    old_button,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)


async def asked(world: World, member: simcord.MemberActor) -> simcord.InteractionResult:
    return await member.slash(world.lounge, "drama warnings", title=TEARS)


async def told(world: World, member: simcord.MemberActor, *asked_for: str) -> simcord.InteractionResult:
    answer = await asked(world, member)
    for label in asked_for or ("Show everything it contains", "Show how it ends"):
        await member.click(shown(answer), label=label)
    return answer


async def contains(member: simcord.MemberActor, question: simcord.InteractionResult, *subjects: str) -> None:
    await member.select(shown(question), list(subjects), custom_id=menu(question, "warnask")["custom_id"])


async def completed(world: World, member: simcord.MemberActor) -> None:
    await member.slash(world.lounge, "watch set", title=TEARS, status="completed")


async def voted(database: Database, *, ending: str = "sad", subject: str = "illness", members: int) -> None:
    """Members who completed it and said so before the story began."""
    for member_id in range(101, 101 + members):
        await put(database, "INSERT OR IGNORE INTO member (id) VALUES (?)", member_id)
        await put(database, "INSERT INTO ending_vote VALUES (1, ?, ?)", member_id, ending)
        await put(database, "INSERT INTO warning_vote VALUES (1, ?, ?)", member_id, subject)


async def test_nothing_is_told_before_it_is_asked_for(world: World, database: Database) -> None:
    await voted(database, members=3)
    question = await asked(world, world.jun)
    assert readers_of(world, question) == {"jun"}
    assert labels(question) == ["Show everything it contains", "Show how it ends", "Not now"]
    assert len(menu(question, "warnask")["options"]) == 14, "it names every subject, whatever is in the drama"
    for word in ("Sad", "who voted", "3 votes"):
        assert word not in everything_of(question)
    await world.jun.click(shown(question), label="Show everything it contains")
    assert readers_of(world, question) == {"jun"}
    assert "Serious illness: 3 of 3 who voted" in text_of(question)
    assert "at least 3 members voted" in text_of(question)
    assert "Sad" not in everything_of(question), "the ending is asked for apart"
    assert labels(question) == ["Show how it ends"]
    await world.jun.click(shown(question), label="Show how it ends")
    assert "Sad: 3 votes" in text_of(question)
    assert "Serious illness: 3 of 3 who voted" in text_of(question)
    assert "Sad" not in in_sight_of(world, world.mika)


async def test_who_avoids_one_subject_is_told_of_that_alone(world: World, database: Database) -> None:
    await voted(database, members=3)
    await put(database, "INSERT INTO warning_vote SELECT 1, member_id, 'war' FROM ending_vote")
    question = await asked(world, world.jun)
    await contains(world.jun, question, "illness", "suicide")
    assert "Serious illness: 3 of 3 who voted" in text_of(question)
    assert "Suicide: fewer than 3 members voted for it" in text_of(question)
    for word in ("War:", "Sad", "votes"):
        assert word not in everything_of(question)
    assert chosen(menu(question, "warnask")) == ["illness", "suicide"]
    await contains(world.jun, question, "horror")
    assert "Serious illness:" not in text_of(question)
    await world.jun.click(shown(question), label="Show how it ends")
    assert "Sad: 3 votes" in text_of(question)
    assert "Horror: fewer than 3 members voted for it" in text_of(question)
    assert "War:" not in text_of(question)


async def test_a_version_before_told_everything_at_once(world: World, database: Database) -> None:
    await voted(database, members=3)
    there = posted_before(world, screen(row(old_button("Tell me", "warntell", 1))))
    answer = await world.jun.click(there, label="Tell me")
    assert "Sad: 3 votes" in text_of(answer)
    assert "Serious illness: 3 of 3 who voted" in text_of(answer)


async def test_two_votes_are_not_enough_to_claim_or_to_ask_anything(world: World, database: Database) -> None:
    await voted(database, members=2)
    answer = await asked(world, world.jun)
    assert "Nothing to show yet. A warning appears once 3 members" in text_of(answer)
    assert "/watch set" in text_of(answer), "how to vote"
    assert labels(answer) == []
    assert not menus(answer)
    await completed(world, world.jun)
    answer = await asked(world, world.jun)
    assert "Nothing to show yet" in text_of(answer)
    assert len(menus(answer)) == 2
    for word in ("Sad:", "illness:"):
        assert word not in everything_of(answer)


async def test_a_card_leads_there_and_tells_nothing(world: World, database: Database) -> None:
    await voted(database, members=3)
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    question = await more(world.jun, card, "warnings")
    assert readers_of(world, question) == {"jun"}
    assert "Sad" not in everything_of(question)
    await world.jun.click(shown(question), label="Show how it ends")
    assert "Sad: 3 votes" in text_of(question)
    assert menu(card, "more:")["options"], "the card stands as it was"
    assert "Sad" not in everything_of(card)


async def test_a_subject_that_few_named_is_not_claimed_beside_one_that_many_did(
    world: World, database: Database
) -> None:
    await voted(database, members=3)
    await put(database, "INSERT INTO warning_vote VALUES (1, 101, 'war'), (1, 102, 'war')")
    answer = await told(world, world.jun)
    assert "Serious illness" in text_of(answer)
    assert "War" not in text_of(answer)


async def test_who_has_not_completed_it_has_no_menu_to_vote(world: World, database: Database) -> None:
    await voted(database, members=3)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=10)
    assert len(menus(await asked(world, world.jun))) == 1
    await completed(world, world.jun)
    assert len(menus(await asked(world, world.jun))) == 3, "they need not be told to vote"


async def test_a_vote_is_given_changed_and_taken_back(world: World, database: Database) -> None:
    await completed(world, world.mika)
    answer = await asked(world, world.mika)
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
    await world.mika.click(shown(answer), label="Remove my votes")
    assert await stored(database, "SELECT * FROM warning_vote") == []
    assert "Remove my votes" not in labels(answer)


async def test_the_third_vote_lets_it_be_told(world: World, database: Database) -> None:
    await voted(database, members=2)
    await completed(world, world.mika)
    answer = await asked(world, world.mika)
    await world.mika.select(shown(answer), ["open"], custom_id=menu(answer, "warnending")["custom_id"])
    assert "Nothing to show yet" in text_of(answer), "three voted, and no three for the same"
    await world.mika.select(shown(answer), ["sad"], custom_id=menu(answer, "warnending")["custom_id"])
    assert "3 votes" not in text_of(answer), "to vote is not to ask"
    await world.mika.click(shown(answer), label="Show how it ends")
    assert "Sad: 3 votes" in text_of(answer)
    subjects = menu(answer, "warnsubjects")
    await world.mika.select(shown(answer), ["war"], custom_id=subjects["custom_id"])
    assert "Sad: 3 votes" in text_of(answer), "what was asked for stays"
    await put(database, "INSERT INTO member (id) VALUES (104)")
    await put(database, "INSERT INTO ending_vote VALUES (1, 104, 'happy')")
    again = await told(world, world.mika)
    assert "Happy:" not in text_of(again), "one may be wrong, or jest"


async def test_who_no_longer_has_it_completed_may_not_vote(world: World, database: Database) -> None:
    await completed(world, world.mika)
    answer = await asked(world, world.mika)
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
    await world.mika.click(shown(question), label="Show how it ends")
    assert "Sad: 3 votes" in text_of(question)
    await world.env.restart_bot(await stack.enter_async_context(open_bot(settings)))
    await world.mika.select(shown(question), ["sad"], custom_id=menu(question, "warnending")["custom_id"])
    assert "Sad: 4 votes" in text_of(question)


async def test_no_line_of_the_log_says_what_was_voted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await completed(world, world.mika)
    answer = await asked(world, world.mika)
    caplog.clear()
    await world.mika.select(shown(answer), ["sad"], custom_id=menu(answer, "warnending")["custom_id"])
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("namida")]
    assert ours
    assert not any("sad" in line for line in ours)
