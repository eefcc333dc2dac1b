"""The chore that keeps the database file small and its plans good."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.schedule.posts.composing import Chore
from bot.services.container import Services

EVERY = timedelta(hours=1)
SOON = timedelta(minutes=5)


def chore(services: Services) -> Chore:
    async def run(now: datetime) -> datetime:
        done = await services.database_file.keep()
        return now + (EVERY if done else SOON)

    return Chore("database file", run, first_after=EVERY)
