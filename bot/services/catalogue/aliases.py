"""The other names of a drama: curators add and remove them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from bot.domain.curating import NameChange
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.errors import NamidaError, NotAnAlias, TooManyNames
from bot.search.keys import key
from bot.services.catalogue import edit_sections
from bot.services.catalogue import form_parsing as reading
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.names import CatalogueNames
from bot.sources.rows import MOST_NAMES
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import curating, provenance
from bot.store.database import Database
from bot.store.together import Work

CHOICES = 25
CHOICE_LIMIT = 100  # characters of what an autocompleted choice says


class Aliases:
    """Names by which a drama is found beside its titles. Every change is audited, and can be undone."""

    def __init__(self, database: Database, names: CatalogueNames, catalogue: Catalogue):
        self._database = database
        self._names = names
        self._catalogue = catalogue

    async def add(self, drama: Drama, name: str, reader: Reader, now: datetime) -> NameChange:
        """Add a name to a drama. A name that it already has changes nothing. Raises `BadFields`."""
        name = reading.name_of(name)
        others = [ident for ident in self._names.bearing(name) if ident != drama.id]

        def write(connection: sqlite3.Connection) -> NameChange:
            entry = edit_sections.curated(connection, drama.id).entry
            bearing = tuple(dramas.get_many(connection, others))
            if name in (entry.title, entry.native_title, *entry.aliases):
                return NameChange(drama, name, changed=False, others=bearing)
            if len(entry.aliases) >= MOST_NAMES:
                raise TooManyNames(drama, MOST_NAMES)
            with edit_sections.recorded(connection, drama.id, "catalogue.alias", reader, now):
                curating.add_alias(connection, drama.id, name)
                provenance.allow_again(connection, drama.id, "aliases", [name])
                edit_sections.write_down(connection, reader, "catalogue.alias", drama.id, (), now)
            return NameChange(drama, name, others=bearing)

        return await self._change(drama, write)

    async def remove(self, drama: Drama, name: str, reader: Reader, now: datetime) -> NameChange:
        """Remove a name permanently: no refresh adds it again. Raises `NotAnAlias`."""

        def write(connection: sqlite3.Connection) -> NameChange:
            entry = edit_sections.curated(connection, drama.id).entry
            meant = _meant(name, entry.aliases)
            if meant is None:
                own = key(name) in {key(title) for title in drama.titles}
                raise NotAnAlias(drama, name.strip(), own=own)
            with edit_sections.recorded(connection, drama.id, "catalogue.unalias", reader, now):
                curating.drop_alias(connection, drama.id, meant)
                provenance.withhold(connection, drama.id, "aliases", [meant])
                edit_sections.write_down(connection, reader, "catalogue.unalias", drama.id, (), now)
            return NameChange(drama, meant, removed=True)

        return await self._change(drama, write)

    async def _change(self, drama: Drama, write: Work[NameChange]) -> NameChange:
        named = await self._database.write(write)
        await self._names.refresh(drama.id)
        return named

    async def suggest(self, title: str, typed: str) -> list[str]:
        """The other names of the drama that `title` means.

        Names that start with what was typed come first.
        """
        try:
            drama = await self._catalogue.resolve(title)
            seen = await self._database.read(lambda connection: edit_sections.curated(connection, drama.id))
        except NamidaError:  # no drama yet: nothing to suggest
            return []
        wanted = key(typed)
        holding = [name for name in seen.entry.aliases if wanted in key(name)]
        holding.sort(key=lambda name: not key(name).startswith(wanted))
        return list(dict.fromkeys(name[:CHOICE_LIMIT].strip() for name in holding))[:CHOICES]


def _meant(name: str, aliases: Iterable[str]) -> str | None:
    """The alias that a text means: written the same, shortened by a choice, or spelt differently."""
    known = list(aliases)
    name = name.strip()
    for same in (
        lambda alias: alias == name,
        lambda alias: alias[:CHOICE_LIMIT].strip() == name,
        lambda alias: key(alias) == key(name),
    ):
        found = [alias for alias in known if same(alias)]
        if len(found) == 1:
            return found[0]
    return None
