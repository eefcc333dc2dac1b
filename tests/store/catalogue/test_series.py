"""Which drama comes before which, however the catalogue says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from bot.domain.dramas import CatalogueEntry, Relation
from bot.domain.series import earlier_names, kind_of
from bot.domain.sources import SourceName, SourcePart
from bot.services.recommending.reasons import Series
from bot.store.catalogue import series, source_links
from tests.store.memory import add, empty


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        yield opened


def drama(
    connection: sqlite3.Connection,
    title: str,
    year: int | None,
    *relations: tuple[str, str],
    country: str | None = "JP",
) -> int:
    related = tuple(Relation(kind, other) for kind, other in relations)
    return add(connection, CatalogueEntry(title, year=year, country=country, relations=related))[0]


def test_the_drama_itself_or_the_one_before_it_says_so(connection: sqlite3.Connection) -> None:
    first = drama(connection, "Tears", 2005, ("japanese sequel", "Tears Again"))
    second = drama(connection, "Tears Again", 2007)
    third = drama(connection, "Last Tears", 2009, ("prequel", "Tears Again"))
    assert series.before(connection, [first, second, third]) == {second: first, third: second}
    assert Series(connection, [third]).run_to(third) == (first, second, third)


def test_the_other_drama_of_the_same_title_is_not_meant(connection: sqlite3.Connection) -> None:
    korean = drama(connection, "Boys", 2005, country="KR")
    japanese = drama(connection, "Boys", 2006)
    after = drama(connection, "Boys Return", 2009, ("japanese prequel", "Boys"))
    korean_after = drama(connection, "Boys Come Back", 2009, country="KR")
    drama(connection, "Girls", 2006, ("japanese sequel", "Boys Come Back"))
    assert series.before(connection, [korean, japanese, after, korean_after]) == {after: japanese}


def test_what_was_filmed_later_or_is_out_of_sight_comes_not_before(connection: sqlite3.Connection) -> None:
    drama(connection, "Beginnings", 2012)
    story = drama(connection, "Story", 2010, ("prequel", "Beginnings"))
    assert series.before(connection, [story]) == {}
    seen = drama(connection, "Long Ago", 2001)
    last = drama(connection, "Today", 2011, ("prequel", "Long Ago"))
    assert series.before(connection, [last]) == {last: seen}
    connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (seen,))
    assert series.before(connection, [last]) == {}


def test_the_seasons_of_a_sources_show(connection: sqlite3.Connection) -> None:
    dramas = [drama(connection, title, 2020 + at) for at, title in enumerate(("One", "Two", "Four", "Other"))]
    for ident, show, seasons in zip(
        dramas, ("77", "77", "77", "770"), ((1, 1), (2, 3), (4, 4), (1, 1)), strict=True
    ):
        source_links.put_part(connection, ident, SourcePart(SourceName.TVMAZE, show, seasons, 1))
    one, two, four, _ = dramas
    assert series.before(connection, dramas) == {two: one, four: two}


def test_the_name_says_which_season_it_is(connection: sqlite3.Connection) -> None:
    first = drama(connection, "Hospital", 2020)
    drama(connection, "Hospital", 2019, country="KR")
    third = drama(connection, "Hospital Season 3", 2023)
    assert series.before(connection, [first, third]) == {third: first}
    second = drama(connection, "Hospital Season 2", 2021)
    assert series.before(connection, [second, third]) == {second: first, third: second}


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Hospital", ()),
        ("Hospital Season 1", ()),
        ("Season 2", ()),
        ("Hospital: Season 2", ("Hospital Season 1", "Hospital")),
        ("hospital season 3", ("hospital Season 2", "hospital Season 1", "hospital")),
        ("A Season 2 Remember", ()),
    ],
)
def test_names_of_earlier_seasons(title: str, names: tuple[str, ...]) -> None:
    assert earlier_names(title) == names


def test_a_kind_with_its_country_and_without() -> None:
    assert kind_of("hong kong prequel") == ("prequel", "HK")
    assert kind_of("side story") == ("side story", None)


def test_nothing_is_looked_for_but_by_an_index(connection: sqlite3.Connection) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    last = drama(connection, "Road Season 2", 2002, ("prequel", "Road"))
    source_links.put_part(connection, last, SourcePart(SourceName.TVMAZE, "77", (2, 2), 1))
    asked.clear()
    series.before(connection, [last])
    connection.set_trace_callback(None)
    assert len(asked) == 5
    for sql in asked:
        plan = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if step.startswith("SCAN")], plan


def test_a_ring_of_relations_is_gone_round_once(connection: sqlite3.Connection) -> None:
    one = drama(connection, "Egg", 2000, ("prequel", "Hen"))
    two = drama(connection, "Hen", 2000, ("prequel", "Egg"))
    assert Series(connection, [one]).run_to(one) == (two, one)


def test_the_first_that_was_not_seen_is_where_to_begin(connection: sqlite3.Connection) -> None:
    one = drama(connection, "Road", 2001)
    two = drama(connection, "Road Season 2", 2002)
    three = drama(connection, "Road Season 3", 2003)
    run = Series(connection, [one, two, three])
    assert run.to_begin(three, seen=(), dropped=()) == one
    assert run.to_begin(three, seen={one}, dropped=()) == two
    assert run.to_begin(three, seen={one, two}, dropped=()) == three
    assert run.to_begin(three, seen={two}, dropped=()) == one
    assert run.to_begin(three, seen={one, two}, dropped={two}) is None
    assert run.to_begin(one, seen=(), dropped=()) == one
