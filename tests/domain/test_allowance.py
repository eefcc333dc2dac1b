"""Token buckets: generous at once, bounded over time, whatever the order and whatever the clock does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance, Bucket, Buckets

ALLOWANCES = st.builds(
    Allowance, st.integers(1, 50), st.floats(0.01, 3_600, allow_nan=False, allow_infinity=False)
)
PAUSES = st.lists(st.floats(0, 5_000, allow_nan=False, allow_infinity=False), max_size=60)


def test_a_burst_goes_at_once_and_then_one_goes_each_time_that_it_refills() -> None:
    allowance = Allowance(3, 10)
    bucket: Bucket | None = None
    for _ in range(3):
        bucket, wait = allowance.take(bucket, 100.0)
        assert wait == 0
    bucket, wait = allowance.take(bucket, 100.0)
    assert wait == pytest.approx(10)
    bucket, wait = allowance.take(bucket, 110.0)
    assert wait == 0
    assert allowance.take(bucket, 114.0)[1] == pytest.approx(6)


@given(allowance=ALLOWANCES, pauses=PAUSES)
def test_never_more_is_taken_than_the_burst_and_what_refilled(
    allowance: Allowance, pauses: list[float]
) -> None:
    bucket, now, taken = None, 0.0, 0
    for pause in pauses:
        now += pause
        bucket, wait = allowance.take(bucket, now)
        taken += wait == 0
        assert 0 <= bucket.left <= allowance.burst
    assert taken <= allowance.burst + now / allowance.every + 1e-6


@given(allowance=ALLOWANCES, pauses=PAUSES)
def test_who_waits_as_long_as_they_were_told_may(allowance: Allowance, pauses: list[float]) -> None:
    bucket, now = None, 0.0
    for pause in pauses:
        now += pause
        bucket, wait = allowance.take(bucket, now)
        if wait:
            now += wait * (1 + 1e-9) + 1e-6
            bucket, wait = allowance.take(bucket, now)
            assert wait == 0


@given(allowance=ALLOWANCES, moments=st.lists(st.floats(-1e6, 1e6), max_size=40))
def test_a_clock_that_jumps_back_locks_nobody_out(allowance: Allowance, moments: list[float]) -> None:
    bucket = None
    for moment in moments:
        bucket, wait = allowance.take(bucket, moment)
        assert 0 <= wait <= allowance.every * (1 + 1e-6) + 1e-6


@given(allowance=ALLOWANCES, pauses=PAUSES)
def test_what_is_given_back_is_as_if_it_had_not_been_taken(allowance: Allowance, pauses: list[float]) -> None:
    bucket, now = None, 0.0
    for pause in pauses:
        now += pause
        before = allowance.left(bucket, now)
        bucket, wait = allowance.take(bucket, now)
        if not wait:
            bucket = allowance.give_back(bucket, now)
            assert allowance.left(bucket, now) == pytest.approx(before)


@pytest.mark.parametrize(("burst", "every"), [(0, 1.0), (-1, 1.0), (1, 0.0), (1, -1.0)])
def test_an_allowance_of_nothing_is_refused(burst: int, every: float) -> None:
    with pytest.raises(ValueError, match="no one could"):
        Allowance(burst, every)


@pytest.mark.parametrize("cost", [0, -1, 4])
def test_a_cost_that_no_bucket_ever_holds_is_refused(cost: float) -> None:
    with pytest.raises(ValueError, match="never holds"):
        Allowance(3, 1).take(None, 0.0, cost)


@given(steps=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 30)), max_size=80))
def test_one_member_takes_nothing_of_anothers(steps: list[tuple[int, float]]) -> None:
    """Each of many has what they would have alone."""
    allowance = Allowance(2, 7)
    together: Buckets[int] = Buckets(allowance)
    alone: dict[int, Bucket] = {}
    now = 0.0
    for member, pause in steps:
        now += pause
        alone[member], wait = allowance.take(alone.get(member), now)
        assert together.take(member, now) == wait
        assert together.left(member, now) == allowance.left(alone[member], now)


def test_members_who_came_and_went_take_no_room() -> None:
    buckets: Buckets[int] = Buckets(Allowance(2, 1))
    for member in range(100_000):
        buckets.take(member, member * 0.01)
    # A hundred a second, each full again after a second.
    assert len(buckets) < 2_100
