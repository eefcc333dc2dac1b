"""Whole catalogue files: what is taken, what is refused, and where a problem is said to be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, Kind
from bot.errors import ImportRefused
from bot.sources.files import PROBLEMS_KEPT, Scan, entries, validate
from bot.sources.lines import LINE_LIMIT
from bot.sources.rows import FIELDS
from tests.file_faults import told

TITLES = Path(
    os.environ.get("NAMIDA_TITLES", Path(__file__).parents[2] / ".." / "shared" / "data" / "titles.jsonl")
)

same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(scan: Scan) -> list[str]:
    return [told(problem) for problem in scan.problems]


def test_each_line_is_a_drama_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, "two.jsonl", '{"title": "Mother"}\n\n  \n{"title": "Woman", "year": 2013}')
    assert validate(path) == Scan(2, (), 0)
    assert list(entries(path)) == [CatalogueEntry("Mother"), CatalogueEntry("Woman", year=2013)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSONL", "a.json"])
def test_a_byte_order_mark_is_no_part_of_the_drama(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, b'\xef\xbb\xbf{"title": "Mother"}\r\n')
    assert list(entries(path)) == [CatalogueEntry("Mother")]


def test_a_json_file_may_hold_one_list_of_dramas(tmp_path: Path) -> None:
    path = written(tmp_path, "list.json", '[\n{"title": "Mother"},\n{"title": "Woman"}, 3]')
    scan = validate(path)
    assert scan.rows == 2
    assert problems(scan) == ['Row 3: must be an object in braces, like {"title": "Mother"}']


def test_lines_under_the_name_of_one_json_value_are_told_their_name(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", '{"title": "Mother"}\n{"title": "Woman"}\n')
    assert "named .jsonl" in problems(validate(path))[0]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    assert problems(validate(written(tmp_path, name, content))) == ["Row 1: holds no drama"]


def test_a_table_with_nothing_under_its_first_row_is_refused(tmp_path: Path) -> None:
    assert problems(validate(written(tmp_path, "a.csv", "title,year\n"))) == ["Row 1: holds no drama"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "shift-jis", "latin-1"])
def test_text_in_another_encoding_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    word = "é" if encoding == "latin-1" else "涙"
    path = written(tmp_path, name, f'{{"title": "{word}語"}}'.encode(encoding, "ignore"))
    assert not validate(path).sound


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv"])
def test_text_that_says_its_encoding_is_read(tmp_path: Path, name: str, encoding: str) -> None:
    """The letters Ċ and ਊ have a byte of their own that is a line's end in UTF-8."""
    title = "涙 Ċਊ 🎬"
    text = f'{{"title": "{title}"}}' if "json" in name else f"title\r\n{title}\r\n"
    path = written(tmp_path, name, f"\ufeff{text}".encode(encoding))
    assert validate(path).problems == ()
    assert [entry.title for entry in entries(path)] == [title]


def test_half_a_letter_at_the_end_of_utf_16_is_refused_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "\ufefftitle\nMother\nWoman".encode("utf-16-le")[:-1])
    assert problems(validate(path)) == ["Row 3: is not the UTF-16 text that it says it is"]


def test_the_row_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", b'{"title": "Mother"}\n{"title": "\xff"}\n{"title": "Woman"}\n')
    assert problems(validate(path)) == ["Row 2: is not UTF-8 text"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_huge_line_is_refused_and_not_read_on(tmp_path: Path, name: str) -> None:
    head = b"title\n" if name.endswith("csv") else b'{"title": "Mother"}\n'
    path = written(tmp_path, name, head + b"x" * (LINE_LIMIT * 3))
    read: list[int] = []
    scan = validate(path, read.append)
    assert problems(scan) == ["Row 2: is longer than 1 MiB"]
    assert sum(read) <= len(head) + LINE_LIMIT + 1


def test_a_line_of_just_the_limit_is_read(tmp_path: Path) -> None:
    drama = '{"title": "Mother"}'
    path = written(tmp_path, "a.jsonl", drama + " " * (LINE_LIMIT - len(drama) - 1) + "\n")
    assert validate(path) == Scan(1, (), 0)


def test_a_name_with_no_known_ending_is_refused(tmp_path: Path) -> None:
    assert "no known format" in problems(validate(written(tmp_path, "a.xlsx", b"PK\x03\x04")))[0]


def test_json_under_the_name_of_a_table_is_told_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", '{"title": "Mother"}\n')
    assert problems(validate(path)) == ["Row 1: is JSON, not a table: the name must end with .jsonl"]


def test_a_table_under_the_name_of_json_lines_is_refused(tmp_path: Path) -> None:
    scan = validate(written(tmp_path, "a.jsonl", "title,year\nMother,2010\n"))
    assert scan.rows == 0
    assert [problem.split(" (")[0] for problem in problems(scan)] == [
        "Row 1: is not JSON",
        "Row 2: is not JSON",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ('["Mother"]', "must be an object in braces"),
        ("null", "must be an object in braces"),
        ('{"title": "A", "title": "B"}', 'has the field "title" twice'),
        ('{"title": "A", "sources": {"mdl": 1, "mdl": 2}}', 'has the field "mdl" twice'),
        ('{"title": "A", "popularity": NaN}', "must not contain NaN"),
        ('{"title": "A", "popularity": -Infinity}', "must not contain -Infinity"),
        ('{"title": "A", "year": ' + "9" * 5000 + "}", "has a number that is too long"),
        ("[" * 200_000, "is nested too deeply"),
        ('{"title": "\\ud800"}', "title: must not contain control characters"),
    ],
)
def test_a_line_that_is_no_drama_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    scan = validate(written(tmp_path, "a.jsonl", f'{{"title": "Mother"}}\n{line}\n'))
    assert scan.rows == 1
    assert scan.total == 1
    assert problems(scan)[0].startswith("Row 2")
    assert reason in problems(scan)[0]


