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
# A step that opens so shortly before the pace is due has until the time after that.
LEAST_TIME = timedelta(hours=6)
# Who asked for it is reminded so long before a step is over.
REMINDED_BEFORE = timedelta(hours=6)
# An event of Discord's stands for the moment at which a step is over, and is shown for so long.
EVENT_LENGTH = timedelta(hours=1)
# The last episodes are seen, and the drama scored, when a club is over: so long its summary follows.
SUMMARY_FOLLOWS = timedelta(days=14)
# An event has to begin in the future, by Discord's clock.
EVENT_AHEAD = timedelta(minutes=5)
# While one process makes an event no other does; after that it is taken to have died at it.
EVENT_LEASE = leases.EVENT

_COUNT = re.compile(
    r"(?P<count>\d{1,3}) ?(?:episodes?|eps?\.?|話|회|集)(?: (?:a|per|each|every) (?:step|time))?"
    r"(?:ずつ|を)?[,、:]?(?: (?:until|till|by|before|to))?(?: (?:every|each)(?= (?!day|night|evening)))?"
)


class Advance(StrEnum):
    """What ends a step: its time, or that everyone has caught up (`is_over` says what that takes)."""

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
    """A club of a guild. Its posts go to `channel_id`; `role_id` is the role that they ping."""

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
    """A batch of episodes; `until` None: the club pauses."""

    number: int
    first: int
    last: int
    opened_at: datetime
    until: datetime | None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class StepStanding:
    """How a club stands at a step: how many members it has, and which of them have caught up.

    `ahead` are those of them who had seen the step when it opened, or when they joined.
    """

    club: Club
    step: ClubStep
    members: int
    caught_up: tuple[int, ...]
    episodes: int | None
    ahead: frozenset[int] = frozenset()

    @property
    def together(self) -> bool:
        """Whether everyone has caught up; a club without members has not."""
        return 0 < self.members == len(self.caught_up)

    @property
    def waits_for_others(self) -> bool:
        """Whether everyone is there and it goes on at its time only, so that others can join.

        That is a club of one, and one in which no one has watched this step: all had seen it.
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
    """How many members a club had when a step was over, and how many of them had caught up by then."""

    first: int
    last: int
    members: int
    caught_up: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How a club ended: how its pace was kept, who of its members has seen the drama, what they gave it.

    `watched` are the episodes that the members have seen, all together; `scores[i]` of them gave the
    drama i + 1 half points. `kept` lacks steps that were cut short.
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
        """Another where members have come, gone, seen or scored more."""
        told = (self.members, self.finished, self.watched, self.scores)
        return blake2b(repr(told).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class EventTask:
    """What is to be done with the Discord event of a step: made, moved or removed (`at` None)."""

    club: Club
    step: ClubStep
    event_id: int | None
    at: datetime | None


def read_club_pace(text: str, zone: str, now: datetime | None = None) -> ClubPace | None:
    """A club's pace as it was typed, None for what is not one; `zone` holds where the text names none.

    Read: `2 episodes until Sunday 21:00`, `1 ep every day 20:00 Asia/Tokyo`, `2話 日曜 21時`; `2 episodes a
    week` is the weekday of `now`, if that is given.
    """
    spelt = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _COUNT.match(spelt)
    if found is None or not 1 <= int(found["count"]) <= MOST_EPISODES_A_STEP:
        return None
    rest = re.sub(r"まで(?:に)?", " ", spelt[found.end() :])
    pace = read_pace(rest, zone=zone, now=now)
    return ClubPace(int(found["count"]), pace) if pace is not None else None


def deadline(pace: Pace, now: datetime) -> datetime:
    """Until when a step is that opens now: the next time of the pace that leaves time to watch."""
    return next_after(pace, now + LEAST_TIME)


def batch_after(last: int, pace: ClubPace, episodes: int) -> tuple[int, int] | None:
    """The episodes of the step after the one that ended with `last`; None where there are no more."""
    if last >= episodes:
        return None
    return last + 1, min(last + pace.episodes, episodes)


def is_over(standing: StepStanding, now: datetime) -> bool:
    """Whether a club's step is over, so that the next one opens.

    Where the club goes on together, everyone has to be there, however late that is. It goes on early only
    where two or more are in the club and one of them has watched the step since it opened. So a club
    of people who have seen it all goes by its times, and none runs through its steps at once.
    """
    if standing.club.state is not ClubState.RUNNING:
        return False
    in_time = standing.step.until is not None and standing.step.until <= now
    if standing.club.advance is Advance.TOGETHER:
        return standing.together and (in_time or not standing.waits_for_others)
    return in_time


def episodes_seen(progress: Progress | None, last: int) -> int:
    """How many of a drama's episodes, up to its last one, someone has seen."""
    if is_past(progress, last):
        return last
    return progress.episode if progress is not None else 0


def remind_now(standing: StepStanding, now: datetime) -> bool:
    """Whether those who are behind and asked for it are to be reminded by now."""
    until = standing.step.until
    return (
        standing.club.state is ClubState.RUNNING
        and until is not None
        and until - REMINDED_BEFORE <= now < until
    )
