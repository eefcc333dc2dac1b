"""The SQLite file: one writer, a pool of readers, one thread hop per unit of work."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.measures import Measures
from bot.store import copies, file_care, migrations
from bot.store.failures import Explained, unavailable
from bot.store.file_identity import FileIdentity
from bot.store.kept import Change, changes_of, taken, watch
from bot.store.process_lock import hold
from bot.store.readers import Readers
from bot.store.revisions import Revisions
from bot.store.together import Asked, Outcome, Together, Work, hand_out
from bot.store.transactions import attempt, transaction

T = TypeVar("T")

log = get_logger("namida.store")

BUSY_TIMEOUT = 2.0  # seconds a connection waits for another process's lock; a member waits with it
# Bytes. A reader keeps SQLite's 2 MB: after each write it forgets what it has read, and the system still has
# it. The file is not mapped into memory: that makes reading a third faster, but then an unreadable sector, or
# a file that becomes shorter, ends the process instead of one statement.
WRITER_CACHE = 16 * 1024 * 1024
READERS = 3  # with the writer a pool of four: a read of 160 ms then delays others by 0.1 ms


class Database:
    """An open database. `read` and `write` run a function of a plain connection in one hop.

    Every `write` is one transaction: it commits when the function returns, and leaves nothing if it raises.
    Writes that wait for the same turn share one commit, each under its own savepoint, so that a failure
    undoes only itself. If the file was deleted or replaced, nothing more is written, and its content is saved
    once beside its old place. A large file that the last process closed is looked through after the start: if
    it is damaged, nothing more is written either.
    """

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        readers: list[aiosqlite.Connection],
        revisions: Revisions,
        measures: Measures,
    ):
        self.path = path
        self._measures = measures
        self._revisions = revisions
        self.changes = changes_of(path)
        self._place = FileIdentity.of(path)
        self._explained = Explained(self._place)
        self._rescued = False
        self._damaged = False
        self._closing = False
        self._writer = writer
        self._readers = Readers(readers)
        self._together = Together(self._on_reader)
        self._waiting: list[Asked] = []
        self._commits: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, *, alone: bool = False, measures: Measures | None = None
    ) -> AsyncIterator[Database]:
        """Open, check and migrate the database. Closes everything at the end of the block.

        `measures` count what is read and written, and how long it takes.

        `alone` keeps other processes out until this one closes it. A migration always does, so that no other
        process has its schema changed. Raises `HeldElsewhere` if another process has it, `StoreUnavailable`
        if the file is damaged or cannot be opened, and the errors of `migrations.refuse` if it belongs to
        another program or a later version.
        """
        opened: list[aiosqlite.Connection] = []
        with hold(path) if alone else nullcontext():
            try:
                if alone:
                    _require_writable(path)
                later = file_care.is_put_off(path)
                if file_care.lacks_its_log(path):
                    log.warning(
                        "the write-ahead log was deleted after the last process was killed:"
                        " what was saved last may be missing",
                        database=str(path),
                    )
                database = await cls._opened(path, opened, measures or Measures(), looked_through=not later)
                looking = asyncio.create_task(database._look_through()) if later else None
                try:
                    yield database
                finally:
                    if looking is not None:
                        looking.cancel()
                        with suppress(asyncio.CancelledError):
                            await looking
                    # What a lost file holds is gone once it is closed.
                    if database._place.is_lost():
                        await database._rescue()
                    await database._come_to_an_end()
                    database._revisions.close()
            finally:
                # An unclosed aiosqlite connection leaves a thread that keeps the interpreter alive.
                for connection in reversed(opened):
                    await connection.close()

    @classmethod
    async def _opened(
        cls,
        path: Path,
        opened: list[aiosqlite.Connection],
        measures: Measures,
        *,
        looked_through: bool,
    ) -> Database:
        copies.ensure_private(path)
        try:
            writer = await _connect(path, opened)
            # Before anything is written to the file.
            await _run(writer, lambda connection: migrations.refuse(connection, path))
            current = await _run(writer, migrations.is_current)
            # What is damaged is not migrated, nor copied for that over the last good copy.
            if looked_through or not current:
                await _run(writer, file_care.look_through)
            await _run(writer, _prepare_writer)
            if not current:
                with hold(path):
                    await _run(writer, lambda connection: migrations.migrate(connection, path))
            await _run(writer, watch)
            readers = [await _connect(path, opened) for _ in range(READERS)]
            for reader in readers:
                await _run(reader, _prepare_reader)
            revisions = Revisions(path)
        except sqlite3.Error as error:
            raise (unavailable(error, path) or error) from error
        except UnicodeDecodeError as error:
            # What SQLite says of a damaged file repeats its bytes, and those need not be UTF-8.
            raise StoreUnavailable("damaged", path) from error
        return cls(path, writer, readers, revisions, measures)

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a reader, in one consistent snapshot."""
        with self._measures.of_store("read"), self._explained:
            return await self._on_reader(lambda connection: _in_snapshot(connection, work))

    async def read_briefly(self, work: Work[T]) -> T:
        """Like `read`, for work of less than a millisecond: those asked for meanwhile share its visit.

        What others read does not matter to it, nor whether that fails. But each waits for all of one visit.
        """
        with self._measures.of_store("read"), self._explained:
            return await self._together.read(work)

    async def _on_reader(self, work: Work[T]) -> T:
        """Run `work` on the next reader, outside of any transaction."""
        reader = await self._readers.take()
        try:
            self._require_open()
            return await _run(reader, work)
        finally:
            self._readers.give_back(reader)

    def revision(self) -> int | None:
        """The catalogue's revision now, in no other thread: see `Revisions`. None if it cannot be told."""
        return self._revisions.now()

    async def write(self, work: Work[T]) -> T:
        """Run `work` as one durable transaction. Raises what `work` raises."""
        with self._measures.of_store("write"), self._explained:
            return await self._write(work)

    async def _write(self, work: Work[T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        try:
            async with self._turn:
                # The previous holder of the lock may have included this work in its commit.
                if not done.done():
                    await self._commit_waiting()
            return await done
        except asyncio.CancelledError:
            # If not started, it never will be. If under way, it completes, and no one waits for its result.
            self._waiting = [entry for entry in self._waiting if entry[1] is not done]
            done.cancel()
            raise

    async def write_patiently(self, work: Work[T]) -> T:
        """Like `write`, but in its own commit, after all writes that are waiting now.

        For long jobs in short pieces: a member waits for at most one piece.
        """
        with self._measures.of_store("long write"), self._explained:
            return await self._write_patiently(work)

    async def _write_patiently(self, work: Work[T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        try:
            async with self._turn:
                await self._commit_all([(work, done)])
            return await done
        except asyncio.CancelledError:
            done.cancel()  # if under way, it completes
            raise

    async def write_in_pieces(self, work: Work[int]) -> int:
        """Run `work` again and again, each time like `write_patiently`, until it returns 0. Returns the sum.

        `work` does one piece of a job and returns how much it did. Others write between two pieces.
        """
        done = 0
        while some := await self.write_patiently(work):
            done += some
        return done

    async def _look_through(self) -> None:
        """Read the whole file. If it is damaged, write nothing more, or that could destroy what is left."""
        self._damaged = not await file_care.look_through_later(self.path)
        if self._damaged:
            log.critical("the database file is damaged; nothing is written any more", path=str(self.path))

    async def shorten_log(self) -> bool:
        """Give back the room that the write-ahead log takes. False if others were at work just then."""
        return await self._cared(file_care.shorten_log)

    async def rebuild(self) -> None:
        """Rewrite the whole file, so that no deleted byte is left in it once the log is shortened.

        SQLite overwrites what it deletes, but copies of a row may be left where a page was once divided.
        Writes wait meanwhile: half a second for 50 MB. Raises `NoRoom` before anything is written.
        """
        self._require_open()
        self._require_sound()
        copies.require_room(self.path, self.path.stat().st_size)
        with self._explained:
            async with self._turn:
                await _run(self._writer, lambda connection: connection.execute("VACUUM").close())

    async def count(self) -> None:
        """Count rows, for the plans of statements. Connections that are opened later use the result."""
        await self._cared(file_care.count)

    async def _cared(self, care: Callable[[Path], Awaitable[T]]) -> T:
        self._require_open()
        self._place.require()
        with self._explained:
            return await care(self.path)

    def _require_sound(self) -> None:
        """Raises `StoreUnavailable` if the file is not at its place any more, or is damaged."""
        self._place.require()
        if self._damaged:
            raise StoreUnavailable("damaged", self.path)

    def _require_open(self) -> None:
        """Raises `StoreUnavailable` once the block in which the database is open has ended."""
        if self._closing:
            raise StoreUnavailable("closed", self.path)

    async def _come_to_an_end(self) -> None:
        """Begin nothing more, and wait for the commits that are under way.

        Tasks that nobody waited for may still ask. On a closed connection their work would look like a bug,
        and like a file that was deleted: SQLite takes the log away with the last connection.
        """
        self._closing = True
        if self._commits:
            await asyncio.wait(self._commits)

    async def _commit_waiting(self) -> None:
        batch, self._waiting = self._waiting, []
        await self._commit_all(batch)

    async def _commit_all(self, batch: list[Asked]) -> None:
        """Commit these; runs to completion even if its callers are cancelled."""
        self._require_open()
        commit = asyncio.ensure_future(self._commit(batch))
        self._commits.add(commit)
        commit.add_done_callback(self._commits.discard)
        await asyncio.shield(commit)

    async def _commit(self, batch: list[Asked]) -> None:
        works = [work for work, _ in batch]
        try:
            results, changed = await _run(self._writer, lambda connection: self._in_place(connection, works))
        except Exception as error:  # noqa: BLE001 - each caller gets it, and raises it
            self.changes.tell_all()  # it may be in the file all the same
            results = [(None, error)] * len(batch)
        else:
            self.changes.tell(changed)
        hand_out(batch, results)
        if any(isinstance(error, StoreUnavailable) and error.kind == "gone" for _, error in results):
            await self._rescue()
        else:
            self._rescued = False  # it is there, or there again

    def _in_place(self, connection: sqlite3.Connection, works: list[Work[Any]]) -> Committed:
        """Commit only if the file is still at its path. Otherwise nothing could be kept."""
        self._require_sound()
        committed = _commit(connection, works)
        self._place.require()  # never report "saved" if the file disappeared meanwhile
        return committed

    async def _rescue(self) -> None:
        """Copy the lost file, which exists while it is open, to a file beside its old place."""
        if self._rescued:
            return
        self._rescued = True
        target = copies.free_name(self.path, "rescued")
        said = "the database file was deleted or replaced; nothing is written any more"
        try:
            await self.backup(target)
        except (OSError, sqlite3.Error) as error:
            log.error(said, path=str(self.path), copy=f"failed: {error}")  # noqa: TRY400 - no fault of ours
        else:
            log.error(said, path=str(self.path), copy=str(target))

    async def backup(self, target: Path) -> None:
        """Write a consistent copy to `target` (created with mode 0600) while the bot runs."""
        copies.ensure_private(target)

        def copy(connection: sqlite3.Connection) -> None:
            to = sqlite3.connect(target)
            try:
                connection.backup(to)
            finally:
                to.close()

        await self._on_reader(copy)


Committed = tuple[list[Outcome], frozenset[Change]]


def _commit(connection: sqlite3.Connection, works: list[Work[Any]]) -> Committed:
    """Run the works in one transaction. Raises only errors that fail all of them."""
    with transaction(connection, "BEGIN IMMEDIATE"):
        results = [attempt(connection, partial(work, connection)) for work in works]
        return results, taken(connection)


def _in_snapshot(connection: sqlite3.Connection, work: Work[T]) -> T:
    with transaction(connection, "BEGIN"):
        return work(connection)


async def _run(connection: aiosqlite.Connection, work: Work[T]) -> T:
    """Run a function in the connection's thread, in one hop.

    aiosqlite has no public call for a whole unit of work: each of its methods costs a hop, and the
    measurements in `docs/architecture.md` require a single one. `_execute` has had this form since aiosqlite
    0.1, and `constraints.txt` pins the release.
    """
    return await connection._execute(work, connection._conn)  # type: ignore[no-any-return,no-untyped-call]


async def _connect(path: Path, opened: list[aiosqlite.Connection]) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT)
    opened.append(connection)
    return connection


def _prepare_writer(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Not every build of SQLite overwrites what it deletes of itself.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {file_care.LOG_KEPT}")
    connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE // 1024}")


def _require_writable(path: Path) -> None:
    """Raises `StoreUnavailable` for a file that may only be read: SQLite opens it, and every write fails."""
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise StoreUnavailable("read-only", path)


def _prepare_reader(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA user_version").fetchone()  # opens the log, which may be deleted later
