"""Where a bot's process finds its Discord: on this machine, and not at discord.com."""

from __future__ import annotations

import discord
from yarl import URL


def connect_to(address: str) -> None:
    """Have discord.py ask `address`, such as `http://127.0.0.1:8080/api`, from now on.

    discord.py has no setting for it. The gateway's address comes from that server's answer to
    `GET /gateway/bot`; where a session is begun anew, it is beside `address`.
    """
    discord.http.Route.BASE = address
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(address).with_scheme("ws").with_path("/gateway/")
