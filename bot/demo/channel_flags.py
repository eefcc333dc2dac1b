"""Keeps the flags of channels, which SimCord does not know: else *Spoiler channel* in the panel fails."""

from __future__ import annotations

from typing import Any

import discord

FLAGS = "flags"


def keep_flags(client: discord.Client) -> None:
    """From now on the client's Discord takes the flags that it sets, and tells them with the channels."""
    ask, kept = client.http.request, dict[str, int]()

    async def with_flags(route: discord.http.Route, **options: Any) -> Any:
        wanted = options.get("json")
        if route.method == "PATCH" and isinstance(wanted, dict) and FLAGS in wanted:
            kept[str(route.channel_id)] = wanted[FLAGS]
            options["json"] = {name: value for name, value in wanted.items() if name != FLAGS}
        return _told(await ask(route, **options), kept)

    client.http.request = with_flags  # type: ignore[method-assign]


def _told(answer: Any, kept: dict[str, int]) -> Any:
    """An answer of Discord's, with the flags of the channels in it."""
    if isinstance(answer, list):
        return [_told(one, kept) for one in answer]
    if isinstance(answer, dict) and answer.get("id") in kept:
        return {**answer, FLAGS: kept[answer["id"]]}
    return answer
