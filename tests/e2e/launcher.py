"""Starts the real bot against another Discord: `python -m tests.e2e.launcher ADDRESS run …`.

discord.py has no setting for where Discord is, so this sets `discord.http.Route.BASE`, and nothing
else, before it calls the bot's own command line. The gateway's address comes from that server's
answer to `GET /gateway/bot`, which the bot asks for with `NAMIDA_SHARDS=0`.
"""

from __future__ import annotations

import sys

import discord

from bot.cli import main

if __name__ == "__main__":
    discord.http.Route.BASE = sys.argv.pop(1)
    main()
