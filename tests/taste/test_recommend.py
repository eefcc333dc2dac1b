"""Recommendations for one member: what they are, why, and what is never among them."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.taste.neighbours import Near, neighbours
from bot.taste.recommend import EVIDENCE, GENRES, Candidates, Mixing, Own, Similar, like, recommend
from bot.taste.scores import ScoreTable
from tests.taste.plain import Row, similarities, strengths

ROMANCE, LEGAL, HORROR, KOREA = 1, 2, 3, 101


def community(seed: int = 4) -> list[Row]:
    """Members of two tastes: dramas 1–15 and 16–30; everybody has seen some of 31–40 and liked them less."""
    lot = random.Random(seed)  # noqa: S311 - the same rows every time
    everything = []
    for member in range(1, 121):
        first = 1 if member % 2 else 16
        liked = lot.sample(range(first, first + 15), 6)
        everything += [(member, drama, lot.randint(16, 20), False) for drama in liked]
        everything += [(member, drama, lot.randint(8, 15), False) for drama in lot.sample(range(31, 41), 3)]
    return everything


def near_of(rows: list[Row], keep: int = 50) -> dict[int, Near]:
    return dict(neighbours(ScoreTable.of(rows), keep=keep).rows())


def catalogue_of(count: int = 40, traits: dict[int, set[int]] | None = None) -> Candidates:
    """Dramas 1 to `count`, the last one the best known."""
    ranks = {drama: count + 1 - drama for drama in range(1, count + 1)}
    return Candidates(ranks, ranks, traits or {})


@pytest.fixture(scope="module")
def near() -> dict[int, Near]:
    return near_of(community())


def test_a_member_is_recommended_what_their_own_sort_liked_and_told_why(near: dict[int, Near]) -> None:
    own = Own({1: 20, 2: 19, 3: 18, 4: 17, 35: 8})
    found = recommend(own, near, catalogue_of(), limit=5)
    assert len(found) == 5
    for suggestion in found:
        assert 5 <= suggestion.drama_id <= 15
        assert 1 <= len(suggestion.because) <= 2
        assert set(suggestion.because) <= {1, 2, 3, 4}
    assert [s.strength for s in found] == sorted((s.strength for s in found), reverse=True)


def test_the_reason_is_the_own_score_that_contributed_most() -> None:
    near = {
        1: Near(np.array([9]), np.array([0.5], np.float32), np.array([8], np.int32)),
        2: Near(np.array([9]), np.array([0.9], np.float32), np.array([8], np.int32)),
        3: Near(np.array([9]), np.array([0.1], np.float32), np.array([8], np.int32)),
    }
    found = recommend(Own({1: 18, 2: 18, 3: 18}), near, catalogue_of(9), limit=1)
    assert [(suggestion.drama_id, suggestion.because) for suggestion in found] == [(9, (2, 1))]


def test_nobody_hears_because_you_scored_it_low_or_dropped_it_or_without_a_score() -> None:
    near = {
        mine: Near(np.array([9]), np.array([0.9], np.float32), np.array([8], np.int32)) for mine in (1, 2, 3)
    }
    found = recommend(Own({1: 18, 2: 12, 3: 0}), near, catalogue_of(9), limit=1)
    assert found[0].because == (1,)
    found = recommend(Own({1: 18, 2: 18}, dropped={2}), near, catalogue_of(9), limit=1)
    assert found[0].because == (1,)


def test_what_is_like_something_hated_is_pushed_down() -> None:
    similar = {
        1: Near(np.array([8]), np.array([0.5], np.float32), np.array([9], np.int32)),
        2: Near(np.array([7]), np.array([0.5], np.float32), np.array([9], np.int32)),
    }
    found = recommend(Own({1: 19, 2: 1}), similar, catalogue_of(9), limit=9)
    order = [suggestion.drama_id for suggestion in found]
    assert order[0] == 8
    assert order[-1] == 7
    assert found[-1].strength < 0


def test_a_member_with_nothing_is_shown_what_is_popular(near: dict[int, Near]) -> None:
    found = recommend(Own({}), near, catalogue_of(), limit=3)
    assert [suggestion.drama_id for suggestion in found] == [40, 39, 38]
    assert {suggestion.because for suggestion in found} == {()}


def test_without_neighbours_the_genres_of_what_was_liked_decide() -> None:
    traits = {drama: {ROMANCE} for drama in range(1, 10)} | {drama: {LEGAL} for drama in range(10, 38)}
    traits |= {3: {ROMANCE, KOREA}, 7: {ROMANCE, KOREA}, 38: {HORROR}, 39: {HORROR}, 40: {HORROR}}
    found = recommend(Own({3: 20, 39: 2}), {}, catalogue_of(traits=traits), limit=1)
    assert [(suggestion.drama_id, suggestion.because) for suggestion in found] == [(7, ())]
    assert set(found[0].traits) == {ROMANCE, KOREA}


def test_what_was_watched_without_a_score_counts_for_its_genres() -> None:
    traits = {drama: {LEGAL} for drama in range(1, 41)} | {2: {HORROR}, 5: {HORROR}}
    assert recommend(Own({2: 0}), {}, catalogue_of(traits=traits), limit=1)[0].drama_id == 5
    assert recommend(Own({}, dropped={2}), {}, catalogue_of(traits=traits), limit=1)[0].drama_id == 40


def test_familiarity_gives_way_as_scores_come(near: dict[int, Near]) -> None:
    """The best known drama, which nobody of this taste likes, loses strength with every score."""
    liked = dict.fromkeys(range(1, 11), 18)
    strength = []
    for count in range(11):
        own = Own(dict(list(liked.items())[:count]))
        found = recommend(own, {m: n for m, n in near.items() if m < 16}, catalogue_of(), limit=40)
        strength.append({s.drama_id: s.strength for s in found}[20])
    assert all(later <= earlier for earlier, later in pairwise(strength))
    assert strength[-1] < strength[0]


ids = st.integers(1, 45)


@given(
    halves=st.dictionaries(ids, st.integers(0, 20), max_size=12),
    dropped=st.sets(ids, max_size=4),
    excluded=st.sets(ids, max_size=30),
    allowed=st.none() | st.sets(ids, max_size=30),
    limit=st.integers(0, 50),
)
def test_nothing_seen_excluded_or_not_allowed_is_ever_recommended(
    near: dict[int, Near],
    halves: dict[int, int],
    dropped: set[int],
    excluded: set[int],
    allowed: set[int] | None,
    limit: int,
) -> None:
    filtered = None if allowed is None else np.array([*allowed], np.int64)
    found = recommend(
        Own(halves, dropped), near, catalogue_of(), excluded=excluded, allowed=filtered, limit=limit
    )
    shown = [suggestion.drama_id for suggestion in found]
    possible = (set(range(1, 41)) if allowed is None else allowed & set(range(1, 41))) - excluded
    possible -= halves.keys() | dropped
    assert set(shown) <= possible
    assert len(shown) == len(set(shown)) == min(limit, len(possible))
    for suggestion in found:
        assert -1 <= suggestion.strength <= 1
        assert len(suggestion.because) <= 2
        assert all(halves[reason] for reason in suggestion.because)


@given(seed=st.integers(0, 10_000))
def test_strengths_are_what_the_formulae_say(seed: int) -> None:
    lot = random.Random(seed)  # noqa: S311 - the same rows every time
    rows = [
        (member, drama, lot.randint(1, 20), False)
        for member in range(1, 9)
        for drama in lot.sample(range(1, 16), lot.randint(1, 6))
    ]
    traits = {drama: set(lot.sample(range(1, 6), lot.randint(0, 3))) for drama in range(1, 21)}
    halves = {drama: lot.randint(0, 20) for drama in lot.sample(range(1, 21), lot.randint(0, 5))}
    ranks = dict(zip(lot.sample(range(1, 21), 20), range(1, 21), strict=True))
    found = recommend(Own(halves), near_of(rows, keep=100), Candidates(ranks, ranks, traits), limit=20)
    similarity = {pair: value for pair, (value, _) in similarities(rows, 20.0).items()}
    expected = strengths(halves, similarity, ranks, traits, (EVIDENCE, GENRES))
    assert {suggestion.drama_id for suggestion in found} == expected.keys()
    for suggestion in found:
        assert suggestion.strength == pytest.approx(expected[suggestion.drama_id], abs=1e-4)


@settings(max_examples=10)  # each makes all neighbours
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_is_no_matter(lot: random.Random) -> None:
    rows, halves = community(), [(1, 20), (2, 19), (16, 12), (31, 10)]
    expected = recommend(Own(dict(halves)), near_of(rows), catalogue_of(), limit=40)
    lot.shuffle(rows)
    lot.shuffle(halves)
    assert recommend(Own(dict(halves)), near_of(rows), catalogue_of(), limit=40) == expected


def test_ties_go_by_popularity_and_then_by_id() -> None:
    near = {1: Near(np.arange(2, 9), np.full(7, 0.5, np.float32), np.full(7, 3, np.int32))}
    catalogue = Candidates(range(1, 9), {5: 1, 3: 1}, {})
    for mixing in (Mixing(), Mixing(evidence=0.0)):  # and by taste alone, where popularity adds nothing
        found = recommend(Own({1: 18}), near, catalogue, limit=4, mixing=mixing)
        assert [suggestion.drama_id for suggestion in found] == [3, 5, 2, 4]


def test_what_differs_by_the_order_of_adding_alone_is_a_tie() -> None:
    """Dramas 11 to 34 get the same four contributions, each from another of the member's scores."""
    orders = np.array([*permutations((0.1, 0.23, 0.37, 0.71))], np.float32)
    dramas, common = np.arange(11, 35), np.full(24, 3, np.int32)
    near = {mine: Near(dramas, orders[:, mine - 1], common) for mine in (1, 2, 3, 4)}
    catalogue = Candidates(range(1, 35), {}, {})
    own = Own(dict.fromkeys((1, 2, 3, 4), 17))
    found = recommend(own, near, catalogue, limit=7, mixing=Mixing(evidence=0.0))
    assert [suggestion.drama_id for suggestion in found] == [*range(11, 18)]


def test_neighbours_that_left_the_catalogue_are_passed_over(near: dict[int, Near]) -> None:
    hidden = Candidates([2, 3, 20], {2: 3, 3: 2, 20: 1}, {})
    found = recommend(Own({1: 20}), near, hidden, limit=10)
    assert {suggestion.drama_id for suggestion in found} == {2, 3, 20}


def test_an_empty_catalogue_recommends_nothing(near: dict[int, Near]) -> None:
    assert recommend(Own({1: 20}), near, Candidates([], {}, {}), limit=10) == []


def test_what_is_like_a_drama_without_what_the_reader_has_seen(near: dict[int, Near]) -> None:
    every = like(near[1], limit=100)
    assert [row.drama_id for row in every] == near[1].dramas.tolist()
    first, second, third, *_ = every
    assert like(near[1], limit=2) == [first, second]
    assert like(near[1], excluded={first.drama_id}, limit=2) == [second, third]
    assert like(near[1], allowed=np.array([third.drama_id, 999]), limit=2) == [third]
    assert like(near[1], limit=0) == []
    assert isinstance(first, Similar)
    assert first.common > 0
