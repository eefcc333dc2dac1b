"""Draws each chart as one picture that is readable on a phone, in dark and light mode."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from bot.charts.fonts import families, words
from bot.domain.charts import Chart, ClubEnd, Criteria, Distribution, EpisodeScores, Label

# A phone shows a picture about 400 points wide; two pixels a point keep it sharp there.
WIDTH = 400
DENSITY = 2
_DPI = 72 * DENSITY * 4 / 3  # Discord's points are CSS pixels, 96 to the inch
_INCH = 96

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

_STYLE: Mapping[Any, object] = {  # matplotlib's stubs know its keys one by one
    "text.color": INK,
    "axes.facecolor": GROUND,
    "axes.edgecolor": FAINT,
    "figure.facecolor": GROUND,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "font.size": SMALL,
    "text.parse_math": False,  # a `$` in a label is a dollar
    "axes.unicode_minus": False,
}


def prepare() -> None:
    """Find the fonts. With the imports above, this is all that the first picture waits for."""
    words(Label("平均", "Mean"))


def picture(chart: Chart) -> bytes:
    """The chart as PNG. Raises ValueError if there is nothing to show."""
    written = io.BytesIO()
    with style():
        # Without the version of matplotlib in it: equal charts are equal bytes.
        figure(chart).savefig(written, format="png", dpi=_DPI, metadata={"Software": None})
    return written.getvalue()


def style() -> AbstractContextManager[None]:
    """Apply the style while a figure is made and drawn."""
    return mpl.rc_context({**_STYLE, "font.family": families()})


def figure(chart: Chart) -> Figure:
    draw: Callable[[Any], Figure] = _DRAWN[type(chart)]
    return draw(chart)


def _sheet(height: int, left: float, right: float, bottom: float, top: float) -> tuple[Figure, Axes]:
    """An empty picture of this height with axes. Margins are in points."""
    drawn = _empty(height)
    return drawn, _axes(drawn, left, right, bottom, top)


def _empty(height: int) -> Figure:
    return Figure(figsize=(WIDTH / _INCH, height / _INCH), dpi=_DPI)


def _axes(drawn: Figure, left: float, right: float, bottom: float, top: float) -> Axes:
    """Axes in a picture. Margins are in points."""
    height = drawn.get_figheight() * _INCH
    axes = drawn.add_axes(
        (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (bottom + top) / height)
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, pad=5)
    return axes


def _shown(points: float, out_of: int) -> str:
    """A score out of 10 on the reader's scale, as short as possible, for an axis."""
    return f"{points * out_of / 10:g}"


def _mean(points: float, out_of: int) -> str:
    """A mean out of 10 on the reader's scale. Halves are rounded up, as in all texts."""
    exact = Decimal(str(points)) * out_of / 10
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


# --- how often each score was given ---


_SCORES_HEIGHT = 220


def _distribution(chart: Distribution) -> Figure:
    drawn, axes = _sheet(_SCORES_HEIGHT, 14, 14, 30, 44)
    _draw_distribution(axes, chart)
    return drawn


def _draw_distribution(axes: Axes, chart: Distribution) -> None:
    mean = chart.mean_half_points
    if mean is None:
        raise ValueError("a distribution without a score")
    most = max(chart.counts)
    places = range(1, len(chart.counts) + 1)
    axes.bar(places, most * 0.012, width=0.8, color=RAISED)
    axes.bar(places, chart.counts, width=0.8, color=BLUE)
    for at, count in zip(places, chart.counts, strict=True):
        if count:
            _count(axes, at, count, most, first=at == chart.counts.index(most) + 1)
    axes.axvline(mean, color=AMBER, linewidth=1.6, linestyle=(0, (3, 2)), zorder=0)
    _over(axes, mean, words(chart.mean))
    axes.set_xlim(0.3, 20.7)
    axes.set_ylim(0, most * 1.26)  # the line of the mean shows above the highest bar and its count
    axes.set_yticks([])
    axes.set_xticks(range(2, 21, 2), [_shown(at / 2, chart.out_of) for at in range(2, 21, 2)])


