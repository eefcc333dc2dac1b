"""A refusal whose good value is near offers it: a press does what the command would have done with it."""

from __future__ import annotations

import inspect

import discord
from discord import app_commands

from bot import errors
from bot.client import NamidaBot
from bot.replay import TAKES_BETTER, TRAVELS
from bot.store.database import Database
from tests.present import extreme_errors
from tests.world import TEARS, World, begins, labels, menus, readers_of, shown, stored, text_of


async def test_a_score_that_is_none_offers_those_beside_it_and_keeps_the_rest(
    world: World, database: Database
) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.3", story="8")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith(r"*9\.3* isn't a score")
    assert labels(answer) == ["★ 9.0", "★ 9.5"]
    saved = await world.mika.click(shown(answer), label="★ 9.5")
    assert f"**{TEARS}**: saved." in text_of(saved)
    assert await stored(database, "SELECT overall, story FROM score") == [(19, 16)]
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", music="11")
    assert labels(answer) == ["Music ★ 10.0"]
    assert labels(await world.mika.slash(world.lounge, "rate", title=TEARS, overall="good")) == []


async def test_an_episode_that_is_not_there_offers_the_nearest(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "watch set", title=TEARS, status="watching", episode=12)
    assert text_of(answer) == f"**{TEARS}** has episodes 1 to 11. There is no episode 12."
    assert labels(answer) == ["Episode 11"]
    await world.mika.click(shown(answer), label="Episode 11")
    assert await stored(database, "SELECT episode FROM progress") == [(11,)]
    for wrong in (0, -4):
        answer = await world.mika.slash(world.lounge, "episode synopsis", title=TEARS, episode=wrong)
        assert labels(answer) == ["Episode 1"]


async def test_a_form_offers_the_nearest_value_and_opens_with_it(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    typed = {"headline": "Quiet", "text": "Bring tissues.", "spoils": "episode 12", "overall": "9"}
    refused = await world.mika.submit_modal(form, typed)
    assert "There is no episode 12" in text_of(refused)
    assert labels(refused) == ["Episode 11", "Continue writing"]
    assert begins(await world.mika.click(shown(refused), label="Continue writing")) == typed
    anew = await world.mika.click(shown(refused), label="Episode 11")
    assert begins(anew) == {**typed, "spoils": "11"}

    for unread, label in (("1-4", "Episode 4"), ("up to 3, I think", "Episode 3")):
        refused = await world.mika.submit_modal(anew, {**typed, "spoils": unread})
        assert labels(refused) == [label, "Continue writing"]
        anew = await world.mika.click(shown(refused), label=label)
    refused = await world.mika.submit_modal(anew, {**typed, "spoils": "3", "overall": "9.3"})
    assert labels(refused) == ["★ 9.0", "★ 9.5", "Continue writing"]
    anew = await world.mika.click(shown(refused), label="★ 9.5")
    await world.mika.submit_modal(anew, begins(anew))
    assert await stored(database, "SELECT text, spoils_episode FROM review") == [("Bring tissues.", 3)]
    assert await stored(database, "SELECT overall FROM score") == [(19,)]


async def test_a_form_with_two_labels_knows_which_was_refused(world: World) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="Love O2O")
    typed = {"reason": "Both wait for a letter.", "spoils": "3", "other_spoils": "99"}
    refused = await world.mika.submit_modal(form, typed)
    nearest, _ = labels(refused)
    anew = await world.mika.click(shown(refused), label=nearest)
    assert begins(anew) == {**typed, "other_spoils": nearest.removeprefix("Episode ")}
    refused = await world.mika.submit_modal(anew, {**typed, "spoils": "all", "other_spoils": ""})
    assert labels(refused) == ["Continue writing"]


async def test_a_search_for_nothing_offers_what_to_look_for(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama search", sort="year")
    genres, countries = menus(answer)
    assert [genres["placeholder"], countries["placeholder"]] == ["Choose a genre", "Choose a country"]
    assert countries["options"][0]["label"] == "Japan"
    found = await world.mika.select(shown(answer), ["KR"], custom_id=countries["custom_id"])
    direct = await world.mika.slash(world.lounge, "drama search", country="KR", sort="year")
    assert text_of(found) == text_of(direct)
    found = await world.mika.select(
        shown(answer), [genres["options"][0]["value"]], custom_id=genres["custom_id"]
    )
    assert "found" in text_of(found)


async def test_a_name_that_is_none_offers_the_nearest(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama top", genre="Romanse", by="popularity", private=True)
    assert labels(answer)[0] == "Romance"
    chosen = await world.mika.click(shown(answer), label="Romance")
    direct = await world.mika.slash(world.lounge, "drama top", genre="Romance", by="popularity", private=True)
    assert text_of(chosen) == text_of(direct)
    answer = await world.mika.slash(world.lounge, "help", command="drama inf")
    assert "/drama info" in labels(answer)
    assert "</drama info:" in text_of(await world.mika.click(shown(answer), label="/drama info"))


async def test_a_drama_that_is_nowhere_is_added_by_who_may_and_asked_for_by_others(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="Breaking Bad")
    assert text_of(answer).startswith("Nothing called *Breaking Bad*.")
    assert "Crash" not in "".join(labels(answer))
    asked = await world.mika.click(shown(answer), label="Ask for it to be added")
    assert text_of(asked) == "The moderators have been asked to add *Breaking Bad*."
    again = await world.jun.slash(world.lounge, "drama info", title="Breaking Bad")
    asked = await world.jun.click(shown(again), label="Ask for it to be added")
    assert text_of(asked).startswith("Someone here has asked for it already.")
    waiting = await world.rei.slash(world.lounge, "catalogue queue")
    assert "A missing drama" in text_of(waiting)
    assert "Breaking Bad" in text_of(waiting)
    assert "Enter it by hand" in labels(waiting)
    done = await world.rei.click(shown(waiting), label="Done")
    assert "No suggestions are waiting here." in text_of(shown(waiting)) + text_of(done)
    answer = await world.rei.slash(world.lounge, "drama info", title="Breaking Bad")
    form = await world.rei.click(shown(answer), label="Add it by hand")
    assert begins(form)["title"] == "Breaking Bad"


async def test_every_option_with_better_values_can_run_again(world: World, bot: NamidaBot) -> None:
    """What errors name is an option that is known here, of commands whose options can all be kept."""
    assert world.env.bot is bot
    named = {
        one.option
        for error in extreme_errors.every_error("words ")
        for one in error.better()
        if one.option is not None
    }
    assert named <= TAKES_BETTER
    options = {
        parameter.display_name: parameter.type
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        for parameter in command.parameters
        if {one.type for one in command.parameters} <= TRAVELS
    }
    assert options.keys() >= TAKES_BETTER
    kinds = (discord.AppCommandOptionType.string, discord.AppCommandOptionType.integer)
    assert {options[name] for name in TAKES_BETTER} <= set(kinds), "a button can say only these"


def test_every_refusal_that_knows_a_better_value_offers_it() -> None:
    """An error with names or numbers beside a refused one says them to the boundary, not in a text alone."""
    beside = {
        one.__name__
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.NamidaError)
        and {"near", "nearest", "filters"} & set(getattr(one, "__dataclass_fields__", ()))
    }
    ways = {type(error).__name__ for error in extreme_errors.every_error("words ") if error.better()}
    # These two have buttons of their own, which open the card or the form that was refused.
    assert beside - {"UnknownDrama", "UnknownZone"} <= ways
