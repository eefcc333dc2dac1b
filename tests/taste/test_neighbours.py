"""Neighbours: which dramas the same members liked."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.taste.neighbours import Near, Neighbours, neighbours
from bot.taste.scores import ScoreTable
from tests.taste.plain import Row, similarities

EVERY = 1_000  # neighbours kept: all of them


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    pairs = draw(
        st.lists(st.tuples(st.integers(1, 8), st.integers(1, 12)), min_size=0, max_size=50, unique=True)
    )
    return [(member, drama, draw(st.integers(0, 20)), draw(st.booleans())) for member, drama in pairs]


def pairs_of(found: Neighbours) -> dict[tuple[int, int], tuple[float, int]]:
    return {
        (drama, other): (similarity, common)
        for drama, near in found.rows()
        for other, similarity, common in zip(
            near.dramas.tolist(), near.similarity.tolist(), near.common.tolist(), strict=True
        )
    }


def same(one: Neighbours, other: Neighbours) -> bool:
    return pairs_of(one) == pairs_of(other) and one.others.tolist() == other.others.tolist()


# Seen once each: they make a catalogue in which twelve dramas' pairs are few.
BYSTANDERS: list[Row] = [(1_000 + number, 1_000 + number, 16, False) for number in range(500)]


@pytest.mark.parametrize("bystanders", [[], BYSTANDERS], ids=["counted", "sorted"])
@given(given_rows=rows(), shrinkage=st.sampled_from([0.0, 1.0, 20.0]))
def test_they_are_what_the_formula_says(
    bystanders: list[Row], given_rows: list[Row], shrinkage: float
) -> None:
    found = pairs_of(neighbours(ScoreTable.of(given_rows + bystanders), keep=EVERY, shrinkage=shrinkage))
    expected = similarities(given_rows, shrinkage)
    assert found.keys() == expected.keys()
    for pair, (similarity, common) in found.items():
        assert similarity == pytest.approx(expected[pair][0], abs=1e-6)
        assert common == expected[pair][1]


@given(rows())
def test_two_dramas_are_as_similar_either_way_and_never_more_than_alike(given_rows: list[Row]) -> None:
    found = pairs_of(neighbours(ScoreTable.of(given_rows), keep=EVERY, shrinkage=0.0))
    for (one, other), value in found.items():
        assert found[other, one] == value
        assert one != other
        assert 0 < value[0] <= 1 + 1e-6


@given(rows(), st.randoms(use_true_random=False), st.integers(1, 30), st.integers(1, 200))
def test_neither_order_nor_size_of_a_block_changes_anything(
    given_rows: list[Row], lot: random.Random, block: int, pairs: int
) -> None:
    everything = given_rows + BYSTANDERS[:20]
    expected = neighbours(ScoreTable.of(everything), pairs=pairs)
    lot.shuffle(everything)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.taste.neighbours._BLOCK", block)
        assert same(neighbours(ScoreTable.of(everything), pairs=pairs), expected)


@given(rows(), st.integers(1, 5))
def test_the_most_similar_are_kept_in_order_and_ties_by_id(given_rows: list[Row], keep: int) -> None:
    scores = ScoreTable.of(given_rows)
    whole = neighbours(scores, keep=EVERY)
    few = neighbours(scores, keep=keep)
    assert few.dramas.tolist() == whole.dramas.tolist()
    for drama, near in few.rows():
        every = whole.of(drama)
        assert every is not None
        assert near.dramas.tolist() == every.dramas[:keep].tolist()
        ranking = list(zip((-every.similarity).tolist(), every.dramas.tolist(), strict=True))
        assert ranking == sorted(ranking)


@given(rows(), st.floats(0, 50), st.floats(0.1, 50))
def test_more_shrinkage_makes_nothing_more_similar(
    given_rows: list[Row], shrinkage: float, more: float
) -> None:
    scores = ScoreTable.of(given_rows)
    loose = pairs_of(neighbours(scores, keep=EVERY, shrinkage=shrinkage))
    tight = pairs_of(neighbours(scores, keep=EVERY, shrinkage=shrinkage + more))
    assert tight.keys() == loose.keys()
    assert all(tight[pair][0] < loose[pair][0] for pair in loose)


def test_of_two_equal_cosines_the_one_that_more_members_stand_for_comes_first() -> None:
    few = [(member, drama, 18, False) for member in (1, 2) for drama in (1, 2)]
    many = [(member, drama, 18, False) for member in range(10, 30) for drama in (11, 12)]
    found = pairs_of(neighbours(ScoreTable.of(few + many)))
    assert found[11, 12][0] > 2 * found[1, 2][0]
    assert (found[1, 2][1], found[11, 12][1]) == (2, 20)


def test_dramas_of_one_taste_find_each_other_among_popular_ones() -> None:
    lot = random.Random(4)  # noqa: S311 - the same rows every time
    everything = []
    for member in range(300):
        taste = member % 3
        liked = lot.sample(range(taste * 20, taste * 20 + 20), 8)
        everything += [(member, drama, lot.randint(16, 20), False) for drama in liked]
        everything += [(member, drama, lot.randint(8, 16), False) for drama in lot.sample(range(60, 70), 4)]
    found = neighbours(ScoreTable.of(everything), keep=8)
    for drama in range(60):
        near = found.of(drama)
        assert near is not None
        assert {other // 20 for other in near.dramas.tolist()} == {drama // 20}


def test_what_one_member_loved_and_the_same_one_hated_is_not_alike() -> None:
    everything = [(1, 1, 20, False), (1, 2, 1, False), (1, 3, 19, False), (1, 4, 18, True)]
    found = pairs_of(neighbours(ScoreTable.of(everything)))
    assert {pair for pair in found if pair[0] == 1} == {(1, 3)}
    assert (2, 4) in found  # they were both not for this member


def test_a_busy_member_is_sampled_and_nobody_else() -> None:
    busy = [(1, drama, 16, False) for drama in range(1, 201)]
    calm = [(2, drama, 16, False) for drama in (301, 302, 303)]
    found = neighbours(ScoreTable.of(busy + calm), keep=EVERY, pairs=1_000)
    assert sum(1 for one, _ in pairs_of(found) if one < 300) <= 1_000
    assert len({one for one, _ in pairs_of(found) if one < 300}) == 31  # 31² + 3² is just below a thousand
    assert {pair for pair in pairs_of(found) if pair[0] > 300} == {
        (one, other) for one in (301, 302, 303) for other in (301, 302, 303) if one != other
    }


def test_nobody_scored_anything() -> None:
    found = neighbours(ScoreTable.of([]))
    assert list(found.rows()) == []
    assert found.of(1) is None


def test_a_drama_that_nobody_has_with_another_has_no_neighbours() -> None:
    found = neighbours(ScoreTable.of([(1, 5, 20, False), (2, 6, 20, False), (2, 7, 20, False)]))
    assert found.of(5) is None
    assert found.of(8) is None
    near = found.of(6)
    assert near is not None
    assert near.dramas.tolist() == [7]


@given(st.lists(st.tuples(st.integers(1, 2**62), st.floats(0, 1, width=32), st.integers(1, 2**31 - 1))))
def test_what_is_written_is_read_again(kept: list[tuple[int, float, int]]) -> None:
    near = Near(
        np.array([row[0] for row in kept], np.int64),
        np.array([row[1] for row in kept], np.float32),
        np.array([row[2] for row in kept], np.int32),
    )
    again = Near.from_bytes(near.to_bytes())
    assert [again.dramas.tolist(), again.similarity.tolist(), again.common.tolist()] == [
        near.dramas.tolist(),
        near.similarity.tolist(),
        near.common.tolist(),
    ]


def test_bytes_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="17 bytes"):
        Near.from_bytes(b"x" * 17)


def test_scores_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="20 half points"):
        ScoreTable.of([(1, 1, 21, False)])
    one, two = np.ones(1, np.int64), np.ones(2, np.int64)
    with pytest.raises(ValueError, match="length"):
        ScoreTable(one, two, np.ones(1, np.uint8))
