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
    """The progress after a member says a status, an episode or both.

    `last` is the drama's number of episodes, None where unknown. Seeing the last episode
    completes the drama unless the member says otherwise; completing it without naming an
    episode means having seen all of them; naming an episode starts it.
    """
    if episode is None:
        episode = before.episode if before else 0
        if status is Status.COMPLETED:
            episode = last or episode
        elif status is Status.PLAN:
            episode = 0
    if status is None:
        if last is not None and episode >= last:
            status = Status.COMPLETED
        elif episode:
            status = Status.WATCHING
        else:
            status = before.status if before else Status.PLAN
    started = before.started_on if before else None
    if started is None and (episode or status is Status.WATCHING):
        started = today
    finished = None
    if status is Status.COMPLETED:
        finished = (before.finished_on if before else None) or today
    return Progress(status, episode, started, finished)
