"""Limits how much a member may do in a given time, with one token bucket per member."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)

# Buckets kept before those that are full again are looked for and forgotten.
_SWEEP_AT = 1_024


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left of an allowance at a moment."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """Allows `burst` at once, and one more every `every` seconds. Never saves up more than `burst`.

    Times are in seconds, all from the same clock. `None` is the bucket of a member who did nothing yet.
    """

    burst: int
    every: float

    def __post_init__(self) -> None:
        if self.burst < 1 or self.every <= 0:
            raise ValueError(f"no one could do anything with {self.burst} every {self.every:g} s")

    def left(self, bucket: Bucket | None, now: float) -> float:
        """How much may be taken now. A clock that was set back gives nothing, and takes nothing."""
        if bucket is None:
            return float(self.burst)
        return min(float(self.burst), bucket.left + max(0.0, now - bucket.at) / self.every)

    def take(self, bucket: Bucket | None, now: float, cost: float = 1.0) -> tuple[Bucket, float]:
        """The bucket afterwards, and 0.0; or the bucket as it is, and the seconds until it has enough.

        Raises ValueError for a cost that no bucket of this allowance ever has.
        """
        if not 0 < cost <= self.burst:
            raise ValueError(f"a bucket of {self.burst} never holds {cost:g}")
        left = self.left(bucket, now)
        if left >= cost:
            return Bucket(left - cost, now), 0.0
        # A wait that is rounded to 0 would count as permission.
        return Bucket(left, now), max((cost - left) * self.every, 1e-6)

    def give_back(self, bucket: Bucket | None, now: float, cost: float = 1.0) -> Bucket:
        """The bucket after something taken was not used."""
        return Bucket(min(float(self.burst), self.left(bucket, now) + cost), now)


class Buckets(Generic[KeyT]):
    """A bucket for each key, in memory only. Idle keys take no room."""

    def __init__(self, allowance: Allowance):
        self.allowance = allowance
        self._buckets: dict[KeyT, Bucket] = {}
        self._sweep_at = _SWEEP_AT

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: KeyT, now: float, cost: float = 1.0) -> float:
        """Take from a bucket. Returns 0.0, or, if there is not enough, the seconds until there is."""
        bucket, wait = self.allowance.take(self._buckets.get(key), now, cost)
        self._buckets[key] = bucket
        if len(self._buckets) >= self._sweep_at:
            self._sweep(now)
        return wait

    def forget(self, key: KeyT) -> None:
        """Forget a bucket, as if its owner had done nothing yet."""
        self._buckets.pop(key, None)

    def left(self, key: KeyT, now: float) -> float:
        """How much may be taken now."""
        return self.allowance.left(self._buckets.get(key), now)

    def give_back(self, key: KeyT, now: float, cost: float = 1.0) -> None:
        """Give back what was not used."""
        self._buckets[key] = self.allowance.give_back(self._buckets.get(key), now, cost)

    def _sweep(self, now: float) -> None:
        """Delete full buckets, which equal new ones. Runs rarely, so it costs almost nothing."""
        full = float(self.allowance.burst)
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if self.allowance.left(bucket, now) < full
        }
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._buckets))
