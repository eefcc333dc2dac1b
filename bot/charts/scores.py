"""Draws scores: how often each was given, by criterion, and episode by episode."""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts.axes import (
    AMBER,
    BEST,
    BLUE,
    CRITERION,
    CRITERION_MEAN,
    DIAMOND,
    GROUND,
    MEAN,
    RAISED,
    Axes,
    centred,
    even_ticks,
    legend,
    mean_of,
    shown,
)
from bot.charts.fonts import words
from bot.charts.sheet import PIXELS, WIDTH, Sheet, Side
from bot.domain.charts import Criteria, Distribution, EpisodeScores

# --- how often each score was given ---


SCORES_HEIGHT = 220
FEWEST_SHOWN = 8  # half points on the axis, or a single score would be as wide as the picture


def distribution(chart: Distribution) -> Sheet:
    drawn = Sheet(SCORES_HEIGHT, GROUND)
    draw_distribution(drawn, chart)
    return drawn


def draw_distribution(drawn: Sheet, chart: Distribution, top: float = 0) -> None:
    """The distribution in `SCORES_HEIGHT` pixels of a sheet, from `top` on."""
    mean = chart.mean_half_points
    if mean is None:
        raise ValueError("a distribution without a score")
    most = max(chart.counts)
    # The line of the mean shows above the highest bar and its count.
    low, high = _span(chart.counts)
    across = (low - 0.7, high + 0.7)
    axes = Axes(drawn, 14, WIDTH - 14, top + 44, top + SCORES_HEIGHT - 30, across, (0, most * 1.26))
    drawn.line([(axes.x(mean), axes.bottom), (axes.x(mean), axes.top)], AMBER, 1.6 * PIXELS, "6.4 4.3")
    axes.bars([most * 0.012 if low <= at <= high else 0 for at in range(1, len(chart.counts) + 1)], RAISED)
    axes.bars(chart.counts, BLUE)
    for at, count in enumerate(chart.counts, 1):
        if count:
            _count(axes, at, count, most, first=at == chart.counts.index(most) + 1)
    _over(axes, mean, words(chart.mean))
    axes.base([(at, shown(at / 2, chart.out_of, chart.point)) for at in range(low + low % 2, high + 1, 2)])


def _span(counts: Sequence[int]) -> tuple[int, int]:
    """The first and the last half point of the axis: where scores are, with one beside them on each side."""
    given = [at for at, count in enumerate(counts, 1) if count]
    low, high = max(1, given[0] - 1), min(len(counts), given[-1] + 1)
    missing = max(0, FEWEST_SHOWN - (high - low + 1))
    high = min(len(counts), high + missing // 2)
    low = max(1, high - max(FEWEST_SHOWN - 1, high - low))
    return low, min(len(counts), max(high, low + FEWEST_SHOWN - 1))


def _count(axes: Axes, at: int, count: int, most: int, *, first: bool) -> None:
    """The count above a bar. A bar is two digits wide, so of longer counts only the highest is written."""
    if most >= 100 and not first:
        return
    share = axes.wide(at - axes.across[0]) / (axes.right - axes.left)
    side = Side.MIDDLE if count < 1_000 or 0.2 < share < 0.8 else Side.START if share <= 0.2 else Side.END
    axes.above(at, count, f"{count:,}", side, halo=True)  # or the line of the mean touches it


def _over(axes: Axes, value: float, text: str) -> None:
    """A word above the axes at a value, moved as far inside the picture as necessary."""
    share = axes.wide(value - axes.across[0]) / (axes.right - axes.left)
    side = Side.END if share > 0.75 else Side.START if share < 0.25 else Side.MIDDLE
    axes.sheet.write(axes.x(value), axes.top - 7 * PIXELS, text, MEAN, side)


# --- the criteria beside each other ---

_ROW = 40
_TRACK = 7.2  # how high the bar of a criterion is


def criteria(chart: Criteria) -> Sheet:
    rows = [one for one in chart.values if one.here is not None or one.everywhere is not None]
    if not rows:
        raise ValueError("criteria without a mean")
    drawn = Sheet(_ROW * len(rows) + 12 + (30 if chart.compares else 8), GROUND)
    foot = 12 + _ROW * len(rows)
    axes = Axes(drawn, 16, WIDTH - 52, 12, foot, (0, 10), (len(rows) - 0.7, -0.7))
    for at, one in enumerate(rows):
        middle = axes.y(at)
        drawn.bar(axes.left, middle - _TRACK / 2, axes.wide(10), _TRACK, RAISED)
        if one.here is not None:
            drawn.bar(axes.left, middle - _TRACK / 2, axes.wide(one.here), _TRACK, BLUE)
            mean = mean_of(one.here, chart.out_of, chart.point)
            baseline = centred(CRITERION_MEAN, middle)
            drawn.write(axes.right + 8 * PIXELS, baseline, mean, CRITERION_MEAN)
        if one.everywhere is not None:
            drawn.diamond(axes.x(one.everywhere), middle, DIAMOND, AMBER, GROUND)
        drawn.write(axes.left, middle - 7 * PIXELS, words(one.name), CRITERION)
    if chart.compares:
        legend(drawn, ((BLUE, False, words(chart.here)), (AMBER, True, words(chart.everywhere))))
    return drawn


# --- episode by episode ---

_MOST_DOTS = 400  # of more the line is an area, and each takes its time


def episodes(chart: EpisodeScores) -> Sheet:
    if not chart.points:
        raise ValueError("episodes without a score")
    drawn = Sheet(220, GROUND)
    numbers = [number for number, _, _ in chart.points]
    means = [mean for _, mean, _ in chart.points]
    low = max(0, int(min(means)) - 1)
    span = numbers[-1] - numbers[0]
    beside = max(0.5, span * 0.03)
    axes = Axes(
        drawn, 34, WIDTH - 18, 26, 220 - 42, (numbers[0] - beside, numbers[-1] + beside), (low, 10.35)
    )
    steps = [value for value in range(low, 11) if (10 - value) % (1 if low >= 6 else 2) == 0]
    for value in steps:
        drawn.line([(axes.left, axes.y(value)), (axes.right, axes.y(value))], RAISED, PIXELS)
    curve = [(axes.x(number), axes.y(mean)) for number, mean in zip(numbers, means, strict=True)]
    drawn.area([(curve[0][0], axes.bottom), *curve, (curve[-1][0], axes.bottom)], BLUE, 0.14)
    drawn.line(curve, BLUE, 2.2 * PIXELS)
    if len(numbers) <= _MOST_DOTS:
        drawn.dots(curve, BLUE, (6 if len(numbers) <= 30 else 3.5) * PIXELS)
    _name_best(axes, chart)
    axes.scale([(value, shown(value, chart.out_of, chart.point)) for value in steps])
    axes.base([(number, str(number)) for number in even_ticks(numbers[0], numbers[-1])], words(chart.episode))
    return drawn


def _name_best(axes: Axes, chart: EpisodeScores) -> None:
    number, mean, _ = max(chart.points, key=lambda point: (point[1], -point[0]))
    at, height = axes.x(number), axes.y(mean)
    axes.sheet.dots([(at, height)], AMBER, 8 * PIXELS, edge=GROUND)
    text = mean_of(mean, chart.out_of, chart.point)
    axes.sheet.write(at, height - 8 * PIXELS, text, BEST, Side.MIDDLE)
