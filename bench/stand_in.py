"""A Discord on this machine that asks a bot as fast as it answers.

It is the tests' server (`tests/e2e/discord_server.py`), with what costs little a question: no answer is
kept, and each wakes only the one who waits for it. Like Discord, it says which message an answer became.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any

import orjson
from aiohttp import web

from tests.e2e.discord_payloads import CHANNEL, GUILD_PAYLOAD, Payload, interaction
from tests.e2e.discord_server import DEFERRED, DISPATCH, DiscordServer, serving

SLASH, PRESS, TYPING = 2, 3, 4  # types of interactions
SAID, CHANGED, COMPLETED = 4, 7, 8  # types of answers
CHANGE_DEFERRED = 6  # the type of a press's answer that is put off
CHANNELS, ROLES = 20, 10  # of each further server
FURTHER = 900_000_000_000_000_000  # their ids, as long as Discord's
PATIENCE_S = 120  # for the answers that are still due after a round


async def _payload(request: web.Request) -> Payload:
    if request.content_type == "multipart/form-data":  # a picture comes along
        sent: Payload = orjson.loads(str((await request.post())["payload_json"]))
    else:
        sent = orjson.loads(await request.read())
    return sent


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a member: Discord's type of it, what was used, and how its answer is known.

    `answered_as` are the types of an answer that count, and `says` is in it. `on` is the message that was
    pressed.
    """

    kind: int
    data: Payload
    by: int
    answered_as: tuple[int, ...]
    says: str = ""
    on: Payload | None = None


class WrongAnswer(Exception):  # noqa: N818 - it is about what came, not about this code
    """A bot said something else than what is measured, a refusal for instance."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round: answers a second, and how long each member waited, in seconds."""

    rate: float
    waits: list[float]


class StandIn(DiscordServer):
    """One bot's Discord, with `guilds` servers."""

    def __init__(self, guilds: int = 1):
        super().__init__()
        self.guilds += [_guild(FURTHER + 1_000 * at) for at in range(1, guilds)]
        self._due: dict[int, asyncio.Future[Payload]] = {}

    async def ask(self, ask: Ask) -> Payload:
        """The answer to a question. Raises `WrongAnswer`."""
        identity = next(self._identities)
        due: asyncio.Future[Payload] = asyncio.get_running_loop().create_future()
        self._due[identity] = due
        told = interaction(identity, ask.kind, ask.data, ask.by)
        await self._dispatch("INTERACTION_CREATE", told if ask.on is None else {**told, "message": ask.on})
        answer = await due
        if answer["type"] not in ask.answered_as or (ask.says and ask.says not in str(answer)):
            raise WrongAnswer(f"{ask.data}: {str(answer)[:1_500]}")
        return answer

    async def asked_for(self, seconds: float, at_once: int, next_ask: Callable[[], Ask]) -> Round:
        """Keep `at_once` questions under way for a time, and wait for the last of them.

        The rate is that of the answers within the time. If none was that quick, it is that of all.
        """
        waits: list[float] = []
        begin, in_time = perf_counter(), 0

        async def one_after_another() -> None:
            nonlocal in_time
            while (asked := perf_counter()) - begin < seconds:
                await self.ask(next_ask())
                waits.append(perf_counter() - asked)
                in_time += perf_counter() - begin < seconds

        async with asyncio.timeout(seconds + PATIENCE_S), asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(one_after_another())
        rate = in_time / seconds if in_time else len(waits) / (perf_counter() - begin)
        return Round(rate, waits)

    async def asked_at(
        self, rate: float, seconds: float, next_ask: Callable[[], Ask], *, evenly: bool = False
    ) -> Round:
        """Ask `rate` times a second, evenly or at moments as chance has it, however long the answers take."""
        random, waits = Random(8), list[float]()
        due = begin = perf_counter()

        async def one(at: float) -> None:
            await self.ask(next_ask())
            waits.append(perf_counter() - at)

        async with asyncio.timeout(seconds + PATIENCE_S), asyncio.TaskGroup() as group:
            while due - begin < seconds:
                # Counted from when it was due: a bot that makes this process late must not gain by it.
                await asyncio.sleep(max(0.0, due - perf_counter()))
                group.create_task(one(due))
                due += 1 / rate if evenly else random.expovariate(rate)
        return Round(len(waits) / seconds, waits)

    def posted_as(self, said: Payload) -> Payload:
        """The message that an answer's data becomes in the channel."""
        return self._message(CHANNEL, said)

    # --- what the tests' server does at greater leisure ---

    def routes(self) -> list[web.RouteDef]:
        return [
            *super().routes(),
            web.get("/api/webhooks/{application}/{token}/messages/@original", self._original),
            web.patch("/api/webhooks/{application}/{token}/messages/@original", self._edited),
        ]

    async def _dispatch(self, event: str, payload: object, shard: int = 0) -> None:
        assert shard in self.sockets, "the bot has not connected"
        frame = {"op": DISPATCH, "t": event, "s": next(self._sequence), "d": payload}
        await self.sockets[shard].send_str(orjson.dumps(frame).decode())

    async def _callback(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["interaction"])
        answer = await _payload(request)
        if answer["type"] not in (DEFERRED, CHANGE_DEFERRED):
            self._arrived(identity, answer)
        taken = {"id": str(identity), "type": SLASH, "response_message_id": str(identity + 1_000_000_000)}
        return web.Response(body=orjson.dumps({"interaction": taken}), content_type="application/json")

    async def _followup(self, request: web.Request) -> web.Response:
        taken = await super()._followup(request)
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        self._arrived(identity, self.late.pop(identity))
        return taken

    async def _edited(self, request: web.Request) -> web.Response:
        """A late answer to a press, in the message that was pressed."""
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        self._arrived(identity, {"type": CHANGED, "data": await _payload(request)})
        return await self._original(request)

    async def _original(self, request: web.Request) -> web.Response:
        identity = int(request.match_info["token"].removeprefix("interaction-"))
        message = {**self._message(CHANNEL, {"components": []}), "id": str(identity + 1_000_000_000)}
        return web.Response(body=orjson.dumps(message), content_type="application/json")

    def _arrived(self, identity: int, answer: Payload) -> None:
        due = self._due.pop(identity, None)
        if due is not None and not due.done():  # else it is said besides the answer
            due.set_result(answer)


def _guild(ident: int) -> Payload:
    """A server like the first one, with more channels and roles."""
    (channel,), (role,) = GUILD_PAYLOAD["channels"], GUILD_PAYLOAD["roles"]
    at = range(max(CHANNELS, ROLES))
    channels: list[dict[str, Any]] = [
        {
            **channel,
            "id": str(ident + 100 + one),
            "name": f"channel-{ident}-{one}",
            "topic": f"What channel {one} of server {ident} is for",
            "position": one,
            "permission_overwrites": [{"id": str(ident), "type": 0, "allow": "0", "deny": "2048"}],
        }
        for one in at[:CHANNELS]
    ]
    roles = [
        {**role, "id": str(ident + one), "name": f"role {ident} {one}" if one else "@everyone"}
        for one in at[:ROLES]
    ]
    return {
        **GUILD_PAYLOAD,
        "id": str(ident),
        "name": f"Server {ident}",
        "channels": channels,
        "roles": roles,
        "member_count": 120,
    }


@asynccontextmanager
async def stand_in(guilds: int = 1) -> AsyncIterator[StandIn]:
    """Serve on a free port of this machine alone."""
    async with serving(StandIn(guilds)) as there:
        yield there
