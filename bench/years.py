"""Measures a 3 GB database of 500 servers after five years: how long members and the writer wait.

`python -m bench years` builds the database (some minutes; the same every time), and measures a copy of it.
The work of every command is done through the services, by the member with the longest list in the largest
server. Nothing of Discord is in it. Milliseconds are of the processor, of the thread that works: a busy
machine doubles them at most. "held" is how long one transaction had the writer, with its commit. With
`--folder` the database is kept there, and used again.
"""

from __future__ import annotations

import asyncio
import inspect
import shutil
import sqlite3
import tempfile
import time
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.measure import machine, table
from bench.years_asked import There, asked, reader_of
from bench.years_database import GUILD, MEMBER, Sizes, build, size_of
from bench.years_held import held
from bench.years_measure import ROUNDS, TARGET_MS, Measured, Watched, measure
from bot.services.container import Services, open_services
from bot.services.guilds.settings import GuildRules
from bot.store import files, restoring
from bot.store.catalogue import catalogue
from bot.store.migrations import latest_version


@contextmanager
def a_copy(folder: Path | None, sizes: Sizes) -> Iterator[Path]:
    """The database, built if it is not there, as a copy that may be changed."""
    with tempfile.TemporaryDirectory(prefix="namida-years-", dir=folder) as there:
        name = "years-" + "-".join(map(str, sizes.values())) + f"-{version()}.sqlite3"
        built = (folder or Path(there)) / name
        if not built.exists():
            begin = time.perf_counter()
            build(built, sizes, lambda said: click.echo(f"  {said}", err=True))
            click.echo(f"built in {time.perf_counter() - begin:.0f} s")
        copy = Path(there) / "copy.sqlite3"
        shutil.copy(built, copy) if folder else built.rename(copy)
        yield copy


def version() -> int:
    """The version of the schema, so that a database of an older one is not used again."""
    return latest_version()


async def there(database: Watched, services: Services) -> There:
    """The reader, and what they ask for."""

    def look(connection: sqlite3.Connection) -> dict[str, typing.Any]:
        def ids(sql: str, *values: object) -> tuple[int, ...]:
            return tuple(row[0] for row in connection.execute(sql, values)) or (0,)

        known = ids(
            "SELECT id FROM drama WHERE hidden = 0 AND episodes > 8 ORDER BY popularity IS NULL, id"
            " LIMIT 3000"
        )
        unknown = ids("SELECT id FROM drama WHERE hidden = 0 AND kind = 'drama' ORDER BY id DESC LIMIT 20")
        visible = "drama_id IN (SELECT id FROM drama WHERE hidden = 0)"
        (reviewed,) = ids(
            f"SELECT drama_id FROM review WHERE {visible} GROUP BY drama_id ORDER BY count(*) DESC LIMIT 1"
        )
        threads = "SELECT thread_id, drama_id FROM thread WHERE guild_id = ? ORDER BY id LIMIT 5"
        comments = (
            "SELECT id FROM comment WHERE guild_id = ? AND member_id {} ?"
            f" AND {visible} ORDER BY id DESC LIMIT {{}}"
        )
        (comment,) = ids(comments.format("<>", 1), GUILD, MEMBER)
        (discussed,) = ids("SELECT drama_id FROM comment WHERE id = ?", comment)
        told = connection.execute(
            "SELECT s.drama_id, s.episode FROM synopsis s JOIN drama d ON d.id = s.drama_id"
            " WHERE s.guild_id = ? AND s.state = 'published' AND d.hidden = 0 AND d.episodes >= s.episode"
            " LIMIT 1",
            (GUILD,),
        ).fetchone()
        return {
            "synopsis": (catalogue.get_many(connection, told[:1])[0], told[1]),
            "dramas": tuple(catalogue.get_many(connection, [*known, *unknown])),
            "threads": dict(connection.execute(threads, (GUILD,)).fetchall()),
            "comment": comment,
            "discussed": catalogue.get_many(connection, [discussed])[0],
            "own_comments": ids(comments.format("=", 3), GUILD, MEMBER),
            "review": ids(
                "SELECT r.id FROM review r JOIN guild_member g ON g.member_id = r.member_id"
                " WHERE g.guild_id = ? AND r.drama_id = ?",
                GUILD,
                reviewed,
            )[0],
            "reviewed": catalogue.get_many(connection, [reviewed])[0],
            "quote": ids("SELECT id FROM quote WHERE guild_id = ? LIMIT 1", GUILD)[0],
            "marked": ids(
                "SELECT message_id FROM marked WHERE guild_id = ? ORDER BY message_id DESC LIMIT 1", GUILD
            )[0],
            "submission": ids(
                "SELECT id FROM synopsis WHERE state = 'submitted' AND guild_id = ? LIMIT 1", GUILD
            )[0],
            "club": ids("SELECT id FROM club WHERE guild_id = ? AND state = 'running' LIMIT 1", GUILD)[0],
        }

    settings = await GuildRules(database, services.outbox).get(GUILD)
    return There(services=services, reader=reader_of(settings), **await database.read(look))


