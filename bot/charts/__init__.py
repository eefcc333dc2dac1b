"""Draws charts as pictures. The drawing library loads with the first `draw`, in the worker process only."""

from __future__ import annotations

from bot.domain.charts import Chart


def draw(chart: Chart) -> bytes:
    """The chart as PNG, 800 pixels wide. Equal charts give equal bytes.

    Raises ValueError if the chart has nothing to show.
    """
    from bot.charts.drawing import picture  # noqa: PLC0415 - it holds the interpreter while it draws, so the worker alone has it

    return picture(chart)


def prepare() -> None:
    """Import what drawing needs, and look through the fonts of the machine."""
    from bot.charts import drawing  # noqa: PLC0415 - as above

    drawing.prepare()
