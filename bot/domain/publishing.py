"""Publishing synopses: posts, schedules, and submissions that wait for a curator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.episodes import Synopsis, SynopsisState
from bot.domain.paces import Pace
from bot.domain.spoilers import Shape

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SynopsisShown:
    """A synopsis as everyone in a guild gets it; `others`: the further languages that it is told in."""

    synopsis: Synopsis
    shape: Shape
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynopsisPost:
    """Where the synopsis of an episode stands in a guild; no message: it is on its way."""

    guild_id: int
    drama_id: int
    episode: int
    channel_id: int | None
    message_id: int | None


class Outcome(StrEnum):
    """What happens to a synopsis that a curator wants posted."""

    POSTED = "posted"
    WAITING = "waiting"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Published:
    """What happened to a post; `post` where a message shows it already."""

    drama: Drama
    episode: int
    outcome: Outcome
    post: SynopsisPost | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """What publishes a drama's synopses; `next_at` (UTC) None: no one has written the next one yet."""

    guild_id: int
    drama: Drama
    next_episode: int
    pace: Pace
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleMade:
    """A schedule as it begins; `before` is the one of the drama that it takes the place of.

    `written` counts the synopses that it finds from its first episode on, up to `last` (None: no one
    knows how many there are); `pauses_at` is the first episode that no one has written, if there is one.
    """

    schedule: Schedule
    before: Schedule | None
    written: int
    last: int | None
    pauses_at: int | None


@dataclass(frozen=True, slots=True)
class FormStart:
    """What a form starts with: a synopsis that is published, waits, or was sent back.

    `author_id` is None where nobody is known to have written it.
    """

    id: int
    text: str
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What happened to a form: the synopsis as it is kept.

    `corrected`: the one it took the place of, where it stays its author's; `accepted`: another's
    submission that waited became it.
    """

    synopsis: Synopsis
    corrected: int | None = None
    accepted: bool = False

    @property
    def state(self) -> SynopsisState:
        return self.synopsis.state


@dataclass(frozen=True, slots=True)
class Submission:
    """A member's synopsis that waits for a curator, or was sent back with a reason."""

    synopsis: Synopsis
    created_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One of the submissions of a guild, as it would be shown, with the schedules beside it.

    `shown` None: nothing waits. `replaced` is the published synopsis that would give way to it.
    """

    schedules: tuple[Schedule, ...]
    submission: Submission | None = None
    shown: SynopsisShown | None = None
    index: int = 0
    total: int = 0
    replaced: Synopsis | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What moderators are told of submissions: those that came lately, and how many wait in all."""

    lately: tuple[Synopsis, ...]
    waiting: int


class News(StrEnum):
    """What moderators are told about a schedule."""

    MISSING = "missing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ScheduleNews:
    """`episode` is the one that no one has written, or the last that was published."""

    drama: Drama
    episode: int
    news: News
