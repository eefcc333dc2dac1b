"""Lists coming in from files: tried first, matched with the catalogue, taken over, undone within a day."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from bot.domain.combining import by_drama, settled, stood, with_entry
from bot.domain.dramas import Drama
from bot.domain.lists import (
    KEEP_IMPORTS,
    NOTHING,
    UNDO_WITHIN,
    Choice,
    Entry,
    ImportRow,
    ListImportUndone,
    MemberRecord,
    Reading,
    Trial,
    Unread,
    stamp,
    told_apart,
)
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.sources import Offers, SourceName, source_part
from bot.errors import ListImportOver, UnknownDrama
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.decoding import Decoder
from bot.sources.lists import content, ours
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.watching import lists

# Entries looked up between two looks at what else the bot has to do: a few thousandths of a second's worth.
_AT_ONCE = 50
MENU = 25  # dramas that a menu can offer

Change = tuple[int, MemberRecord, MemberRecord]
_Parsed = tuple[str, tuple[Reading, list[ImportRow]]]


class ListImports:
    """Members' files. Nothing of one is in the list before its member says so."""

    def __init__(
        self,
        database: Database,
        names: CatalogueNames,
        catalogue: Catalogue,
        growing: Growing,
        decoder: Decoder,
    ):
        self._database = database
        self._names = names
        self._catalogue = catalogue
        self._growing = growing
        self._decoder = decoder

    @staticmethod
    def check(size: int) -> None:
        """Whether a file of so many bytes may be read at all; raises `ImportRefused`."""
        content.check(size)

    async def bring(self, fetch: Callable[[], Awaitable[bytes]], reader: Reader, now: datetime) -> Trial:
        """Take what is fetched, one file after the other, and of each member one.

        Raises as `take`, and `OwnImportUnderWay` or `ImportUnderWay` where it cannot have its turn; then
        it is not even fetched.
        """
        async with self._decoder.turn(reader.member_id):
            return await self.take(await fetch(), reader, now)

    async def take(self, file: bytes, reader: Reader, now: datetime) -> Trial:
        """Read a file and say what it would do; raises `ImportRefused` for what is no list."""
        content.check(len(file))
        reading = await self._decoder.run(content.read, file)
        rows = await self._matched(reading.entries)
        text = await asyncio.to_thread(_written, reading, rows)

        def write(connection: sqlite3.Connection) -> Trial:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            ident = lists.add_import(connection, reader.member_id, reading.format, text, now)
            return _try_out(connection, reader.member_id, ident, reading, rows, now, wins=False)[0]

        return await self._database.write(write)

    async def look(
        self, import_id: int, reader: Reader, now: datetime, *, wins: bool, index: int = 0
    ) -> Trial:
        """What an import that waits would do; raises `ListImportOver`."""

        def read(connection: sqlite3.Connection) -> Trial:
            reading, rows = _waiting(connection, import_id, reader)
            trial, _ = _try_out(connection, reader.member_id, import_id, reading, rows, now, wins=wins)
            return replace(trial, index=index)

        return await self._database.read(read)

    async def apply(self, import_id: int, reader: Reader, now: datetime, *, wins: bool) -> Trial:
        """Take it over, in one transaction; raises `ListImportOver`."""
        # Read before the one writer is taken: of a long list that is a third of the time.
        read_before = await self._database.read(lambda c: _stored_rows(c, import_id, reader))

        def write(connection: sqlite3.Connection) -> Trial:
            reading, rows = _waiting(connection, import_id, reader, read_before)
            trial, changes = _try_out(connection, reader.member_id, import_id, reading, rows, now, wins=wins)
            done = [(ident, before, _stamped(before, after, now)) for ident, before, after in changes]
            for ident, before, after in done:
                lists.put(connection, reader.member_id, ident, before, after, now)
            lists.finish(connection, import_id, lists.change_text(done), now)
            return trial

        return await self._database.write(write)

    async def leave(self, import_id: int, reader: Reader) -> None:
        """Forget an import that waits; raises `ListImportOver`."""

        def write(connection: sqlite3.Connection) -> None:
            _waiting(connection, import_id, reader)
            lists.remove_import(connection, import_id)

        await self._database.write(write)

    async def undo(self, import_id: int, reader: Reader, now: datetime) -> ListImportUndone:
        """Put back what stood before, where nothing was changed since; raises `ListImportOver`."""

        def write(connection: sqlite3.Connection) -> ListImportUndone:
            stored = lists.get_import(connection, import_id, reader.member_id)
            if stored is None or stored.state != "done" or stored.before is None or stored.done_at is None:
                raise ListImportOver
            if now > stored.done_at + UNDO_WITHIN:
                raise ListImportOver
            standing = lists.all_kept(connection, reader.member_id)
            changes = lists.changes_from(stored.before)
            restored = [change for change in changes if standing.get(change[0], NOTHING) == change[2]]
            for ident, before, after in restored:
                lists.put(connection, reader.member_id, ident, after, before, now)
            lists.mark_undone(connection, import_id)
            return ListImportUndone(len(restored), len(changes) - len(restored))

        return await self._database.write(write)

    async def unmatched(self, import_id: int, reader: Reader) -> bytes | None:
        """What no drama was found for, or was left out, as a file that can be imported later."""

        def read(connection: sqlite3.Connection) -> list[Entry]:
            stored = lists.get_import(connection, import_id, reader.member_id)
            if stored is None:
                raise ListImportOver
            reading, rows = _unpacked(stored.rows)
            return [stood(row.entry, reading.stand_as) for row in rows if row.open or row.skip]

        entries = await self._database.read(read)
        return ours.write_csv(entries) if entries else None

    async def purge(self, now: datetime) -> int:
        """Forget imports of which nothing can be done any more; returns how many."""
        return await self._database.write(
            lambda connection: lists.purge_imports(connection, now - KEEP_IMPORTS)
        )

    # --- which drama it is ---

    async def choice(self, import_id: int, place: int, reader: Reader, *, wins: bool, index: int) -> Choice:
        """One entry with the dramas that it may be: those that have its name, else those near it."""

        def read(connection: sqlite3.Connection) -> tuple[ImportRow, list[Drama]]:
            row = _waiting(connection, import_id, reader)[1][place]
            return row, dramas.get_many(connection, row.candidates) if row.candidates else []

        row, found = await self._database.read(read)
        found = found or await self._catalogue.suggest(told_apart(row.entry.title)[0], reader.member_id)
        return Choice(import_id, place, row, tuple(found), wins, index)

    async def choose(self, import_id: int, place: int, reader: Reader, drama_id: int | None) -> None:
        """An entry is this drama; None: it is left out. Raises `ListImportOver`, `UnknownDrama`."""

        def write(connection: sqlite3.Connection) -> None:
            reading, rows = _waiting(connection, import_id, reader)
            if drama_id is not None and not dramas.get_many(connection, [drama_id]):
                raise UnknownDrama(f"#{drama_id}")
            rows[place] = replace(rows[place], drama_id=drama_id, skip=drama_id is None)
            lists.put_rows(connection, import_id, _written(reading, rows))

        await self._database.write(write)

    async def stand(self, import_id: int, reader: Reader, status: Status | None) -> None:
        """The titles of whose status the file says nothing are this; raises `ListImportOver`."""

        def write(connection: sqlite3.Connection) -> None:
            reading, rows = _waiting(connection, import_id, reader)
            lists.put_rows(connection, import_id, _written(replace(reading, stand_as=status), rows))

        await self._database.write(write)

    async def offers(self, choice: Choice) -> Offers:
        """What the outside catalogues have for an entry's title."""
        return await self._growing.offers(told_apart(choice.row.entry.title)[0])

    async def adopt(
        self, import_id: int, place: int, reader: Reader, source: SourceName, show: str, now: datetime
    ) -> None:
        """An entry is what a catalogue outside calls `show`, which is added here.

        Raises as `Growing.add`, and `ListImportOver`; then nothing is added.
        """
        await self._database.read(lambda connection: _waiting(connection, import_id, reader)[1][place])
        drama = await self._growing.add(source, show, reader.member_id, now, guild_id=reader.guild_id)
        await self.choose(import_id, place, reader, drama.id)

    async def _matched(self, entries: Sequence[Entry]) -> list[ImportRow]:
        known = await self._database.read(lists.known_sources)
        rows: list[ImportRow] = []
        for at in range(0, len(entries), _AT_ONCE):
            # Members who look something up go between: no one waits for a whole list.
            named = [(entry, self._names.bearing(*entry.names)) for entry in entries[at : at + _AT_ONCE]]
            rows += await self._database.read(partial(_rows, named, known))
        return rows