def test_twenty_problems_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    scan = validate(written(tmp_path, "a.jsonl", '{"title": "Mother", "year": 1}\n' * 50))
    assert (scan.rows, scan.total, len(scan.problems)) == (0, 50, PROBLEMS_KEPT)
    assert problems(scan)[-1] == "Row 20, year: must be a whole number from 1900 to 2200"
    assert not scan.sound


def test_two_rows_with_one_id_are_not_two_dramas(tmp_path: Path) -> None:
    lines = '{"title": "A", "sources": {"mdl": "2"}}\n{"title": "B"}\n{"title": "C", "mdl_id": 2}\n'
    assert problems(validate(written(tmp_path, "a.jsonl", lines))) == [
        "Row 3, sources: mdl 2 is the drama of row 1"
    ]


def test_reading_a_bad_file_stops_at_its_first_problem(tmp_path: Path) -> None:
    reading = entries(written(tmp_path, "a.jsonl", '{"title": "Mother"}\n{"title": 7}\n'))
    assert next(reading).title == "Mother"
    with pytest.raises(ImportRefused) as refused:
        next(reading)
    assert [told(problem) for problem in refused.value.problems] == ["Row 2, title: must be text"]


def test_a_file_that_is_not_there_is_for_the_caller_to_explain(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        validate(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_progress_comes_to_the_size_of_the_file(tmp_path: Path, name: str) -> None:
    content = "title\nMother\nWoman\n" if name == "a.csv" else '{"title": "涙"}\n'
    path = written(tmp_path, name, content)
    for read in (validate, lambda path, progress: list(entries(path, progress))):
        steps: list[int] = []
        read(path, steps.append)
        assert sum(steps) == path.stat().st_size


def test_every_drama_of_the_large_list_is_taken() -> None:
    if not TITLES.exists():
        pytest.skip(f"no list of titles at {TITLES} (NAMIDA_TITLES names another place)")
    assert validate(TITLES) == Scan(4789, (), 0)
    found = list(entries(TITLES))
    first, litre = found[0], next(entry for entry in found if entry.sources == (("mdl", "2"),))
    assert (first.title, first.country, first.popularity) == ("Guardian: The Lonely and Great God", "KR", 1)
    assert (litre.title, litre.native_title, litre.episodes) == ("One Liter of Tears", "1 リットルの涙", 11)
    assert "Ichi Rittoru no Namida" in litre.aliases
    assert str(litre.aired_from) == "2005-10-11"
    assert str(litre.aired_to) == "2005-12-20"
    with TITLES.open(encoding="utf-8") as file:
        for entry, line in zip(found, file, strict=True):
            given_values = json.loads(line)
            assert entry.title == given_values["title"]
            assert entry.year == given_values.get("year")
            assert entry.episodes == (given_values["episodes"] or None)
            assert set(entry.aliases) == {name.strip(" ") for name in given_values.get("akas") or []}
            assert (entry.kind is Kind.SHOW) == (given_values["kind"] == "TV Program")


@same_folder
@given(content=st.binary(max_size=400), name=st.sampled_from(["a.jsonl", "a.json", "a.csv", "a.txt"]))
def test_no_bytes_whatever_break_the_reader(tmp_path: Path, content: bytes, name: str) -> None:
    scan = validate(written(tmp_path, name, content))
    assert scan.rows or scan.total
    assert len(scan.problems) <= scan.total


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["person", "billing", "kind", "title", "number", "text", "mdl"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@same_folder
@given(values=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), _anything, max_size=6))
def test_no_values_whatever_break_the_reader(tmp_path: Path, values: dict[str, object]) -> None:
    scan = validate(written(tmp_path, "a.jsonl", json.dumps(values)))
    assert scan.rows == (0 if scan.total else 1)
    assert all(problem.row == 1 and "\n" not in told(problem) for problem in scan.problems)


@same_folder
@given(rows=st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=4))
def test_no_cells_whatever_break_the_reader(tmp_path: Path, rows: list[list[str]]) -> None:
    table = "title,year\n" + "\n".join(",".join(row) for row in rows)
    scan = validate(written(tmp_path, "a.csv", table.encode("utf-8", "surrogatepass")))
    assert scan.rows or scan.total
