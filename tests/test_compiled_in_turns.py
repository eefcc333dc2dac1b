"""Each worker imports all test modules, beginning with a part that no other begins with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.compiled_in_turns import in_turn, modules_of_tests

MODULES = [f"tests.test_{number}" for number in range(30)]


def test_the_modules_are_there() -> None:
    assert __name__ in modules_of_tests()


@given(workers=st.integers(1, 8))
def test_each_begins_with_a_part_of_its_own_and_leaves_none_out(workers: int) -> None:
    orders = [list(in_turn(MODULES, number, workers)) for number in range(workers)]
    assert all(sorted(order) == sorted(MODULES) for order in orders)
    own = len(MODULES) // workers
    begins = [module for order in orders for module in order[:own]]
    assert len(set(begins)) == own * workers
