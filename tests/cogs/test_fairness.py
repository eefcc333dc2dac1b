"""Who asks faster than any person is told so and then left, and nobody else notices."""

from __future__ import annotations

import pytest

from bot.client import NamidaBot
from bot.services import fairness
from bot.store.database import Database
from tests.world import TEARS, World, readers_of, shown, stored, text_of

TOO_FAST = "others want an answer too"


@pytest.fixture
def tireless() -> None:
    """Not here: what members may do is what it is."""


@pytest.fixture(autouse=True)
def measured(bot: NamidaBot) -> None:
    """The usual measures, whatever this bot was opened with."""
    bot.fairness = fairness.Fairness()


async def test_a_flood_of_one_members_is_told_of_and_then_left_unanswered(
    world: World, database: Database
) -> None:
    before = world.env.now()
    for _ in range(fairness.PACE.burst):
        answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
        assert TOO_FAST not in text_of(answer)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5)
    assert world.env.now() == before, "time passed: what follows is measured otherwise"
    for _ in range(fairness.TOLD.burst - 1):
        told = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5)
        assert TOO_FAST in text_of(told)
        assert "in 1 second" in text_of(told)
        assert readers_of(world, told) == {"mika"}
    for _ in range(5):
        left = await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5)
        assert left.response is None
    assert await stored(database, "SELECT count(*) FROM progress") == [(0,)], "what was refused was not done"

    # Another member is answered as usual, and so is the first one after the time that they were told.
    assert TEARS in text_of(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    await world.env.advance_time(1)
    assert TOO_FAST not in text_of(await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=5))
    assert await stored(database, "SELECT episode FROM progress") == [(5,)]


async def test_buttons_count_as_commands_do(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    for _ in range(fairness.PACE.burst - 1):
        assert TOO_FAST not in text_of(await world.mika.click(shown(card), label="Plan"))
    assert TOO_FAST in text_of(await world.mika.click(shown(card), label="Plan"))
    assert TOO_FAST not in text_of(await world.jun.click(shown(card), label="Plan"))


async def test_suggestions_have_a_measure_of_their_own(world: World) -> None:
    for _ in range(fairness.TYPING.burst):
        assert await world.mika.autocomplete(world.lounge, "drama info", "title", "tears")
    assert await world.mika.autocomplete(world.lounge, "drama info", "title", "tears") == []
    assert await world.jun.autocomplete(world.lounge, "drama info", "title", "tears")
    assert TEARS in text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await world.env.advance_time(1)
    assert await world.mika.autocomplete(world.lounge, "drama info", "title", "tears")
