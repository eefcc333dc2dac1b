"""A club's pace as people type it, its batches, and until when a step is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clubs import (
    LEAST_TIME,
    MOST_EPISODES_A_STEP,
    Advance,
    Club,
    ClubPace,
    ClubState,
    ClubStep,
    StepStanding,
    batch_after,
    deadline,
    episodes_seen,
    is_over,
    read_club_pace,
)
from bot.domain.dramas import Drama
from bot.domain.paces import EVERY_DAY, Pace
from bot.domain.progress import Progress, Status

SUNDAY = 64
DRAMA = Drama(1, "1 Litre of Tears")
DAILY = Pace(EVERY_DAY, time(21), "UTC")
moments = st.integers(0, 15 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
paces = st.builds(
    Pace,
    st.integers(1, EVERY_DAY),
    st.times().map(lambda at: at.replace(microsecond=0, second=0)),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"]),
)


@pytest.mark.parametrize(
    ("typed", "count", "days", "at", "zone"),
    [
        ("2 episodes until Sunday 21:00", 2, SUNDAY, time(21), "Asia/Seoul"),
        ("1 episode every day 20:00 Asia/Tokyo", 1, EVERY_DAY, time(20), "Asia/Tokyo"),
        ("3 eps by Tue and Fri 9 pm", 3, 2 + 16, time(21), "Asia/Seoul"),
        ("2 ep. every Sunday 21:00", 2, SUNDAY, time(21), "Asia/Seoul"),
        ("２話 日曜 21時 日本時間", 2, SUNDAY, time(21), "Asia/Tokyo"),
        ("2話ずつ 日曜21時まで", 2, SUNDAY, time(21), "Asia/Seoul"),
        ("100 EPISODES each weekend 18:30", 100, 32 + 64, time(18, 30), "Asia/Seoul"),
    ],
)
def test_a_pace_is_read_as_it_is_typed(typed: str, count: int, days: int, at: time, zone: str) -> None:
    assert read_club_pace(typed, "Asia/Seoul") == ClubPace(count, Pace(days, at, zone))


@pytest.mark.parametrize(
    "typed",
    ["", "2 episodes", "Sunday 21:00", "0 episodes until Sunday", "101 episodes until Sunday",
     "two until Sunday", "2 episodes until Someday",
     "2 episodes until 21:00", "2 episodes until Sunday 30:00"],
)  # fmt: skip
def test_what_is_no_pace_is_refused(typed: str) -> None:
    assert read_club_pace(typed, "UTC") is None


@given(st.text(max_size=200))
def test_any_text_is_a_pace_or_none(typed: str) -> None:
    read = read_club_pace(typed, "UTC")
    assert read is None or 1 <= read.episodes <= MOST_EPISODES_A_STEP


@given(paces, moments)
def test_a_deadline_leaves_time_to_watch_and_is_on_the_pace(pace: Pace, now: datetime) -> None:
    until = deadline(pace, now)
    assert until > now + LEAST_TIME
    assert until < now + LEAST_TIME + timedelta(days=8)


def test_a_step_that_opens_on_time_is_until_the_next_time() -> None:
    at = datetime(2026, 1, 5, 21, 0, 3, tzinfo=UTC)
    assert deadline(DAILY, at) == datetime(2026, 1, 6, 21, tzinfo=UTC)


def test_a_step_that_opens_shortly_before_has_until_the_time_after() -> None:
    at = datetime(2026, 1, 5, 16, tzinfo=UTC)
    assert deadline(DAILY, at) == datetime(2026, 1, 6, 21, tzinfo=UTC)


@given(st.integers(1, MOST_EPISODES_A_STEP), st.integers(1, 5_000))
def test_the_batches_are_every_episode_once_in_order(count: int, episodes: int) -> None:
    pace, last, told = ClubPace(count, DAILY), 0, list[int]()
    while (batch := batch_after(last, pace, episodes)) is not None:
        told += range(batch[0], batch[1] + 1)
        assert batch[1] - batch[0] < count
        last = batch[1]
    assert told == list(range(1, episodes + 1))


@pytest.mark.parametrize(
    ("progress", "seen"),
    [
        (None, 0),
        (Progress(Status.PLAN), 0),
        (Progress(Status.WATCHING, 4), 4),
        (Progress(Status.DROPPED, 99), 11),
        (Progress(Status.COMPLETED, 11), 11),
        (Progress(Status.WATCHING, 2, rewatches=1, earlier_episode=11), 11),
        (Progress(Status.WATCHING, 2, rewatches=1, earlier_episode=7), 7),
        (Progress(Status.COMPLETED, 7), 7),  # the drama has grown since
    ],
)
def test_what_somebody_has_seen_is_counted_up_to_the_last_episode(
    progress: Progress | None, seen: int
) -> None:
    assert episodes_seen(progress, 11) == seen


OPENED = datetime(2026, 1, 5, 21, tzinfo=UTC)
BEFORE, AFTER = OPENED + timedelta(hours=1), OPENED + timedelta(days=2)


def standing(
    members: int, there: tuple[int, ...], ahead: tuple[int, ...] = (), state: ClubState = ClubState.RUNNING
) -> StepStanding:
    club = Club(1, 1, DRAMA, 1, None, ClubPace(2, DAILY), Advance.TOGETHER, state, 1, OPENED)
    step = ClubStep(1, 1, 2, OPENED, OPENED + timedelta(days=1))
    return StepStanding(club, step, members, there, 11, frozenset(ahead))


@pytest.mark.parametrize(
    ("members", "there", "ahead", "early", "in_time"),
    [
        (0, (), (), False, False),  # nobody
        (1, (1,), (), False, True),  # alone, and has watched it
        (1, (1,), (1,), False, True),  # alone, and had seen it
        (2, (1,), (1,), False, False),  # one is behind
        (2, (1, 2), (), True, True),
        (2, (1, 2), (1,), True, True),  # who had seen it does not hold it up
        (2, (1, 2), (1, 2), False, True),  # nor have it over early
        (3, (1, 2), (), False, False),
    ],
)
def test_together_a_step_is_over_once_everybody_is_there_and_early_only_if_somebody_watched_it(
    members: int, there: tuple[int, ...], ahead: tuple[int, ...], early: bool, in_time: bool
) -> None:
    at = standing(members, there, ahead)
    assert (is_over(at, BEFORE), is_over(at, AFTER)) == (early, in_time)
    assert not is_over(standing(members, there, ahead, ClubState.PAUSED), AFTER)
