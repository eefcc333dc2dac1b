"""Discord as far as one bot on one server needs it: REST and gateway over sockets of this machine."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.typedefs import Middleware

from tests.e2e import discord_payloads
from tests.e2e.discord_payloads import (
    APPLICATION,
    BOT,
    CHANNEL,
    GUILD,
    GUILD_PAYLOAD,
    TOKEN,
    Payload,
    interaction,
    posted,
    user,
)

SLASH, PRESS = 2, 3  # the types of an interaction
DEFERRED = 5  # the type of an answer that is put off
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 10, 11
DISCORD_EPOCH_MS = 1_420_070_400_000


Told = Callable[[Payload], Payload]


def as_it_is(said: Payload) -> Payload:
    """On the one server."""
    return said


async def _at_once() -> None:
    """Nothing delays a message."""


def said(payload: object, status: int = 200) -> web.Response:
    """A JSON answer; without a charset in its type, as Discord's are and discord.py expects."""
    return web.Response(body=json.dumps(payload).encode(), status=status, content_type="application/json")


async def payload_of(request: web.Request) -> Payload:
    """What a request says; its files, where it has some, are read and left."""
    if request.content_type != "multipart/form-data":
        return cast(Payload, await request.json())
    return cast(Payload, json.loads(str((await request.post())["payload_json"])))