def _count(axes: Axes, at: int, count: int, most: int, *, first: bool) -> None:
    """The count above a bar. A bar is two digits wide, so of longer counts only the highest is written."""
    if most >= 100 and not first:
        return
    side = "center" if count < 1_000 or 4 < at < 17 else "left" if at <= 4 else "right"
    axes.annotate(
        f"{count:,}", (at, count), (0, 4), textcoords="offset points", ha=side, color=INK,
        path_effects=[withStroke(linewidth=8, foreground=GROUND)],  # or the line of the mean touches it
    )  # fmt: skip


def _over(axes: Axes, x: float, text: str) -> None:
    """A word above the axes at `x`, moved as far inside the picture as necessary."""
    share = (x - 0.3) / 20.4
    axes.annotate(
        text, (x, 1), (0, 7), xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="right" if share > 0.75 else "left" if share < 0.25 else "center", color=AMBER, fontsize=LARGE,
        fontweight="bold",
    )  # fmt: skip


# --- the criteria beside each other ---

_ROW = 40


def _criteria(chart: Criteria) -> Figure:
    rows = [one for one in chart.values if one.here is not None or one.everywhere is not None]
    if not rows:
        raise ValueError("criteria without a mean")
    legend = 30 if chart.compares else 8
    drawn, axes = _sheet(_ROW * len(rows) + 12 + legend, 16, 52, legend, 12)
    for at, one in enumerate(rows):
        _track(axes, at, 10, RAISED)
        if one.here is not None:
            _track(axes, at, one.here, BLUE)
        if one.everywhere is not None:
            axes.plot(one.everywhere, at, marker="D", markersize=7, color=AMBER, markeredgecolor=GROUND)
        axes.annotate(
            words(one.name), (0, at), (0, 7), textcoords="offset points", color=INK, fontsize=NORMAL
        )
        if one.here is not None:
            axes.annotate(
                _mean(one.here, chart.out_of), (10, at), (8, 0), textcoords="offset points",
                va="center", color=INK, fontsize=LARGE, fontweight="bold",
            )  # fmt: skip
    axes.set_xlim(0, 10)
    axes.set_ylim(len(rows) - 0.7, -0.7)
    axes.axis("off")
    if chart.compares:
        _legend(axes, ((BLUE, "s", words(chart.here)), (AMBER, "D", words(chart.everywhere))))
    return drawn


def _track(axes: Axes, at: float, length: float, colour: str) -> None:
    axes.add_patch(Rectangle((0, at - 0.09), length, 0.18, facecolor=colour, edgecolor="none"))


def _legend(axes: Axes, entries: tuple[tuple[str, str, str], ...]) -> None:
    """The legend of the colours, at the bottom of the picture."""
    marks = [
        axes.plot([], [], marker=mark, markersize=6, color=colour, linestyle="none", label=text)[0]
        for colour, mark, text in entries
    ]
    axes.figure.legend(
        handles=marks, loc="lower left", ncols=len(marks), frameon=False, fontsize=SMALL, labelcolor=FAINT,
        bbox_to_anchor=(0.015, -0.005), handletextpad=0.1, columnspacing=1.2,
    )  # fmt: skip


# --- episode by episode ---


def _episodes(chart: EpisodeScores) -> Figure:
    if not chart.points:
        raise ValueError("episodes without a score")
    drawn, axes = _sheet(220, 34, 18, 42, 26)
    numbers = [number for number, _, _ in chart.points]
    means = [mean for _, mean, _ in chart.points]
    low = max(0, int(min(means)) - 1)
    axes.plot(
        numbers, means, color=BLUE, linewidth=2.2, marker="o", markersize=5 if len(numbers) <= 30 else 2.5
    )
    axes.fill_between(numbers, means, low, color=BLUE, alpha=0.14, linewidth=0)
    _name_best(axes, chart)
    axes.set_ylim(low, 10.35)
    steps = [value for value in range(low, 11) if (10 - value) % (1 if low >= 6 else 2) == 0]
    axes.set_yticks(steps, [_shown(value, chart.out_of) for value in steps])
    axes.grid(axis="y", color=RAISED, linewidth=1)
    axes.set_axisbelow(True)
    span = numbers[-1] - numbers[0]
    axes.set_xlim(numbers[0] - max(0.5, span * 0.03), numbers[-1] + max(0.5, span * 0.03))
    axes.set_xticks(_ticks(numbers[0], numbers[-1]))
    axes.set_xlabel(words(chart.episode), color=FAINT, fontsize=SMALL, labelpad=4)
    return drawn


