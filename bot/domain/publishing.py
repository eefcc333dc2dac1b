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
    """A synopsis as everyone in a guild sees it. `others`: the other languages in which it exists."""

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
    """The result for a synopsis that a curator wants to post."""

    POSTED = "posted"
    WAITING = "waiting"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Published:
    """The result of a request to post. `post` is set if a message already shows it."""

    drama: Drama
    episode: int
    outcome: Outcome
    post: SynopsisPost | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A drama's publishing schedule. `next_at` (UTC) is None if the next synopsis is not written yet."""

    guild_id: int
    drama: Drama
    next_episode: int
    pace: Pace
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleMade:
    """A new schedule. `before` is the drama's schedule that it replaces.

    `written` counts the existing synopses from its first episode up to `last` (None: unknown). `pauses_at` is
    the first episode without a synopsis, if any.
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
    """The result of a form: the stored synopsis.

    `corrected`: the synopsis that it replaced, if it keeps that author. `accepted`: it was another member's
    waiting submission.
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
    """One submission of a guild, as it would be shown, with the guild's schedules.

    `shown` None: nothing waits. `replaced` is the published synopsis that it would replace.
    """

    schedules: tuple[Schedule, ...]
    submission: Submission | None = None
    shown: SynopsisShown | None = None
    index: int = 0
    total: int = 0
    replaced: Synopsis | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """The news for moderators about submissions: the recent ones, and how many wait in all."""

    lately: tuple[Synopsis, ...]
    waiting: int


class News(StrEnum):
    """The kinds of news for moderators about a schedule."""

    MISSING = "missing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ScheduleNews:
    """News about a schedule. `episode` has no synopsis yet, or is the last that was published."""

    drama: Drama
    episode: int
    news: News
