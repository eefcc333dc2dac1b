"""Every command, button and form refuses who may not use it, even when Discord lets the interaction through.

What there is comes from the code (`deriving`), so that a new one is tried without being named here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import simcord

import cogs
from bot.client import NamidaBot
from bot.domain.members import Reader
from bot.store.database import Database
from tests.cogs.moderation.deriving import Handler, handlers
from tests.cogs.moderation.forcing import command_result, elsewhere, forms, presses, results
from tests.cogs.test_forged import lived_in, no_pictures
from tests.world import World

__all__ = ["lived_in", "no_pictures"]  # fixtures

# What a member's own rows are: their lists, scores and drafts, and that they were seen.
PRIVATE = (
    "member",
    "guild_member",
    "draft",
    "progress",
    "score",
    "episode_score",
    "standing",
    "chore",
    "sqlite_",
)
# What refuses a member who is no moderator, curator or leader; and a button of which nothing is there.
REFUSED = {
    *("NotAllowed", "CuratorsOnly", "ClubLeadersOnly", "OwnerOnly", "NotYourMessage", "NotYourComment"),
    *("NotYourQuote", "Outdated", "CommentGone", "SubmissionGone", "MarkedGone", "NotAComment"),
}
# Handlers that come to a guard, and are open to members as well: with what they may do there.
OPEN_TO_ALL = {
    "commentmine": "the author of a comment edits and deletes it there; moderators hide it",
}


def fields_of_forms() -> list[str]:
    """The names of the fields that the handlers of forms read."""
    return sorted(
        {
            call.args[0].value
            for path in Path(cogs.__path__[0]).glob("*.py")
            for call in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("fields.") and call.args
            and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        }
    )  # fmt: skip


def forged(handler: Handler) -> Iterator[object]:
    return forms(handler, fields_of_forms()) if handler.kind == "form" else presses(handler)


async def kept(database: Database) -> set[str]:
    """Every row, but those of members' own."""
    rows = await database.read(lambda connection: list(connection.iterdump()))
    return {row for row in rows if not row.startswith(tuple(f'INSERT INTO "{table}' for table in PRIVATE))}


def by_kind(*kinds: str) -> list[Handler]:
    return [handler for handler in handlers() if handler.kind in kinds]


def test_what_is_derived_is_what_there_is(world: World, bot: NamidaBot) -> None:
    assert {handler.name for handler in by_kind("press")} | {"again"} == set(bot.handlers)
    assert {handler.name for handler in by_kind("form")} == set(bot.forms)
    commands = {command.qualified_name for command in bot.tree.walk_commands()}
    assert {handler.name for handler in by_kind("command")} <= commands
    writing = {handler.name for handler in handlers() if handler.writes}
    assert {
        "comment",
        "review write",
        "commentlike",
        "warnending",
        "synpublish",
        "clubjoin",
        "mark",
    } <= writing
    guarded = {handler.name for handler in handlers() if handler.guarded}
    assert {"moderate block", "settings panel", "auditfile", "commenttake", "synqueue"} <= guarded


async def test_a_blocked_member_is_refused_by_every_way_of_writing(
    lived_in: World, bot: NamidaBot, database: Database
) -> None:
    world = lived_in
    owner = Reader(world.rei.id, world.guild.id, "en", "en")
    members = (world.mika, world.rei)  # who wrote what is there, and who moderates
    for member in members:
        await bot.services.blocks.block(member.id, 7, "Insults.", owner, world.env.now())
    before, not_refused = await kept(database), set()
    for handler in (one for one in handlers() if one.writes and one.kind != "menu"):
        print("AT", handler.kind, handler.name, flush=True)
        if not await refuses(world, bot, members, handler):
            not_refused.add(f"{handler.kind} {handler.name}")
    print("NOT", sorted(not_refused))
    assert not_refused == set()
    assert await kept(database) == before


async def refuses(
    world: World, bot: NamidaBot, members: tuple[simcord.MemberActor, ...], handler: Handler
) -> bool:
    """Whether one of the blocked members is told so, by the first use that comes that far."""
    for member in members:
        if handler.kind == "command":
            if await command_result(world, bot, member, handler.name) == "Blocked":
                return True
            continue
        for one in forged(handler):
            ((_, result),) = await results(world, member, iter([one]))  # type: ignore[list-item]
            if result == "Blocked":
                return True
    return False


@pytest.mark.parametrize("who", ["a member", "a blocked member", "a moderator of another server"])
async def test_what_is_for_moderators_is_for_this_servers_moderators(
    lived_in: World, bot: NamidaBot, database: Database, who: str
) -> None:
    world, member = lived_in, lived_in.jun
    if who == "a blocked member":
        owner = Reader(world.rei.id, world.guild.id, "en", "en")
        await bot.services.blocks.block(member.id, 7, "Insults.", owner, world.env.now())
    if who == "a moderator of another server":
        world = elsewhere(world)
        member = world.rei
    before, open_to_them = await kept(database), set()
    for handler in (one for one in handlers() if one.guarded and one.kind != "menu"):
        if handler.kind == "command":
            if who == "a moderator of another server":
                continue  # there it is theirs, and knows nothing of this one
            found = [await command_result(world, bot, member, handler.name)]
        else:
            found = [result for _, result in await results(world, member, some(handler))]
        if who != "a moderator of another server" and handler.name not in OPEN_TO_ALL:
            allowed = set(found) - REFUSED - {"Blocked"}
            if allowed:
                open_to_them.add(f"{handler.kind} {handler.name}: {allowed}")
    assert open_to_them == set()
    after = await kept(database)
    assert before <= after, sorted(before - after)  # nothing that was there was changed
    if who != "a moderator of another server":
        assert after == before


def some(handler: Handler) -> Iterator[object]:
    """A few of its uses: whoever may not is refused before anything is read."""
    return (one for at, one in enumerate(forged(handler)) if at in (0, 3, 9))
