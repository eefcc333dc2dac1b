"""When an episode airs, which quarter hour it is told in, and when a daily digest is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.airing import (
    ZONES,
    Airing,
    Slot,
    Today,
    in_utc,
    next_digest,
    quarter_of,
    slot,
    today_in,
    zone_of,
)
from bot.domain.dramas import COUNTRIES, Drama
from bot.domain.sources import Offer, Scheduled, SourceName

DAY = date(2026, 11, 21)


def moments(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    """Moments of these years, in UTC."""
    first, last = (datetime.combine(date(year, 1, 1), time()) for year in (first_year, last_year))
    return st.datetimes(first, last, timezones=st.just(UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("air_time", "country", "expected"),
    [
        ("21:00", "JP", "2026-11-21T12:00"),
        ("21:00", "KR", "2026-11-21T12:00"),
        ("20:00", "CN", "2026-11-21T12:00"),
        ("20:00", "TW", "2026-11-21T12:00"),
        ("20:30", "TH", "2026-11-21T13:30"),
        ("20:00", "HK", "2026-11-21T12:00"),
        ("20:00", "PH", "2026-11-21T12:00"),
        ("20:00", "SG", "2026-11-21T12:00"),
        ("00:30", "JP", "2026-11-20T15:30"),  # half past midnight of the day as stated
        ("24:30", "JP", "2026-11-21T15:30"),  # half past midnight of the night that begins then
        ("25:30", "JP", "2026-11-21T16:30"),
        ("21:00:00", "KR", "2026-11-21T12:00"),
        ("9:05", "KR", "2026-11-21T00:05"),
        ("20:00", None, "2026-11-21T20:00"),
        ("20:00", "XX", "2026-11-21T20:00"),
    ],
)
def test_the_broadcasters_day_and_clock(air_time: str, country: str | None, expected: str) -> None:
    found = slot(None, DAY, air_time, country)
    assert found is not None
    # What airs before five in the morning is of the evening before.
    evening = DAY - timedelta(days=1) if air_time == "00:30" else DAY
    assert (found.day, found.at) == (evening, utc(expected))


@pytest.mark.parametrize("air_time", [None, "", "evening", "30:00", "20:60", "20", "-1:00", "２０時"])
def test_without_a_readable_hour_only_the_day_is_known(air_time: str | None) -> None:
    found = slot(None, DAY, air_time, "JP")
    assert found == Slot(DAY, None, "Asia/Tokyo")
    assert found.moment == utc("2026-11-21T03:00")  # noon in Tokyo


def test_the_moment_of_a_source_comes_before_the_usual_hour() -> None:
    at = utc("2026-11-21T15:30")
    assert slot(at, DAY, "21:00", "JP") == Slot(DAY, at, "Asia/Tokyo")
    assert slot(at, None, "21:00", "JP") == Slot(DAY, at, "Asia/Tokyo")
    # A channel in New York calls the evening there Saturday; in Seoul it is Sunday morning.
    evening = utc("2026-11-22T01:00")
    assert slot(evening, DAY, "21:00", "KR") == Slot(date(2026, 11, 22), evening, "Asia/Seoul")


def test_nothing_known_is_no_slot() -> None:
    assert slot(None, None, "21:00", "JP") is None
    assert slot(None, date.max, "25:00", "JP") is None
    assert slot(None, date.min, "00:00", "JP") is None


def test_every_country_has_its_zone() -> None:
    assert set(ZONES) == set(COUNTRIES)
    assert set(ZONES.values()) <= available_timezones()
    assert zone_of(None) == "UTC"


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.integers(0, 29),
    st.integers(0, 59),
    st.sampled_from(sorted(COUNTRIES)),
)
def test_a_slot_is_read_back_from_the_countrys_clock(day: date, hour: int, minute: int, country: str) -> None:
    found = slot(None, day, f"{hour:02}:{minute:02}", country)
    assert found is not None
    assert found.at is not None
    local = found.at.astimezone(ZoneInfo(zone_of(country)))
    since = local.replace(tzinfo=None) - datetime.combine(day, time())
    # Some of these clocks were put forward once in the last century; what they skipped comes later.
    assert timedelta(0) <= since - timedelta(hours=hour, minutes=minute) <= timedelta(hours=2)
    if day.year >= 1993:
        assert since == timedelta(hours=hour, minutes=minute)
        # A day of the broadcasters ends at five: what is before belongs to the evening before.
        assert found.day == day + timedelta(days=(hour - 5) // 24)


@given(st.text(max_size=12))
def test_no_text_for_an_hour_breaks_it(text: str) -> None:
    found = slot(None, DAY, text, "JP")
    assert found is not None
    assert found.at is None or abs(found.at - found.moment) < timedelta(days=2)


def test_today_is_each_countrys_own() -> None:
    now = utc("2026-11-21T20:30")
    assert today_in("JP", now) == date(2026, 11, 22)
    assert today_in("TH", now) == DAY


def test_until_five_it_is_still_the_evening_before() -> None:
    assert today_in("JP", utc("2026-11-21T19:59")) == DAY
    assert today_in("JP", utc("2026-11-21T20:00")) == date(2026, 11, 22)


@given(moments(2000, 2100))
def test_a_quarter_hour_holds_its_moment(moment: datetime) -> None:
    quarter = quarter_of(moment)
    assert quarter <= moment < quarter + timedelta(minutes=15)
    assert quarter.minute % 15 == 0
    assert quarter_of(quarter) == quarter


def test_what_airs_is_in_the_order_of_countries_then_of_time() -> None:
    def airing(ident: int, country: str, hour: int) -> Airing:
        return Airing(
            Drama(ident, f"D{ident}", country=country), 1, Slot(DAY, utc(f"2026-11-21T{hour:02}:00"), "UTC")
        )

    offer = Offer(SourceName.TVMAZE, "9", "From outside", country="KR")
    outside = Scheduled(offer, 1, 3, DAY, utc("2026-11-21T11:00"))
    late, early, tokyo = airing(1, "KR", 13), airing(2, "KR", 9), airing(3, "JP", 20)
    assert Today((late, early, tokyo), (outside,)).entries == (tokyo, early, outside, late)


# --- the digest ---


def test_the_next_digest_is_today_or_tomorrow() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert next_digest(time(8), tokyo, utc("2026-11-21T22:00")) == utc("2026-11-21T23:00")
    assert next_digest(time(8), tokyo, utc("2026-11-21T23:00")) == utc("2026-11-22T23:00")


def test_a_time_that_the_clock_skips_comes_as_much_later() -> None:
    # On 28 March 2027 Berlin's clock goes from 2:00 to 3:00.
    berlin = ZoneInfo("Europe/Berlin")
    due = next_digest(time(2, 30), berlin, utc("2027-03-27T12:00"))
    assert due.astimezone(berlin).strftime("%d %H:%M") == "28 03:30"
    assert next_digest(time(2, 30), berlin, due).astimezone(berlin).strftime("%d %H:%M") == "29 02:30"


def test_a_time_that_the_clock_shows_twice_comes_the_first_time_only() -> None:
    # On 31 October 2027 Berlin's clock goes from 3:00 back to 2:00.
    berlin = ZoneInfo("Europe/Berlin")
    due = next_digest(time(2, 30), berlin, utc("2027-10-30T12:00"))
    assert due == utc("2027-10-31T00:30")
    assert next_digest(time(2, 30), berlin, due) == utc("2027-11-01T01:30")


@given(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(sorted(available_timezones() - {"localtime"})),
    moments(2024, 2035),
)
def test_a_digest_comes_once_a_day_in_every_zone(at: time, zone: str, after: datetime) -> None:
    there = ZoneInfo(zone)
    first = next_digest(at, there, after)
    assert timedelta(0) < first - after <= timedelta(hours=27)
    second = next_digest(at, there, first)
    assert second.astimezone(there).date() == first.astimezone(there).date() + timedelta(days=1)
    shown = first.astimezone(there).time()
    assert shown == at or in_utc(first.astimezone(there).date(), at, there) == first
