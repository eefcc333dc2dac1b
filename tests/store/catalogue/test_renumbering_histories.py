"""Whatever lists a source gives one after the other: nothing ever belongs to another broadcast."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.numbering import in_turn, numbers_of
from bot.domain.sources import Fetched
from bot.store.catalogue import renumbering
from tests.store.catalogue.broadcasts import JUN, MIKA, at, new, numbered, recorded, refresh, rows, said, undo
from tests.store.memory import empty

Seasons = list[list[int]]  # the ids of each season, in the order of their numbers; 0 is a gap


@st.composite
def histories(draw: st.DrawFn) -> list[Seasons]:
    """Lists of one show as they follow each other: gaps filled, episodes inserted, removed, renumbered."""
    ids = iter(range(1, 200))
    seasons = [[next(ids) for _ in range(draw(st.integers(1, 5)))] for _ in range(draw(st.integers(1, 3)))]
    told = [[list(season) for season in seasons]]
    gone: list[int] = []
    for _ in range(draw(st.integers(1, 4))):
        for _ in range(draw(st.integers(1, 3))):
            season = seasons[draw(st.integers(0, len(seasons) - 1))]
            place = draw(st.integers(0, len(season) - 1)) if season else 0
            act = draw(st.sampled_from(["insert", "remove", "gap", "fill", "swap", "back", "season"]))
            if act == "season":
                seasons.append([next(ids)])
            elif act == "insert":
                season.insert(place, next(ids))
            elif act == "back" and gone:
                season.insert(place, gone.pop())
            elif season:
                change_at(season, place, act, ids, gone)
        told.append([list(season) for season in seasons])
    return told


def change_at(season: list[int], place: int, act: str, ids: Iterator[int], gone: list[int]) -> None:
    if act == "swap":
        season[place], season[-1] = season[-1], season[place]
    elif act == "fill" and not season[place]:
        season[place] = next(ids)
    elif act in ("remove", "gap"):
        if season[place]:
            gone.append(season[place])
        season[place : place + 1] = [0] if act == "gap" else []


def fetched_of(seasons: Seasons) -> Fetched:
    return said(
        *(
            at(ident, season, number)
            for season, idents in enumerate(seasons, 1)
            for number, ident in enumerate(idents, 1)
            if ident
        )
    )


def hang(connection: sqlite3.Connection, drama: int, chance: random.Random) -> None:
    """Members give things that say which broadcast they mean."""
    for ident, number in numbered(connection, drama).items():
        if chance.random() < 0.5:
            connection.execute(
                "INSERT OR REPLACE INTO synopsis (drama_id, episode, language, state, text)"
                " VALUES (?, ?, 'en', 'returned', ?)",
                (drama, number, ident),
            )
        if chance.random() < 0.5:
            connection.execute(
                "INSERT INTO comment (drama_id, guild_id, member_id, episode, spoils_episode, text)"
                " VALUES (?, 5, 1, ?, ?, ?)",
                (drama, number, number, ident),
            )
        if chance.random() < 0.5:
            connection.execute(
                "INSERT OR IGNORE INTO episode_score (drama_id, episode, member_id, overall)"
                " VALUES (?, ?, 2, ?)",
                (drama, number, int(ident) % 20 + 1),
            )
        if chance.random() < 0.3:
            connection.execute(
                "INSERT INTO progress (member_id, drama_id, status, episode, earlier_episode)"
                " VALUES (1, ?1, 'watching', ?2, ?2) ON CONFLICT DO UPDATE"
                " SET episode = excluded.episode, earlier_episode = excluded.earlier_episode",
                (drama, number),
            )


def assert_all_with_their_own(connection: sqlite3.Connection, drama: int) -> None:
    there = {number: ident for ident, number in numbered(connection, drama).items()}
    for number, ident in rows(connection, "SELECT episode, text FROM synopsis"):
        assert there.get(int(str(number))) == ident
    for number, spoils, ident in rows(connection, "SELECT episode, spoils_episode, text FROM comment"):
        assert there.get(int(str(number))) == there.get(int(str(spoils))) == ident
    for number, overall in rows(connection, "SELECT episode, overall FROM episode_score"):
        assert int(there[int(str(number))]) % 20 + 1 == overall


def dump(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: rows(connection, f"SELECT {asked} FROM {table} ORDER BY 1, 2, 3")
        for table, asked in {
            "episode": "*",
            "synopsis": "episode, text, id",
            "comment": "id, episode, spoils_episode",
            "episode_score": "*",
            "progress": "*",
        }.items()
    }


@settings(deadline=None, max_examples=100)  # 25 ms each
@given(histories(), st.randoms(use_true_random=False))
def test_nothing_ever_belongs_to_another_broadcast_and_undoing_gives_back_exactly(
    told: list[Seasons], chance: random.Random
) -> None:
    with empty() as connection:
        connection.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,)])
        drama = new(connection, *fetched_of(told[0]).episodes)
        for seasons in told[1:]:
            hang(connection, drama, chance)
            before = dump(connection)
            at_before = {n: i for i, n in numbered(connection, drama).items()}
            progress = rows(connection, "SELECT episode FROM progress")
            connection.execute("SAVEPOINT again")
            newest = renumbering.last(connection)
            change = recorded(connection, drama, fetched_of(seasons))
            assert_all_with_their_own(connection, drama)
            for (number,) in progress:
                # Who stood at a broadcast that is still listed stands at it, wherever it is.
                ident = at_before.get(int(str(number)))
                if ident and any(int(ident) in season for season in seasons):
                    (now,) = rows(connection, "SELECT episode, earlier_episode FROM progress")
                    assert now == (numbered(connection, drama)[ident],) * 2
            if renumbering.last(connection) > newest:
                undo(connection, change)
                assert dump(connection) == before
            connection.execute("ROLLBACK TO again")
            refresh(connection, drama, fetched_of(seasons))


@given(st.permutations(range(1, 9)))
def test_moves_in_turn_never_meet(order: list[int]) -> None:
    places = {number: f"of {number}" for number in range(1, 9)}
    for old, new_ in in_turn(dict(enumerate(order, 1))):
        assert new_ not in places
        places[new_] = places.pop(old)
    assert places == {new_: f"of {old}" for old, new_ in enumerate(order, 1)}


@given(
    st.dictionaries(st.integers(1, 40), st.integers(1, 40)),
    st.sets(st.integers(1, 60)),
    st.sets(st.integers(1, 60)),
)
def test_no_two_numbers_go_to_one_place(targets: dict[int, int], others: set[int], used: set[int]) -> None:
    one_each = {old: new_ for new_, old in {v: k for k, v in targets.items()}.items()}
    numbers = numbers_of(one_each, others - one_each.keys(), used)
    assert len(set(numbers.moves.values())) == len(numbers.moves)
    assert used <= numbers.moves.keys()
