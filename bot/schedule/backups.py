"""The chore that makes a backup whenever one is due."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from bot.errors import BackupUnderWay
from bot.schedule.posts.composing import Chore
from bot.services.container import Services

# A backup takes as long as it takes; what failed is tried again after this.
AGAIN = timedelta(minutes=10)
NEVER = timedelta(days=1)  # without a plan: the settings may be others at the next start


def chore(services: Services) -> Chore:
    """Does nothing unless the settings say how often."""

    async def run(now: datetime) -> datetime:
        due = await services.backups.next_due(now)
        if due is None:
            return now + NEVER
        if due > now:
            return due
        with suppress(BackupUnderWay):
            services.backups.begin(now)
        return now + AGAIN

    return Chore("backups", run)
