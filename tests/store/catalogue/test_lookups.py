"""Lists over the catalogue, against the same lists worked out in plain Python."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dramas import Billing, CatalogueEntry, Credit, Filters, Sort
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score, weighted
from bot.store.catalogue import lookups
from bot.store.members import members
from bot.store.scores import scores
from tests.store.memory import NOW, add, empty
from tests.store.plans import plan_of

GENRES = ("Romance", "Melodrama", "Crime")
NETWORKS = ("tvN", "Fuji TV")
COUNTRIES = ("JP", "KR", None)
YEARS = (2005, 2016, None)
PEOPLE = ("Sawajiri Erika", "Gong Yoo", "Kim Go Eun")
SOMEBODY = 77


@dataclass(frozen=True)
class Known:
    """A small catalogue in which every filter finds some dramas, and what it was made from."""

    connection: sqlite3.Connection
    entries: dict[int, CatalogueEntry]
    votes: dict[int, list[int]]
    genre_ids: dict[str, int]
    network_ids: dict[str, int]
    person_ids: dict[str, int]

    def fitting(self, filters: Filters) -> set[int]:
        return {
            ident
            for ident, entry in self.entries.items()
            if filters.genre_id in (None, *(self.genre_ids[name] for name in entry.genres))
            and filters.network_id in (None, *(self.network_ids[name] for name in entry.networks))
            and filters.person_id in (None, *(self.person_ids[credit.person] for credit in entry.cast))
            and filters.country in (None, entry.country)
            and filters.year in (None, entry.year)
        }

    def ordered(self, idents: set[int], sort: Sort) -> list[int]:
        def popularity(ident: int) -> tuple[float, int]:
            rank = self.entries[ident].popularity
            return (float("inf") if rank is None else rank, ident)

        def rating(ident: int) -> float:
            given_votes = self.votes.get(ident, [])
            return weighted(sum(given_votes), len(given_votes)) or -1

        orders = {
            Sort.POPULARITY: popularity,
            Sort.YEAR: lambda ident: (-(self.entries[ident].year or 0), *popularity(ident)),
            Sort.TITLE: lambda ident: (self.entries[ident].title.lower(), ident),
            Sort.RATING: lambda ident: (
                -round(rating(ident), 9),
                -len(self.votes.get(ident, ())),
                *popularity(ident),
            ),
        }
        return sorted(idents, key=orders[sort])


@pytest.fixture(scope="module")
def known() -> Iterator[Known]:
    random = Random(11)  # noqa: S311 - the same catalogue every time
    with empty() as connection:
        entries, votes = {}, {}
        for number in range(60):
            entry = CatalogueEntry(
                title=f"{random.choice('aBcD')} drama {number}",
                country=random.choice(COUNTRIES),
                year=random.choice(YEARS),
                popularity=random.choice([None, number % 7]),
                genres=tuple(random.sample(GENRES, random.randint(0, 3))),
                networks=tuple(random.sample(NETWORKS, random.randint(0, 2))),
                cast=tuple(
                    Credit(name, None, Billing.MAIN) for name in random.sample(PEOPLE, random.randint(0, 2))
                ),
                sources=(("test", str(number)),),
            )
            ident, _ = add(connection, entry)
            entries[ident] = entry
            if random.random() < 0.6:
                votes[ident] = [random.randint(1, 20) for _ in range(random.randint(1, 12))]
                for member, vote in enumerate(votes[ident]):
                    members.seen(connection, member + 1, None, NOW)
                    scores.put(connection, member + 1, ident, Score(vote), NOW)
        hidden, _ = add(connection, CatalogueEntry("hidden", country="JP", year=2005, genres=GENRES))
        connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (hidden,))
        yield Known(
            connection,
            entries,
            votes,
            lookups.labels(connection, "genre"),
            lookups.labels(connection, "network"),
            {named.names[0]: named.drama_id for named in lookups.people_names(connection)},
        )


def _every_filter(known: Known) -> Iterator[Filters]:
    for genre, country, year, network, person in product(
        (None, *GENRES[:2]), (None, "JP", "TH"), (None, 2005), (None, NETWORKS[0]), (None, PEOPLE[0])
    ):
        yield Filters(
            known.genre_ids[genre] if genre else None,
            country,
            year,
            known.network_ids[network] if network else None,
            known.person_ids[person] if person else None,
        )


def _all_pages(known: Known, filters: Filters, sort: Sort, size: int) -> list[int]:
    first = lookups.page(known.connection, filters, sort, 0, size)
    found = []
    for index in range(first.pages):
        page = lookups.page(known.connection, filters, sort, index, size)
        assert (page.index, page.total, page.size) == (index, first.total, size)
        assert len(page.dramas) <= size
        found += [drama.id for drama in page.dramas]
    return found


def test_each_filter_and_all_together(known: Known) -> None:
    found = 0
    for filters in _every_filter(known):
        page = lookups.page(known.connection, filters, Sort.POPULARITY, 0, 100)
        assert {drama.id for drama in page.dramas} == known.fitting(filters)
        assert page.total == len(page.dramas)
        found += page.total > 0
    assert found > 20  # the catalogue is wide enough for the comparison to mean something


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.RELEVANCE])
@pytest.mark.parametrize("size", [1, 7, 60, 100])
def test_the_pages_hold_every_drama_once_in_their_order(known: Known, sort: Sort, size: int) -> None:
    assert _all_pages(known, Filters(), sort, size) == known.ordered(set(known.entries), sort)
    korean = Filters(country="KR")
    assert _all_pages(known, korean, sort, size) == known.ordered(known.fitting(korean), sort)


@pytest.mark.parametrize("size", [1, 7, 60, 100])
def test_a_list_is_the_same_whether_it_is_sorted_or_walked(
    known: Known, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    for country, sort in product((None, "KR", "SG"), Sort):
        filters = Filters(country=country)
        sorted_at_once = _all_pages(known, filters, sort, size)
        with monkeypatch.context() as walking:
            walking.setattr(lookups, "SORTED_AT_MOST", -1)
            assert _all_pages(known, filters, sort, size) == sorted_at_once


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.RELEVANCE])
@pytest.mark.parametrize("sorted_at_most", [-1, 1_000])
def test_filters_find_the_same_whichever_is_read_first(
    known: Known, monkeypatch: pytest.MonkeyPatch, sort: Sort, sorted_at_most: int
) -> None:
    monkeypatch.setattr(lookups, "SORTED_AT_MOST", sorted_at_most)
    for filters in _every_filter(known):
        expected = known.ordered(known.fitting(filters), sort)
        for read_first in (1, 2_000):
            monkeypatch.setattr(lookups, "READ_FIRST", read_first)
            assert _all_pages(known, filters, sort, 40) == expected


# What is listed in an order that is ready, so that no list grows with the catalogue.
SERVED = [
    (Filters(country="KR"), Sort.POPULARITY),
    (Filters(year=2005), Sort.POPULARITY),
    (Filters(year=2005), Sort.YEAR),
    (Filters(country="KR"), Sort.RATING),
    (Filters(country="KR"), Sort.YEAR),
    (Filters(country="KR"), Sort.TITLE),
]


def _plans(connection: sqlite3.Connection, ask: Callable[[], object]) -> list[str]:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    ask()
    connection.set_trace_callback(None)
    assert asked
    return [str(row[3]) for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize(("filters", "sort"), SERVED)
def test_a_list_of_the_catalogue_is_neither_scanned_nor_sorted(
    known: Known, monkeypatch: pytest.MonkeyPatch, filters: Filters, sort: Sort
) -> None:
    monkeypatch.setattr(lookups, "SORTED_AT_MOST", -1)
    plan = _plans(known.connection, lambda: lookups.page(known.connection, filters, sort, 0, 10))
    # An order's own index is read from its start, as far as the limit. Nothing else is read without a key.
    walked = ("SCAN d USING INDEX drama_by_year", "SCAN d USING INDEX drama_by_name")
    scanned = [step for step in plan if step.startswith("SCAN") and step not in walked]
    assert not scanned and not [step for step in plan if "TEMP B-TREE" in step], plan


def test_the_best_known_are_read_from_their_place_and_nothing_is_counted(known: Known) -> None:
    plan = _plans(known.connection, lambda: lookups.best_known_dramas(known.connection, 25))
    assert plan == ["SCAN d USING INDEX drama_by_popularity"]  # from its start, as far as the limit
    expected = known.ordered(set(known.entries), Sort.POPULARITY)
    for limit in (0, 1, 25, 100):
        found = lookups.best_known_dramas(known.connection, limit)
        assert [drama.id for drama in found] == expected[:limit]


@pytest.mark.parametrize(("index", "given"), [(-5, 0), (0, 0), (5, 5), (6, 5), (10**9, 5)])
def test_a_page_past_the_ends_is_the_one_at_the_end(known: Known, index: int, given: int) -> None:
    assert lookups.page(known.connection, Filters(), Sort.TITLE, index, 10).index == given


def test_nothing_fits(known: Known) -> None:
    for among in (None, [1, 2, 3]):
        page = lookups.page(known.connection, Filters(country="SG"), Sort.RELEVANCE, 3, 10, among)
        assert (page.dramas, page.total, page.index, page.pages) == ((), 0, 0, 1)
    assert lookups.page(known.connection, Filters(), Sort.RELEVANCE, 0, 10, []).total == 0


@settings(deadline=None)
@given(data=st.data())
def test_the_best_matches_keep_the_order_that_search_gave_them(known: Known, data: st.DataObject) -> None:
    among = data.draw(st.permutations(list(known.entries)))[: data.draw(st.integers(0, 60))]
    among = [*among, 10**9]  # gone since
    found = []
    pages = lookups.page(known.connection, Filters(country="JP"), Sort.RELEVANCE, 0, 7, among).pages
    for index in range(pages):
        page = lookups.page(known.connection, Filters(country="JP"), Sort.RELEVANCE, index, 7, among)
        found += [drama.id for drama in page.dramas]
    assert found == [ident for ident in among if ident in known.fitting(Filters(country="JP"))]
    by_title = lookups.page(known.connection, Filters(country="JP"), Sort.TITLE, 0, 100, among)
    assert [drama.id for drama in by_title.dramas] == known.ordered(set(found), Sort.TITLE)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.integers(1, 20), max_size=8), min_size=2, max_size=8))
def test_the_order_by_rating_is_the_order_of_the_weighted_means(given_votes: list[list[int]]) -> None:
    with empty() as connection:
        means = {}
        for number, votes in enumerate(given_votes):
            ident, _ = add(connection, CatalogueEntry(f"Drama {number}"))
            means[ident] = weighted(sum(votes), len(votes))
            for member, vote in enumerate(votes):
                members.seen(connection, member + 1, None, NOW)
                scores.put(connection, member + 1, ident, Score(vote), NOW)
        page = lookups.page(connection, Filters(), Sort.RATING, 0, 100)
        found = [means[drama.id] for drama in page.dramas]
        assert len(found) == len(means)
        rated = [mean for mean in found if mean is not None]
        assert found == rated + [None] * (len(found) - len(rated))  # unrated ones last
        assert rated == sorted(rated, reverse=True)


@pytest.fixture(params=[0, lookups.DRAWN], ids=["counted", "drawn"])
def draw(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """Chance, with the ids drawn first or only counted: both ways must give the same."""
    monkeypatch.setattr(lookups, "DRAWN", request.param)
    return Random(5).random  # noqa: S311 - the same every time


def test_chance_reaches_every_drama_that_fits_and_no_other(known: Known, draw: Callable[[], float]) -> None:
    for filters in (Filters(), Filters(country="JP"), Filters(genre_id=known.genre_ids["Crime"], year=2016)):
        drawn = [lookups.random_drama(known.connection, filters, draw=draw) for _ in range(1_000)]
        assert {drama.id if drama else None for drama in drawn} == known.fitting(filters)
    assert lookups.random_drama(known.connection, Filters(), draw=lambda: 0.999_999_999) is not None
    assert lookups.random_drama(known.connection, Filters(country="SG"), draw=draw) is None


@pytest.mark.parametrize("status", Status)
def test_chance_leaves_out_what_a_member_knows(
    known: Known, status: Status, draw: Callable[[], float]
) -> None:
    connection = known.connection
    connection.execute("SAVEPOINT before")
    try:
        members.seen(connection, SOMEBODY, None, NOW)
        one, scored, *_ = sorted(known.entries)
        members.put_progress(connection, SOMEBODY, one, Progress(status, 1), NOW)
        scores.put(connection, SOMEBODY, scored, Score(12), NOW)
        drawn = {
            drama.id
            for _ in range(1_000)
            if (drama := lookups.random_drama(connection, Filters(), draw=draw, unseen_by=SOMEBODY))
        }
    finally:
        connection.execute("ROLLBACK TO before")
    planned = {one} if status is Status.PLAN else set()
    assert drawn == set(known.entries) - {one, scored} | planned


def test_every_drama_is_as_likely(known: Known) -> None:
    draw = Random(6).random  # noqa: S311 - the same every time
    fitting = known.fitting(Filters(country="JP"))
    times = Counter(
        drama.id
        for _ in range(200 * len(fitting))
        if (drama := lookups.random_drama(known.connection, Filters(country="JP"), draw=draw))
    )
    assert set(times) == fitting
    assert min(times.values()) > 130, "of about 200"
    assert max(times.values()) < 280


@pytest.mark.parametrize("few", [Filters(genre_id=1), Filters(network_id=1), Filters(person_id=1)])
def test_what_few_dramas_have_is_found_without_a_look_at_all(known: Known, few: Filters) -> None:
    steps = plan_of(known.connection, lambda: lookups.page(known.connection, few, Sort.RATING, 0, 10))
    assert any("drama_id" in step or "LIST SUBQUERY" in step for step in steps)
    # The few that are hidden are counted off.
    assert not [step for step in steps if step.startswith("SCAN d") and "drama_hidden" not in step]


def test_a_random_drama_is_drawn_without_a_look_at_all(known: Known) -> None:
    connection = known.connection
    steps = plan_of(
        connection,
        lambda: lookups.random_drama(connection, Filters(), draw=lambda: 0.5, unseen_by=SOMEBODY),
    )
    assert not [step for step in steps if step.startswith(("SCAN d", "SCAN p", "SCAN s"))], steps


def test_genres_and_networks_those_of_most_dramas_first(known: Known) -> None:
    counts = {name: sum(name in entry.genres for entry in known.entries.values()) for name in GENRES}
    counts = {name: count + 1 for name, count in counts.items()}  # the hidden drama has them all
    assert list(known.genre_ids) == sorted(GENRES, key=lambda name: (-counts[name], name))
    for name, ident in known.genre_ids.items():
        assert lookups.label(known.connection, "genre", ident) == name
    assert lookups.label(known.connection, "network", 10**9) is None


@pytest.mark.parametrize("table", ["drama", "genre; DROP TABLE drama", ""])
def test_no_other_table_is_read_as_labels(known: Known, table: str) -> None:
    with pytest.raises(ValueError, match=table or "^$"):
        lookups.labels(known.connection, table)
    with pytest.raises(ValueError, match=table or "^$"):
        lookups.label(known.connection, table, 1)


def test_years_newest_first(known: Known) -> None:
    assert lookups.years(known.connection) == [2016, 2005]
    plan = _plans(known.connection, lambda: lookups.years(known.connection))
    assert plan == ["SEARCH drama USING INDEX drama_by_year (year>?)"]


def test_a_persons_roles_newest_first_and_undated_last(known: Known) -> None:
    for name, ident in known.person_ids.items():
        page = lookups.person_page(known.connection, ident)
        assert page is not None
        assert page.person.name == name
        assert {role.drama.id for role in page.roles} == known.fitting(Filters(person_id=ident))
        years = [role.drama.year or 0 for role in page.roles]
        assert years == sorted(years, reverse=True)
    assert lookups.person_page(known.connection, 10**9) is None


def test_people_in_the_order_asked_with_who_has_most_roles_best_known(known: Known) -> None:
    idents = list(reversed(known.person_ids.values()))
    found = lookups.people(known.connection, [10**9, *idents])
    assert [person.id for person in found] == idents
    for named in lookups.people_names(known.connection):
        roles = known.fitting(Filters(person_id=named.drama_id))
        assert named.popularity == -len(roles)
