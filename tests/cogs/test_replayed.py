"""A drama that was typed wrong costs nothing else that was typed: the command is run again with all of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from discord.utils import utcnow

from bot.client import NamidaBot
from bot.domain.calls import CALLS_A_MEMBER, KEPT_FOR, LARGEST_CALL, Call
from bot.domain.members import Reader
from bot.errors import CallGone
from bot.replay import NAMES_A_DRAMA, TRAVELS
from bot.services.catalogue.catalogue import Catalogue
from bot.store.database import Database
from tests.world import (
    TEARS,
    TEARS_ID,
    World,
    labels,
    menu,
    menus,
    posted_before,
    readers_of,
    shown,
    stored,
    text_of,
)

SEVERAL = "boys over flowers"  # the name of two dramas
HARD = "a&b=c:d%3A «涙» " + "x" * 150  # what no button could carry
# What is looked at before the drama is, or bounded by more than its length.
READ_FIRST = {"overall": "9", "story": "8.5", "acting": "90%", "music": "4/5", "rewatch": "★★★"}
# Their title is a name that nothing has to bear, or of what is not in the catalogue.
NOT_OURS = {"catalogue add", "moderate restore"}


def commands(bot: NamidaBot) -> list[app_commands.Command[Any, ..., Any]]:
    """Every command with an option that names a drama."""
    return [
        command
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        and command.qualified_name not in NOT_OURS
        and any(parameter.display_name in NAMES_A_DRAMA for parameter in command.parameters)
    ]


def sample(world: World, parameter: app_commands.Parameter) -> Any:
    kind = parameter.type
    if parameter.display_name in READ_FIRST:
        return READ_FIRST[parameter.display_name]
    if parameter.display_name in NAMES_A_DRAMA:
        return TEARS
    if parameter.choices:
        return parameter.choices[-1].value
    if kind is discord.AppCommandOptionType.string:
        return HARD[: int(parameter.max_value or len(HARD))]
    if kind is discord.AppCommandOptionType.integer:
        return int(parameter.min_value or 3)
    if kind is discord.AppCommandOptionType.boolean:
        return True
    return {
        discord.AppCommandOptionType.user: world.jun,
        discord.AppCommandOptionType.channel: world.lounge,
        discord.AppCommandOptionType.role: world.guild.roles["Watchers"],
    }[kind]


def told(value: Any) -> Any:
    """What the method was given, members, channels and roles as their ids."""
    return getattr(value, "id", value)


async def test_every_command_that_names_a_drama_is_run_again_with_all_its_options(
    world: World, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its options are: the methods are told to write down what they are given."""
    found = commands(bot)
    assert len(found) > 30
    world.guild.create_role("Watchers", mentionable=True)
    for command in found:
        given: list[dict[str, Any]] = []

        async def note(_: object, talk: Any, _given: list[dict[str, Any]] = given, **options: Any) -> None:
            _given.append({name: told(value) for name, value in options.items()})
            await talk.dismiss()

        monkeypatch.setattr(command.callback, "__wrapped__", note)  # what a replay runs
        options = {one.display_name: sample(world, one) for one in command.parameters}
        names = {one.display_name: one.name for one in command.parameters}
        for wrong in [name for name in NAMES_A_DRAMA if name in options]:
            name = command.qualified_name
            answer = await world.rei.slash(world.lounge, name, **{**options, wrong: SEVERAL})
            assert text_of(answer).startswith("Several dramas are called"), (name, text_of(answer))
            which = menu(answer, "again")
            value = which["options"][0]["value"]
            await world.rei.select(shown(answer), [value], custom_id=which["custom_id"])
            expected = {names[option]: told(value) for option, value in options.items()}
            expected[names[wrong]] = bot.services.catalogue.chosen(int(value))
            assert given.pop() == expected, name


async def test_every_option_that_offers_dramas_is_known_to_name_one(world: World, bot: NamidaBot) -> None:
    """Else a drama that was typed wrong would open a card, and everything else that was typed be lost."""
    completed = [
        (command.qualified_name, parameter.display_name)
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        for parameter in command.parameters
        if parameter.autocomplete
    ]
    offers = [
        (command, option)
        for command, option in completed
        for choice in await world.rei.autocomplete(world.lounge, command, option, TEARS)
        if choice["value"] == Catalogue.chosen(int(TEARS_ID)) and choice["name"].startswith(TEARS)
    ]
    assert len(offers) > 20
    unknown = [f"/{command} {option}" for command, option in offers if option not in NAMES_A_DRAMA]
    assert unknown == [], "name these options in NAMES_A_DRAMA of bot/replay.py"


def test_nothing_stands_beside_a_drama_that_could_not_travel(bot: NamidaBot) -> None:
    """If a file ever does, the choice is refused aloud (below) until files travel, too."""
    for command in commands(bot):
        assert {parameter.type for parameter in command.parameters} <= TRAVELS, command.qualified_name


