"""Discord as far as one bot on one server needs it: REST and gateway over sockets of this machine."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar, cast

from aiohttp import WSCloseCode, WSMsgType, web

from tests.e2e.discord_payloads import (
    BOT,
    CHANNEL,
    GUILD,
    GUILD_PAYLOAD,
    OWNER,
    TOKEN,
    Payload,
    interaction,
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


async def _payload(request: web.Request) -> Payload:
    """What a request says; its files, where it has some, are read and left."""
    if request.content_type != "multipart/form-data":
        return cast(Payload, await request.json())
    return cast(Payload, json.loads(str((await request.post())["payload_json"])))


ServerT = TypeVar("ServerT", bound="DiscordServer")


class DiscordServer:
    """One bot's Discord. `answers` holds what it answered, by the interaction's id.

    An answer counts if the bot waits until Discord has taken it. `before_hearing` is awaited before that.
    `left` is set while no gateway is connected, and `sessions` counts those that were begun or resumed.
    The next sessions begin with what `beginnings` holds, as far as it goes, in place of READY.

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
        self._socket: web.WebSocketResponse | None = None
        self._sequence = itertools.count(1)
        self._identities = itertools.count(5_000_000)

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
        return said(
            {
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
        )

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
        return said({"url": gateway, "shards": 1, "session_start_limit": limit})

    async def _callback(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["interaction"])
        answer = await _payload(request)
        await self.before_hearing()
        if request.transport is None or request.transport.is_closing():
            return said({}, status=499)  # who would have told it is gone
        async with self.answered:
            self.answers[identity] = answer
            self.answered.notify_all()
        return said({"interaction": {"id": str(identity), "type": 2}})

    async def _followup(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        sent = await _payload(request)
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
        sent: Payload = await request.json()
        await self.before_taking()
        async with self.posted:
            message = self._message(int(request.match_info["channel"]), sent)
            self.messages.append(message)
            self.posted.notify_all()
        await self.before_answering()
        return said(message)

    def _message(self, channel: int, sent: Payload) -> Payload:
        milliseconds = time.time_ns() // 1_000_000
        identity = (milliseconds - DISCORD_EPOCH_MS << 22) + next(self._sequence)
        stamp = datetime.fromtimestamp(milliseconds / 1_000, UTC).isoformat()
        return {
            "id": str(identity),
            "channel_id": str(channel),
            "author": user(BOT, bot=True),
            "content": "",
            "timestamp": stamp,
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

    async def _history(self, request: web.Request) -> web.Response:
        """The newest first, without their nonces: Discord tells these to the gateway alone."""
        asked = request.query
        before, after = int(asked.get("before", 1 << 63)), int(asked.get("after", 0))
        found = [
            {name: value for name, value in message.items() if name != "nonce"}
            for message in reversed(self.messages)
            if message["channel_id"] == request.match_info["channel"] and after < int(message["id"]) < before
        ]
        return said(found[: int(asked.get("limit", 50))])

    # --- gateway ---

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        self.left.clear()
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            sent = message.json()
            if sent["op"] == HEARTBEAT:
                await socket.send_json({"op": HEARTBEAT_ACK})
            elif sent["op"] == IDENTIFY:
                await self._welcome()
            elif sent["op"] == RESUME:
                await self._dispatch("RESUMED", {})
                await self._has_begun()
        self.closed_with = socket.close_code
        if self._socket is socket:
            self.left.set()
        return socket

    async def _has_begun(self) -> None:
        async with self.begun:
            self.sessions += 1
            self.begun.notify_all()

    async def _welcome(self) -> None:
        if self.beginnings:
            await self._dispatch("READY", self.beginnings.pop(0))
            return
        await self._dispatch(
            "READY",
            {
                "v": 10,
                "user": user(BOT, bot=True),
                "guilds": [{"id": str(GUILD), "unavailable": True}],
                "session_id": "session",
                "resume_gateway_url": self.address.replace("http", "ws", 1) + "/gateway/",
                "application": {"id": str(BOT), "flags": 0},
                "shard": [0, 1],
            },
        )
        await self._dispatch("GUILD_CREATE", GUILD_PAYLOAD)
        self.identified.set()
        await self._has_begun()

    async def _dispatch(self, event: str, payload: object) -> None:
        assert self._socket is not None, "the bot has not connected"
        await self._socket.send_json({"op": DISPATCH, "t": event, "s": next(self._sequence), "d": payload})

    async def close(self) -> None:
        if self._socket is not None and not self._socket.closed:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)


@asynccontextmanager
async def discord_server() -> AsyncIterator[DiscordServer]:
    """Serve on a free port of this machine alone."""
    async with serving(DiscordServer()) as there:
        yield there


@asynccontextmanager
async def serving(there: ServerT) -> AsyncIterator[ServerT]:
    """Let a Discord be reached on a free port of this machine alone."""
    application = web.Application()
    application.add_routes(there.routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        there.address = f"http://{host}:{port}"
        yield there
    finally:
        await there.close()
        await runner.cleanup()
