"""What the scores of all recommend: computed as a whole or not at all, and nothing a member knows already."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dramas import Billing, CatalogueEntry, Credit, Filters
from bot.domain.recommendations import ForMe, ReasonForm, Regarded, Suggested
from bot.errors import NothingFound, StoreUnavailable
from bot.services.container import Services
from bot.services.recommending import taste as service
from bot.services.recommending.taste import Taste
from bot.store.database import Database
from bot.store.recommending import neighbours
from bot.taste.computing import Lists, compute, lists, piece
from bot.taste.neighbours import Near
from bot.taste.scores import ScoreTable
from bot.worker.parent import WorkFailed
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, TEAROOM, added, rows

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALL = Filters()


async def here(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
    """Computed in this process, in pieces of seven: what is tested is not the other process."""
    computed = lists(scores)
    for start in range(0, len(computed), 7):
        yield computed[start : start + 7]


@pytest.fixture
def taste(store: Database) -> Taste:
    return Taste(store, here)


async def give(store: Database, given: list[tuple[int, int, int]]) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO member (id) VALUES (?) ON CONFLICT DO NOTHING", {(member,) for member, _, _ in given}
        )
        connection.executemany("INSERT INTO score (member_id, drama_id, overall) VALUES (?, ?, ?)", given)

    await store.write(write)


def community(seed: int = 1) -> list[tuple[int, int, int]]:
    lot = random.Random(seed)  # noqa: S311 - the same rows every time
    return [
        (member, drama, lot.randint(1, 20))
        for member in range(100, 140)
        for drama in lot.sample(range(1, 31), 8)
    ]


def ids(answer: ForMe) -> list[int]:
    return [one.drama.id for one in answer.suggestions]


async def test_what_is_stored_is_what_the_engine_computes(store: Database, taste: Taste) -> None:
    await give(store, community())
    assert await taste.recompute(NOW) == len(lists(ScoreTable.of((*row, False) for row in community())))
    stored = await rows(store, "SELECT drama_id, near FROM neighbour ORDER BY drama_id")
    assert stored == sorted(lists(ScoreTable.of((*row, False) for row in community())))


async def test_the_process_computes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = ScoreTable.of((*row, False) for row in community())
    monkeypatch.setattr(service, "PIECE", 7)
    pieces = [some async for some in service.in_a_process(scores)]
    assert [len(some) for some in pieces[:-1]] == [7] * (len(pieces) - 1)
    assert [one for some in pieces for one in some] == lists(scores)


async def test_unchanged_scores_are_not_computed_again(store: Database) -> None:
    asked: list[int] = []

    def counting(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
        asked.append(len(scores))
        return here(scores)

    taste = Taste(store, counting)
    assert await taste.recompute(NOW) is None  # nobody has scored anything
    await give(store, [(1, 1, 20), (1, 2, 18)])
    assert await taste.recompute(NOW) == 2
    assert await taste.recompute(NOW) is None
    await store.write(
        lambda connection: connection.execute("UPDATE score SET overall = 19 WHERE drama_id = 2")
    )
    assert await taste.recompute(NOW) == 2
    await store.write(lambda connection: connection.execute("DELETE FROM score"))
    assert await taste.recompute(NOW) == 0
    assert await rows(store, "SELECT * FROM neighbour") == []
    assert asked == [2, 2]


async def test_nothing_is_read_where_nothing_has_changed(
    store: Database, taste: Taste, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    def counted(connection: sqlite3.Connection) -> neighbours.Given:
        reads.append(1)
        return given(connection)

    given = neighbours.given
    monkeypatch.setattr(neighbours, "given", counted)
    await give(store, [(1, 1, 20), (1, 2, 18)])
    assert await taste.recompute(NOW) == 2
    assert len(reads) == 1
    assert await taste.recompute(NOW) is None
    assert len(reads) == 1
    # Changed, and changed back: read once more, and not computed.
    for overall in (5, 18):
        await store.write(
            lambda connection, to=overall: connection.execute(  # type: ignore[misc]
                "UPDATE score SET overall = ? WHERE drama_id = 2", (to,)
            )
        )
    assert await taste.recompute(NOW) is None
    assert len(reads) == 2
    assert await taste.recompute(NOW) is None
    assert len(reads) == 2
    monkeypatch.setattr(service, "MADE_BY", "other rules")
    assert await taste.recompute(NOW) is None, "the digest is the same here"
    assert len(reads) == 3


async def test_a_run_cut_short_leaves_what_stood_and_is_made_good(
    store: Database, taste: Taste, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give(store, community())
    await taste.recompute(NOW)
    before = await store.read(lambda connection: neighbours.near(connection, range(1, 31)))
    await give(store, [(500, 1, 20), (500, 2, 20)])
    add = neighbours.add
    added: list[int] = []

    def failing(connection: sqlite3.Connection, generation: int, lists: Lists) -> None:
        if added:
            raise StoreUnavailable("full")
        added.append(generation)
        add(connection, generation, lists)

    monkeypatch.setattr(neighbours, "add", failing)
    with pytest.raises(StoreUnavailable):
        await taste.recompute(NOW)
    assert added
    assert await store.read(lambda connection: neighbours.near(connection, range(1, 31))) == before
    monkeypatch.setattr(neighbours, "add", add)
    await taste.recompute(NOW)
    assert await store.read(lambda connection: neighbours.near(connection, range(1, 31))) != before
    assert len(await rows(store, "SELECT DISTINCT generation FROM neighbour")) == 1


async def test_a_process_that_fails_changes_nothing(store: Database) -> None:
    async def failing(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
        yield lists(scores)[:5]
        raise WorkFailed("died twice, code -9")

    await give(store, community())
    await Taste(store, here).recompute(NOW)
    before = await rows(store, "SELECT * FROM neighbour")
    await give(store, [(500, 1, 20)])
    shown = await store.read(lambda connection: neighbours.near(connection, range(1, 31)))
    for _ in range(3):
        with pytest.raises(WorkFailed):
            await Taste(store, failing).recompute(NOW)
        assert await store.read(lambda connection: neighbours.near(connection, range(1, 31))) == shown
    # What the failed runs left takes no more room than one of them.
    assert len(await rows(store, "SELECT * FROM neighbour")) == len(before) + 5
    await Taste(store, here).recompute(NOW)
    assert len(await rows(store, "SELECT DISTINCT generation FROM neighbour")) == 1


def test_another_process_has_nothing_to_fetch() -> None:
    name, count = compute(ScoreTable.of([(1, 1, 20, False), (1, 2, 20, False)]))
    assert [drama_id for drama_id, _ in piece(name, 0, count)] == [1, 2]
    with pytest.raises(KeyError):
        piece("0" * 16, 0, 1)


async def test_who_has_both_is_counted_and_one_alone_is_not_told(
    store: Database, taste: Taste, services: Services
) -> None:
    await give(store, [(1, 1, 20), (1, 2, 20), (2, 1, 20), (2, 2, 18), (3, 1, 20), (3, 3, 20)])
    await taste.recompute(NOW)
    drama = await services.catalogue.get(1)
    shown = await services.recommending.like(drama, MIKA, asker_id=99, private=True)
    assert [(one.drama.id, one.common) for one in shown.similar] == [(2, 2)]


@pytest.mark.parametrize("seed", range(5))
async def test_nothing_known_and_nothing_hidden_is_ever_among_them(
    store: Database, taste: Taste, seed: int
) -> None:
    lot = random.Random(seed)  # noqa: S311 - the same lists every time
    await give(store, community(seed))
    known = lot.sample(range(1, 31), 9)
    statuses = ("plan", "watching", "completed", "on hold", "dropped")
    await give(store, [(MIKA.member_id, drama, lot.randint(10, 20)) for drama in known[:4]])

    def listing(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, ?)",
            [(MIKA.member_id, drama, lot.choice(statuses)) for drama in known[2:7]],
        )
        connection.execute("UPDATE drama SET hidden = 1 WHERE id IN (?, ?)", known[7:])

    await taste.recompute(NOW)
    await taste.for_member(MIKA, ALL, NOW)  # the tables are made before something is hidden
    await store.write(listing)
    answer = await taste.for_member(MIKA, ALL, NOW)
    assert len(ids(answer)) == 10
    assert not set(ids(answer)) & set(known)
    for one in answer.suggestions:
        for drama, half_points in one.because:
            assert await rows(
                store,
                "SELECT overall FROM score WHERE member_id = ? AND drama_id = ?",
                MIKA.member_id,
                drama.id,
            ) == [(half_points,)]


async def told(taste: Taste, drama_id: int) -> Suggested:
    """What one drama is suggested with."""
    answer = await taste.for_member(MIKA, ALL, NOW)
    return next(one for one in answer.suggestions if one.drama.id == drama_id)


async def test_a_series_is_begun_at_its_beginning_and_suggested_once(store: Database, taste: Taste) -> None:
    entries = [
        CatalogueEntry("Rain Road", year=2001, country="JP"),
        CatalogueEntry("Rain Road Season 2", year=2002, country="JP"),
        CatalogueEntry("Rain Road Season 3", year=2003, country="JP"),
    ]
    first, second, third = (drama.id for drama in await added(store, *entries))
    fans = range(200, 206)
    await give(store, [(fan, drama, 20) for fan in fans for drama in (1, second, third)])
    await give(store, [(MIKA.member_id, 1, 20)])
    await taste.recompute(NOW)
    found = ids(await taste.for_member(MIKA, ALL, NOW))
    assert found[0] == first
    assert not {second, third} & set(found)
    assert [drama.id for drama, _ in (await told(taste, first)).because] == [1]  # what spoke for a later one

    await give(store, [(MIKA.member_id, first, 18)])
    found = ids(await taste.for_member(MIKA, ALL, NOW))
    assert found[0] == second
    assert third not in found
    after = (await told(taste, second)).after
    assert after is not None
    assert after.id == first

    sql = "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, 'plan')"
    await store.write(lambda connection: connection.execute(sql, (MIKA.member_id, second)))
    assert not {second, third} & set(ids(await taste.for_member(MIKA, ALL, NOW)))
    await store.write(lambda connection: connection.execute("UPDATE progress SET status = 'dropped'"))
    assert not {second, third} & set(ids(await taste.for_member(MIKA, ALL, NOW)))
    await store.write(lambda connection: connection.execute("UPDATE progress SET status = 'completed'"))
    assert ids(await taste.for_member(MIKA, ALL, NOW))[0] == third


async def test_no_first_season_comes_that_was_not_asked_for(store: Database, taste: Taste) -> None:
    entries = [
        CatalogueEntry("Rain Road", year=2001, country="JP", genres=("Romance",)),
        CatalogueEntry("Rain Road Season 2", year=2002, country="JP", genres=("Shipwreck",)),
    ]
    await added(store, *entries)
    ((genre,),) = await rows(store, "SELECT id FROM genre WHERE name = 'Shipwreck'")
    with pytest.raises(NothingFound):
        await taste.for_member(MIKA, Filters(genre_id=int(str(genre))), NOW)


async def test_a_reason_tells_something_of_this_drama(store: Database, taste: Taste) -> None:
    star = (Credit("Rain Star", None, Billing.MAIN),)
    entries = [
        CatalogueEntry("Liked", country="JP", genres=("Romance", "Shipwreck"), cast=star),
        CatalogueEntry("With the star", country="JP", genres=("Romance",), cast=star, popularity=1),
        CatalogueEntry("At sea", country="JP", genres=("Romance", "Shipwreck"), popularity=1),
        CatalogueEntry("Of the common kind", country="JP", genres=("Romance",), popularity=1),
        CatalogueEntry(
            "A guest", country="JP", cast=(replace(star[0], billing=Billing.GUEST),), popularity=1
        ),
    ]
    liked, starred, sea, common, guest = (drama.id for drama in await added(store, *entries))
    await give(store, [(MIKA.member_id, liked, 20), (MIKA.member_id, 2, 4)])
    found = {one.drama.id: one for one in (await taste.for_member(MIKA, ALL, NOW)).suggestions}
    shared = found[starred].shared_cast
    assert shared is not None
    assert (shared[0], shared[1].id) == ("Rain Star", liked)
    assert found[sea].genres == ("Shipwreck",)
    assert found[common].genres == ()
    assert found[common].country is None or found[common].genres
    assert found[common].regarded is Regarded.WELL_KNOWN
    like = found[common].kin
    assert like is not None
    assert (like[0].id, *like[1:]) == (liked, 20, ("Romance",))
    assert guest not in found or found[guest].shared_cast is None


@pytest.mark.parametrize(("score", "named"), [(20, True), (15, True), (1, False)])
async def test_no_reason_is_a_drama_that_was_not_liked(
    store: Database, taste: Taste, score: int, named: bool
) -> None:
    """Not even the only one that was scored, whether it shares the kind or the cast."""
    star, common = (Credit("Rain Star", None, Billing.MAIN),), ("Romance", "Shipwreck")
    own, _ = await added(
        store,
        CatalogueEntry("Scored", country="JP", genres=common, cast=star),
        CatalogueEntry("Alike", country="JP", genres=common, cast=star, popularity=1),
    )
    await give(store, [(MIKA.member_id, own.id, score)])
    suggestions = (await taste.for_member(MIKA, ALL, NOW)).suggestions
    reasons = [(one.kin, one.shared_cast) for one in suggestions if one.kin or one.shared_cast]
    assert bool(reasons) is named


@pytest.mark.parametrize(
    ("guild_id", "scores", "said"),
    [
        (TEAROOM, (20, 18, 16), Regarded.LIKED_HERE),
        (ELSEWHERE, (20, 18, 16), Regarded.LIKED),
        (TEAROOM, (20, 18), None),  # two are not the members
        (TEAROOM, (16, 16, 2), Regarded.POPULAR),
    ],
)
async def test_what_members_think_is_said_only_where_it_is_true(
    store: Database, taste: Taste, guild_id: int, scores: tuple[int, ...], said: Regarded | None
) -> None:
    (drama,) = await added(store, CatalogueEntry("Rain Road", country="JP"))
    await give(store, [(200 + at, drama.id, halves) for at, halves in enumerate(scores)])
    sql = "INSERT INTO guild_member (guild_id, member_id) VALUES (?, ?)"
    await store.write(lambda c: c.executemany(sql, [(guild_id, 200 + at) for at in range(len(scores))]))
    assert (await told(taste, drama.id)).regarded is said


async def test_members_recommend_it_with_what_was_liked(
    store: Database, taste: Taste, services: Services
) -> None:
    liked, unknown = await added(store, CatalogueEntry("Liked"), CatalogueEntry("Rain Road", popularity=1))
    await give(store, [(MIKA.member_id, liked.id, 20)])
    assert (await told(taste, unknown.id)).beside is None
    one = await services.recommending.suggest(unknown, liked, ReasonForm("Both of them."), JUN, NOW)
    assert (await told(taste, unknown.id)).beside == liked
    await store.write(lambda c: c.execute("UPDATE recommendation SET hidden = 1 WHERE id = ?", (one.id,)))
    assert (await told(taste, unknown.id)).beside is None
    await services.recommending.withdraw(
        (await services.recommending.suggest(unknown, liked, ReasonForm("Yes."), KEN, NOW)).id, KEN
    )
    await services.recommending.suggest(unknown, liked, ReasonForm("Of another server."), KEN, NOW)
    assert (await told(taste, unknown.id)).beside is None


async def test_members_make_a_drama_popular_before_the_catalogue_does(store: Database, taste: Taste) -> None:
    ((least,),) = await rows(
        store,
        "SELECT id FROM drama WHERE hidden = 0 ORDER BY popularity IS NULL, popularity DESC, id LIMIT 1",
    )
    await give(store, [(member, int(str(least)), 16) for member in range(100, 105)])
    assert ids(await taste.for_member(MIKA, ALL, NOW))[0] == least


async def test_the_tables_are_made_anew_after_a_while_without_waiting(store: Database, taste: Taste) -> None:
    before = ids(await taste.for_member(MIKA, ALL, NOW))
    await give(store, [(member, 40, 16) for member in range(100, 140)])
    soon = NOW + service.TABLES_LAST - timedelta(seconds=1)
    assert ids(await taste.for_member(MIKA, ALL, soon)) == before
    later = NOW + service.TABLES_LAST
    assert ids(await taste.for_member(MIKA, ALL, later)) == before  # nobody waits for them
    assert taste._making is not None
    await taste._making
    assert ids(await taste.for_member(MIKA, ALL, later))[0] == 40
    await taste.aclose()


async def test_no_member_waits_for_the_tables_that_were_prepared(store: Database, taste: Taste) -> None:
    await taste.prepare(NOW)
    made = taste._making
    assert made is not None
    assert made.done()
    await taste.for_member(MIKA, ALL, NOW)
    assert taste._making is made


async def test_an_empty_catalogue_has_nothing_to_recommend(empty: Database) -> None:
    with pytest.raises(NothingFound):
        await Taste(empty, here).for_member(MIKA, ALL, NOW)


async def test_a_list_that_was_stored_reads_as_it_was(store: Database, taste: Taste) -> None:
    await give(store, community())
    await taste.recompute(NOW)
    ((stored,),) = await rows(store, "SELECT near FROM neighbour WHERE drama_id = 1")
    assert isinstance(stored, bytes)
    near = Near.from_bytes(stored)
    assert 1 not in near.dramas.tolist()
    assert near.similarity.tolist() == sorted(near.similarity.tolist(), reverse=True)
