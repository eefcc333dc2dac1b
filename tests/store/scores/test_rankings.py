"""A ranking is the one that plain Python makes of the same scores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

import pytest

from bot.domain.dramas import CatalogueEntry, Filters, Sort
from bot.domain.progress import Progress, Status
from bot.domain.ranking import By, Ranking, Scope
from bot.domain.ratings import Rating
from bot.domain.scores import FEWEST_RANKED, Score
from bot.store.catalogue import lookups
from bot.store.members import members
from bot.store.scores import scores, standings
from tests.store.memory import NOW, add, empty
from tests.store.scores.test_standings import recounted


@dataclass(frozen=True)
class Known:
    """A catalogue full of equals, with its genres' ids."""

    connection: sqlite3.Connection
    entries: dict[int, CatalogueEntry]
    genre_ids: dict[str, int]

    def ranked(self, ranking: Ranking, guild: int | None) -> list[int]:
        """The ranking as plain Python makes it."""
        where = guild if ranking.scope is Scope.HERE and guild is not None else standings.EVERYWHERE
        found = []
        for (at, drama), row in recounted(self.connection).items():
            number, _, watchers, rating, country, year, rank, hidden = row
            entry = self.entries[drama]
            genres = [self.genre_ids[name] for name in entry.genres]
            assert isinstance(number, int)
            assert isinstance(watchers, int)
            amount = number if ranking.by is By.RATING else watchers
            order: tuple[float, ...] = (-watchers,)
            if ranking.by is By.RATING and number:  # few scores come last, whatever they are
                order = (number < FEWEST_RANKED, -float(str(rating)), -number)
            if (
                at == where
                and not hidden
                and amount
                and ranking.genre_id in (None, *genres)
                and ranking.country in (None, country)
                and ranking.year in (None, year)
            ):
                found.append((*order, rank, drama))
        return [int(str(place[-1])) for place in sorted(found)]


@pytest.fixture(scope="module")
def known() -> Iterator[Known]:
    random = Random(8)  # noqa: S311 - the same catalogue every time
    with empty() as connection:
        entries = {}
        for number in range(1, 81):
            entry = CatalogueEntry(
                f"drama {number}",
                country=random.choice(("JP", "KR")),
                year=random.choice((2005, 2016)),
                popularity=random.choice((None, 1, 2)),
                genres=tuple(random.sample(("Romance", "Crime"), random.randint(0, 2))),
                sources=(("test", str(number)),),
            )
            entries[add(connection, entry)[0]] = entry
        for member in range(1, 8):
            members.seen(connection, member, 10 if member % 2 else 20, NOW)
            for drama in random.sample(list(entries), 50):
                # Few values and few members: most ranks are decided by what comes after the rating.
                scores.put(connection, member, drama, Score(random.choice((12, 16))), NOW)
            for drama in random.sample(list(entries), 40):
                members.put_progress(connection, member, drama, Progress(random.choice(list(Status))), NOW)
        connection.execute("UPDATE drama SET hidden = 1 WHERE id % 9 = 0")
        yield Known(connection, entries, lookups.labels(connection, "genre"))


def every_ranking(known: Known) -> Iterator[Ranking]:
    genres = (None, *known.genre_ids.values())
    for by, scope, genre, country, year in product(By, Scope, genres, (None, "JP"), (None, 2016)):
        yield Ranking(by, scope, genre, country, year)


@pytest.mark.parametrize("genre_side", [1, 10**6], ids=["walking", "from the genre"])
def test_every_ranking_is_in_its_order_to_the_last_page(
    known: Known, monkeypatch: pytest.MonkeyPatch, genre_side: int
) -> None:
    monkeypatch.setattr(standings, "GENRE_SIDE", genre_side)
    longest = 0
    for ranking in every_ranking(known):
        expected = known.ranked(ranking, 10)
        first = standings.page(known.connection, ranking, 10, 0, 7)
        found = []
        for index in range(first.pages):
            page = standings.page(known.connection, ranking, 10, index, 7)
            assert (page.index, page.total, len(page.places) <= 7) == (index, len(expected), True)
            found += [place.drama.id for place in page.places]
        assert found == expected, ranking
        longest = max(longest, len(found))
    assert longest > 60


