"""What clubs post and answer keeps to Discord's limits, and names nobody who is behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.clubs import Advance, Club, ClubPace, ClubState, Membership, Standing, Step, Summary
from bot.domain.paces import Pace
from bot.domain.ratings import Share, Whose
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import clubs
from tests.present import extremes
from tests.present.extremes import FILLINGS, LONG_ZONES, SNOWFLAKE
from tests.present.reading import everything, problems

languages = pytest.mark.parametrize("t", [texts(language) for language in LANGUAGES], ids=LANGUAGES)
fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
NOW = datetime(2200, 1, 1, tzinfo=UTC)
MANY = tuple(SNOWFLAKE - at for at in range(500))


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
    for step in (Step(1, 1, 1, NOW, NOW), Step(5_000, 4_901, 5_000, NOW, None)):
        for standing in (
            Standing(one, step, 0, (), None),
            Standing(one, step, 500, MANY, 5_000),
            Standing(one, replace(step, last=4_950), 500, MANY[:1], 5_000),
        ):
            shown = [clubs.step_post(t, standing, SNOWFLAKE), clubs.step_post(t, standing, None)]
            shown += [
                make(t, standing) for make in (clubs.reminder, clubs.started, clubs.status, clubs.paced)
            ]
            assert not [problem for screen in shown for problem in problems(screen)]
        for changed in (False, True):
            now = Membership(one, step, changed, reminded=changed)
            for screen in (clubs.joined(t, now), clubs.left(t, now), clubs.reminding(t, now)):
                assert not problems(screen)
        assert not problems(clubs.caught_up(t, one, step))
        assert 1 <= len(clubs.event_name(t, one, step)) <= clubs.EVENT_NAME_LIMIT
    assert not problems(clubs.ended(t, one))
    for score in (None, Share(Whose.EVERYBODY, 500, 9.5)):
        assert not problems(clubs.summary(t, Summary(one, 5_000, 500, MANY, score)))


@languages
def test_who_is_behind_is_counted_and_not_named(t: Texts) -> None:
    one = club("words ", Advance.TIME, ClubState.RUNNING)
    standing = Standing(one, Step(1, 1, 2, NOW, NOW), 3, (111,), 11)
    shown = everything(clubs.status(t, standing))
    assert "<@111>" in shown
    assert shown.count("<@") == 1
    assert "▰▰▰▱▱▱▱▱▱▱" in shown
