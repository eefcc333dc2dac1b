"""Watch lists: a page of a member's list, and who watched a drama lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.dramas import Drama, Poster
from bot.domain.progress import Progress, Status

PAGE_SIZE = 8  # with a picture beside each; more are too much for a phone, and then for a message
RECENT = 5  # members that a card names as recent watchers


@dataclass(frozen=True, slots=True)
class ListLine:
    """One drama of a list. `last` is the number of its last episode, `overall` is in half points.

    `fresh` counts the episodes that have come out since its member completed it.
    """

    drama: Drama
    progress: Progress
    last: int | None
    overall: int | None = None
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a member's list. `counts` holds all statuses, whichever is shown.

    `posters` are those of the dramas that have one, by their ids.
    """

    member_id: int
    lines: tuple[ListLine, ...]
    status: Status | None
    counts: Mapping[Status, int]
    index: int
    posters: Mapping[int, Poster] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.counts.get(self.status, 0) if self.status else sum(self.counts.values())

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Watcher:
    """A member who watched a drama lately and shows their list.

    `here_only`: they show it only to members of a shared server.
    """

    member_id: int
    progress: Progress
    here_only: bool = False
