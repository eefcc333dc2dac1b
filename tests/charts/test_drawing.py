"""Every chart is a picture that can be read: of its size, nothing cut off, nothing on top of another."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import charts
from bot.charts import axes, drawing, fonts, sheet
from bot.domain.charts import Chart, ClubEnd, Criteria, CriterionMean, Distribution, EpisodeScores, Label
from bot.domain.clubs import KeptStep

MOST_BYTES = 100_000
SMALLEST = 9.0  # typographic points, where the picture is 400 CSS pixels wide


def label(text: str, english: str = "") -> Label:
    return Label(text, english or text)


MEAN = label("平均 8.6", "Mean 8.6")
MEANS = (8.6, 8.2, 9.1, 10.0, 0.5)
NAMES = ("Overall", "Story", "Acting and cast", "Music", "Rewatch value")
JAPANESE = ("総合", "ストーリー", "演技・キャスト", "音楽", "もう一度観たい度")


def only(at: int, count: int) -> tuple[int, ...]:
    return tuple(count if here == at else 0 for here in range(20))


def episodes(*means: float, first: int = 1) -> EpisodeScores:
    return EpisodeScores(
        tuple((number, mean, 3) for number, mean in enumerate(means, first)), label("話数", "Episode")
    )


def club(
    *kept: tuple[int, int], a_step: int = 1, scores: Distribution | None = None, name: str = ""
) -> ClubEnd:
    """A club of steps of so many episodes, each with its members and how many of them had caught up."""
    steps = [
        KeptStep(at * a_step + 1, (at + 1) * a_step, members, caught_up)
        for at, (members, caught_up) in enumerate(kept)
    ]
    return ClubEnd(
        tuple(steps),
        scores,
        label("メンバー", "Members"),
        label("期限までに追いついた", "Caught up in time"),
        label("話数", "Episode"),
        label(name) if name else None,
        label("Watched together") if name else None,
    )


SOME = Distribution((0,) * 12 + (1, 0, 2, 4, 6, 5, 8, 3), MEAN)
CHARTS: dict[str, Chart] = {
    "one score": Distribution(only(19, 1), label("Mean 10.0")),
    "the lowest score": Distribution(only(0, 1), label("Mean 0.5")),
    "some scores": Distribution((0,) * 12 + (1, 0, 2, 4, 6, 5, 8, 3), MEAN),
    "out of five": Distribution((1,) * 20, label("Mean 2.6"), 5),
    "99 of each": Distribution((99,) * 20, label("Mean 5.3")),
    "millions at the top": Distribution(only(19, 12_345_678), label("Mean 10.0")),
    "millions at the bottom": Distribution(only(0, 12_345_678), label("Mean 0.5")),
    "millions of each": Distribution((9_999_999,) * 20, label("Mean 5.3")),
    "criteria": Criteria(
        tuple(CriterionMean(label(name), mean) for name, mean in zip(NAMES, MEANS, strict=True)),
        label("Here"),
        label("On all servers"),
    ),
    "criteria here and everywhere": Criteria(
        tuple(
            CriterionMean(label(*names), mean, 10.5 - mean)
            for *names, mean in zip(JAPANESE, NAMES, MEANS, strict=True)
        ),
        label("ここ", "Here"),
        label("すべてのサーバー", "On all servers"),
        5,
    ),
    "one criterion, nobody here": Criteria(
        (CriterionMean(label("Music"), None, 10.0),), label("Here"), label("On all servers")
    ),
    "one episode": episodes(9.5),
    "a perfect drama": episodes(*[10.0] * 16),
    "a dreadful one": episodes(*[0.5] * 16),
    "up and down": episodes(*[0.5, 10.0] * 8),
    "the best one last": episodes(*[7.0] * 15, 10.0),
    "late episodes": episodes(8.0, 9.0, first=4_999),
    "a long drama": episodes(*(5 + (number * 37 % 100) / 20 for number in range(300))),
    "the longest": episodes(*(5 + (number * 37 % 100) / 20 for number in range(5_000))),
    "a club": club((7, 7), (7, 6), (7, 5), (6, 5), (6, 6), (6, 3), a_step=2, scores=SOME),
    "a club of one": club((1, 0), a_step=11),
    "a club that nobody kept up with": club((3, 0), (3, 0), (3, 0), a_step=4, scores=SOME),
    "a club with its name": club(*[(10, 9)] * 6, scores=SOME, name="Guardian: The Lonely and Great God"),
    "a club without a step": club(scores=SOME),
    "a club of late episodes": club(*[(12, 9)] * 6, a_step=900),
    "a club, an episode a step": club(*[(10, 9)] * 11, scores=SOME),
    "a club of sixteen steps": club(*[(10, 10), (11, 4)] * 8, scores=SOME),
    "a long club": club(*((300 - at, 280 - 2 * at) for at in range(120)), scores=SOME),
    "a club of many": club(*[(12_345, 9_876)] * 4),
    "a long club of many": club(*[(12_345, 9_876)] * 5_000),
}
every = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


@cache
def picture_of(chart: Chart) -> bytes:
    """The chart drawn once for all that look at it."""
    return charts.draw(chart)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


@every
def test_it_is_a_picture_of_its_size_that_any_phone_loads(chart: Chart) -> None:
    png = picture_of(chart)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) <= MOST_BYTES
    picture = opened(png)
    assert picture.width == sheet.WIDTH * sheet.DENSITY == 800
    named = isinstance(chart, ClubEnd) and chart.name is not None
    assert 100 <= picture.height <= picture.width * (1.2 if named else 1)


@every
def test_it_shows_something_on_a_ground_of_its_own(chart: Chart) -> None:
    alpha = Image.open(io.BytesIO(picture_of(chart))).convert("RGBA").getchannel("A")
    assert alpha.getextrema() == (255, 255), "what is behind would shine through"
    pixels = np.asarray(opened(picture_of(chart))).reshape(-1, 3)
    ground = np.array([int(axes.GROUND[at : at + 2], 16) for at in (1, 3, 5)])
    share = (np.abs(pixels - ground).max(axis=1) > 40).mean()
    assert 0.002 < share < 0.6


@every
def test_no_word_is_cut_off_too_small_or_on_another(chart: Chart) -> None:
    drawn = drawing.sheet(chart)
    assert drawn.placed
    for one in drawn.placed:
        assert one.size >= SMALLEST
        assert one.left >= 0 and one.top >= 0, one
        assert one.right <= sheet.WIDTH and one.bottom <= drawn.height, one
    for one, other in combinations(drawn.placed, 2):
        beside = one.right < other.left or other.right < one.left
        assert beside or one.bottom < other.top or other.bottom < one.top, f"{one} on {other}"


@every
def test_every_word_is_where_it_is_said_to_be(chart: Chart) -> None:
    """In the box of each word there is ink of its colour, and nothing of it when the word is left out."""
    drawn = drawing.sheet(chart)
    bare = sheet.rendered(re.sub(r"<text (?![^>]*stroke)[^>]*>[^<]*</text>", "", drawn.svg()))
    with_words, without = (np.asarray(opened(png)).astype(int) for png in (picture_of(chart), bare))
    inked = np.abs(with_words - without).max(axis=2) > 40
    outside = inked.copy()
    for one in drawn.placed:
        edges = (one.left, one.top, one.right, one.bottom)
        left, top, right, bottom = (round(edge * sheet.DENSITY) for edge in edges)
        assert inked[top:bottom, left:right].mean() > 0.1, one
        outside[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
    assert not outside.any(), "a word stands where it is not said to be"


@every
def test_equal_charts_are_equal_bytes(chart: Chart) -> None:
    assert charts.draw(chart) == picture_of(chart)


@pytest.mark.parametrize(
    "empty",
    [
        Distribution((0,) * 20, MEAN),
        Criteria((), label("Here"), label("Everywhere")),
        EpisodeScores((), label("Episode")),
        club(),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_nothing_is_no_chart(empty: Chart) -> None:
    with pytest.raises(ValueError, match="without a"):
        charts.draw(empty)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 10_000_000), min_size=20, max_size=20).filter(any), st.sampled_from([5, 10]))
def test_any_distribution_can_be_drawn(counts: list[int], out_of: int) -> None:
    assert len(charts.draw(Distribution(tuple(counts), MEAN, out_of))) <= MOST_BYTES


def test_a_higher_bar_is_a_higher_bar() -> None:
    """Of twice the scores the bar is twice as high: nothing is cut off at the foot of the axis."""
    picture = np.asarray(opened(charts.draw(Distribution(only(4, 20)[:10] + only(4, 10)[:10], MEAN))))
    blue = np.array([int(axes.BLUE[at : at + 2], 16) for at in (1, 3, 5)])
    heights = (np.abs(picture - blue).max(axis=2) < 8).sum(axis=0)
    high, low = heights.max(), heights[: len(heights)][np.argmax(heights) + 200 :].max()
    assert high / low == pytest.approx(2, rel=0.03)


def test_amber_and_blue_differ_in_lightness_too() -> None:
    """A reader who sees no colours can distinguish them, and both from the background (WCAG's contrast)."""

    def contrast(one: str, other: str) -> float:
        low, high = sorted((lightness(one), lightness(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(axes.BLUE, axes.GROUND) >= 3
    assert contrast(axes.AMBER, axes.GROUND) >= 4.5
    assert contrast(axes.AMBER, axes.BLUE) >= 1.5
    assert contrast(axes.BLUE, axes.MUTED) >= 2
    assert contrast(axes.MUTED, axes.GROUND) >= 2
    for ink in (axes.INK, axes.FAINT):
        assert contrast(ink, axes.GROUND) >= 4.5


def lightness(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_a_font_for_it_a_word_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose fonts have no Japanese: Latin alone is left to draw with."""
    both = label("平均 8.6", "Mean 8.6")
    monkeypatch.setattr(fonts, "SCRIPTS", ())
    fonts.forget()
    try:
        assert fonts.words(both) == "Mean 8.6"
        assert fonts.words(label("Café – ½")) == "Café – ½"
        with_english = charts.draw(Distribution(only(4, 2), label("Mean 8.6")))
        assert charts.draw(Distribution(only(4, 2), both)) == with_english
    finally:
        monkeypatch.undo()
        fonts.forget()


def test_a_font_with_japanese_is_used_where_there_is_one() -> None:
    if not set(fonts.families()) & set(fonts.SCRIPTS[0]):
        pytest.skip("no font with Japanese on this machine")
    assert fonts.words(label("平均 8.6", "Mean 8.6")) == "平均 8.6"


def test_a_word_nobody_can_draw_never_becomes_boxes() -> None:
    assert fonts.words(label("\U0010ffff", "Mean")) == "Mean"
