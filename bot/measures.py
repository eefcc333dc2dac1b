"""What is counted while the bot runs: answers, the store, the sources. Numbers only, never a member's words.

Every label has a bounded set of values: nothing that members or servers choose is one. `monitoring.py` shows
the numbers to the person who runs the bot; without it, counting costs a microsecond for each answer.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from types import TracebackType
from typing import Literal

from bot.errors import StoreUnavailable

# Seconds. The last counts what Discord has long given up waiting for.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

Result = Literal["ok", "refused", "store", "discord", "fault"]
StoreWork = Literal["read", "write", "long write"]


class Durations:
    """How long something took, as a histogram: how often up to each of `BOUNDS`, and above the last."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0  # all together

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class Measures:
    """The counts of one bot since its start. Used in its event loop only."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, Result]] = Counter()
        self.answer_seconds: defaultdict[str, Durations] = defaultdict(Durations)
        self.store_seconds: defaultdict[StoreWork, Durations] = defaultdict(Durations)
        self.store_trouble: Counter[str] = Counter()
        self.source_requests: Counter[tuple[str, str]] = Counter()

    def answered(self, kind: str, name: str, result: Result, seconds: float) -> None:
        """An answer was given. `kind` is command, press or form; `name` is one that the code knows."""
        self.answers[name, result] += 1
        self.answer_seconds[kind].add(seconds)

    def of_store(self, work: StoreWork) -> StoreTiming:
        """A block that waits for the store. What it raises is counted, too."""
        return StoreTiming(self, work)


class StoreTiming:
    """Times one block. Not a generator: each read of the store goes through here."""

    __slots__ = ("_measures", "_started", "_work")

    def __init__(self, measures: Measures, work: StoreWork) -> None:
        self._measures = measures
        self._work = work

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        self._measures.store_seconds[self._work].add(time.perf_counter() - self._started)
        if isinstance(error, StoreUnavailable):
            self._measures.store_trouble[error.kind] += 1
