"""One first answer: a command that is done and the boundary that defers it do not get in each other's way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import simcord
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.client import NamidaBot
from bot.domain.verbs import Verb
from bot.present.actions import Pressed, button
from bot.present.conversation import Conversation
from bot.present.forms import Field, form
from bot.present.layout import row, say, screen
from bot.store.database import Database
from tests.world import TEARS, World, in_sight_of, posted_before, readers_of, shown, stored, text_of, turned

ADAPTER = simcord.http.client.FakeWebhookAdapter
turns = st.integers(0, 6)
Request = Callable[..., Awaitable[Any]]


def first_answer(route: Any, payload: Any) -> int | None:
    """The kind of the first answer that a request gives; None for any other request."""
    return payload["type"] if route.path.endswith("/callback") and payload else None


async def rate(world: World) -> simcord.InteractionResult:
    return await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")


async def look_up(world: World) -> simcord.InteractionResult:
    return await world.mika.slash(world.lounge, "drama info", title=TEARS)


async def fail(world: World) -> simcord.InteractionResult:
    return await world.mika.slash(world.lounge, "drama info", title="qqqqzzzz")


async def write(world: World) -> simcord.InteractionResult:
    return await world.mika.slash(world.lounge, "review write", title=TEARS)


async def pass_(turns: int) -> None:
    """Let everybody else have so many turns."""
    for _ in range(turns):
        await asyncio.sleep(0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    way=st.sampled_from(("reply", "update", "ask", "dismiss")),
    answered=turns,
    deferred=turns,
    reaches=turns,
    returns=turns,
)
async def test_an_answer_and_its_deferral_at_once_are_one_answer(
    world: World, bot: NamidaBot, way: str, answered: int, deferred: int, reaches: int, returns: int
) -> None:
    """In whatever order they come, and however long Discord takes to hear and to say so."""
    send, known = ADAPTER.request, dict(bot.handlers)

    async def slow(self: Any, route: Any, session: Any, **told: Any) -> Any:
        await pass_(reaches)
        answer = await send(self, route, session, **told)
        await pass_(returns)
        return answer

    async def race(talk: Conversation, _: Pressed) -> None:
        async def answer() -> None:
            await pass_(answered)
            if way == "ask":
                await talk.ask(form("A form", Verb("race"), fields=(Field("text", "Text", 10),)))
            elif way == "dismiss":
                await talk.dismiss()
            else:
                await getattr(talk, way)(screen(say("Here it is")))

        async def defer() -> None:
            await pass_(deferred)
            await talk.defer()

        await asyncio.gather(answer(), defer())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ADAPTER, "request", slow)
        patch.setattr(bot, "handlers", {**known, "race": race})
        old = posted_before(world, screen(row(button("Race", Verb("race")))))
        before = len(world.lounge.history(viewer=world.mika))
        asked = len(world.env.http_requests)
        answer = await world.mika.click(old, label="Race")
    first = [entry for entry in world.env.http_requests[asked:] if entry.path.endswith("/callback")]
    assert len(first) == 1, "Discord was given two first answers"
    there = world.lounge.history(viewer=world.mika)
    assert "Something went wrong" not in in_sight_of(world, world.mika)
    if way == "ask":
        assert (answer.modal is None) == (text_of(there[-1]).startswith("That took too long for a form"))
        assert len(there) == before + (answer.modal is None)
    else:
        assert len(there) == before + {"reply": 1, "update": 0, "dismiss": -1}[way]
        assert way == "dismiss" or text_of(there[-1]) == "Here it is"


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord takes the first answer and its own is lost, so discord.py sends it again."""
    send = ADAPTER.request

    async def twice(self: Any, route: Any, session: Any, **told: Any) -> Any:
        if first_answer(route, told.get("payload")) is not None:
            await send(self, route, session, **told)
        return await send(self, route, session, **told)

    monkeypatch.setattr(ADAPTER, "request", twice)


@pytest.mark.parametrize("ask", [rate, look_up, fail])
async def test_an_answer_that_arrived_though_nobody_heard_of_it_is_not_given_twice(
    world: World, lost: None, ask: Callable[[World], Awaitable[simcord.InteractionResult]]
) -> None:
    answer = await ask(world)
    assert "Something went wrong" not in text_of(answer)
    assert len(world.lounge.history(viewer=world.mika)) == 1
    assert readers_of(world, answer) == ({"mika", "jun", "rei"} if ask is look_up else {"mika"})


async def test_a_button_and_a_form_outlive_it_too(world: World, database: Database, lost: None) -> None:
    card = shown(await look_up(world))
    await turned(world.mika, card, "Cast")
    assert "Sawajiri Erika" in text_of(card)
    told = await world.mika.click(card, label="+1")
    assert "episode 1 of 11" in text_of(told)
    assert len(world.lounge.history(viewer=world.mika)) == 2
    asked = await world.mika.slash(world.lounge, "episode write", title=TEARS, episode=2)
    await world.mika.submit_modal(asked, {"text": "She learns what it is."})
    assert await stored(database, "SELECT text FROM synopsis WHERE episode = 2") == [
        ("She learns what it is.",)
    ]
    assert len(world.lounge.history(viewer=world.mika)) == 3


async def test_what_another_process_deferred_is_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its deferral came first; ours is refused with 40060, and the answer takes its place."""
    send = ADAPTER.request

    async def second(self: Any, route: Any, session: Any, **told: Any) -> Any:
        if first_answer(route, told.get("payload")) not in (None, 5):
            await send(self, route, session, payload={"type": 5, "data": {"flags": 64}})
        return await send(self, route, session, **told)

    monkeypatch.setattr(ADAPTER, "request", second)
    answer = await rate(world)
    assert "saved" in text_of(answer)
    assert len(world.lounge.history(viewer=world.mika)) == 1
    refused = await write(world)
    assert text_of(refused).startswith("That took too long for a form")
