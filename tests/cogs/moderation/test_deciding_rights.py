"""Whatever Discord lets through: only moderators of that server decide on what its members wrote.

The commands and verbs are read from the code, so that a new one is tried as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.writings import WritingKind
from bot.present.actions import Pressed
from bot.store.database import Database
from cogs.moderation.cases import ModerationCases
from tests.cogs.commenting import comment, comments_in
from tests.cogs.forging import Forged, send
from tests.cogs.moderation.deciding import report
from tests.cogs.shelved import open_the_command_to
from tests.world import World, build_world, everything_of, stored, text_of

WORDS = "zqwordzq"
REFUSED = ("**Manage Server**", "**Manage Messages**")
FIELDS = {"why": "spam", "note": "", "episode0": "5"}


def owner(handler: object) -> object:
    """The cog whose method it is."""
    return getattr(handler, "__self__", None)


def of_moderators(bot: NamidaBot) -> tuple[list[str], list[str]]:
    """The verbs of every button and of every form with which moderators decide."""
    buttons, forms = (
        [verb for verb, handler in known.items() if isinstance(owner(handler), ModerationCases)]
        for known in (bot.handlers, bot.forms)
    )
    return buttons, forms


def forged(bot: NamidaBot) -> Iterator[Forged]:
    """Every button and form, in each way in which one of them names the comment and the reported message."""
    buttons, forms = of_moderators(bot)
    for args in (
        (str(WritingKind.COMMENT), "1"),
        (str(WritingKind.COMMENT), "1", "1"),
        ("s", str(WritingKind.COMMENT), "1", "e9"),
        ("message", "70", "1", "2"),
        ("1",),
        ("0",),
    ):
        for verb in buttons:
            yield Forged(Pressed(verb, args, ("comment 1",) if verb == "writingat" else ()))
        for verb in forms:
            yield Forged(Pressed(verb, args), FIELDS)


async def kept(database: Database) -> list[list[tuple[object, ...]]]:
    tables = ("comment", "takedown", "report", "audit", "posted", "outbox")
    return [await stored(database, f"SELECT * FROM {table}") for table in tables]


@pytest.fixture
async def reported(world: World, board: simcord.ChannelHandle, log: simcord.ChannelHandle) -> World:
    await comment(world, world.mika, f"It ends {WORDS}.", "9")
    await report(world, world.jun, comments_in(board)[0])
    return world


async def test_a_plain_member_decides_nothing(reported: World, bot: NamidaBot, database: Database) -> None:
    world, before = reported, await kept(database)
    answers = await send(world, world.jun, forged(bot))
    assert [one for one, answer in answers if not answer.acknowledged] == []
    assert not [one for one, answer in answers if WORDS in everything_of(answer)]
    refused = {
        one.pressed.verb for one, answer in answers if any(right in text_of(answer) for right in REFUSED)
    }
    buttons, forms = of_moderators(bot)
    assert refused == {*buttons, *forms}, "each is refused by its own check"
    assert await kept(database) == before


async def test_a_moderator_of_another_server_decides_nothing(
    reported: World, bot: NamidaBot, database: Database
) -> None:
    elsewhere = build_world(reported.env)
    await reported.env.settle()
    world, before = replace(reported, guild=elsewhere.guild, lounge=elsewhere.lounge), await kept(database)
    answers = await send(world, elsewhere.rei, forged(bot))
    assert not [one for one, answer in answers if WORDS in everything_of(answer)]
    assert await kept(database) == before


async def test_the_commands_refuse_members_who_were_let_in(
    reported: World, bot: NamidaBot, database: Database
) -> None:
    world = reported
    open_the_command_to(world, "moderate", world.jun)
    options: dict[str, dict[str, str]] = {
        "queue": {},
        "remove": {"writing": "comment 1"},
        "restore": {"title": "comment 1"},
    }
    before = await kept(database)
    for name, given in options.items():  # those that show what was written; test_rights.py finds them all
        answer = await world.jun.slash(world.lounge, f"moderate {name}", **given)
        assert any(right in text_of(answer) for right in REFUSED), name
        assert WORDS not in everything_of(answer)
    assert await kept(database) == before
