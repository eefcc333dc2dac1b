"""What is kept of the catalogue is never out of date, whoever changes it: a service, or another process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from bot.domain.cards import Tab
from bot.errors import UnknownDrama
from bot.i18n import texts
from bot.present.catalogue import cards as screens
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.services.container import Services
from bot.store.catalogue import catalogue, lookups, revision
from bot.store.database import Database
from tests.present.reading import parts_of
from tests.services.people import JUN, MIKA, NOW

DRAMAS = (1, 2, 3)
# Labels and names stand for many dramas: their rows are shared, and only a new name changes what is shown.
SHARED = {"network", "genre", "person"}
OWN = {"catalogue_revision"}
# A change of each kind of row, of any of these dramas, as a file or a curator may make it.
CHANGES = (
    "UPDATE drama SET title = title || '!' WHERE id = :drama",
    "UPDATE drama SET summary = 'Number ' || :at, episodes = 1 + :at % 40 WHERE id = :drama",
    "UPDATE drama SET hidden = 1 - hidden WHERE id = :drama AND merged_into IS NULL",
    "UPDATE drama SET hidden = 1, merged_into = 4 WHERE id = :drama AND :at % 5 = 0",
    "UPDATE drama SET merged_into = NULL, hidden = 0 WHERE id = :drama",
    "UPDATE drama SET popularity = :at WHERE id = :drama",
    "INSERT OR IGNORE INTO alias (drama_id, name, position) VALUES (:drama, 'Name ' || :at, 100 + :at)",
    "DELETE FROM alias WHERE drama_id = :drama",
    "UPDATE genre SET name = name || :at",
    "DELETE FROM drama_genre WHERE drama_id = :drama",
    "UPDATE network SET name = name || :at",
    "UPDATE person SET name = name || :at WHERE id IN (SELECT person_id FROM credit WHERE drama_id = :drama)",
    "UPDATE credit SET character = 'Someone ' || :at WHERE drama_id = :drama",
    "DELETE FROM credit WHERE drama_id = :drama AND position > 2",
    "INSERT OR IGNORE INTO staff (drama_id, person_id, job, position) VALUES (:drama, 1, 'director', :at)",
    "DELETE FROM staff WHERE drama_id = :drama",
    "INSERT OR IGNORE INTO link (drama_id, position, kind, title) VALUES (:drama, :at, 'article', :at)",
    "DELETE FROM link WHERE drama_id = :drama",
    "INSERT OR IGNORE INTO relation SELECT :drama, 'sequel', title, :at FROM drama WHERE id = 4",
    "UPDATE drama SET title = 'Another ' || :at WHERE id = 4",
    "INSERT OR IGNORE INTO music (drama_id, kind, title, position) VALUES (:drama, 'theme', :at, :at)",
    "INSERT OR IGNORE INTO drama_source (source, source_id, drama_id) VALUES ('tvmaze', :at, :drama)",
    "DELETE FROM drama_source WHERE drama_id = :drama",
)


@pytest.fixture
def elsewhere(store: Database) -> Iterator[sqlite3.Connection]:
    """Another process at the same file: nothing of this one hears what it writes."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def revision_after(connection: sqlite3.Connection, sql: str) -> tuple[int, int]:
    before = revision.of(connection)
    connection.execute(sql)
    return before, revision.of(connection)


