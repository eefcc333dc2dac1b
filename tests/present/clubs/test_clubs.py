"""What clubs post and answer keeps to Discord's limits, and names nobody who is behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.board import WHOLE, Batch, Opened
from bot.domain.clubs import (
    Advance,
    Club,
    ClubPace,
    ClubState,
    ClubStep,
    JoinResult,
    KeptStep,
    StepStanding,
    Summary,
)
from bot.domain.paces import Pace
from bot.i18n import Texts, texts
from bot.present import charts
from bot.present.clubs import clubs
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, LONG_ZONES, SNOWFLAKE
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
EN = texts("en")
NOW = datetime(2200, 1, 1, tzinfo=UTC)
WIDE = Batch(1, 5_000)
MANY = tuple(SNOWFLAKE - at for at in range(500))


def opened(batch: Batch) -> Opened:
    return Opened(1, SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, batch)


def club(filling: str | None, advance: Advance, state: ClubState) -> Club:
    pace = ClubPace(100, Pace(127, time(23, 59), LONG_ZONES[0]))
    drama = extremes.drama(filling)
    return Club(
        SNOWFLAKE, SNOWFLAKE, drama, SNOWFLAKE, SNOWFLAKE, pace, advance, state, SNOWFLAKE, NOW, ended_at=NOW
    )


@languages
@fillings
@pytest.mark.parametrize("advance", Advance)
@pytest.mark.parametrize("state", ClubState)
def test_every_screen_of_a_club(t: Texts, filling: str | None, advance: Advance, state: ClubState) -> None:
    one = club(filling, advance, state)
    for step in (ClubStep(1, 1, 1, NOW, NOW), ClubStep(5_000, 4_901, 5_000, NOW, None)):
        for standing in (
            StepStanding(one, step, 0, (), None),
            StepStanding(one, step, 500, MANY, 5_000),
            StepStanding(one, replace(step, last=4_950), 500, MANY[:1], 5_000),
        ):
            shown = [clubs.step_post(t, standing, thread) for thread in (None, *map(opened, (WHOLE, WIDE)))]
            answers = (clubs.reminder, clubs.started, clubs.status, clubs.paced, clubs.end_question)
            shown += [make(t, standing) for make in answers]
            assert not [problem for screen in shown for problem in problems(screen)]
        for changed in (False, True):
            now = JoinResult(one, step, changed, reminded=changed, behind=True)
            for screen in (clubs.joined(t, now), clubs.left(t, now), clubs.reminding(t, now)):
                assert not problems(screen)
        for finished in (False, True):
            assert not problems(clubs.caught_up(t, one, step, finished=finished))
        assert 1 <= len(clubs.event_name(t, one, step)) <= clubs.EVENT_NAME_LIMIT
    for screen in (
        clubs.ended(t, one),
        clubs.which(t, [replace(one, id=SNOWFLAKE - at) for at in range(30)], "status"),
        clubs.say_which(t, [one] * 100),
        clubs.has_joined(t, one, SNOWFLAKE),
        clubs.has_left(t, one, SNOWFLAKE),
    ):
        assert not problems(screen)
    kept = tuple(KeptStep(at, at, 500, 250) for at in range(1, 101))
    for steps, scores in ((kept, (25,) * 20), (kept[:1], (0,) * 20), ((), (0,) * 20)):
        ended = Summary(one, 5_000, steps, 500, MANY, 2_500_000, scores)
        assert not problems(clubs.summary(t, ended))
        chart = clubs.summary_chart(t, ended)
        if chart is not None:
            picture = charts.picture(t, chart, b"\x89PNG")
            assert not problems(clubs.summary(t, ended, picture.part), picture.file)


def test_the_summary_says_the_mean_and_how_far_apart_the_scores_are() -> None:
    one = club("words ", Advance.TIME, ClubState.ENDED)
    scores = tuple({14: 1, 17: 2, 20: 1}.get(half_points, 0) for half_points in range(1, 21))
    kept = (KeptStep(1, 2, 4, 4), KeptStep(3, 4, 4, 1))
    said = everything(clubs.summary(EN, Summary(one, 3, kept, 4, (111,), 9, scores)))
    assert "3 steps · 4 members · 9 episodes seen in total" in said
    assert "★ **8.5** · 4 scores · from 7.0 to 10.0" in said
    assert "Caught up when a step was over, on average: 63 %" in said
    assert said.count("<@") == 1, "only who has seen it to the end is named"


@languages
def test_who_is_behind_is_counted_and_not_named(t: Texts) -> None:
    one = club("words ", Advance.TIME, ClubState.RUNNING)
    standing = StepStanding(one, ClubStep(1, 1, 2, NOW, NOW), 3, (111,), 11)
    shown = everything(clubs.status(t, standing))
    assert "<@111>" in shown
    assert shown.count("<@") == 1
    assert "▰▱▱ " in shown  # of a few each has a sign of its own


def test_how_many_there_are_is_said_in_the_right_number_and_of_how_many_episodes() -> None:
    one = club("words ", Advance.TIME, ClubState.RUNNING)
    said = everything(clubs.status(EN, StepStanding(one, ClubStep(1, 1, 2, NOW, NOW), 1, (111,), 11)))
    assert "1 of 1 has caught up" in said
    assert "Episodes 1–2 of 11" in said
    said = everything(clubs.status(EN, StepStanding(one, ClubStep(6, 11, 11, NOW, NOW), 3, (111, 222), 11)))
    assert "2 of 3 have caught up" in said
    assert "Episode 11 of 11" in said
    said = everything(clubs.summary(EN, Summary(one, 1, (), 1, (111,), 1, (0,) * 20)))
    assert "1 of 1 has seen it to the end" in said


@pytest.mark.parametrize(
    ("batch", "last", "wider"),
    [
        (Batch(1, 4), 2, "The thread is for Episodes 1–4 and may spoil more than this step."),
        (Batch(1, 4), 4, None),
        (Batch(1, 2), 4, None),
        (WHOLE, 2, "The thread is for the whole drama and may spoil more than this step."),
        (WHOLE, 11, None),
    ],
)
def test_a_thread_that_goes_further_than_the_step_is_said_to(
    batch: Batch, last: int, wider: str | None
) -> None:
    standing = StepStanding(
        club("words ", Advance.TIME, ClubState.RUNNING), ClubStep(1, 1, last, NOW, NOW), 0, (), 11
    )
    said = everything(clubs.step_post(EN, standing, opened(batch)))
    assert "Talk about it in" in said
    assert ("may spoil more" in said) is (wider is not None)
    assert wider is None or wider in said


def test_who_has_all_seen_it_is_told_what_the_club_waits_for() -> None:
    one = club("words ", Advance.TOGETHER, ClubState.RUNNING)
    alone = StepStanding(one, ClubStep(1, 1, 2, NOW, NOW), 1, (111,), 11, frozenset({111}))
    assert "others can join until then" in everything(clubs.started(EN, alone))
    # A post that stays for days must be right for later readers, too.
    assert "others can join until then" not in everything(clubs.step_post(EN, alone, None))
    assert "when everyone has caught up" in everything(clubs.step_post(EN, alone, None))
