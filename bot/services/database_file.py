"""Keeps the database file small and its plans good."""

from __future__ import annotations

from bot.store.database import Database


class DatabaseFile:
    """What the database file needs from time to time."""

    def __init__(self, database: Database):
        self._database = database

    async def keep(self) -> bool:
        """Count rows for the plans of statements, and give back the room of the write-ahead log.

        Returns False if the log stays for now, because others were reading or writing.
        """
        await self._database.count()
        return await self._database.shorten_log()
