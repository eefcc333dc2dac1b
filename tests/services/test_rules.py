"""Who reads and where they were seen; what moderators set, and the audit of it."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.spoilers import Policy
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import NOW, dump, rows

GUILD, OTHER, REI = 500, 600, 3


async def test_a_guild_that_has_set_nothing(services: Services, store: Database) -> None:
    before = await dump(store)
    assert await services.rules.get(GUILD) == GuildSettings(GUILD)
    assert await dump(store) == before


async def test_what_moderators_set_stays_and_is_written_down(services: Services, store: Database) -> None:
    await services.rules.set_policy(GUILD, REI, Policy.SEALED, NOW)
    await services.rules.set_language(GUILD, REI, "ja", NOW)
    await services.rules.set_roles(GUILD, REI, NOW, curator_role=7, notified_role=8)
    await services.rules.set_roles(GUILD, REI, NOW, notified_role=None)
    await services.rules.set_channel(GUILD, REI, Purpose.BOARD, 70, NOW)
    await services.rules.set_channel(GUILD, REI, Purpose.LOG, 71, NOW)
    after = await services.rules.set_channel(GUILD, REI, Purpose.BOARD, 72, NOW)
    assert after == GuildSettings(GUILD, Policy.SEALED, "ja", 7, None, {Purpose.BOARD: 72, Purpose.LOG: 71})
    assert await services.rules.get(GUILD) == after
    assert await services.rules.get(OTHER) == GuildSettings(OTHER)
    audit = await rows(store, "SELECT guild_id, actor_id, action, subject, detail FROM audit ORDER BY id")
    assert {(guild, actor) for guild, actor, *_ in audit} == {(GUILD, REI)}
    assert [(action, subject, json.loads(str(detail))) for _, _, action, subject, detail in audit] == [
        ("settings.policy", None, {"from": "bars", "to": "sealed"}),
        ("settings.language", None, {"from": None, "to": "ja"}),
        ("settings.curator_role", None, {"from": None, "to": 7}),
        ("settings.notified_role", None, {"from": None, "to": 8}),
        ("settings.notified_role", None, {"from": 8, "to": None}),
        ("settings.channel", "board", {"from": None, "to": 70}),
        ("settings.channel", "log", {"from": None, "to": 71}),
        ("settings.channel", "board", {"from": 70, "to": 72}),
    ]


async def test_a_channel_is_taken_away(services: Services) -> None:
    await services.rules.set_channel(GUILD, REI, Purpose.BOARD, 70, NOW)
    assert (await services.rules.set_channel(GUILD, REI, Purpose.BOARD, None, NOW)).channels == {}
    assert (await services.rules.set_channel(GUILD, REI, Purpose.REVIEWS, None, NOW)).channels == {}


async def test_one_channel_may_serve_several_purposes(services: Services) -> None:
    for purpose in Purpose:
        after = await services.rules.set_channel(GUILD, REI, purpose, 70, NOW)
    assert after.channels == dict.fromkeys(Purpose, 70)


async def test_a_setting_that_does_not_exist_changes_nothing(services: Services, store: Database) -> None:
    before = await dump(store)
    with pytest.raises(ValueError, match="id"):
        await services.rules.set_roles(GUILD, REI, NOW, curator_role=7, id=9)
    assert await dump(store) == before


async def test_a_member_is_known_once_they_are_remembered(services: Services, store: Database) -> None:
    before = await dump(store)
    visit = await services.readers.visit(11, GUILD)
    assert (visit.language, visit.settings, visit.known) == (None, GuildSettings(GUILD), False)
    assert await dump(store) == before  # looking leaves no trace
    await services.readers.remember(11, GUILD, NOW)
    remembered = await dump(store)
    assert (await services.readers.visit(11, GUILD)).known
    assert not (await services.readers.visit(11, OTHER)).known
    await services.readers.remember(11, GUILD, NOW)
    assert await dump(store) == remembered
    await services.readers.remember(11, OTHER, NOW)
    assert await rows(store, "SELECT guild_id, member_id FROM guild_member") == [(GUILD, 11), (OTHER, 11)]
    assert await rows(store, "SELECT count(*) FROM member") == [(1,)]


async def test_remembering_many_times_at_once_is_once(services: Services, store: Database) -> None:
    await asyncio.gather(*(services.readers.remember(11, GUILD, NOW) for _ in range(30)))
    assert await rows(store, "SELECT guild_id, member_id FROM guild_member") == [(GUILD, 11)]


async def test_in_a_direct_message_a_member_belongs_to_no_guild(services: Services, store: Database) -> None:
    visit = await services.readers.visit(11, None)
    assert (visit.language, visit.settings, visit.known) == (None, None, False)
    await services.readers.remember(11, None, NOW)
    assert (await services.readers.visit(11, None)).known
    assert await rows(store, "SELECT count(*) FROM member") == [(1,)]
    assert await rows(store, "SELECT count(*) FROM guild_member") == [(0,)]


async def test_a_visit_brings_the_members_language_and_the_guilds_settings(
    services: Services, store: Database
) -> None:
    await services.readers.remember(11, GUILD, NOW)
    await store.write(lambda c: c.execute("UPDATE member SET language = 'ja' WHERE id = 11"))
    await services.rules.set_policy(GUILD, REI, Policy.OPEN, NOW)
    visit = await services.readers.visit(11, GUILD)
    assert visit.language == "ja"
    assert visit.settings is not None
    assert visit.settings.policy is Policy.OPEN
