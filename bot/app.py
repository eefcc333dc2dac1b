"""The composition root: opens the resources, builds the client and hands them to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.client import NamidaBot
from bot.services.house import open_services
from bot.services.transfer import fill_with_starter
from bot.settings import Settings
from bot.store.database import Database


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[NamidaBot]:
    """The bot ready to start: database open and migrated, names in memory.

    Raises `StoreUnavailable` or `NewerDatabase` where the database cannot be used.
    """
    async with Database.open(settings.database) as database:
        if settings.starter:
            await fill_with_starter(database)
        services = await open_services(database)
        async with NamidaBot(services, language=settings.language, shards=settings.shards) as bot:
            yield bot
