"""Screens of publishing synopses keep to Discord's limits, whatever the catalogue and members hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from discord import ui
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.cards import SynopsisAnswer
from bot.domain.dramas import Drama
from bot.domain.episodes import Synopsis, SynopsisState
from bot.domain.guilds import ChannelState, Purpose, needs
from bot.domain.paces import EVERY_DAY, Pace
from bot.domain.progress import Progress, Status
from bot.domain.publishing import (
    REASON_LIMIT,
    Arrived,
    FormStart,
    News,
    Outcome,
    Published,
    Schedule,
    ScheduleMade,
    ScheduleNews,
    Submission,
    SubmissionPage,
    SynopsisPost,
    SynopsisShown,
    Written,
)
from bot.domain.spoilers import Ahead, Shape
from bot.errors import EmptyText, TextTooLong
from bot.i18n import Texts, texts
from bot.present.episodes import episodes, publishing, submissions
from bot.present.layout import Screen, note
from bot.present.text import block
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import SNOWFLAKE
from tests.present.gating import barred, cleared, withheld
from tests.present.reading import everything, problems, words_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
fillings = pytest.mark.parametrize("filling", extremes.FILLINGS.values(), ids=extremes.FILLINGS)


def submission(filling: str | None) -> Submission:
    return Submission(extremes.synopsis(filling).synopsis, NOW, extremes.fill(filling, REASON_LIMIT))


def plan(filling: str | None, at: int, *, waits: bool = False) -> Schedule:
    every = Pace(EVERY_DAY - at % 2, time(23, 59), extremes.LONG_ZONES[0])
    return Schedule(SNOWFLAKE, extremes.drama(filling, SNOWFLAKE - at), 5_000, every, None if waits else NOW)


def screens_of(t: Texts, found: Submission) -> Iterator[Screen]:
    """Every screen on which a synopsis stands, whatever its state."""
    synopsis = found.synopsis
    others = ("ja", "ko", "zh", "th", "de", "fr")
    for shape in Shape:
        shown = SynopsisShown(synopsis, shape, others)
        yield publishing.post(t, shown)
        for replaced in (None, synopsis, replace(synopsis, author_id=None)):
            page = SubmissionPage((plan("x", 1),), found, shown, 99, 1_000, replaced)
            yield submissions.queue(t, page)
            yield submissions.queue(t, page, submissions.was_published(t, synopsis))
            yield submissions.queue(t, page, submissions.changed_meanwhile(t), warns=True)
            ahead = Ahead(synopsis.drama, synopsis.episode, extremes.WATCHING)
            yield submissions.queue(t, page, submissions.was_published(t, synopsis), ahead=ahead)
    for progress in (None, extremes.WATCHING):
        answer = SynopsisAnswer(synopsis, Shape.BARS, progress, 5_000, others)
        for gated in (barred(answer), cleared(answer), withheld(answer)):
            yield episodes.synopsis(t, gated, "ja")
    for server in ("Tearoom" * 14, None):
        yield submissions.accepted(t, found, server, edited=True)
        yield submissions.returned(t, found, server)
        yield submissions.replaced(t, found, server)
    yield submissions.arrived(t, Arrived((synopsis,) * 30, 1_000))
    yield submissions.claimed(t, synopsis)
    yield episodes.written(t, Written(synopsis, SNOWFLAKE))


def forms_of(t: Texts, found: Submission) -> Iterator[ui.Modal]:
    synopsis = found.synopsis
    yield submissions.edit_form(t, found, 99, SNOWFLAKE)
    yield submissions.return_form(t, found, 99)
    begun = FormStart(SNOWFLAKE, synopsis.text)
    yield episodes.writing_form(t, synopsis.drama, 5_000, "ja", curator=True, begun=begun)


@languages
@fillings
def test_whatever_a_synopsis_stands_on(t: Texts, filling: str | None) -> None:
    found = submission(filling)
    for screen in screens_of(t, replace(found, synopsis=replace(found.synopsis, language="ja"))):
        assert not problems(screen)
    assert not problems(submissions.queue(t, SubmissionPage(())))
    assert not problems(submissions.queue(t, SubmissionPage((plan(filling, 1),)), "Done."))
    for form in forms_of(t, found):
        assert not list(check_form(form.to_dict(), "$"))


UNSEEN = st.text(
    st.sampled_from("\u200b\u200d\u202e\u2066\ufeff\u00ad\u2800\u3164\u0000\t\n\r \u3000\u2028\U000e0041")
)
MARKS = st.text(st.sampled_from("*_~`|<>[]()#-+.:@/\\1 \n"))
STRANGE = st.text()
# What may stand in the store: of any kind, and short ones so often repeated that they fill it.
STORED = st.builds(
    lambda text, times: (text * times)[:5_000],
    st.one_of(UNSEEN, MARKS, STRANGE).filter(bool),
    st.sampled_from([1, 2, 40, 5_000]),
)


@settings(max_examples=30, deadline=None)
@given(STORED, st.sampled_from(["", "\u200b", "*" * REASON_LIMIT]))
@example("\u200b\u202e", "\u200b")
@example("|" * 5_000, "|" * REASON_LIMIT)
def test_no_text_in_the_store_breaks_a_screen(text: str, reason: str) -> None:
    """A text that came in before it was looked at stands in nobody's way: it can be seen, and sent back."""
    drama = Drama(1, "1 Litre of Tears", episodes=11)
    kept = Synopsis(7, drama, 2, "en", text, SynopsisState.SUBMITTED, SNOWFLAKE, SNOWFLAKE)
    for screen in screens_of(texts("en"), Submission(kept, NOW, reason)):
        assert not problems(screen)
    for form in forms_of(texts("en"), Submission(kept, NOW)):
        assert not list(check_form(form.to_dict(), "$"))


