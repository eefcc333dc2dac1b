"""The pictures of how cost grows: of the figures that stand beside them, and whole."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bench.pictures import FOLDER, HEIGHT, WIDTH, Growth, drawn, figures


def test_each_picture_is_of_the_figures_and_stands_in_the_document() -> None:
    assert {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.svg")} == {
        name: drawn(growth) for name, growth in figures().items()
    }
    told = Path(FOLDER.parent, "performance.md").read_text("utf-8")
    for name, growth in figures().items():
        assert f"(growth/{name}.svg)" in told
        assert growth["measured"], "where the figures are from"


@given(
    values=st.lists(st.floats(0.001, 10_000), min_size=2, max_size=4, unique=True),
    names=st.lists(st.text(st.characters(codec="utf-8", categories=["L", "P"]), min_size=1), max_size=6),
)
def test_whatever_was_measured_is_within_the_picture(values: list[float], names: list[str]) -> None:
    sizes = [100 * 10**at for at in range(len(values))]
    lines: dict[str, list[float | None]] = {name: [values[0], None, *values[2:]] for name in names}
    lines["<all> & more"] = [*values]
    growth: Growth = {
        "title": "a < b",
        "unit": "ms",
        "of": "dramas",
        "measured": "",
        "sizes": sizes,
        "lines": lines,
    }
    found = ET.fromstring(drawn(growth))  # noqa: S314 - our own
    circles = [one for one in found.iter() if one.tag.endswith("circle")]
    assert len(circles) == sum(value is not None for line in lines.values() for value in line)
    assert all(
        0 <= float(one.attrib["cx"]) <= WIDTH and 0 <= float(one.attrib["cy"]) <= HEIGHT for one in circles
    )
