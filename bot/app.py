"""The composition root: opens the resources, builds the client and hands them to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext

import discord

from bot.client import NamidaBot
from bot.measures import Measures
from bot.services.catalogue.source_cache import KeptAnswers
from bot.services.catalogue.transfer import fill_with_starter
from bot.services.container import Apart, open_services
from bot.services.fairness import Fairness
from bot.settings import Settings
from bot.sources.source import Source
from bot.sources.web import open_sources
from bot.store.database import Database


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    sources: Sequence[Source] | None = None,
    apart: Apart | None = None,
    fairness: Fairness | None = None,
) -> AsyncIterator[NamidaBot]:
    """The bot, ready to start: the database is open for this process only and migrated, names are loaded.

    `sources` replace those in the settings, `apart` and `fairness` replace the bot's own.

    Raises the errors of `Database.open` if the database cannot be used.
    """
    measures = Measures()
    async with Database.open(settings.database, alone=True, measures=measures) as database:
        if settings.starter:
            await fill_with_starter(database, discord.utils.utcnow())
        given = nullcontext(sources) if sources is not None else _sources(settings, database, measures)
        async with given as asked:
            services = await open_services(
                database,
                asked,
                apart=apart,
                language=settings.language,
                privacy_url=settings.privacy_url,
                keep_left=settings.keep_left,
                backups=settings.backups,
            )
            services.claims.alone = True  # the database is open for this process alone
            services.importing.finish(discord.utils.utcnow())
            await services.deleting.ask_again(discord.utils.utcnow())
            bot = NamidaBot(
                services,
                shards=settings.shards,
                catalogue_servers=settings.catalogue_servers,
                fairness=fairness,
                measures=measures,
                chat=settings.chat,
            )
            async with (
                aclosing(services.names),
                aclosing(services.importing),
                aclosing(services.airing),
                aclosing(services.pictures),
                aclosing(services.decoder),
                aclosing(services.taste),
                aclosing(services.backups),
                bot,
            ):
                yield bot


def _sources(
    settings: Settings, database: Database, measures: Measures
) -> AbstractAsyncContextManager[tuple[Source, ...]]:
    """The other catalogues that are switched on."""
    token = settings.tmdb_token
    return open_sources(
        KeptAnswers(database),
        discord.utils.utcnow,
        tvmaze_url=settings.tvmaze_url if settings.tvmaze else None,
        tmdb_url=settings.tmdb_url,
        tmdb_token=token.get_secret_value() if token else None,
        contact=settings.contact,
        measures=measures,
    )