ServerT = TypeVar("ServerT", bound="DiscordServer")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DiscordServer:
    """One bot's Discord. `answers` holds what it answered, by the interaction's id.

    An answer counts if the bot waits until Discord has taken it. `before_hearing` is awaited before that.
    `left` is set while no gateway is connected, and `sessions` counts those that were begun or resumed.
    The next sessions begin with what `beginnings` holds, as far as it goes, in place of READY. Discord tells
    the bot to connect `shards` times; each connection has the servers of `guilds` that are its shard's.

    `messages` are those that it posted, the oldest first. `before_taking` and `before_answering` are
    awaited while a message arrives: before Discord has it, and before the bot is told that it has.
    """

    def __init__(self) -> None:
        self.address = ""
        self.commands: list[Payload] = []
        self.closed_with: int | None = None
        self.answers: dict[int, Payload] = {}
        self.late: dict[int, Payload] = {}  # the answers that followed a deferral
        self._files: dict[str, bytes] = {}
        self.answered = asyncio.Condition()
        self.identified = asyncio.Event()
        self.messages: list[Payload] = []
        self.posted = asyncio.Condition()
        self.before_taking: Callable[[], Awaitable[None]] = _at_once
        self.before_answering: Callable[[], Awaitable[None]] = _at_once
        self.before_hearing: Callable[[], Awaitable[None]] = _at_once
        self.left = asyncio.Event()
        self.sessions = 0
        self.begun = asyncio.Condition()
        self.beginnings: list[object] = []
        self.shards = 1
        self.guilds: list[Payload] = [GUILD_PAYLOAD]
        self.heartbeat_ms = 41_250
        self.deaf: set[int] = set()  # shards whose heartbeats are not answered until they connect again
        self.refusing = 0  # connections to the gateway
        self.ahead = timedelta(0)  # of this machine's clock
        self.sockets: dict[int, web.WebSocketResponse] = {}  # by their shards
        self.middlewares: list[Middleware] = []
        self.server: web.Server | None = None
        self._sequence = itertools.count(1)
        self._identities = itertools.count(5_000_000)

    @property
    def _socket(self) -> web.WebSocketResponse | None:
        """The connection of the first shard."""
        return self.sockets.get(0)

    def shard_of(self, guild: int) -> int:
        return (guild >> 22) % self.shards

    async def nobody_connected(self) -> None:
        """Until every request of a process that has ended is taken, or lost."""
        while self.server is not None and self.server.connections:  # noqa: ASYNC110 - the sockets tell nobody
            await asyncio.sleep(0.01)

    def command_id(self, name: str) -> str:
        return str(next(known["id"] for known in self.commands if known["name"] == name))

    async def slash(
        self,
        name: str,
        sub: str | None,
        options: Mapping[str, str],
        by: int,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        told: Told = as_it_is,
    ) -> int:
        """Let a member use a command, with files by their options; the interaction's id.

        `told` changes what Discord says of it: where it is used, and who let that happen.
        """
        given: list[Payload] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        attached = {key: self._attached(*file) for key, file in (files or {}).items()}
        given += [{"name": key, "type": 11, "value": file["id"]} for key, file in attached.items()]
        inner = given if sub is None else [{"name": sub, "type": 1, "options": given}]
        used = {
            "id": self.command_id(name),
            "name": name,
            "type": 1,
            "options": inner,
            "resolved": {"attachments": {file["id"]: file for file in attached.values()}},
        }
        return await self._interact(SLASH, used, by, told)

    async def press(self, custom_id: str, answer: Payload, by: int, told: Told = as_it_is) -> int:
        """Let a member press a button of an answer; the interaction's id."""
        message = self._message(CHANNEL, answer["data"])
        used = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(PRESS, used, by, lambda said: told({**said, "message": message}))

    async def _interact(self, kind: int, used: Payload, by: int, told: Told) -> int:
        identity = next(self._identities)
        await self._dispatch("INTERACTION_CREATE", told(interaction(identity, kind, used, by)))
        return identity

    async def speak(self, words: str, by: int, *mentioned: int, guild: int | None = GUILD) -> None:
        """Let a member write a message; Discord tells its words to the one who is mentioned."""
        written = discord_payloads.message(next(self._identities), words, by, CHANNEL, guild, *mentioned)
        await self._dispatch("MESSAGE_CREATE", written)

    async def send(self, frame: str | bytes) -> None:
        """Send the bot a frame as it is."""
        assert self._socket is not None, "the bot has not connected"
        if isinstance(frame, str):
            await self._socket.send_str(frame)
        else:
            await self._socket.send_bytes(frame)

    async def sessions_reach(self, count: int) -> None:
        async with self.begun:
            await self.begun.wait_for(lambda: self.sessions >= count)

    def _attached(self, name: str, content: bytes) -> Payload:
        """A file that a member sends along; it is fetched from this server."""
        identity = str(next(self._identities))
        self._files[identity] = content
        url = f"{self.address}/attachments/{identity}/{name}"
        return {"id": identity, "filename": name, "size": len(content), "url": url, "proxy_url": url}

    async def answer_to(self, identity: int) -> Payload:
        """The first answer; its `data` is what was said in the end where that was put off."""
        async with self.answered:
            await self.answered.wait_for(
                lambda: (
                    identity in self.answers
                    and (self.answers[identity]["type"] != DEFERRED or identity in self.late)
                )
            )
        return self.late.get(identity, self.answers[identity])

    async def answers_reach(self, count: int) -> None:
        async with self.answered:
            await self.answered.wait_for(lambda: len(self.answers) >= count)

    async def messages_reach(self, count: int) -> None:
        async with self.posted:
            await self.posted.wait_for(lambda: len(self.messages) >= count)

    # --- REST ---

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/users/@me", self._me),
            web.get("/api/oauth2/applications/@me", self._application),
            web.put("/api/applications/{application}/commands", self._sync),
            web.get("/api/gateway/bot", self._gateway_address),
            web.post("/api/interactions/{interaction}/{token}/callback", self._callback),
            web.post("/api/channels/{channel}/messages", self._post),
            web.get("/api/channels/{channel}/messages", self._history),
            web.post("/api/channels/{channel}/typing", self._typing),
            web.get("/api/guilds/{guild}/auto-moderation/rules", self._automod_rules),
            web.post("/api/webhooks/{application}/{token}", self._followup),
            web.get("/attachments/{file}/{name}", self._file),
            web.get("/gateway/", self._gateway),
        ]

    async def _me(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return said({"message": "401: Unauthorized", "code": 0}, status=401)
        return said(user(BOT, bot=True))

    async def _application(self, _: web.Request) -> web.Response:
        return said(APPLICATION)

    async def _sync(self, request: web.Request) -> web.Response:
        self.commands = [
            # A menu of a member or a message is sent without a description, and answered with an empty one.
            {"description": "", **sent, "id": str(6_000 + at), "application_id": str(BOT), "version": "1"}
            for at, sent in enumerate(await request.json())
        ]
        return said(self.commands)

    async def _gateway_address(self, _: web.Request) -> web.Response:
        limit = {"total": 1_000, "remaining": 1_000, "reset_after": 0, "max_concurrency": 1}
        gateway = f"{self.address.replace('http', 'ws', 1)}/gateway/"
        return said({"url": gateway, "shards": self.shards, "session_start_limit": limit})

    async def _callback(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["interaction"])
        answer = await payload_of(request)
        await self.before_hearing()
        if request.transport is None or request.transport.is_closing():
            return said({}, status=499)  # who would have told it is gone
        async with self.answered:
            self.answers[identity] = answer
            self.answered.notify_all()
        return said({"interaction": {"id": str(identity), "type": 2}})

    async def _followup(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        sent = await payload_of(request)
        async with self.answered:
            self.late[identity] = {"type": 4, "data": sent}
            self.answered.notify_all()
        return said(self._message(CHANNEL, sent))

    async def _automod_rules(self, _: web.Request) -> web.Response:
        return said([])

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self._files[request.match_info["file"]])

    async def _post(self, request: web.Request) -> web.Response:
        """Take a message. A nonce known already is no reason to refuse: the bot must not lean on that."""
        sent = await payload_of(request)
        await self.before_taking()
        async with self.posted:
            taken = self._message(int(request.match_info["channel"]), sent)
            self.messages.append(taken)
            self.posted.notify_all()
        await self.before_answering()
        return said(taken)

    def _message(self, channel: int, sent: Payload) -> Payload:
        milliseconds = time.time_ns() // 1_000_000 + self.ahead // timedelta(milliseconds=1)
        identity = (milliseconds - DISCORD_EPOCH_MS << 22) + next(self._sequence)
        stamp = datetime.fromtimestamp(milliseconds / 1_000, UTC).isoformat()
        return posted(identity, channel, stamp, sent)

    async def _typing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _history(self, request: web.Request) -> web.Response:
        """The newest first, without their nonces: Discord tells these to the gateway alone."""
        asked = request.query
        before, after = int(asked.get("before", 1 << 63)), int(asked.get("after", 0))
        found = [
            {name: value for name, value in message.items() if name != "nonce"}
            for message in reversed(self.messages)
            if message["channel_id"] == request.match_info["channel"] and after < int(message["id"]) < before
        ]
        most = int(asked.get("limit", 50))
        # After a message come those that followed it, not the newest of all.
        return said(found[-most:] if "after" in asked and "before" not in asked else found[:most])

    # --- gateway ---

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            self.refusing -= 1
            return said({"message": "out of order"}, status=503)
        socket, shard = web.WebSocketResponse(), 0
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            sent = message.json()
            if sent["op"] == HEARTBEAT and shard not in self.deaf:
                await socket.send_json({"op": HEARTBEAT_ACK})
            elif sent["op"] in (IDENTIFY, RESUME):
                shard = self._shard_in(sent)
                self.sockets[shard] = socket
                self.deaf.discard(shard)
                self.left.clear()
                await (self._welcome(shard) if sent["op"] == IDENTIFY else self._continue(shard))
        self.closed_with = socket.close_code
        if self.sockets.get(shard) is socket:
            del self.sockets[shard]
        if not self.sockets:
            self.left.set()
        return socket

    def _shard_in(self, sent: Payload) -> int:
        """Whose connection it is: an IDENTIFY says so, a RESUME names the session."""
        said: Payload = sent["d"]
        if sent["op"] == IDENTIFY:
            return int(said["shard"][0]) if "shard" in said else 0
        return int(said["session_id"].removeprefix("session "))

    async def _continue(self, shard: int) -> None:
        await self._dispatch("RESUMED", {}, shard)
        await self._has_begun()

    async def _has_begun(self) -> None:
        async with self.begun:
            self.sessions += 1
            self.begun.notify_all()

    async def _welcome(self, shard: int) -> None:
        if self.beginnings:
            await self._dispatch("READY", self.beginnings.pop(0), shard)
            return
        guilds = [guild for guild in self.guilds if self.shard_of(int(guild["id"])) == shard]
        await self._dispatch(
            "READY",
            {
                "v": 10,
                "user": user(BOT, bot=True),
                "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
                "session_id": f"session {shard}",
                "resume_gateway_url": self.address.replace("http", "ws", 1) + "/gateway/",
                "application": {"id": str(BOT), "flags": 0},
                "shard": [shard, self.shards],
            },
            shard,
        )
        for guild in guilds:
            await self._dispatch("GUILD_CREATE", guild, shard)
        if len(self.sockets) == self.shards:
            self.identified.set()
        await self._has_begun()

    async def _dispatch(self, event: str, payload: object, shard: int = 0) -> None:
        assert shard in self.sockets, "the bot has not connected"
        frame = {"op": DISPATCH, "t": event, "s": next(self._sequence), "d": payload}
        await self.sockets[shard].send_json(frame)

    async def close(self) -> None:
        for socket in list(self.sockets.values()):
            if not socket.closed:
                await socket.close(code=WSCloseCode.GOING_AWAY)


@asynccontextmanager
async def discord_server() -> AsyncIterator[DiscordServer]:
    """Serve on a free port of this machine alone."""
    async with serving(DiscordServer()) as there:
        yield there


@asynccontextmanager
async def serving(there: ServerT) -> AsyncIterator[ServerT]:
    """Let a Discord be reached on a free port of this machine alone."""
    application = web.Application(middlewares=there.middlewares)
    application.add_routes(there.routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        there.server = runner.server
        host, port = runner.addresses[0][:2]
        there.address = f"http://{host}:{port}"
        yield there
    finally:
        await there.close()
        await runner.cleanup()
