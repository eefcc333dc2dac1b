"""Treats a REST answer that is not JSON as no answer."""

from __future__ import annotations

import json

import aiohttp
import discord


def refusing() -> aiohttp.TraceConfig:
    """What makes an answer over REST that says nothing an `aiohttp.ClientPayloadError`.

    discord.py hands on what cannot be read, such as the page of a proxy, as if it were an answer. So whoever
    asked would fail somewhere, and nobody would look for what Discord may have done.
    """
    config = aiohttp.TraceConfig()
    config.on_request_end.append(_require_json)
    return config


async def _require_json(_: object, __: object, told: aiohttp.TraceRequestEndParams) -> None:
    answer = told.response
    # Only the API answers with JSON: pictures come from elsewhere.
    if not 200 <= answer.status < 300 or not str(told.url).startswith(discord.http.Route.BASE):
        return
    body = await answer.read()
    if not body:
        return
    try:
        json.loads(body)
    except ValueError:
        kind = answer.content_type
        raise aiohttp.ClientPayloadError(f"an answer of Discord's that is no JSON, but {kind}") from None
