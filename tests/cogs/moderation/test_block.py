"""`/moderate block` and `unblock`, as a moderator and the blocked member meet them."""

from __future__ import annotations

from typing import Any

from bot.store.database import Database
from bot.store.timestamps import written
from tests.world import TEARS, World, labels, put, shown, stored, text_of

REASON = "Spoilers without a *label*."


async def test_a_blocked_member_reads_and_cannot_write_until_they_are_unblocked(
    world: World, board: object, database: Database
) -> None:
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    answer = await world.rei.slash(world.lounge, "moderate block", member=world.mika, days=7, reason=REASON)
    assert "cannot write through Namida on this server until <t:" in text_of(answer)
    assert labels(answer) == ["Unblock"]

    # What they opened before is refused as well, and their text comes back.
    late = await world.mika.submit_modal(form, {"headline": "Tears", "text": "I wept.", "spoils": "2"})
    refusals = {text_of(late).partition("\n")[0]}
    asked: dict[str, dict[str, Any]] = {
        "review write": {"title": TEARS},
        "comment": {"title": TEARS},
        "quote add": {"title": TEARS, "text": "I want to live.", "episode": 1},
        "recommend suggest": {"title": TEARS, "other": "Love O2O"},
        "episode write": {"title": TEARS, "episode": 1},
    }
    for name, options in asked.items():
        refusals.add(text_of(await world.mika.slash(world.lounge, name, **options)).partition("\n")[0])
    (refusal,) = refusals
    assert refusal.startswith("The moderators have paused your writing until <t:")
    assert refusal.endswith("You can still read everything. Their reason: Spoilers without a \\*label\\*.")
    assert await stored(database, "SELECT count(*) FROM review") == [(0,)]

    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "1 Litre of Tears" in text_of(card)
    assert "8" in text_of(await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8"))
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    assert await stored(database, "SELECT episode FROM progress") == [(3,)]

    lifted = await world.rei.click(shown(answer), label="Unblock")
    assert text_of(lifted) == f"<@{world.mika.id}> can write here again."
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await world.mika.submit_modal(form, {"headline": "Tears", "text": "I wept.", "spoils": "2"})
    assert await stored(database, "SELECT count(*) FROM review") == [(1,)]
    again = await world.rei.slash(world.lounge, "moderate unblock", member=world.mika)
    assert text_of(again) == f"<@{world.mika.id}> is not blocked on this server."


async def test_a_block_holds_over_a_rejoin_and_ends_by_itself(world: World, database: Database) -> None:
    await world.rei.slash(world.lounge, "moderate block", member=world.mika, days=1, reason=REASON)
    world.guild.remove_member(world.mika)
    mika = world.guild.add_member(world.mika.user)
    refused = await mika.slash(world.lounge, "review write", title=TEARS)
    assert text_of(refused).startswith("The moderators have paused your writing")
    # Nothing is done at its end: it is its time alone that counts.
    await put(database, "UPDATE blocked SET until = ?", written(world.env.now()))
    assert (await mika.slash(world.lounge, "review write", title=TEARS)).modal is not None


async def test_moderators_and_bots_are_not_blocked(world: World, database: Database) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    for member in (world.rei, robot):
        answer = await world.rei.slash(world.lounge, "moderate block", member=member, days=1, reason=REASON)
        assert text_of(answer) == "Moderators and bots cannot be blocked."
    assert await stored(database, "SELECT count(*) FROM blocked") == [(0,)]