def _rows(
    named: Sequence[tuple[Entry, tuple[int, ...]]], known: frozenset[str], connection: sqlite3.Connection
) -> list[ImportRow]:
    return [_row(connection, entry, bearing, known) for entry, bearing in named]


def _row(
    connection: sqlite3.Connection, entry: Entry, bearing: tuple[int, ...], known: frozenset[str]
) -> ImportRow:
    """The entry with the drama that it means: by another catalogue's id, else by its name."""
    by_id: int | None = None
    for source, ident in entry.sources:
        if by_id is None and source in known:
            found = _by_source(lists.with_source(connection, source, ident), source, ident, entry.season)
            by_id = found.pop() if len(found) == 1 else None
    if by_id is not None and (by_id in bearing or (entry.season or 1) > 1):
        return ImportRow(entry, by_id)
    fitting = _fitting(dramas.get_many(connection, bearing) if bearing else [], entry)
    if by_id is not None:
        return _contradicted(entry, by_id, fitting)
    if len(fitting) == 1:
        return ImportRow(entry, fitting[0].id)
    return ImportRow(entry, None, tuple(drama.id for drama in fitting[:MENU]))


def _contradicted(entry: Entry, by_id: int, fitting: Sequence[Drama]) -> ImportRow:
    """An entry whose id is of a drama that does not have its name: scripts and people mix numbers up.

    No one else has the name: it is the id's drama, which is called otherwise here. One does, and the year
    or country says so too: it is that one. Else its member is asked.
    """
    if not fitting:
        return ImportRow(entry, by_id)
    told = [
        drama
        for drama in fitting
        if (entry.known_year is not None and drama.year == entry.known_year)
        or (entry.country is not None and drama.country == entry.country)
    ]
    if len(told) == 1:
        return ImportRow(entry, told[0].id)
    return ImportRow(entry, None, (by_id, *(drama.id for drama in fitting[: MENU - 1])))


