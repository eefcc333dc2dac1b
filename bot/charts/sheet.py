"""A picture in the making: shapes and words at their places, as SVG, and as PNG by resvg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

import resvg_py

from bot.charts import fonts

# A phone shows a picture about 400 points wide; two pixels a point keep it sharp there.
WIDTH = 400
DENSITY = 2
PIXELS = 4 / 3  # of CSS to the typographic point, in which the sizes of texts are given
_HALO = 10  # CSS pixels that a halo is thick, half of them outside of the letters

Point = tuple[float, float]


class Side(StrEnum):
    """Where the point that a text is given lies along it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hand:
    """How a text is written; `size` in typographic points."""

    size: float
    colour: str
    bold: bool = False

    @property
    def pixels(self) -> float:
        """The size in CSS pixels."""
        return self.size * PIXELS


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text stands: `size` in typographic points, the box of its ink in CSS pixels."""

    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float


class Sheet:
    """A picture of CSS pixels. Everything is in these from its upper left corner.

    Words stand above all shapes, whenever they are written.
    """

    def __init__(self, height: float, ground: str, width: float = WIDTH):
        self.height = height
        self.width = width
        self.placed: list[Placed] = []
        self._ground = ground
        self._shapes: list[str] = []
        self._halos: list[str] = []
        self._words: list[str] = []

    def bar(
        self, left: float, top: float, width: float, height: float, colour: str, *, radius: float = 0
    ) -> None:
        """A filled rectangle; `radius` rounds its corners."""
        rounded = f' rx="{_n(radius)}"' if radius else ""
        self._shapes.append(
            f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}"{rounded}'
            f' fill="{colour}"/>'
        )

    def drop(self, x: float, top: float, size: float, colour: str) -> None:
        """A tear, the bot's sign, `size` high, its tip at the top."""
        r = size * 0.32
        foot = top + size - r
        self._shapes.append(
            f'<path d="M{_n(x)} {_n(top)}C{_n(x + r * 0.35)} {_n(top + size * 0.3)} {_n(x + r)}'
            f" {_n(foot - r * 0.75)} {_n(x + r)} {_n(foot)}A{_n(r)} {_n(r)} 0 0 1 {_n(x - r)} {_n(foot)}"
            f"C{_n(x - r)} {_n(foot - r * 0.75)} {_n(x - r * 0.35)} {_n(top + size * 0.3)} {_n(x)}"
            f' {_n(top)}Z" fill="{colour}"/>'
        )

    def line(self, points: Iterable[Point], colour: str, width: float, dashes: str = "") -> None:
        """A line through the points; `dashes` as SVG has them (`6 4`)."""
        dashed = f" stroke-dasharray={quoteattr(dashes)}" if dashes else ""
        self._shapes.append(
            f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{_n(width)}"'
            f' stroke-linejoin="round"{dashed}/>'
        )

    def area(self, points: Iterable[Point], colour: str, opacity: float = 1) -> None:
        """What the points enclose, filled."""
        self._shapes.append(f'<path d="{_path(points)}Z" fill="{colour}" fill-opacity="{_n(opacity)}"/>')

    def dots(self, points: Iterable[Point], colour: str, size: float, edge: str = "") -> None:
        """Round dots `size` across, with an edge of another colour where one is named."""
        spots = "".join(f"M{_n(x)} {_n(y)}h0" for x, y in points)
        for stroke, across in ((edge, size + PIXELS), (colour, size)):
            if stroke:
                how = f'stroke="{stroke}" stroke-width="{_n(across)}" stroke-linecap="round"'
                self._shapes.append(f'<path d="{spots}" {how}/>')

    def diamond(self, x: float, y: float, size: float, colour: str, edge: str) -> None:
        """A square on its tip, `size` from tip to tip."""
        half = size / 2
        corners = _path([(x - half, y), (x, y - half), (x + half, y), (x, y + half)])
        self._shapes.append(
            f'<path d="{corners}Z" fill="{colour}" stroke="{edge}" stroke-width="{_n(PIXELS)}"/>'
        )

    def write(
        self, x: float, baseline: float, text: str, hand: Hand, side: Side = Side.START, *, halo: bool = False
    ) -> Placed:
        """Write one line; with a `halo` the shapes keep off it."""
        parts = fonts.runs(text, bold=hand.bold)
        width = sum(part.width for part in parts) * hand.pixels
        left = at = x - {Side.START: 0.0, Side.MIDDLE: width / 2, Side.END: width}[side]
        for part in parts:
            self._words.append(_element(part, at, baseline, hand, f'fill="{hand.colour}"'))
            if halo:
                edge = f'fill="{self._ground}" stroke="{self._ground}" stroke-width="{_HALO}"'
                self._halos.append(_element(part, at, baseline, hand, f'{edge} stroke-linejoin="round"'))
            at += part.width * hand.pixels
        highest = max((part.top for part in parts), default=0.0) * hand.pixels
        lowest = min((part.bottom for part in parts), default=0.0) * hand.pixels
        placed = Placed(text, hand.size, left, baseline - highest, left + width, baseline - lowest)
        self.placed.append(placed)
        return placed

    def svg(self) -> str:
        """The whole picture; equal pictures are equal texts."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        inside = "".join((*self._shapes, *self._halos, *self._words))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} xml:space="preserve">'
            f'<rect {size} fill="{self._ground}"/>{inside}</svg>'
        )

    def png(self) -> bytes:
        """The picture as PNG, `DENSITY` pixels to each of CSS."""
        return rendered(self.svg())


def rendered(svg: str) -> bytes:
    """An SVG as PNG, `DENSITY` pixels to each of CSS; its words in the fonts of `fonts.files` alone."""
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=DENSITY, skip_system_fonts=True, font_files=list(fonts.files())
    )
    return drawn


def _element(part: fonts.Run, x: float, baseline: float, hand: Hand, how: str) -> str:
    weight = ' font-weight="bold"' if hand.bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(baseline)}" font-family={quoteattr(part.family)}'
        f' font-size="{_n(hand.pixels)}"{weight} {how}>{escape(part.text)}</text>'
    )


def _n(value: float) -> str:
    """A number as short as it can be, exact to a hundredth of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
