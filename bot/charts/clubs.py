"""Draws the end of a watch club."""

from __future__ import annotations

from bot.charts.axes import BLUE, GROUND, MUTED, Axes, even_ticks, legend
from bot.charts.fonts import words
from bot.charts.headings import HEIGHT, heading
from bot.charts.scores import SCORES_HEIGHT, draw_distribution
from bot.charts.sheet import WIDTH, Sheet
from bot.domain.charts import ClubEnd

# --- the end of a club ---

_STEPS_HEIGHT = 180
_FIGURE = 8.4  # points that a figure of a small text is wide, with some air
_MOST_BARS = 30  # of more the gaps flicker, and each takes its time


def club_end(chart: ClubEnd) -> Sheet:
    """The scores below the heading. Then how many members had caught up at the end of each step."""
    heights = (SCORES_HEIGHT if chart.scores else 0, _STEPS_HEIGHT if chart.steps else 0)
    if not any(heights):
        raise ValueError("a club's end without a step or a score")
    top = HEIGHT if chart.name is not None else 0
    drawn = Sheet(top + sum(heights), GROUND)
    if chart.name is not None and chart.about is not None:
        heading(drawn, chart.name, chart.about)
    if chart.scores is not None:
        draw_distribution(drawn, chart.scores, top)
    if chart.steps:
        _draw_steps(drawn, chart, top + heights[0])
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
    axes = Axes(
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
    legend(drawn, ((BLUE, False, words(chart.caught_up)), (MUTED, False, words(chart.members))))


def _step_ticks(chart: ClubEnd) -> list[tuple[int, str]]:
    """The episodes of the steps. Without room, only the last episode of some steps."""
    named = _fitting(
        chart,
        [f"{step.first}–{step.last}" if step.first != step.last else str(step.last) for step in chart.steps],
    )
    if named:
        return list(enumerate(named, 1))
    return [(at, str(chart.steps[at - 1].last)) for at in even_ticks(1, len(chart.steps))]