async def measure_all(path: Path, only: str = "", rounds: int = ROUNDS) -> list[Measured]:
    """What each call with `only` in its name costs, in order."""
    begin = time.perf_counter()
    async with Watched.open(path) as database:
        database = typing.cast(Watched, database)
        services = await open_services(database)
        click.echo(f"open and ready in {time.perf_counter() - begin:.1f} s")
        at = await there(database, services)
        await services.taste.prepare(at.now)
        found = []
        for section in (asked(at), held(at)):
            for one in section:
                if only in one.what:
                    found.append(await measure(database, one, rounds))
                    click.echo(f"  {line(found[-1])}", err=True)
        await services.names.aclose()
        for part in (
            services.decoder,
            services.pictures,
            services.taste,
            services.importing,
            services.airing,
        ):
            await part.aclose()
        return found


def line(found: Measured) -> str:
    return "  ".join(row(found))


def row(found: Measured) -> list[str]:
    if found.refused:
        return [found.asked.what, *[""] * 6, "REFUSED"]
    pieces = max(spent.pieces for spent in found.rounds)
    return [
        found.asked.what,
        f"{found.rounds[0].store:.1f}",
        f"{found.middle('store'):.1f}",
        f"{max(spent.held for spent in found.rounds):.1f}",
        f"{max(spent.held_wall for spent in found.rounds):.0f}",
        f"{pieces:,}",
        f"{found.middle('loop'):.1f}",
        "" if found.met else "MISSED",
    ]


HEAD = ("ms of the processor", "store, first", "store", "held", "held, wall", "pieces", "loop", "")


def care(path: Path) -> None:
    """How long a person waits who keeps the database: a backup, a check, a restore."""
    rows = []
    copy = path.with_name("backup.sqlite3")
    works: dict[str, Callable[[], object]] = {
        "backup": lambda: files.backup(path, copy),
        "check of all": lambda: files.examine(path),
        "restore": lambda: restoring.restore(copy, path, datetime.now(UTC)),
    }
    for what, work in works.items():
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        rows.append([what, f"{time.process_time() - cpu:.1f}", f"{time.perf_counter() - wall:.1f}"])
    copy.unlink()
    click.echo("\n" + table(("of the file", "CPU s", "wall s"), rows))


def _left_out(found: list[Measured]) -> None:
    missed = [one for one in found if not one.met]
    click.echo(f"\n{len(found) - len(missed)} of {len(found)} met the target: at most {TARGET_MS:.0f} ms for")
    click.echo("an answer, in the store or in the loop, and for one hold of the writer in a chore.")
    for one in missed:
        click.echo(f"  MISSED  {one.asked.what}: {one.refused or f'{one.worst:.0f} ms'}  {one.asked.why}")


@click.command()
@click.option(
    "--scale", default=1.0, show_default=True, help="Size of it all; 1 is five years in 500 servers."
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Keeps the database there.")
@click.option("--only", default="", help="Only what has this in its name.")
def main(scale: float, folder: Path | None, only: str) -> None:
    """Prints what members wait for, and what holds the writer, in a large database."""
    sizes = Sizes.at(scale)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    click.echo(f"{machine()}, SQLite {sqlite3.sqlite_version}; {inspect.cleandoc(__doc__ or '')}\n")
    with a_copy(folder, sizes) as path:
        click.echo(
            f"{size_of(path):.2f} GB: " + ", ".join(f"{n:,} {what}" for what, n in sizes.named().items())
        )
        found = asyncio.run(measure_all(path, only))
        chores = [row(one) for one in found if one.asked.chore]
        click.echo(
            "\n"
            + table(("what members wait for", *HEAD[1:]), [row(one) for one in found if not one.asked.chore])
        )
        click.echo("\n" + table(("what holds the writer", *HEAD[1:]), chores))
        if not only:
            care(path)
        _left_out(found)


if __name__ == "__main__":
    main()
