"""The line in which people wait, against what queueing theory says of it."""

from __future__ import annotations

from math import exp, factorial

import pytest

from bench.queueing import in_line

CAPACITY = 400.0
TURN_MS = 1_000 / CAPACITY


def waiting_at_most(turns: float, busy: float) -> float:
    """The share of people who wait no more than so many turns for their own (A. K. Erlang, 1909)."""
    before = (busy * (turn - turns) for turn in range(int(turns) + 1))
    return (1 - busy) * sum(exp(-at) * at**turn / factorial(turn) for turn, at in enumerate(before))


@pytest.mark.parametrize("busy", [0.07, 0.17, 0.3, 0.5])
def test_the_99th_percentile_is_that_of_the_formula(busy: float) -> None:
    waits = in_line(busy * CAPACITY, CAPACITY)
    assert waiting_at_most(waits.p99 / TURN_MS - 1, busy) == pytest.approx(0.99, abs=0.002)
    # At half of the capacity and below, half of the people find nobody before them.
    assert waits.p50 == pytest.approx(TURN_MS, rel=0.01)


def test_the_slower_lets_people_wait_more_than_in_proportion() -> None:
    slow, quick = in_line(170, 340), in_line(170, 1_000)
    assert slow.p99 / quick.p99 > 1_000 / 340
