"""What graphs have in common: the colours of all pictures, axes with bars, and legends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.charts.sheet import PIXELS, Hand, Sheet, Side

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

FIGURES = Hand(SMALL, FAINT)  # beside an axis, and what is said of it
COUNT = Hand(SMALL, INK)
MEAN = Hand(LARGE, AMBER, bold=True)
BEST = Hand(NORMAL, AMBER, bold=True)
CRITERION = Hand(NORMAL, INK)
CRITERION_MEAN = Hand(LARGE, INK, bold=True)

CAPITALS = 0.73  # how high they are, in the size of the text
GAP = 5 * PIXELS  # between an axis and the words beside it
DIAMOND = 13.2  # from tip to tip
ABOVE = 4 * PIXELS  # between a bar and its count


@dataclass(frozen=True, slots=True)
class Axes:
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
        self.sheet.write(self.x(at), self.y(value) - ABOVE, text, COUNT, side, halo=halo)

    def base(self, ticks: Sequence[tuple[float, str]], name: str = "") -> None:
        """The axis at the foot, its numbers, and what they are."""
        self.sheet.line([(self.left, self.bottom), (self.right, self.bottom)], FAINT, 0.8 * PIXELS)
        baseline = self.bottom + GAP + 0.76 * FIGURES.pixels
        for value, text in ticks:
            self.sheet.write(self.x(value), baseline, text, FIGURES, Side.MIDDLE)
        if name:
            middle = (self.left + self.right) / 2
            self.sheet.write(middle, baseline + 16, name, FIGURES, Side.MIDDLE)

    def scale(self, ticks: Sequence[tuple[float, str]]) -> None:
        """The numbers beside the axes."""
        for value, text in ticks:
            baseline = centred(FIGURES, self.y(value))
            self.sheet.write(self.left - GAP, baseline, text, FIGURES, Side.END)


def centred(hand: Hand, y: float) -> float:
    """The baseline of figures whose middle stands at this height."""
    return y + CAPITALS / 2 * hand.pixels


def shown(points: float, out_of: int, point: str) -> str:
    """A score out of 10 on the reader's scale, as short as possible, for an axis."""
    return f"{points * out_of / 10:g}".replace(".", point)


def mean_of(points: float, out_of: int, point: str) -> str:
    """A mean out of 10 on the reader's scale. Halves are rounded up, as in all texts."""
    exact = Decimal(str(points)) * out_of / 10
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", point)


def legend(drawn: Sheet, entries: Sequence[tuple[str, bool, str]]) -> None:
    """The legend of the colours, at the bottom of the picture: each a square or, if so told, a diamond."""
    baseline = drawn.height - 12
    middle = baseline - CAPITALS / 2 * FIGURES.pixels
    at = 24.0
    for colour, tipped, text in entries:
        if tipped:
            drawn.diamond(at + 4, middle, DIAMOND - 1.5, colour, GROUND)
        else:
            drawn.bar(at, middle - 4.5, 9, 9, colour)
        at = drawn.write(at + 17, baseline, text, FIGURES).right + 22


def even_ticks(first: int, last: int) -> list[int]:
    """At most nine episode numbers, at even steps."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (last - first) / step <= 8)
    return [number for number in range(first, last + 1) if number % step == 0 or (step > 2 and number == 1)]
