"""What an answer begins with: the reader's language and the guild's settings, always as they are now."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.domain.guilds import Purpose
from bot.domain.members import Visit
from bot.domain.profiles import ProfileChanges
from bot.domain.spoilers import Policy
from bot.services.container import Services
from bot.services.members.readers import Readers
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, NOW, REI

MEMBERS = (MIKA, JUN, KEN)
PLACES = (MIKA.guild_id, KEN.guild_id, None)


async def visits(readers: Readers) -> dict[tuple[int, int | None], Visit]:
    return {(who.member_id, at): await readers.visit(who.member_id, at) for who in MEMBERS for at in PLACES}


async def change_something(services: Services, chance: random.Random) -> None:
    """What members and moderators may do, and with what, is drawn."""
    who, place = chance.choice(MEMBERS), chance.choice(PLACES[:2])
    assert place is not None
    there = replace(who, guild_id=chance.choice(PLACES))
    rules = services.rules
    match chance.randrange(6):
        case 0:
            changes: ProfileChanges = {"language": chance.choice(("ja", "en", None))}
            await services.profiles.change(there, changes, NOW)
        case 1:
            await services.profiles.change(there, {"stars_out_of": chance.choice((5, 10))}, NOW)
        case 2:
            speaks = chance.choice(("ja", "en-US", None))
            await services.readers.remember(who.member_id, there.guild_id, NOW, speaks)
        case 3:
            await rules.set_policy(place, REI.member_id, chance.choice(tuple(Policy)), NOW)
        case 4:
            await rules.set_language(place, REI.member_id, chance.choice(("ja", None)), NOW)
        case _:
            channel = chance.choice((70, 71, None))
            await rules.set_channel(place, REI.member_id, chance.choice(tuple(Purpose)), channel, NOW)


@pytest.mark.parametrize("seed", range(3))
async def test_a_visit_is_what_the_store_holds_whatever_was_changed(
    services: Services, store: Database, seed: int
) -> None:
    """Compared with what a bot says that has kept nothing."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    for _ in range(20):
        await visits(services.readers)
        await change_something(services, chance)
        assert await visits(services.readers) == await visits(Readers(store))


async def test_a_visit_is_noted_once_for_each_language_of_discord(services: Services) -> None:
    async def noted(spoken: str | None) -> bool:
        visit = await services.readers.visit(MIKA.member_id, MIKA.guild_id)
        if unnoted := visit.is_to_be_noted(NOW, spoken):
            await services.readers.remember(MIKA.member_id, MIKA.guild_id, NOW, spoken)
        return unnoted

    heard = ("ja", "ja", None, "ja", "en-US", "en-US", "ja")
    assert [await noted(one) for one in heard] == [True, False, False, False, True, False, True]


async def test_who_was_here_before_is_known_without_the_store(services: Services, store: Database) -> None:
    await services.readers.remember(MIKA.member_id, MIKA.guild_id, NOW)
    first = await services.readers.visit(MIKA.member_id, MIKA.guild_id)
    statements: list[str] = []
    for reader in store._readers:
        await reader.set_trace_callback(statements.append)
    assert await services.readers.visit(MIKA.member_id, MIKA.guild_id) == first
    assert statements == []
