"""Shared by the benchmarks: timing, percentiles, memory, tables and targets."""

from __future__ import annotations

import gc
import platform
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TypeVar

import numpy as np

T = TypeVar("T")
NOW = datetime(2026, 1, 1, tzinfo=UTC)  # what is done in a benchmark is done then


@dataclass(frozen=True, slots=True)
class Latency:
    """The milliseconds of many equal calls."""

    p50: float
    p99: float
    worst: float
    calls: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        p50, p99, worst = np.percentile(np.asarray(seconds) * 1000, (50, 99, 100)).tolist()
        return cls(p50, p99, worst, len(seconds))


@dataclass(frozen=True, slots=True)
class Memory:
    """The bytes that Python and numpy hold for an object, and the peak while making it."""

    kept: int
    peak: int


@dataclass(frozen=True, slots=True)
class Target:
    """A promised figure. `met` compares the measured one with it."""

    what: str
    measured: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if self.met else "MISSED"
        return f"  {verdict:6}  {self.what}: {self.measured:.3g} {self.unit} (target {sign} {self.bound:g})"


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """The call's result, and its seconds."""
    gc.collect()
    begin = perf_counter()
    result = call()
    return result, perf_counter() - begin


def memory_of(make: Callable[[], object]) -> Memory:
    """An object's memory by tracemalloc, which sees only Python's and numpy's allocations."""
    gc.collect()
    tracemalloc.start()
    try:
        made = make()
        gc.collect()
        kept, peak = tracemalloc.get_traced_memory()
        del made
    finally:
        tracemalloc.stop()
    return Memory(kept, peak)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with columns of fitting width, the first aligned left, the others right."""
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    rule = "  ".join("-" * width for width in widths)

    def line(cells: Sequence[str]) -> str:
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join((cells[0].ljust(widths[0]), *rest))

    return "\n".join((line(head), rule, *(line(cells) for cells in rows)))


def machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}"
