"""How a member's progress moves when they name a status, an episode or both."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.progress import Progress, Status, moved

TODAY = date(2025, 11, 8)
EARLIER = date(2025, 10, 11)
HALFWAY = Progress(Status.WATCHING, 5, EARLIER)
PAUSED = Progress(Status.ON_HOLD, 5, EARLIER)
FINISHED = Progress(Status.COMPLETED, 11, EARLIER, date(2025, 10, 20))


@pytest.mark.parametrize(
    ("before", "status", "episode", "last", "after"),
    [
        # A member who is new to the drama.
        (None, None, None, 11, Progress(Status.PLAN, 0)),
        (None, Status.PLAN, None, 11, Progress(Status.PLAN, 0)),
        (None, Status.WATCHING, None, 11, Progress(Status.WATCHING, 0, TODAY)),
        (None, None, 1, 11, Progress(Status.WATCHING, 1, TODAY)),
        (None, None, 11, 11, Progress(Status.COMPLETED, 11, TODAY, TODAY)),
        (None, Status.COMPLETED, None, 11, Progress(Status.COMPLETED, 11, TODAY, TODAY)),
        (None, Status.COMPLETED, None, None, Progress(Status.COMPLETED, 0, None, TODAY)),
        (None, Status.DROPPED, 3, 11, Progress(Status.DROPPED, 3, TODAY)),
        (None, None, 40, None, Progress(Status.WATCHING, 40, TODAY)),
        (None, None, 1, 1, Progress(Status.COMPLETED, 1, TODAY, TODAY)),
        # A member who is halfway.
        (HALFWAY, None, 6, 11, Progress(Status.WATCHING, 6, EARLIER)),
        (HALFWAY, None, 2, 11, Progress(Status.WATCHING, 2, EARLIER)),
        (HALFWAY, Status.ON_HOLD, None, 11, Progress(Status.ON_HOLD, 5, EARLIER)),
        (HALFWAY, Status.DROPPED, None, 11, Progress(Status.DROPPED, 5, EARLIER)),
        (HALFWAY, Status.PLAN, None, 11, Progress(Status.PLAN, 5, EARLIER)),
        (HALFWAY, None, None, 11, HALFWAY),
        (HALFWAY, None, 11, 11, Progress(Status.COMPLETED, 11, EARLIER, TODAY)),
        (HALFWAY, Status.WATCHING, 11, 11, Progress(Status.COMPLETED, 11, EARLIER, TODAY)),
        (HALFWAY, Status.ON_HOLD, 11, 11, Progress(Status.ON_HOLD, 11, EARLIER)),
        (HALFWAY, Status.COMPLETED, None, 11, Progress(Status.COMPLETED, 11, EARLIER, TODAY)),
        (HALFWAY, Status.COMPLETED, None, None, Progress(Status.COMPLETED, 5, EARLIER, TODAY)),
        (HALFWAY, None, 0, 11, Progress(Status.PLAN)),
        (FINISHED, None, 0, 11, Progress(Status.PLAN)),
        (None, None, 0, 11, Progress(Status.PLAN)),
        (HALFWAY, Status.WATCHING, 0, 11, Progress(Status.WATCHING, 0, EARLIER)),
        # A member who paused or dropped it.
        (PAUSED, None, None, 11, PAUSED),
        (PAUSED, None, 5, 11, PAUSED),
        (PAUSED, None, 6, 11, Progress(Status.WATCHING, 6, EARLIER)),
        (PAUSED, Status.WATCHING, None, 11, HALFWAY),
        # A member who has finished it.
        (FINISHED, None, None, 11, FINISHED),
        (FINISHED, Status.WATCHING, None, 11, Progress(Status.WATCHING, 11, EARLIER)),
        (FINISHED, Status.COMPLETED, 3, 11, FINISHED),
        (FINISHED, Status.COMPLETED, None, 11, FINISHED),
        (FINISHED, None, 11, 11, FINISHED),
        (FINISHED, Status.WATCHING, 1, 11, Progress(Status.WATCHING, 1, EARLIER)),
    ],
)
def test_moves(
    before: Progress | None, status: Status | None, episode: int | None, last: int | None, after: Progress
) -> None:
    assert moved(before, status, episode, last, TODAY) == after


days = st.dates(date(2020, 1, 1), TODAY)
statuses = st.none() | st.sampled_from(Status)
lasts = st.none() | st.integers(1, 200)


@st.composite
def _moves(
    draw: st.DrawFn,
) -> tuple[Progress | None, Status | None, int | None, int | None]:
    last = draw(lasts)
    episodes = st.integers(0, last or 5_000)
    status = draw(st.sampled_from(Status))
    finished = draw(st.none() | days) if status is Status.COMPLETED else None
    stood = Progress(status, draw(episodes), draw(st.none() | days), finished)
    return draw(st.sampled_from([None, stood])), draw(statuses), draw(st.none() | episodes), last


@settings(deadline=None)
@given(_moves())
def test_the_episode_stays_within_the_drama(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, last, TODAY)
    assert 0 <= after.episode <= (last or 5_000)
    if after.status is Status.COMPLETED and last is not None:
        assert after.episode == last
    elif episode is not None:
        assert after.episode == episode
    else:
        assert after.episode == (before.episode if before else 0)  # nothing seen is forgotten


@settings(deadline=None)
@given(_moves())
def test_a_status_that_is_named_is_the_one_that_stands(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, last, TODAY)
    if status is Status.WATCHING and episode is not None and episode == last:
        assert after.status is Status.COMPLETED
    elif status is not None:
        assert after.status is status


@settings(deadline=None)
@given(_moves())
def test_naming_nothing_changes_nothing(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, _, _, last = move
    after = moved(before, None, None, last, TODAY)
    if before is None:
        assert after == Progress(Status.PLAN)
    else:
        assert after.status is before.status


@settings(deadline=None)
@given(_moves())
def test_naming_another_episode_alone_completes_exactly_at_the_last(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, _, episode, last = move
    after = moved(before, None, episode, last, TODAY)
    if episode is not None and (before is None or episode != before.episode):
        told = Status.COMPLETED if episode == last else Status.WATCHING if episode else Status.PLAN
        assert after.status is told


@settings(deadline=None)
@given(_moves())
def test_only_a_completed_drama_has_a_day_it_was_finished(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, last, TODAY)
    assert (after.finished_on is not None) == (after.status is Status.COMPLETED)
    if before and before.finished_on and after.finished_on:
        assert after.finished_on == before.finished_on


@settings(deadline=None)
@given(_moves())
def test_the_day_it_was_begun_is_kept_and_set_once_it_is_begun(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, last, TODAY)
    if episode == 0 and after.status is Status.PLAN:
        assert after.started_on is None  # it is taken back
    elif before and before.started_on:
        assert after.started_on == before.started_on
    elif after.episode or after.status is Status.WATCHING:
        assert after.started_on == TODAY
    else:
        assert after.started_on is None


@settings(deadline=None)
@given(_moves())
def test_completing_a_drama_means_having_seen_all_of_it(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, _, _, last = move
    after = moved(before, Status.COMPLETED, None, last, TODAY)
    assert after.episode == (last if last is not None else (before.episode if before else 0))
