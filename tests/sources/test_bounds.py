"""What a few bytes could become: columns, rows and values are bounded before a parser makes anything."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ImportRefused
from bot.sources import bounds, files
from bot.sources.lists import content
from tests.file_faults import all_told

MEGABYTE = 1024 * 1024


def as_list(body: bytes, _: Path) -> str:
    with pytest.raises(ImportRefused) as caught:
        content.read(body)
    return all_told(caught.value.problems)


def as_catalogue(suffix: str) -> Callable[[bytes, Path], str]:
    def told(body: bytes, folder: Path) -> str:
        path = folder / f"catalogue{suffix}"
        path.write_bytes(body)
        return all_told(files.validate(path).problems)

    return told


TABLES = {"list": as_list, "catalogue": as_catalogue(".csv")}
DOCUMENTS = {"list": as_list, "catalogue": as_catalogue(".json"), "line": as_catalogue(".jsonl")}


@pytest.mark.parametrize("reader", TABLES)
@pytest.mark.parametrize("sign", [b",", b";", b"\t"])
@pytest.mark.parametrize("shape", ["header", "row", "over lines"])
def test_a_table_is_only_so_wide(reader: str, sign: bytes, shape: str, tmp_path: Path) -> None:
    if shape == "over lines" and sign != b",":
        pytest.skip("only where it parts cells can one row go on over lines")
    header = b"title,year\n" if reader == "catalogue" else b"title,status,episode\n"
    wide = sign.join(b"c%d" % at for at in range(100_000))
    body = {
        "header": wide + b"\n",
        "row": header + wide + b"\n",
        "over lines": header + b'"a\n",' * 100_000,
    }[shape]
    tracemalloc.start()
    try:
        told = TABLES[reader](body, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "cells" in told
    assert peak < 8 * len(body) + 3 * MEGABYTE  # taken apart, it would be sixty times as much


@pytest.mark.parametrize("reader", TABLES)
def test_no_table_has_more_columns_than_any_export(reader: str, tmp_path: Path) -> None:
    header = ",".join(f"c{at}" for at in range(bounds.MOST_COLUMNS + 1)).encode()
    assert f"more than {bounds.MOST_COLUMNS} cells" in TABLES[reader](header + b"\n", tmp_path)


@pytest.mark.parametrize("reader", TABLES)
def test_a_table_is_only_so_long(reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_ROWS", 50)
    header = (
        "title,year\n"
        if reader == "catalogue"
        else "created_at,tv_show_name,tv_show_id,episode_season_number,episode_number\n"
    )
    row = "T,2000\n" if reader == "catalogue" else "2020-01-01 00:00:00,A,1,1,1\n"
    assert "is beyond the 50 rows" in TABLES[reader]((header + row * 100).encode(), tmp_path)


@pytest.mark.parametrize("reader", DOCUMENTS)
@pytest.mark.parametrize("piece", [b"[],", b"{},", b'{"a":1},', b"1,", b'"",'])
def test_json_holds_only_so_many_values(
    reader: str, piece: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sources.bounds.too_many_values.__defaults__", (10_000,))
    body = b"[" + piece * 120_000 + b"0]"
    tracemalloc.start()
    try:
        told = DOCUMENTS[reader](body, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "holds more than" in told
    # A document's file is read into a buffer of the most that it may have.
    assert peak < 6 * len(body) + MEGABYTE + (files.DOCUMENT_LIMIT if reader == "catalogue" else 0)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=6),
    max_leaves=60,
)


def count(value: object) -> int:
    """Values in a JSON value; names do not count."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inside))


@given(json_values)
def test_never_more_values_are_made_than_were_counted(value: object) -> None:
    values = count(value)
    assert not (values > 1 and not bounds.too_many_values(json.dumps(value), values - 2))


def test_a_field_that_comes_twice_among_very_many_is_found_at_once(tmp_path: Path) -> None:
    """Compared each with each, a hundred thousand names take minutes: the test would not end."""
    names = ",".join(f'"{at}":1' for at in range(90_000))
    told = as_catalogue(".jsonl")(f'{{{names},"title":1,"title":2}}\n'.encode(), tmp_path)
    assert 'has the field "title" twice' in told
