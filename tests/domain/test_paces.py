"""Paces as people type them, and when they are next due over every change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paces import EVERY_DAY, Pace, next_after, read_pace

TUESDAY, FRIDAY = 1 << 1, 1 << 4


@pytest.mark.parametrize(
    ("typed", "days", "at", "zone"),
    [
        ("every day 20:00 Asia/Tokyo", EVERY_DAY, time(20), "Asia/Tokyo"),
        ("Daily at 9 pm, Seoul", EVERY_DAY, time(21), "Asia/Seoul"),
        ("Tuesdays and Fridays 21:00", TUESDAY | FRIDAY, time(21), "UTC"),
        ("every Tuesday, Friday", TUESDAY | FRIDAY, time(20), "UTC"),
        ("tue/fri 7.30 JST", TUESDAY | FRIDAY, time(7, 30), "Asia/Tokyo"),
        ("Mon-Fri 21:00 New York", 31, time(21), "America/New_York"),
        ("Friday to Monday 8 am", 64 | 32 | 16 | 1, time(8), "UTC"),
        ("weekends", 96, time(20), "UTC"),
        ("weekdays 18h30 Europe/Berlin", 31, time(18, 30), "Europe/Berlin"),
        ("毎日20時 日本時間", EVERY_DAY, time(20), "Asia/Tokyo"),
        ("毎週火曜日と金曜日の21時", TUESDAY | FRIDAY, time(21), "UTC"),
        ("火・金 午後9時半", TUESDAY | FRIDAY, time(21, 30), "UTC"),
        ("月〜金 21:00", 31, time(21), "UTC"),
        ("平日 21:15 東京", 31, time(21, 15), "Asia/Tokyo"),
        ("日曜 午前0時", 64, time(0), "UTC"),
        ("２０：００ 毎日", EVERY_DAY, time(20), "UTC"),
    ],
)
def test_a_pace_is_read(typed: str, days: int, at: time, zone: str) -> None:
    assert read_pace(typed) == Pace(days, at, zone)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "20:00",
        "sometimes",
        "every day 25:00",
        "every day 20:00 Atlantis",
        "Monday 20:00 and Friday 21:00",
        "every two weeks",
        "Monday Asia/Tokyo Seoul",
        "monkey 20:00",
        "午後25時 毎日",
        "every day " * 50,
    ],
)
def test_what_is_no_pace_is_refused(typed: str) -> None:
    assert read_pace(typed) is None


def test_what_is_not_named_is_taken_from_where_it_is_read() -> None:
    assert read_pace("Fridays", zone="Asia/Seoul", at=time(22)) == Pace(FRIDAY, time(22), "Asia/Seoul")


@given(st.text(max_size=60))
def test_any_text_is_a_pace_or_none(text: str) -> None:
    pace = read_pace(text)
    assert pace is None or 1 <= pace.days <= EVERY_DAY


def test_a_skipped_hour_comes_later_and_a_repeated_one_once() -> None:
    daily = Pace(EVERY_DAY, time(2, 30), "Europe/Berlin")
    # In the night of 29 March 2026 the clock goes from 2 to 3, in that of 25 October from 3 to 2.
    assert next_after(daily, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    first = next_after(daily, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_after(daily, first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@given(
    st.integers(1, EVERY_DAY),
    st.times(),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - in UTC below
)
def test_it_is_due_on_its_days_within_eight(days: int, at: time, zone: str, moment: datetime) -> None:
    pace, now = Pace(days, at.replace(microsecond=0), zone), moment.replace(tzinfo=UTC)
    due = next_after(pace, now)
    assert now < due <= now + timedelta(days=8, hours=2)
    local = due.astimezone(ZoneInfo(zone))
    assert days >> local.weekday() & 1
    assert local.time() == pace.at or zone in ("America/New_York", "Australia/Lord_Howe")
