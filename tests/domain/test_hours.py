"""Hours as they are said, late ones too: the night belongs to the day before it wherever an hour is read."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.airing import slot
from bot.domain.clubs import read_club_pace
from bot.domain.hours import Hour, read_hour, written_hour
from bot.domain.paces import read_pace

hours = st.builds(Hour, st.integers(0, 29), st.integers(0, 59))
MONDAY = date(2026, 1, 5)


@given(hours)
def test_an_hour_is_read_as_it_is_written(hour: Hour) -> None:
    assert read_hour(str(hour)) == written_hour(str(hour)) == hour
    assert hour.since_midnight == timedelta(
        days=hour.days_later, hours=hour.clock.hour, minutes=hour.clock.minute
    )


@given(hours, st.integers(0, 6))
def test_a_late_hour_of_a_day_is_the_same_moment_everywhere(hour: Hour, weekday: int) -> None:
    """A pace, a club's pace and a drama's slot say the same of `Friday 24:12`."""
    day = MONDAY + timedelta(days=weekday)
    aired = slot(None, day, str(hour), None)
    assert aired is not None and aired.at is not None
    # Its day ends at five: 00:30 is of the evening before, 29:30 of the next morning.
    assert aired.day == day + timedelta(days=(hour.hour - 5) // 24), "the broadcaster's day"
    name = f"{day:%A}"
    club = read_club_pace(f"2 episodes until {name} {hour}", "UTC")
    assert club is not None
    for pace in (
        read_pace(f"{name}s {hour}"),
        read_pace(f"{'月火水木金土日'[weekday]}曜 {hour.hour}時{hour.minute}分"),
        club.pace,
    ):
        assert pace is not None
        assert (pace.weekdays, pace.at) == ((aired.at.weekday(),), aired.at.time())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7", Hour(7)), ("7 pm", Hour(19)), ("12 am", Hour(0)), ("19h30", Hour(19, 30)),
        ("07.30", Hour(7, 30)),
        ("24:00", Hour(24)), ("25:00", Hour(25)), ("29:59", Hour(29, 59)), ("２５：３０", Hour(25, 30)),
        (" 08.30 ", Hour(8, 30)), ("12:15 PM", Hour(12, 15)), ("8:60", None), ("13 pm", None),
        ("eight", None),
        ("8:0", None), ("30:00", None), ("25 pm", None), ("0 am", None), ("24:60", None), ("", None),
        ("-1", None),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, read: Hour | None) -> None:
    assert read_hour(typed) == read


def test_working_days_late_are_the_mornings_after_them() -> None:
    pace = read_pace("weekdays 25:00")
    assert pace is not None
    assert (pace.weekdays, pace.at) == ((1, 2, 3, 4, 5), time(1))


@given(st.text(max_size=30))
def test_any_text_is_an_hour_or_none(text: str) -> None:
    for hour in (read_hour(text), written_hour(text)):
        assert hour is None or hour.since_midnight < timedelta(hours=30)
