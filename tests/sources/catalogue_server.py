"""A server on this machine that answers like TVmaze and TMDB, and fails in the ways they can."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable
from enum import Enum, auto
from types import TracebackType

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tests.sources.shows import Json

TOKEN = "a-token-of-tmdb"
_HUGE = 16 * 1024 * 1024
_BOMB = gzip.compress(b" " * _HUGE)


class Failure(Enum):
    TOO_MANY = auto()  # 429, with `Retry-After` if one is given
    BROKEN = auto()  # 500
    SLOW = auto()  # the body begins and does not go on
    CUT = auto()  # the connection ends before any answer
    CUT_BODY = auto()  # the connection ends in the middle of the body
    GARBAGE = auto()  # no JSON
    SHAPELESS = auto()  # JSON, but not what was asked for
    HUGE = auto()  # a body without end and without a length
    BOMB = auto()  # a small body that unpacks to a huge one
    HUGE_LENGTH = auto()  # a body that says that it is too long
    REDIRECT = auto()  # to `redirect_to`
    FORBIDDEN = auto()  # 403


class CatalogueServer:
    """`async with CatalogueServer(shows) as server:` serves at `server.url` what `add` was given.

    `requests` holds path and query of every call, `headers` what came with it.
    """

    def __init__(self, shows: Iterable[Json] = (), *, tmdb: Iterable[Json] = ()):
        self.shows: dict[int, Json] = {}
        self.tmdb: dict[int, Json] = {}
        for show in shows:
            self.add(show)
        for show in tmdb:
            self.add_tmdb(show)
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.redirect_to = "http://elsewhere.invalid/"
        self.retry_after: str | None = None
        self._failure: Failure | None = None
        self._failures_left: int | None = None
        self._failing_path = ""
        self._over = asyncio.Event()
        self.arrived = asyncio.Event()
        self._gate: asyncio.Event | None = None
        self.url = ""
        self._runner = web.AppRunner(self._application(), shutdown_timeout=1)

    def add(self, show: Json) -> None:
        """A show as TVmaze gives it in full (`shows.tvmaze_show`); one of the same id takes its place."""
        self.shows[int(str(show["id"]))] = show

    def add_tmdb(self, show: Json) -> None:
        self.tmdb[int(str(show["id"]))] = show

    def fail(
        self,
        failure: Failure,
        times: int | None = None,
        *,
        retry_after: str | None = None,
        only: str = "",
    ) -> None:
        """From now on, or for so many calls, calls fail; `only` those whose path contains it."""
        self._failure, self._failures_left = failure, times
        self.retry_after, self._failing_path = retry_after, only

    def recover(self) -> None:
        self._failure = None

    def hold(self) -> Callable[[], None]:
        """Answers wait until the returned function is called; `arrived` is set when a call waits."""
        self.arrived.clear()
        gate = self._gate = asyncio.Event()
        return gate.set

    def count(self, path: str = "") -> int:
        """How many calls there were to addresses that contain `path`."""
        return sum(path in request for request in self.requests)

    async def __aenter__(self) -> CatalogueServer:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._gate is not None:
            self._gate.set()
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._received])
        application.add_routes(
            [
                web.get("/search/shows", self._search),
                web.get("/shows/{show}", self._show),
                web.get("/shows/{show}/akas", self._akas),
                web.get("/schedule", self._schedule),
                web.get("/schedule/web", self._web_schedule),
                web.get("/3/search/tv", self._tmdb_search),
                web.get("/3/tv/{show}", self._tmdb_show),
                web.get("/3/discover/tv", self._tmdb_discover),
            ]
        )
        return application

    @property
    def _received(self) -> Middleware:
        @web.middleware
        async def received(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.requests.append(request.path_qs)
            self.headers.append(dict(request.headers))
            self.arrived.set()
            if self._gate is not None:
                await self._gate.wait()
            failure = self._next_failure(request.path)
            if failure is not None:
                return await self._failed(request, failure)
            if request.path.startswith("/3/") and request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return web.json_response({"status_code": 7, "success": False}, status=401)
            return await handler(request)

        return received

    def _next_failure(self, path: str) -> Failure | None:
        if self._failure is None or self._failing_path not in path or self._failures_left == 0:
            return None
        if self._failures_left is not None:
            self._failures_left -= 1
        return self._failure

    async def _failed(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        waiting = {} if self.retry_after is None else {"Retry-After": self.retry_after}
        whole = {
            Failure.TOO_MANY: lambda: web.Response(status=429, headers=waiting),
            Failure.BROKEN: lambda: web.Response(status=500, headers=waiting),
            Failure.FORBIDDEN: lambda: web.Response(status=403),
            Failure.GARBAGE: lambda: web.Response(text="<html>Down for maintenance</html>"),
            Failure.SHAPELESS: lambda: web.json_response("a text"),
            Failure.REDIRECT: lambda: web.Response(status=302, headers={"Location": self.redirect_to}),
            Failure.BOMB: lambda: web.Response(body=_BOMB, headers={"Content-Encoding": "gzip"}),
        }.get(failure)
        if whole is not None:
            return whole()
        if failure is Failure.CUT:
            _cut(request)
            return web.Response()
        return await self._unfinished(request, failure)

    async def _unfinished(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        response = web.StreamResponse()
        if failure is not Failure.HUGE:
            response.content_length = _HUGE if failure is Failure.HUGE_LENGTH else 1_000
        await response.prepare(request)
        await response.write(b"[")
        if failure is Failure.SLOW:
            await self._over.wait()
        elif failure is Failure.CUT_BODY:
            _cut(request)
        else:
            await _pour(response)
        return response

    async def _search(self, request: web.Request) -> web.Response:
        query = request.query["q"].casefold()
        found = [show for show in self.shows.values() if any(query in name for name in _names(show))]
        return _answer(request, [{"score": 0.9, "show": _bare(show)} for show in found])

    async def _show(self, request: web.Request) -> web.Response:
        show = self._shown(request)
        wanted = request.query.getall("embed[]", [])
        embedded = {name: part for name, part in _part(show, "_embedded").items() if name in wanted}
        return _answer(request, {**_bare(show), **({"_embedded": embedded} if wanted else {})})

    async def _akas(self, request: web.Request) -> web.Response:
        return _answer(request, _part(self._shown(request), "_embedded").get("akas", []))

    def _shown(self, request: web.Request) -> Json:
        ident = request.match_info["show"]
        show = self.shows.get(int(ident)) if ident.isdigit() else None
        if show is None:
            raise web.HTTPNotFound
        return show

    async def _schedule(self, request: web.Request) -> web.Response:
        return _answer(
            request,
            [{**slot, "show": _bare(show)} for show, slot in self._airing(request, "network")],
        )

    async def _web_schedule(self, request: web.Request) -> web.Response:
        return _answer(
            request,
            [
                {**slot, "_embedded": {"show": _bare(show)}}
                for show, slot in self._airing(request, "webChannel")
            ],
        )

    def _airing(self, request: web.Request, channel: str) -> list[tuple[Json, Json]]:
        code = request.query["country"] or None
        return [
            (show, episode)
            for show in self.shows.values()
            if show[channel] is not None and _part(_part(show, channel), "country").get("code") == code
            for episode in _list(_part(show, "_embedded").get("episodes"))
            if episode["airdate"] == request.query["date"]
        ]

    async def _tmdb_search(self, request: web.Request) -> web.Response:
        query = request.query["query"].casefold()
        found = [
            show
            for show in self.tmdb.values()
            if query in str(show["name"]).casefold() or query in str(show["original_name"]).casefold()
        ]
        return _answer(request, {"page": 1, "results": [_hit(show) for show in found], "total_pages": 1})

    async def _tmdb_show(self, request: web.Request) -> web.Response:
        show = self.tmdb.get(int(request.match_info["show"]))
        if show is None:
            return web.json_response({"status_code": 34, "success": False}, status=404)
        appendable = {"alternative_titles", "translations", "credits", "aggregate_credits"}
        wanted = set(request.query.get("append_to_response", "").split(","))
        if len(wanted) > 20:
            return web.json_response({"status_code": 27, "success": False}, status=400)
        shown = {
            name: value
            for name, value in show.items()
            if name in wanted or (name not in appendable and not name.startswith("season/"))
        }
        return _answer(request, shown)

    async def _tmdb_discover(self, request: web.Request) -> web.Response:
        asked = request.query
        found = [
            show
            for show in self.tmdb.values()
            if asked["with_origin_country"] in _words(show["origin_country"])
            and any(
                asked["air_date.gte"] <= str(episode["air_date"]) <= asked["air_date.lte"]
                for name, season in show.items()
                if name.startswith("season/") and isinstance(season, dict)
                for episode in _list(season["episodes"])
            )
        ]
        return _answer(request, {"page": 1, "results": [_hit(show) for show in found], "total_pages": 1})


def _answer(request: web.Request, value: object) -> web.Response:
    body = json.dumps(value).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    return web.Response(body=body, content_type="application/json", headers={"ETag": etag})


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _pour(response: web.StreamResponse) -> None:
    """White space, which any JSON may begin with, until the reader has had enough."""
    try:
        for _ in range(_HUGE // 65_536):
            await response.write(b" " * 65_536)
    except ConnectionError:
        return


def _part(show: Json, name: str) -> Json:
    value = show.get(name)
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def _words(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _names(show: Json) -> list[str]:
    akas = _list(_part(show, "_embedded").get("akas"))
    return [str(name).casefold() for name in (show["name"], *(aka["name"] for aka in akas))]


def _bare(show: Json) -> Json:
    return {name: value for name, value in show.items() if name != "_embedded"}


def _hit(show: Json) -> Json:
    """A show as a search of TMDB gives it."""
    names = ("id", "name", "original_name", "original_language", "origin_country", "first_air_date",
             "overview", "poster_path", "popularity")  # fmt: skip
    genres = [genre["id"] for genre in _list(show.get("genres"))]
    return {**{name: show[name] for name in names}, "genre_ids": genres}
