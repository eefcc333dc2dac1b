"""A message of every kind that the ledger keeps, as members and moderators bring it about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
import pytest
import simcord
from simcord.results import to_discord_message

from bot.client import NamidaBot
from bot.domain.message_ledger import Kind
from bot.store.database import Database
from tests.cogs.commenting import comment
from tests.cogs.marking import marked
from tests.cogs.publishing import post
from tests.cogs.recommending.test_recommend import likeness, recommends
from tests.cogs.reviewing import read, write
from tests.world import TEARS, World, everything_of, put, stored

WORDS = "zanthorp"  # that no screen has of its own
OTHER = "quivelling"  # what its author makes of it
LABEL = 9
SAID = {"text": f"{WORDS}!", "episode": LABEL}

Make = Callable[[World, Database], Awaitable[None]]


async def _channel(world: World, purpose: str) -> simcord.ChannelHandle:
    made = world.guild.create_text_channel(purpose)
    await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=made)
    return made


async def _review(world: World, _: Database) -> None:
    await _channel(world, "reviews")
    await write(world, world.mika, headline=f"Of {WORDS}", text=f"It is {WORDS}.", spoils=str(LABEL))


async def _review_read(world: World, _: Database) -> None:
    await write(world, world.mika, headline=f"Of {WORDS}", text=f"It is {WORDS}.", spoils=str(LABEL))
    await read(world, world.jun)


async def _comment(world: World, _: Database) -> None:
    await _channel(world, "board")
    await comment(world, world.mika, f"It is {WORDS}.", str(LABEL))


async def _synopsis(world: World, database: Database) -> None:
    await _channel(world, "synopses")
    await _told(world, database)
    await post(world, LABEL)


async def _told(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title="2", status="plan")  # so that she is known
    await put(database, "DELETE FROM synopsis")  # what came with the catalogue
    await put(
        database,
        "INSERT INTO synopsis (drama_id, episode, language, state, text, author_id, guild_id)"
        " VALUES (1, ?, 'en', 'published', ?, ?, ?)",
        LABEL,
        f"It is {WORDS}.",
        world.mika.id,
        world.guild.id,
    )


async def _synopsis_asked(world: World, database: Database) -> None:
    await _told(world, database)
    await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=LABEL)


async def _quote_added(world: World, database: Database) -> None:
    await put(database, "DELETE FROM quote")
    await world.mika.slash(world.lounge, "quote add", title=TEARS, **SAID)


async def _quote_drawn(world: World, database: Database) -> None:
    await put(database, "DELETE FROM quote")
    await world.mika.slash(
        world.lounge, "quote add", title=TEARS, text=f"{WORDS}!", episode=LABEL, private=True
    )
    await world.jun.slash(world.lounge, "quote random", title=TEARS)


async def _recommendation(world: World, _: Database) -> None:
    await recommends(world, world.mika, reason=f"Both are {WORDS}.")
    await likeness(world, world.jun)


async def _marked(world: World, _: Database) -> None:
    said = await world.mika.send(world.lounge, f"It is {WORDS}.")
    await marked(world, world.mika, said, episode=str(LABEL))


# By what they show and how they came; `tests/cogs/test_ledger.py` says that no kind is missing.
STANDING: dict[tuple[Kind, str], Make] = {
    (Kind.REVIEW, "post"): _review,
    (Kind.REVIEW, "answer"): _review_read,
    (Kind.COMMENT, "post"): _comment,
    (Kind.SYNOPSIS, "post"): _synopsis,
    (Kind.SYNOPSIS, "answer"): _synopsis_asked,
    (Kind.QUOTE, "answer of add"): _quote_added,
    (Kind.QUOTE, "answer of random"): _quote_drawn,
    (Kind.RECOMMENDATION, "answer"): _recommendation,
    (Kind.MARKED, "post"): _marked,
}

TABLES = {  # what holds the words, and in which column
    Kind.REVIEW: ("review", "text"),
    Kind.COMMENT: ("comment", "text"),
    Kind.SYNOPSIS: ("synopsis", "text"),
    Kind.QUOTE: ("quote", "text"),
    Kind.RECOMMENDATION: ("recommendation", "reason"),
    Kind.MARKED: ("marked", "text"),
}
# A marked message's words stand in the message alone: no one can change them in the store.
NOT_IN_THE_STORE = {Kind.MARKED}
# These show nothing of what members write, or are a member's own.
WITHOUT_WORDS = {Kind.ORIGINAL, Kind.OPENER, Kind.TAGS, Kind.CLUB_STEP, Kind.CLUB_END, Kind.REPORT}
LABELS = {Kind.REVIEW: "spoils_episode", Kind.COMMENT: "spoils_episode", Kind.QUOTE: "episode"}
HIDES = {Kind.REVIEW: "hidden = 1", Kind.COMMENT: "hidden = 1", Kind.RECOMMENDATION: "hidden = 1"}
HIDES |= {Kind.SYNOPSIS: "state = 'withdrawn'"}
every = pytest.mark.parametrize("standing", STANDING, ids=" ".join)


def messages(world: World) -> list[discord.Message]:
    """All that everyone on the server sees of the bot's."""
    stored = [message for there in world.env.backend.messages.values() for message in there.values()]
    seen = [to_discord_message(world.env, message) for message in stored if message.visible_to(None)]
    return [message for message in seen if message.author.id == world.env.backend.bot_user.id]


def with_words(world: World, words: str = WORDS) -> list[discord.Message]:
    return [message for message in messages(world) if words in everything_of(message)]


async def follow(world: World) -> None:
    """The bot is told that something has changed, as every service tells it."""
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    bot.scheduler.wake()
    await world.env.settle()


async def nothing_is_outdated(database: Database) -> None:
    assert await stored(database, "SELECT * FROM posted WHERE turn IS NOT NULL") == []
    assert await stored(database, "SELECT * FROM posted_sweep") == []


async def stands(world: World, database: Database, standing: tuple[Kind, str]) -> None:
    await STANDING[standing](world, database)
    await world.env.settle()
    assert len(with_words(world)) == 1
    assert len(await stored(database, "SELECT id FROM posted WHERE kind = ?", standing[0])) == 1
