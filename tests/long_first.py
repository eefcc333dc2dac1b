"""Lets the longest tests begin first, shared out among half of the workers: none alone is the end of a run.

Most of them wait for processes. Meanwhile the other half of the workers has the processor: if all began with
them, it would have little to do at first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

import pytest

# Files, or tests of a file, and the seconds that they take beside three other workers. A file stays together,
# because its tests share a demo, a database or a copy of the tree.
LONGEST = {
    "tests/e2e/test_browser.py": 88,
    "tests/bench/test_sockets.py": 23,
    "tests/e2e/test_faults_file.py": 22,
    "tests/e2e/test_faults_discord.py": 21,
    "tests/test_scaffold.py": 18,
    "tests/e2e/test_life.py": 18,
    "tests/e2e/test_hostile_files.py": 15,
    "tests/cli/test_running.py": 13,
    "tests/e2e/test_faults_killed.py": 8,
    "tests/bench/test_years.py": 8,
    "tests/e2e/test_faults_sources.py": 7,
    "tests/e2e/test_outbox_process.py": 7,
    "tests/services/watching/test_seen.py::TestHistories": 7,
    "tests/i18n/test_languages.py": 7,
    "tests/e2e/test_process.py": 5,
    "tests/services/test_stills.py": 5,
    "tests/services/test_pictures.py": 5,
    "tests/worker/test_worker.py": 5,
}  # fmt: skip

ItemT = TypeVar("ItemT")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = shared_out(items, [item.nodeid for item in items], workers)


def shared_out(items: Sequence[ItemT], names: Sequence[str], workers: int) -> list[ItemT]:
    """All items, for `workers` equal parts as xdist makes them: half of these begin with some of the longest.

    Every worker orders the same items in the same way.
    """
    groups: dict[str, list[ItemT]] = {}
    others = []
    for item, name in zip(items, names, strict=True):
        long = next((begin for begin in LONGEST if name.startswith(begin)), None)
        groups.setdefault(long, []).append(item) if long else others.append(item)
    hands: list[list[ItemT]] = [[] for _ in range(workers)]
    busy = [0] * ((workers + 1) // 2)
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
