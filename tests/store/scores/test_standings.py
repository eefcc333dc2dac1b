"""The totals that triggers keep are those of a recount, and a ranking is the one that plain Python makes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, Filters, Sort
from bot.domain.progress import Progress, Status
from bot.domain.ranking import By, Ranking, Scope
from bot.domain.scores import Score, weighted
from bot.store import migrations
from bot.store.catalogue import lookups
from bot.store.members import members
from bot.store.scores import scores, standings
from tests.store.memory import NOW, add, empty

LAST = 9_223_372_036_854_775_807  # the rank of a drama without one
DRAMAS, MEMBERS, GUILDS = (1, 2, 3), (1, 2, 3, 4), (10, 20)

Totals = dict[tuple[int, int], tuple[object, ...]]
Write = Callable[[sqlite3.Connection], object]


def kept(connection: sqlite3.Connection) -> Totals:
    rows = connection.execute(
        "SELECT guild_id, drama_id, scores, points, watchers, weighted, country, year, popularity, hidden"
        " FROM standing"
    )
    return {row[:2]: row[2:] for row in rows}


def recounted(connection: sqlite3.Connection) -> Totals:
    """The same from the rows that members wrote, in plain Python: who has not finished does not count."""
    guilds_of: dict[int, list[int]] = {member: [standings.EVERYWHERE] for member in range(100)}
    for guild, member in connection.execute("SELECT guild_id, member_id FROM guild_member"):
        guilds_of[member].append(guild)
    totals: dict[tuple[int, int], list[int]] = {}
    listed = {
        (drama, member): status
        for drama, member, status in connection.execute("SELECT drama_id, member_id, status FROM progress")
    }
    for drama, member, overall in connection.execute("SELECT drama_id, member_id, overall FROM score"):
        if listed.get((drama, member), "completed") != "completed":
            continue
        for guild in guilds_of[member]:
            entry = totals.setdefault((guild, drama), [0, 0, 0])
            entry[0] += 1
            entry[1] += overall
    for drama, member in listed:
        for guild in guilds_of[member]:
            totals.setdefault((guild, drama), [0, 0, 0])[2] += 1
    facts = {
        ident: (country, year, LAST if rank is None else rank, hidden)
        for ident, country, year, rank, hidden in connection.execute(
            "SELECT id, country, year, popularity, hidden FROM drama"
        )
    }
    return {
        (guild, drama): (number, points, watchers, weighted(points, number), *facts[drama])
        for (guild, drama), (number, points, watchers) in totals.items()
    }


# --- writing ---


def _seen(member: int, guild: int | None) -> Write:
    return lambda connection: members.seen(connection, member, guild, NOW)


def _scored(member: int, guild: int | None, drama: int, overall: int) -> Write:
    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, member, guild, NOW)
        scores.put(connection, member, drama, Score(overall), NOW)

    return write


def _watched(member: int, guild: int | None, drama: int, status: Status) -> Write:
    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, member, guild, NOW)
        members.put_progress(connection, member, drama, Progress(status, 1), NOW)

    return write


def _sql(statement: str, *values: object) -> Write:
    return lambda connection: connection.execute(statement, values)


def _became(old: int, new: int) -> Write:
    """Two dramas that turn out to be one: what fits moves, what does not stays, the old one hides."""

    def write(connection: sqlite3.Connection) -> None:
        for table in ("score", "progress"):
            connection.execute(f"UPDATE OR IGNORE {table} SET drama_id = ? WHERE drama_id = ?", (new, old))
        connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (old,))

    return write


def _undone(write: Write) -> Write:
    def undone(connection: sqlite3.Connection) -> None:
        connection.execute("SAVEPOINT undone")
        write(connection)
        connection.execute("ROLLBACK TO undone")
        connection.execute("RELEASE undone")

    return undone


member_ids, drama_ids = st.sampled_from(MEMBERS), st.sampled_from(DRAMAS)
guild_ids = st.sampled_from((None, *GUILDS))
plain_writes = st.one_of(
    st.builds(_seen, member_ids, guild_ids),
    st.builds(_scored, member_ids, guild_ids, drama_ids, st.integers(1, 20)),
    st.builds(_watched, member_ids, guild_ids, drama_ids, st.sampled_from(Status)),
    st.builds(_became, drama_ids, drama_ids),
    st.builds(
        _sql, st.just("DELETE FROM score WHERE member_id = ? AND drama_id = ?"), member_ids, drama_ids
    ),
    st.builds(
        _sql, st.just("DELETE FROM progress WHERE member_id = ? AND drama_id = ?"), member_ids, drama_ids
    ),
    st.builds(_sql, st.just("DELETE FROM guild_member WHERE member_id = ?"), member_ids),
    st.builds(_sql, st.just("DELETE FROM member WHERE id = ?"), member_ids),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE guild_member SET guild_id = 20 WHERE member_id = ?"), member_ids
    ),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE score SET member_id = 1, overall = 3 WHERE member_id = ?"), member_ids
    ),
    st.builds(_sql, st.just("UPDATE OR IGNORE progress SET member_id = 1 WHERE member_id = ?"), member_ids),
    st.builds(
        _sql,
        st.just("UPDATE OR IGNORE progress SET member_id = 1, status = 'completed' WHERE member_id = ?"),
        member_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE OR IGNORE progress SET drama_id = 2, status = 'dropped' WHERE drama_id = ?"),
        drama_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE progress SET status = ? WHERE member_id = ?"), st.sampled_from(Status),
        member_ids,
    ),
    st.builds(
        _sql, st.just("UPDATE drama SET hidden = 1 - hidden, year = 1999, popularity = NULL WHERE id = ?"),
        drama_ids,
    ),
)  # fmt: skip
any_writes = st.one_of(plain_writes, st.builds(_undone, plain_writes))


@pytest.fixture(scope="module")
def three() -> Iterator[sqlite3.Connection]:
    """Three dramas and a member who moves may be made to; each example is rolled back."""
    with empty() as connection:
        for number in DRAMAS:
            entry = CatalogueEntry(f"drama {number}", country="JP", year=2000 + number, popularity=number)
            add(connection, entry)
        yield connection


@settings(max_examples=300)
@given(writes=st.lists(any_writes, max_size=40))
def test_whatever_is_written_the_totals_are_those_of_a_recount(
    three: sqlite3.Connection, writes: list[Write]
) -> None:
    three.execute("SAVEPOINT example")
    try:
        members.seen(three, 1, None, NOW)  # scores are moved to this one
        for write in writes:
            try:
                write(three)
            except sqlite3.IntegrityError:  # moved to a member who is gone
                continue
            assert kept(three) == recounted(three)
    finally:
        three.execute("ROLLBACK TO example")
        three.execute("RELEASE example")


@pytest.mark.parametrize("status", Status)
def test_a_score_counts_for_who_has_finished(three: sqlite3.Connection, status: Status) -> None:
    three.execute("SAVEPOINT example")
    _scored(2, 10, 1, 20)(three)
    assert kept(three)[10, 1][:2] == (1, 20)  # no list is kept: they scored the whole
    _watched(2, None, 1, status)(three)
    finished = status is Status.COMPLETED
    assert kept(three)[10, 1][:3] == ((1, 20, 1) if finished else (0, 0, 1))
    _scored(2, 10, 1, 12)(three)
    assert kept(three)[0, 1][:3] == ((1, 12, 1) if finished else (0, 0, 1))
    _watched(2, None, 1, Status.COMPLETED)(three)
    assert kept(three)[10, 1][:3] == (1, 12, 1)
    three.execute("DELETE FROM progress")
    assert kept(three)[10, 1][:3] == (1, 12, 0)
    three.execute("ROLLBACK TO example")
    three.execute("RELEASE example")


def test_a_deleted_member_takes_all_of_theirs_along(three: sqlite3.Connection) -> None:
    three.execute("SAVEPOINT example")
    _scored(2, 10, 1, 20)(three)
    _watched(2, 10, 3, Status.PLAN)(three)
    _scored(3, 10, 1, 10)(three)
    assert kept(three)[10, 1][:3] == (2, 30, 0)
    three.execute("DELETE FROM member WHERE id = 2")
    assert {place: totals[:3] for place, totals in kept(three).items()} == {
        (0, 1): (1, 10, 0),
        (10, 1): (1, 10, 0),
    }
    three.execute("ROLLBACK TO example")


@given(votes=st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_the_weighted_rating_is_the_domains_to_the_last_bit(
    three: sqlite3.Connection, votes: list[int]
) -> None:
    three.execute("SAVEPOINT example")
    for member, vote in enumerate(votes, 1):
        _scored(member, None, 2, vote)(three)
    (kept_rating,) = three.execute("SELECT weighted FROM standing WHERE drama_id = 2").fetchone()
    three.execute("ROLLBACK TO example")
    three.execute("RELEASE example")
    assert kept_rating == weighted(sum(votes), len(votes))


def test_the_migration_counts_what_stood_before() -> None:
    random = Random(4)  # noqa: S311 - the same rows every time
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        known = migrations.all_migrations()
        for migration in known[:6]:
            old.executescript(migration.sql)
        for number in range(1, 30):
            rank, hidden = random.choice([None, number % 5]), random.randint(0, 1)
            old.execute(
                "INSERT INTO drama (id, title, country, popularity, hidden) VALUES (?, 'a', 'KR', ?, ?)",
                (number, rank, hidden),
            )
        for member in range(1, 20):
            for guild in random.sample((None, 10, 20, 30), 2):
                members.seen(old, member, guild, NOW)
            for drama in random.sample(range(1, 30), 8):
                scores.put(old, member, drama, Score(random.randint(1, 20)), NOW)
            for drama in random.sample(range(1, 30), 12):
                old.execute(
                    "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, ?)",
                    (member, drama, random.choice(list(Status))),
                )
        written = (
            "SELECT * FROM score",
            "SELECT member_id, drama_id, status, episode, updated_at FROM progress",
        )
        before = [old.execute(sql).fetchall() for sql in written]
        for migration in known[6:]:
            old.executescript(f"BEGIN; {migration.sql} COMMIT;")
        assert [old.execute(sql).fetchall() for sql in written] == before
        assert len(kept(old)) > 60
        assert kept(old) == recounted(old)


def test_nothing_replaces_a_row_which_no_trigger_sees() -> None:
    counted = ("score", "progress", "guild_member", "{")  # or a table whose name is filled in later
    sources = list(Path(standings.__file__).parents[1].rglob("*.py"))
    assert len(sources) > 8
    for source in sources:
        for target in re.findall(r"\bREPLACE(?: INTO)? +([\w{]+)", source.read_text(encoding="utf-8")):
            assert not target.startswith(counted), source


# --- reading ---


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
            order = (-float(str(rating)), -number) if ranking.by is By.RATING and number else (-watchers,)
            if (
                at == where
                and not hidden
                and amount
                and ranking.genre_id in (None, *genres)
                and ranking.country in (None, country)
                and ranking.year in (None, year)
            ):
                found.append((*order, rank, drama))
        return [place[-1] for place in sorted(found)]


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
        assert (place.rating, place.scores, place.watchers) == (rating, number, watchers)
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
        assert not [step for step in steps if "SCAN" in step], steps
        if ranking.genre_id is None:
            assert len(steps) == 1
            assert "USING COVERING INDEX standing_by_" in steps[0]


def test_search_by_rating_reads_the_same_totals(known: Known) -> None:
    found = lookups.page(known.connection, Filters(country="KR"), Sort.RATING, 0, 100).dramas
    totals = recounted(known.connection)
    ratings = [totals.get((0, drama.id), (0, 0, 0, None))[3] or 0 for drama in found]
    assert len(found) > 20
    assert ratings == sorted(ratings, key=lambda rating: -float(str(rating)))
