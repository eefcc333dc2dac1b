"""What a member says of how they watched a drama: days, times, a note; and watching it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.progress import (
    MOST_REWATCHES,
    NOTE_LIMIT,
    Progress,
    Status,
    begun_anew,
    detailed,
    moved,
    read_note,
)
from tests.lengths import over

FIRST, LAST = date(2025, 10, 11), date(2025, 10, 20)
WATCHING = Progress(Status.WATCHING, 5, FIRST, None, 2, "On the train.")
FINISHED = Progress(Status.COMPLETED, 11, FIRST, LAST, 2, "On the train.")


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({}, FINISHED),
        ({"started": "2024-01-02"}, replace(FINISHED, started_on=date(2024, 1, 2))),
        ({"started": "  2024/1/2 "}, replace(FINISHED, started_on=date(2024, 1, 2))),
        ({"started": "2024年1月2日"}, replace(FINISHED, started_on=date(2024, 1, 2))),
        ({"started": "2024 . 1 . 2"}, replace(FINISHED, started_on=date(2024, 1, 2))),
        ({"started": ""}, replace(FINISHED, started_on=None)),
        ({"started": " \n"}, replace(FINISHED, started_on=None)),
        ({"finished": ""}, replace(FINISHED, finished_on=None)),
        ({"finished": "2025-10-11"}, replace(FINISHED, finished_on=FIRST)),
        ({"started": "1900-01-01"}, replace(FINISHED, started_on=date(1900, 1, 1))),
        (
            {"started": "2200-12-31", "finished": ""},
            replace(FINISHED, started_on=date(2200, 12, 31), finished_on=None),
        ),
        ({"rewatches": "0"}, replace(FINISHED, rewatches=0)),
        ({"rewatches": " "}, replace(FINISHED, rewatches=0)),
        ({"rewatches": " 7 "}, replace(FINISHED, rewatches=7)),
        ({"rewatches": str(MOST_REWATCHES)}, replace(FINISHED, rewatches=1_000)),
        ({"note": "Again.\r\nAnd again."}, replace(FINISHED, note="Again.\nAnd again.")),
        ({"note": "  "}, replace(FINISHED, note=None)),
    ],
)
def test_what_is_typed_is_taken_and_the_rest_stays(typed: Mapping[str, str], after: Progress) -> None:
    assert detailed(FINISHED, typed) == (after, ())


@pytest.mark.parametrize(
    ("before", "typed", "problems"),
    [
        (FINISHED, {"started": "yesterday"}, [("started", "yesterday")]),
        (FINISHED, {"started": "2025-02-30"}, [("started", "2025-02-30")]),
        (FINISHED, {"started": "x2025-02-03"}, [("started", "x2025-02-03")]),
        (FINISHED, {"started": "1899-12-31"}, [("started", "1899-12-31")]),
        (FINISHED, {"started": "2201-01-01", "finished": ""}, [("started", "2201-01-01")]),
        (FINISHED, {"finished": "2025-10-10"}, [("order", "2025-10-11 – 2025-10-10")]),
        (WATCHING, {"finished": "2025-10-20"}, [("finished", "2025-10-20")]),
        (FINISHED, {"rewatches": "-1"}, [("rewatches", "-1")]),
        (FINISHED, {"rewatches": "often"}, [("rewatches", "often")]),
        (FINISHED, {"rewatches": "1001"}, [("rewatches", "1001")]),
        (FINISHED, {"rewatches": "10000"}, [("rewatches", "10000")]),
        (FINISHED, {"note": "x" * (NOTE_LIMIT + 1)}, [("note", "")]),
        (
            FINISHED,
            {"started": "a", "finished": "b", "rewatches": "c", "note": "x" * 2_000},
            [("started", "a"), ("finished", "b"), ("rewatches", "c"), ("note", "")],
        ),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_changed(
    before: Progress, typed: Mapping[str, str], problems: list[tuple[str, str]]
) -> None:
    assert detailed(before, typed) == (before, tuple(problems))


def test_an_unfinished_drama_keeps_its_other_details() -> None:
    now, problems = detailed(WATCHING, {"started": "2025-10-12", "finished": ""})
    assert (now, problems) == (replace(WATCHING, started_on=date(2025, 10, 12)), ())


def test_a_note_is_cut_where_it_is_too_long_and_says_so() -> None:
    assert read_note("x" * NOTE_LIMIT) == ("x" * NOTE_LIMIT, False)
    cut, was_cut = read_note("x" * (NOTE_LIMIT + 1))
    assert (cut, was_cut) == ("x" * (NOTE_LIMIT - 1) + "…", True)
    cut, was_cut = read_note("x" * (NOTE_LIMIT - 2) + " " * 3 + "y")
    assert (cut, was_cut) == ("x" * (NOTE_LIMIT - 2) + "…", True), "no space before the dots"


def test_a_note_keeps_its_lines_and_loses_control_characters() -> None:
    assert read_note("a\rb\r\nc\x00d\u2028e") == ("a\nb\nc d e", False)
    assert read_note("\x00\n\t") == (None, False)


def test_the_bounds_are_those_that_members_are_told() -> None:
    assert (MOST_REWATCHES, NOTE_LIMIT) == (1_000, 1_000)


def test_watching_it_again_begins_at_nothing_and_counts() -> None:
    again = begun_anew(FINISHED)
    assert again == Progress(Status.WATCHING, 0, FIRST, None, 3, "On the train.", 11)
    assert begun_anew(replace(FINISHED, rewatches=MOST_REWATCHES)).rewatches == MOST_REWATCHES


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("episode", [None, 0, 7])
def test_what_was_written_of_it_stays_whatever_is_said(status: Status, episode: int | None) -> None:
    after = moved(FINISHED, status, episode, over(11), LAST)
    assert (after.rewatches, after.note) == (FINISHED.rewatches, FINISHED.note)


def test_a_planned_drama_keeps_the_day_that_was_given_for_it() -> None:
    planned = Progress(Status.PLAN, 0, FIRST)
    assert moved(planned, None, None, over(11), LAST) == planned
    assert moved(planned, Status.PLAN, None, over(11), LAST) == planned
    assert moved(planned, None, 0, over(11), LAST) == Progress(Status.PLAN)


def test_a_drama_is_never_finished_before_it_was_begun() -> None:
    """Who gave up their zone may have begun it on what is tomorrow by now."""
    tomorrow = LAST + timedelta(days=1)
    after = moved(Progress(Status.WATCHING, 5, tomorrow), None, 11, over(11), LAST)
    assert (after.started_on, after.finished_on) == (tomorrow, tomorrow)
