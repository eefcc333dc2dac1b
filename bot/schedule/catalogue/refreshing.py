"""The chore that keeps dramas fresh: few at a time, so that no source is asked by the thousand."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.schedule.posts.composing import Chore
from bot.services.container import Services

AT_A_TIME = 5
# 5 dramas in 30 seconds are 14,400 a day: more than air anywhere, and a third of what TVmaze allows.
PAUSE = timedelta(seconds=30)
# What is added meanwhile is first due hours later, so looking once an hour misses nothing.
LOOK_AGAIN = timedelta(hours=1)

log = get_logger("namida.schedule")


def chore(services: Services) -> Chore:
    growing = services.growing

    async def refresh(now: datetime) -> datetime:
        refreshed = await growing.refresh_due(now, AT_A_TIME) if growing.names else 0
        if refreshed:
            log.info("refreshed", dramas=refreshed)
        await growing.tidy(now)  # each time: where many dramas run there is always one due soon
        due = await growing.next_refresh()
        if due is not None and due <= now + LOOK_AGAIN:
            return max(due, now + PAUSE)
        return now + LOOK_AGAIN

    return Chore("refresh", refresh)
