"""How long people wait in a line where each is served in the same time: what waits say of chance alone.

A bot that needs 1 / r of another's time for an answer lets people wait more than 1 / r times as long, at the
same number of questions a second: it is busier, so more of them find somebody before them. At half of its own
capacity, with r = 0.34, a line alone makes the 99th percentile 5 times the other's.
"""

from __future__ import annotations

import numpy as np

from bench.measure import Latency

QUESTIONS = 200_000
SEED = 8


def in_line(rate: float, capacity: float) -> Latency:
    """The waits where `rate` people a second come, as chance has it, and `capacity` are served a second.

    Each waits until those before are served, then 1 / `capacity` seconds: the line M/D/1 of queueing theory.
    `rate` is below `capacity`.
    """
    comes = np.cumsum(np.random.default_rng(SEED).exponential(1 / rate, QUESTIONS))
    each = 1 / capacity
    # Somebody's turn ends `each` after they came or after the turn before ended, whichever is later: with the
    # turns so far taken off, it is the latest that anybody up to now came.
    numbers = np.arange(QUESTIONS) * each
    ends = np.maximum.accumulate(comes - numbers) + numbers + each
    return Latency.of((ends - comes).tolist())
