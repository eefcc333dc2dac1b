"""A message that was marked as a spoiler: its label corrected, its pictures described, taken away."""

from __future__ import annotations

import discord

from bot.store.database import Database
from tests.cogs.marking import TELLING, marked
from tests.cogs.shelved import standing
from tests.world import (
    TEARS,
    Restart,
    World,
    components,
    everything_of,
    hidden_text_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

# --- correcting its label ---


async def test_a_wrong_label_is_corrected_and_the_repost_follows(world: World, database: Database) -> None:
    text, file = f"then *{TELLING}* happens", ("a.txt", b"quivelling")
    await marked(world, world.mika, await world.mika.send(world.lounge, text, attachments=[file]))
    (repost,) = world.lounge.history()
    before = hidden_text_of(repost)
    refused = await world.jun.click(repost, label="Edit")
    assert refused.modal is None
    assert "Only the member who wrote the message and moderators" in text_of(refused)
    form = await world.mika.click(repost, label="Edit")
    assert standing(form) == {"title": TEARS, "episode": "9"}
    wrong = await world.mika.submit_modal(form, {"title": TEARS, "episode": "0"})
    assert "has episodes 1 to 11" in text_of(wrong)
    form = await world.mika.click(repost, label="Edit")
    answer = await world.mika.submit_modal(form, {"title": TEARS, "episode": "ep 11"})
    assert readers_of(world, answer) == {"mika"}
    assert "is now labelled **1 Litre of Tears · Episode 11**" in text_of(answer)
    await world.env.settle()
    (now,) = world.lounge.history()
    assert now.id == repost.id
    assert "Spoils up to episode 11" in text_of(now)
    assert TELLING not in text_of(now)
    assert hidden_text_of(now) == before
    assert [await there.read() for there in now.attachments] == [b"quivelling"]
    assert await stored(database, "SELECT text FROM marked UNION SELECT name FROM marked_file") == [("",)]
    again = await world.rei.click(now, label="Edit")
    asked = await world.rei.submit_modal(again, {"title": "Boys over Flowers", "episode": "3"})
    choice = menu(asked, "markanew")
    await world.rei.select(shown(asked), [choice["options"][0]["value"]], custom_id=choice["custom_id"])
    await world.env.settle()
    (now,) = world.lounge.history()
    assert choice["options"][0]["label"] in text_of(now)
    assert hidden_text_of(now) == before
    corrections = await stored(
        database, "SELECT actor_id FROM audit WHERE action = 'message.corrected' ORDER BY id"
    )
    assert corrections == [(world.mika.id,), (world.rei.id,)]


async def test_a_sealed_one_that_is_corrected_asks_with_its_new_label(
    world: World, said: discord.Message, restart: Restart
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await marked(world, world.mika, said)
    (repost,) = world.lounge.history()
    form = await world.mika.click(repost, label="Edit")
    world.env.inject_error("PATCH", f"/channels/{world.lounge.id}/messages/{repost.id}", status=503)
    await restart()
    await world.mika.submit_modal(form, {"title": TEARS, "episode": "3"})
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=2)
    question = await world.jun.click(repost, label="Read")
    assert "This contains spoilers for episode 3." in text_of(question)
    await world.env.advance_time(60)
    (now,) = world.lounge.history()
    assert "Spoils up to episode 3" in text_of(now)
    assert TELLING not in everything_of(now)
    assert labels(now) == ["Read", "Edit", "Delete", "Report"]


# --- the alternative text of its pictures ---


def described(message: discord.Message) -> list[str | None]:
    parts = [part for part, covered in walk(components(message)) if covered and part["type"] == 12]
    return [item["description"] for part in parts for item in part["items"]]


async def test_a_picture_keeps_its_alternative_text_wherever_it_is(world: World, database: Database) -> None:
    backend = world.env.backend
    files = [
        backend.cdn.store_attachment(backend.snowflake(), world.lounge.id, name, b"picture", description)
        for name, description in (("a.png", f"Aya, as {TELLING} happens"), ("how.txt", None), ("b.png", None))
    ]
    message = backend.create_message(world.lounge.id, world.mika.id, "look", attachments=files)
    there = next(one for one in world.lounge.history() if one.id == message.id)
    await marked(world, world.mika, there)
    alternative = [f"Aya, as {TELLING} happens", "A picture of this message"]
    assert described(world.lounge.history()[0]) == alternative
    assert TELLING not in repr([file.to_dict() for file in world.lounge.history()[0].attachments])
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.env.settle()
    (sealed,) = world.lounge.history()
    assert TELLING not in everything_of(sealed)
    kept = await stored(database, "SELECT description FROM marked_file ORDER BY position")
    assert kept == [(alternative[0],), (None,), (None,)]
    await world.rei.slash(world.lounge, "settings spoilers", policy="bars")
    await world.env.settle()
    assert described(world.lounge.history()[0]) == alternative


# --- taking it away ---


async def test_its_author_takes_it_away(world: World, said: discord.Message, database: Database) -> None:
    await marked(world, world.rei, said)
    (repost,) = world.lounge.history()
    refused = await world.jun.click(repost, label="Delete")
    assert "Only the member who wrote the message" in text_of(refused)
    sure = await world.mika.click(repost, label="Delete")
    await world.mika.click(shown(sure), label="Delete")
    assert world.lounge.history() == []
    assert await stored(database, "SELECT * FROM marked") == []


async def test_a_moderator_takes_it_away_and_that_is_written_down(
    world: World, said: discord.Message, database: Database
) -> None:
    await marked(world, world.mika, said)
    (repost,) = world.lounge.history()
    sure = await world.rei.click(repost, label="Delete")
    again = await world.mika.click(repost, label="Delete")
    await world.rei.click(shown(sure), label="Delete")
    assert "The message was deleted." in text_of(sure)
    assert world.lounge.history() == []
    ((actor, subject),) = await stored(
        database, "SELECT actor_id, subject FROM audit WHERE action = 'message.unmark'"
    )
    assert (actor, subject) == (world.rei.id, str(said.id))
    late = await world.mika.click(shown(again), label="Delete")
    assert "no longer there" in text_of(late)


async def test_what_discord_will_not_delete_at_once_goes_later(
    world: World, said: discord.Message, restart: Restart, database: Database
) -> None:
    await marked(world, world.mika, said)
    (repost,) = world.lounge.history()
    path = f"/channels/{world.lounge.id}/messages/{repost.id}"
    world.env.inject_error("DELETE", path, status=503)
    sure = await world.mika.click(repost, label="Delete")
    await world.mika.click(shown(sure), label="Delete")
    assert [message.id for message in world.lounge.history()] == [repost.id]
    await restart()
    await world.env.advance_time(600)
    assert world.lounge.history() == []
    assert await stored(database, "SELECT * FROM posted") == []


async def test_a_member_who_is_forgotten_takes_their_words_along(
    world: World, said: discord.Message, database: Database
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await marked(world, world.mika, said)
    await put(database, "DELETE FROM member WHERE id = ?", world.mika.id)
    (repost,) = world.lounge.history()
    answer = await world.jun.click(repost, label="Read")
    assert "no longer there" in text_of(answer)
    await world.env.advance_time(3_700)
    assert world.lounge.history() == []


async def test_one_that_an_earlier_version_posted_is_taken_away(
    world: World, said: discord.Message, database: Database
) -> None:
    await marked(world, world.mika, said)
    await put(database, "DELETE FROM posted")
    (repost,) = world.lounge.history()
    sure = await world.mika.click(repost, label="Delete")
    await world.mika.click(shown(sure), label="Delete")
    assert world.lounge.history() == []
