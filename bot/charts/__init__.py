"""Draws charts as pictures. The first `draw` imports matplotlib. Only the worker process calls it."""

from __future__ import annotations

from bot.domain.charts import Chart


def draw(chart: Chart) -> bytes:
    """The chart as PNG, 800 pixels wide. Equal charts give equal bytes.

    Raises ValueError if the chart has nothing to show.
    """
    from bot.charts.drawing import picture  # noqa: PLC0415 - half a second and 50 MB, for the worker alone

    return picture(chart)


def prepare() -> None:
    """Import what drawing needs. The first time on a machine, matplotlib also scans its fonts."""
    from bot.charts import drawing  # noqa: PLC0415 - as above

    drawing.prepare()
