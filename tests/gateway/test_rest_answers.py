"""An answer that is no JSON is none, and an answer that is, is as discord.py reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from aiohttp import test_utils, web

from bot import gateway
from bot.gateway.rest_answers import json_or_none

PAGE = "<html>The proxy is tired.</html>"
JSON = "application/json"


@asynccontextmanager
async def answered(status: int, body: str, kind: str | None) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer of a server on this machine."""

    async def answer(_: web.Request) -> web.Response:
        headers = {} if kind is None else {"Content-Type": kind}
        return web.Response(body=body.encode(), status=status, headers=headers)

    application = web.Application()
    application.router.add_get("/", answer)
    async with test_utils.TestClient(test_utils.TestServer(application)) as client:
        yield await client.get("/")


@pytest.mark.parametrize(
    ("status", "body", "kind", "read"),
    [
        (200, '{"id": "1"}', JSON, {"id": "1"}),
        (200, '{"id": "1"}', "text/plain", '{"id": "1"}'),
        (204, "", None, ""),
        (200, "", "text/html", ""),
        (502, PAGE, "text/html", PAGE),
        (404, '{"code": 10008}', JSON, {"code": 10008}),
    ],
)
async def test_an_answer_is_read_as_by_discord_py(status: int, body: str, kind: str, read: object) -> None:
    async with answered(status, body, kind) as response:
        assert await json_or_none(response) == read


@pytest.mark.parametrize("kind", ["text/html", JSON])
@pytest.mark.parametrize("status", [200, 201, 299])
async def test_a_page_in_place_of_an_answer_is_none(status: int, kind: str) -> None:
    async with answered(status, PAGE, kind) as response:
        with pytest.raises(aiohttp.ClientPayloadError, match=f"no JSON, but {kind}"):
            await json_or_none(response)


def test_both_of_discord_pys_ways_to_ask_read_answers_so() -> None:
    gateway.install()
    assert vars(discord.http)["json_or_text"] is json_or_none
    assert vars(discord.webhook.async_)["json_or_text"] is json_or_none
