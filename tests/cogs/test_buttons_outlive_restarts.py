"""Buttons, menus and forms of an earlier process, an earlier year, another version."""

from __future__ import annotations

import asyncio

import pytest
import simcord

from bot.client import NamidaBot
from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.warnings.test_warnings import voted
from tests.world import (
    TEARS,
    Restart,
    World,
    labels,
    menu,
    old_button,
    posted_before,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
)


async def test_a_cards_buttons_work_after_a_restart(
    world: World, database: Database, restart: Restart
) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await restart()
    await turned(world.mika, card, "Cast")
    assert "Sawajiri Erika — Ikeuchi Aya" in text_of(card)
    await world.mika.click(card, label="+1")
    await restart()
    await world.jun.click(card, label="Plan")
    assert sorted(await stored(database, "SELECT member_id, status FROM progress")) == sorted(
        [(world.mika.id, "watching"), (world.jun.id, "plan")]
    )


async def test_the_bot_remembers_nothing_of_what_it_has_sent(world: World, database: Database) -> None:
    """What a button does is written in it. Else discord.py keeps a task for each screen of one member's."""
    await voted(database, members=3)
    await world.mika.slash(world.lounge, "drama warnings", title=TEARS)
    before = len(asyncio.all_tasks())
    for _ in range(5):
        question = await world.mika.slash(world.lounge, "drama warnings", title=TEARS)
        await world.mika.click(shown(question), label="Show how it ends")
        await world.mika.slash(world.lounge, "drama info", title=TEARS)
        form = await world.mika.slash(world.lounge, "review write", title=TEARS)
        assert form.modal is not None
    assert len(asyncio.all_tasks()) <= before


async def test_pages_turn_after_a_restart(world: World, restart: Restart) -> None:
    results = shown(
        await world.mika.slash(world.lounge, "drama search", query="love", genre="romance", sort="title")
    )
    first, heading = text_of(results), text_of(results).splitlines()[:2]
    await restart()
    await world.mika.click(results, label="Next")
    assert labels(results)[1].startswith("2 of")
    assert text_of(results).splitlines()[:2] == heading
    await world.mika.click(results, label="Previous")
    assert text_of(results) == first


async def test_the_panel_of_scores_saves_after_a_restart(
    world: World, database: Database, restart: Restart
) -> None:
    panel = shown(await world.mika.slash(world.lounge, "rate", title=TEARS))
    await restart()
    await world.mika.select(panel, ["18"], custom_id=menu(panel, "score:1:overall")["custom_id"])
    await restart()
    await world.mika.select(panel, ["14"], custom_id=menu(panel, "score:1:music")["custom_id"])
    assert await stored(database, "SELECT overall, music FROM score") == [(18, 14)]


async def test_a_sealed_synopsis_is_shown_after_a_restart(world: World, restart: Restart) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    question = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=1)
    await restart()
    await world.jun.click(shown(question), label="Show anyway")
    assert "entrance exam" in text_of(question)
    assert readers_of(world, question) == {"jun"}


async def test_an_unknown_title_goes_on_after_a_restart(
    world: World, database: Database, restart: Restart
) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title="love", overall="9")
    which = await world.mika.slash(world.lounge, "rate", title="Boys over Flowers", overall="8")
    await restart()
    await world.mika.click(shown(answer), label="Love O2O (微微一笑很倾城, 2016)")
    choice = menu(which, "again")
    await world.mika.select(shown(which), [choice["options"][0]["value"]], custom_id=choice["custom_id"])
    assert sorted(await stored(database, "SELECT overall FROM score")) == [(16,), (18,)]


async def test_a_form_submitted_after_a_restart_is_saved(
    world: World, database: Database, restart: Restart
) -> None:
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    await restart()
    answer = await world.mika.submit_modal(form, {"text": "Aya learns what it is."})
    assert readers_of(world, answer) == {"mika"}
    assert await stored(database, "SELECT text, state FROM synopsis WHERE episode = 2") == [
        ("Aya learns what it is.", "submitted")
    ]


