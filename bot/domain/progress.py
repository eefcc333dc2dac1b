"""How far a member has watched a drama."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    PLAN = "plan"
    WATCHING = "watching"
    COMPLETED = "completed"
    ON_HOLD = "on hold"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Progress:
    """`episode` is the last episode seen, 0 where none was."""

    status: Status
    episode: int = 0
    started_on: date | None = None
    finished_on: date | None = None


def moved(
    before: Progress | None, status: Status | None, episode: int | None, last: int | None, today: date
) -> Progress:
    """The progress after a member says a status, an episode or both; nothing seen is ever forgotten.

    `last` is the drama's number of episodes, None where unknown. Naming an episode means
    watching, seeing the last one means having completed the drama, and having completed it
    means having seen all of them. Where neither is named everything stays as it stands, and
    a new drama is planned.
    """
    seen = before.episode if before else 0
    if status is None:
        status = before.status if before else Status.PLAN
        if episode is not None and (before is None or episode != seen):
            status = Status.WATCHING
    if episode is not None:
        seen = episode
        if episode == last and status is Status.WATCHING:
            status = Status.COMPLETED
    if status is Status.COMPLETED:
        seen = last or seen
    started = before.started_on if before else None
    if started is None and (seen or status is Status.WATCHING):
        started = today
    finished = None
    if status is Status.COMPLETED:
        finished = (before.finished_on if before else None) or today
    return Progress(status, seen, started, finished)
