"""In which order reviews are read, and what "spoils up to episode" understands."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reviews import ReviewSort, Voted, helpful_share, in_order, last_number, read_spoils, worth

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)

votes = st.integers(0, 1_000)
ages = st.floats(0, 2_000)


def voted(helpful: int, unhelpful: int, age: float = 400, ident: int = 1) -> Voted:
    return Voted(ident, helpful, unhelpful, NOW - age * DAY)


@pytest.mark.parametrize(
    ("helpful", "unhelpful", "share"),
    # Recomputed by hand from (p + z²/2n − z√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96.
    [(0, 0, 0), (0, 7, 0), (1, 0, 0.2065), (2, 0, 0.3424), (3, 0, 0.4385), (5, 0, 0.5655), (90, 10, 0.8256)],
)
def test_the_share_is_wilsons_lower_bound(helpful: int, unhelpful: int, share: float) -> None:
    assert helpful_share(helpful, unhelpful) == pytest.approx(share, abs=5e-5)


@given(votes, votes)
def test_the_bound_lies_below_the_share_and_rises_with_helpful_votes(helpful: int, unhelpful: int) -> None:
    share = helpful_share(helpful, unhelpful)
    assert 0 <= share <= helpful / max(1, helpful + unhelpful) + 1e-9
    assert helpful_share(helpful + 1, unhelpful) > share
    assert helpful_share(helpful, unhelpful + 1) <= share


@given(votes, votes, ages)
def test_the_newcomers_bonus_halves_every_fortnight(helpful: int, unhelpful: int, age: float) -> None:
    bonus = worth(voted(helpful, unhelpful, age), NOW) - helpful_share(helpful, unhelpful)
    assert bonus == pytest.approx(0.35 / 2 ** (age / 14), abs=1e-9)


def test_early_votes_do_not_freeze_the_top() -> None:
    first, newcomer = voted(2, 0, 400, ident=1), voted(0, 0, 0, ident=2)
    assert in_order([first, newcomer], ReviewSort.HELPFUL, NOW) == [2, 1]
    days = next(
        d for d in range(1, 60) if in_order([first, newcomer], ReviewSort.HELPFUL, NOW + d * DAY) == [1, 2]
    )
    assert days <= 2  # unless somebody finds it helpful, that was its chance
    helped = Voted(2, 1, 0, newcomer.created_at)
    assert in_order([first, helped], ReviewSort.HELPFUL, NOW + days * DAY) == [2, 1]


def test_what_many_found_helpful_stays_above_the_new() -> None:
    assert in_order([voted(0, 0, 0, 2), voted(3, 0, 400, 1)], ReviewSort.HELPFUL, NOW) == [1, 2]


def test_a_review_dated_ahead_of_the_clock_counts_as_new() -> None:
    assert worth(voted(0, 0, -30), NOW) == worth(voted(0, 0, 0), NOW)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 60)), max_size=20), st.randoms()
)
def test_the_order_does_not_depend_on_where_it_began(
    rows: list[tuple[int, int, int]], random: object
) -> None:
    reviews = [voted(h, u, age, ident) for ident, (h, u, age) in enumerate(rows, 1)]
    mixed = list(reviews)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis' own Random
    for sort in ReviewSort:
        assert in_order(mixed, sort, NOW) == in_order(reviews, sort, NOW)
    newest = in_order(reviews, ReviewSort.NEWEST, NOW)
    assert newest == sorted(newest, key=lambda ident: (rows[ident - 1][2], -ident))
    helpful = in_order(reviews, ReviewSort.HELPFUL, NOW)
    worths = [worth(reviews[ident - 1], NOW) for ident in helpful]
    assert worths == sorted(worths, reverse=True)


def test_equals_keep_to_their_ids() -> None:
    same = [voted(1, 0, ident=ident) for ident in (3, 1, 2)]
    assert in_order(same, ReviewSort.HELPFUL, NOW) == [1, 2, 3]
    assert in_order(same, ReviewSort.NEWEST, NOW) == [3, 2, 1]


def test_the_half_life_is_what_the_guide_says() -> None:
    assert log2(0.35 / (worth(voted(0, 0, 28), NOW))) == pytest.approx(2)


@pytest.mark.parametrize("typed", ["", "  ", "none", "No", "nothing", "-", "—", "なし"])
def test_nothing_is_spoilt(typed: str) -> None:
    assert read_spoils(typed) is None


@pytest.mark.parametrize(("typed", "read"), [("0", 0), ("０", 0), ("ep 0", 0), ("第0話", 0), ("-5", -5)])
def test_nought_and_what_is_below_are_episodes_that_no_drama_has(typed: str, read: int) -> None:
    assert read_spoils(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "5",
        " 5 ",
        "５",
        "ep 5",
        "Ep.5",
        "episode 5",
        "EPISODE  5",
        "#5",
        "第5話",
        "5話",
        "5话",
        "up to episode 5",
    ],
)
def test_an_episode_is_read(typed: str) -> None:
    assert read_spoils(typed) == 5


@pytest.mark.parametrize("typed", ["the end", "5-6", "five", "5.5", "1e3", "9" * 20, "5 5", "||5||"])
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        read_spoils(typed)


@given(st.text(max_size=30))
def test_anything_typed_is_nothing_an_episode_or_refused(typed: str) -> None:
    try:
        read = read_spoils(typed)
    except ValueError:
        return
    assert read is None or read >= 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1-4", 4),
        ("1〜４話", 4),
        ("up to 3, I think", 3),
        ("S1E5", 5),
        ("3 of 9999999", 3),
        ("9999999", None),
        ("5001", None),
        ("0", None),
        ("all of it", None),
    ],
)
def test_a_label_that_cannot_be_read_still_names_an_episode(typed: str, number: int | None) -> None:
    assert last_number(typed) == number


@given(st.text())
def test_what_is_offered_in_place_of_a_label_is_one(typed: str) -> None:
    near = last_number(typed)
    assert near is None or read_spoils(str(near)) == near
