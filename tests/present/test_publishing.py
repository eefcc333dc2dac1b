"""Screens of publishing synopses keep to Discord's limits, whatever the catalogue and members hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.paces import EVERY_DAY, Pace
from bot.domain.publishing import (
    REASON_LIMIT,
    News,
    Outcome,
    Published,
    Schedule,
    ScheduleNews,
    Submission,
    SubmissionPage,
    SynopsisPost,
    SynopsisShown,
)
from bot.domain.spoilers import Shape
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import publishing
from bot.present.layout import Screen
from tests.contract.components import check_form
from tests.present import extremes
from tests.present.extremes import SNOWFLAKE
from tests.present.reading import problems

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OTHERS = ("ja", "ko", "zh", "th", "de", "fr")
fillings = pytest.mark.parametrize("filling", extremes.FILLINGS.values(), ids=extremes.FILLINGS)
languages = pytest.mark.parametrize("t", [texts(language) for language in LANGUAGES], ids=LANGUAGES)


def submission(filling: str | None) -> Submission:
    return Submission(extremes.synopsis(filling).synopsis, NOW, extremes.fill(filling, REASON_LIMIT))


def plan(filling: str | None, at: int, *, waits: bool = False) -> Schedule:
    every = Pace(EVERY_DAY - at % 2, time(23, 59), extremes.LONG_ZONES[0])
    return Schedule(SNOWFLAKE, extremes.drama(filling, SNOWFLAKE - at), 5_000, every, None if waits else NOW)


@languages
@fillings
@pytest.mark.parametrize("shape", [Shape.BARS, Shape.ASK])
def test_posts_and_the_queue(t: Texts, filling: str | None, shape: Shape) -> None:
    found = submission(filling)
    for others in ((), OTHERS):
        shown = SynopsisShown(replace(found.synopsis, language="ja"), shape, others)
        assert not problems(publishing.post(t, shown))
        page = SubmissionPage((plan(filling, 1),), found, shown, 99, 1_000, replaces=True)
        told = publishing.was_published(t, found.synopsis)
        for screen in (publishing.queue(t, page), publishing.queue(t, page, told)):
            assert not problems(screen)
    assert not problems(publishing.queue(t, SubmissionPage(()), publishing.was_sent_back(t, found.synopsis)))


@languages
@fillings
def test_answers_and_messages(t: Texts, filling: str | None) -> None:
    drama, found = extremes.drama(filling), submission(filling)
    there = SynopsisPost(SNOWFLAKE, SNOWFLAKE, 5_000, 1, SNOWFLAKE, SNOWFLAKE)
    schedules = [plan(filling, at, waits=at % 3 == 0) for at in range(40)]
    screens: list[Screen] = [
        *(publishing.posted(t, Published(drama, 5_000, outcome, there), SNOWFLAKE) for outcome in Outcome),
        *(publishing.news(t, ScheduleNews(drama, 5_000, news)) for news in News),
        publishing.scheduled(t, schedules[0]),
        publishing.scheduled(t, schedules[1]),
        publishing.unscheduled(t, drama.title),
        publishing.schedules(t, schedules),
        publishing.schedules(t, []),
        publishing.accepted(t, found, extremes.fill(filling, 100), edited=True),
        publishing.returned(t, found, extremes.fill(filling, 100)),
        publishing.returned(t, found, None),
    ]
    for screen in screens:
        assert not problems(screen)


@languages
@fillings
def test_forms(t: Texts, filling: str | None) -> None:
    for form in (
        publishing.edit_form(t, submission(filling), 99),
        publishing.return_form(t, submission(filling), 99),
    ):
        assert not list(check_form(form.to_dict(), "$"))
