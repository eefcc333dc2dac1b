"""What every list has: days in any way of writing them, words, half points; and our own, saved again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.list_files import Entry
from bot.domain.progress import Status
from bot.domain.scores import Score
from bot.errors import ImportRefused
from bot.sources.lists import content, ours
from bot.sources.lists.said import half_points, read_day, status_of
from tests.sources.site_lists import DIARY, PAGE, YAMTRACK, packed, refusal, table

# --- ours, saved again ---


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-01", (2024, 5, 1)),
        ("01.05.2024", (2024, 5, 1)),
        ("2024/5/1", (2024, 5, 1)),
        ("1.5.2024", (2024, 5, 1)),
    ],
)
def test_our_days_as_spreadsheets_save_them(written: str, day: tuple[int, int, int]) -> None:
    (entry,) = content.read(
        table("title;status;episode;started;overall", f"A;watching;1;{written};8,5")
    ).entries
    assert (entry.started, entry.score) == (date(*day), Score(17))


def test_a_day_that_can_mean_two_is_refused_with_its_place() -> None:
    assert "Row 2, started: must be a date" in refusal(
        table("title;status;episode;started", "A;plan;0;1/2/2024")
    )


@pytest.mark.parametrize("name", ["my list.csv", "x", "deep/in/a/folder.txt"])
def test_our_list_in_a_zip_whatever_it_is_called(name: str) -> None:
    entry = Entry("Mother", status=Status.PLAN)
    assert content.read(packed({name: ours.write_csv([entry])})).entries == (entry,)
    assert content.read(packed({name: ours.write_json([entry])})).entries == (entry,)


# --- kinds ---

HEADERS: Mapping[str, Sequence[str]] = {
    "mydramalist": PAGE.split("\t"),
    "letterboxd": DIARY.split(","),
    "imdb": ["Const", "Your Rating", "Date Rated", "Title", "Year", "Title Type"],
    "yamtrack": YAMTRACK.split(","),
    "namida": ours.COLUMNS,
}


cells = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "0",
        "1",
        "16",
        "8.5",
        "2024-01-01",
        "Feb 1, 2020",
        "Completed",
        "tv",
        "season",
        "episode",
        "movie",
        "99999",
    ]
)


@given(
    st.data(), st.sampled_from(sorted(HEADERS)), st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-16"])
)
def test_whatever_stands_in_a_table_it_is_read_or_refused(
    data: st.DataObject, name: str, between: str, encoding: str
) -> None:
    width = len(HEADERS[name])
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=4))
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=between).writerows([HEADERS[name], *rows])
    try:
        read = content.read(file.getvalue().encode(encoding, "ignore"))
    except ImportRefused as refused:
        assert refused.problems
        return
    assert read.format == name
    assert len(read.entries) <= len(rows)
    for entry in read.entries:
        assert entry.title
        assert 0 <= entry.episode <= 5_000
        assert entry.score is None or 1 <= entry.score.overall <= 20
        # What is not matched comes back as a file of ours, so it must be one.
        assert content.read(ours.write_csv([entry])).entries[0].title == entry.title


@given(st.text(max_size=40) | st.text("0123456789-/. :TFeb,", max_size=20))
def test_any_text_is_a_day_a_status_or_none(text: str) -> None:
    day = read_day(text)
    assert day is None or 1900 <= day.year <= 2200
    assert status_of(text) in (None, *Status)


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from(
        [
            "%Y-%m-%d",
            "%b %d, %Y",
            "%d %B %Y",
            "%Y/%m/%d",
            "%d.%m.%Y",
            "%Y-%m-%d 00:00:00+00:00",
            "%Y-%m-%dT10:00:00Z",
        ]
    ),
)
def test_a_day_is_read_in_every_way_of_writing_it(day: date, form: str) -> None:
    written = day.strftime(form)
    assert read_day(written) == day


@given(st.integers(0, 200), st.sampled_from([5, 10, 100]))
def test_half_points_are_within_their_scale(value: int, out_of: int) -> None:
    found = half_points(value, out_of)
    assert (found is None) == (not 0 < value <= out_of)
    assert found is None or 1 <= found <= 20
