"""The chore that keeps the outbox, drafts, reports, the audit and leftovers of imports from growing."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.services.posts import faults

EVERY = timedelta(days=1)

log = get_logger("namida.schedule")


def chore(services: Services) -> Chore:
    # Each by itself: that one fails must not let the others grow.
    tidying = {
        "posts": services.outbox.tidy,
        "list imports": services.list_imports.purge,
        "drafts": services.drafts.purge,
        "reports": services.reports.purge,
        "held writings": services.held.purge,
        "catalogue imports": services.importing.purge,
        "audit": services.audit.purge,
        "blocks": services.blocks.purge,
    }

    async def run(now: datetime) -> datetime:
        async def tidy(what: str) -> None:
            log.info("tidied", what=what, rows=await tidying[what](now))

        await faults.each("tidy", tidying, tidy, str)
        return now + EVERY

    return Chore("tidy", run, first_after=timedelta(hours=1))
