"""Paces as people type them, and when they are next due over every change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clubs import ClubPace, read_club_pace
from bot.domain.paces import EVERY_DAY, Fault, Misread, Pace, misread, next_after, read_pace

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
        "every day 30:00",
        "every day 20:00 Atlantis",
        "Monday 20:00 and Friday 21:00",
        "every two weeks",
        "Monday Asia/Tokyo Seoul",
        "monkey 20:00",
        "午後25時 毎日",
        "毎日 30時",
        "every day " * 50,
    ],
)
def test_what_is_no_pace_is_refused(typed: str) -> None:
    assert read_pace(typed) is None


def test_what_is_not_named_is_taken_from_where_it_is_read() -> None:
    assert read_pace("Fridays", zone="Asia/Seoul", at=time(22)) == Pace(FRIDAY, time(22), "Asia/Seoul")


NOW = datetime(2026, 11, 21, 22, tzinfo=UTC)  # a Saturday evening, in Tokyo Sunday morning
SATURDAY, SUNDAY = 1 << 5, 1 << 6


@pytest.mark.parametrize(
    ("typed", "days", "zone"),
    [
        ("once a week", SATURDAY, "UTC"),
        ("weekly 20:00", SATURDAY, "UTC"),
        ("once a week Asia/Tokyo", SUNDAY, "Asia/Tokyo"),
        ("毎週 日本時間", SUNDAY, "Asia/Tokyo"),
        ("週に1回", SATURDAY, "UTC"),
        ("every week on Friday", FRIDAY, "UTC"),
        ("once a week, Tuesdays", TUESDAY, "UTC"),
        ("once a day", EVERY_DAY, "UTC"),
    ],
)
def test_once_a_week_is_the_day_it_is(typed: str, days: int, zone: str) -> None:
    assert read_pace(typed, now=NOW) == Pace(days, time(20), zone)


def test_a_club_may_watch_so_many_a_week() -> None:
    for typed in ("2 episodes a week", "2 eps every week", "2 episodes once a week"):
        assert read_club_pace(typed, "UTC", NOW) == ClubPace(2, Pace(SATURDAY, time(20), "UTC"))
        assert read_club_pace(typed, "UTC") is None, "nobody says which day it is"
    assert read_club_pace("2 episodes a day", "UTC") == ClubPace(2, Pace(EVERY_DAY, time(20), "UTC"))


@pytest.mark.parametrize(
    ("typed", "fault", "word"),
    [
        ("every day 20:00 Mars/Base", Fault.ZONE, "Mars/Base"),
        ("tue/fri 20:00 Mars/Base", Fault.ZONE, "Mars/Base"),
        ("2 episodes until Sunday 21:00 Mars/Base", Fault.ZONE, "Mars/Base"),
        ("every day 20:00 Atlantis", Fault.WORD, "Atlantis"),
        ("2 episodes until Sunday 21:00 Atlantis", Fault.WORD, "Atlantis"),
        ("tue/fri Blah", Fault.WORD, "Blah"),
        ("now and then", Fault.WORD, ""),
        ("every day " * 50, Fault.WORD, ("every day " * 6)),
        ("every day 30:00", Fault.CLOCK, "30:00"),
        ("Monday 20:00 and Friday 21:00", Fault.CLOCK, ""),
        ("every 2 days", Fault.INTERVAL, "every 2 days"),
        ("Every two weeks", Fault.INTERVAL, "Every two weeks"),
        ("twice a week", Fault.INTERVAL, "twice a week"),
        ("once a month", Fault.INTERVAL, "once a month"),
        ("隔週 月曜", Fault.INTERVAL, "隔週"),
        ("20:00", Fault.NO_DAY, ""),
        ("", Fault.NO_DAY, ""),
        ("999 episodes", Fault.EPISODES, ""),
        ("two episodes", Fault.EPISODES, ""),
        ("2 episodes a day", Fault.EPISODES, ""),
        ("two episodes until Sunday 21:00", Fault.EPISODES, ""),
    ],
)
def test_it_is_known_why_a_text_is_no_pace(typed: str, fault: Fault, word: str) -> None:
    assert misread(typed) == Misread(fault, word)


@given(st.text(max_size=60) | st.text("every twoepisdaywkTu/fri0123:20 ", max_size=150))
def test_any_text_is_a_pace_or_none(text: str) -> None:
    pace = read_pace(text, now=NOW)
    assert pace is None or 1 <= pace.days <= EVERY_DAY
    assert len(misread(text).word) <= 60


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
