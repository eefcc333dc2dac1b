"""Publishing synopses: what a post shows, what publishes by the clock, and what waits for a curator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.episodes import Synopsis
from bot.domain.paces import Pace
from bot.domain.spoilers import Shape

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SynopsisShown:
    """A synopsis as everybody in a guild gets it; `others`: the further languages that it is told in."""

    synopsis: Synopsis
    shape: Shape
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynopsisPost:
    """Where the synopsis of an episode stands in a guild; no message: it is on its way.

    `revision` is what it should show by now, `tries` counts how often Discord refused to change it.
    """

    guild_id: int
    drama_id: int
    episode: int
    revision: int
    channel_id: int | None
    message_id: int | None
    tries: int = 0


class Outcome(StrEnum):
    """What becomes of a synopsis that a curator wants posted."""

    POSTED = "posted"
    WAITING = "waiting"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a post; `post` where a message shows it already."""

    drama: Drama
    episode: int
    outcome: Outcome
    post: SynopsisPost | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """What publishes a drama's synopses; `next_at` (UTC) None: nobody has written the next one yet."""

    guild_id: int
    drama: Drama
    next_episode: int
    pace: Pace
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A member's synopsis that waits for a curator, or was sent back with a reason."""

    synopsis: Synopsis
    created_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One of the submissions of a guild, as it would be shown, with the schedules beside it.

    `shown` None: nothing waits. `author` waits for it; `replaces`: a published text would give way.
    """

    schedules: tuple[Schedule, ...]
    submission: Submission | None = None
    shown: SynopsisShown | None = None
    index: int = 0
    total: int = 0
    replaces: bool = False


class News(StrEnum):
    """What moderators are told about a schedule."""

    MISSING = "missing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ScheduleNews:
    """`episode` is the one that nobody has written, or the last that was published."""

    drama: Drama
    episode: int
    news: News
