"""Starts the real bot against another Discord: `python -m tests.e2e.launcher ADDRESS run …`.

discord.py has no setting for where Discord is, so this sets `discord.http.Route.BASE` before it calls
the bot's own command line. `--lease SECONDS` before `run` shortens how long a claimed post is left
alone, which nobody needs to set but who waits for it in a test. `--memory BYTES` lets the process have no
more than that, as a small machine would. Nothing else is changed.
The gateway's address comes from that server's answer to `GET /gateway/bot`, which the bot asks for
with `NAMIDA_SHARDS=0`.
"""

from __future__ import annotations

import resource
import sys
from datetime import timedelta

import discord

from bot.cli import main
from bot.schedule import delivery

if __name__ == "__main__":
    discord.http.Route.BASE = sys.argv.pop(1)
    if sys.argv[1] == "--lease":
        del sys.argv[1]
        delivery.LEASE = timedelta(seconds=float(sys.argv.pop(1)))
    if sys.argv[1] == "--memory":
        del sys.argv[1]
        most = int(sys.argv.pop(1))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    main()
