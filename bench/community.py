"""Makes a database like a community's: a catalogue of any size, members, scores, lists and reviews."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.catalogue_steps import lines_of, titles_of, write
from bench.measure import NOW
from bench.titles import real_titles, real_titles_path
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score
from bot.domain.screening import Passed
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.transfer import fill_with_starter, import_catalogue
from bot.starter import starter_path
from bot.store.database import Database
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.scores import scores
from tests.e2e.discord_payloads import FIRST_MEMBER, GUILD

with starter_path() as _starter:
    STARTER = len(_starter.read_text("utf-8").splitlines())  # dramas of a new database
MEMBERS = 1_000
KNOWN = 200  # the most popular dramas: what members score, review and ask for
WATCHING = 8  # dramas under way, of each member: half an hour of `/watch next` does not finish them
REVIEWS = 5  # of each known drama
COVERED = 10  # of so many known dramas one has no poster

_OPINION = "It was sad and warm, and the last episodes were better than the first. " * 6


@dataclass(frozen=True, slots=True)
class Community:
    """What was stored: the titles of the dramas that members know, the most popular first.

    Most have a poster, as sources give it.
    """

    titles: tuple[str, ...]
    under_way: tuple[tuple[int, str], ...]  # members, each with a drama that they are watching
    covered: frozenset[str]  # titles of those without a poster, whose cover is drawn


async def build(path: Path, dramas: int, given: int) -> Community:
    """Fill a new database with `dramas` dramas and `given` scores, always the same ones.

    `STARTER` dramas are the starter catalogue. More are the real titles where `bench.titles` finds them and
    they are enough, and made from their words where they are not.
    """
    async with Database.open(path) as database:
        if dramas <= STARTER:
            await fill_with_starter(database, NOW)
        else:
            with tempfile.TemporaryDirectory(prefix="namida-bench-") as folder:
                file = Path(folder, "dramas.jsonl")
                found = real_titles_path()
                real = real_titles(found) if found else []
                write(file, lines_of(real[:dramas] if len(real) >= dramas else titles_of(dramas)))
                await import_catalogue(database, file, NOW, undoable=False)
        async with aclosing(CatalogueNames(database)) as names:  # their index is kept, as after a first start
            await names.load()
            await names.settled()
        return await database.write(lambda connection: _move_in(connection, given))


def _move_in(connection: sqlite3.Connection, given: int) -> Community:
    random = Random(14)  # the same community every time
    known: list[tuple[int, str]] = connection.execute(
        "SELECT id, title FROM drama WHERE episodes >= 6 ORDER BY popularity IS NULL, popularity, id LIMIT ?",
        (KNOWN,),
    ).fetchall()
    everyone = range(FIRST_MEMBER, FIRST_MEMBER + max(MEMBERS, given // len(known) + 1))
    for member in everyone:
        members.seen(connection, member, GUILD, NOW)
    pairs = random.sample(range(len(everyone) * len(known)), given)
    for pair in pairs:
        member, (drama, _) = everyone[pair // len(known)], known[pair % len(known)]
        scores.put(connection, member, drama, Score(random.randint(8, 20)), NOW)
    under_way = []
    for member in everyone[:MEMBERS]:
        for drama, title in random.sample(known, WATCHING):
            members.put_progress(connection, member, drama, Progress(Status.WATCHING), NOW)
            under_way.append((member, title))
    for drama, title in known:
        for member in random.sample(everyone, REVIEWS):
            reviews.put(
                connection,
                member,
                drama,
                headline=Passed(f"What I think of {title}"[:100]),
                text=Passed(_OPINION),
                spoils=None,
                language="en",
                now=NOW,
            )
    random.shuffle(under_way)
    covered = known[::COVERED]
    connection.execute("UPDATE drama SET poster_url = 'https://posters.example.com/' || id || '.jpg'")
    connection.executemany("UPDATE drama SET poster_url = NULL WHERE id = ?", [(one,) for one, _ in covered])
    return Community(
        tuple(title for _, title in known), tuple(under_way), frozenset(title for _, title in covered)
    )
