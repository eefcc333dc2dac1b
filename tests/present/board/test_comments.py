"""Comments and quotes keep to Discord's limits, and show what spoils nowhere but under a bar."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.comments import (
    QUOTE_LIMIT,
    SPEAKER_LIMIT,
    TEXT_LIMIT,
    Answered,
    CommentForm,
    CommentShown,
    QuoteForm,
    QuoteShown,
    SavedQuote,
)
from bot.domain.spoilers import Shape
from bot.errors import EmptyText
from bot.i18n import Texts, texts
from bot.present import verbs
from bot.present.board import comments, quotes
from bot.present.text import block
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.gating import barred, cleared, withheld
from tests.present.reading import everything, problems, words_of

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)


def shown(filling: str | None, how: Shape) -> CommentShown:
    answered = Answered(SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, SNOWFLAKE)
    return CommentShown(extremes.drama(filling), extremes.comment(filling), how, answered, extremes.WATCHING)


def said(filling: str | None, how: Shape) -> QuoteShown:
    text, speaker = extremes.fill(filling, QUOTE_LIMIT), extremes.fill(filling, SPEAKER_LIMIT)
    quote = SavedQuote(SNOWFLAKE, text, speaker, 5_000, SNOWFLAKE, SNOWFLAKE)
    return QuoteShown(extremes.drama(filling), quote, how, extremes.WATCHING)


@languages
@fillings
@pytest.mark.parametrize("how", Shape)
def test_every_screen_of_a_comment(t: Texts, filling: str | None, how: Shape) -> None:
    one = shown(filling, how)
    for begun in (one, replace(one, standing=None), replace(one, answered=None)):
        assert not problems(comments.post(t, begun))
        assert not problems(comments.alone(t, withheld(begun), 0))
    for index in (0, 1, 2, 10_000):
        assert not problems(comments.alone(t, cleared(one), index))
    for screen in (
        comments.mine(t, one),
        comments.changed(t, one),
        comments.written(t, one.drama, one.comment, SNOWFLAKE),
        comments.deleted(t, one.drama),
        comments.post(t, replace(one, comment=replace(one.comment, hidden=True))),
    ):
        assert not problems(screen)


@languages
@fillings
@pytest.mark.parametrize("how", Shape)
def test_every_screen_of_a_quote(t: Texts, filling: str | None, how: Shape) -> None:
    one = said(filling, how)
    for screen in (
        quotes.quote(t, one, SNOWFLAKE),
        quotes.given(t, withheld(one), SNOWFLAKE),
        quotes.given(t, withheld(replace(one, standing=None)), SNOWFLAKE),
        quotes.given(t, cleared(one), SNOWFLAKE),
        quotes.given(t, barred(one), SNOWFLAKE),
        quotes.saved(t, one),
        quotes.saved(t, replace(one, new=True)),
        quotes.quote(t, replace(one, deletable=True), SNOWFLAKE),
        quotes.mine(t, replace(one, deletable=True)),
        quotes.mine(t, replace(one, own=True, deletable=True)),
        quotes.changed(t, one),
        quotes.deleted(t, one.drama),
        quotes.was_deleted(t, one.drama),
    ):
        assert not problems(screen)


def test_lines_without_end_fit_a_quote() -> None:
    """Each line gets a mark of its own, so it is many short ones that are the longest."""
    quote = SavedQuote(1, "a\n" * (QUOTE_LIMIT // 2))
    assert not problems(quotes.quote(texts("en"), QuoteShown(extremes.drama(None), quote, Shape.PRIVATE)))


@languages
@fillings
def test_the_forms(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling)
    begins = CommentForm(extremes.fill(filling, TEXT_LIMIT), "5000")
    form = comments.form(t, drama, begins, 5_000, verbs.COMMENT, SNOWFLAKE, 5_000, SNOWFLAKE)
    assert not list(check_form(form.to_dict(), "$"))
    words = QuoteForm(*(extremes.fill(filling, 1_000) for _ in range(4)))
    for known in (drama, None):
        assert not list(check_form(quotes.form(t, SNOWFLAKE, known, words).to_dict(), "$"))


@languages
def test_what_spoils_stands_under_the_bar_or_nowhere(t: Texts) -> None:
    telling = replace(extremes.comment("words "), text="zanthorp")
    barred = comments.post(t, CommentShown(extremes.drama("words "), telling, Shape.BARS))
    assert "zanthorp" in "".join(words_of(barred, hidden=True))
    assert "zanthorp" not in "".join(words_of(barred, hidden=False))
    assert "zanthorp" not in everything(
        comments.post(t, CommentShown(extremes.drama("words "), telling, Shape.ASK))
    )
    quoted = SavedQuote(1, "zanthorp", "zanthorp", 5)
    hidden = quotes.quote(t, QuoteShown(extremes.drama("words "), quoted, Shape.BARS))
    assert "zanthorp" not in "".join(words_of(hidden, hidden=False))
    asked = quotes.quote(t, QuoteShown(extremes.drama("words "), quoted, Shape.ASK))
    assert "zanthorp" not in everything(asked)


@given(text=st.text(min_size=1, max_size=TEXT_LIMIT), speaker=st.text(max_size=SPEAKER_LIMIT))
def test_whatever_is_typed_fits_and_stays_behind_its_bar(text: str, speaker: str) -> None:
    assume(block(text[:QUOTE_LIMIT]))  # anything else is refused before it is stored
    t, drama = texts("en"), extremes.drama("words ")
    telling = replace(extremes.comment("words "), text=text)
    empty = replace(telling, text="zanthorp")
    for how in Shape:
        assert not problems(comments.post(t, CommentShown(drama, telling, how)))
    in_sight = [
        words_of(comments.post(t, CommentShown(drama, one, Shape.BARS)), hidden=False)
        for one in (replace(telling, text=text[:1_000]), empty)
    ]
    assert in_sight[0] == in_sight[1], "what is in sight does not depend on what is hidden"
    quoted = SavedQuote(1, text[:QUOTE_LIMIT], speaker, 5)
    for how in Shape:
        assert not problems(quotes.quote(t, QuoteShown(drama, quoted, how)))


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3164\u3164"])
def test_what_nobody_sees_is_no_comment_and_no_quote(text: str) -> None:
    with pytest.raises(EmptyText):
        comments.check(CommentForm(text))
    with pytest.raises(EmptyText):
        quotes.check(QuoteForm(text))
