"""A catalogue file never undoes what a curator did, whether it fills or overwrites."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.dramas import Billing, CatalogueEntry, Credit, EpisodeFacts, Kind, Link, LinkKind
from bot.domain.sources import MEMBER, SourceName
from bot.store.catalogue import catalogue, provenance
from bot.store.catalogue.filling import FillResult
from bot.store.members import members
from tests.store.memory import NOW, add, empty

CURATOR = 7
FILE = CatalogueEntry(
    title="Mother",
    native_title="마더",
    kind=Kind.DRAMA,
    year=2018,
    country="KR",
    summary="A teacher takes a child away.",
    aliases=("Madeo", "Mama"),
    genres=("Drama",),
    cast=(Credit("Lee Bo Young", "Soo Jin", Billing.MAIN), Credit("Heo Yool", None, Billing.MAIN)),
    links=(Link(LinkKind.OFFICIAL, "Home", "https://program.example/mother"),),
    episode_list=(EpisodeFacts(1, "One"), EpisodeFacts(2, "Two")),
)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        members.seen(opened, CURATOR, None, NOW)
        yield opened


def entry_of(connection: sqlite3.Connection, ident: int) -> CatalogueEntry:
    found = catalogue.details(connection, ident)
    assert found is not None
    return found.entry


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_a_curator_emptied_or_took_away_stays_so(
    connection: sqlite3.Connection, overwrite: bool
) -> None:
    ident, _ = add(connection, FILE)
    connection.execute("UPDATE drama SET summary = NULL WHERE id = ?", (ident,))
    connection.execute("DELETE FROM drama_genre WHERE drama_id = ?", (ident,))
    connection.execute("DELETE FROM alias WHERE name = 'Mama'")
    connection.execute("DELETE FROM episode WHERE drama_id = ? AND number = 2", (ident,))
    connection.execute("DELETE FROM link WHERE drama_id = ?", (ident,))
    connection.execute("DELETE FROM credit WHERE character IS NULL")
    provenance.mark(connection, ident, ("summary", "genres", "episode 2"), MEMBER, NOW, CURATOR)
    provenance.withhold(connection, ident, "aliases", ["Mama"])
    provenance.withhold(connection, ident, "links", ["https://program.example/mother"])
    provenance.withhold(connection, ident, "cast", ["Heo Yool"])

    assert add(connection, FILE, overwrite=overwrite) == (ident, FillResult.UNCHANGED)
    after = entry_of(connection, ident)
    assert (after.summary, after.genres, after.aliases, after.links) == (None, (), ("Madeo",), ())
    assert [credit.person for credit in after.cast] == ["Lee Bo Young"]
    assert [episode.number for episode in after.episode_list] == [1]


def test_overwriting_leaves_what_a_curator_set_and_takes_the_rest(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, FILE)
    connection.execute("UPDATE drama SET title = 'Mother (2018)', year = 2017, kind = 'show'")
    provenance.mark(connection, ident, ("title", "kind"), MEMBER, NOW, CURATOR)
    provenance.mark(connection, ident, ("year",), SourceName.TVMAZE, NOW)
    connection.execute(
        "INSERT INTO drama_source (source, source_id, drama_id) VALUES ('mdl', '1', ?)", (ident,)
    )

    told = replace(FILE, sources=(("mdl", "1"),))
    assert add(connection, told, overwrite=True) == (ident, FillResult.CHANGED)
    after = entry_of(connection, ident)
    assert (after.title, after.kind, after.year) == ("Mother (2018)", Kind.SHOW, 2018)
