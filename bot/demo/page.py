"""The demo's page: SimCord's page of one channel, and a menu of the other channels.

SimCord shows one channel in a session. So a server of ours stands before it. It hands on everything, and
opens another session when another channel is chosen. The address stays the same.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import aiohttp
import simcord
from aiohttp import web

from bot.demo.places import Place

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

HERE = Path(__file__).parent
HOST = "127.0.0.1"
KEY = "X-Simcord-Capability"  # the header with which SimCord's page proves that it was given the address
LARGEST = 30 * 2**20  # bytes of a request: SimCord takes files of 25 MB in all
ADDED = b'<link rel="stylesheet" href="/demo/page.css"><script type="module" src="/demo/page.js"></script>'
FILES = {"page.css": "text/css", "page.js": "application/javascript"}
_ASKED = ("Accept", "Content-Type", "X-Simcord-Context")  # headers that are handed on
_OURS = {
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
}


@dataclass(frozen=True)
class Wish:
    """What a visitor wants to see: a channel, perhaps as this viewer and at this message."""

    channel: str
    viewer: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class _Session:
    """What SimCord shows now. `base` and `key` are its address."""

    place: Place
    base: str
    key: str


class DemoPage:
    """Stands before SimCord's page. `places` says which channels there are now."""

    def __init__(self, client: aiohttp.ClientSession):
        self.places: Callable[[], Sequence[Place]] = tuple
        self.port = 0
        self._key = secrets.token_urlsafe(32)
        self._client = client
        self._session: _Session | None = None
        self._opening: Wish | None = None  # how the next page opens
        self._there = asyncio.Event()
        self._wishes: asyncio.Queue[Wish] = asyncio.Queue()

    @property
    def address(self) -> str:
        """With the key to the session, so only for this machine's browser."""
        return f"http://{HOST}:{self.port}/#{self._key}"

    def found(self, wish: Wish) -> Place | None:
        return next((place for place in self.places() if place.ident == wish.channel), None)

    async def shows(self, page: simcord.Preview, place: Place) -> Place | None:
        """Show this session until a visitor chooses another channel, and return that; None: they ended it."""
        there = urlsplit(page.url)
        self._session = _Session(place, f"{there.scheme}://{there.netloc}", there.fragment)
        self._there.set()
        closed = asyncio.ensure_future(page.wait_closed())
        wished = asyncio.ensure_future(self._wishes.get())
        try:
            await asyncio.wait((closed, wished), return_when=asyncio.FIRST_COMPLETED)
            return self.found(wished.result()) or place if wished.done() else None
        finally:
            self._there.clear()
            closed.cancel()
            wished.cancel()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/demo/places", self._places),
            web.post("/demo/show", self._show),
            web.get("/demo/{file}", self._file),
            web.post("/api/pages", self._open),
            web.route("*", "/{rest:.*}", self._hand_on),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        answer = await self._asked(request, await request.read())
        page = answer.body if isinstance(answer.body, bytes) else b""
        return web.Response(body=page.replace(b"</head>", ADDED + b"</head>"), headers=answer.headers)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if name not in FILES:
            raise web.HTTPNotFound
        text = HERE.joinpath(name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=FILES[name], headers={"Cache-Control": "no-store"})

    async def _places(self, request: web.Request) -> web.Response:
        session = await self._entered(request)
        told = [
            {
                "id": place.ident,
                "name": place.name,
                "server": place.server,
                "mentioned": f"#{place.channel.name}",
            }
            for place in self.places()
        ]
        return web.json_response({"shown": session.place.ident, "places": told})

    async def _show(self, request: web.Request) -> web.Response:
        """Answers once the channel is there; the visitor's page then loads again."""
        session = await self._entered(request)
        try:
            asked = await request.json()
            wish = Wish(str(asked["channel"]), asked.get("viewer"), asked.get("message"))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise web.HTTPBadRequest from None
        place = self.found(wish)
        if place is None:
            raise web.HTTPNotFound
        self._opening = wish
        if place.ident != session.place.ident:
            self._there.clear()
            self._wishes.put_nowait(wish)
            await self._there.wait()
        return web.Response(status=204)

    async def _open(self, request: web.Request) -> web.Response:
        """A new page: as the viewer who chose the channel, at the message that they followed a link to."""
        session, wish, self._opening = await self._entered(request), self._opening, None
        if wish is None or wish.channel != session.place.ident:
            return await self._asked(request, await request.read())
        own = wish.viewer in {str(viewer.id) for viewer in session.place.viewers}
        begun = {"viewer_id": wish.viewer if own else None, "target_id": wish.message}
        opened = await self._asked(request, json.dumps(begun).encode())
        return opened if opened.status == web.HTTPOk.status_code else await self._asked(request, b"{}")

    async def _hand_on(self, request: web.Request) -> web.Response:
        return await self._asked(request, await request.read())

    async def _entered(self, request: web.Request) -> _Session:
        if not secrets.compare_digest(request.headers.get(KEY, ""), self._key):
            raise web.HTTPUnauthorized
        return await self._now()

    async def _now(self) -> _Session:
        await self._there.wait()
        if self._session is None:
            raise web.HTTPServiceUnavailable
        return self._session

    async def _asked(self, request: web.Request, body: bytes) -> web.Response:
        """SimCord's answer. The key of our address stands for that of the session."""
        session = await self._now()
        headers = {name: request.headers[name] for name in _ASKED if name in request.headers}
        if secrets.compare_digest(request.headers.get(KEY, ""), self._key):
            headers[KEY] = session.key
        url = f"{session.base}{request.path_qs}"
        try:
            async with self._client.request(
                request.method, url, headers=headers, data=body or None, allow_redirects=False
            ) as answer:
                kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _OURS]
                return web.Response(body=await answer.read(), status=answer.status, headers=dict(kept))
        except aiohttp.ClientError:  # the session ended meanwhile
            raise web.HTTPBadGateway from None


@asynccontextmanager
async def demo_page(port: int) -> AsyncIterator[DemoPage]:
    """The page on `port` of this machine (0: any free one). Raises `OSError` if the port is in use."""
    # SimCord answers on this machine, by a clock that stands still: nothing is given up after a time.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as client:
        page = DemoPage(client)

        @web.middleware
        async def from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Refuse what a page of the web asks, under its own name or ours."""
            own = {f"{name}:{page.port}" for name in (HOST, "localhost")}
            origin = request.headers.get("Origin")
            if request.host not in own or (origin and urlsplit(origin).netloc not in own):
                raise web.HTTPForbidden
            return await handler(request)

        app = web.Application(client_max_size=LARGEST, middlewares=[from_here])
        app.add_routes(page.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, port).start()
            page.port = int(runner.addresses[0][1])
            yield page
        finally:
            await runner.cleanup()
