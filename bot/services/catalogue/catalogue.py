"""Finds one drama of the catalogue: by a typed title, by its id, and while a member types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.dramas import Drama, Kind, Poster
from bot.errors import AmbiguousDrama, NoTitle, UnknownDrama
from bot.search.keys import key
from bot.search.names import Match
from bot.services.catalogue.known import KnownDramas
from bot.services.catalogue.names import CatalogueNames, alike, is_sure
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database

CHOICES = 25  # what Discord shows of an autocomplete
NEAREST = 5
# A choice names a drama by its id, which may be another drama's title ("365"). So every choice has so many
# digits that it cannot be a title, and is final. A shorter number was typed; if it is both, we ask.
CHOSEN_DIGITS = 10


class Catalogue:
    """Finds the drama that a member means."""

    def __init__(self, database: Database, names: CatalogueNames):
        self._database = database
        self._names = names
        self._known = KnownDramas(database)

    async def resolve(self, title: str) -> Drama:
        """The drama that a member means, by what was chosen from a list, or by any of its names or its id.

        Raises `AmbiguousDrama` if several dramas have the name, and `UnknownDrama` with the nearest names if
        none has it.
        """
        title = title.strip()
        if (chosen := self.choice(title)) is not None:
            return await self.get(chosen)
        if not key(title):
            raise NoTitle
        ident = int(title) if title.isascii() and title.isdigit() and len(title) < CHOSEN_DIGITS else None
        by_id, named = await self._meant(ident, self._names.bearing(title))
        bearing = _series_first(named)
        if by_id is not None and by_id not in bearing:
            bearing.insert(0, by_id)
        if len(bearing) == 1:
            return bearing[0]
        if bearing:
            raise AmbiguousDrama(title, tuple(bearing[:CHOICES]))
        return await self._guess(title)

    async def _guess(self, title: str) -> Drama:
        """The drama whose name is surely meant by a text that is nobody's name."""
        near = self._names.near(title, CHOICES)
        _, found = await self._meant(None, [match.owner for match in near])
        by_id = {drama.id: drama for drama in found}
        near = [match for match in near if match.owner in by_id]
        if near and is_sure(title, _without_its_specials(near, by_id)):
            return by_id[near[0].owner]
        raise UnknownDrama(title, tuple(by_id[match.owner] for match in alike(near)[:NEAREST]))

    def guessed(self, title: str, drama: Drama) -> bool:
        """Whether `resolve` guessed: the text is not a name of the drama and was not chosen from a list."""
        title = title.strip()
        return not (title.isascii() and title.isdigit()) and drama.id not in self._names.bearing(title)

    @staticmethod
    def chosen(drama_id: int) -> str:
        """The text by which a final choice tells `resolve` its drama."""
        return f"{drama_id:0{CHOSEN_DIGITS}d}"

    @staticmethod
    def choice(title: str) -> int | None:
        """The id of the drama in what was chosen from a list. None for what was typed."""
        title = title.strip()
        chosen = len(title) == CHOSEN_DIGITS and title.isascii() and title.isdigit()
        return int(title) if chosen else None

    async def get(self, drama_id: int) -> Drama:
        """The drama with this id, or the drama that it was merged into.

        Raises `UnknownDrama` for a drama that is deleted or hidden.
        """
        return await self._known.get(drama_id)

    async def many(self, idents: Sequence[int]) -> list[Drama]:
        """The dramas with these ids, in their order. Unknown, hidden and merged ones are left out."""
        return await self._known.many(idents) if idents else []

    async def bearing(self, idents: Sequence[int]) -> list[Drama]:
        """Those of several dramas of one name that a member may mean by it."""
        return _series_first(await self.many(idents))

    async def posters(self, shown: Iterable[Drama]) -> dict[int, Poster]:
        """The posters of these dramas by their ids; those without one are left out."""
        return await self._known.posters([drama.id for drama in shown])

    async def suggest(self, typed: str, member_id: int) -> list[Drama]:
        """At most 25 dramas for what was typed so far. If nothing was typed, what the member watches."""
        if not key(typed):
            return await self._known.to_begin_with(member_id, CHOICES)
        owners = self._names.begun(typed, CHOICES)
        return await self._known.many(owners) if owners else []

    async def _meant(self, ident: int | None, idents: Sequence[int]) -> tuple[Drama | None, list[Drama]]:
        """The drama for a typed id, and the dramas with the other ids, in their order."""
        if ident is None and not idents:
            return None, []

        def read(connection: sqlite3.Connection) -> tuple[Drama | None, list[Drama]]:
            typed = dramas.get(connection, ident) if ident is not None else None
            return typed, dramas.get_many(connection, idents) if idents else []

        return await self._database.read(read)


def _series_first(bearing: list[Drama]) -> list[Drama]:
    """Only the series, if all others with its name are specials of its country, or have one episode.

    A special is often named after its drama, and a member who types that name means the drama. The special is
    still found by its own title, by search and while typing.
    """
    series = [drama for drama in bearing if not _is_special(drama)]
    if len(series) == 1 and all(drama.country == series[0].country for drama in bearing):
        return series
    return bearing


def _without_its_specials(near: list[Match], dramas: Mapping[int, Drama]) -> list[Match]:
    """The matches without the specials of the first one's country, unless the first is a special itself.

    Theirs is often its name, or nearly so, and would leave it open which of them a mistyped name means.
    """
    if not near or _is_special(first := dramas[near[0].owner]):
        return near
    return [
        match
        for match in near
        if not (_is_special(drama := dramas[match.owner]) and drama.country == first.country)
    ]


def _is_special(drama: Drama) -> bool:
    return drama.episodes == 1 or drama.kind is Kind.SPECIAL