@settings(max_examples=120, deadline=None)
@given(STORED)
@example("\u200b\u202e")
def test_what_is_taken_is_shown_whole(text: str) -> None:
    """What the form lets through can be seen, and none of it is cut where it is posted."""
    drama = Drama(1, "1 Litre of Tears", episodes=11)
    if not block(text):
        with pytest.raises(EmptyText):
            episodes.check(text)
        return
    try:
        episodes.check(text)
    except TextTooLong:
        return
    kept = Synopsis(7, drama, 2, "en", text, SynopsisState.PUBLISHED, SNOWFLAKE)
    (told,) = words_of(publishing.post(texts("en"), SynopsisShown(kept, Shape.BARS)), hidden=True)
    assert told == block(text, 10_000)


def test_who_has_seen_it_is_not_asked_to_say_so() -> None:
    t = texts("en")
    written = replace(extremes.synopsis("words ").synopsis, episode=3)
    for seen, offered in ((2, True), (3, False), (4, False)):
        answer = SynopsisAnswer(written, Shape.PRIVATE, Progress(Status.WATCHING, seen), 11)
        alone = everything(episodes.synopsis(t, cleared(answer)))
        assert ("I have seen it" in alone) is offered
        assert "-# by <@" in alone
        # Others read the answer under a bar, too.
        assert "I have seen it" in everything(episodes.synopsis(t, barred(answer)))


@languages
@fillings
def test_answers_and_messages(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling)
    there = SynopsisPost(SNOWFLAKE, SNOWFLAKE, 5_000, SNOWFLAKE, SNOWFLAKE)
    schedules = [plan(filling, at, waits=at % 3 == 0) for at in range(40)]
    channels = (
        ChannelState(Purpose.SYNOPSES, SNOWFLAKE),
        ChannelState(Purpose.SYNOPSES, SNOWFLAKE, gone=True),
        ChannelState(Purpose.SYNOPSES, None),
        ChannelState(Purpose.SYNOPSES, SNOWFLAKE, missing=needs(Purpose.SYNOPSES, forum=True)),
    )
    screens: list[Screen] = [
        *(publishing.news(t, ScheduleNews(drama, 5_000, news)) for news in News),
        note(publishing.unscheduled(t, schedules[1])),
        publishing.schedules(t, []),
    ]
    for told in (None, publishing.unscheduled(t, schedules[0])):
        screens += [publishing.schedules(t, schedules, told, ends=ends) for ends in (True, False)]
    for channel in channels:
        screens.append(publishing.stays(t, channel))
        done = [Published(drama, 5_000, outcome, post) for outcome in Outcome for post in (there, None)]
        screens += [publishing.posted(t, one, channel) for one in done]
        for written, last, pauses_at in ((0, 5_000, 1), (4_999, 5_000, 5_000), (3, None, 4), (9, 9, None)):
            for before in (None, schedules[1]):
                made = ScheduleMade(schedules[1], before, written, last, pauses_at)
                screens.append(publishing.scheduled(t, made, channel))
    for screen in screens:
        assert not problems(screen)


def test_a_schedule_says_how_far_it_will_come() -> None:
    t, channel = texts("en"), ChannelState(Purpose.SYNOPSES, 5)
    drama = Drama(1, "1 Litre of Tears", episodes=11)
    made = Schedule(1, drama, 3, Pace(EVERY_DAY, time(20), "UTC"), NOW)
    for written, last, pauses_at, told in (
        (9, 11, None, "All of them are ready."),
        (4, 11, 7, "4 of these 9 are ready. ⏸️ It will pause at episode 7 until that synopsis is ready."),
        (1, None, 4, "1 of them is ready. ⏸️ It will pause at episode 4"),
        (0, 11, 3, "No synopsis is ready to publish yet. ⏸️ It will pause at episode 3"),
    ):
        said = everything(
            publishing.scheduled(t, ScheduleMade(made, None, written, last, pauses_at), channel)
        )
        assert told in said
        assert ("The first one comes" in said) is (pauses_at != 3)


@languages
@fillings
def test_what_it_is_called_in_a_forum(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling)
    assert 0 < len(publishing.forum_name(t, drama, 5_000)) <= 100
    for country in (None, "JP", "XK"):
        tag, *others = publishing.forum_tag(t, replace(drama, country=country))
        assert tag in others
        assert all(0 < len(name) <= 20 for name in (tag, *others))
