"""The composition root: opens the resources, builds the client and hands them to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

import discord

from bot.client import NamidaBot
from bot.services.answers import KeptAnswers
from bot.services.house import open_services
from bot.services.transfer import fill_with_starter
from bot.settings import Settings
from bot.sources.source import Source
from bot.sources.web import open_sources
from bot.store.database import Database


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[NamidaBot]:
    """The bot ready to start: database open and migrated, names in memory.

    Raises `StoreUnavailable` or `NewerDatabase` where the database cannot be used.
    """
    async with Database.open(settings.database) as database:
        if settings.starter:
            await fill_with_starter(database, discord.utils.utcnow())
        async with _sources(settings, database) as sources:
            services = await open_services(database, sources, language=settings.language)
            services.importing.finish(discord.utils.utcnow())
            bot = NamidaBot(
                services,
                shards=settings.shards,
                catalogue_servers=settings.catalogue_servers,
            )
            async with (
                aclosing(services.catalogue),
                aclosing(services.importing),
                aclosing(services.airing),
                aclosing(services.pictures),
                aclosing(services.taste),
                bot,
            ):
                yield bot


def _sources(settings: Settings, database: Database) -> AbstractAsyncContextManager[tuple[Source, ...]]:
    """The catalogues outside that are switched on."""
    token = settings.tmdb_token
    return open_sources(
        KeptAnswers(database),
        discord.utils.utcnow,
        tvmaze_url=settings.tvmaze_url if settings.tvmaze else None,
        tmdb_url=settings.tmdb_url,
        tmdb_token=token.get_secret_value() if token else None,
        contact=settings.contact,
    )
