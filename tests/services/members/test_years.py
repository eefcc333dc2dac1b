"""Years in review, against a count of the test's own; a server's in pieces, whoever may be named."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.years import DramaTally, YearTally
from bot.errors import ServerOnly
from bot.services.container import Services
from bot.services.members import years as service
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, rows

YEAR = NOW.year
FINISHED = (
    "INSERT INTO progress (status, episode, member_id, drama_id, finished_on, rewatches)"
    " VALUES ('completed', 11, ?, ?, ?, ?)"
)


def finish(
    member: int, drama: int, day: str, overall: int | None = None, *, rewatches: int = 0, guild: int = TEAROOM
) -> list[tuple[str, tuple[object, ...]]]:
    """A member of the guild finished a drama on a day, and scored it."""
    done: list[tuple[str, tuple[object, ...]]] = [
        ("INSERT OR IGNORE INTO member (id, list_seen_by) VALUES (?, 'nobody')", (member,)),
        ("INSERT OR IGNORE INTO guild_member (guild_id, member_id) VALUES (?, ?)", (guild, member)),
        (
            FINISHED,
            (member, drama, day, rewatches),
        ),
    ]
    if overall is not None:
        done.append(
            ("INSERT INTO score (drama_id, member_id, overall) VALUES (?, ?, ?)", (drama, member, overall))
        )
    return done


async def store_all(store: Database, *done: list[tuple[str, tuple[object, ...]]]) -> None:
    def write(connection: sqlite3.Connection) -> None:
        for some in done:
            for sql, values in some:
                connection.execute(sql, values)

    await store.write(write)


async def test_ones_own_year_is_what_was_finished_in_it(services: Services, store: Database) -> None:
    await store.write(lambda c: c.execute("UPDATE drama SET minutes = CASE id WHEN 1 THEN 60 END"))
    await store_all(
        store,
        finish(1, 1, f"{YEAR}-01-01", 19, rewatches=2),
        finish(1, 2, f"{YEAR}-12-31", 12),
        finish(1, 3, f"{YEAR}-12-30"),
        finish(1, 4, f"{YEAR - 1}-12-31", 20),
        finish(2, 5, f"{YEAR}-05-05", 20),
    )
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = 3"))
    seen = await services.years.of_member(MIKA, YEAR)
    assert seen.months == (1, *[0] * 10, 1)
    assert (seen.finished, seen.seen.episodes, seen.seen.minutes, seen.seen.untimed) == (2, 22, 660, 11)
    assert [(drama.id, given) for drama, given in seen.best] == [(1, 19), (2, 12)]
    assert (seen.scores, seen.mean) == (2, 15.5)
    assert seen.again is not None
    assert (seen.again[0].id, seen.again[1]) == (1, 2)
    assert "Romance" in {genre.name for genre in seen.genres}
    assert (await services.years.of_member(REI, YEAR)).finished == 0


async def test_a_servers_year_counts_its_members_and_names_who_allows_it(
    services: Services, store: Database
) -> None:
    await store_all(
        store,
        finish(1, 1, f"{YEAR}-02-01", 20),
        finish(2, 1, f"{YEAR}-02-02", 19),
        finish(3, 1, f"{YEAR}-03-02", 20, rewatches=1),
        finish(1, 2, f"{YEAR}-04-01", 20),
        finish(2, 2, f"{YEAR}-04-01", 2),
        finish(3, 2, f"{YEAR}-04-01", 11),
        finish(4, 3, f"{YEAR}-04-01", 20, guild=600),
    )
    await store.write(lambda c: c.execute("UPDATE member SET list_seen_by = 'server' WHERE id = 2"))
    shown = await services.years.of_server(MIKA, YEAR, NOW)
    assert (shown.finished, shown.members, shown.different, shown.counted) == (6, 3, 2, None)
    assert shown.months[1:4] == (2, 1, 3)
    assert [one.drama.id for one in shown.favourites] == [1, 2]
    assert shown.split is not None
    assert (shown.split.drama.id, shown.split.tally.lowest, shown.split.tally.highest) == (2, 2, 20)
    assert shown.again is not None
    assert (shown.again.drama.id, shown.again.tally.again) == (1, 1)
    assert [(one.member_id, one.finished, one.here_only) for one in shown.watchers] == [(2, 2, True)]
    assert (await services.years.of_server(KEN, YEAR, NOW)).finished == 1

    # What is counted is kept for some minutes; whom it names is asked anew.
    await store.write(lambda c: c.execute("UPDATE member SET list_seen_by = 'nobody' WHERE id = 2"))
    await store_all(store, finish(9, 5, f"{YEAR}-04-02"))
    again = await services.years.of_server(JUN, YEAR, NOW + timedelta(minutes=1))
    assert (again.finished, again.watchers) == (6, ())
    assert (await services.years.of_server(JUN, YEAR, NOW + service.KEPT_FOR)).finished == 7
    direct = MIKA.__class__(1, None, "en", "en")
    with pytest.raises(ServerOnly):
        await services.years.of_server(direct, YEAR, NOW)


async def test_a_large_server_is_counted_in_pieces_up_to_a_number(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_all(store, *(finish(member, 1 + member % 3, f"{YEAR}-06-01", 15) for member in range(1, 26)))
    monkeypatch.setattr(service, "AT_A_TIME", 4)
    whole = await services.years.of_server(MIKA, YEAR, NOW)
    assert (whole.finished, whole.members, whole.counted) == (25, 25, None)
    monkeypatch.setattr(service, "MOST_MEMBERS", 8)
    cut = await services.years.of_server(MIKA, YEAR, NOW + timedelta(hours=1))
    assert (cut.finished, cut.counted) == (8, 8)


@pytest.mark.parametrize(
    ("month", "day", "meant"), [(1, 31, (2025, 2026)), (2, 1, (2026,)), (12, 31, (2026,))]
)
async def test_the_year_that_nobody_names(
    services: Services, month: int, day: int, meant: tuple[int, ...]
) -> None:
    assert await services.years.meant(MIKA, datetime(2026, month, day, 12, tzinfo=UTC)) == meant


FINISHES = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.integers(1, 6),
        st.dates(date(YEAR - 1, 11, 1), date(YEAR + 1, 2, 1)),
        st.none() | st.integers(1, 20),
        st.integers(0, 2),
    ),
    unique_by=lambda one: one[:2],
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(FINISHES, st.integers(1, 7))
def test_pieces_come_to_the_whole(finishes: list[tuple[int, int, date, int | None, int]], size: int) -> None:
    """Added up in pieces of any size, in the test's own count."""
    mine = [one for one in finishes if one[2].year == YEAR]
    tally = YearTally()
    for start in range(0, len(mine), size):
        part = YearTally(members=0)
        for _, drama_id, day, overall, rewatches in mine[start : start + size]:
            part.months[day.month - 1] += 1
            given = overall or 0
            one = DramaTally(1, int(rewatches > 0), int(bool(given)), given, given**2, given, given)
            part.dramas.setdefault(drama_id, DramaTally()).add(one)
        tally.add(part)
    assert sum(tally.months) == len(mine)
    by_drama = Counter(one[1] for one in mine)
    assert {drama_id: one.finished for drama_id, one in tally.dramas.items()} == by_drama
    for drama_id, one in tally.dramas.items():
        scores = [each[3] for each in mine if each[1] == drama_id and each[3]]
        assert (one.scores, one.total) == (len(scores), sum(scores))
        assert (one.lowest, one.highest) == (min(scores, default=0), max(scores, default=0))
    split = tally.most_split()
    assert split is None or tally.dramas[split].scores >= 3


async def test_the_store_reads_only_the_year(store: Database) -> None:
    plan = await rows(
        store,
        "EXPLAIN QUERY PLAN SELECT count(*) FROM progress p WHERE p.member_id = 1"
        " AND p.finished_on BETWEEN '2026-01-01' AND '2026-12-31'",
    )
    assert "progress_finished" in str(plan)
