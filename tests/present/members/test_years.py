"""Years and covers keep to Discord's limits, whatever members, servers and catalogues are called."""

from __future__ import annotations

import re

import pytest

from bot.domain.comments import QuoteShown, SavedQuote
from bot.domain.dramas import Drama
from bot.domain.profiles import EpisodesSeen, GenreScores
from bot.domain.spoilers import Shape
from bot.domain.years import DramaTally, InYear, MemberYear, ServerYear, YearWatcher
from bot.i18n import Texts, texts
from bot.present import charts, covers
from bot.present.board import quotes
from bot.present.members import figures, years
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
SEEN = EpisodesSeen(25_000_000, 36_000_000_000, 1)


def server(filling: str | None) -> ServerYear:
    tally = DramaTally(9_999_999, 9_999_999, 9_999_999, 9_999_999 * 20, 9_999_999 * 400, 1, 20)
    liked = tuple(InYear(extremes.drama(filling, 100_000 + at), tally) for at in range(5))
    named = tuple(YearWatcher(SNOWFLAKE, 9_999_999, False) for _ in range(5))
    return ServerYear(
        2200, 9_999_999, (9_999_999,) * 12, SEEN, 100_000, liked, liked[0], liked[1], named, 20_000
    )


def own(filling: str | None) -> MemberYear:
    liked = tuple((extremes.drama(filling, 100_000 + at), 20) for at in range(5))
    genres = tuple(GenreScores(extremes.fill(filling, 100, f"{at}"), 5_000, 99_999) for at in range(3))
    return MemberYear(2200, (9_999_999,) * 12, SEEN, liked, genres, (liked[0][0], 1_000), 5_000, 19.5)


@languages
@fillings
def test_a_servers_year_in_words_and_as_a_picture(t: Texts, filling: str | None) -> None:
    shown = server(filling)
    chart = figures.server_year(t, shown, extremes.fill(filling, 100, "server"))
    assert chart is not None
    assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT
    assert not problems(years.server(t, shown, chart, None, shown.watchers))
    picture = charts.picture(t, chart, b"PNG")
    assert re.fullmatch(r"server-year-[0-9a-f]{12}\.png", picture.file.filename)
    view = years.server(t, shown, chart, picture.part, shown.watchers)
    assert not [found for found in problems(view) if not found.where.endswith("media.url")]
    assert f"<@{SNOWFLAKE}>" in everything(view)
    assert str(SNOWFLAKE) not in charts.alt(t, chart), "the picture names no member"


@languages
@fillings
def test_ones_own_year_in_words_and_as_a_picture(t: Texts, filling: str | None) -> None:
    shown = own(filling)
    chart = figures.year(t, shown, extremes.fill(filling, 32, "name"), "mika")
    assert chart is not None
    assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT
    assert not problems(years.own(t, shown, chart, None))
    assert charts.picture(t, chart, b"PNG").file.filename.startswith("year-")
    assert not problems(years.nothing(t, 2200))


@languages
@fillings
def test_covers_and_quotes_as_pictures(t: Texts, filling: str | None) -> None:
    drama = extremes.drama(filling, 7)
    cover = covers.thumbnail_of(t, drama, b"PNG")
    assert cover.file.filename == charts.file_name("cover", b"PNG") != charts.file_name("cover", b"Another")
    assert 0 < len(charts.alt(t, covers.cover(drama))) <= charts.ALT_LIMIT
    saved = SavedQuote(3, extremes.fill(filling, 1_000, "text"), extremes.fill(filling, 100, "speaker"))
    chart = quotes.drawn(QuoteShown(drama, saved, Shape.PRIVATE))
    assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT
    part = charts.picture(t, chart, b"PNG").part
    view = quotes.picture(t, QuoteShown(drama, saved, Shape.PRIVATE, deletable=True), part, 7)
    assert not [found for found in problems(view) if not found.where.endswith("media.url")]


def test_a_quote_that_spoils_is_never_a_picture() -> None:
    drama = Drama(1, "Mother")
    spoiling = QuoteShown(drama, SavedQuote(3, "text", None, 4), Shape.PRIVATE)
    with pytest.raises(ValueError, match="4"):
        quotes.drawn(spoiling)
    assert "As a picture" not in everything(quotes.quote(texts("en"), spoiling))