def _by_source(found: Iterable[tuple[int, str]], source: str, ident: str, season: int | None) -> set[int]:
    """The dramas that an id of another catalogue means: those of the season, else those of all of it."""
    whole, parts = set(), set()
    for drama_id, source_id in found:
        part = source_part(source, source_id)
        if source_id == ident:
            whole.add(drama_id)
        elif part is not None and part.seasons and part.seasons[0] <= (season or 1) <= part.seasons[1]:
            parts.add(drama_id)
    return parts if parts and not (whole and season is None) else whole


def _fitting(found: Sequence[Drama], entry: Entry) -> list[Drama]:
    """Of the dramas that have its name those that it can be; as few as the file tells apart."""
    fitting = [
        drama
        for drama in found
        if _near(drama.year, entry.known_year)
        and (entry.known_country is None or drama.country in (None, entry.known_country))
    ]
    for tells in (
        lambda drama: entry.known_year is not None and drama.year == entry.known_year,
        lambda drama: drama.episodes is None or drama.episodes >= max(entry.episode, 1),
        # A special is named after its drama; anyone who says that name means the drama.
        lambda drama: drama.episodes != 1,
    ):
        fewer = [drama for drama in fitting if tells(drama)]
        if len(fitting) > 1 and fewer:
            fitting = fewer
    return fitting


def _near(year: int | None, said: int | None) -> bool:
    """A drama that began at the turn of the year is of either, depending on who says it."""
    return year is None or said is None or abs(year - said) <= 1


# --- what it would do ---


