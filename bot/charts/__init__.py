"""Charts as pictures. matplotlib is imported by the first `draw`, which only the worker process calls."""

from __future__ import annotations

from bot.domain.charts import Chart


def draw(chart: Chart) -> bytes:
    """The chart as PNG, 800 pixels wide; equal charts give equal bytes.

    Raises ValueError where the chart has nothing to show.
    """
    from bot.charts.drawing import picture  # noqa: PLC0415 - half a second and 50 MB, for the worker alone

    return picture(chart)


def prepare() -> None:
    """Import what drawing needs; the first time on a machine matplotlib also looks through its fonts."""
    from bot.charts import drawing  # noqa: PLC0415 - as above

    drawing.prepare()
