"""Treats a REST answer that is not JSON as no answer."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from discord.http import json_or_text


async def json_or_none(response: aiohttp.ClientResponse) -> dict[str, Any] | str:
    """What discord.py makes of an answer; raises `aiohttp.ClientPayloadError` where that says nothing.

    discord.py hands on what cannot be read, such as the page of a proxy, as if it were an answer. So whoever
    asked would fail somewhere, and nobody would look for what Discord may have done.
    """
    try:
        answer = await json_or_text(response)
        if isinstance(answer, str) and answer and 200 <= response.status < 300:
            json.loads(answer)  # it is handed on as a text because it was not called JSON
    except ValueError:
        if not 200 <= response.status < 300:
            raise
        kind = response.content_type
        raise aiohttp.ClientPayloadError(f"an answer of Discord's that is no JSON, but {kind}") from None
    return answer
