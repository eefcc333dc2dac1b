"""A marked message follows its server's policy: sealed or under bars, there and back, with nothing lost."""

from __future__ import annotations

import discord
import simcord

from bot.store.database import Database
from tests.cogs.marking import TELLING, marked
from tests.world import Restart, World, everything_of, hidden_text_of, labels, shown, stored, text_of


async def choose(world: World, name: str) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=name)
    await world.env.settle()


async def test_it_follows_the_policy_there_and_back(
    world: World, database: Database, restart: Restart
) -> None:
    text = f"and *then* {TELLING} happens || 1. @everyone\n- https://example.org/a_b\\n\n> so"
    files = [(f"{TELLING}.png", b"picture"), ("how.txt", b"words")]
    message = await world.mika.send(world.lounge, text, attachments=files)
    await marked(world, world.mika, message)
    (repost,) = world.lounge.history()
    before = hidden_text_of(repost)
    assert await stored(database, "SELECT text FROM marked UNION SELECT name FROM marked_file") == [("",)]

    await choose(world, "open")
    assert [hidden_text_of(there) for there in world.lounge.history()] == [before]
    await choose(world, "sealed")
    (sealed,) = world.lounge.history()
    assert sealed.id == repost.id
    assert TELLING not in everything_of(sealed)
    assert sealed.attachments == []
    assert labels(sealed) == ["Read", "Edit", "Delete", "Report"]
    own = await world.mika.click(sealed, label="Read")
    assert [line for line in before.splitlines() if line not in text_of(own)] == []
    assert [file.filename for file in shown(own).attachments] == [
        "SPOILER_file-1.png",
        "SPOILER_file-2.txt",
    ]

    await restart()
    await choose(world, "bars")
    (barred,) = world.lounge.history()
    assert barred.id == repost.id
    assert hidden_text_of(barred) == before
    assert text_of(barred) == text_of(repost)
    assert [await file.read() for file in barred.attachments] == [b"picture", b"words"]
    assert await stored(database, "SELECT text FROM marked UNION SELECT name FROM marked_file") == [("",)]


async def test_a_long_message_that_is_sealed_loses_nothing(world: World, database: Database) -> None:
    text = "*" * 1_999 + "!"
    await marked(world, world.mika, await world.mika.send(world.lounge, text))
    await choose(world, "sealed")
    assert await stored(database, "SELECT text FROM marked") == [(text,)]
    await choose(world, "bars")
    (repost,) = world.lounge.history()
    (whole,) = repost.attachments
    assert (await whole.read()).decode() == text


async def test_while_discord_refuses_it_is_tried_again_and_nothing_is_lost(
    world: World, said: discord.Message, restart: Restart, database: Database
) -> None:
    await marked(world, world.mika, said)
    (repost,) = world.lounge.history()
    before, path = hidden_text_of(repost), f"/channels/{world.lounge.id}/messages/{repost.id}"
    world.env.inject_error("GET", path, status=403)
    await choose(world, "sealed")
    assert TELLING in hidden_text_of(world.lounge.history()[0]), "nobody could read what it says"
    world.env.inject_error("PATCH", path, status=503)
    await world.env.advance_time(60)
    assert TELLING in hidden_text_of(world.lounge.history()[0])
    assert len(await stored(database, "SELECT 1 FROM marked WHERE text LIKE ?", f"%{TELLING}%")) == 1
    await restart()
    await choose(world, "bars")
    assert hidden_text_of(world.lounge.history()[0]) == before
    await choose(world, "sealed")
    (sealed,) = world.lounge.history()
    assert TELLING not in everything_of(sealed)


async def test_one_that_was_deleted_by_hand_is_taken_down(
    world: World, said: discord.Message, database: Database, log: simcord.ChannelHandle
) -> None:
    await marked(world, world.mika, said)
    (repost,) = world.lounge.history()
    await world.env.bot.http.delete_message(world.lounge.id, repost.id)
    await choose(world, "sealed")
    assert world.lounge.history() == []
    assert await stored(database, "SELECT text FROM marked") == [("",)], "its words stood there alone"
    assert await stored(database, "SELECT * FROM posted") == []
    (notice,) = [told for told in log.history() if "Someone deleted its message" in text_of(told)]
    assert labels(notice) == ["Look at it"], "there is nothing to restore"
