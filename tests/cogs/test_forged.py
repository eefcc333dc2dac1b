"""Whatever a button, menu or form says, its member is answered, and no fault of ours comes of it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
import simcord
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.client import NamidaBot
from bot.present.actions import Pressed
from bot.present.forms import Fields
from bot.services.pictures import Pictures
from tests.cogs.commenting import comment
from tests.cogs.forging import Forged, fitting, send
from tests.world import TEARS, World, text_of

# What buttons say, and what none does: too large, no number, of another script, nothing.
SAID = (
    "", "0", "1", "2", "3", "-1", "+1", "9" * 18, "9" * 19, "9" * 30, "1_0", "１", "²", "one", "1.5", " 1",
    "s", "p", "e3", "e" + "9" * 20, "en", "ja", "xx", "here", "everywhere", "helpful", "newest", "cast",
    "ratings", "overall", "rating", "popularity", "finished", "past", "seen", "JP", "watching", "all",
    "tvmaze", "tvmaze:1", "tmdb:../..", "rules", "airing", "curator_role", "none", "r helpful 1", "f 0",
    "f x", "r", "join", "end", "happy", "sealed", "everyone", "drama info", "rate", "help", "x" * 60,
    "%", "||",
)  # fmt: skip
TYPED = ("", " ", "1", "9.5", "99999999999999999999", TEARS, "x" * 4_000, "\u202e||@everyone", "\x00", "e3")
SHAPES: tuple[tuple[str, ...], ...] = (("",), ("1",), ("1", "1", "1", "1"), ("s", "1", "1"))


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn by another process, which a busy machine starts late; every screen stands without."""

    async def none(*_: object) -> None:
        return None

    monkeypatch.setattr(Pictures, "draw", none)


@pytest.fixture
async def lived_in(world: World, board: object, no_pictures: None) -> World:
    """A server where one of everything is there, whose id is 1."""
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await world.mika.submit_modal(form, {"headline": "Tears", "text": "I wept.", "spoils": "2"})
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text="I want to live.", episode=1)
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="Love O2O")
    await world.mika.submit_modal(form, {"reason": "Both end well."})
    form = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=4)
    await world.mika.submit_modal(form, {"text": "She goes on."})
    await comment(world, world.mika, spoils="2")
    await world.rei.slash(world.lounge, "settings newcomers", days=7)
    await comment(world, world.jun, spoils="2")
    await world.rei.slash(world.lounge, "settings newcomers", days=0)
    await world.rei.slash(world.lounge, "club start", title=TEARS, pace="2 episodes until Sunday 21:00 Seoul")
    await world.mika.slash(
        world.lounge, "watch import", file=("list.csv", b"title,status\nNobody Knows It,plan\n")
    )
    return world


@pytest.fixture
async def names(lived_in: World, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The names of the fields that the handlers of forms read, found by sending them forms."""
    asked: dict[str, None] = {}
    text = Fields.text

    def noting_text(self: Fields, name: str) -> str:
        asked[name] = None
        return text(self, name)

    monkeypatch.setattr(Fields, "text", noting_text)
    before = -1
    while len(asked) > before:  # each form asks for the next one once it has the one before
        before = len(asked)
        fields = dict.fromkeys(asked, "1")
        forms = [Forged(Pressed(verb, args), fields) for verb in bot.forms for args in SHAPES]
        await send(lived_in, lived_in.rei, forms)
    assert {"text", "spoils", "reason", "title", "episode", "country"} <= asked.keys()
    yield list(asked)


def presses(bot: NamidaBot, chance: random.Random) -> Iterator[Forged]:
    for verb in sorted(bot.handlers):
        args = fitting(chance.choices(SAID, k=chance.randrange(9)), verb)
        values = tuple(value for value in chance.choices(SAID, k=chance.randrange(3)) if value)
        yield Forged(Pressed(verb, args, values), private=chance.random() < 0.5)


def forms(bot: NamidaBot, names: list[str], chance: random.Random) -> Iterator[Forged]:
    for verb in sorted(bot.forms):
        args = fitting(chance.choices(SAID, k=chance.randrange(7)), verb)
        some = [*chance.sample(names, chance.randrange(len(names) + 1)), "another"]
        yield Forged(Pressed(verb, args), {name: chance.choice(TYPED) for name in some})


async def judged(
    world: World, member: simcord.MemberActor, forged: Iterable[Forged], caplog: pytest.LogCaptureFixture
) -> None:
    for one, answer in await send(world, member, forged):
        faults = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
        assert not faults, (one, faults)
        assert answer.acknowledged, one
        told = answer.response or next(iter(answer.followups), None)
        assert told is None or "Something went wrong" not in text_of(told), one


@pytest.mark.parametrize("args", SHAPES)
@pytest.mark.parametrize("values", [(), ("1",)])
async def test_every_button_takes_the_plain_cases(
    lived_in: World,
    bot: NamidaBot,
    caplog: pytest.LogCaptureFixture,
    args: tuple[str, ...],
    values: tuple[str, ...],
) -> None:
    every = [Forged(Pressed(verb, args, values)) for verb in sorted(bot.handlers)]
    await judged(lived_in, lived_in.rei, every, caplog)


async def test_a_button_and_a_form_that_nobody_knows_are_out_of_date(lived_in: World) -> None:
    sent = await send(
        lived_in, lived_in.mika, [Forged(Pressed("waltz")), Forged(Pressed("waltz"), {"text": "1, 2, 3"})]
    )
    for _, answer in sent:
        assert answer.response is not None
        assert text_of(answer.response).startswith("This is from another version")


async def test_a_form_opened_before_an_upgrade_gives_back_what_was_typed(
    lived_in: World, bot: NamidaBot, names: list[str]
) -> None:
    """It lacks a field that is asked for by now, whichever form it is."""
    for verb in sorted(bot.forms):
        lacking = [Forged(Pressed(verb, args), {"old": "All that I typed"}) for args in SHAPES[1:]]
        for one, answer in await send(lived_in, lived_in.rei, lacking):
            assert answer.response is not None, one
            if "another version" in text_of(answer.response):
                assert [file.filename for file in answer.response.attachments] == ["text.txt"], one


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=True))
async def test_whatever_a_button_says_its_member_is_answered(
    lived_in: World, bot: NamidaBot, caplog: pytest.LogCaptureFixture, chance: random.Random
) -> None:
    member = chance.choice((lived_in.mika, lived_in.rei))
    await judged(lived_in, member, presses(bot, chance), caplog)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=True))
async def test_whatever_a_form_says_its_member_is_answered(
    lived_in: World, bot: NamidaBot, names: list[str], caplog: pytest.LogCaptureFixture, chance: random.Random
) -> None:
    member = chance.choice((lived_in.mika, lived_in.rei))
    await judged(lived_in, member, forms(bot, names, chance), caplog)
