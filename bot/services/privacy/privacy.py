"""Shows members what is kept about them, and exports it."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import csv_cells
from bot.domain.list_files import Entry
from bot.domain.members import Reader
from bot.domain.own_data import Export, Overview, OwnWords
from bot.domain.privacy.rows import Kept
from bot.services.posts.outbox import Outbox
from bot.sources.lists import ours
from bot.store import stills
from bot.store.database import Database
from bot.store.privacy import reading, requests
from bot.store.privacy.reading import Part, Rows
from bot.store.watching import lists

_A_FILES_ENTRY = 512  # bytes at most that a ZIP file's directory needs for a file of ours
_FOR_THE_REST = 64 * 1024  # bytes of what says what is in it, and of its directory
LIST = "list.csv"  # what `/watch import` reads
ABOUT = "README.txt"
PICTURES = "pictures"  # the folder of those with their ids of still.csv as names


class Privacy:
    """What is kept about a member, for that member alone. `policy` is the address of the privacy policy."""

    def __init__(self, database: Database, the_outbox: Outbox, policy: str = ""):
        self._database = database
        self._outbox = the_outbox
        self.policy = policy
        self._one = asyncio.Lock()  # a large export takes some 100 MB of memory

    async def show(self, reader: Reader) -> Overview:
        """How much of each kind there is."""

        def read(connection: sqlite3.Connection) -> Overview:
            return Overview(
                tuple(requests.shares(connection, reader.member_id)),
                requests.is_waiting(connection, reader.member_id),
                self.policy,
            )

        return await self._database.read(read)

    async def quote_of(self, reader: Reader, index: int) -> OwnWords | None:
        """One of the quotes that others saved of the reader's messages. None if there is none."""
        return await self._database.read(
            lambda connection: reading.quote_of(connection, reader.member_id, index)
        )

    async def drop_quote_of(self, reader: Reader, quote_id: int) -> None:
        """Delete a quote of one of the reader's messages, and the messages that show it."""
        await self._database.write(
            lambda connection: reading.drop_quote_of(connection, reader.member_id, quote_id)
        )
        self._outbox.changed()

    async def export(self, reader: Reader, now: datetime, *, room: int) -> Export:
        """Everything that is the reader's, as a ZIP file of at most `room` bytes."""

        def read(connection: sqlite3.Connection) -> _Found:
            member_id = reader.member_id
            pictures = {
                f"{PICTURES}/{ident}.webp": made for ident, made in stills.of_member(connection, member_id)
            }
            return _Found(
                reading.everything(connection, member_id), lists.whole(connection, member_id), pictures
            )

        async with self._one:
            found = await self._database.read(read)
            # A long list takes half a second, in which the loop would answer no one else.
            return await asyncio.to_thread(_packed, found, now, room)


@dataclass(frozen=True, slots=True)
class _Found:
    """All that is a member's. `pictures` by the name of their file."""

    parts: Sequence[Part]
    entries: Sequence[Entry]
    pictures: Mapping[str, bytes]


def _packed(everything: _Found, now: datetime, room: int) -> Export:
    found = everything.parts
    target, names = io.BytesIO(), list[str]()
    room -= _FOR_THE_REST
    left_out = [f"{name_of(part.kept)} after {len(part.rows)} rows" for part in found if part.cut]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(everything):
            needed = len(zlib.compress(content)) + _A_FILES_ENTRY
            if needed > room:
                left_out.append(name)
                continue
            room -= needed
            names.append(name)
            archive.writestr(_entry(name, now), content)
        archive.writestr(_entry(ABOUT, now), _about(found, left_out, now))
    return Export(target.getvalue(), len(names), tuple(left_out))


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _files(everything: _Found) -> Iterator[tuple[str, bytes]]:
    if entries := everything.entries:
        yield LIST, ours.write_csv(entries)
        yield "list.json", ours.write_json(entries)
    yield from everything.pictures.items()
    for part in everything.parts:
        if part.rows:
            name, text = name_of(part.kept), json.dumps(part.rows, ensure_ascii=False, indent=1)
            yield f"{name}.json", f"{text}\n".encode()
            yield f"{name}.csv", _table(part.rows)


def name_of(kept: Kept) -> str:
    """The name of a file with these rows, without its ending: `comment`, `quote-author`."""
    own = kept.owner in ("member_id", "id")
    return kept.table if own else f"{kept.table}-{str(kept.owner).removesuffix('_id')}"


def _table(rows: Rows) -> bytes:
    columns = list(rows[0])
    cells = (["" if row[name] is None else str(row[name]) for name in columns] for row in rows)
    return csv_cells.file_of(columns, cells)


def _about(found: Sequence[Part], left_out: Sequence[str], now: datetime) -> str:
    lines = [
        f"Everything that Namida keeps about you, as of {now:%Y-%m-%d %H:%M} UTC.",
        "Each table is there as JSON and as CSV. PRIVACY.md of Namida says what each is for.",
        f"Namida's /watch import reads {LIST}, on any server.",
        f"Pictures are in the folder {PICTURES}, each by its id in still.csv.",
        "",
    ]
    lines += [f"{name_of(part.kept)}: {part.kept.what} {len(part.rows)} rows." for part in found if part.rows]
    if left_out:
        lines += ["", f"Left out, because the file would be too large: {', '.join(left_out)}"]
    return "\n".join(lines) + "\n"
