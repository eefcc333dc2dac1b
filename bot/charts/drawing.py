"""Draws each chart as one picture that is readable on a phone, in dark and light mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.charts import fonts
from bot.charts.fonts import words
from bot.charts.sheet import PIXELS, WIDTH, Hand, Sheet, Side
from bot.domain.charts import Chart, ClubEnd, Criteria, Distribution, EpisodeScores

# Sizes in typographic points, none under 9: what can still be read at arm's length.
SMALL, NORMAL, LARGE = 9.0, 10.0, 11.0

# An opaque background, so that the picture is the same on Discord's dark and light themes. Blue and amber
# differ for every kind of colour blindness, and in lightness too.
GROUND = "#1F2335"
RAISED = "#2B3047"
MUTED = "#4B5376"  # what is counted, beside what counts
INK = "#EEF1FA"
FAINT = "#A9B1CC"  # 7.3:1 on the ground
BLUE = "#6C8CFF"  # the accent of every screen
AMBER = "#FFC24B"

_FIGURES = Hand(SMALL, FAINT)  # beside an axis, and what is said of it
_COUNT = Hand(SMALL, INK)
_MEAN = Hand(LARGE, AMBER, bold=True)
_BEST = Hand(NORMAL, AMBER, bold=True)
_CRITERION = Hand(NORMAL, INK)
_CRITERION_MEAN = Hand(LARGE, INK, bold=True)

_CAPITALS = 0.73  # how high they are, in the size of the text
_GAP = 5 * PIXELS  # between an axis and the words beside it
_ABOVE = 4 * PIXELS  # between a bar and its count


def prepare() -> None:
    """Find the fonts. With the imports above, this is all that the first picture waits for."""
    fonts.runs("1平均")
    fonts.files()


def picture(chart: Chart) -> bytes:
    """The chart as PNG. Raises ValueError if there is nothing to show."""
    return sheet(chart).png()


def sheet(chart: Chart) -> Sheet:
    """The chart as it is drawn. Raises ValueError where there is nothing to show."""
    draw: Callable[[Any], Sheet] = _DRAWN[type(chart)]
    return draw(chart)


@dataclass(frozen=True, slots=True)
class _Axes:
    """A field of a sheet, from `left` to `right` and `top` to `bottom`, and what values its edges stand for.

    `across` are the values at the left and the right edge, `up` those at the bottom and the top.
    """

    sheet: Sheet
    left: float
    right: float
    top: float
    bottom: float
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        return self.left + self.wide(value - self.across[0])

    def y(self, value: float) -> float:
        return self.bottom - self.high(value - self.up[0])

    def wide(self, value: float) -> float:
        """How many pixels a distance between values takes across."""
        return value / (self.across[1] - self.across[0]) * (self.right - self.left)

    def high(self, value: float) -> float:
        return value / (self.up[1] - self.up[0]) * (self.bottom - self.top)

    def bars(self, heights: Sequence[float], colour: str) -> None:
        """A bar over 1, 2, 3 …"""
        for at, height in enumerate(heights, 1):
            if height:
                self.sheet.bar(self.x(at - 0.4), self.y(height), self.wide(0.8), self.high(height), colour)

    def stairs(self, heights: Sequence[float], colour: str) -> None:
        """The same without gaps, as one area."""
        corners = [(self.x(0.5), self.y(0))]
        for at, height in enumerate(heights, 1):
            corners += [(self.x(at - 0.5), self.y(height)), (self.x(at + 0.5), self.y(height))]
        self.sheet.area([*corners, (self.x(len(heights) + 0.5), self.y(0))], colour)

    def above(
        self, at: float, value: float, text: str, side: Side = Side.MIDDLE, *, halo: bool = False
    ) -> None:
        """What a bar counts, over it."""
        self.sheet.write(self.x(at), self.y(value) - _ABOVE, text, _COUNT, side, halo=halo)

    def base(self, ticks: Sequence[tuple[float, str]], name: str = "") -> None:
        """The axis at the foot, its numbers, and what they are."""
        self.sheet.line([(self.left, self.bottom), (self.right, self.bottom)], FAINT, 0.8 * PIXELS)
        baseline = self.bottom + _GAP + 0.76 * _FIGURES.pixels
        for value, text in ticks:
            self.sheet.write(self.x(value), baseline, text, _FIGURES, Side.MIDDLE)
        if name:
            middle = (self.left + self.right) / 2
            self.sheet.write(middle, baseline + 16, name, _FIGURES, Side.MIDDLE)

    def scale(self, ticks: Sequence[tuple[float, str]]) -> None:
        """The numbers beside the axes."""
        for value, text in ticks:
            baseline = _centred(_FIGURES, self.y(value))
            self.sheet.write(self.left - _GAP, baseline, text, _FIGURES, Side.END)


def _centred(hand: Hand, y: float) -> float:
    """The baseline of figures whose middle stands at this height."""
    return y + _CAPITALS / 2 * hand.pixels


def _shown(points: float, out_of: int) -> str:
    """A score out of 10 on the reader's scale, as short as possible, for an axis."""
    return f"{points * out_of / 10:g}"


