"""Tables: as spreadsheets write them, as we write them, and broken ones."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import Billing, CatalogueEntry, Credit, Kind
from bot.sources import tabular
from bot.sources.files import entries, validate, write_csv
from bot.sources.lines import lines
from tests.file_faults import told

from .entries import table_entries


def table(folder: Path, content: str | bytes) -> Path:
    path = folder / "catalogue.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(path: Path) -> list[str]:
    return [told(problem) for problem in validate(path).problems]


def test_a_table_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "\ufefftitle,native_title,aliases,country,year,episodes,aired_from,weekday,genres,sources,summary\r\n"
        '"Mother, 2010",マザー,Mazā | 마더,Japan,2010,11,2010-04-14,Wednesday,Drama,mdl:312 | tvmaze:9,'
        '"Two\r\nlines"\r\n'
        "\r\n"
        "Woman,,,,,,,,,,\r\n",
    )
    assert validate(path).rows == 2
    assert list(entries(path)) == [
        CatalogueEntry(
            "Mother, 2010",
            "マザー",
            aliases=("Mazā", "마더"),
            country="JP",
            year=2010,
            episodes=11,
            aired_from=date(2010, 4, 14),
            weekday=2,
            genres=("Drama",),
            sources=(("mdl", "312"), ("tvmaze", "9")),
            summary="Two\nlines",
        ),
        CatalogueEntry("Woman"),
    ]


def test_a_table_of_titles_names_its_columns_otherwise(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "mdl_id,title,akas,kind,episodes,aired,duration\n"
        "x1,First,,Drama,0,2025 - ?,\n"
        '18452,Goblin,A | B,TV Program,16,"Dec 2, 2016 - Jan 21, 2017",45 min.\n',
    )
    assert list(entries(path)) == [
        CatalogueEntry("First", popularity=1, sources=(("mdl", "x1"),)),
        CatalogueEntry(
            "Goblin",
            aliases=("A", "B"),
            kind=Kind.SHOW,
            episodes=16,
            minutes=45,
            aired_from=date(2016, 12, 2),
            aired_to=date(2017, 1, 21),
            popularity=2,
            sources=(("mdl", "18452"),),
        ),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(found=st.lists(table_entries(), min_size=1, max_size=2))
@example(found=[CatalogueEntry("=HYPERLINK(1)"), CatalogueEntry("'=x"), CatalogueEntry("'Til Dawn")])
@example(found=[CatalogueEntry("A", aliases=("x | y", "|", "a\\|b", "-1", "\\"))])
@example(found=[CatalogueEntry("@home", sources=(("mdl", "a:b | c"),), summary="-\n+")])
def test_what_a_table_carries_is_read_back_the_same(tmp_path: Path, found: list[CatalogueEntry]) -> None:
    path = tmp_path / "catalogue.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        assert write_csv(found, file) == len(found)
    scan_and_read = list(entries(path))
    assert scan_and_read == found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entry=table_entries())
def test_no_cell_begins_as_a_formula(entry: CatalogueEntry) -> None:
    file = io.StringIO(newline="")
    write_csv([entry], file)
    file.seek(0)
    for row in csv.reader(file):
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_what_a_table_cannot_carry_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv([CatalogueEntry("Mother", cast=(Credit("Ashida Mana", None, Billing.MAIN),))], file)
    assert list(entries(path)) == [CatalogueEntry("Mother")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("name,year\nMother,2010\n", "Row 1, title: is missing: the first row must name the columns"),
        ("title,titel\nMother,x\n", "Row 1, titel: is not a known field, perhaps title"),
        ("title,cast\nMother,x\n", "Row 1, cast: is not a known field"),
        ("title,year,year\nMother,1,2\n", "Row 1, year: is a column twice"),
        ("title,year\nMother,2010,JP\n", "Row 2: cells here: 3, in the first row: 2"),
        ("title,year\nMother\n", "Row 2: cells here: 1, in the first row: 2"),
        ("title,,year,\nMother,x,2010,\n", "Row 2: has a cell in a column without a name"),
        ("title,year,,\nMother,2010,,x\n", "Row 2: has a cell in a column without a name"),
        ("title,year\nMother,next\n", "Row 2, year: must be a whole number from 1900 to 2200"),
        ("title,year\nMother,２０１０\n", "Row 2, year: must be a whole number from 1900 to 2200"),
        ("title,sources\nMother,312\n", 'Row 2, sources: must be like {"mdl": "2"}, in a table like mdl:2'),
        (
            "title,aliases\nMother,a\x07b\n",
            "Row 2, aliases[1]: must not contain control characters or line breaks",
        ),
        ('title\n"Mother\nWoman\n', "Row 2: is not CSV (unexpected end of data)"),
        ("title\nMo\x00ther\n", "Row 2, title: must not contain control characters or line breaks"),
        ('title\n"a"b\n', "Row 2: is not CSV (',' expected after '\"')"),
        ("title\n" + "x" * 140_000 + "\n", "Row 2: is not CSV (field larger than field limit (131072))"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, content: str, problem: str) -> None:
    assert problem in problems(table(tmp_path, content))


def spreadsheet(
    entry: CatalogueEntry, between: str, *, said: bool, empty: int, line_end: str, encoding: str
) -> bytes:
    """A table of ours as a spreadsheet saves it again."""
    file = io.StringIO(newline="")
    write_csv([entry], file)
    file.seek(0)
    rows = [[*row, *[""] * empty] for row in csv.reader(file)]
    rows[1:1] = [[""] * len(rows[0]), []]
    again = io.StringIO(newline="")
    again.write(f"\ufeff{f'sep={between}{line_end}' if said else ''}")
    csv.writer(again, delimiter=between, lineterminator=line_end).writerows(
        [*rows, [""] * (len(rows[0]) + 3)]
    )
    return again.getvalue().encode(encoding)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(
    entry=table_entries(),
    between=st.sampled_from(",;\t"),
    said=st.booleans(),
    empty=st.integers(0, 3),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
)
def test_a_spreadsheet_may_save_it_in_its_own_way(
    tmp_path: Path, entry: CatalogueEntry, between: str, said: bool, empty: int, line_end: str, encoding: str
) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes(
        spreadsheet(entry, between, said=said, empty=empty, line_end=line_end, encoding=encoding)
    )
    assert validate(path).problems == ()
    assert list(entries(path)) == [entry]


@given(st.text('ab,;\t|\n\r"=sep\x00é', max_size=60).map(lambda text: text.encode()) | st.binary(max_size=60))
def test_any_table_is_read_or_refused(content: bytes) -> None:
    for start in (b"", b"title;year\n", b"\xff\xfe", b"\xfe\xff", b"sep=;\n"):
        for found in tabular.records(lines(io.BytesIO(start + content), lambda _: None)):
            assert found.row >= 1


def test_a_row_counts_the_line_that_says_what_is_between(tmp_path: Path) -> None:
    path = table(tmp_path, "sep=;\n\ntitle;year\n;\nMother;1\n")
    assert problems(path) == ["Row 5, year: must be a whole number from 1900 to 2200"]


def test_a_row_is_where_a_text_editor_shows_its_first_line(tmp_path: Path) -> None:
    path = table(tmp_path, 'title,summary,year\nMother,"a\nb\nc",2010\n\nWoman,"d\ne",1\n')
    assert problems(path) == ["Row 6, year: must be a whole number from 1900 to 2200"]


def test_the_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    assert problems(table(tmp_path, b"title\nMother\n\xe9t\xe9\n")) == ["Row 3: is not UTF-8 text"]
