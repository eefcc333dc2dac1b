"""The chore that deletes the members who asked for it, and goes on after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.services.privacy.deleting import CHORE

# Asking for a deletion asks for the chore: this is for what no one foresaw.
EVERY = timedelta(hours=6)


def chore(services: Services) -> Chore:
    async def run(now: datetime) -> datetime:
        await services.deleting.erase_waiting(now)
        again = await services.deleting.rewrite(now)
        return again or now + EVERY

    return Chore(CHORE, run)
