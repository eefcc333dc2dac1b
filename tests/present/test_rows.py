"""The rows of a list: each stays in its place, with its picture or without one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.present.layout import Part, rows, thumbnail
from bot.present.parts import PartType


@given(st.lists(st.booleans(), max_size=10))
def test_every_row_is_in_its_place_with_its_own_picture(pictured: list[bool]) -> None:
    lines: list[tuple[str, Part | None]] = [
        (f"row {at}\nof two lines", thumbnail(f"https://img.example/{at}", "p") if has else None)
        for at, has in enumerate(pictured)
    ]
    read = []
    for part in rows(lines):
        if part["type"] == PartType.SECTION:
            (text,) = part["components"]
            read.append((text["content"], part["accessory"]))
        else:  # those without one are one text, so that a message has room for all
            assert not read or read[-1][1] is not None
            told = part["content"].split("\nrow ")
            read += [(line if line.startswith("row ") else f"row {line}", None) for line in told]
    assert read == lines