def _name_best(axes: Axes, chart: EpisodeScores) -> None:
    best = max(chart.points, key=lambda point: (point[1], -point[0]))
    axes.plot(best[0], best[1], marker="o", markersize=8, color=AMBER, markeredgecolor=GROUND)
    axes.annotate(
        _mean(best[1], chart.out_of), (best[0], best[1]), (0, 8), textcoords="offset points",
        ha="center", color=AMBER, fontsize=NORMAL, fontweight="bold", annotation_clip=False,
    )  # fmt: skip


def _ticks(first: int, last: int) -> list[int]:
    """At most nine episode numbers, at even steps."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (last - first) / step <= 8)
    return [number for number in range(first, last + 1) if number % step == 0 or (step > 2 and number == 1)]


# --- the end of a club ---

_STEPS_HEIGHT = 180
_FIGURE = 8.4  # points that a figure of a small text is wide, with some air
_MOST_BARS = 30  # of more the gaps flicker, and each takes its time


def _club_end(chart: ClubEnd) -> Figure:
    """The scores at the top. Below, how many members had caught up at the end of each step."""
    heights = (_SCORES_HEIGHT if chart.scores else 0, _STEPS_HEIGHT if chart.steps else 0)
    if not any(heights):
        raise ValueError("a club's end without a step or a score")
    drawn = _empty(sum(heights))
    if chart.scores is not None:
        _draw_distribution(_axes(drawn, 14, 14, 30 + heights[1], 44), chart.scores)
    if chart.steps:
        most = max(1, *(step.members for step in chart.steps))
        counts = _fitting(chart, [f"{step.caught_up}/{step.members}" for step in chart.steps])
        left, right = (14.0, 14) if counts else (10 + _FIGURE * len(str(most)), 20)
        _draw_steps(_axes(drawn, left, right, 62, 22 + heights[0]), chart, counts, most)
    return drawn


def _fitting(chart: ClubEnd, named: list[str]) -> list[str]:
    """A label for each step, if there is room for all. Else none."""
    return named if max(map(len, named)) * _FIGURE <= (WIDTH - 28) / len(chart.steps) else []


def _draw_steps(axes: Axes, chart: ClubEnd, counts: Sequence[str], most: int) -> None:
    members = [max(step.members, most * 0.012) for step in chart.steps]
    for heights, colour in ((members, MUTED), ([step.caught_up for step in chart.steps], BLUE)):
        if len(heights) <= _MOST_BARS:
            axes.bar(range(1, len(heights) + 1), heights, width=0.8, color=colour)
        else:
            axes.stairs(heights, [at + 0.5 for at in range(len(heights) + 1)], fill=True, color=colour)
    for at, (step, count) in enumerate(zip(chart.steps, counts, strict=False), 1):
        axes.annotate(count, (at, step.members), (0, 4), textcoords="offset points", ha="center", color=INK)
    # A lone bar is no wider than one of three.
    beside = max(0.0, (3 - len(chart.steps)) / 2)
    axes.set_xlim(0.4 - beside, len(chart.steps) + 0.6 + beside)
    axes.set_ylim(0, most * 1.05)
    axes.set_yticks([] if counts else [most], [] if counts else [str(most)])
    axes.set_xticks(*_step_ticks(chart))
    axes.set_xlabel(words(chart.episode), color=FAINT, fontsize=SMALL, labelpad=4)
    _legend(axes, ((BLUE, "s", words(chart.caught_up)), (MUTED, "s", words(chart.members))))


def _step_ticks(chart: ClubEnd) -> tuple[list[int], list[str]]:
    """The episodes of the steps. Without room, only the last episode of some steps."""
    named = _fitting(
        chart,
        [f"{step.first}–{step.last}" if step.first != step.last else str(step.last) for step in chart.steps],
    )
    ticks = list(range(1, len(named) + 1)) or _ticks(1, len(chart.steps))
    return ticks, named or [str(chart.steps[at - 1].last) for at in ticks]


_DRAWN: Mapping[type[Chart], Callable[[Any], Figure]] = {
    Distribution: _distribution,
    Criteria: _criteria,
    EpisodeScores: _episodes,
    ClubEnd: _club_end,
}
