"""Who goes next when many ask at once: members take turns, instead of first come, first served."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
JobT = TypeVar("JobT")


@dataclass(frozen=True, slots=True)
class Room:
    """How much goes on at once, and how much may wait for it.

    At most `places` are under way, `each` of them one member's. One member has at most `own` under way
    and waiting together, and in all at most `most` wait. Where a member's `newest` alone matters, it
    takes the place of what of theirs waits.
    """

    places: int
    each: int
    own: int
    most: int
    newest: bool = False


class Turns(Generic[KeyT, JobT]):
    """The queue: each member's jobs in the order in which they came, the members one after the other.

    Anyone who sends a thousand waits for the thousand; another's one job waits for what is under way, and
    for one job of each member who waits too. Nothing here awaits, and nothing looks at a clock.
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
        """Jobs that have started and not ended, those without a place included."""
        return sum(self._running.values())

    @property
    def free(self) -> int:
        return self.room.places - self._taken

    def held(self, member: KeyT) -> int:
        """One member's jobs, under way and waiting."""
        return self._running.get(member, 0) + len(self._waiting.get(member, ()))

    def come(self, member: KeyT, job: JobT) -> JobT | None:
        """Let a job wait for its turn; the job that has no room any more because of it, maybe itself.

        Where in all too many wait, the last of anyone who has the most goes, so that no one's crowd keeps
        another's first job out.
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
        """A job that waits is given up."""
        own = self._waiting.get(member)
        if own is None or job not in own:
            return
        own.remove(job)
        self._count -= 1
        if not own:
            del self._waiting[member]

    def begin(self) -> JobT | None:
        """The job whose turn it is, which has started with that; None while no one may."""
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
        """A job that has started only waits for something: others may have its place, not its member's."""
        self._taken -= 1

    def end(self, member: KeyT, *, aside: bool = False) -> None:
        """A job that had started is done; `aside`: it had stepped aside."""
        self._running[member] -= 1
        if not self._running[member]:
            del self._running[member]
        if not aside:
            self._taken -= 1

    def _may_begin(self, member: KeyT) -> bool:
        """Whether a job would begin at once, and so need not wait."""
        return (
            self._taken < self.room.places
            and self._running.get(member, 0) < self.room.each
            and not self._waiting.get(member)
        )
