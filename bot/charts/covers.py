"""Draws what stands in place of a poster, and a quote as a picture."""

from __future__ import annotations

from bot.charts import wording
from bot.charts.sheet import WIDTH, Hand, Sheet
from bot.charts.tints import Tints, tints
from bot.domain.charts import Cover, QuotePicture

COVER = 240  # a square, because Discord cuts a thumbnail to one; screens show it a third as large
_MARGIN = 16
_FOOT = 50  # the band with the year
_WHITE = "#FFFFFF"

# Sizes in points, the largest and the smallest of each text.
_TITLE = (48.0, 11.0)
_YEAR = Hand(20, _WHITE, bold=True)
_QUOTE = (24.0, 10.0)
_MOST_QUOTE = 400  # CSS pixels that the lines of a quote take at most


def cover(chart: Cover) -> Sheet:
    """A poster's stead: the name as large as it fits, and the year. It never fails: a cover without any
    name that can be drawn still has its colour.
    """
    colours = tints(chart.country, chart.title.english)
    sheet = Sheet(COVER, colours.ground, COVER)
    sheet.dots([(COVER - 22, 30)], colours.raised, 190)
    sheet.bar(0, COVER - _FOOT, COVER, _FOOT, colours.deep)
    sheet.bar(0, 0, 7, COVER, colours.light)
    sheet.drop(COVER - 28, COVER - 41, 32, colours.light)
    width, height = COVER - 2 * _MARGIN - 4, COVER - _FOOT - 1.5 * _MARGIN
    title = wording.block(wording.name(chart.title), width, height, *_TITLE, bold=True)
    # Short names stand in the middle of the field, where the eye is.
    top = _MARGIN * 0.75 + max(0.0, (height - title.height) / 2)
    title.write(sheet, _MARGIN + 4, top, _WHITE, bold=True)
    if chart.year is not None:
        sheet.write(_MARGIN + 4, COVER - _FOOT / 2 + 9, str(chart.year), _YEAR)
    return sheet


def quote(chart: QuotePicture) -> Sheet:
    """The quote large, its speaker and its drama below. Raises ValueError where it has letters that no font
    of this machine has.
    """
    if not wording.readable(chart.text) or not wording.readable(chart.speaker):
        raise ValueError("a quote without a font for it")
    colours = tints(chart.country, chart.drama.english)
    left, width = 40, WIDTH - 64
    said = wording.block(chart.text, width, _MOST_QUOTE, *_QUOTE, bold=True)
    if not said.lines:
        raise ValueError("a quote without a word")
    top = 46.0
    speaker = wording.line(f"— {chart.speaker}", width, 12) if wording.drawn(chart.speaker) else ""
    height = max(top + said.height + (30 if speaker else 0) + 76, 190)
    sheet = Sheet(round(height), colours.ground)
    sheet.dots([(WIDTH - 40, 30)], colours.raised, 230)
    sheet.bar(0, sheet.height - 50, WIDTH, 50, colours.deep)
    sheet.bar(0, 0, 6, sheet.height, colours.light)
    _marks(sheet, left, 18, colours.light)
    said.write(sheet, left, top, _WHITE, bold=True)
    if speaker:
        sheet.write(left, top + said.height + 24, speaker, Hand(12, colours.light))
    _foot(sheet, chart, left, colours)
    sheet.drop(WIDTH - 26, sheet.height - 39, 26, colours.light)
    return sheet


def _foot(sheet: Sheet, chart: QuotePicture, left: float, colours: Tints) -> None:
    """The drama and its year."""
    year = f"({chart.year})" if chart.year is not None else ""
    room = WIDTH - 52 - left - (len(year) * 9 if year else 0)
    name = wording.one_line(wording.name(chart.drama), room, 12, 9, bold=True)
    baseline = sheet.height - 20
    placed = sheet.write(left, baseline, name.lines[0], Hand(name.size, _WHITE, bold=True))
    if year:
        sheet.write(placed.right + 8, baseline, year, Hand(11, colours.light))


def _marks(sheet: Sheet, left: float, top: float, colour: str) -> None:
    """Opening quotation marks, as shapes: the same in every language."""
    for at in (left, left + 15):
        sheet.bar(at, top + 4, 10, 10, colour, radius=2)
        sheet.area(
            [(at, top + 8), (at, top + 4), (at + 9, top - 6), (at + 10, top - 5), (at + 6, top + 4)], colour
        )