def columns_read(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """The tables and columns from which whatever is kept of a drama is read."""
    found: set[tuple[str, str]] = set()

    def note(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table and column:
            found.add((table, column))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    catalogue.details(connection, 1)
    catalogue.get(connection, 1)
    catalogue.get_many(connection, [1, 2])
    lookups.best_known_dramas(connection, 25)
    connection.set_authorizer(None)
    # Read for a file, and kept by nothing.
    return {(table, column) for table, column in found if table not in ("synopsis", "quote", "episode")}


def test_whatever_is_read_of_a_drama_is_watched(elsewhere: sqlite3.Connection) -> None:
    """Each column, in each of the ways in which a row of its table can change what is shown."""
    elsewhere.execute("INSERT INTO staff SELECT id, 1, 'writer', 0 FROM drama")  # the starter names none
    read = columns_read(elsewhere)
    tables = {table for table, _ in read} - OWN
    assert tables > SHARED
    for table, column in sorted(read):
        if column in ("id", "ROWID") or table in OWN:
            continue  # no row ever gets another id
        before, after = revision_after(elsewhere, f"UPDATE {table} SET {column} = {column}")
        assert before != after, (table, column)
    triggers = elsewhere.execute("SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for table in tables - SHARED:
        for event in ("AFTER INSERT ON", "AFTER DELETE ON"):
            assert any(
                of == table and event in sql and "catalogue_revision" in sql for of, sql in triggers
            ), (table, event)


def test_no_revision_comes_back(elsewhere: sqlite3.Connection) -> None:
    """Not even after a catalogue was emptied, or a copy from before was put back."""
    seen = {revision.of(elsewhere)}
    for _ in range(20):
        elsewhere.execute("DELETE FROM catalogue_revision")
        elsewhere.execute("UPDATE drama SET title = title WHERE id = 1")
        number = revision.of(elsewhere)
        assert number not in seen
        seen.add(number)


async def everything(services: Services, cards: Cards, known: Catalogue) -> list[object]:
    """All that members are shown of these dramas: their cards, their choices, what is suggested."""
    t = texts("en")
    shown: list[object] = []
    for ident in DRAMAS:
        for tab in Tab:
            try:
                card = await cards.get(ident, JUN, tab=tab, now=NOW)
            except UnknownDrama:
                shown.append(None)
                continue
            shown.append(parts_of(screens.card(t, card, tab, owner_id=1, private=True)))
        try:
            shown.append(await known.get(ident))
        except UnknownDrama:
            shown.append(None)
    shown.append(await known.suggest("", MIKA.member_id))
    shown.append(await known.suggest("1 li", MIKA.member_id))
    return shown


@pytest.mark.parametrize("seed", range(4))
async def test_a_change_by_another_process_shows_at_once(
    services: Services, store: Database, elsewhere: sqlite3.Connection, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - a story, not a secret
    for ident in DRAMAS:
        await services.watching.next(await services.catalogue.get(ident), MIKA, NOW)
    await everything(services, services.cards, services.catalogue)  # so that it is kept, as after each change
    for at in range(1, 30):
        elsewhere.execute(random.choice(CHANGES), {"drama": random.choice(DRAMAS), "at": at})
        kept = await everything(services, services.cards, services.catalogue)
        fresh = await everything(services, Cards(store), Catalogue(store, services.names))
        assert kept == fresh


async def test_a_change_within_a_transaction_is_not_seen_before_its_end(
    services: Services, elsewhere: sqlite3.Connection
) -> None:
    before = (await services.catalogue.get(1)).title
    elsewhere.execute("BEGIN IMMEDIATE")
    elsewhere.execute("UPDATE drama SET title = 'Later' WHERE id = 1")
    assert (await services.catalogue.get(1)).title == before
    elsewhere.execute("ROLLBACK")
    assert (await services.catalogue.get(1)).title == before
    elsewhere.execute("UPDATE drama SET title = 'Later' WHERE id = 1")
    assert (await services.catalogue.get(1)).title == "Later"


async def test_what_a_member_watches_is_suggested_first_as_soon_as_they_watch_it(services: Services) -> None:
    first = await services.catalogue.suggest("", MIKA.member_id)
    last = first[-1]
    await services.watching.next(last, MIKA, NOW)
    assert (await services.catalogue.suggest("", MIKA.member_id))[0] == last
    assert (await services.catalogue.suggest("", JUN.member_id)) == first


async def test_a_reader_gets_their_own_line_on_a_card_that_others_have_seen(services: Services) -> None:
    drama = await services.catalogue.get(1)
    await services.watching.next(drama, MIKA, NOW)
    cards = [await services.cards.get(1, reader, tab=Tab.OVERVIEW, now=NOW) for reader in (MIKA, JUN, MIKA)]
    assert [card.progress is not None for card in cards] == [True, False, True]
    assert cards[0].entry is cards[1].entry  # the drama's part is the same object, so nothing is made again


async def test_without_the_file_nothing_of_the_catalogue_is_believed(
    tmp_path: Path, services: Services, store: Database
) -> None:
    """What cannot be asked for its revision is read in full."""
    store._revisions.close()
    assert store.revision() is None
    assert (await services.catalogue.get(1)).id == 1
    assert await services.catalogue.suggest("", MIKA.member_id)
