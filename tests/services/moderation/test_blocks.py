"""Blocked members: every kind of writing refuses them, until the block ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blocks import MOST_DAYS, REASON_LIMIT, Block, in_force
from bot.domain.limits import Deed
from bot.errors import BadDays, Blocked, EmptyText, NotBlocked, ServerOnly, TextTooLong
from bot.services.container import Services
from bot.store.database import Database
from bot.store.moderation import writings
from bot.store.privacy import erasing
from tests.services.people import JUN, MIKA, NOW, rows
from tests.services.test_limits import limited_methods

REI = replace(JUN, member_id=77, manages_guild=True)
DAY = timedelta(days=1)


@pytest.mark.parametrize("method", limited_methods(), ids=lambda found: f"{found[0]}.{found[1]}")
async def test_every_way_of_writing_refuses_with_the_same_block(
    services: Services, method: tuple[str, str, Deed]
) -> None:
    service, name, _ = method
    block = Block(500, NOW + DAY, "Spoilers without a label.")
    with pytest.raises(Blocked) as refused:
        await getattr(getattr(services, service), name)(replace(MIKA, block=block), NOW)
    assert refused.value.block is block


async def test_a_block_is_seen_at_once_and_on_its_server_alone(services: Services) -> None:
    await services.readers.remember(MIKA.member_id, 500, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == ()
    block = await services.blocks.block(MIKA.member_id, 7, "  Spoilers. ", REI, NOW)
    assert block == Block(500, NOW + 7 * DAY, "Spoilers.")
    assert (await services.readers.visit(MIKA.member_id, 600)).blocks == (block,)
    assert (await services.readers.visit(JUN.member_id, 500)).blocks == ()
    longer = await services.blocks.block(MIKA.member_id, 30, "Spoilers again.", REI, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == (longer,)
    await services.blocks.unblock(MIKA.member_id, REI, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == ()
    with pytest.raises(NotBlocked):
        await services.blocks.unblock(MIKA.member_id, REI, NOW)


async def test_someone_who_never_used_the_bot_can_be_blocked(services: Services) -> None:
    block = await services.blocks.block(MIKA.member_id, 7, "Insults.", REI, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == (block,)


async def test_blocks_are_audited_and_what_ends_one_refers_to_it(services: Services, store: Database) -> None:
    await services.blocks.block(MIKA.member_id, 7, "Insults.", REI, NOW)
    await services.blocks.unblock(MIKA.member_id, REI, NOW)
    found = await rows(store, "SELECT id, actor_id, action, subject, undoes FROM audit ORDER BY id")
    assert found == [
        (1, 77, "member.block", f"member {MIKA.member_id}", None),
        (2, 77, "member.unblock", f"member {MIKA.member_id}", 1),
    ]
    assert "Insults" not in str(await rows(store, "SELECT detail FROM audit"))


async def test_a_block_holds_when_the_member_deletes_their_data_and_ends_all_the_same(
    services: Services, store: Database
) -> None:
    block = await services.blocks.block(MIKA.member_id, 7, "Insults.", REI, NOW)
    await store.write_in_pieces(lambda connection: erasing.erase(connection, MIKA.member_id))
    assert await rows(store, "SELECT member_id, blocked_by FROM blocked") == [(None, 77)]
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == (block,)
    await store.write_in_pieces(lambda connection: erasing.erase(connection, REI.member_id))
    assert await rows(store, "SELECT blocked_by FROM blocked") == [(None,)]

    await services.readers.remember(MIKA.member_id, 500, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == (block,)
    await services.blocks.unblock(MIKA.member_id, REI, NOW)
    assert (await services.readers.visit(MIKA.member_id, 500)).blocks == ()


async def test_ended_blocks_are_deleted(services: Services, store: Database) -> None:
    await services.blocks.block(MIKA.member_id, 1, "Insults.", REI, NOW)
    await services.blocks.block(JUN.member_id, 2, "Insults.", REI, NOW)
    assert await services.blocks.purge(NOW + DAY) == 1
    assert await rows(store, "SELECT member_id FROM blocked") == [(JUN.member_id,)]
    with pytest.raises(NotBlocked):
        await services.blocks.unblock(JUN.member_id, REI, NOW + 2 * DAY)


async def test_moderators_see_of_an_author_whether_and_how_often_they_were_blocked(
    services: Services, store: Database
) -> None:
    async def times(guild_id: int) -> int:
        return (
            await store.read(lambda connection: writings.history(connection, MIKA.member_id, guild_id))
        ).blocks

    there = replace(REI, guild_id=600)
    assert await services.blocks.of(MIKA.member_id, REI, NOW) is None
    block = await services.blocks.block(MIKA.member_id, 7, "Insults.", REI, NOW)
    assert await services.blocks.of(MIKA.member_id, REI, NOW) == block
    assert await services.blocks.of(MIKA.member_id, there, NOW) is None
    assert await services.blocks.of(MIKA.member_id, REI, NOW + 7 * DAY) is None, "it has ended"
    await services.blocks.unblock(MIKA.member_id, REI, NOW)
    await services.blocks.block(MIKA.member_id, 1, "Spam.", REI, NOW)
    await services.blocks.block(JUN.member_id, 1, "Spam.", REI, NOW)
    assert (await times(500), await times(600)) == (2, 0)
    with pytest.raises(ServerOnly):
        await services.blocks.of(MIKA.member_id, replace(REI, guild_id=None), NOW)


async def test_a_block_needs_a_reason_a_server_and_an_end(services: Services) -> None:
    async def block(days: int = 1, reason: str = "Insults.", reader: object = REI) -> None:
        await services.blocks.block(MIKA.member_id, days, reason, reader, NOW)  # type: ignore[arg-type]

    with pytest.raises(EmptyText):
        await block(reason="  ")
    with pytest.raises(TextTooLong):
        await block(reason="x" * (REASON_LIMIT + 1))
    with pytest.raises(ServerOnly):
        await block(reader=replace(REI, guild_id=None))
    for days in (0, MOST_DAYS + 1):
        with pytest.raises(BadDays) as refused:
            await block(days)
        assert (refused.value.least, refused.value.most) == (1, MOST_DAYS)


BLOCKS = st.lists(
    st.builds(
        Block, st.integers(1, 3), st.integers(-3, 3).map(lambda days: NOW + days * DAY), st.just("Insults.")
    )
)


@given(found=BLOCKS, guild_id=st.none() | st.integers(1, 3), guilds=st.none() | st.sets(st.integers(1, 3)))
def test_which_block_is_in_force(found: list[Block], guild_id: int | None, guilds: set[int] | None) -> None:
    def counts(block: Block, now: datetime) -> bool:
        there = {1, 2, 3} if guilds is None else guilds
        return block.until > now and block.guild_id in ({guild_id} if guild_id else there)

    force = in_force(found, NOW, guild_id, guilds)
    ends = [block.until for block in found if counts(block, NOW)]
    assert (force.until if force else None) == max(ends, default=None)
    assert force is None or counts(force, NOW)
