"""Every screen of moderation fits Discord's limits, in every language, and notices tell no text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.consent import Cleared, Withheld
from bot.domain.message_ledger import Place
from bot.domain.reports import MESSAGE, Case, Notice, Outcome, Report, Reported
from bot.domain.spoilers import Shape
from bot.domain.writings import (
    LARGEST_ID,
    NOTE_LIMIT,
    AuthorHistory,
    Takedown,
    Why,
    Writing,
    WritingKind,
    WritingRef,
    WritingShown,
)
from bot.i18n import Texts
from bot.present import words
from bot.present.layout import Screen
from bot.present.moderation import blocks, cases, naming, notices, turning
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import problems
from tests.world import walk

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
PLACE = Place(SNOWFLAKE, SNOWFLAKE, SNOWFLAKE)
kinds = pytest.mark.parametrize("kind", WritingKind)


def writing(filling: str | None, kind: WritingKind) -> Writing:
    drama = extremes.drama(filling)
    other = replace(drama, id=drama.id + 1) if kind is WritingKind.REASON else None
    labels = {drama.id: 5_000} | ({other.id: 5_000} if other else {})
    words = tuple(extremes.fill(filling, length) for length in (100, 4_000))
    ref = WritingRef(kind, LARGEST_ID, SNOWFLAKE)
    return Writing(ref, SNOWFLAKE, drama, words, labels, NOW, other, PLACE)


def takedown(filling: str | None, ref: WritingRef, **more: object) -> Takedown:
    note = extremes.fill(filling, NOTE_LIMIT)
    down = Takedown(LARGEST_ID, ref, SNOWFLAKE, SNOWFLAKE, Why.SPOILER, note, NOW)
    return replace(down, **more)  # type: ignore[arg-type]


def reports(filling: str | None, about: Reported, number: int = 60) -> tuple[Report, ...]:
    note = extremes.fill(filling, NOTE_LIMIT)
    whys = (*Why, None)
    return tuple(
        Report(LARGEST_ID - at, about, SNOWFLAKE, whys[at % len(whys)], note, True, NOW)
        for at in range(number)
    )


def every_case(filling: str | None, kind: WritingKind) -> list[Case]:
    one = writing(filling, kind)
    about = Reported.writing(one.ref)
    shown = WritingShown(one, one.drama, 5_000, Shape.PRIVATE, extremes.WATCHING)
    open_ = Case(
        about,
        Cleared(shown, shown.label),
        reports(filling, about),
        None,
        AuthorHistory(SNOWFLAKE, 10**6, 10**6, 10**6, NOW),
        index=400,
        total=500,
    )
    asked = Withheld(replace(shown, shape=Shape.ASK).without_words(), shown.label)
    told = [open_, replace(open_, shown=asked), replace(open_, shown=None), Case(about, total=1)]
    for outcome in Outcome:
        decided = replace(open_.reports[0], outcome=outcome, closed_by=SNOWFLAKE, closed_at=NOW)
        by_hand = replace(decided, closed_by=None)
        told += [replace(open_, reports=(), decided=one_of_two) for one_of_two in (decided, by_hand)]
    for down in (
        takedown(filling, one.ref),
        takedown(filling, one.ref, by=None, why=None, note=None),
        takedown(filling, one.ref, appealed_at=NOW),
        takedown(filling, one.ref, appealed_at=NOW, appeal_closed_at=NOW, appeal_closed_by=SNOWFLAKE),
    ):
        gone = replace(shown, writing=replace(one, takedown=down))
        told.append(replace(open_, shown=Cleared(gone, gone.label), own=down.appealed))
    wordless = replace(shown, writing=replace(one, words=(), place=None, author_id=None))
    told.append(replace(open_, shown=Cleared(wordless, wordless.label), history=None))
    return told


@languages
@fillings
@kinds
def test_every_case(t: Texts, filling: str | None, kind: WritingKind) -> None:
    for one in every_case(filling, kind):
        for page in (0, 1, 99):
            assert not problems(cases.case(t, one, page))
        for author in extremes.authors(filling):
            view = cases.case(t, one, 0, author)
            assert not problems(turning.done(view, blocks.told_unblocked(t, SNOWFLAKE)))
            if author.block is not None:
                assert not problems(turning.done(view, blocks.told(t, SNOWFLAKE, author.block)))
        if isinstance(one.shown, Withheld):
            assert not problems(cases.asked(t, one.shown))
        assert not list(check_form(cases.removal_form(t, one).to_dict(), "$"))
    here = writing(filling, kind)
    open_ = every_case(filling, kind)[0]
    assert not list(
        check_form(cases.label_form(t, open_, here, dict.fromkeys(here.labels, 5_000)).to_dict(), "$")
    )
    assert not problems(cases.which(t, [replace(here, ref=replace(here.ref, id=at)) for at in range(40)]))
    assert len(naming.choice(t, here)) <= words.CHOICE_LIMIT
    assert not problems(turning.empty(t))
    form = blocks.form(t, SNOWFLAKE, *cases.subject(Reported.message(PLACE)))
    assert not list(check_form(form.to_dict(), "$"))


@languages
@fillings
@kinds
def test_every_notice(t: Texts, filling: str | None, kind: WritingKind) -> None:
    one = writing(filling, kind)
    about, down = Reported.writing(one.ref), takedown(filling, one.ref)
    server = extremes.fill(filling, 100)
    notes = [
        notices.reported(t, new=True),
        notices.reported(t, new=False),
        notices.report(t, Notice(about, reports(filling, about), None, one)),
        notices.report(t, Notice(about, reports(filling, about, 1), None, None)),
        notices.taken_down(t, down, one, restorable=True),
        notices.taken_down(t, replace(down, by=None, why=None), one, restorable=False),
        notices.appealed(t, down, one),
        notices.removed(t, down, one, server),
        notices.removed(t, replace(down, why=None, note=None), one, None),
        notices.appeal_sent(t, one),
        notices.appeal_decided(t, down, one, server),
        notices.appeal_decided(t, replace(down, lifted_at=NOW), one, None),
    ]
    for outcome in Outcome:
        report = replace(reports(filling, about, 1)[0], outcome=outcome)
        notes.append(notices.outcome(t, report, one, server))
        notes.append(notices.report(t, Notice(about, (), report, one)))
    for screen in notes:
        assert not problems(screen)
    assert not list(check_form(notices.report_form(t, about).to_dict(), "$"))


def text_of(screen: Screen) -> str:
    parts = screen.to_components()
    return "\n".join(str(part.get("content") or part.get("label")) for part, _ in walk(parts))


@languages
@kinds
def test_no_notice_tells_a_text_or_who_reported_it(t: Texts, kind: WritingKind) -> None:
    one = replace(writing("a", kind), words=("quivelling",), author_id=77)
    about = Reported.writing(one.ref)
    (report,) = reports(None, about, 1)
    report = replace(report, reporter_id=88, note="quivelling")
    down = replace(takedown(None, one.ref), by=99, author_id=77)
    to_all = (
        notices.report(t, Notice(about, (report,), None, one)),
        notices.report(t, Notice(about, (), replace(report, outcome=Outcome.DISMISSED), one)),
        notices.taken_down(t, down, one, restorable=True),
        notices.appealed(t, down, one),
    )
    to_author = (notices.removed(t, down, one, None), notices.appeal_decided(t, down, one, None))
    for screen in (*to_all, *to_author, notices.outcome(t, report, one, None)):
        assert "quivelling" not in text_of(screen)
        assert "88" not in text_of(screen)
    for screen in to_author:
        assert "99" not in text_of(screen), "nor who removed it"


@languages
def test_a_reported_message(t: Texts) -> None:
    about = Reported.message(PLACE)
    assert about.kind == MESSAGE
    found = reports("a", about, 3)
    assert not problems(cases.case(t, Case(about, reports=found, index=0, total=1)))
    notice = notices.report(t, Notice(about, found, None, None))
    assert not problems(notice)
    assert "Correct" not in text_of(notice)
    assert not list(check_form(notices.report_form(t, about).to_dict(), "$"))


@languages
def test_recommendations_of_one_drama_are_told_apart_by_the_other(t: Texts) -> None:
    here = writing(None, WritingKind.REASON)
    first, second = (
        replace(here.drama, id=at, title=title, native_title=title)
        for at, title in enumerate(("The Gate", "The Tower"), 2)
    )
    one, other = (replace(here, other=drama) for drama in (first, second))
    assert "The Gate" in naming.choice(t, one)
    assert "The Tower" in naming.choice(t, other)
