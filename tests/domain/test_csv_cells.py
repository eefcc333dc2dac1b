"""Tables that leave the bot: no cell runs as a formula, every value comes back, and one place writes them."""

from __future__ import annotations

import ast
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import csv_cells
from tests.source_code import modules

starts = st.sampled_from(
    ["", "'", "''", "=", "+", "-", "@", "＝", "\t", "\r", "\n", " =", "\u3000+", "'\r", '"', ","]
)
# A CSV file cannot hold half a character, nor for every Python the character of number 0.
cells = st.builds("{}{}".format, starts, st.text(st.characters(codec="utf-8", exclude_characters="\0")))


def read_back(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
@example([["=1+1", "'=1+1"], ["\r=x", "a\rb"], ["''-", "'Til Dawn"]])
def test_every_cell_comes_back_and_none_runs(rows: list[list[str]]) -> None:
    header, *written = read_back(csv_cells.file_of(("one", "other"), rows))
    assert header == ["one", "other"]
    assert [[csv_cells.unguarded(cell) for cell in row] for row in written] == rows
    for cell in (cell for row in written for cell in row):
        assert not cell.startswith(("\t", "\r", "\n"))
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(cells)
def test_only_what_would_run_is_guarded(cell: str) -> None:
    assert csv_cells.unguarded(csv_cells.guarded(cell)) == cell
    assert csv_cells.guarded(cell) in (cell, "'" + cell)
    if cell[:1].isalnum():
        assert csv_cells.guarded(cell) == cell


@pytest.mark.parametrize("cell", ["'Til Dawn", "5 - 1", "a=b", "", " ", "雨", "9.5"])
def test_what_does_not_run_stays_as_it_is(cell: str) -> None:
    assert csv_cells.guarded(cell) == cell


def test_half_a_character_does_not_stop_the_file() -> None:
    assert read_back(csv_cells.file_of(["a"], [["\ud800x"]])) == [["a"], ["?x"]]


def test_nothing_else_of_the_bot_writes_csv() -> None:
    found = {path for path, module in modules("bot", "cogs", matching=r"\bcsv\b") if _writes_csv(module)}
    assert found == {"bot/domain/csv_cells.py"}


def _writes_csv(module: ast.Module) -> bool:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "csv":
            if node.attr.lower().endswith("writer"):
                return True
        elif isinstance(node, ast.ImportFrom) and node.module == "csv":
            return True
    return False
