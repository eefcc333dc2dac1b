"""What members recommend to each other, drawn with the longest and the most hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.advice import PAGE_SIZE, REASON_LIMIT, Advice, AdviceForm, AdvicePage, AdviceShown, Advising
from bot.domain.consent import Cleared, Label, Withheld
from bot.domain.spoilers import Shape
from bot.i18n import Texts
from bot.present.airing import airing
from bot.present.recommending import advice as screens
from tests.languages import languages
from tests.present.extremes import FILLINGS, SNOWFLAKE, drama, fill
from tests.present.reading import problems, words_of

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def advice(filling: str | None, at: int = 0, spoils: int | None = None) -> Advice:
    reason = fill(filling, REASON_LIMIT) or "A"
    whose = (SNOWFLAKE - 1, SNOWFLAKE - 2)
    return Advice(
        SNOWFLAKE - at, 1, *whose, drama(filling, SNOWFLAKE - at), reason, spoils, AT, finished=True
    )


def shown(filling: str | None, at: int, shape: Shape) -> AdviceShown:
    one = AdviceShown(advice(filling, at, 5_000), shape)
    return one.without_words() if shape is Shape.ASK else one


@languages
@fillings
@pytest.mark.parametrize("given", [False, True], ids=["received", "given"])
def test_both_lists(t: Texts, filling: str | None, given: bool) -> None:
    for shape in (Shape.ASK, Shape.PRIVATE):
        full = tuple(shown(filling, at, shape) for at in range(PAGE_SIZE))
        page = AdvicePage(full, 1, 100_000, given, 100_000, 100_000)
        assert not problems(screens.page(t, page))
        # The same drama from several members is one choice of a menu.
        assert not problems(screens.page(t, replace(page, shown=(full[0],) * 1)))
    assert not problems(screens.page(t, AdvicePage((), 0, 0, given)))


@languages
@fillings
def test_one_reason_the_answers_and_the_form(t: Texts, filling: str | None) -> None:
    one = shown(filling, 0, Shape.PRIVATE)
    label = Label.of(one.drama, 5_000, one.advice.reason)
    assert not problems(screens.reason(t, Cleared(one, label)))
    asked = screens.reason(t, Withheld(shown(filling, 0, Shape.ASK), label))
    assert not problems(asked)
    assert not problems(screens.given(t, one.advice))
    for own in (False, True):
        assert not problems(screens.put_away(t, one.advice, own=own))
    assert not problems(screens.refused(t, SNOWFLAKE))
    assert not problems(screens.taken_from_all(t))
    begins = AdviceForm(one.advice.reason, "5000")
    assert screens.advice_form(t, Advising(one.drama, SNOWFLAKE, begins, 5_000)).custom_id


@languages
@fillings
def test_a_digest_names_dramas_and_members_and_no_reason(t: Texts, filling: str | None) -> None:
    advised = tuple(replace(advice(filling, at), reason="zq") for at in range(15))
    told = screens.digested(t, advised)
    more = [one.drama for one in advised]
    view = airing.digest(t, (), AT + timedelta(hours=1), None, more=more, told=told)
    assert not problems(view)
    assert "zq" not in "".join(words_of(view, hidden=True))
    assert screens.digested(t, ()) == ()
