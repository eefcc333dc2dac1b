"""Every command, button and form refuses who may not use it, even when Discord lets the interaction through.

What there is comes from the code (`deriving`), so that a new one is tried without being named here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot as package
from bot.client import NamidaBot
from bot.domain.members import Reader
from bot.store.database import Database
from tests.cogs.moderation.deriving import Handler, handlers, writing_methods
from tests.cogs.moderation.forcing import Told, elsewhere, use, use_command, uses
from tests.cogs.test_forged import lived_in, no_pictures
from tests.world import World

__all__ = ["lived_in", "no_pictures"]  # fixtures

# A member's own rows (lists, scores, drafts, that they were seen), and the clock's.
PRIVATE = (
    *("member", "guild_member", "draft", "progress", "score", "episode_score", "standing", "chore"),
    *("taste_input", "airing_planned", "sqlite_"),
)
# What refuses a member who is no moderator, curator or leader; and a button of which nothing is there.
REFUSED = {
    *("NotAllowed", "CuratorsOnly", "ClubLeadersOnly", "OwnerOnly", "NotYourMessage", "NotYourComment"),
    *("NotYourQuote", "Outdated", "CommentGone", "SubmissionGone", "MarkedGone", "NotAWriting", "Blocked"),
}
# Handlers that come to a guard, and are open to members as well: with what they may do there.
OPEN_TO_ALL = {
    "commentmine": "the author of a comment edits and deletes it there; moderators hide it",
    "commentmore": "the menu of a comment, with what its reader may do",
}


@pytest.fixture
def patient(world: World) -> None:
    """Hundreds of uses in one test: on a busy machine one of them takes longer than the usual patience."""
    world.env.settle_timeout = 25  # less than until the next chore: SimCord waits for what is due within it


@cache
def fields() -> tuple[str, ...]:
    """Every word of the screens that may be the name of a form's field."""
    folder = Path(package.__path__[0])
    paths = [*(folder / "present").rglob("*.py"), folder / "domain" / "curating.py"]
    words = {
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return tuple(sorted(word for word in words if word.isidentifier() and word.islower()))


async def kept(database: Database) -> set[str]:
    """Every row, but those of members' own."""
    rows = await database.read(lambda connection: list(connection.iterdump()))
    return {row for row in rows if not row.startswith(tuple(f'INSERT INTO "{table}' for table in PRIVATE))}


async def block(world: World, bot: NamidaBot, member_id: int) -> None:
    moderator = Reader(world.rei.id, world.guild.id, "en", "en")
    await bot.services.blocks.block(member_id, 7, "Insults.", moderator, world.env.now())


def by_kind(*kinds: str) -> Iterator[Handler]:
    return (handler for handler in handlers() if handler.kind in kinds)


def test_what_is_derived_is_what_there_is(world: World, bot: NamidaBot) -> None:
    # These run commands or other handlers, which are looked at themselves.
    runs = {"again", "better", "corrected", "start"}
    assert {handler.name for handler in by_kind("press")} | runs == set(bot.handlers)
    assert {handler.name for handler in by_kind("form")} | {"start"} == set(bot.forms)
    commands = {command.qualified_name for command in bot.tree.walk_commands()}
    assert {handler.name for handler in by_kind("command")} <= commands
    writing = {handler.name for handler in handlers() if handler.writes}
    known = {"comment", "review write", "commentlike", "warnending", "synpublish", "clubjoin", "club start"}
    assert known <= writing
    guarded = {handler.name for handler in handlers() if handler.guarded}
    assert {"moderate block", "settings panel", "auditfile", "commenttake", "synqueue"} <= guarded


def test_only_forms_whose_text_others_read_are_closed_to_blocked_members() -> None:
    """A form is closed unless it is opened as private. So where nothing is written for others, it must be."""
    writing = {handler.module for handler in by_kind("form") if handler.used & writing_methods()}
    closed = {f"{one.kind} {one.name}" for one in handlers() if one.asks and one.module not in writing}
    assert closed - {f"{one.kind} {one.name}" for one in handlers() if one.guarded} == set()


@pytest.mark.usefixtures("patient")
async def test_a_blocked_member_writes_nothing_in_any_way(
    lived_in: World, bot: NamidaBot, database: Database
) -> None:
    world = lived_in
    members = (world.mika, world.rei)  # who wrote what is there, and who moderates
    for member in members:
        await block(world, bot, member.id)
    before, told = await kept(database), set()
    writing = [handler for handler in handlers() if handler.writes and handler.kind != "menu"]
    for handler in writing:
        member = world.rei if handler.guarded else world.mika
        if handler.kind == "command":
            found = [await use_command(world, bot, member, handler.name)]
        else:
            found = []
            for forged in uses(handler, fields()):
                found.append(await use(world, member, forged))
                if found[-1].blocked:
                    break
        if any(one.blocked for one in found):
            told.add(f"{handler.kind} {handler.name}")
    assert await kept(database) == before
    # Some need a thing that is not there (a marked message, a submission), and refuse before that.
    assert len(told) > len(writing) / 2, sorted(told)
    assert {"press commentlike", "press reviewvote", "form comment", "form review", "press clubjoin"} <= told


@pytest.mark.usefixtures("patient")
async def test_what_is_for_moderators_is_for_this_servers_moderators(
    lived_in: World, bot: NamidaBot, database: Database
) -> None:
    world, there = lived_in, elsewhere(lived_in)
    await block(world, bot, world.jun.id)
    before, allowed = await kept(database), set()

    def judge(handler: Handler, told: Told) -> None:
        if told.result not in REFUSED and handler.name not in OPEN_TO_ALL:
            allowed.add(f"{handler.kind} {handler.name}: {told.result}")

    for handler in (one for one in handlers() if one.guarded and one.kind != "menu"):
        if handler.kind == "command":
            judge(handler, await use_command(world, bot, world.mika, handler.name))
            continue
        forged = next(uses(handler, fields()))
        judge(handler, await use(world, world.mika, forged))
        judge(handler, await use(world, world.jun, forged))
        await use(there, there.rei, forged)  # it may be theirs there, and changes nothing here
    assert allowed == set()
    after = await kept(database)
    assert before <= after, sorted(before - after)
