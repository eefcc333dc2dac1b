"""Imports lists from files: previews, matches with the catalogue, applies, and can undo for a day."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from bot.errors import ListImportOver, OwnImportUnderWay, UnknownDrama
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
# Dramas of one transaction: each changes the standings of all its member's servers in a millisecond.
_CHANGED_AT_ONCE = 25
Change = tuple[int, MemberRecord, MemberRecord]


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
        self._under_way: set[int] = set()

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

        def write(connection: sqlite3.Connection) -> int:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            return lists.add_import(connection, reader.member_id, reading.format, text, now)

        ident = await self._database.write(write)
        return await self._database.read(
            lambda c: _plan(c, reader.member_id, ident, reading, rows, now, wins=False).trial
        )

    async def look(
        self, import_id: int, reader: Reader, now: datetime, *, wins: bool, index: int = 0
    ) -> Trial:
        """Preview a waiting import. Raises `ListImportOver`."""

        def read(connection: sqlite3.Connection) -> Trial:
            reading, rows = _waiting(connection, import_id, reader)
            plan = _plan(connection, reader.member_id, import_id, reading, rows, now, wins=wins)
            return replace(plan.trial, index=index)

        return await self._database.read(read)

    async def apply(self, import_id: int, reader: Reader, now: datetime, *, wins: bool) -> Trial:
        """Apply a waiting import, in pieces, so that no one's writes wait for a long list.

        If that is broken off, the import waits still: applied again it does the rest, and undoing it undoes
        all. Raises `ListImportOver`, and `OwnImportUnderWay` while it is being applied or undone.
        """

        def read(connection: sqlite3.Connection) -> tuple[_Plan, list[Change]]:
            reading, rows = _waiting(connection, import_id, reader)
            broken_off = _waiting_import(connection, import_id, reader).before
            earlier = lists.changes_from(broken_off) if broken_off is not None else []
            return _plan(connection, reader.member_id, import_id, reading, rows, now, wins=wins), earlier

        def begin(connection: sqlite3.Connection) -> None:
            _waiting_import(connection, import_id, reader)
            lists.begin(connection, import_id, lists.change_text([*earlier, *plan.changes]))

        def store(connection: sqlite3.Connection, some: Sequence[Change]) -> None:
            standing = lists.kept(connection, reader.member_id, [ident for ident, _, _ in some])
            for ident, _, _ in some:
                before = standing.get(ident, NOTHING)
                after = _stamped(before, with_entry(before, plan.entries[ident], wins=wins), now)
                if not after.same_as(before):
                    lists.put(connection, reader.member_id, ident, before, after, now)
                    done.append((ident, before, after))

        done: list[Change] = []
        with self._alone(import_id):
            plan, earlier = await self._database.read(read)
            earlier = [change for change in earlier if change[0] not in {one[0] for one in plan.changes}]
            await self._database.write(begin)
            for some in _pieces(plan.changes):
                await self._database.write_patiently(partial(store, some=some))
            text = lists.change_text([*earlier, *done])
            await self._database.write(lambda connection: lists.finish(connection, import_id, text, now))
        return plan.trial

    async def leave(self, import_id: int, reader: Reader) -> None:
        """Delete a waiting import. Raises `ListImportOver`, and `OwnImportUnderWay` while it is applied."""

        def write(connection: sqlite3.Connection) -> None:
            _waiting_import(connection, import_id, reader)
            lists.remove_import(connection, import_id)

        with self._alone(import_id):
            await self._database.write(write)

    async def undo(self, import_id: int, reader: Reader, now: datetime) -> ListImportUndone:
        """Undo an import in pieces, except for what has changed since.

        Raises `ListImportOver`, and `OwnImportUnderWay` while it is being applied or undone.
        """

        def read(connection: sqlite3.Connection) -> list[Change]:
            stored = lists.get_import(connection, import_id, reader.member_id)
            if stored is None or stored.state != "done" or stored.before is None or stored.done_at is None:
                raise ListImportOver
            if now > stored.done_at + UNDO_WITHIN:
                raise ListImportOver
            return lists.changes_from(stored.before)

        def restore(connection: sqlite3.Connection, some: Sequence[Change]) -> int:
            standing = lists.kept(connection, reader.member_id, [ident for ident, _, _ in some])
            unchanged = [change for change in some if standing.get(change[0], NOTHING) == change[2]]
            for ident, before, after in unchanged:
                lists.put(connection, reader.member_id, ident, after, before, now)
            # What an attempt that was broken off has restored counts, too.
            return len(unchanged) + sum(standing.get(ident, NOTHING) == before for ident, before, _ in some)

        with self._alone(import_id):
            changes, restored = await self._database.read(read), 0
            for some in _pieces(changes):
                restored += await self._database.write_patiently(partial(restore, some=some))
            await self._database.write(lambda connection: lists.mark_undone(connection, import_id))
        return ListImportUndone(restored, len(changes) - restored)

    @contextmanager
    def _alone(self, import_id: int) -> Iterator[None]:
        if import_id in self._under_way:
            raise OwnImportUnderWay
        self._under_way.add(import_id)
        try:
            yield
        finally:
            self._under_way.discard(import_id)

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

        Raises the errors of `Growing.add_for`, and `ListImportOver`. Then nothing is added.
        """
        await self._database.read(lambda connection: _waiting(connection, import_id, reader)[1][place])
        drama = await self._growing.add_for(source, show, reader, now)
        await self.choose(import_id, place, reader, drama.id)

    async def _matched(self, entries: Sequence[Entry]) -> list[ImportRow]:
        known = await self._database.read(lists.known_sources)
        rows: list[ImportRow] = []
        for at in range(0, len(entries), _AT_ONCE):
            # Members who look something up go between: no one waits for a whole list.
            named = [(entry, self._names.bearing(*entry.names)) for entry in entries[at : at + _AT_ONCE]]
            rows += await self._database.read(partial(matched, named, known))
        return rows


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an import would do: its preview, what it would change, and its entries by their dramas."""

    trial: Trial
    changes: list[Change]
    entries: dict[int, Entry]


def _plan(
    connection: sqlite3.Connection,
    member_id: int,
    import_id: int,
    reading: Reading,
    rows: Sequence[ImportRow],
    now: datetime,
    *,
    wins: bool,
) -> _Plan:
    wanted = by_drama(rows, reading.stand_as)
    found = dramas.get_many(connection, wanted) if wanted else []
    long = episodes.lengths(connection, found, members.today(connection, member_id, now))
    standing = lists.kept(connection, member_id)
    entries: dict[int, Entry] = {}
    changes: list[Change] = []
    new = beyond = 0
    for drama in found:
        entries[drama.id], is_beyond = settled(wanted[drama.id], long[drama.id])
        beyond += is_beyond
        before = standing.get(drama.id, NOTHING)
        after = with_entry(before, entries[drama.id], wins=wins)
        if not after.same_as(before):
            changes.append((drama.id, before, _stamped(before, after, now)))
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
    return _Plan(trial, changes, entries)


def _pieces(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    return (changes[at : at + _CHANGED_AT_ONCE] for at in range(0, len(changes), _CHANGED_AT_ONCE))


def _stamped(before: MemberRecord, after: MemberRecord, now: datetime) -> MemberRecord:
    """The entry, with the import's time if progress changes and the file gives no time."""
    if after.progress is None or after.progress == before.progress or after.updated is not None:
        return after
    return replace(after, updated=stamp(now))


def _waiting_import(connection: sqlite3.Connection, import_id: int, reader: Reader) -> lists.Stored:
    stored = lists.get_import(connection, import_id, reader.member_id)
    if stored is None or stored.state != "tried":
        raise ListImportOver
    return stored


def _waiting(
    connection: sqlite3.Connection, import_id: int, reader: Reader
) -> tuple[Reading, list[ImportRow]]:
    """The reader's waiting import. Entries whose dramas are gone since then are open again."""
    stored = _waiting_import(connection, import_id, reader)
    reading, rows = _unpacked(stored.rows)
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
