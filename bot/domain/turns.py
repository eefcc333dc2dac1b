"""Decides who is next when many ask at once: members take turns, instead of first come, first served."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
JobT = TypeVar("JobT")


@dataclass(frozen=True, slots=True)
class Room:
    """How many jobs may run at once, and how many may wait.

    At most `places` jobs run, at most `each` of them for one member. One member has at most `own` jobs
    running and waiting together, and at most `most` jobs wait in all. `newest`: only a member's newest job
    matters, so it replaces their waiting one.
    """

    places: int
    each: int
    own: int
    most: int
    newest: bool = False


class Turns(Generic[KeyT, JobT]):
    """The queue: each member's jobs in the order in which they came, the members one after the other.

    A member who sends a thousand jobs waits for them. Another member's single job waits only for the running
    jobs, and for one job of each other waiting member. Nothing here awaits or reads a clock.
    """

    def __init__(self, room: Room):
        self.room = room
        self._waiting: OrderedDict[KeyT, deque[JobT]] = OrderedDict()
        self._count = 0
        self._running: dict[KeyT, int] = {}
        self._taken = 0

    @property
    def waiting(self) -> int:
        return self._count

    @property
    def running(self) -> int:
        """How many jobs have started and not ended, including those that gave up their place."""
        return sum(self._running.values())

    @property
    def free(self) -> int:
        return self.room.places - self._taken

    def held(self, member: KeyT) -> int:
        """How many jobs one member has, running and waiting."""
        return self._running.get(member, 0) + len(self._waiting.get(member, ()))

    def come(self, member: KeyT, job: JobT) -> JobT | None:
        """Let a job wait for its turn. Returns the job that has no room because of it, maybe itself.

        If too many wait in all, the last job of the member with the most jobs goes, so that no one's crowd
        keeps out another member's first job.
        """
        own = self._waiting.get(member, ())
        lost: JobT | None = None
        if self.held(member) >= self.room.own:
            if not self.room.newest or not own:
                return job
            lost = self._waiting[member].popleft()
            self._count -= 1
        elif self._count >= self.room.most and not self._may_begin(member):
            longest = max(self._waiting, key=lambda one: len(self._waiting[one]), default=member)
            if len(self._waiting.get(longest, ())) <= len(own) + 1:
                return job
            lost = self._waiting[longest].pop()
            self._count -= 1
        self._waiting.setdefault(member, deque()).append(job)
        self._count += 1
        return lost

    def leave(self, member: KeyT, job: JobT) -> None:
        """Remove a waiting job."""
        own = self._waiting.get(member)
        if own is None or job not in own:
            return
        own.remove(job)
        self._count -= 1
        if not own:
            del self._waiting[member]

    def begin(self) -> JobT | None:
        """Start the next job and return it. None while no job may start."""
        if self._taken >= self.room.places:
            return None
        for member in self._waiting:
            if self._running.get(member, 0) < self.room.each:
                break
        else:
            return None
        own = self._waiting.pop(member)
        job = own.popleft()
        self._count -= 1
        if own:
            self._waiting[member] = own  # behind everyone else who waits
        self._running[member] = self._running.get(member, 0) + 1
        self._taken += 1
        return job

    def step_aside(self) -> None:
        """Record that a started job only waits: other members may use its place."""
        self._taken -= 1

    def end(self, member: KeyT, *, aside: bool = False) -> None:
        """End a started job. `aside`: it had given up its place."""
        self._running[member] -= 1
        if not self._running[member]:
            del self._running[member]
        if not aside:
            self._taken -= 1

    def _may_begin(self, member: KeyT) -> bool:
        """Whether a job would start at once."""
        return (
            self._taken < self.room.places
            and self._running.get(member, 0) < self.room.each
            and not self._waiting.get(member)
        )
