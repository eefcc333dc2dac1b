"""Whose a synopsis is: who wrote it keeps the name above it, and nobody's text gives way unnoticed."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.publishing import TOLD, chosen, dms_of, post, write
from tests.world import (
    TEARS,
    World,
    begins,
    everything_of,
    has_seen,
    hidden_text_of,
    labels,
    put,
    shown,
    stored,
    text_of,
)

pytestmark = pytest.mark.usefixtures("the_moderator_has_seen_it")

MINE = "A quivelling of our own."


@pytest.fixture
async def channel(world: World) -> simcord.ChannelHandle:
    return await chosen(world, "synopses")


@pytest.fixture
async def published(world: World) -> None:
    """What mika has written is published for episode 2."""
    await write(world, world.mika, TOLD)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(queue), label="Publish")
    await world.env.settle()


async def standing(database: Database) -> list[tuple[object, ...]]:
    return await stored(
        database,
        "SELECT text, author_id FROM synopsis WHERE drama_id = 1 AND episode = 2 AND state = 'published'",
    )


async def audited(database: Database, action: str) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT actor_id FROM audit WHERE action = ?", action)


async def form(world: World, who: simcord.MemberActor) -> simcord.InteractionResult:
    return await who.slash(world.lounge, "episode write", title=TEARS, episode=2)


async def test_what_a_curator_corrects_stays_its_authors(
    world: World, database: Database, channel: simcord.ChannelHandle, published: None
) -> None:
    await post(world)
    answer = await write(world, world.rei, TOLD + " At last.")
    assert f"<@{world.mika.id}> stays its author." in text_of(answer)
    assert await standing(database) == [(TOLD + " At last.", world.mika.id)]
    assert await audited(database, "synopses.correct") == [(world.rei.id,)]
    (there,) = channel.history()
    assert f"by <@{world.mika.id}>" in text_of(there)
    assert len(dms_of(world.mika)) == 1, "that it was published, and nothing of a comma"
    # The same text once more changes nothing.
    again = await write(world, world.rei, TOLD + " At last.")
    assert labels(again) == ["Read it"]
    assert await audited(database, "synopses.correct") == [(world.rei.id,)]


async def test_a_curator_who_has_written_it_anew_says_so(
    world: World, database: Database, channel: simcord.ChannelHandle, published: None
) -> None:
    await post(world)
    answer = await write(world, world.rei, MINE)
    await world.rei.click(shown(answer), label="I wrote it from scratch")
    await world.env.settle()
    assert "published under your name" in text_of(answer)
    assert await standing(database) == [(MINE, world.rei.id)]
    assert await audited(database, "synopses.claim") == [(world.rei.id,)]
    (there,) = channel.history()
    assert f"by <@{world.rei.id}>" in text_of(there)
    told = dms_of(world.mika)[-1]
    assert "another text has replaced your synopsis" in text_of(told)
    assert TOLD in hidden_text_of(told)
    assert "zanthorp" not in text_of(told)
    assert MINE not in everything_of(told)


async def test_who_was_slower_claims_nothing(world: World, database: Database, published: None) -> None:
    answer = await write(world, world.rei, MINE)
    await write(world, world.rei, TOLD)
    refused = await world.rei.click(shown(answer), label="I wrote it from scratch")
    assert "someone has published another text" in text_of(refused)
    assert await standing(database) == [(TOLD, world.mika.id)]


async def test_a_submission_that_a_curator_has_gone_on_with_is_its_authors(
    world: World, database: Database
) -> None:
    await write(world, world.mika, TOLD)
    opened = await form(world, world.rei)
    assert begins(opened) == {"text": TOLD}
    answer = await world.rei.submit_modal(opened, {"text": TOLD + " At last."})
    await world.env.settle()
    assert f"<@{world.mika.id}> submitted it" in text_of(answer)
    assert await standing(database) == [(TOLD + " At last.", world.mika.id)]
    (told,) = dms_of(world.mika)
    assert "A curator has already edited part of it" in text_of(told)
    empty = await world.rei.slash(world.lounge, "synopses queue")
    assert "Nothing is waiting for a curator." in text_of(empty)


async def test_the_name_of_who_left_is_not_taken_over(
    world: World, database: Database, published: None
) -> None:
    await put(database, "UPDATE synopsis SET author_id = NULL WHERE author_id = ?", world.mika.id)
    answer = await write(world, world.rei, MINE)
    assert "Its first author is no longer known." in text_of(answer)
    assert await standing(database) == [(MINE, None)]


async def test_the_first_author_hears_that_another_text_takes_the_place(
    world: World, database: Database, published: None
) -> None:
    await write(world, world.jun, MINE)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    assert f"⚠️ It would replace the synopsis by <@{world.mika.id}>" in text_of(queue)
    await has_seen(database, world.rei, episode=1)
    question = await world.rei.click(shown(queue), label="Read the published text")
    await world.rei.click(shown(question), label="Show anyway")
    assert TOLD in text_of(question)
    await world.rei.click(shown(queue), label="Publish")
    await world.env.settle()
    assert await standing(database) == [(MINE, world.jun.id)]
    assert "your synopsis is published" in text_of(dms_of(world.jun)[-1])
    assert "another text has replaced your synopsis" in text_of(dms_of(world.mika)[-1])
    assert TOLD in hidden_text_of(dms_of(world.mika)[-1])


async def test_an_author_who_writes_it_again_hears_of_one_text_only(
    world: World, database: Database, published: None
) -> None:
    await write(world, world.mika, MINE)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(queue), label="Publish")
    await world.env.settle()
    assert await standing(database) == [(MINE, world.mika.id)]
    assert all("has replaced your synopsis" not in text_of(message) for message in dms_of(world.mika))


async def test_a_screen_that_is_out_of_date_publishes_nothing(world: World, database: Database) -> None:
    await write(world, world.mika, TOLD)
    await write(world, world.jun, MINE)
    stale = await world.rei.slash(world.lounge, "synopses queue")
    editing = await world.rei.click(shown(stale), label="Edit")
    other = await world.rei.slash(world.lounge, "synopses queue")
    await world.rei.click(shown(other), label="Next")
    await world.rei.click(shown(other), label="Publish")
    await world.rei.click(shown(stale), label="Publish")
    assert "Nothing was published: someone has published another text" in text_of(stale)
    assert f"⚠️ It would replace the synopsis by <@{world.jun.id}>" in text_of(stale)
    assert "zanthorp" in hidden_text_of(stale)
    assert await standing(database) == [(MINE, world.jun.id)]
    # The form that was open, too: and what was typed into it comes back.
    late = await world.rei.submit_modal(editing, {"text": "Corrected."})
    refused = late.followups[0] if late.followups else shown(late)
    assert "someone has published another text in English" in text_of(refused)
    assert [file.filename for file in refused.attachments] == ["text.txt"]
    assert await standing(database) == [(MINE, world.jun.id)]
    # Who has seen what stands may.
    await world.rei.click(shown(stale), label="Publish")
    assert await standing(database) == [(TOLD, world.mika.id)]


async def test_a_form_that_another_was_faster_than_overwrites_nothing(
    world: World, database: Database
) -> None:
    opened = await form(world, world.rei)
    await write(world, world.rei, TOLD)
    late = await world.rei.submit_modal(opened, {"text": MINE})
    assert "someone has published another text in English" in text_of(late)
    assert await standing(database) == [(TOLD, world.rei.id)]
    again = await world.rei.click(shown(late), label="Open the form")
    assert begins(again) == {"text": TOLD}
    await world.rei.submit_modal(again, {"text": MINE})
    assert await standing(database) == [(MINE, world.rei.id)]


async def test_a_form_of_a_submission_that_was_sent_back_publishes_nothing(
    world: World, database: Database
) -> None:
    await write(world, world.mika, TOLD)
    opened = await form(world, world.rei)
    queue = await world.rei.slash(world.lounge, "synopses queue")
    returning = await world.rei.click(shown(queue), label="Send back")
    await world.rei.submit_modal(returning, {"reason": "Leave the farewell out."})
    late = await world.rei.submit_modal(opened, {"text": MINE})
    assert "is no longer waiting" in text_of(late)
    assert [file.filename for file in shown(late).attachments] == ["text.txt"]
    assert await standing(database) == []
