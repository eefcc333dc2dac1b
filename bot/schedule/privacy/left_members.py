"""The chore that deletes members whom no server with the bot knows, a year after the last sign of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.schedule.posts.composing import Chore
from bot.services.container import Services
from bot.services.privacy.deleting import CHORE_LEFT, LEFT_A_RUN

EVERY = timedelta(hours=12)
# A large server that goes leaves thousands at once: they take their time, and no one waits for it.
WHILE_THERE_ARE_MORE = timedelta(hours=1)


def chore(services: Services) -> Chore:
    async def run(now: datetime) -> datetime:
        looked_at = await services.deleting.ask_for_left(now)
        return now + (WHILE_THERE_ARE_MORE if looked_at == LEFT_A_RUN else EVERY)

    return Chore(CHORE_LEFT, run, first_after=timedelta(hours=1))