def _mean(points: float, out_of: int) -> str:
    """A mean out of 10 on the reader's scale. Halves are rounded up, as in all texts."""
    exact = Decimal(str(points)) * out_of / 10
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


# --- how often each score was given ---


_SCORES_HEIGHT = 220
FEWEST_SHOWN = 8  # half points on the axis, or a single score would be as wide as the picture


def _distribution(chart: Distribution) -> Sheet:
    drawn = Sheet(_SCORES_HEIGHT, GROUND)
    _draw_distribution(drawn, chart)
    return drawn


def _draw_distribution(drawn: Sheet, chart: Distribution) -> None:
    """The distribution in the first `_SCORES_HEIGHT` pixels of a sheet."""
    mean = chart.mean_half_points
    if mean is None:
        raise ValueError("a distribution without a score")
    most = max(chart.counts)
    # The line of the mean shows above the highest bar and its count.
    low, high = _span(chart.counts)
    across = (low - 0.7, high + 0.7)
    axes = _Axes(drawn, 14, WIDTH - 14, 44, _SCORES_HEIGHT - 30, across, (0, most * 1.26))
    drawn.line([(axes.x(mean), axes.bottom), (axes.x(mean), axes.top)], AMBER, 1.6 * PIXELS, "6.4 4.3")
    axes.bars([most * 0.012 if low <= at <= high else 0 for at in range(1, len(chart.counts) + 1)], RAISED)
    axes.bars(chart.counts, BLUE)
    for at, count in enumerate(chart.counts, 1):
        if count:
            _count(axes, at, count, most, first=at == chart.counts.index(most) + 1)
    _over(axes, mean, words(chart.mean))
    axes.base([(at, _shown(at / 2, chart.out_of)) for at in range(low + low % 2, high + 1, 2)])


