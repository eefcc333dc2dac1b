"""What Discord says of one server, its channel and its members, as far as a bot needs it."""

from __future__ import annotations

from typing import Any

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"
BOT, OWNER, GUILD, CHANNEL = 1_000, 1_001, 2_000, 3_000
FIRST_MEMBER = 10_000
EVERYTHING = str((1 << 50) - 1)  # permissions

Payload = dict[str, Any]


def user(identity: int, *, bot: bool = False) -> Payload:
    return {
        "id": str(identity),
        "username": "namida" if bot else f"member{identity}",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
    }


APPLICATION: Payload = {
    "id": str(BOT),
    "name": "Namida",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "0" * 64,
    "owner": user(OWNER),
    "flags": 0,
}


def posted(identity: int, channel: int, at: str, sent: Payload) -> Payload:
    """A message that the bot posted, as Discord tells of it. `at` is its time in Discord's form."""
    return {
        "id": str(identity),
        "channel_id": str(channel),
        "author": user(BOT, bot=True),
        "content": "",
        "timestamp": at,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": sent.get("flags", 0),
        "components": sent["components"],
        "nonce": sent.get("nonce"),
    }


def member(identity: int) -> Payload:
    return {
        "user": user(identity),
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": EVERYTHING,
    }


def message(identity: int, words: str, by: int, channel: int, guild: int | None, *mentioned: int) -> Payload:
    """What the gateway says of a member's message; `guild` None: in a direct message."""
    there = {} if guild is None else {"guild_id": str(guild), "member": _without_user(member(by))}
    return {
        "type": 0,
        "tts": False,
        "timestamp": "2026-01-01T12:00:00.000000+00:00",
        "pinned": False,
        "nonce": str(identity),
        "mentions": [user(one, bot=one == BOT) for one in mentioned],
        "mention_roles": [],
        "mention_everyone": False,
        "id": str(identity),
        "flags": 0,
        "embeds": [],
        "edited_timestamp": None,
        "content": words,
        "components": [],
        "channel_type": 1 if guild is None else 0,
        "channel_id": str(channel),
        "author": user(by),
        "attachments": [],
        **there,
    }


def _without_user(told: Payload) -> Payload:
    return {key: value for key, value in told.items() if key != "user"}


CHANNEL_PAYLOAD: Payload = {
    "id": str(CHANNEL),
    "type": 0,
    "name": "lounge",
    "position": 0,
    "permission_overwrites": [],
    "parent_id": None,
}
GUILD_PAYLOAD: Payload = {
    "id": str(GUILD),
    "name": "Tearoom",
    "owner_id": str(OWNER),
    "member_count": 2,
    "channels": [CHANNEL_PAYLOAD],
    "roles": [
        {
            "id": str(GUILD),
            "name": "@everyone",
            "permissions": EVERYTHING,
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
        }
    ],
    "members": [{**member(BOT), "user": user(BOT, bot=True)}],  # Discord names the bot itself always
    "threads": [],
    "emojis": [],
    "stickers": [],
    "features": [],
    "preferred_locale": "en-US",
    "verification_level": 0,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "premium_tier": 0,
    "system_channel_flags": 0,
}


def interaction(
    identity: int, kind: int, data: Payload, by: int, guild: int = GUILD, channel: Payload = CHANNEL_PAYLOAD
) -> Payload:
    """A member's interaction in a channel: `kind` is Discord's type of it, and `data` what was used."""
    return {
        "id": str(identity),
        "application_id": str(BOT),
        "type": kind,
        "token": f"interaction-{identity}",
        "version": 1,
        "data": data,
        "guild_id": str(guild),
        "channel_id": channel["id"],
        "channel": {**channel, "permissions": EVERYTHING},
        "member": member(by),
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": EVERYTHING,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild)},
        "context": 0,
        "attachment_size_limit": 10_000_000,
    }


def in_direct_message(said: Payload) -> Payload:
    """The same interaction in the member's direct message with the bot."""
    kept = {name: value for name, value in said.items() if not name.startswith("guild")}
    person = kept.pop("member")["user"]
    channel = {"id": str(CHANNEL + int(person["id"])), "type": 1, "recipients": [user(BOT, bot=True)]}
    return {
        **kept,
        "user": person,
        "channel_id": channel["id"],
        "channel": channel,
        "context": 1,
        "authorizing_integration_owners": {"0": "0"},
    }
