"""Lets the longest tests begin first, shared out among the workers: none of them alone is the end of a run.

Most of them wait for processes, while the other workers have the processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

import pytest

# Files, or tests of a file, and the seconds that they take beside three other workers. A file stays together,
# because its tests share a demo, a database or a copy of the tree.
LONGEST = {
    "tests/e2e/test_browser.py": 110,
    "tests/e2e/test_life.py": 50,
    "tests/bench/test_sockets.py": 43,
    "tests/e2e/test_faults_file.py": 27,
    "tests/test_scaffold.py": 26,
    "tests/schedule/airing/test_airing.py::test_what_can_never_be_told_is_left_out": 25,
    "tests/e2e/test_hostile_files.py": 25,
    "tests/e2e/test_outbox_process.py": 25,
    "tests/e2e/test_faults_killed.py": 24,
    "tests/bench/test_years.py": 22,
    "tests/cli/test_running.py": 20,
    "tests/e2e/test_faults_discord.py": 19,
    "tests/services/watching/test_seen.py::TestHistories": 15,
    "tests/store/catalogue/test_renumbering_histories.py": 14,
    "tests/cogs/test_forged.py::test_whatever_a_button_says_its_member_is_answered": 13,
    "tests/schedule/clubs/test_club_interruptions.py": 10,
    "tests/worker/test_worker.py": 10,
    "tests/e2e/test_process.py": 9,
    "tests/services/watching/test_list_imports.py::test_five_thousand_titles_in_one_go": 9,
}  # fmt: skip

ItemT = TypeVar("ItemT")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = shared_out(items, [item.nodeid for item in items], workers)


def shared_out(items: Sequence[ItemT], names: Sequence[str], workers: int) -> list[ItemT]:
    """All items; each of `workers` equal parts, as xdist makes them, begins with some of the longest.

    Every worker orders the same items in the same way.
    """
    groups: dict[str, list[ItemT]] = {}
    others = []
    for item, name in zip(items, names, strict=True):
        long = next((begin for begin in LONGEST if name.startswith(begin)), None)
        groups.setdefault(long, []).append(item) if long else others.append(item)
    hands: list[list[ItemT]] = [[] for _ in range(workers)]
    busy = [0] * workers
    for name in sorted(groups, key=lambda name: -LONGEST[name]):
        least = busy.index(min(busy))
        hands[least] += groups[name]
        busy[least] += LONGEST[name]
    return list(_parts(hands, iter(others), len(items)))


def _parts(hands: Sequence[Sequence[ItemT]], others: Iterator[ItemT], left: int) -> Iterator[ItemT]:
    for at, hand in enumerate(hands):
        size = left // (len(hands) - at)
        yield from hand
        yield from islice(others, max(0, size - len(hand)))
        left -= max(size, len(hand))
    yield from others
