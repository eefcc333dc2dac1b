"""The server before SimCord's page: what it hands on, whom it refuses, and how another channel comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import aiohttp
import pytest
import simcord
from aiohttp import web

from bot.demo.page import FILES, KEY, DemoPage, demo_page
from bot.demo.places import Place

OWN = "of-the-session"


class Behind:
    """Answers where SimCord's page would, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""
        self.closed = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.asked.append((f"{request.method} {request.path_qs}", dict(request.headers), body))
        if request.path == "/":
            return web.Response(text="<head></head>", headers={"X-Frame-Options": "DENY"})
        if b"gone" in body:
            raise web.HTTPBadRequest
        return web.json_response({"ok": True})

    async def wait_closed(self) -> None:
        await self.closed.wait()


@asynccontextmanager
async def serving(behind: Behind) -> AsyncIterator[Behind]:
    app = web.Application()
    app.add_routes([web.route("*", "/{rest:.*}", behind.answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        behind.url = f"http://127.0.0.1:{runner.addresses[0][1]}/#{OWN}"
        yield behind
    finally:
        await runner.cleanup()


def place(ident: int, name: str, *viewers: int) -> Place:
    channel = simcord.ChannelHandle(None, None, SimpleNamespace(id=ident, name=name))  # type: ignore[arg-type]
    return Place(channel, "Tearoom", f"#{name}", tuple(SimpleNamespace(id=one) for one in viewers))  # type: ignore[misc]


LOUNGE, LOG = place(7, "lounge", 1, 2), place(8, "log", 2)


class Visit:
    """The page with the lounge and the log, and a browser that has its address."""

    def __init__(self, page: DemoPage, behind: Behind, session: aiohttp.ClientSession):
        self.page, self.behind, self._session = page, behind, session
        page.places = lambda: [LOUNGE, LOG]
        self.next = self.show(LOUNGE)

    def show(self, shown: Place) -> asyncio.Future[Place | None]:
        return asyncio.ensure_future(self.page.shows(self.behind, shown))  # type: ignore[arg-type]

    async def ask(
        self, method: str, path: str, body: object = None, key: str | None = None, **headers: str
    ) -> tuple[int, bytes]:
        given = {KEY: self.page.address.partition("#")[2] if key is None else key, **headers}
        url = f"http://127.0.0.1:{self.page.port}{path}"
        async with self._session.request(method, url, json=body, headers=given) as answer:
            return answer.status, await answer.read()


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with demo_page(0) as page, serving(Behind()) as behind, aiohttp.ClientSession() as session:
        visiting = Visit(page, behind, session)
        yield visiting
        visiting.next.cancel()


async def test_everything_is_handed_on_with_the_key_of_the_session(visit: Visit) -> None:
    status, body = await visit.ask(
        "POST", "/api/action?at=1", {"kind": "click"}, **{"X-Simcord-Context": "p_1"}
    )
    assert (status, body) == (200, b'{"ok": true}')
    ((asked, headers, sent),) = visit.behind.asked
    assert asked == "POST /api/action?at=1"
    assert (headers[KEY], headers["X-Simcord-Context"], sent) == (OWN, "p_1", b'{"kind": "click"}')


async def test_its_own_files_are_added_to_the_page(visit: Visit) -> None:
    status, page = await visit.ask("GET", "/")
    assert status == 200
    for name in FILES:
        assert f"/demo/{name}".encode() in page
        assert (await visit.ask("GET", f"/demo/{name}"))[0] == 200
    assert (await visit.ask("GET", "/demo/people.py"))[0] == 404


@pytest.mark.parametrize("headers", [{"Host": "demo.example"}, {"Origin": "https://demo.example"}])
@pytest.mark.parametrize("path", ["/", "/demo/places", "/api/state"])
async def test_a_page_of_the_web_is_refused(visit: Visit, path: str, headers: dict[str, str]) -> None:
    assert (await visit.ask("GET", path, **headers))[0] == 403
    assert visit.behind.asked == []


async def test_who_does_not_have_the_address_gets_no_key(visit: Visit) -> None:
    for key in ("", "guessed", OWN + "x"):
        assert (await visit.ask("GET", "/demo/places", key=key))[0] == 401
        assert (await visit.ask("POST", "/demo/show", {"channel": "8"}, key=key))[0] == 401
        assert (await visit.ask("POST", "/api/pages", {}, key=key))[0] == 401
        await visit.ask("GET", "/api/state", key=key)
    assert all(KEY not in headers for _, headers, _ in visit.behind.asked)


async def test_another_channel_opens_as_its_viewer_at_a_message(visit: Visit) -> None:
    asking = asyncio.ensure_future(
        visit.ask("POST", "/demo/show", {"channel": "8", "viewer": "2", "message": "99"})
    )
    assert await visit.next is LOG
    visit.next = visit.show(LOG)  # as the demo does, in another session
    assert (await asking)[0] == 204
    assert b'"shown": "8"' in (await visit.ask("GET", "/demo/places"))[1]
    for _ in range(2):  # the second is another page of the same session
        await visit.ask("POST", "/api/pages", {})
    assert [body for _, _, body in visit.behind.asked] == [b'{"viewer_id": "2", "target_id": "99"}', b"{}"]


async def test_a_message_of_the_channel_that_is_shown_needs_no_other_session(visit: Visit) -> None:
    assert (await visit.ask("POST", "/demo/show", {"channel": "7", "viewer": "5", "message": "gone"}))[
        0
    ] == 204
    status, _ = await visit.ask("POST", "/api/pages", {})
    assert status == 200
    # Nobody whom the channel does not know, and where the message is gone, as if no one had asked for it.
    assert [body for _, _, body in visit.behind.asked] == [b'{"viewer_id": null, "target_id": "gone"}', b"{}"]


@pytest.mark.parametrize(
    ("wish", "status"), [({"channel": "9"}, 404), ({}, 400), ([], 400), ("8", 400), (None, 400)]
)
async def test_a_channel_that_is_not_there_changes_nothing(visit: Visit, wish: object, status: int) -> None:
    assert (await visit.ask("POST", "/demo/show", wish))[0] == status
    assert not visit.next.done()


async def test_it_ends_when_its_session_ends(visit: Visit) -> None:
    visit.behind.closed.set()
    assert await visit.next is None