async def test_a_club_opens_where_and_for_whom_it_was_to(world: World, database: Database) -> None:
    other = world.guild.create_text_channel("clubs")
    role = world.guild.create_role("Watchers", mentionable=True)
    answer = await world.rei.slash(
        world.lounge, "club start", title="alice in", pace="2 episodes until Sunday 21:00", zone="Seoul",
        channel=other, role=role,
    )  # fmt: skip
    assert text_of(answer).startswith("Nothing called *alice in*")
    await world.rei.click(shown(answer), label=labels(answer)[0])
    assert await stored(database, "SELECT channel_id, role_id FROM club") == [(other.id, role.id)]


async def test_both_dramas_may_be_typed_wrong(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "recommend suggest", title=SEVERAL, other="alice in")
    which = menu(answer, "again")
    value = which["options"][0]["value"]
    second = await world.mika.select(shown(answer), [value], custom_id=which["custom_id"])
    assert "Nothing called *alice in*" in text_of(second)
    form = await world.mika.click(shown(second), label="Alice in Borderland (今際の国のアリス, 2020)")
    assert form.modal is not None
    assert "Boys over Flowers" in repr(form.modal)
    assert "Alice in Borderland" in repr(form.modal)


async def test_what_was_named_and_is_gone_is_told(world: World, database: Database) -> None:
    other = world.guild.create_text_channel("clubs")
    answer = await world.rei.slash(
        world.lounge,
        "club start",
        title="alice in",
        pace="2 episodes until Sunday 21:00 Seoul",
        channel=other,
    )
    channel = world.env.bot.get_channel(other.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    refused = await world.rei.click(shown(answer), label=labels(answer)[0])
    assert text_of(refused).startswith("A channel, role or member that you named is no longer there.")
    assert await stored(database, "SELECT * FROM club") == []


async def test_a_choice_is_its_members_own_and_ends(world: World, database: Database) -> None:
    typed = {"title": "alice in", "overall": "9", "story": "8"}
    answer = await world.mika.slash(world.lounge, "rate", **typed)
    copied = posted_before(world, discord.ui.LayoutView.from_message(await _message(world, answer)))
    for member in (world.jun, world.rei):
        refused = await member.click(copied, label=labels(answer)[0])
        assert readers_of(world, refused) == {member.name}
        assert text_of(refused) == "What you typed is no longer kept. Please use the command again."
    assert await stored(database, "SELECT * FROM score") == []


async def test_too_much_to_keep_is_said_and_nothing_dropped(world: World, database: Database) -> None:
    long = {"text": "x" * 1_000}
    await world.mika.slash(world.lounge, "quote add", title=SEVERAL, **long)
    assert len(await stored(database, "SELECT * FROM draft WHERE kind = 'command'")) == 1
    much = dict.fromkeys(("overall", "story", "acting"), "9" + " " * 5900)
    answer = await world.mika.slash(world.lounge, "rate", title=SEVERAL, **much)
    assert menus(answer) == []
    assert labels(answer) == []
    assert "Please use the command again with one of these:" in text_of(answer)
    assert "Boys over Flowers" in text_of(answer)
    assert len(await stored(database, "SELECT * FROM draft WHERE kind = 'command'")) == 1


async def test_what_is_kept_is_bounded_and_ends(bot: NamidaBot, database: Database) -> None:
    drafts, now = bot.services.drafts, utcnow()
    mika, elsewhere, jun = Reader(1, 7, "en", "en"), Reader(1, 8, "en", "en"), Reader(2, 7, "en", "en")
    call = Call("rate", {"overall": "9"})
    keys = [await drafts.keep_call(mika, call, now) for _ in range(CALLS_A_MEMBER + 5)]
    last = keys[-1]
    assert last is not None
    assert await stored(database, "SELECT count(*) FROM draft") == [(CALLS_A_MEMBER,)]
    assert await drafts.call(mika, last, now + KEPT_FOR) == call
    for reader, at in ((elsewhere, now), (jun, now), (mika, now + KEPT_FOR + timedelta(seconds=1))):
        with pytest.raises(CallGone):
            await drafts.call(reader, last, at)
    assert await drafts.keep_call(mika, Call("rate", {"overall": "x" * LARGEST_CALL}), now) is None
    assert await drafts.purge(now + KEPT_FOR) == 0
    assert await drafts.purge(now + KEPT_FOR + timedelta(seconds=1)) == CALLS_A_MEMBER


async def _message(world: World, answer: simcord.InteractionResult) -> discord.Message:
    ident = shown(answer).id
    return next(message for message in world.lounge.history(viewer=world.mika) if message.id == ident)
