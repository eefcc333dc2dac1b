"""Who gave each field, and that a refresh minds it whatever a source says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry
from bot.domain.sources import (
    MEMBER,
    EpisodeChanges,
    Fetched,
    SeasonEpisode,
    SourceName,
    SourcePart,
)
from bot.store.catalogue import catalogue, provenance, refreshing
from bot.store.catalogue.catalogue import PLAIN_COLUMNS
from tests.sources.entries import full_entries
from tests.store.dumped import dumped
from tests.store.memory import add, empty

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PART = SourcePart(SourceName.TVMAZE, "1")
CURATOR = 3


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.execute("INSERT INTO member (id) VALUES (?)", (CURATOR,))
        yield opened


def dump(connection: sqlite3.Connection) -> list[str]:
    """All but when it was asked."""
    connection.execute("SAVEPOINT dump")
    connection.execute("UPDATE drama SET refreshed_at = NULL, refresh_due = NULL, updated_at = ''")
    lines = dumped(connection)
    connection.execute("ROLLBACK TO dump")
    return lines


# What sources give: no synopses, quotes and the like, and the names of one drama only once.
fetched = st.builds(
    Fetched,
    full_entries(),
    st.lists(
        st.builds(
            SeasonEpisode,
            st.integers(1, 3),
            st.integers(1, 20),
            st.none() | st.sampled_from(["A", "B"]),
            st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
            st.none() | st.integers(1, 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
            st.none() | st.integers(1, 200),
        ),
        max_size=6,
        unique_by=lambda episode: (episode.season, episode.number),
    ).map(tuple),
    st.booleans(),
)
many = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def test_marks_are_read_back_and_the_last_word_counts(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, CatalogueEntry("A"))
    provenance.mark(connection, ident, ["title", "year"], SourceName.TVMAZE, NOW)
    provenance.mark(connection, ident, ["year"], MEMBER, NOW, CURATOR)
    found = provenance.origins(connection, ident)
    assert {field: (origin.source, origin.member_id) for field, origin in found.items()} == {
        "title": ("tvmaze", None),
        "year": ("member", CURATOR),
    }
    assert all(origin.at.tzinfo is not None for origin in found.values())


def test_what_is_withheld_may_be_allowed_again(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, CatalogueEntry("A"))
    provenance.withhold(connection, ident, "aliases", ["B", "C", "B"])
    provenance.allow_again(connection, ident, "aliases", ["B"])
    assert provenance.withheld(connection, ident, "aliases") == {"C"}
    assert provenance.withheld(connection, ident, "genres") == frozenset()


@given(said=fetched)
@many
def test_what_a_source_said_once_it_may_say_again(said: Fetched) -> None:
    with empty() as connection:
        ident = refreshing.add(connection, PART, said, None, NOW)
        before = dump(connection)
        assert refreshing.apply(connection, ident, [(PART, said)], NOW + timedelta(days=1)) == ()
        assert dump(connection) == before


@given(said=fetched)
@many
def test_an_added_drama_is_what_the_source_says(said: Fetched) -> None:
    with empty() as connection:
        ident = refreshing.add(connection, PART, said, None, NOW)
        entry = catalogue.entry(connection, ident)
        for column in PLAIN_COLUMNS:
            if column != "episodes":
                assert getattr(entry, column) == getattr(said.entry, column), column
        assert len(entry.episode_list) == len(said.episodes)
        assert [e.air_date for e in entry.episode_list] == [
            e.air_date for e in sorted(said.episodes, key=lambda e: (e.season, e.number))
        ]
        assert set(entry.aliases) == {*said.entry.aliases} - {entry.title, entry.native_title}
        origins = provenance.origins(connection, ident)
        for column in PLAIN_COLUMNS:
            assert (column in origins) == (getattr(entry, column) is not None), column


@given(ours=full_entries(), said=fetched, later=fetched)
@many
def test_a_curators_word_stands_in_every_field(ours: CatalogueEntry, said: Fetched, later: Fetched) -> None:
    parts = ("aliases", "genres", "networks", "cast", "links", "episode list")
    with empty() as connection:
        connection.execute("INSERT INTO member (id) VALUES (?)", (CURATOR,))
        ident, _ = add(connection, ours)
        provenance.mark(connection, ident, [*PLAIN_COLUMNS, *parts], MEMBER, NOW, CURATOR)
        before = catalogue.entry(connection, ident)
        for heard in (said, later):
            changes = refreshing.apply(connection, ident, [(PART, heard)], NOW)
            assert all(change.kept for change in changes)
        assert catalogue.entry(connection, ident) == before


@given(ours=full_entries(), said=fetched)
@many
def test_nothing_that_a_file_gave_is_lost(ours: CatalogueEntry, said: Fetched) -> None:
    timely = ("episodes", "minutes", "aired_from", "aired_to", "weekday", "air_time")
    with empty() as connection:
        ident, _ = add(connection, ours)
        before = catalogue.entry(connection, ident)
        refreshing.apply(connection, ident, [(PART, said)], NOW)
        after = catalogue.entry(connection, ident)
        for column in PLAIN_COLUMNS:
            known = getattr(before, column)
            if known is not None and column not in timely:
                assert getattr(after, column) == known, column
        for part in ("aliases", "genres", "networks"):
            missing = set(getattr(before, part)) - set(getattr(after, part))
            assert missing <= {after.native_title}, part  # a name that became the native title is told there
        assert after.cast[: len(before.cast)] == before.cast
        assert after.links[: len(before.links)] == before.links
        titles = {episode.number: episode.title for episode in after.episode_list}
        assert all(titles[e.number] == e.title for e in before.episode_list if e.title)
        assert (after.synopses, after.quotes, after.music) == (before.synopses, before.quotes, before.music)


def test_the_counts_of_episodes_in_english() -> None:
    assert str(EpisodeChanges(1, 2, 1, 3)) == "1 new episode, 2 new dates, 1 new title, 3 gone"
    assert str(EpisodeChanges(dates=1)) == "1 new date"


def test_the_list_of_another_source_is_not_touched(connection: sqlite3.Connection) -> None:
    said = Fetched(CatalogueEntry("A"), (SeasonEpisode(1, 1, "One"),))
    ident = refreshing.add(connection, PART, said, None, NOW)
    other = replace(said, episodes=(SeasonEpisode(1, 1, "Uno"), SeasonEpisode(1, 2, "Due")))
    refreshing.apply(connection, ident, [(SourcePart(SourceName.TMDB, "2"), other)], NOW)
    assert [e.title for e in catalogue.entry(connection, ident).episode_list] == ["One"]