def _span(counts: Sequence[int]) -> tuple[int, int]:
    """The first and the last half point of the axis: where scores are, with one beside them on each side."""
    given = [at for at, count in enumerate(counts, 1) if count]
    low, high = max(1, given[0] - 1), min(len(counts), given[-1] + 1)
    missing = max(0, FEWEST_SHOWN - (high - low + 1))
    high = min(len(counts), high + missing // 2)
    low = max(1, high - max(FEWEST_SHOWN - 1, high - low))
    return low, min(len(counts), max(high, low + FEWEST_SHOWN - 1))


def _count(axes: _Axes, at: int, count: int, most: int, *, first: bool) -> None:
    """The count above a bar. A bar is two digits wide, so of longer counts only the highest is written."""
    if most >= 100 and not first:
        return
    share = axes.wide(at - axes.across[0]) / (axes.right - axes.left)
    side = Side.MIDDLE if count < 1_000 or 0.2 < share < 0.8 else Side.START if share <= 0.2 else Side.END
    axes.above(at, count, f"{count:,}", side, halo=True)  # or the line of the mean touches it


def _over(axes: _Axes, value: float, text: str) -> None:
    """A word above the axes at a value, moved as far inside the picture as necessary."""
    share = axes.wide(value - axes.across[0]) / (axes.right - axes.left)
    side = Side.END if share > 0.75 else Side.START if share < 0.25 else Side.MIDDLE
    axes.sheet.write(axes.x(value), axes.top - 7 * PIXELS, text, _MEAN, side)


# --- the criteria beside each other ---

_ROW = 40
_TRACK = 7.2  # how high the bar of a criterion is
_DIAMOND = 13.2  # from tip to tip


def _criteria(chart: Criteria) -> Sheet:
    rows = [one for one in chart.values if one.here is not None or one.everywhere is not None]
    if not rows:
        raise ValueError("criteria without a mean")
    drawn = Sheet(_ROW * len(rows) + 12 + (30 if chart.compares else 8), GROUND)
    foot = 12 + _ROW * len(rows)
    axes = _Axes(drawn, 16, WIDTH - 52, 12, foot, (0, 10), (len(rows) - 0.7, -0.7))
    for at, one in enumerate(rows):
        middle = axes.y(at)
        drawn.bar(axes.left, middle - _TRACK / 2, axes.wide(10), _TRACK, RAISED)
        if one.here is not None:
            drawn.bar(axes.left, middle - _TRACK / 2, axes.wide(one.here), _TRACK, BLUE)
            mean = _mean(one.here, chart.out_of)
            baseline = _centred(_CRITERION_MEAN, middle)
            drawn.write(axes.right + 8 * PIXELS, baseline, mean, _CRITERION_MEAN)
        if one.everywhere is not None:
            drawn.diamond(axes.x(one.everywhere), middle, _DIAMOND, AMBER, GROUND)
        drawn.write(axes.left, middle - 7 * PIXELS, words(one.name), _CRITERION)
    if chart.compares:
        _legend(drawn, ((BLUE, False, words(chart.here)), (AMBER, True, words(chart.everywhere))))
    return drawn


def _legend(drawn: Sheet, entries: Sequence[tuple[str, bool, str]]) -> None:
    """The legend of the colours, at the bottom of the picture: each a square or, if so told, a diamond."""
    baseline = drawn.height - 12
    middle = baseline - _CAPITALS / 2 * _FIGURES.pixels
    at = 24.0
    for colour, tipped, text in entries:
        if tipped:
            drawn.diamond(at + 4, middle, _DIAMOND - 1.5, colour, GROUND)
        else:
            drawn.bar(at, middle - 4.5, 9, 9, colour)
        at = drawn.write(at + 17, baseline, text, _FIGURES).right + 22


# --- episode by episode ---

_MOST_DOTS = 400  # of more the line is an area, and each takes its time


def _episodes(chart: EpisodeScores) -> Sheet:
    if not chart.points:
        raise ValueError("episodes without a score")
    drawn = Sheet(220, GROUND)
    numbers = [number for number, _, _ in chart.points]
    means = [mean for _, mean, _ in chart.points]
    low = max(0, int(min(means)) - 1)
    span = numbers[-1] - numbers[0]
    beside = max(0.5, span * 0.03)
    axes = _Axes(
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
    axes.scale([(value, _shown(value, chart.out_of)) for value in steps])
    axes.base([(number, str(number)) for number in _ticks(numbers[0], numbers[-1])], words(chart.episode))
    return drawn


def _name_best(axes: _Axes, chart: EpisodeScores) -> None:
    number, mean, _ = max(chart.points, key=lambda point: (point[1], -point[0]))
    at, height = axes.x(number), axes.y(mean)
    axes.sheet.dots([(at, height)], AMBER, 8 * PIXELS, edge=GROUND)
    text = _mean(mean, chart.out_of)
    axes.sheet.write(at, height - 8 * PIXELS, text, _BEST, Side.MIDDLE)


def _ticks(first: int, last: int) -> list[int]:
    """At most nine episode numbers, at even steps."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (last - first) / step <= 8)
    return [number for number in range(first, last + 1) if number % step == 0 or (step > 2 and number == 1)]


# --- the end of a club ---

_STEPS_HEIGHT = 180
_FIGURE = 8.4  # points that a figure of a small text is wide, with some air
_MOST_BARS = 30  # of more the gaps flicker, and each takes its time


def _club_end(chart: ClubEnd) -> Sheet:
    """The scores at the top. Below, how many members had caught up at the end of each step."""
    heights = (_SCORES_HEIGHT if chart.scores else 0, _STEPS_HEIGHT if chart.steps else 0)
    if not any(heights):
        raise ValueError("a club's end without a step or a score")
    drawn = Sheet(sum(heights), GROUND)
    if chart.scores is not None:
        _draw_distribution(drawn, chart.scores)
    if chart.steps:
        _draw_steps(drawn, chart, heights[0])
    return drawn


def _fitting(chart: ClubEnd, named: list[str]) -> list[str]:
    """A label for each step, if there is room for all. Else none."""
    return named if max(map(len, named)) * _FIGURE <= (WIDTH - 28) / len(chart.steps) else []


def _draw_steps(drawn: Sheet, chart: ClubEnd, from_top: int) -> None:
    most = max(1, *(step.members for step in chart.steps))
    counts = _fitting(chart, [f"{step.caught_up}/{step.members}" for step in chart.steps])
    # Without counts the most members are named beside the axes.
    left, right = (14.0, 14) if counts else (10 + _FIGURE * len(str(most)), 20)
    # A lone bar is no wider than one of three.
    beside = max(0.0, (3 - len(chart.steps)) / 2)
    axes = _Axes(
        drawn, left, WIDTH - right, from_top + 22, drawn.height - 62,
        (0.4 - beside, len(chart.steps) + 0.6 + beside), (0, most * 1.05),
    )  # fmt: skip
    members = [max(step.members, most * 0.012) for step in chart.steps]
    bars = axes.bars if len(members) <= _MOST_BARS else axes.stairs
    bars(members, MUTED)
    bars([step.caught_up for step in chart.steps], BLUE)
    for at, (step, count) in enumerate(zip(chart.steps, counts, strict=False), 1):
        axes.above(at, step.members, count)
    if not counts:
        axes.scale([(most, str(most))])
    axes.base(_step_ticks(chart), words(chart.episode))
    _legend(drawn, ((BLUE, False, words(chart.caught_up)), (MUTED, False, words(chart.members))))


def _step_ticks(chart: ClubEnd) -> list[tuple[int, str]]:
    """The episodes of the steps. Without room, only the last episode of some steps."""
    named = _fitting(
        chart,
        [f"{step.first}–{step.last}" if step.first != step.last else str(step.last) for step in chart.steps],
    )
    if named:
        return list(enumerate(named, 1))
    return [(at, str(chart.steps[at - 1].last)) for at in _ticks(1, len(chart.steps))]


_DRAWN: Mapping[type[Chart], Callable[[Any], Sheet]] = {
    Distribution: _distribution,
    Criteria: _criteria,
    EpisodeScores: _episodes,
    ClubEnd: _club_end,
}
