"""Keeps how lists and menus name dramas in memory, until the catalogue changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from bot.domain.dramas import Drama, Poster
from bot.errors import UnknownDrama
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import lookups, revision
from bot.store.database import Database
from bot.store.kept import Kept, Subject
from bot.store.members import members

MOST = 8_192  # dramas, half a kilobyte each: all of a catalogue as large as those that there are
LISTS = 4_096  # members whose last dramas are kept


class KnownDramas:
    """Gives dramas by their ids. What it keeps is right for one revision of the catalogue.

    The revision is asked each time (`Database.revision`), which needs no other thread. So a change by another
    process is seen at once, too.
    """

    def __init__(self, database: Database):
        self._database = database
        self._revision: int | None = None
        self._dramas: dict[int, Drama | None] = {}  # None: unknown or hidden
        self._posters: dict[int, Poster | None] = {}  # None: the drama has none
        self._best: tuple[int, ...] | None = None
        self._recent: Kept[tuple[int, ...]] = database.changes.keep(Subject.LIST, LISTS)

    async def get(self, drama_id: int) -> Drama:
        """The drama with this id, or the one that it was merged into. Raises `UnknownDrama`."""
        if not self._is_current() or drama_id not in self._dramas:

            def read(connection: sqlite3.Connection) -> tuple[int, Drama | None]:
                return revision.of(connection), dramas.get(connection, drama_id)

            number, found = await self._database.read_briefly(read)
            self._keep(number, {drama_id: found})
        else:
            found = self._dramas[drama_id]
        if found is None:
            raise UnknownDrama(f"#{drama_id}")
        return found

    async def many(self, idents: Sequence[int]) -> list[Drama]:
        """The dramas in the order of these ids. Unknown, hidden and merged ones are left out."""
        if (kept := self._kept(idents)) is not None:
            return kept

        def read(connection: sqlite3.Connection) -> tuple[int, list[Drama]]:
            return revision.of(connection), dramas.get_many(connection, idents)

        number, found = await self._database.read_briefly(read)
        self._keep(number, {drama.id: drama for drama in found})
        return found

    async def posters(self, idents: Sequence[int]) -> dict[int, Poster]:
        """The posters of these dramas, of those that have one."""
        if not idents:
            return {}
        if self._is_current() and all(ident in self._posters for ident in idents):
            found = {ident: self._posters[ident] for ident in idents}
        else:

            def read(connection: sqlite3.Connection) -> tuple[int, dict[int, Poster]]:
                return revision.of(connection), dramas.posters(connection, idents)

            number, known = await self._database.read_briefly(read)
            found = {ident: known.get(ident) for ident in idents}
            self._keep(number, {})
            if number == self._revision:
                if len(self._posters) + len(found) > MOST:
                    self._posters.clear()
                self._posters.update(found)
        return {ident: poster for ident, poster in found.items() if poster is not None}

    async def to_begin_with(self, member_id: int, most: int) -> list[Drama]:
        """What a member watches, the last changed first, and then the best known dramas."""
        recent = self._recent.get(member_id)
        if recent is not None and self._best is not None:
            kept = self._kept(tuple(dict.fromkeys((*recent, *self._best)))[:most])
            if kept is not None:
                return kept

        def read(connection: sqlite3.Connection) -> tuple[int, list[Drama], list[Drama]]:
            return (
                revision.of(connection),
                members.recent(connection, member_id, most),
                lookups.best_known_dramas(connection, most),
            )

        commits = self._database.changes.commits
        number, watched, best = await self._database.read_briefly(read)
        found = {drama.id: drama for drama in (*watched, *best)}
        self._keep(number, found)
        if number == self._revision:
            self._best = tuple(drama.id for drama in best)
            self._recent.put(member_id, tuple(drama.id for drama in watched), commits)
        return list(found.values())[:most]

    def _kept(self, idents: Iterable[int]) -> list[Drama] | None:
        """These dramas, if all of them are kept. One that is not in sight, or another by now, is not."""
        if not self._is_current():
            return None
        found = []
        for ident in idents:
            drama = self._dramas.get(ident)
            if drama is None or drama.id != ident:
                return None
            found.append(drama)
        return found

    def _is_current(self) -> bool:
        return self._revision is not None and self._database.revision() == self._revision

    def _keep(self, number: int, found: dict[int, Drama | None] | dict[int, Drama]) -> None:
        """Keep what was read in the same snapshot as the revision."""
        if number != self._revision:
            if number != self._database.revision():
                return  # it changed while this was read
            self._revision, self._best = number, None
            self._dramas.clear()
            self._posters.clear()
        if len(self._dramas) + len(found) > MOST:
            self._dramas.clear()
        self._dramas.update(found)
