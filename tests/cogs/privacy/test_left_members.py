"""A server is gone, and with it its members: those of whom there is no sign are deleted, the others stay."""

from __future__ import annotations

from bot.client import NamidaBot
from bot.services.privacy.deleting import CHORE_LEFT
from bot.store.database import Database
from bot.store.posts import chores
from tests.cogs.privacy.test_privacy import places_of
from tests.world import TEARS, World, put, stored, text_of

LONG_AGO = "2024-06-01T00:00:00Z"
ALONE = "SELECT member_id FROM member_alone ORDER BY member_id"


async def half_a_day_later(world: World, database: Database) -> None:
    """The chore is due again: to let all the other chores run until then would take seconds."""
    assert isinstance(world.env.bot, NamidaBot)
    now = world.env.now()
    await database.write(lambda connection: chores.hasten(connection, CHORE_LEFT, now))
    world.env.bot.services.outbox.changed()
    await world.env.advance_time(120)


async def test_members_of_a_server_that_is_gone_are_deleted_unless_they_use_the_bot(
    world: World, database: Database
) -> None:
    mika, jun = world.mika, world.jun
    for member in (mika, jun):
        await member.slash(world.lounge, "watch set", title=TEARS, status="completed")
        await member.slash(world.lounge, "rate", title=TEARS, overall="9")
    assert await stored(database, ALONE) == []
    world.env.backend.remove_guild(world.guild.id)
    await world.env.settle()
    await put(database, "UPDATE guild_left SET left_at = ?", LONG_AGO)
    await world.env.advance_time(3_700)
    assert await stored(database, ALONE) == sorted([(mika.id,), (jun.id,)])
    await half_a_day_later(world, database)
    assert await stored(database, "SELECT 1 FROM member_alone WHERE seen_at IS NULL") == []
    assert await stored(database, "SELECT count(*) FROM score") == [(2,)], "what they gave waits for them"

    await put(database, "UPDATE member_alone SET seen_at = ?", LONG_AGO)  # a year goes by, in which
    assert "Your scores" in text_of(await jun.user.slash("privacy show"))
    await half_a_day_later(world, database)
    assert await places_of(database, mika.id) == set()
    assert await stored(database, "SELECT member_id FROM score") == [(jun.id,)]
    assert await stored(database, "SELECT actor_id FROM audit WHERE action = 'privacy.delete'") == [(None,)]
    assert "Your scores" in text_of(await jun.user.slash("privacy show"))
    assert "Your scores" not in text_of(await mika.user.slash("privacy show"))
