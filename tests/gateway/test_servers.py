"""What is kept of a server: less than Discord says, and all that the bot reads."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot.gateway import servers
from tests.e2e.discord_payloads import BOT, CHANNEL_PAYLOAD, GUILD, GUILD_PAYLOAD, Payload

ROOT = Path(__file__).parents[2]
ROLE, OTHER_ROLE, MEMBER = 2_001, 2_002, 10_000
VIEW, SEND, MANAGE_THREADS = 1 << 10, 1 << 11, 1 << 34
TYPES = {  # Discord's numbers of the channels of a server
    0: discord.TextChannel,
    2: discord.VoiceChannel,
    4: discord.CategoryChannel,
    5: discord.TextChannel,
    13: discord.StageChannel,
    15: discord.ForumChannel,
    16: discord.ForumChannel,
}
# Attributes of discord.py's objects for what is not kept. Their names mean nothing else here (messages have
# stickers, too).
NOT_KEPT = {
    "emojis",
    "presences",
    "scheduled_events",
    "soundboard_sounds",
    "stage_instances",
    "topic",
    "unicode_emoji",
    "voice_states",
}


def role(ident: int, permissions: int, position: int) -> Payload:
    (everyone,) = GUILD_PAYLOAD["roles"]
    told = {"id": str(ident), "name": f"role {ident}", "permissions": str(permissions), "position": position}
    return {**everyone, **told, "mentionable": position == 1, "icon": "0f", "unicode_emoji": "🎬"}


def channel(ident: int, kind: int) -> Payload:
    return {
        **CHANNEL_PAYLOAD,
        "id": str(ident),
        "type": kind,
        "name": f"channel {ident}",
        "topic": "What it is for",
        "position": kind,
        "parent_id": "3004" if kind != 4 else None,
        "bitrate": 64_000,
        "user_limit": 0,
        "last_message_id": "77",
        "available_tags": [
            {"id": "9", "name": "airing", "moderated": False, "emoji_id": None, "emoji_name": None}
        ],
        "permission_overwrites": [
            {"id": str(ROLE), "type": 0, "allow": str(VIEW), "deny": "0"},
            {"id": str(GUILD), "type": 0, "allow": "0", "deny": str(VIEW)},
            {"id": str(MEMBER), "type": 1, "allow": str(MANAGE_THREADS), "deny": str(SEND)},
        ],
    }


SERVER: Payload = {
    **GUILD_PAYLOAD,
    "roles": [role(GUILD, SEND, 0), role(ROLE, VIEW | SEND, 1), role(OTHER_ROLE, 1 << 5, 2)],
    "channels": [channel(3_000 + kind, kind) for kind in TYPES],
    "features": ["COMMUNITY", "NEWS"],
    "system_channel_id": "3000",
    "preferred_locale": "ja",
    "emojis": [{"id": "5", "name": "tears"}],
    "stickers": [],
}


def told(*, spared: bool) -> tuple[discord.Guild, commands.Bot]:
    """The server as discord.py keeps it, and its client."""
    client = commands.Bot((), intents=discord.Intents(guilds=True), chunk_guilds_at_startup=False)
    connection = client._connection
    connection.user = discord.ClientUser(state=connection, data=_user())
    if spared:
        servers.spare(connection.parsers)
    connection.parsers["GUILD_CREATE"](copy.deepcopy(SERVER))
    found = client.get_guild(GUILD)
    assert found is not None
    return found, client


def _user() -> Any:
    (bot,) = GUILD_PAYLOAD["members"]
    return bot["user"]


def read_of(guild: discord.Guild) -> list[object]:
    """What the bot reads of a server."""
    roles = [found for ident in (GUILD, ROLE, OTHER_ROLE, 2_003) if (found := guild.get_role(ident))]
    assert guild.me.id == BOT
    told: Any = {**GUILD_PAYLOAD["members"][0], "roles": [str(ROLE)], "user": {**_user(), "id": str(MEMBER)}}
    member = discord.Member(data=told, guild=guild, state=guild._state)
    system = guild.system_channel
    shown: list[object] = [guild.id, guild.name, guild.owner_id, guild.preferred_locale, guild.features]
    shown += [system and system.id, guild.me.guild_permissions]
    shown += [(one.id, one.permissions, one.position, one.mentionable) for one in roles]
    for one in guild.channels:
        shown += [type(one), one.id, one.type, one.category_id, one.position]
        shown += [one.permissions_for(who) for who in (guild.me, member)]
        shown += [one.permissions_for(role) for role in roles]
        if isinstance(one, discord.ForumChannel):
            shown += [(tag.id, tag.name) for tag in one.available_tags]
    return shown


async def test_all_that_the_bot_reads_of_a_server_is_as_discord_says_it() -> None:
    spared, _ = told(spared=True)
    assert {type(one) for one in spared.channels} == set(TYPES.values())
    assert read_of(spared) == read_of(told(spared=False)[0])


async def test_equal_numbers_are_one() -> None:
    guild, _ = told(spared=True)
    held = [one._overwrites for one in guild.channels]
    for same in zip(*held, strict=True):
        assert len({id(overwrite.id) for overwrite in same}) == 1
        assert len({id(overwrite.allow) for overwrite in same}) == 1
    assert {(one.name, getattr(one, "topic", None)) for one in guild.channels} == {("", None)}
    assert {one.name for one in guild.roles} == {""}


@pytest.mark.parametrize("kind", TYPES)
async def test_what_changes_later_is_kept_alike(kind: int) -> None:
    new = {**channel(4_000, kind), "guild_id": str(GUILD)}
    closed = {**new, "permission_overwrites": [{"id": str(GUILD), "type": 0, "allow": "0", "deny": "3072"}]}
    renamed = {"guild_id": str(GUILD), "role": role(ROLE, 1 << 3, 1)}
    added = {"guild_id": str(GUILD), "role": role(2_003, VIEW, 3)}
    kept = []
    for spared in (True, False):
        guild, client = told(spared=spared)
        parsers = client._connection.parsers
        stages = []
        for event, data in (
            ("CHANNEL_CREATE", new),
            ("CHANNEL_UPDATE", closed),
            ("GUILD_ROLE_UPDATE", renamed),
            ("GUILD_ROLE_CREATE", added),
            ("GUILD_UPDATE", {**SERVER, "name": "Another name"}),
        ):
            parsers[event](copy.deepcopy(data))
            stages.append(read_of(guild))
        kept.append(stages)
    assert kept[0] == kept[1]
    assert len({str(stage) for stage in kept[0]}) > 3, "the events changed nothing"


async def test_an_unavailable_server_is_taken() -> None:
    _, client = told(spared=True)
    client._connection.parsers["GUILD_CREATE"]({"id": "7000", "unavailable": True})
    client._connection.parsers["GUILD_DELETE"]({"id": str(GUILD), "unavailable": True})


def _attributes() -> Iterator[tuple[str, str]]:
    for room in ("bot", "cogs"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute):
                    yield node.attr, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_code_reads_what_is_not_kept() -> None:
    """Names of channels and roles are looked for by all tests of the simulated Discord, which keep none."""
    assert [where for name, where in _attributes() if name in NOT_KEPT] == []
