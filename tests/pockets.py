"""A member who has installed the bot for themselves, and uses it where no server of the bot's is.

SimCord knows servers with the bot and direct messages with it. What Discord says of other places is put in
place of what it says of a direct message: where the interaction was, who let it happen, what may be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import simcord
import simcord.actors
from simcord.backend.serializers import user_payload

from bot.domain.venues import Venue
from tests.world import World

FOREIGN_GUILD, FOREIGN_CHANNEL, GROUP_CHAT = 777_000_000_000_000_001, 777_000_000_000_000_002, 777_000_000_003
FOREIGN_ROLE = 777_000_000_000_000_004
# Of that server, and nothing of it may be kept.
FOREIGN_IDS = (FOREIGN_GUILD, FOREIGN_CHANNEL, GROUP_CHAT, FOREIGN_ROLE)
EVERYTHING = str((1 << 50) - 1)  # permissions
CARRIED = (Venue.DIRECT, Venue.GROUP, Venue.FOREIGN)

Payload = dict[str, Any]


def carry(world: World, member: simcord.MemberActor, venue: Venue) -> simcord.UserHandle:
    """The member, whose direct messages with the bot are from here on in another place."""

    def elsewhere(said: Payload) -> Payload:
        return told_of(venue, said) if said.get("user", {}).get("id") == str(member.id) else said

    say_otherwise(world, elsewhere)
    return member.user


def brought_along(world: World, member: simcord.MemberActor, guild: simcord.GuildHandle | None) -> None:
    """From here on the member uses, on a server with the bot, what they installed for themselves.

    `guild`: the server has let it answer, too.
    """
    owners = {"1": str(member.id)} | ({"0": str(guild.id)} if guild is not None else {})

    def with_owners(said: Payload) -> Payload:
        own = said.get("member", {}).get("user", {}).get("id") == str(member.id)
        return {**said, "authorizing_integration_owners": owners} if own else said

    say_otherwise(world, with_owners)


def say_otherwise(world: World, change: Callable[[Payload], Payload]) -> None:
    """What Discord says of every interaction from here on, changed by this."""
    backend = world.env.backend
    emit = backend.emit

    def emit_changed(event: str, payload: Mapping[str, Any]) -> None:
        emit(event, change(dict(payload)) if event == "INTERACTION_CREATE" else payload)

    backend.emit = emit_changed  # type: ignore[method-assign]  # where it is, is Discord's to say


def told_of(venue: Venue, said: Payload) -> Payload:
    """What Discord says of an interaction there, made from what it says of one in a direct message."""
    user = said["user"]
    if venue is Venue.DIRECT:
        return {**said, "context": 1, "authorizing_integration_owners": {"0": "0", "1": user["id"]}}
    said = {**said, "authorizing_integration_owners": {"1": user["id"]}, "app_permissions": EVERYTHING}
    if venue is Venue.GROUP:
        chat = {"id": str(GROUP_CHAT), "type": 3, "name": "friends", "icon": None, "recipients": []}
        chat["owner_id"] = user["id"]
        return {**said, "context": 2, "channel_id": chat["id"], "channel": chat}
    del said["user"]
    return {
        **said,
        "context": 0,
        "guild_id": str(FOREIGN_GUILD),
        "guild": {"id": str(FOREIGN_GUILD), "locale": "ja", "features": []},
        "guild_locale": "ja",
        "channel_id": str(FOREIGN_CHANNEL),
        "channel": {
            "id": str(FOREIGN_CHANNEL),
            "type": 0,
            "guild_id": str(FOREIGN_GUILD),
            "name": "foreign",
            "position": 0,
            "parent_id": None,
            "permissions": EVERYTHING,
        },
        # They may do everything on that server: here it gives them nothing.
        "member": {**_member(), "user": user, "permissions": EVERYTHING},
        "data": _with_members(said["data"]),
    }


def _member() -> Payload:
    joined = "2026-01-01T00:00:00+00:00"
    return {"roles": [str(FOREIGN_ROLE)], "joined_at": joined, "deaf": False, "mute": False, "flags": 0}


def _with_members(data: Payload) -> Payload:
    """On a server, Discord says of the users whom an option names that they are its members."""
    users = data.get("resolved", {}).get("users", {})
    if not users:
        return data
    members = {ident: {**_member(), "permissions": EVERYTHING} for ident in users}
    return {**data, "resolved": {**data["resolved"], "members": members}}


async def opens_menu(
    world: World, user: simcord.UserHandle, name: str, at: simcord.MemberActor
) -> simcord.InteractionResult:
    """Open an entry of a member's Apps menu in the place to which the user has carried the bot."""
    root = world.env.backend.find_command(name, None, type=2)
    assert root is not None, name
    data = {
        "id": root["id"],
        "name": name,
        "type": 2,
        "target_id": str(at.id),
        "resolved": {"users": {str(at.id): dict(user_payload(world.env.backend.get_user(at.id)))}},
    }
    return await simcord.actors._dispatch_actor_interaction(user, 2, user.dm_channel, data)
