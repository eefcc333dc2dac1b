"""Reviews on the screen: within Discord's limits, whole when read on, and silent about what spoils."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.consent import Label, Withheld
from bot.domain.progress import Progress, Status
from bot.domain.reviews import (
    HEADLINE_LIMIT,
    PAGE_LIMIT,
    TEXT_LIMIT,
    Posting,
    Review,
    ReviewForm,
    ReviewPage,
    ReviewShown,
    ReviewsOf,
    ReviewSort,
    ReviewWritten,
)
from bot.domain.spoilers import Shape
from bot.errors import EmptyText
from bot.i18n import Texts, texts
from bot.present.layout import Screen, note
from bot.present.reviews import reviews
from bot.present.text import block, clean, pieces
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SCORE, SNOWFLAKE, WATCHING
from tests.present.gating import cleared, withheld
from tests.present.reading import everything, parts_of, problems, words_of
from tests.world import walk

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
THEN = datetime(2025, 5, 3, tzinfo=UTC)
SECRETS = ("zanthorp", "quivelling", "mirrowane", "|oblisk|", "秘密の結末")
secret_texts = st.lists(st.sampled_from([*SECRETS, "||", "\n", "`", "<@1>"]), min_size=1, max_size=400).map(
    lambda words: " ".join(words)[:TEXT_LIMIT]
)


def review(filling: str | None, spoils: int | None = 5_000) -> Review:
    return Review(
        SNOWFLAKE,
        SNOWFLAKE,
        SNOWFLAKE,
        extremes.fill(filling, HEADLINE_LIMIT),
        extremes.fill(filling, TEXT_LIMIT),
        spoils,
        "ja",
        10_000_000,
        9_999_999,
        THEN,
        THEN.replace(year=2026),
    )


def shown(filling: str | None, shape: Shape, *, private: bool) -> ReviewShown:
    return ReviewShown(
        extremes.drama(filling),
        review(filling, None if shape is Shape.PRIVATE and not private else 5_000),
        SCORE,
        WATCHING,
        1_000_000,
        shape,
        5_000,
        WATCHING if private else None,
        True if private else None,
    )


def page(filling: str | None, shape: Shape, *, private: bool) -> ReviewPage:
    around = tuple(replace(review(filling, at % 2 or None), id=SNOWFLAKE - at) for at in range(25))
    one = shown(filling, shape, private=private)
    return ReviewPage(one, ReviewSort.HELPFUL, 500, 100_000, around)


def screens(t: Texts, filling: str | None) -> Iterator[Screen]:
    for shape in Shape:
        for private in (False, True):
            one = shown(filling, shape, private=private)
            yield reviews.post(t, one)
            yield reviews.page(t, page(filling, shape, private=private), owner_id=SNOWFLAKE, private=private)
            yield reviews.alone(t, withheld(one), 0)
            for index in (0, 1, 2, 5, 10_000):
                yield reviews.alone(t, cleared(one), index)
    one = shown(filling, Shape.PRIVATE, private=False)
    bare = replace(one, score=None, progress=None, others=0, last=None)
    alone = ReviewPage(bare, ReviewSort.NEWEST, 0, 1, (bare.review,))
    yield reviews.page(t, alone, owner_id=SNOWFLAKE, private=True)
    mine = tuple((extremes.drama(filling, 1_000 + at), review(filling, at % 2 or None)) for at in range(25))
    unique = tuple((drama, replace(r, id=at)) for at, (drama, r) in enumerate(mine))
    yield reviews.reviews_of(t, ReviewsOf(SNOWFLAKE, unique, 1_000))
    for posting in Posting:
        for changed in (False, True):
            done = ReviewWritten(one.drama, one.review, posting, changed)
            yield reviews.written(t, done, SNOWFLAKE)
            yield reviews.written(t, done, None)
    yield reviews.delete_question(t, one.drama)
    yield reviews.deleted(t, one.drama)
    for now in (True, False, None):
        yield note(reviews.voted(t, now))


@languages
@fillings
def test_every_screen_keeps_to_the_limits(t: Texts, filling: str | None) -> None:
    for screen in screens(t, filling):
        assert not problems(screen)


@languages
@fillings
def test_the_form(t: Texts, filling: str | None) -> None:
    long = extremes.fill(filling, 9_000)
    for begins in (ReviewForm(), ReviewForm(long, long, long, long)):
        for last in (None, 5_000):
            made = reviews.form(t, extremes.drama(filling), begins, last)
            assert not list(check_form(made.to_dict(), "$"))


@fillings
def test_a_review_is_read_on_whole(filling: str | None) -> None:
    """Page after page, nothing of the text is left out and nothing said twice."""
    one = shown(filling, Shape.PRIVATE, private=True)
    texts_of = pieces(one.review.text, PAGE_LIMIT)
    assert _bare("".join(texts_of)) == _bare(block(one.review.text, 3 * TEXT_LIMIT))
    for index, text in enumerate(texts_of):
        assert text in everything(reviews.alone(texts("en"), cleared(one), index))


def _bare(text: str) -> str:
    return "".join(text.replace("\\", "").split())


@settings(max_examples=200)
@given(st.text(max_size=800), st.integers(20, 300))
def test_pieces_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    parted = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in parted)
    assert _bare("".join(parted)) == _bare(block(text, 10_000))


def test_pieces_end_where_one_would_turn_the_page() -> None:
    paragraph = "Every word of it is true. " * 8
    parted = pieces(f"{paragraph.strip()}\n\n{paragraph.strip()}", 300)
    assert parted == [paragraph.strip()] * 2
    assert pieces("あいう。" * 30, 50)[0] == "あいう。" * 12
    family = "👨‍👩‍👧"
    assert all(set(clean(piece)) == set(family) for piece in pieces(family * 50, 33))


@languages
@settings(max_examples=30)
@given(headline=st.sampled_from(SECRETS), text=secret_texts, counted=st.integers(0, 3))
def test_what_spoils_is_under_the_bars_or_nowhere(t: Texts, headline: str, text: str, counted: int) -> None:
    one = replace(
        shown(None, Shape.BARS, private=False),
        review=replace(review(None, 9), headline=headline, text=text, helpful=counted),
    )
    listed = ReviewPage(one, ReviewSort.NEWEST, 0, 2, (one.review, replace(one.review, id=2)))
    for shape in (Shape.BARS, Shape.ASK):
        given_as = replace(one, shape=shape)
        for screen in (
            reviews.post(t, given_as),
            reviews.page(t, replace(listed, shown=given_as), owner_id=1, private=False),
        ):
            assert not _told("\n".join(words_of(screen, hidden=False)))
            hidden = _told("\n".join(words_of(screen, hidden=True)))
            assert headline in hidden if shape is Shape.BARS else not hidden
    assert not _told(everything(reviews.reviews_of(t, ReviewsOf(1, ((one.drama, one.review),), 1))))
    for standing in (None, Progress(Status.WATCHING, 3)):
        asked = replace(one, standing=standing, shape=Shape.ASK)
        assert not _told(everything(reviews.alone(t, withheld(asked), 0)))
        assert not _told(everything(reviews.alone(t, Withheld(asked, Label(9)), 0))), "whatever is in it"


def _told(seen: str) -> list[str]:
    bare = seen.replace("\\", "")
    return [secret for secret in SECRETS if secret in bare]


@languages
def test_a_preview_of_a_hidden_review_ends_before_it_begins(t: Texts) -> None:
    drama = replace(extremes.drama(None), title="W")
    short = replace(review(None, 3), headline="zanthorp", text="zanthorp", member_id=1, language=t.language)
    one = ReviewShown(drama, short, None, None, 0, Shape.BARS, None)
    for screen in (
        reviews.post(t, one),
        reviews.page(t, ReviewPage(one, ReviewSort.NEWEST, 0, 1, (short,)), owner_id=1, private=False),
    ):
        joined = "".join(part["content"] for part, _ in walk(parts_of(screen)) if part.get("content"))
        assert "zanthorp" in joined
        assert "zanthorp" not in joined[:100]


@pytest.mark.parametrize(
    ("headline", "text"), [("", "x"), ("x", ""), ("\u200b", "x"), ("x", "\u3164\n\u2060")]
)
def test_what_cannot_be_seen_is_no_review(headline: str, text: str) -> None:
    with pytest.raises(EmptyText):
        reviews.check(ReviewForm(headline, text))
