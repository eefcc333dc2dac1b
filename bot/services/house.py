"""All services of one running bot, handed to whoever answers members."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.catalogue import Catalogue
from bot.services.readers import Readers
from bot.services.scores import Scores
from bot.services.settings import GuildRules
from bot.services.synopses import Synopses
from bot.services.watching import Watching
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """What a command can do."""

    catalogue: Catalogue
    readers: Readers
    scores: Scores
    watching: Watching
    synopses: Synopses
    rules: GuildRules


async def open_services(database: Database) -> Services:
    """The services over an open database, with every name read into memory."""
    catalogue = Catalogue(database)
    await catalogue.load()
    return Services(
        catalogue,
        Readers(database),
        Scores(database),
        Watching(database),
        Synopses(database),
        GuildRules(database),
    )
