"""The chore that keeps the outbox and what is left of imports from growing without end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.schedule.composing import Chore
from bot.services.house import Services

EVERY = timedelta(days=1)

log = get_logger("namida.schedule")


def chore(services: Services) -> Chore:
    async def tidy(now: datetime) -> datetime:
        forgotten = await services.outbox.tidy(now)
        imports = await services.list_imports.purge(now)
        journal = await services.importing.purge(now)
        log.info("tidied", posts=forgotten, list_imports=imports, catalogue_imports=journal)
        return now + EVERY

    return Chore("tidy", tidy, first_after=timedelta(hours=1))
