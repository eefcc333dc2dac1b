"""How a member's progress moves when they name a status, an episode or both."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lengths import Length
from bot.domain.progress import Progress, Status, begun_anew, detailed, moved, new_since
from tests.lengths import on_air, over

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
        (FINISHED, Status.COMPLETED, 3, 11, Progress(Status.COMPLETED, 3, EARLIER, FINISHED.finished_on)),
        (FINISHED, Status.COMPLETED, None, 16, Progress(Status.COMPLETED, 16, EARLIER, FINISHED.finished_on)),
        (FINISHED, None, None, 16, FINISHED),
        (FINISHED, None, 12, 16, Progress(Status.WATCHING, 12, EARLIER)),
        (FINISHED, Status.COMPLETED, None, 11, FINISHED),
        (FINISHED, None, 11, 11, FINISHED),
        (FINISHED, Status.WATCHING, 1, 11, Progress(Status.WATCHING, 1, EARLIER)),
    ],
)
def test_moves(
    before: Progress | None, status: Status | None, episode: int | None, last: int | None, after: Progress
) -> None:
    assert moved(before, status, episode, over(last), TODAY) == after


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
    after = moved(before, status, episode, over(last), TODAY)
    assert 0 <= after.episode <= (last or 5_000)
    if episode is not None:
        assert after.episode == episode
    elif status is Status.COMPLETED and last is not None:
        assert after.episode == last
    else:
        assert after.episode == (before.episode if before else 0)  # nothing seen is forgotten


@settings(deadline=None)
@given(_moves())
def test_a_status_that_is_named_is_the_one_that_stands(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, over(last), TODAY)
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
    after = moved(before, None, None, over(last), TODAY)
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
    after = moved(before, None, episode, over(last), TODAY)
    if episode is not None and (before is None or episode != before.episode):
        told = Status.COMPLETED if episode == last else Status.WATCHING if episode else Status.PLAN
        assert after.status is told


@settings(deadline=None)
@given(_moves())
def test_only_a_completed_drama_has_a_day_it_was_finished(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, over(last), TODAY)
    assert (after.finished_on is not None) == (after.status is Status.COMPLETED)
    if before and before.finished_on and after.finished_on:
        assert after.finished_on == before.finished_on


@settings(deadline=None)
@given(_moves())
def test_the_day_it_was_begun_is_kept_and_set_once_it_is_begun(
    move: tuple[Progress | None, Status | None, int | None, int | None],
) -> None:
    before, status, episode, last = move
    after = moved(before, status, episode, over(last), TODAY)
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
    after = moved(before, Status.COMPLETED, None, over(last), TODAY)
    assert after.episode == (last if last is not None else (before.episode if before else 0))


# --- seen is a number ---


@pytest.mark.parametrize(
    ("before", "status", "episode", "length", "after"),
    [
        # No one completes by a number what is on air, or of unknown length.
        (HALFWAY, None, 11, on_air(11, 11), Progress(Status.WATCHING, 11, EARLIER)),
        (HALFWAY, None, 11, on_air(None), Progress(Status.WATCHING, 11, EARLIER)),
        (None, None, 5, on_air(5, 5), Progress(Status.WATCHING, 5, TODAY)),
        # Who says that they have has seen what is out, or the number that they say with it.
        (HALFWAY, Status.COMPLETED, None, on_air(16, 8), Progress(Status.COMPLETED, 8, EARLIER, TODAY)),
        (HALFWAY, Status.COMPLETED, None, on_air(16, 3), Progress(Status.COMPLETED, 5, EARLIER, TODAY)),
        (HALFWAY, Status.COMPLETED, None, on_air(16), Progress(Status.COMPLETED, 5, EARLIER, TODAY)),
        (HALFWAY, Status.COMPLETED, 9, on_air(16, 8), Progress(Status.COMPLETED, 9, EARLIER, TODAY)),
        (None, Status.COMPLETED, None, on_air(None), Progress(Status.COMPLETED, 0, None, TODAY)),
    ],
)
def test_completed_is_a_number_and_no_more(
    before: Progress | None, status: Status | None, episode: int | None, length: Length, after: Progress
) -> None:
    assert moved(before, status, episode, length, TODAY) == after


def test_what_was_seen_survives_watching_it_again() -> None:
    again = begun_anew(FINISHED)
    assert (again.episode, again.furthest) == (0, 11)
    assert moved(again, None, 3, over(22), TODAY).furthest == 11
    assert moved(again, None, 14, over(22), TODAY).furthest == 14
    assert moved(again, None, 0, over(22), TODAY).furthest == 11
    twice = begun_anew(moved(again, Status.COMPLETED, None, over(22), TODAY))
    assert (twice.rewatches, twice.furthest) == (2, 22)


def test_a_number_that_is_set_back_is_taken_back() -> None:
    """Of a first time; what was typed by mistake opens nothing for ever."""
    mistaken = moved(HALFWAY, None, 20, over(22), TODAY)
    assert moved(mistaken, None, 2, over(22), TODAY).furthest == 2


def test_who_takes_back_that_they_saw_it_again_has_not_seen_it_earlier() -> None:
    again = moved(begun_anew(FINISHED), None, 3, over(11), TODAY)
    assert detailed(again, {"rewatches": "0"})[0].furthest == 3
    assert detailed(again, {"rewatches": "4"})[0].furthest == 11
    assert detailed(again, {"note": "mine"})[0].furthest == 11
    # And who says that they saw it before opens nothing by that.
    assert detailed(HALFWAY, {"rewatches": "2"})[0].furthest == 5


def test_what_came_since_a_member_finished_is_counted() -> None:
    assert new_since(FINISHED, over(16)) == 5
    assert new_since(FINISHED, on_air(22, 13)) == 2
    assert new_since(FINISHED, over(11)) == new_since(FINISHED, over(10)) == 0
    assert new_since(HALFWAY, over(16)) == new_since(None, over(16)) == 0
    assert new_since(Progress(Status.COMPLETED), over(16)) == 0  # nobody knows what they have seen
