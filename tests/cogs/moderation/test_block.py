"""`/moderate block` and `unblock`, as a moderator and the blocked member meet them."""

from __future__ import annotations

from typing import Any

import simcord

from bot.store.database import Database
from bot.store.timestamps import written
from tests.cogs.commenting import comment, comments_in
from tests.cogs.moderation.deciding import report
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


async def test_a_blocked_member_finds_the_threads_that_stand_and_opens_none(
    world: World, board: simcord.ChannelHandle
) -> None:
    await world.rei.slash(world.lounge, "moderate block", member=world.mika, days=7, reason=REASON)
    refused = await world.mika.slash(world.lounge, "discuss", title=TEARS)
    assert text_of(refused).startswith("The moderators have paused your writing until <t:")
    assert board.threads == []
    await world.jun.slash(world.lounge, "discuss", title=TEARS)
    (thread,) = board.threads
    assert f"<#{thread.id}>" in text_of(await world.mika.slash(world.lounge, "discuss", title=TEARS))


async def test_a_blocked_member_takes_and_deletes_what_is_theirs(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "review write", title=TEARS)
    await world.mika.submit_modal(form, {"headline": "Tears", "text": "I wept.", "spoils": "2"})
    await world.rei.slash(world.lounge, "moderate block", member=world.mika, days=7, reason=REASON)
    taken = await world.mika.slash(world.lounge, "privacy export")
    assert taken.response is not None
    assert len(taken.response.attachments) == 1
    asked = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(asked), label="Delete it")
    assert await stored(database, "SELECT count(*) FROM review") == [(0,)]
    asked = await world.mika.slash(world.lounge, "privacy delete")
    form = await world.mika.click(shown(asked), label="Delete everything")
    assert "It is done" in text_of(await world.mika.submit_modal(form, {"word": "DELETE"}))
    refused = await world.mika.slash(world.lounge, "review write", title=TEARS)
    assert text_of(refused).startswith("The moderators have paused your writing")


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


async def test_the_author_is_blocked_from_the_queue(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    """The queue, a held writing of it, its release, the next thing, and a block of that one's author."""
    await world.rei.slash(world.lounge, "watch set", title=TEARS, episode=9)
    await world.rei.slash(world.lounge, "settings newcomers", days=7)
    await comment(world, world.mika, "I cried on the train.", spoils="4")
    await world.env.advance_time(60)
    await comment(world, world.rei, "Tissues, please.")
    await world.rei.slash(world.lounge, "settings newcomers", days=0)
    await comment(world, world.jun, "It ends badly.", spoils="9")
    own, other = comments_in(board)
    await report(world, world.mika, other, "spoiler")
    await world.env.advance_time(60)
    await report(world, world.mika, own)

    first = await world.rei.slash(world.lounge, "moderate queue")
    assert "I cried on the train." in text_of(first)
    assert "1 of 3 in the queue" in text_of(first)
    assert labels(first) == ["Release", "Dismiss", "Block the author", "Next in the queue"]
    second = await world.rei.click(shown(first), label="Next in the queue")
    assert "It ends badly." in text_of(second)
    assert "2 of 3 in the queue" in text_of(second)
    first = await world.rei.slash(world.lounge, "moderate queue")
    second = await world.rei.click(shown(first), label="Release")
    await world.env.settle()
    assert "Released: Comment by" in text_of(second)
    assert "It ends badly." in text_of(second), "what came after it"
    assert "1 of 2 in the queue" in text_of(second)
    assert str(world.mika.id) in text_of(comments_in(board)[-1]), "posted"

    for wrong in ("0", "366", "two"):
        form = await world.rei.click(shown(second), label="Block the author")
        refused = await world.rei.submit_modal(form, {"days": wrong, "reason": REASON})
        assert "Give a number of days from 1 to 365." in text_of(refused)
    assert await stored(database, "SELECT count(*) FROM blocked") == [(0,)]
    form = await world.rei.click(shown(second), label="Block the author")
    blocked = await world.rei.submit_modal(form, {"days": "3", "reason": REASON})
    assert f"<@{world.jun.id}> cannot write through Namida on this server until <t:" in text_of(blocked)
    assert "🔇 Its author cannot write here until <t:" in text_of(blocked)
    assert "blocked 1 time" in text_of(blocked)
    assert "Block the author" not in labels(blocked)
    actions = await stored(database, "SELECT actor_id, subject FROM audit WHERE action = 'member.block'")
    assert actions == [(world.rei.id, f"member {world.jun.id}")]
    refused = await world.jun.slash(world.lounge, "review write", title=TEARS)
    assert text_of(refused).startswith("The moderators have paused your writing")
    lifted = await world.rei.click(shown(blocked), label="Unblock")
    assert f"<@{world.jun.id}> can write here again." in text_of(lifted)
    assert "It ends badly." in text_of(lifted), "the queue goes on from here"
    assert "Block the author" in labels(lifted)

    last = await world.rei.click(shown(lifted), label="Next in the queue")
    assert "Tissues, please." in text_of(last)
    assert "Block the author" not in labels(last), "moderators and oneself cannot be blocked"
