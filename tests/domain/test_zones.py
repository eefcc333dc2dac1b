"""Zones as people say them: never the other side of Greenwich, and asked where several bear a name."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.airing import next_digest
from bot.domain.clubs import read_club_pace
from bot.domain.paces import EVERY_DAY, Fault, misread, next_after, read_pace
from bot.domain.zones import ambiguous, find_zone, nearest_zones, zone_name

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def ahead(zone: str) -> timedelta:
    """How far a zone's clock is ahead of Greenwich's, in winter."""
    return ZoneInfo(zone).utcoffset(NOW) or timedelta()


offsets = st.builds(
    lambda sign, hours, minutes, before, gap, spelling: (
        f"{before}{sign}{gap}{spelling.format(hours=hours, minutes=minutes)}",
        (1 if sign == "+" else -1) * timedelta(hours=hours, minutes=minutes if "minutes" in spelling else 0),
    ),
    st.sampled_from("+-"),
    st.integers(0, 23),
    st.sampled_from([0, 0, 0, 15, 30, 45, 59]),
    st.sampled_from(["UTC", "GMT", "utc ", "Gmt", "ＵＴＣ"]),
    st.sampled_from(["", " "]),
    st.sampled_from(
        ["{hours}", "{hours:02}", "{hours}:{minutes:02}", "{hours:02}:{minutes:02}", "{hours:02}{minutes:02}"]
    ),
)


@given(offsets)
def test_an_offset_is_its_own_wherever_a_zone_is_asked(typed: tuple[str, timedelta]) -> None:
    """A plus is before Greenwich; what no zone keeps all year is refused; nothing is turned round."""
    text, meant = typed
    found = find_zone(text)
    if found is None:
        assert meant % timedelta(hours=1) or not -timedelta(hours=12) <= meant <= timedelta(hours=14)
        assert misread(f"every day 8:00 {text}").fault is Fault.ZONE
        return
    assert ahead(found) == meant
    assert ZoneInfo(found).utcoffset(datetime(2026, 7, 1, tzinfo=UTC)) == meant, "all year"
    due = next_digest(time(8), ZoneInfo(found), NOW)
    assert (due + meant).time() == time(8)
    for pace in (read_pace(f"every day 8:00 {text}"), read_pace(f"{text} 8 am daily")):
        assert pace is not None
        assert next_after(pace, NOW) == due
    club = read_club_pace(f"2 episodes until Sunday 8:00 {text}", "UTC")
    assert club is not None
    assert ahead(club.pace.zone) == meant


@given(st.integers(-12, 14))
def test_what_a_zone_is_shown_as_is_read_as_the_same_zone(hours: int) -> None:
    found = find_zone(f"UTC{hours:+}")
    assert found is not None
    assert find_zone(zone_name(found)) == found
    assert ("-" in zone_name(found), "+" in zone_name(found)) == (hours < 0, hours > 0)


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_a_zone_by_its_own_name_is_itself_or_asked_about(zone: str) -> None:
    found = find_zone(zone_name(zone))
    if found is None:
        assert ambiguous(zone)
        assert nearest_zones(zone)
        return
    assert ahead(found) == ahead(zone)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("JST", 9), ("kst", 9), ("KST", 9), ("ICT", 7), ("SGT", 8), ("HKT", 8), ("PHT", 8), ("WIB", 7),
        ("CEST", 1), ("PDT", -8), ("ET", -5), ("Pacific Time", -8), ("HST", -10), ("ＪＳＴ", 9),
        ("日本時間", 9), ("タイ時間", 7), ("Beijing", 8), ("South Korea", 9), ("Taiwan", 8), ("Japan", 9),
        ("+9", 9), ("+09:00", 9), ("-0500", -5), ("−5", -5), ("UTC", 0), ("GMT", 0), ("Z", 0), ("GMT+0", 0),
        ("UTC+00:00", 0), ("JST (UTC+9)", 9), ("(GMT+09:00) Seoul", 9), ("(UTC-05:00) EST", -5),
        ("CST (UTC+8)", 8), ("CST (GMT-6)", -6), ("asia/tokyo", 9), ("Etc/UTC", 0), ("new york", -5),
    ],
)  # fmt: skip
def test_what_people_call_a_zone(typed: str, hours: int) -> None:
    found = find_zone(typed)
    assert found is not None
    assert ahead(found) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "typed", ["UTC+15", "GMT-13", "+10:30", "+9:75", "JST (UTC+8)", "Atlantis", "", "UTC+", "++9"]
)
def test_what_is_no_zone(typed: str) -> None:
    assert find_zone(typed) is None
    assert not ambiguous(typed)


several = st.sampled_from([*zones._SEVERAL, "Etc/GMT+9", "etc/gmt-3", "UTC9", "gmt 5"])


@given(several)
def test_where_several_are_called_so_it_is_asked_which(name: str) -> None:
    assert find_zone(name) is None
    asked = nearest_zones(name)
    assert len(asked) >= 2
    hours = {ahead(found) for zone in asked if (found := find_zone(zone)) is not None}
    assert len(hours) >= 2 or name == "aest", "of one hour it would not be worth a question"
    assert None not in map(find_zone, asked), "whoever chooses one is not asked again"
    why = misread(f"every day 8:00 {name}")
    assert (why.fault, why.several) == (Fault.ZONE, asked)


def test_every_name_of_a_zone_is_one_and_fits_what_is_shown() -> None:
    everything = available_timezones()
    for called, zone in zones._CALLED.items():
        assert zone in everything
        assert find_zone(called) == zone, "written as texts are compared"
    for names in zones._SEVERAL.values():
        assert set(names) <= everything
        assert len(names) <= 5


@given(st.text(max_size=40) | st.text("utcgmjs+-0123456789: ()/", max_size=20))
def test_any_text_is_a_zone_or_none(text: str) -> None:
    found = find_zone(text)
    assert found is None or find_zone(zone_name(found)) is not None
    assert len(nearest_zones(text)) <= 5


@pytest.mark.parametrize(
    "typed",
    ["every day 20:00-22:00", "every day 9:00-11:00", "every day 9:00 - 11:00", "Mon-Fri 9:00 -11:00 UTC"],
)
def test_a_span_of_hours_is_no_offset(typed: str) -> None:
    assert read_pace(typed) is None


def test_an_offset_right_behind_an_hour_is_one() -> None:
    for typed in ("every day 20:00+09:00", "every day 20:00 +9", "daily 20:00 + 09:00"):
        pace = read_pace(typed)
        assert pace is not None
        assert (pace.days, pace.at, ahead(pace.zone)) == (EVERY_DAY, time(20), timedelta(hours=9))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("UTC", "UTC"),
        ("../../etc/passwd", None),
        ("Asia/Tokio", None),
        ("", None),
    ],
)
def test_zones_by_name_or_city(typed: str, zone: str | None) -> None:
    assert find_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Tokio", "Asia/Tokyo"),
        ("Berln", "Europe/Berlin"),
        ("york", "America/New_York"),
    ],
)
def test_the_nearest_zones_are_offered(typed: str, near: str) -> None:
    assert near in nearest_zones(typed)
