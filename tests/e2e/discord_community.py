"""Discord with several servers on several shards: threads, forums, events, direct messages, and its moods.

What the bot asks for is remembered as Discord would: each message stands in its channel until it is deleted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.e2e.discord_payloads import (
    BOT,
    CHANNEL,
    CHANNEL_PAYLOAD,
    GUILD,
    GUILD_PAYLOAD,
    Payload,
    interaction,
    member,
    user,
)
from tests.e2e.discord_server import DiscordServer, Handler, payload_of, said, serving

SLASH, FORM = 2, 5  # types of interactions
RECONNECT, INVALID_SESSION = 7, 9
TEXT, FORUM, THREAD = 0, 15, 11  # types of channels
LOUNGE, AIRING, SYNOPSES, BOARD = range(4)  # the channels of each server
PATIENCE_S = 30
_DIRECT = 900_000_000  # the ids of direct messages count up from here, by their member's
_UNKNOWN = 10_003  # Discord's code where a channel is not there

# Meets each request before it is taken, and after that, before it is answered. An answer in place of None
# is what the bot hears.
Meeting = Callable[[web.Request, bool], Awaitable[web.StreamResponse | None]]


def guild_of(number: int) -> int:
    """The id of a server whose shard is `number`."""
    return GUILD + (number << 22)


def channel_of(number: int, place: int) -> int:
    return CHANNEL + 10 * number + place


def channels_of(number: int) -> list[Payload]:
    """A lounge, a channel for what is on air, a forum for synopses, and a board: in every other server a
    forum.
    """
    kinds = {LOUNGE: TEXT, AIRING: TEXT, SYNOPSES: FORUM, BOARD: FORUM if number % 2 else TEXT}
    return [
        {
            **CHANNEL_PAYLOAD,
            "id": str(channel_of(number, place)),
            "guild_id": str(guild_of(number)),
            "type": kind,
            "name": f"channel {number} {place}",
            "available_tags": [],
            "flags": 0,
        }
        for place, kind in kinds.items()
    ]


async def met_by_nobody(_: web.Request, __: bool) -> None:
    return None


class Community(DiscordServer):
    """One bot's Discord with `servers` servers, each on a shard of its own.

    `meeting` meets every request over REST. `events` are those of all servers. Where it `minds_nonces`, a
    message with a nonce that stands is not posted again, as Discord promises for some minutes.
    """

    def __init__(self, servers: int = 3):
        super().__init__()
        self.shards = servers
        self.meeting: Meeting = met_by_nobody
        self.middlewares = [self._meet]
        self.channels: dict[str, Payload] = {}
        self.events: list[Payload] = []
        self.minds_nonces = False
        self.requests = 0
        self.happening = asyncio.Condition()
        self.guilds = []
        for number in range(servers):
            channels = channels_of(number)
            self.channels |= {channel["id"]: channel for channel in channels}
            (everybody,) = GUILD_PAYLOAD["roles"]
            self.guilds.append(
                {
                    **GUILD_PAYLOAD,
                    "id": str(guild_of(number)),
                    "channels": channels,
                    "roles": [{**everybody, "id": str(guild_of(number))}],
                }
            )

    # --- members ---

    async def uses(self, server: int, name: str, options: dict[str, str], by: int) -> int:
        """Let a member use a command in a server's lounge; the interaction's id."""
        sub, _, inner = name.partition(" ")
        given: list[Payload] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {
            "id": self.command_id(sub),
            "name": sub,
            "type": 1,
            "options": [{"name": inner, "type": 1, "options": given}] if inner else given,
        }
        return await self._asks(server, SLASH, data, by)

    async def submits(self, server: int, custom_id: str, fields: dict[str, str], by: int) -> int:
        """Let a member send a form in a server's lounge; the interaction's id."""
        typed = [
            {"type": 18, "id": at, "component": {"type": 4, "id": 50 + at, "custom_id": name, "value": value}}
            for at, (name, value) in enumerate(fields.items(), 1)
        ]
        return await self._asks(server, FORM, {"custom_id": custom_id, "components": typed}, by)

    async def all_connected(self) -> None:
        async with self.begun:
            await self.begun.wait_for(lambda: len(self.sockets) == self.shards)

    async def lose(self, shard: int, way: str) -> None:
        """Lose the connection of a shard."""
        socket = self.sockets[shard]
        match way.split():
            case ["refused"]:
                self.refusing = 2
                await socket.close(code=4000)
            case ["close", code]:
                await socket.close(code=int(code))
            case ["cut"]:
                assert socket._req is not None
                assert socket._req.transport is not None
                socket._req.transport.abort()
            case ["op", "7"]:
                await socket.send_json({"op": RECONNECT, "d": None})
            case ["op", "9", how]:
                await socket.send_json({"op": INVALID_SESSION, "d": how == "resumed"})
            case ["no", "heartbeat"]:
                self.deaf.add(shard)

    async def _asks(self, server: int, kind: int, data: Payload, by: int) -> int:
        identity = next(self._identities)
        lounge = self.channels[str(channel_of(server, LOUNGE))]
        event = interaction(identity, kind, data, by, guild_of(server), lounge)
        shard = self.shard_of(guild_of(server))
        async with self.begun:  # a busy machine may miss a heartbeat, and the bot begins again
            await asyncio.wait_for(self.begun.wait_for(lambda: shard in self.sockets), PATIENCE_S)
        await self._dispatch("INTERACTION_CREATE", event, shard)
        return identity

    # --- REST ---

    @web.middleware
    async def _meet(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/gateway/"):
            return await handler(request)
        instead = await self.meeting(request, False)
        if instead is None and request.transport is not None and not request.transport.is_closing():
            answer = await handler(request)
            instead = await self.meeting(request, True) or answer
        async with self.happening:
            self.requests += 1
            self.happening.notify_all()
        return instead or said({}, status=499)  # who asked is gone

    async def something_happens(self) -> None:
        """Until the bot's next request has been answered."""
        async with self.happening:
            seen = self.requests
            await asyncio.wait_for(self.happening.wait_for(lambda: self.requests > seen), PATIENCE_S)

    def routes(self) -> list[web.RouteDef]:
        message = "/api/channels/{channel}/messages/{message}"
        events = "/api/guilds/{guild}/scheduled-events"
        return [
            *super().routes(),
            web.get("/api/webhooks/{application}/{token}/messages/@original", self._original),
            web.patch("/api/webhooks/{application}/{token}/messages/@original", self._original),
            web.get("/api/channels/{channel}", self._channel),
            web.patch("/api/channels/{channel}", self._change_channel),
            web.delete("/api/channels/{channel}", self._delete_channel),
            web.post("/api/channels/{channel}/threads", self._post_in_forum),
            web.get(message, self._one),
            web.patch(message, self._one),
            web.delete(message, self._delete),
            web.post(message + "/threads", self._open_thread),
            web.get("/api/channels/{channel}/threads/archived/public", self._archived),
            web.get("/api/guilds/{guild}/threads/active", self._active),
            web.get("/api/guilds/{guild}/members/{member}", self._member),
            web.get(events, self._events),
            web.post(events, self._make_event),
            web.get(events + "/{event}", self._event),
            web.patch(events + "/{event}", self._change_event),
            web.delete(events + "/{event}", self._delete_event),
            web.post("/api/users/@me/channels", self._direct),
        ]

    async def _callback(self, request: web.Request) -> web.Response:
        if int(request.match_info["interaction"]) in self.answers:
            return said({"message": "Interaction has already been acknowledged.", "code": 40_060}, status=400)
        return await super()._callback(request)

    async def _original(self, request: web.Request) -> web.Response:
        """The message of an answer, or its change: what stands there in the end is its answer."""
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        changed = await payload_of(request) if request.method == "PATCH" else {"components": []}
        if request.method == "PATCH":
            async with self.answered:
                self.late[identity] = {"type": 4, "data": changed}
                self.answered.notify_all()
        return said(self._message(CHANNEL, changed))

    async def _member(self, request: web.Request) -> web.Response:
        return said(member(int(request.match_info["member"])))

    async def _direct(self, request: web.Request) -> web.Response:
        recipient = int((await request.json())["recipient_id"])
        channel: Payload = {"id": str(_DIRECT + recipient), "type": 1, "recipients": [user(recipient)]}
        self.channels[channel["id"]] = channel
        return said(channel)

    # --- channels and threads ---

    def _known(self, request: web.Request) -> Payload:
        """Raises 404 as Discord answers it."""
        found = self.channels.get(request.match_info["channel"])
        if found is None:
            unknown = said({"message": "Unknown Channel", "code": _UNKNOWN}, status=404)
            raise web.HTTPNotFound(body=unknown.body, content_type="application/json")
        return found

    async def _channel(self, request: web.Request) -> web.Response:
        return said(self._known(request))

    async def _change_channel(self, request: web.Request) -> web.Response:
        channel, asked = self._known(request), await request.json()
        tags = asked.get("available_tags")
        if tags is not None:
            asked["available_tags"] = [
                {"id": str(next(self._sequence)), "moderated": False, "emoji_id": None, **tag} for tag in tags
            ]
        if "archived" in asked:
            channel["thread_metadata"]["archived"] = asked.pop("archived")
        channel.update(asked)
        return said(channel)

    async def _delete_channel(self, request: web.Request) -> web.Response:
        channel = self._known(request)
        del self.channels[channel["id"]]
        self.messages = [one for one in self.messages if one["channel_id"] != channel["id"]]
        return said(channel)

    async def _open_thread(self, request: web.Request) -> web.Response:
        asked, opener = await request.json(), request.match_info["message"]
        if opener in self.channels:
            return said({"message": "A thread has already been created", "code": 160_004}, status=400)
        return said(await self._thread(self._known(request), opener, asked))

    async def _post_in_forum(self, request: web.Request) -> web.Response:
        forum, asked = self._known(request), await payload_of(request)
        message = self._message(0, asked["message"])
        thread = await self._thread(forum, message["id"], asked)
        async with self.posted:
            self.messages.append({**message, "channel_id": thread["id"]})
            self.posted.notify_all()
        return said({**thread, "message": {**message, "channel_id": thread["id"]}})

    async def _thread(self, parent: Payload, identity: str, asked: Payload) -> Payload:
        now = datetime.now(UTC).isoformat()
        thread: Payload = {
            "id": identity,
            "guild_id": parent["guild_id"],
            "parent_id": parent["id"],
            "owner_id": str(BOT),
            "name": asked["name"],
            "type": THREAD,
            "message_count": 0,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "last_message_id": identity,
            "applied_tags": asked.get("applied_tags", []),
            "flags": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 10_080,
                "archive_timestamp": now,
                "create_timestamp": now,
                "locked": False,
            },
        }
        self.channels[identity] = thread
        return thread

    def threads(self) -> list[Payload]:
        return [channel for channel in self.channels.values() if channel["type"] == THREAD]

    async def _active(self, request: web.Request) -> web.Response:
        here = [thread for thread in self.threads() if thread["guild_id"] == request.match_info["guild"]]
        return said({"threads": here, "members": []})

    async def _archived(self, _: web.Request) -> web.Response:
        return said({"threads": [], "members": [], "has_more": False})

    # --- messages ---

    async def _post(self, request: web.Request) -> web.Response:
        if self.minds_nonces:
            nonce = (await payload_of(request)).get("nonce")
            for message in self.messages:
                if nonce is not None and message["nonce"] == nonce:
                    return said(message)
        return await super()._post(request)

    async def _one(self, request: web.Request) -> web.Response:
        for message in self.messages:
            if message["id"] == request.match_info["message"]:
                if request.method == "PATCH":
                    asked = await payload_of(request)
                    message["components"] = asked.get("components", message["components"])
                return said(message)
        return said({"message": "Unknown Message", "code": 10_008}, status=404)

    async def _delete(self, request: web.Request) -> web.Response:
        self.messages = [one for one in self.messages if one["id"] != request.match_info["message"]]
        return web.Response(status=204)

    # --- events ---

    def _of(self, request: web.Request) -> list[Payload]:
        asked = request.match_info
        here = [event for event in self.events if event["guild_id"] == asked["guild"]]
        return [event for event in here if event["id"] == asked.get("event", event["id"])]

    async def _events(self, request: web.Request) -> web.Response:
        return said(self._of(request))

    async def _make_event(self, request: web.Request) -> web.Response:
        event = {
            **await request.json(),
            "id": self._message(0, {"components": []})["id"],
            "guild_id": request.match_info["guild"],
            "channel_id": None,
            "creator_id": str(BOT),
            "status": 1,
            "entity_id": None,
        }
        self.events.append(event)
        return said(event)

    async def _event(self, request: web.Request) -> web.Response:
        found = self._of(request)
        return said(found[0]) if found else said({"message": "Unknown", "code": 10_070}, status=404)

    async def _change_event(self, request: web.Request) -> web.Response:
        for event in self._of(request):
            event.update(await request.json())
            return said(event)
        return said({"message": "Unknown", "code": 10_070}, status=404)

    async def _delete_event(self, request: web.Request) -> web.Response:
        gone = self._of(request)
        self.events = [event for event in self.events if event not in gone]
        return web.Response(status=204)


@asynccontextmanager
async def community(servers: int = 3) -> AsyncIterator[Community]:
    async with serving(Community(servers)) as there:
        yield there


def texts_in(part: Any) -> str:
    """All that can be read in a message or an answer, in its order."""
    if isinstance(part, dict):
        own = str(part.get("content", ""))
        inside = [texts_in(part[name]) for name in ("components", "accessory", "data") if name in part]
        return "\n".join(filter(None, [own, *inside]))
    return "\n".join(filter(None, map(texts_in, part))) if isinstance(part, list) else ""