async def test_the_settings_panel_works_after_a_restart(
    world: World, database: Database, restart: Restart
) -> None:
    panel = shown(await world.rei.slash(world.lounge, "settings panel"))
    await restart()
    await world.rei.click(panel, label="Spoilers, roles, language")
    await world.rei.select(panel, ["sealed"], custom_id=menu(panel, "setpolicy")["custom_id"])
    assert await stored(database, "SELECT policy FROM guild") == [("sealed",)]


async def test_what_was_saved_is_there_after_a_restart(world: World, restart: Restart) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=4)
    await restart()
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "★ **10.0** so far, from 1 member who is watching" in text_of(card)
    assert "Watching · episode 4 of 11 · ★ **10.0**" in text_of(card)


async def test_the_buttons_of_older_cards_still_answer(world: World, board: simcord.ChannelHandle) -> None:
    """A card was all buttons before it had menus."""
    card = posted_before(
        world,
        screen(
            row(
                old_button("Cast", "tab", "cast", 1, world.mika.id),
                old_button("+1 episode", "next", 1),
                old_button("Plan", "plan", 1),
                old_button("Synopses", "episodes", 1),
                old_button("Comment", "comment", 1),
            ),
            row(
                old_button("Reviews", "reviews", 1),
                old_button("Similar", "similar", 1),
                old_button("Warnings and ending", "warnings", 1),
            ),
        ),
    )
    for label, told in (
        ("Plan", "Plan to watch"),
        ("+1 episode", "Watching · episode 1 of 11"),
        ("Synopses", "Watching · episode 1 of 11"),
        ("Reviews", "No one here has reviewed it yet"),
        ("Similar", TEARS),
        ("Warnings and ending", TEARS),
    ):
        assert told in text_of(await world.jun.click(card, label=label)), label
    assert (await world.jun.click(card, label="Comment")).modal is not None
    assert "Ikeuchi Aya" in text_of(await world.jun.click(card, label="Cast"))


async def test_a_button_of_last_year_works(world: World, database: Database) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    assert isinstance(world.env.bot, NamidaBot)
    await world.env.bot.scheduler.stop()  # a year of chores would take its time
    await world.env.advance_time(400 * 86_400)
    await turned(world.mika, card, "Cast")
    assert "Sawajiri Erika — Ikeuchi Aya" in text_of(card)
    await world.jun.click(card, label="+1")
    assert await stored(database, "SELECT member_id, episode FROM progress") == [(world.jun.id, 1)]


async def test_the_same_button_twice_works_twice(world: World, database: Database) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    for told in ("episode 1 of 11", "episode 2 of 11"):
        assert told in text_of(await world.mika.click(card, label="+1"))
    await world.mika.click(card, label="Plan")
    await world.mika.click(card, label="Plan")
    assert await stored(database, "SELECT status, episode FROM progress") == [("watching", 2)]


@pytest.mark.parametrize(
    "said",
    [
        ("waltz", 1),  # a verb that this version does not know
        ("tab", "reviews", 1, 2),  # a tab that it does not have
        ("tab", "cast"),  # fewer arguments than it needs
        ("card", "9" * 30),  # a number that nothing can have
        ("score", 1, "costumes"),
        ("synopsis", "one", 1),
        ("page", "love"),
        ("again", 1, "drama dance"),
        ("again", 1, "rate", "costumes=9"),
    ],
)
async def test_a_button_of_another_version_says_so(
    world: World, database: Database, said: tuple[str | int, ...]
) -> None:
    old = posted_before(world, screen(row(old_button("Old", *map(str, said)))))
    answer = await world.mika.click(old, label="Old")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer) == "This is from another version of the bot. Please use the command again."
    assert await stored(database, "SELECT * FROM score") == []
