"""A press is read without the objects of the message that was pressed."""

from __future__ import annotations

import copy
from typing import Any

import discord
from discord.ext import commands

from bot.gateway import presses
from tests.e2e.discord_payloads import BOT, CHANNEL, FIRST_MEMBER, GUILD_PAYLOAD, interaction

TEXT = {"type": 10, "content": "Much that nobody reads", "id": 1}
PRESSED = {"custom_id": "namida:1:x", "component_type": 2}
BUTTON = {"type": 1, "id": 2, "components": [{"type": 2, "style": 2, "custom_id": "namida:1:x"}]}


def pressed(kind: int, message: dict[str, Any] | None) -> tuple[discord.Interaction[Any], dict[str, Any]]:
    """The interaction as discord.py makes it, and the data that it was made of."""
    (bot,) = GUILD_PAYLOAD["members"]
    client = commands.Bot((), intents=discord.Intents(guilds=True), chunk_guilds_at_startup=False)
    connection, made = client._connection, list[discord.Interaction[Any]]()
    connection.user = discord.ClientUser(state=connection, data=bot["user"])
    connection.parsers["GUILD_CREATE"](copy.deepcopy(GUILD_PAYLOAD))
    connection.parsers["INTERACTION_CREATE"] = lambda data: made.append(
        discord.Interaction(data=data, state=connection)
    )
    presses.spare(connection.parsers)
    data = interaction(5, kind, PRESSED, FIRST_MEMBER)
    if message is not None:
        data = {**data, "message": message}
    connection.parsers["INTERACTION_CREATE"](data)
    return made[0], data


def message() -> dict[str, Any]:
    return {
        "id": "77",
        "channel_id": str(CHANNEL),
        "type": 0,
        "content": "words",
        "flags": 64 | 1 << 15,
        "timestamp": "2026-11-21T12:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "embeds": [{"type": "rich", "title": "one"}],
        "attachments": [
            {"id": "9", "filename": "a.png", "size": 1, "url": "https://a.example/a.png", "proxy_url": ""}
        ],
        "author": {"id": str(BOT), "username": "namida", "discriminator": "0", "avatar": None},
        "components": [TEXT, BUTTON],
    }


def test_what_the_bot_reads_of_a_pressed_message_is_there() -> None:
    sent = message()
    made, data = pressed(3, sent)
    assert made.message is not None
    assert (made.message.id, made.message.flags.ephemeral) == (77, True)
    assert [one.filename for one in made.message.attachments] == ["a.png"]
    assert made.data == PRESSED
    assert (made.message.components, made.message.embeds, made.message.content) == ([], [], "")
    assert data["message"] == message()  # what Discord said is unchanged: others may read it, too


def test_what_has_no_message_is_as_it_was() -> None:
    made, _ = pressed(2, None)
    assert made.message is None
