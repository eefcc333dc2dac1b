"""Marked messages and what a drama contains, on the screen: within Discord's limits, whatever they hold."""

from __future__ import annotations

import pytest

from bot.domain.content_warnings import EVERYTHING, Ending, Subject, Wanted, Warnings
from bot.domain.marked import MOST_FILES, FileCarried, Marked, ThreadPlace, repost_name
from bot.domain.spoilers import Shape
from bot.i18n import Texts
from bot.present import verbs
from bot.present.board import marked
from bot.present.warnings import content_warnings
from tests.languages import languages
from tests.present import extremes
from tests.present.gating import cleared, withheld
from tests.present.reading import problems

fillings = pytest.mark.parametrize("filling", extremes.FILLINGS.values(), ids=extremes.FILLINGS)


def refused(sheet: marked.Sheet) -> list[str]:
    """What Discord would refuse; the files that the screen shows go with it."""
    view, files = sheet
    attached = {file.filename for file in files}
    return [
        found.reason
        for found in problems(view)
        if not any(found.reason == f"{name!r} is not attached to the message" for name in attached)
    ]


@languages
@fillings
def test_the_longest_message_with_the_most_files(t: Texts, filling: str | None) -> None:
    text = extremes.fill(filling, 4_000)
    files = tuple(
        FileCarried(repost_name(at, "a.png" if at % 2 else "b.zip"), b"0", extremes.fill(filling, 1_024))
        for at in range(MOST_FILES)
    )
    drama = extremes.drama(filling)
    for shape in (Shape.BARS, Shape.ASK):
        shown = Marked(extremes.SNOWFLAKE, extremes.SNOWFLAKE, drama, 5_000, text, files, shape)
        assert not refused(marked.post(t, shown))
        assert not refused(marked.alone(t, cleared(shown)))
        assert not refused(marked.alone(t, withheld(shown)))
    assert not problems(
        marked.which(
            t,
            [extremes.drama(filling, 9_000 + at) for at in range(25)],
            verbs.MARK_ANEW,
            extremes.SNOWFLAKE,
            extremes.SNOWFLAKE,
            5_000,
        )
    )
    assert not problems(marked.away_question(t, extremes.SNOWFLAKE, extremes.SNOWFLAKE))
    assert marked.form(t, extremes.SNOWFLAKE, ThreadPlace(drama, 5_000)).title
    assert marked.label_form(t, extremes.SNOWFLAKE, extremes.SNOWFLAKE, ThreadPlace(drama, 5_000)).title
    assert not problems(marked.corrected(t, drama, 5_000))


@languages
def test_lines_of_one_letter_each_are_quoted_within_the_limit(t: Texts) -> None:
    shown = Marked(1, 2, extremes.drama("words"), 3, "x\n" * 2_000, (), Shape.BARS)
    assert not refused(marked.post(t, shown))


@languages
@fillings
def test_every_vote_there_can_be(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling)
    many = Warnings(
        drama,
        dict.fromkeys(Ending, 10_000_000),
        dict.fromkeys(Subject, 10_000_000),
        40_000_000,
        True,
        Ending.OPEN,
        frozenset(Subject),
    )
    few = Warnings(drama, {}, {Subject.WAR: 3}, 4)
    for warnings in (many, few, Warnings(drama), Warnings(drama, may_vote=True)):
        for wanted in (
            Wanted(),
            Wanted(ending=True),
            Wanted(subjects=frozenset(list(Subject)[:13])),
            EVERYTHING,
        ):
            assert not problems(content_warnings.answer(t, warnings, wanted))
