"""Draws how cost grows, from what was measured: `python -m bench pictures`.

The figures are in `docs/growth/measured.json`, each with where they are from. The pictures beside it are what
`docs/performance.md` shows; a test says whether they are of these figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parents[1] / "docs" / "growth"
MEASURED = FOLDER / "measured.json"

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 200, 62, 40
# Okabe and Ito's colours, which people with any sight of colours tell apart, and dashes besides.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "1 4")
INK, PAPER, QUIET = "#1f2328", "#ffffff", "#d0d7de"
_WRITING = f'font-family="sans-serif" font-size="12" fill="{INK}"'


class Growth(TypedDict):
    """Lines over sizes: `lines` has a value for each of `sizes`, or null where it was not measured."""

    title: str
    unit: str
    of: str
    measured: str
    sizes: list[int]
    lines: dict[str, list[float | None]]


def figures() -> Mapping[str, Growth]:
    """What was measured, by the name of its picture."""
    read: Mapping[str, Growth] = json.loads(MEASURED.read_text("utf-8"))
    return read


def drawn(growth: Growth) -> str:
    """The picture as SVG. Sizes are logarithmic, values begin at 0."""
    known = [value for line in growth["lines"].values() for value in line if value is not None]
    steps = _steps(max(known))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_WRITING}>',
        f"<title>{escape(growth['title'])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<text x="12" y="24" font-size="15" font-weight="bold">{escape(growth["title"])}</text>',
        *_grid(growth, steps),
        *_lines(growth, steps[-1]),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _steps(most: float) -> Sequence[float]:
    """The values of the grid: four to seven steps of 1, 2 or 5 times a power of ten."""
    rough = most / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
    return [round(step * at, 6) for at in range(math.ceil(most / step) + 1)]


def _x(growth: Growth, size: int) -> float:
    first, last = math.log(growth["sizes"][0]), math.log(growth["sizes"][-1])
    return round(LEFT + (math.log(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 1)


def _grid(growth: Growth, steps: Sequence[float]) -> Iterator[str]:
    for step in steps:
        at = _y(step, steps[-1])
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}" stroke="{QUIET}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4}" text-anchor="end">{step:g}</text>'
    for size in growth["sizes"]:
        yield f'<text x="{_x(growth, size)}" y="{HEIGHT - 20}" text-anchor="middle">{size:,}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 4}" text-anchor="middle">{escape(growth["of"])}</text>'
    yield f'<text x="12" y="{TOP - 20}" font-size="11">{escape(growth["unit"])}</text>'


def _lines(growth: Growth, most: float) -> Iterator[str]:
    labels: list[tuple[float, str, str]] = []
    for at, (name, values) in enumerate(growth["lines"].items()):
        colour, dash = COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)]
        points = [
            (_x(growth, size), _y(value, most))
            for size, value in zip(growth["sizes"], values, strict=True)
            if value is not None
        ]
        path = " ".join(f"{x},{y}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dash}"/>'
        )
        for x, y in points:
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        labels.append((points[-1][1], colour, name))
    lowest = 0.0
    for y, colour, name in sorted(labels):  # each beside the end of its line, none over another
        lowest = max(y, lowest + 14)
        yield f'<text x="{WIDTH - RIGHT + 10}" y="{lowest + 4}" fill="{colour}">{escape(name)}</text>'


def main() -> None:
    for name, growth in figures().items():
        path = FOLDER / f"{name}.svg"
        path.write_text(drawn(growth), "utf-8")
        print(f"{path.relative_to(FOLDER.parents[1])}: {growth['measured']}")


if __name__ == "__main__":
    main()
