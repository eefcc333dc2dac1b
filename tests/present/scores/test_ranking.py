"""A ranking on the screen: within Discord's limits, and with buttons that say which ranking they turn."""

from __future__ import annotations

from itertools import product

import pytest

from bot.domain.ranking import PLACES, By, Ranked, Ranking, RankingPage, Scope
from bot.domain.ratings import Rating
from bot.i18n import Texts, texts
from bot.present import verbs
from bot.present.actions import custom_id, parse
from bot.present.scores import ranking as rankings
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import everything, problems


def narrowest(by: By, scope: Scope) -> Ranking:
    return Ranking(by, scope, 999_999, "TW", 2200)


def page(filling: str | None, ranking: Ranking, index: int) -> RankingPage:
    places = tuple(
        Ranked(extremes.drama(filling, SNOWFLAKE - at), Rating(number, 9.876), 10_000_000)
        for at, number in enumerate((10_000_000, 4) * 5)
    )
    return RankingPage(ranking, places, index, PLACES, 10, extremes.fill(filling, 200))


@languages
@pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
def test_no_page_breaks_a_limit(t: Texts, filling: str | None) -> None:
    for by, scope, index in product(By, Scope, (0, 25, 49)):
        shown = page(filling, narrowest(by, scope), index)
        assert not problems(rankings.top(t, shown, owner_id=SNOWFLAKE))


@languages
def test_nor_does_an_empty_one(t: Texts) -> None:
    for by, scope in product(By, Scope):
        for ranking in (Ranking(by, scope), narrowest(by, scope)):
            shown = RankingPage(ranking, (), 0, 0, 10)
            assert not problems(rankings.empty(t, shown, owner_id=SNOWFLAKE))


@pytest.mark.parametrize("ranking", [Ranking(), narrowest(By.POPULARITY, Scope.EVERYWHERE)])
def test_a_button_leads_back_to_its_ranking(ranking: Ranking) -> None:
    pressed = parse(custom_id(verbs.TOP, *rankings.args(ranking, SNOWFLAKE), 99, "here"))
    assert pressed is not None
    assert rankings.read(pressed) == (ranking, SNOWFLAKE, 99)


def test_as_far_as_it_goes_is_told() -> None:
    shown = everything(rankings.top(texts("en"), page(None, Ranking(), 0), owner_id=1))
    assert "the first 500" in shown
