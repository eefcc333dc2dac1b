"""Keeping the messages that show what members wrote: which are out of date, and what happened to each."""

from __future__ import annotations

from datetime import datetime

from bot.domain.message_ledger import Posted, pause_after
from bot.store.database import Database
from bot.store.posts.message_ledger import Ledger


class PostedMessages:
    """The messages of one kind of post."""

    def __init__(self, database: Database, ledger: Ledger):
        self._database = database
        self._ledger = ledger
        self.kind = ledger.kind

    async def outdated(self, now: datetime, limit: int) -> list[Posted]:
        """Messages that have yet to be edited or removed."""
        return await self._database.read(lambda connection: self._ledger.outdated(connection, now, limit))

    async def next_retry(self) -> datetime | None:
        """When the first of those that Discord refused is tried again."""
        return await self._database.read(self._ledger.next_retry)

    async def showing(self, post: Posted) -> None:
        """The message was edited."""
        await self._database.write(lambda connection: self._ledger.showing(connection, post))

    async def taken_away(self, post: Posted) -> None:
        """The message is gone, as it should be."""
        await self._database.write(lambda connection: self._ledger.forget(connection, post))

    async def refused(self, post: Posted, now: datetime) -> bool:
        """Discord would not have the message changed; False once that is given up."""
        pause = pause_after(post.tries)
        if pause is not None:
            await self._database.write(lambda connection: self._ledger.refused(connection, post, now + pause))
        elif post.gone:
            await self.taken_away(post)
        else:
            await self.showing(post)
        return pause is not None
