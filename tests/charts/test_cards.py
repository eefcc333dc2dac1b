"""Covers, quotes and figures: whatever is written on them stays on them, and can be read."""

from __future__ import annotations

import io
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import charts
from bot.charts import axes, drawing, fonts, wording
from bot.charts.sheet import PIXELS, Sheet
from bot.charts.tints import tints
from bot.domain.charts import (
    Chart,
    Cover,
    Distribution,
    Facts,
    FactsOf,
    Figure,
    Label,
    QuotePicture,
    Row,
    Rows,
)
from bot.domain.dramas import COUNTRIES
from bot.domain.profiles import EpisodesSeen
from bot.domain.years import MemberYear, ServerYear
from bot.i18n import LANGUAGES, texts
from bot.present.members import figures
from tests.charts.test_drawing import lightness

MOST_BYTES = 200_000
SMALLEST = 9.0
HOSTILE = (
    "||hidden|| **bold** _x_ `code` > quote",
    "</text><script>alert(1)</script>&amp;&quot;\"'",
    "\u202eright to left\u202c \u200b\u2066",
    "حب في الصيف",
    "שלום לעולם",
    "e" + "\u0301" * 30 + " Z\u0351\u0352\u0353",
    "💘🏳️‍🌈👩‍👩‍👧 hearts",
    "\U0010ffff\U000e0041",
    "a\nb\r\n\tc\x00d",
    "W" * 400,
    "word " * 90,
    "เพราะเราคู่กันตลอดไปและตลอดกาล",
    "涙" * 300,
    "쓸쓸하고 찬란하神 도깨비",
    "。、」』）",
    " ",
    "",
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


def label(text: str, english: str = "") -> Label:
    return Label(text, english or text)


def cover(text: str, english: str = "", country: str | None = "JP", year: int | None = 2005) -> Cover:
    return Cover(label(text, english), country, year)


def quote(text: str, speaker: str = "Aya", drama: str = "Mother") -> QuotePicture:
    return QuotePicture(text, speaker, label(drama), "KR", 2016)


def facts(text: str, *, count: int = 7, rows: int = 3, months: int = 3) -> Facts:
    return Facts(
        FactsOf.SERVER_YEAR,
        label(text, "Server"),
        label(text, "The year 2026"),
        (Figure(f"{count:,}", label(text, "hours")), Figure("1", label("finished"))),
        (Rows(label(text, "Favourites"), tuple(Row(label(text), text, at / 2) for at in range(rows))),),
        months=(0, count, *[months] * 10),
        month_names=tuple(label(f"{at}月", f"{at}") for at in range(1, 13)),
    )


def made(text: str) -> list[Chart]:
    return [cover(text), cover(text, text, None, None), quote(text), quote("Said.", text, text), facts(text)]


def looked_at(chart: Chart) -> Sheet | None:
    """The sheet, with nothing cut off, too small, or on something else. None where there is no picture."""
    try:
        drawn = drawing.sheet(chart)
    except ValueError:
        assert isinstance(chart, QuotePicture), "only a quote that cannot be read has none"
        return None
    inked = [one for one in drawn.placed if one.right > one.left and one.bottom > one.top]
    for one in inked:
        assert one.size >= SMALLEST
        assert one.left >= 0 and one.right <= drawn.width, one
    return drawn


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_drawn_as_they_are_or_left_out(text: str) -> None:
    for chart in made(text):
        drawn = looked_at(chart)
        if drawn is not None:
            assert "<script" not in drawn.svg()
            assert len(drawn.png()) <= MOST_BYTES


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_nothing_overflows_whatever_is_written(text: str) -> None:
    for chart in made(text):
        looked_at(chart)


@pytest.mark.parametrize(
    "chart",
    [
        cover("1リットルの涙", "1 Litre of Tears"),
        cover("Cherry Magic! Thirty Years of Virginity Can Make You a Wizard?!"),
        quote("To be somebody's strength. " * 8),
        quote("x", ""),
        facts("Tearoom", count=12_345_678, months=9_999),
        facts("Tearoom", rows=8),
        Facts(
            FactsOf.PROFILE,
            label("Mika"),
            label("Drama profile"),
            tuple(Figure("1,234", label(name)) for name in ("hours", "episodes", "finished", "mean")),
            scores=Distribution((0,) * 12 + (1, 0, 2, 4, 6, 5, 8, 3), label("Mean 8.6")),
        ),
    ],
)
def test_usual_ones_have_no_word_on_another_and_are_equal_bytes(chart: Chart) -> None:
    drawn = looked_at(chart)
    assert drawn is not None
    for one, other in combinations(drawn.placed, 2):
        beside = one.right < other.left or other.right < one.left
        assert beside or one.bottom < other.top or other.bottom < one.top, f"{one} on {other}"
    for one in drawn.placed:
        assert one.top >= 0 and one.bottom <= drawn.height, one
    png = charts.draw(chart)
    assert png == charts.draw(chart)
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    assert picture.getchannel("A").getextrema() == (255, 255)


def test_the_words_of_figures_are_whole_in_each_language() -> None:
    """What stands under a figure has room, also where four stand beside each other."""
    seen = EpisodesSeen(9_999, 999_999, 1)
    for language in LANGUAGES:
        t = texts(language)
        server = ServerYear(2026, 99, (9,) * 12, seen, 99, (), None, None, ())
        mine = MemberYear(2026, (9,) * 12, seen, (), (), None, 9, 17.5)
        for chart in (figures.server_year(t, server, "Tearoom"), figures.year(t, mine, "Mika", "mika")):
            assert chart is not None
            assert len(chart.figures) == 4
            assert not [one.text for one in drawing.sheet(chart).placed if wording.CUT in one.text]


def test_a_short_name_stands_large_and_a_long_one_is_whole_before_it_is_cut() -> None:
    short, long = (drawing.sheet(cover(name)) for name in ("W", "It's Okay to Not Be Okay"))
    assert short.placed[0].size == 48
    assert " ".join(one.text for one in long.placed[:-1]) == "It's Okay to Not Be Okay"
    endless = drawing.sheet(cover("endless " * 100))
    assert endless.placed[-2].text.endswith(wording.CUT)


def test_a_cover_says_nothing_of_a_name_that_no_font_has() -> None:
    drawn = drawing.sheet(cover("\U0010ffff", "\U0010ffff", year=None))
    assert not [one for one in drawn.placed if one.text]


def test_a_quote_without_a_font_for_its_letters_is_no_picture() -> None:
    with pytest.raises(ValueError, match="without a font"):
        charts.draw(quote("\U00020bb7 \U0002f9ff \U00010400 \U00010900"))
    assert charts.draw(quote("hearts \U0001fac0")), "a missing emoji is no letter"


def test_lines_break_where_readers_expect_it() -> None:
    block = wording.block("Love Between Fairy and Devil", 120, 300, 20, 10)
    assert " ".join(block.lines) == "Love Between Fairy and Devil"
    unbroken = wording.block("Taumatawhakatangihangakoauauotamateaturipukakapiki", 120, 300, 20, 10)
    assert "".join(unbroken.lines) == "Taumatawhakatangihangakoauauotamateaturipukakapiki"
    for one in (block, unbroken):
        assert not one.cut
        assert one.height <= 300


@pytest.mark.skipif(not fonts.drawable("涙"), reason="no font with Japanese on this machine")
def test_japanese_keeps_endings_and_marks_with_what_they_belong_to() -> None:
    lines = wording.block("ゆっくり歩けばいい。止まらなければ、いつか着く。", 300, 200, 24, 10).lines
    assert "".join(lines) == "ゆっくり歩けばいい。止まらなければ、いつか着く。"
    assert {line[0] for line in lines} <= set("ゆ歩止い着")
    assert len(lines) <= 4


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(60, 400), st.integers(20, 300))
def test_a_block_fits_its_field(text: str, width: int, height: int) -> None:
    block = wording.block(text, width, height, 24, 9)
    assert 9 <= block.size <= 24
    most = max(1, int(height / (block.size * PIXELS * wording.LEADING)))
    assert len(block.lines) <= most
    for line in block.lines:
        wide = sum(part.width for part in fonts.runs(line)) * block.size * PIXELS
        assert wide <= width + 0.5 or len(line) <= 4, "a few signs that never part may be too wide"


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(40, 400))
def test_a_line_fits_its_room(text: str, width: int) -> None:
    line = wording.line(text, width, 10)
    assert sum(part.width for part in fonts.runs(line)) * 10 * PIXELS <= width + 0.5


@given(st.sampled_from([*COUNTRIES, None, "XX"]), st.text(max_size=10))
def test_white_and_light_words_can_be_read_on_every_cover(country: str | None, name: str) -> None:
    colours = tints(country, name)

    def contrast(one: str, other: str) -> float:
        low, high = sorted((lightness(one), lightness(other)))
        return (high + 0.05) / (low + 0.05)

    for ground in (colours.ground, colours.raised, colours.deep):
        assert contrast("#FFFFFF", ground) >= 4.5
        assert contrast(colours.light, ground) >= 4.5


def test_neighbours_of_one_country_differ_a_little_and_countries_much() -> None:
    assert tints("JP", "Mother") == tints("JP", "Mother")
    assert tints("JP", "Mother") != tints("JP", "Beautiful Life")
    assert axes.GROUND not in {tints(code, "x").ground for code in COUNTRIES}


def test_there_is_no_picture_of_no_figure() -> None:
    with pytest.raises(ValueError, match="without a figure"):
        charts.draw(Facts(FactsOf.YEAR, label("Mika"), label("2026"), ()))
