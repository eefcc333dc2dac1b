"""Summaries in HTML become plain paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.markup import plain_text, shortened


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One<br/>Two", "One\n\nTwo"),
        ("<p>a <b>bold</b>\n word</p>", "a bold word"),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("<style>p{}</style><script>alert(1)</script>seen", "seen"),
        ("<p>not <unknown>closed", "not closed"),
        ("no markup at all", "no markup at all"),
        ("a\x00b\u202edown", "a b\u202edown"),
        ("", None),
        ("<p> </p>", None),
        ("<script>only", None),
        ("<p>\u200b</p>", None),
        ("<![x[", None),
        (None, None),
        (5, None),
    ],
)
def test_paragraphs_stay_and_markup_goes(markup: object, text: str | None) -> None:
    assert plain_text(markup, 1_500) == text


def test_a_long_text_ends_after_a_sentence() -> None:
    assert shortened("One sentence. Another one. " + "x" * 100, 40) == "One sentence. Another one. …"


def test_a_long_sentence_ends_after_a_word() -> None:
    assert shortened("word " * 20, 32) == "word word word word word word …"


def test_a_text_without_spaces_is_cut() -> None:
    assert shortened("涙" * 50, 20) == "涙" * 18 + " …"


@given(st.text() | st.text(st.sampled_from("<>/![]-p scripta&;#x ")), st.integers(10, 60))
def test_any_text_is_read_within_its_limit(markup: str, limit: int) -> None:
    text = plain_text(markup, limit)
    if text is not None:
        assert 1 <= len(text) <= limit
        text.encode()
