"""Imports lists from files: previews, matches with the catalogue, applies, and can undo for a day."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from bot.domain.dramas import Drama
from bot.domain.list_files import Entry, Reading, Unread, stood, told_apart
from bot.domain.list_imports import (
    KEEP_IMPORTS,
    NOTHING,
    UNDO_WITHIN,
    Choice,
    ImportRow,
    ListImportUndone,
    MemberRecord,
    Trial,
    by_drama,
    settled,
    with_entry,
)
from bot.domain.members import Reader
from bot.domain.progress import Status, stamp
from bot.domain.sources import Offers, SourceName
from bot.errors import ListImportOver, UnknownDrama
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.decoding import Decoder
from bot.services.watching.import_matching import matched
from bot.sources.lists import content, ours
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.watching import lists

# Entries that are looked up before other work gets a turn: a few milliseconds of work.
_AT_ONCE = 50
Change = tuple[int, MemberRecord, MemberRecord]
_Parsed = tuple[str, tuple[Reading, list[ImportRow]]]


class ListImports:
    """Members' imports. Nothing enters the list before its member confirms."""

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
        """Check the size of a file in bytes. Raises `ImportRefused`."""
        content.check(size)

    async def bring(self, fetch: Callable[[], Awaitable[bytes]], reader: Reader, now: datetime) -> Trial:
        """Fetch and read a file, one after the other, and one per member.

        Raises the errors of `take`, and `OwnImportUnderWay` or `ImportUnderWay` if it gets no turn. Then it
        is not fetched.
        """
        async with self._decoder.turn(reader.member_id):
            return await self.take(await fetch(), reader, now)

    async def take(self, file: bytes, reader: Reader, now: datetime) -> Trial:
        """Read a file and preview its import. Raises `ImportRefused` if it is not a list."""
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
        """Preview a waiting import. Raises `ListImportOver`."""

        def read(connection: sqlite3.Connection) -> Trial:
            reading, rows = _waiting(connection, import_id, reader)
            trial, _ = _try_out(connection, reader.member_id, import_id, reading, rows, now, wins=wins)
            return replace(trial, index=index)

        return await self._database.read(read)

    async def apply(self, import_id: int, reader: Reader, now: datetime, *, wins: bool) -> Trial:
        """Apply a waiting import in one transaction. Raises `ListImportOver`."""
        # Read before taking the single writer: for a long list this is a third of the time.
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
        """Delete a waiting import. Raises `ListImportOver`."""

        def write(connection: sqlite3.Connection) -> None:
            _waiting(connection, import_id, reader)
            lists.remove_import(connection, import_id)

        await self._database.write(write)

    async def undo(self, import_id: int, reader: Reader, now: datetime) -> ListImportUndone:
        """Undo an import, except for what has changed since. Raises `ListImportOver`."""

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
        """The entries without a drama and those left out, as a file that can be imported later."""

        def read(connection: sqlite3.Connection) -> list[Entry]:
            stored = lists.get_import(connection, import_id, reader.member_id)
            if stored is None:
                raise ListImportOver
            reading, rows = _unpacked(stored.rows)
            return [stood(row.entry, reading.stand_as) for row in rows if row.open or row.skip]

        entries = await self._database.read(read)
        return ours.write_csv(entries) if entries else None

    async def purge(self, now: datetime) -> int:
        """Delete imports that can no longer be used or undone. Returns how many."""
        return await self._database.write_in_pieces(
            lambda connection: lists.purge_imports(connection, now - KEEP_IMPORTS)
        )

    # --- which drama it is ---

    async def choice(self, import_id: int, place: int, reader: Reader, *, wins: bool, index: int) -> Choice:
        """One entry with its possible dramas: those with its name, else those with a similar name."""

        def read(connection: sqlite3.Connection) -> tuple[ImportRow, list[Drama]]:
            row = _waiting(connection, import_id, reader)[1][place]
            return row, dramas.get_many(connection, row.candidates) if row.candidates else []

        row, found = await self._database.read(read)
        found = found or await self._catalogue.suggest(told_apart(row.entry.title)[0], reader.member_id)
        return Choice(import_id, place, row, tuple(found), wins, index)

    async def choose(self, import_id: int, place: int, reader: Reader, drama_id: int | None) -> None:
        """Choose the drama for an entry, or leave it out (None). Raises `ListImportOver`, `UnknownDrama`."""

        def write(connection: sqlite3.Connection) -> None:
            reading, rows = _waiting(connection, import_id, reader)
            if drama_id is not None and not dramas.get_many(connection, [drama_id]):
                raise UnknownDrama(f"#{drama_id}")
            rows[place] = replace(rows[place], drama_id=drama_id, skip=drama_id is None)
            lists.put_rows(connection, import_id, _written(reading, rows))

        await self._database.write(write)

    async def stand(self, import_id: int, reader: Reader, status: Status | None) -> None:
        """Set the status for titles without one in the file. Raises `ListImportOver`."""

        def write(connection: sqlite3.Connection) -> None:
            reading, rows = _waiting(connection, import_id, reader)
            lists.put_rows(connection, import_id, _written(replace(reading, stand_as=status), rows))

        await self._database.write(write)

    async def offers(self, choice: Choice) -> Offers:
        """What other catalogues have for an entry's title."""
        return await self._growing.offers(told_apart(choice.row.entry.title)[0])

    async def adopt(
        self, import_id: int, place: int, reader: Reader, source: SourceName, show: str, now: datetime
    ) -> None:
        """Choose another catalogue's `show` for an entry, and add it here.

        Raises the errors of `Growing.add`, and `ListImportOver`. Then nothing is added.
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
            rows += await self._database.read(partial(matched, named, known))
        return rows


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
    """The preview of an import: its effect on a member's list, and what it would write."""
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
    """The entry, with the import's time if progress changes and the file gives no time."""
    if after.progress is None or after.progress == before.progress or after.updated is not None:
        return after
    return replace(after, updated=stamp(now))


def _stored_rows(connection: sqlite3.Connection, import_id: int, reader: Reader) -> _Parsed:
    """The rows of the reader's waiting import, as stored and as parsed."""
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
    """The reader's waiting import. Entries whose dramas are gone since then are open again."""
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
    """JSON, one row a line, so that other threads can run Python between two lines of a long file."""
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
    """The reading of a file, without its format, and its rows."""
    head, *lines = text.split("\n")
    document: dict[str, Any] = json.loads(head)
    # Waiting imports in the old format are one line that contains the rows.
    found_rows = document["rows"] if "rows" in document else map(json.loads, lines)
    rows = [
        ImportRow(replace(ours.entry_from(found), guessed=guessed), drama_id, tuple(candidates), skip)
        for found, guessed, drama_id, candidates, skip in found_rows
    ]
    # An import that waited during an upgrade has no unreadable values recorded.
    unread = tuple(Unread(*one) for one in document.get("unread", ()))
    entries = tuple(row.entry for row in rows)
    stand_as = Status(document["stand_as"]) if document.get("stand_as") else None
    return Reading("", entries, document["left"], document["cut"], unread, stand_as), rows
