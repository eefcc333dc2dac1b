"""Requests of the bot to SimCord's Discord that go wrong on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord.http.client


def asked_twice(
    monkeypatch: pytest.MonkeyPatch, path: str, times: int | None = None
) -> list[discord.http.Route]:
    """Discord takes what is posted there and answers 500, and discord.py asks again.

    So many `times`, or always. What was asked twice is in the list, as it happens.
    """
    client = simcord.http.client.FakeHTTPClient
    request = client.request
    repeated: list[discord.http.Route] = []

    async def asked(self: Any, route: discord.http.Route, **options: Any) -> Any:
        if _posts(route, path) and (times is None or len(repeated) < times):
            repeated.append(route)
            await request(self, route, **options)
        return await request(self, route, **options)

    monkeypatch.setattr(client, "request", asked)
    return repeated


def losing_an_answer(monkeypatch: pytest.MonkeyPatch, path: str, lose: Callable[[], None]) -> None:
    """Discord takes what is posted there first, and its answer is lost on its way: `lose` says how."""
    client = simcord.http.client.FakeHTTPClient
    request = client.request
    left = [lose]

    async def asked(self: Any, route: discord.http.Route, **options: Any) -> Any:
        answer = await request(self, route, **options)
        if left and _posts(route, path):
            left.pop()()
        return answer

    monkeypatch.setattr(client, "request", asked)


def _posts(route: discord.http.Route, path: str) -> bool:
    return route.method == "POST" and route.path == path
