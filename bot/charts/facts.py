"""Draws the figures of a member or a server: a profile, or a year."""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts import wording
from bot.charts.axes import AMBER, BLUE, FAINT, GROUND, INK, RAISED
from bot.charts.headings import HEIGHT, MARGIN, heading
from bot.charts.scores import SCORES_HEIGHT, draw_distribution
from bot.charts.sheet import WIDTH, Hand, Sheet, Side
from bot.domain.charts import Facts, Figure, Label, Row, Rows

_TILES = 66
_MONTHS = 112
_HEADING = 26  # of a list
_ROW = 24
_BETWEEN = 10
_ENDS_AT = 16

_VALUE = 12.0
_HIGH = 52  # the bars of the months
_NAMES = (9.0, 8.0, 7.0, 6.0)  # sizes of their names


def facts(chart: Facts) -> Sheet:
    """Everything below each other. Raises ValueError where there is no figure at all."""
    if not chart.figures:
        raise ValueError("facts without a figure")
    graph = SCORES_HEIGHT if chart.scores else _MONTHS if any(chart.months) else 0
    lists = [one for one in chart.lists if one.rows]
    below = sum(_HEADING + _ROW * len(one.rows) + _BETWEEN for one in lists)
    sheet = Sheet(HEIGHT + _TILES + graph + below + _ENDS_AT, GROUND)
    heading(sheet, chart.name, chart.about)
    _tiles(sheet, chart.figures, HEIGHT)
    top: float = HEIGHT + _TILES
    if chart.scores:
        draw_distribution(sheet, chart.scores, top)
    elif graph:
        _months(sheet, chart.months, chart.month_names, top)
    top += graph
    for one in lists:
        _list(sheet, one, top)
        top += _HEADING + _ROW * len(one.rows) + _BETWEEN
    return sheet


def _tiles(sheet: Sheet, figures: Sequence[Figure], top: float) -> None:
    """The figures beside each other, each in a field of its own."""
    width = (WIDTH - 2 * MARGIN - 8 * (len(figures) - 1)) / len(figures)
    for at, figure in enumerate(figures):
        left = MARGIN + at * (width + 8)
        sheet.bar(left, top, width, _TILES - 10, RAISED, radius=6)
        value = wording.block(figure.value, width - 10, 30, 18, 9, bold=True)
        value.write(sheet, left + width / 2, top + 18 - value.height / 2, AMBER, bold=True, side=Side.MIDDLE)
        name = wording.line(wording.name(figure.name), width - 6, 9)
        sheet.write(left + width / 2, top + 47, name, Hand(9, FAINT), Side.MIDDLE)


def _months(sheet: Sheet, counts: Sequence[int], names: Sequence[Label], top: float) -> None:
    most, step = max(counts), (WIDTH - 2 * MARGIN) / len(counts)
    foot = top + 24 + _HIGH
    written = [wording.name(name) for name in names]
    # As small as the longest name needs, so that all are of one size.
    size = next((size for size in _NAMES if all(wording.fits(one, step - 1, size) for one in written)), 9)
    for at, (count, name) in enumerate(zip(counts, written, strict=True)):
        middle = MARGIN + (at + 0.5) * step
        high = max(2.0, count / most * _HIGH) if count else 2.0
        sheet.bar(middle - step * 0.36, foot - high, step * 0.72, high, BLUE if count else RAISED, radius=2)
        if count:
            _small(sheet, middle, foot - high - 5, _short(count), INK)
        label = wording.line(name, step - 1, size)
        sheet.write(middle, foot + 17, label, Hand(size, FAINT), Side.MIDDLE)


def _short(count: int) -> str:
    """A number no wider than a month: `999`, `12k`, `3M`."""
    if count < 1_000:
        return str(count)
    return f"{round(count / 1_000)}k" if count < 999_500 else f"{round(count / 1_000_000)}M"


def _small(sheet: Sheet, middle: float, baseline: float, text: str, colour: str) -> None:
    sheet.write(middle, baseline, text, Hand(9, colour), Side.MIDDLE)


def _list(sheet: Sheet, shown: Rows, top: float) -> None:
    heading = wording.line(wording.name(shown.heading), WIDTH - 2 * MARGIN, 10, bold=True)
    sheet.write(MARGIN, top + 17, heading, Hand(10, AMBER, bold=True))
    for at, row in enumerate(shown.rows):
        _row(sheet, row, top + _HEADING + at * _ROW)


def _row(sheet: Sheet, row: Row, top: float) -> None:
    right, baseline = WIDTH - MARGIN, top + 16
    value = sheet.write(
        right,
        baseline,
        wording.line(row.value, 150, _VALUE, bold=True),
        Hand(_VALUE, INK, bold=True),
        Side.END,
    )
    room = min(value.left, right) - 12 - MARGIN
    if row.share is not None:
        full = right - MARGIN
        sheet.bar(MARGIN, top + 21, full, 2.5, RAISED, radius=1)
        sheet.bar(MARGIN, top + 21, max(3.0, full * min(1.0, row.share)), 2.5, BLUE, radius=1)
    sheet.write(MARGIN, baseline, wording.line(wording.name(row.name), room, 11), Hand(11, INK))
