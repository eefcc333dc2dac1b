"""Searches dramas and people by filters and names, and picks a random drama."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.domain.dramas import COUNTRIES, Drama, Filters, Person, PersonPage, Sort, country_code
from bot.domain.results import Page
from bot.errors import NothingAsked, NothingFound, UnknownName
from bot.search.keys import key
from bot.search.names import Match, Tier
from bot.services.catalogue.catalogue import CHOICES, NEAREST
from bot.services.catalogue.names import ALIKE, CatalogueNames, alike, is_sure
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import lookups
from bot.store.database import Database
from bot.store.scores import standings

PAGE_SIZE = 10  # with a picture beside each, a message has no room for more
# How many of the best matches of a free-text query a search page is made of.
MATCHES = 200


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """The options of `/drama search` and `/drama random` as a member typed them."""

    genre: str | None = None
    country: str | None = None
    year: int | None = None
    network: str | None = None
    person: str | None = None


class Searching:
    """Searches the catalogue for members."""

    def __init__(self, database: Database, names: CatalogueNames):
        self._database = database
        self._names = names

    async def filters(self, asked: SearchOptions, genre_in: Callable[[str], str] = str) -> Filters:
        """The ids for the names that a member typed. Raises `UnknownName` for an unknown name.

        `genre_in` gives a genre's name in the reader's language. A member may type that name, too.
        """
        genre = await self._label("genre", asked.genre, genre_in)
        network = await self._label("network", asked.network)
        country = None
        if asked.country is not None:
            country = country_code(asked.country)
            if country is None:
                raise UnknownName("country", asked.country)
        person = await self._person_id(asked.person) if asked.person is not None else None
        return Filters(genre, country, asked.year, network, person)

    async def search(
        self,
        query: str | None,
        filters: Filters,
        sort: Sort | None,
        index: int,
        guild_id: int | None = None,
    ) -> Page:
        """One page of results, with the guild's ratings. A query without another order sorts by similarity.

        Raises `NothingAsked` without a query and filters, and `NothingFound` if nothing fits.
        """
        if query is not None and not key(query):
            query = None
        if query is None and not filters:
            genres = await self._database.read(lambda connection: lookups.labels(connection, "genre"))
            raise NothingAsked({"genre": tuple(genres)[:CHOICES], "country": tuple(COUNTRIES)})
        among = None
        if query is not None:
            among = [
                match.owner
                for match in self._names.near(query, MATCHES)
                if match.tier is not Tier.SIMILAR or match.similarity >= ALIKE
            ]
        sort = sort or (Sort.RELEVANCE if among is not None else Sort.POPULARITY)

        def read(connection: sqlite3.Connection) -> Page:
            page = lookups.page(connection, filters, sort, index, PAGE_SIZE, among)
            idents = [drama.id for drama in page.dramas]
            rated = standings.ratings(connection, idents, guild_id)
            return replace(page, ratings=rated, posters=dramas.posters(connection, idents))

        page = await self._database.read(read)
        if not page.total:
            raise NothingFound
        return page

    @staticmethod
    def query_key(query: str | None) -> str:
        """The searchable part of a query. Empty if nothing of it can be searched."""
        return key(query) if query else ""

    async def random(self, filters: Filters, *, unseen_by: int | None) -> Drama:
        """A drama that fits, each as likely. Raises `NothingFound`.

        With `unseen_by`, dramas that this member has started, finished or dropped are left out.
        """
        drama = await self._database.read(
            lambda connection: lookups.random_drama(
                connection, filters, draw=random.random, unseen_by=unseen_by
            )
        )
        if drama is None:
            raise NothingFound
        return drama

    async def person(self, name: str) -> PersonPage:
        """A person's roles by id (autocompleted) or name; raises `UnknownName`."""
        person_id = await self._person_id(name)
        page = await self._database.read(lambda connection: lookups.person_page(connection, person_id))
        if page is None:
            raise UnknownName("person", name)
        return page

    async def suggest_people(self, typed: str) -> list[Person]:
        if not key(typed):
            return await self._database.read(lambda connection: lookups.best_known(connection, CHOICES))
        return await self._people_of(self._names.people_near(typed, CHOICES, typing=True))

    async def suggest_labels(self, table: str, typed: str, name_in: Callable[[str], str] = str) -> list[str]:
        """Genres or networks for what was typed, those with the most dramas first.

        `name_in` gives a name in the reader's language. A member may type that name, too.
        """
        known = await self._database.read(lambda connection: lookups.labels(connection, table))
        wanted = key(typed)
        keys = {name: (key(name), key(name_in(name))) for name in known}
        starts = [name for name, spelt in keys.items() if any(s.startswith(wanted) for s in spelt)]
        holds = [name for name, spelt in keys.items() if any(wanted in s for s in spelt)]
        return list(dict.fromkeys((*starts, *holds)))[:CHOICES]

    async def _label(self, table: str, typed: str | None, name_in: Callable[[str], str] = str) -> int | None:
        if typed is None:
            return None
        known = await self._database.read(lambda connection: lookups.labels(connection, table))
        for name, ident in known.items():
            if key(typed) in (key(name), key(name_in(name))):
                return ident
        near = await self.suggest_labels(table, typed, name_in) if key(typed) else []
        alike = get_close_matches(typed.casefold(), [name.casefold() for name in known], NEAREST)
        near += [name for name in known if name.casefold() in alike]
        raise UnknownName(table, typed, tuple(dict.fromkeys(near))[:NEAREST])

    async def _person_id(self, name: str) -> int:
        name = name.strip()
        if name.isascii() and name.isdigit():
            return int(name[:18])
        matches = self._names.people_near(name, NEAREST)
        if matches and (matches[0].tier is Tier.EXACT or is_sure(name, matches)):
            return matches[0].owner
        nearest = await self._people_of(alike(matches))
        raise UnknownName("person", name, tuple(person.name for person in nearest))

    async def _people_of(self, matches: Sequence[Match]) -> list[Person]:
        return await self._database.read(
            lambda connection: lookups.people(connection, [match.owner for match in matches])
        )