def _try_out(
    connection: sqlite3.Connection,
    member_id: int,
    import_id: int,
    reading: Reading,
    rows: Sequence[ImportRow],
    now: datetime,
    *,
    wins: bool,
) -> tuple[Trial, list[Change]]:
    """What an import would do to a member's list, and what it would write."""
    wanted = by_drama(rows, reading.stand_as)
    found = dramas.get_many(connection, wanted) if wanted else []
    long = episodes.lengths(connection, found, members.today(connection, member_id, now))
    standing = lists.all_kept(connection, member_id)
    changes: list[Change] = []
    new = beyond = 0
    for drama in found:
        entry, is_beyond = settled(wanted[drama.id], long[drama.id])
        beyond += is_beyond
        before = standing.get(drama.id, NOTHING)
        after = with_entry(before, entry, wins=wins)
        if not after.same_as(before):
            changes.append((drama.id, before, after))
            new += before == NOTHING
    trial = Trial(
        import_id,
        reading,
        wins,
        new,
        len(changes) - new,
        len(found) - len(changes),
        beyond,
        sum(row.skip for row in rows),
        tuple((place, row) for place, row in enumerate(rows) if row.open),
    )
    return trial, changes


def _stamped(before: MemberRecord, after: MemberRecord, now: datetime) -> MemberRecord:
    """With the time of the import where progress changes and the file does not say when it did."""
    if after.progress is None or after.progress == before.progress or after.updated is not None:
        return after
    return replace(after, updated=stamp(now))


def _stored_rows(connection: sqlite3.Connection, import_id: int, reader: Reader) -> _Parsed:
    """The rows of an import of the reader's that waits, as they are stored and as they are read."""
    text = _waiting_import(connection, import_id, reader).rows
    return text, _unpacked(text)


def _waiting_import(connection: sqlite3.Connection, import_id: int, reader: Reader) -> lists.Stored:
    stored = lists.get_import(connection, import_id, reader.member_id)
    if stored is None or stored.state != "tried":
        raise ListImportOver
    return stored


def _waiting(
    connection: sqlite3.Connection, import_id: int, reader: Reader, read_before: _Parsed | None = None
) -> tuple[Reading, list[ImportRow]]:
    """An import of the reader's that waits; dramas that are gone since then are open again."""
    stored = _waiting_import(connection, import_id, reader)
    same = read_before is not None and read_before[0] == stored.rows
    reading, rows = read_before[1] if read_before is not None and same else _unpacked(stored.rows)
    wanted = {row.drama_id for row in rows if row.drama_id is not None}
    there = {drama.id for drama in dramas.get_many(connection, wanted)} if wanted else set()
    rows = [
        replace(row, drama_id=None) if row.drama_id is not None and row.drama_id not in there else row
        for row in rows
    ]
    return replace(reading, format=stored.format), rows


def _written(reading: Reading, rows: Sequence[ImportRow]) -> str:
    """JSON, a line a row: no matter who reads or writes a long one lets others have Python between two
    lines.
    """
    head = {
        "left": reading.left,
        "cut": reading.cut,
        "stand_as": reading.stand_as,
        "unread": [[one.field, one.example, one.count] for one in reading.unread],
    }
    values = (
        [ours.values(row.entry), row.entry.guessed, row.drama_id, row.candidates, row.skip] for row in rows
    )
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in chain([head], values))


def _unpacked(text: str) -> tuple[Reading, list[ImportRow]]:
    """What was read of a file, its format not told, and its rows."""
    head, *lines = text.split("\n")
    document: dict[str, Any] = json.loads(head)
    # Imports that waited when this was written otherwise are one line, with the rows in it.
    found_rows = document["rows"] if "rows" in document else map(json.loads, lines)
    rows = [
        ImportRow(replace(ours.entry_from(found), guessed=guessed), drama_id, tuple(candidates), skip)
        for found, guessed, drama_id, candidates, skip in found_rows
    ]
    # An import that waited while the bot was brought up to date says nothing of what was not read.
    unread = tuple(Unread(*one) for one in document.get("unread", ()))
    entries = tuple(row.entry for row in rows)
    stand_as = Status(document["stand_as"]) if document.get("stand_as") else None
    return Reading("", entries, document["left"], document["cut"], unread, stand_as), rows
