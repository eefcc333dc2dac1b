"""The longest tests begin first: each is one that is there, and none is lost or run twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.long_first import LONGEST, shared_out

ROOT = Path(__file__).resolve().parent.parent
NAMES = st.lists(st.sampled_from([f"{name}::test_one" for name in LONGEST] + ["tests/a.py::test_b"] * 40))


@pytest.mark.parametrize("name", LONGEST)
def test_what_is_named_is_there(name: str) -> None:
    file, _, test = name.partition("::")
    assert test in (ROOT / file).read_text("utf-8")


@given(names=NAMES, workers=st.integers(1, 8))
def test_none_is_lost_or_run_twice(names: list[str], workers: int) -> None:
    assert sorted(shared_out(range(len(names)), names, workers)) == list(range(len(names)))


def test_half_of_the_workers_begin_with_their_share_of_the_longest() -> None:
    names = [f"tests/a.py::test_{at}" for at in range(400 - len(LONGEST))] + list(LONGEST)
    found = shared_out(names, names, 4)
    parts = [found[at : at + len(found) // 4] for at in range(0, len(found), len(found) // 4)]
    shares = [[LONGEST[name] for name in part if name in LONGEST] for part in parts]
    assert all(
        part[: len(share)] == [name for name in part if name in LONGEST]
        for part, share in zip(parts, shares, strict=True)
    )
    assert sum(map(len, shares)) == len(LONGEST)
    assert shares[2:] == [[], []]
    assert abs(sum(shares[0]) - sum(shares[1])) <= max(LONGEST.values())


def test_the_others_keep_their_order() -> None:
    names = [f"tests/a.py::test_{at}" for at in range(40)]
    assert shared_out(names, names, 4) == names
