"""Draws the heading of a picture: whose it is, and what it shows."""

from __future__ import annotations

from bot.charts import wording
from bot.charts.axes import BLUE, FAINT, INK
from bot.charts.sheet import WIDTH, Hand, Sheet
from bot.domain.charts import Label

HEIGHT = 68
MARGIN = 16
_NAME, _ABOUT = 17.0, 10.0


def heading(sheet: Sheet, name: Label, about: Label) -> None:
    """The heading in the first `HEIGHT` pixels of a sheet."""
    sheet.bar(0, 0, WIDTH, 5, BLUE)
    sheet.drop(WIDTH - 28, 18, 32, BLUE)
    width = WIDTH - 2 * MARGIN - 30
    said = wording.one_line(wording.name(name), width, _NAME, 11, bold=True)
    sheet.write(MARGIN, 34, said.lines[0], Hand(said.size, INK, bold=True))
    sheet.write(MARGIN, 54, wording.line(wording.name(about), width, _ABOUT), Hand(_ABOUT, FAINT))
