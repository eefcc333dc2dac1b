"""Who may see a profile, which genres are favourites, and what a member's scores come to."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.profiles import (
    EpisodesSeen,
    GenreScores,
    Profile,
    ProfileSettings,
    SeenBy,
    favourites,
    may_see,
)


def liked(*genres: tuple[str, list[int]]) -> list[str]:
    """The names of the favourites among genres with these scores in half points."""
    return [one.name for one in favourites(GenreScores(name, len(g), sum(g)) for name, g in genres)]


@pytest.mark.parametrize("together", [False, True])
def test_who_may_see_a_list(together: bool) -> None:
    for seen_by in SeenBy:
        assert may_see(seen_by, own=True, together=together)
    assert not may_see(SeenBy.NOBODY, own=False, together=together)
    assert may_see(SeenBy.SERVER, own=False, together=together) is together
    assert may_see(SeenBy.EVERYONE, own=False, together=together)


def test_a_genre_is_liked_for_many_high_scores_not_for_one() -> None:
    assert liked(("Crime", [20]), ("Romance", [17] * 10)) == ["Romance", "Crime"]


def test_nor_for_many_middling_ones() -> None:
    assert liked(("Romance", [10] * 100), ("Thriller", [20] * 20)) == ["Thriller", "Romance"]


def test_three_are_named_and_equals_stand_by_name() -> None:
    alike = [(name, [18, 16]) for name in ("War", "Food", "Music", "Law")]
    assert liked(*alike) == ["Food", "Law", "Music"]


def test_that_a_drama_is_a_drama_says_nothing() -> None:
    assert liked(("Drama", [20] * 50), ("Movie", [20] * 50), ("Family", [2])) == ["Family"]


@given(st.lists(st.integers(1, 20), max_size=60))
def test_scores_come_to_their_mean(scores: list[int]) -> None:
    given_ = tuple(scores.count(half_points) for half_points in range(1, 21))
    shown = Profile(1, ProfileSettings(), None, {}, EpisodesSeen(), given_, (), ())
    assert shown.scores == len(scores)
    assert shown.mean == (pytest.approx(fmean(scores)) if scores else None)
