"""What was typed into a review's form is never lost: it comes back in the answer and in the next form."""

from __future__ import annotations

import pytest

from bot.client import NamidaBot
from bot.store.database import Database
from tests.cogs.reviewing import GOOD, write
from tests.world import TEARS, Restart, World, begins, put, readers_of, shown, stored, text_of


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"headline": " "}, "There was no text in the form"),
        ({"text": "\u200b\u2060\n "}, "There was no text in the form"),
        ({"spoils": "the end"}, "*the end* isn't an episode"),
        ({"spoils": "12"}, "11"),
        ({"overall": "eleven"}, "isn't a score for Overall"),
    ],
)
async def test_what_is_refused_comes_back_in_the_answer_and_in_the_next_form(
    world: World,
    database: Database,
    restart: Restart,
    typed: dict[str, str],
    told: str,
) -> None:
    answer = await write(world, world.mika, **typed)
    assert readers_of(world, answer) == {"mika"}
    assert told in text_of(answer)
    (attachment,) = shown(answer).attachments
    assert (await attachment.read()).decode() == "\n\n".join({**GOOD, **typed}.values())
    assert await stored(database, "SELECT * FROM review") == []
    assert await stored(database, "SELECT * FROM score") == []
    await restart()
    form = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(form) == {**GOOD, **typed}
    await world.mika.submit_modal(form, GOOD)
    assert await stored(database, "SELECT headline FROM review") == [("It stays with you",)]
    assert await stored(database, "SELECT * FROM draft") == []


@pytest.mark.faults
async def test_a_store_that_refuses_the_review_keeps_the_draft(
    world: World, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the services are out")

    with monkeypatch.context() as patched:
        patched.setattr(type(bot.services.reviews), "write", fail)
        answer = await write(world, world.mika)
    (attachment,) = shown(answer).attachments
    assert b"called my mother" in await attachment.read()
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    assert begins(form) == GOOD


async def test_a_drama_removed_while_one_writes_loses_nothing(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    answer = await world.mika.submit_modal(form, GOOD)
    (attachment,) = shown(answer).attachments
    assert b"called my mother" in await attachment.read()
    await put(database, "UPDATE drama SET hidden = 0 WHERE id = 1")
    assert begins(await world.mika.slash(world.lounge, "review write", title=TEARS)) == GOOD


async def test_drafts_are_their_members_own(world: World) -> None:
    await write(world, world.mika, overall="eleven")
    form = await world.jun.slash(world.lounge, "review write", title=TEARS)
    assert begins(form) == dict.fromkeys(GOOD, "")
