"""Looking dramas and people up: by any name, by filters, by chance."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.cards import Card
from bot.domain.dramas import Drama, Filters, Page, Person, PersonPage, Sort, country_code
from bot.domain.members import Reader
from bot.domain.ratings import Breakdown, Look
from bot.domain.spoilers import Policy
from bot.errors import AmbiguousDrama, NothingAsked, NothingFound, NoTitle, UnknownDrama, UnknownName
from bot.search.keys import key
from bot.search.names import Entry, Match, NameIndex, Tier
from bot.services.catalogue.credits import credits_for
from bot.services.catalogue.indexing import Indexed, Indexing
from bot.store.board import comments
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import lookups
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from bot.store.scores import scores
from bot.store.watching import lists

CHOICES = 25  # what Discord shows of an autocomplete
NEAREST = 5
PAGE_SIZE = 10
# How many of the best matches of a free-text query a search page is made of.
MATCHES = 200
# An autocompleted choice says a drama by its id, which may be another one's title ("1987"): then
# we ask which. What was chosen there has so many digits that it is no title, and is final.
CHOSEN_DIGITS = 10
# A guess is taken for what was meant when it is this similar (0–1) and this far ahead of
# the next drama; measured on the typing errors of `bench/search.py`.
# What a search page shows must be this similar; below it "tears" finds "The Heirs".
ALIKE = 0.65
SURE_SIMILARITY = 0.80
SURE_LEAD = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `/drama search` and `/drama random` as a member typed them."""

    genre: str | None = None
    country: str | None = None
    year: int | None = None
    network: str | None = None
    person: str | None = None


