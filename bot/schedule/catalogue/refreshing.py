"""The chores that find dramas at the sources and keep them fresh, a few at a time."""

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

# Looking for a drama takes about ten questions, and members' questions go first each time.
LOOKED_FOR_AT_A_TIME = 2
LOOK_PAUSE = timedelta(minutes=1)
SILENT_PAUSE = timedelta(minutes=15)

log = get_logger("namida.schedule")


def chores(services: Services) -> tuple[Chore, ...]:
    return (_refreshing(services), _matching(services))


def _matching(services: Services) -> Chore:
    matching = services.matching

    async def look_up(now: datetime) -> datetime:
        bound, silent = await matching.look_up_due(now, LOOKED_FOR_AT_A_TIME)
        if bound:
            log.info("matched", dramas=bound)
        due = await matching.next_look_up()
        if due is None or due > now + LOOK_AGAIN:
            return now + LOOK_AGAIN
        return max(due, now + (SILENT_PAUSE if silent else LOOK_PAUSE))

    return Chore("match", look_up)


def _refreshing(services: Services) -> Chore:
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
