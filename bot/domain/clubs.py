"""Watch clubs: a drama watched together in steps, and when each step ends."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from bot.domain import leases
from bot.domain.dramas import Drama
from bot.domain.paces import Pace, next_after, read_pace
from bot.domain.progress import Progress
from bot.domain.spoilers import is_past

MOST_EPISODES_A_STEP = 100
# A step that opens this shortly before the pace's time ends at the time after that.
LEAST_TIME = timedelta(hours=6)
# Members who asked for reminders get one this long before a step ends.
REMINDED_BEFORE = timedelta(hours=6)
# A Discord event marks the end of a step, and is shown for this long.
EVENT_LENGTH = timedelta(hours=1)
# After a club's end, members still watch and score. Its summary is updated for this long.
SUMMARY_FOLLOWS = timedelta(days=14)
# An event has to begin in the future, by Discord's clock.
EVENT_AHEAD = timedelta(minutes=5)
# While one process makes an event, no other does. After this time, the process counts as dead.
EVENT_LEASE = leases.EVENT

_COUNT = re.compile(
    r"(?P<count>\d{1,3}) ?(?:episodes?|eps?\.?|話|회|集)(?: (?:a|per|each|every) (?:step|time))?"
    r"(?:ずつ|を)?[,、:]?(?: (?:until|till|by|before|to))?(?: (?:every|each)(?= (?!day|night|evening)))?"
)


class Advance(StrEnum):
    """What ends a step: its time, or everyone having caught up (`is_over` has the rule)."""

    TIME = "time"
    TOGETHER = "together"


class ClubState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClubPace:
    """How many episodes a step has, and when steps are over."""

    episodes: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Club:
    """A club of a guild. Its posts go to `channel_id` and ping `role_id`."""

    id: int
    guild_id: int
    drama: Drama
    channel_id: int
    role_id: int | None
    pace: ClubPace
    advance: Advance
    state: ClubState
    started_by: int
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClubStep:
    """A batch of episodes with its deadline `until`. None if the club is paused."""

    number: int
    first: int
    last: int
    opened_at: datetime
    until: datetime | None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class StepStanding:
    """The state of a club at a step: its number of members, and those who have caught up.

    `ahead` are members who had already seen the step when it opened, or when they joined.
    """

    club: Club
    step: ClubStep
    members: int
    caught_up: tuple[int, ...]
    episodes: int | None
    ahead: frozenset[int] = frozenset()

    @property
    def together(self) -> bool:
        """Whether everyone has caught up. False for a club without members."""
        return 0 < self.members == len(self.caught_up)

    @property
    def waits_for_others(self) -> bool:
        """Whether everyone has caught up, but the club continues only at its time, so that others can join.

        This is so for a club of one, and if all members had already seen the step.
        """
        watched = any(member_id not in self.ahead for member_id in self.caught_up)
        return self.club.advance is Advance.TOGETHER and self.together and (self.members == 1 or not watched)


@dataclass(frozen=True, slots=True)
class JoinResult:
    """The result of a member's press; `changed` is False if nothing changed.

    `behind`: the club waits for them, because it continues together and they have not seen its step.
    """

    club: Club
    step: ClubStep | None
    changed: bool
    reminded: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class KeptStep:
    """How many members a club had at the end of a step, and how many of them had caught up."""

    first: int
    last: int
    members: int
    caught_up: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How a club ended: how well members kept the pace, who has seen the drama, and their scores.

    `watched` is the sum of all episodes that members have seen. `scores[i]` members gave the drama i + 1 half
    points. `kept` omits steps that were cut short.
    """

    club: Club
    steps: int
    kept: tuple[KeptStep, ...]
    members: int
    finished: tuple[int, ...]
    watched: int
    scores: tuple[int, ...]

    @property
    def fingerprint(self) -> str:
        """A text that changes when members join, leave, see or score more."""
        told = (self.members, self.finished, self.watched, self.scores)
        return blake2b(repr(told).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class EventTask:
    """A task for a step's Discord event: make, move or delete it (`at` None)."""

    club: Club
    step: ClubStep
    event_id: int | None
    at: datetime | None


def read_club_pace(text: str, zone: str, now: datetime | None = None) -> ClubPace | None:
    """A typed pace of a club. None if it is not a pace. `zone` applies if the text names none.

    Accepts `2 episodes until Sunday 21:00`, `1 ep every day 20:00 Asia/Tokyo`, `2話 日曜 21時`. `2 episodes a
    week` means the weekday of `now`, if given.
    """
    spelt = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _COUNT.match(spelt)
    if found is None or not 1 <= int(found["count"]) <= MOST_EPISODES_A_STEP:
        return None
    rest = re.sub(r"まで(?:に)?", " ", spelt[found.end() :])
    pace = read_pace(rest, zone=zone, now=now)
    return ClubPace(int(found["count"]), pace) if pace is not None else None


def deadline(pace: Pace, now: datetime) -> datetime:
    """The deadline of a step that opens now: the next time of the pace that leaves time to watch."""
    return next_after(pace, now + LEAST_TIME)


def batch_after(last: int, pace: ClubPace, episodes: int) -> tuple[int, int] | None:
    """The episodes of the step after `last`. None if there are no more."""
    if last >= episodes:
        return None
    return last + 1, min(last + pace.episodes, episodes)


def is_over(standing: StepStanding, now: datetime) -> bool:
    """Whether a club's step is over and the next one opens.

    A club that continues together waits for everyone, however late. It continues early only if it has two or
    more members and one of them has watched the step since it opened. So a club whose members have already
    seen everything follows its times, and no club runs through all steps at once.
    """
    if standing.club.state is not ClubState.RUNNING:
        return False
    in_time = standing.step.until is not None and standing.step.until <= now
    if standing.club.advance is Advance.TOGETHER:
        return standing.together and (in_time or not standing.waits_for_others)
    return in_time


def episodes_seen(progress: Progress | None, last: int) -> int:
    """How many of a drama's episodes, up to its last one, a member has seen."""
    if is_past(progress, last):
        return last
    return progress.furthest if progress is not None else 0


def remind_now(standing: StepStanding, now: datetime) -> bool:
    """Whether it is time to remind the members who are behind and asked for reminders."""
    until = standing.step.until
    return (
        standing.club.state is ClubState.RUNNING
        and until is not None
        and until - REMINDED_BEFORE <= now < until
    )
