"""The chore that recomputes recommendations from everyone's scores."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.worker.parent import WorkFailed

EVERY = timedelta(hours=6)
AGAIN = timedelta(hours=1)  # after the process failed

log = get_logger("namida.schedule")


def chore(services: Services) -> Chore:
    async def compute(now: datetime) -> datetime:
        try:
            dramas = await services.taste.recompute(now)
        except WorkFailed as failed:
            # The stored lists stay in use.
            log.warning("taste not computed", reason=failed.reason)
            return now + AGAIN
        if dramas is not None:
            log.info("taste computed", dramas=dramas)
        return now + EVERY

    return Chore("taste", compute, first_after=timedelta(hours=1))
