"""Pages of comments keep to Discord's limits, whatever is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.comments import A_PAGE, LISTED, CommentList, CommentSort
from bot.domain.spoilers import Shape
from bot.i18n import Texts, texts
from bot.present.board import comment_lists
from tests.languages import languages
from tests.present import extremes
from tests.present.board.test_comments import shown
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.gating import cleared
from tests.present.reading import everything, problems


def page(filling: str | None, sort: CommentSort, review: int | None) -> CommentList:
    """The longest page: full of long comments of which none answers another."""
    one = shown(filling, Shape.PRIVATE)
    found = tuple(
        cleared(replace(one, comment=replace(one.comment, id=SNOWFLAKE - at, answers=10_000)))
        for at in range(A_PAGE)
    )
    return CommentList(
        extremes.drama(filling), found, sort, 61, 125, LISTED - 1, LISTED, True, review, review
    )


@languages
@pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
@pytest.mark.parametrize("sort", CommentSort)
@pytest.mark.parametrize("review", [None, SNOWFLAKE])
def test_every_page(t: Texts, filling: str | None, sort: CommentSort, review: int | None) -> None:
    full = page(filling, sort, review)
    for one in (
        full,
        replace(full, comments=(), readable=0),
        replace(full, comments=(), readable=0, total=0, more=False, pages=1, index=0),
        replace(full, comments=full.comments[:1], readable=1, total=1, more=False, pages=1, index=0),
    ):
        assert not problems(comment_lists.page(t, one))


def test_a_page_says_how_much_of_all_it_is() -> None:
    t, full = texts("en"), page("words ", CommentSort.NEWEST, None)
    assert "499 of 500, up to where you are" in everything(comment_lists.page(t, full))
    assert "There are more." in everything(comment_lists.page(t, full))
    assert "500 comments" in everything(comment_lists.page(t, replace(full, readable=500)))