def test_a_place_says_what_it_is_ranked_by(known: Known) -> None:
    page = standings.page(known.connection, Ranking(scope=Scope.EVERYWHERE), None, 0, 10)
    totals = recounted(known.connection)
    for place in page.places:
        number, _, watchers, rating, *_ = totals[0, place.drama.id]
        assert (place.rating, place.watchers) == (Rating(int(str(number)), float(str(rating))), watchers)
        assert place.drama.title == known.entries[place.drama.id].title
    romance = Ranking(genre_id=known.genre_ids["Romance"])
    assert standings.page(known.connection, romance, 10, 0, 10).genre == "Romance"


@pytest.mark.parametrize(("index", "given_index"), [(-3, 0), (3, 3), (10**9, 4)])
def test_a_page_past_the_ends_is_the_one_at_the_end(
    known: Known, monkeypatch: pytest.MonkeyPatch, index: int, given_index: int
) -> None:
    monkeypatch.setattr(standings, "PLACES", 25)
    ranking = Ranking(scope=Scope.EVERYWHERE)
    page = standings.page(known.connection, ranking, None, index, 6)
    assert (page.index, page.total, page.pages) == (given_index, 25, 5)
    expected = known.ranked(ranking, None)[:25][given_index * 6 : given_index * 6 + 6]
    assert [place.drama.id for place in page.places] == expected


def test_nothing_is_ranked_where_nobody_was_seen(known: Known) -> None:
    for by in By:
        page = standings.page(known.connection, Ranking(by), 999, 5, 10)
        assert (page.places, page.total, page.index, page.pages) == ((), 0, 0, 1)


@pytest.mark.parametrize("genre_side", [1, 10**6], ids=["walking", "from the genre"])
def test_no_ranking_scans_a_table(known: Known, monkeypatch: pytest.MonkeyPatch, genre_side: int) -> None:
    monkeypatch.setattr(standings, "GENRE_SIDE", genre_side)
    for ranking in every_ranking(known):
        sql, bound = standings.placing(known.connection, ranking, 10)
        steps = [row[3] for row in known.connection.execute(f"EXPLAIN QUERY PLAN {sql}", bound)]
        assert steps
        # A part of the ranking that runs beside the other one is no table.
        assert not [step for step in steps if "SCAN" in step and not step.startswith("SCAN (subquery-")], (
            steps
        )
        if ranking.genre_id is None:
            read = [step for step in steps if step.startswith("SEARCH")]
            assert len(read) == (2 if ranking.by is By.RATING else 1)  # those with few scores come after
            assert all("USING COVERING INDEX standing_" in step for step in read)
            assert not any("TEMP B-TREE" in step for step in steps)


def test_search_by_rating_reads_the_same_totals(known: Known) -> None:
    found = lookups.page(known.connection, Filters(country="KR"), Sort.RATING, 0, 100).dramas
    totals = recounted(known.connection)
    ratings = [totals.get((0, drama.id), (0, 0, 0, None))[3] or 0 for drama in found]
    assert len(found) > 20
    assert ratings == sorted(ratings, key=lambda rating: -float(str(rating)))


def test_a_drama_has_the_place_at_which_the_ranking_has_it(known: Known) -> None:
    sql = ", ".join(standings.before(by) for by in By)
    seen = 0
    for (where, drama), (number, *_) in recounted(known.connection).items():
        scope = Scope.EVERYWHERE if where == standings.EVERYWHERE else Scope.HERE
        row = known.connection.execute(
            f"SELECT {sql} FROM standing s WHERE s.guild_id = ? AND s.drama_id = ?", (where, drama)
        ).fetchone()
        for by, before in zip(By, row, strict=True):
            ranked = known.ranked(Ranking(by, scope), where)
            if drama not in ranked or (by is By.RATING and int(str(number)) < FEWEST_RANKED):
                assert before is None
            else:
                assert ranked[before] == drama
                seen += 1
    assert seen > 100