class Catalogue:
    """The catalogue as members meet it; names are searched in memory, the rest in the store."""

    def __init__(self, database: Database):
        self._database = database
        self._names = NameIndex()
        self._people = NameIndex()
        self._indexing = Indexing(database)
        self._loading = asyncio.Lock()
        # The dramas whose names, and whose people's, were refreshed while all are being read.
        self._changed: set[int] | None = None
        self._recast: set[int] = set()

    async def load(self) -> None:
        """Read every name into memory; once at the start, again after an import.

        Until the end the names that were there before are answered with.
        """
        async with self._loading:
            self._changed, self._recast = set(), set()
            try:
                names = await self._indexing.load(Indexed.DRAMA, self._names)
                people = await self._indexing.load(Indexed.PERSON, self._people)
            finally:
                changed, self._changed = self._changed, None
            self._names, self._people = names, people
        for drama_id in changed:  # it may have been read before it changed
            await self._take_over(drama_id)
        for drama_id in tuple(self._recast):
            await self._take_over_cast(drama_id)
        self._tend()

    async def refresh(self, drama_id: int) -> None:
        """Take over the names of one drama that was added, changed or hidden."""
        await self._take_over(drama_id)
        self._tend()

    async def refresh_cast(self, drama_id: int) -> None:
        """Take over the names of everybody in one drama's cast, after it was added or changed."""
        await self._take_over_cast(drama_id)
        self._tend()

    async def _take_over_cast(self, drama_id: int) -> None:
        people = await self._database.read(
            lambda connection: list(lookups.people_names(connection, drama_id))
        )
        if self._changed is not None:
            self._recast.add(drama_id)
        for named in people:
            self._people.put(Entry(named.drama_id, named.names, named.popularity))

    async def settled(self) -> None:
        """Wait until the index of names is built and stored, as far as that goes on in the background."""
        await self._indexing.settled()

    async def aclose(self) -> None:
        """End what goes on in the background: building and storing the index of names."""
        await self._indexing.aclose()

    def _tend(self) -> None:
        self._indexing.tend({Indexed.DRAMA: self._names, Indexed.PERSON: self._people})

    async def _take_over(self, drama_id: int) -> None:
        named = await self._database.read(lambda connection: list(dramas.names(connection, drama_id)))
        if self._changed is not None:
            self._changed.add(drama_id)
        for names in named:
            self._names.put(Entry(names.drama_id, names.names, names.popularity))
        if not named:
            self._names.remove(drama_id)

    # --- one drama ---

    async def resolve(self, title: str) -> Drama:
        """The drama that a member means, by an autocompleted id, a choice or any name of it.

        Raises `AmbiguousDrama` where several bear the name and `UnknownDrama`, with what is
        near, where none does.
        """
        title = title.strip()
        if len(title) == CHOSEN_DIGITS and title.isascii() and title.isdigit():
            return await self.get(int(title))
        if not key(title):
            raise NoTitle
        ident = int(title) if title.isascii() and title.isdigit() and len(title) < CHOSEN_DIGITS else None
        exact = self._names.exact(title)
        near = [] if len(exact) == 1 else self._names.search(title, CHOICES)
        ident, found = await self._meant(ident, [*exact, *(match.owner for match in near)])
        by_id = {drama.id: drama for drama in found}
        bearing = _series_first([by_id[owner] for owner in exact if owner in by_id])
        if ident in by_id and by_id[ident] not in bearing:
            bearing.insert(0, by_id[ident])
        if len(bearing) == 1:
            return bearing[0]
        if bearing:
            raise AmbiguousDrama(title, tuple(bearing[:CHOICES]))
        near = [match for match in near if match.owner in by_id]
        if near and _sure(title, near):
            return by_id[near[0].owner]
        raise UnknownDrama(title, tuple(by_id[match.owner] for match in near[:NEAREST]))

    def guessed(self, title: str, drama: Drama) -> bool:
        """Whether `resolve` took for a drama what is no name of it, nor was chosen from a list."""
        title = title.strip()
        return not (title.isascii() and title.isdigit()) and drama.id not in self.bearing(title)

    @staticmethod
    def chosen(drama_id: int) -> str:
        """How a final choice says which drama it is, for `resolve`."""
        return f"{drama_id:0{CHOSEN_DIGITS}d}"

    async def get(self, drama_id: int) -> Drama:
        """The drama with this id, or the one that it turned out to be.

        Raises `UnknownDrama` for one that is gone or hidden.
        """
        found = await self._database.read(lambda connection: dramas.get(connection, drama_id))
        if found is None:
            raise UnknownDrama(f"#{drama_id}")
        return found

    def bearing(self, *names: str | None) -> tuple[int, ...]:
        """The ids of the dramas that bear one of these names, however it is spelt."""
        found = (ident for name in names if name for ident in self._names.exact(name))
        return tuple(dict.fromkeys(found))

    async def suggest(self, typed: str, member_id: int) -> list[Drama]:
        """At most 25 dramas for what has been typed so far; for nothing, what the member watches."""
        if not key(typed):

            def start(connection: sqlite3.Connection) -> list[Drama]:
                recent = members.recent(connection, member_id, CHOICES)
                known = lookups.page(connection, Filters(), Sort.POPULARITY, 0, CHOICES).dramas
                return list(dict.fromkeys((*recent, *known)))[:CHOICES]

            return await self._database.read(start)
        return await self._dramas([match.owner for match in self._names.search(typed, CHOICES)])

    async def card(self, drama_id: int, reader: Reader, look: Look | None = None) -> Card:
        """Everything a card shows this reader, in one reading; `look` asks for what is behind the rating."""

        def read(connection: sqlite3.Connection) -> Card | None:
            found = dramas.details(connection, drama_id)
            if found is None:
                return None
            ident = found.drama.id  # of a merged drama the one that it became
            progress = members.progress(connection, reader.member_id, ident)
            return Card(
                found.drama,
                found.entry,
                scores.rating(connection, ident, reader.guild_id),
                scores.rating(connection, ident, None),
                tuple(episodes.listing(connection, found.drama, reader.guild_id)),
                scores.get(connection, reader.member_id, ident),
                progress,
                credits_for(found.entry.sources),
                scores.breakdown(connection, ident, reader.guild_id, look) if look else Breakdown(),
                reviews.count(connection, ident, Audience(reader.member_id, reader.guild_id, reader.guilds)),
                lists.watched_recently(connection, ident, reader),
                comments.for_card(connection, ident, reader.guild_id, reader.member_id, progress),
                policy=reader.settings.policy if reader.settings else Policy.BARS,
            )

        card = await self._database.read(read)
        if card is None:
            raise UnknownDrama(f"#{drama_id}")
        return card

    # --- several dramas ---

    async def filters(self, asked: Asked, genre_in: Callable[[str], str] = str) -> Filters:
        """The ids behind the names a member typed; raises `UnknownName` for one we do not have.

        `genre_in` gives a genre's name in the reader's language, by which it may be typed, too.
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

    async def search(self, query: str | None, filters: Filters, sort: Sort | None, index: int) -> Page:
        """One page of what fits; by likeness to the query where there is one and no other order is asked.

        Raises `NothingAsked` without a query and filters, `NothingFound` where nothing fits.
        """
        if query is not None and not key(query):
            query = None
        if query is None and not filters:
            raise NothingAsked
        among = None
        if query is not None:
            among = [
                match.owner
                for match in self._names.search(query, MATCHES)
                if match.tier is not Tier.SIMILAR or match.similarity >= ALIKE
            ]
        sort = sort or (Sort.RELEVANCE if among is not None else Sort.POPULARITY)
        page = await self._database.read(
            lambda connection: lookups.page(connection, filters, sort, index, PAGE_SIZE, among)
        )
        if not page.total:
            raise NothingFound
        return page

    @staticmethod
    def query_key(query: str | None) -> str:
        """What search sees of a query, empty where nothing of it can be searched for."""
        return key(query) if query else ""

    async def random(self, filters: Filters, *, unseen_by: int | None) -> Drama:
        chance = random.random()  # noqa: S311 - a suggestion, not a secret
        drama = await self._database.read(
            lambda connection: lookups.random_drama(connection, filters, chance=chance, unseen_by=unseen_by)
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
        return await self._people_of(self._people.search(typed, CHOICES))

    async def suggest_labels(self, table: str, typed: str, name_in: Callable[[str], str] = str) -> list[str]:
        """Genres or networks for what has been typed, those of most dramas first.

        `name_in` gives a name in the reader's language, by which it may be typed, too.
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
        matches = self._people.search(name, NEAREST)
        if matches and (matches[0].tier is Tier.EXACT or _sure(name, matches)):
            return matches[0].owner
        nearest = await self._people_of(matches)
        raise UnknownName("person", name, tuple(person.name for person in nearest))

    async def _people_of(self, matches: Sequence[Match]) -> list[Person]:
        return await self._database.read(
            lambda connection: lookups.people(connection, [match.owner for match in matches])
        )

    async def _meant(self, ident: int | None, idents: Sequence[int]) -> tuple[int | None, list[Drama]]:
        """The drama that stands for an id that was typed or chosen, and the others."""

        def read(connection: sqlite3.Connection) -> tuple[int | None, list[Drama]]:
            chosen = dramas.get(connection, ident) if ident is not None else None
            others = dramas.get_many(connection, idents) if idents else []
            return chosen.id if chosen else None, [*([chosen] if chosen else []), *others]

        return await self._database.read(read)

    async def _dramas(self, idents: Sequence[int]) -> list[Drama]:
        if not idents:
            return []
        return await self._database.read(lambda connection: dramas.get_many(connection, idents))


def _series_first(bearing: list[Drama]) -> list[Drama]:
    """The series alone, where all others that bear its name are one-episode specials of its country.

    A special is named after its drama; whoever says that name means the drama. The special is
    still found by its own title, by search and while typing.
    """
    series = [drama for drama in bearing if drama.episodes != 1]
    if len(series) == 1 and all(drama.country == series[0].country for drama in bearing):
        return series
    return bearing


def _sure(query: str, near: Sequence[Match]) -> bool:
    """Whether the first match is what was meant: the only one that begins so, or alike and far ahead."""
    first = near[0]
    second = near[1] if len(near) > 1 else None
    if first.tier in (Tier.PREFIX, Tier.PHRASE):
        return len(key(query)) >= 4 and (second is None or second.tier is Tier.SIMILAR)
    lead = first.similarity - second.similarity if second is not None else 1.0
    return first.similarity >= SURE_SIMILARITY and lead >= SURE_LEAD
