"""Every screen of what airs keeps to Discord's limits, and tells no plot, whatever the catalogue holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import errors
from bot.domain.airing import (
    Airing,
    Announcement,
    CalendarEvent,
    CalendarPage,
    Digest,
    Following,
    Slot,
    Today,
    blocks_of,
)
from bot.domain.dramas import Drama
from bot.domain.sources import Offer, Scheduled, SourceCredit, SourceName
from bot.i18n import Texts, texts
from bot.present.airing import airing, calendars, digests
from bot.present.errors import explain
from bot.present.layout import Screen
from tests.contract.components import check_form
from tests.languages import READ, languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, LONG_ZONES, SNOWFLAKE
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
WISH = Digest(time(8), LONG_ZONES[0], AT)


def airings(filling: str | None, count: int) -> tuple[Airing, ...]:
    return tuple(
        Airing(
            extremes.drama(filling, SNOWFLAKE - at),
            5_000,
            Slot(DAY, AT + timedelta(hours=at) if at % 2 else None, "Asia/Taipei"),
            1_440,
        )
        for at in range(count)
    )


def sent_by(screen: Screen) -> str:
    """Everything of a screen as Discord gets it."""
    return repr(screen.to_components())


def listed(filling: str | None, source: SourceName, at: int) -> Scheduled:
    name = extremes.fill(filling, 300)
    return Scheduled(Offer(source, f"{10**11 + at}", name, name, 2200, "TW"), 1_000, 5_000, DAY, AT)


@languages
@fillings
@pytest.mark.parametrize("page", [0, 1, 10**9, -1])
def test_a_full_day(t: Texts, filling: str | None, page: int) -> None:
    unlisted = tuple(listed(filling, source, at) for at in range(5) for source in SourceName)
    credit = SourceCredit("TVmaze", "Data from TVmaze, CC BY-SA 4.0", "https://www.tvmaze.com")
    today = Today(airings(filling, 5), unlisted, (credit, credit), ("TVmaze", "TMDB"))
    assert not problems(airing.today(t, today, "TW", page))
    assert not problems(airing.today(t, Today(airings(filling, 45)), None, page))


def test_what_the_catalogue_lacks_is_said_so_and_can_be_added() -> None:
    credit = SourceCredit("TVmaze", "Data from TVmaze, CC BY-SA 4.0", "https://www.tvmaze.com")
    unlisted = (listed("a||b", SourceName.TVMAZE, 1), listed("words ", SourceName.TMDB, 2))
    shown = airing.today(texts("en"), Today((), unlisted, (credit,), ("TMDB",)), None, 0)
    said = everything(shown)
    assert said.count("*not in the catalogue yet*") == 2
    assert "a\\|\\|ba" in said
    assert "[Data from TVmaze, CC BY-SA 4.0](<https://www.tvmaze.com>)" in said
    assert "TMDB has not answered yet" in said
    sent = sent_by(shown)
    assert "namida:1:adopt:tvmaze" in sent
    assert "namida:1:adopt:tmdb" in sent
    assert "100000000001" in sent


@languages
@fillings
def test_an_empty_day(t: Texts, filling: str | None) -> None:
    (upcoming,) = airings(filling, 1)
    for country in (None, "TW"):
        assert not problems(airing.today(t, Today((), (), (), ("TVmaze",), upcoming), country, 0))
        assert not problems(airing.today(t, Today(()), country, 0))


@languages
@fillings
@pytest.mark.parametrize("count", [1, 4, 5, 60])
def test_posts(t: Texts, filling: str | None, count: int) -> None:
    shown = airings(filling, count)
    assert not problems(airing.announcement(t, fitted(t, Announcement(blocks_of(shown), SNOWFLAKE))))
    for wish in (None, WISH):
        assert not problems(airing.digest(t, shown, AT + timedelta(hours=count / 2), wish))


def fitted(t: Texts, post: Announcement) -> Announcement:
    return replace(post, blocks=post.blocks[: airing.fitting(t, post)])


_listings = st.lists(
    st.tuples(
        st.text(max_size=200),
        st.none() | st.text(max_size=120),
        st.none() | st.integers(1, 40),
        st.lists(st.integers(1, 5_000), min_size=1, max_size=8, unique=True),
    ),
    min_size=1,
    max_size=14,
)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[Airing, ...]:
    """A quarter hour: many dramas, double bills and whole seasons at once, titles of any length and sign.

    Up to 14 listings are drawn, and up to 70 dramas air as one of these does: to draw 70 takes longer than
    to tell them.
    """
    listings = draw(_listings)
    found: list[Airing] = []
    for ident in range(1, draw(st.integers(1, 70)) + 1):
        title, native, episodes, numbers = listings[ident % len(listings)]
        drama = Drama(ident, title, native, country="KR", episodes=episodes)
        slot = Slot(DAY, AT + timedelta(minutes=ident % 15), "Asia/Seoul")
        found += [Airing(drama, number, slot) for number in numbers]
    draw(st.randoms(use_true_random=False)).shuffle(found)
    return tuple(found)


@given(shown=evenings(), called=st.sampled_from((None, SNOWFLAKE)))
@settings(max_examples=60, deadline=None)
def test_an_evening_is_told_whole_within_discords_limits(
    shown: tuple[Airing, ...], called: int | None
) -> None:
    """However much airs at once, message after message holds what fits, until all are told, each once."""
    for t in READ.values():  # of the same evening: to draw one takes longer than to tell it
        left = Announcement(blocks_of(shown), called)
        told: list[Airing] = []
        while left.blocks:
            post = fitted(t, left)
            assert not problems(airing.announcement(t, post))
            sent = sent_by(airing.announcement(t, post))
            for block in post.blocks:
                assert f"namida:1:card:{block.drama.id}'" in sent or f"'value': '{block.drama.id}'" in sent
                told += block.airings
            left = replace(left, blocks=left.blocks[len(post.blocks) :])
        assert sorted((a.drama.id, a.number) for a in told) == sorted((a.drama.id, a.number) for a in shown)


def test_a_double_bill_is_one_block() -> None:
    (one,) = airings("a", 1)
    bill = [replace(one, number=number) for number in (6, 5, 8)]
    shown = airing.announcement(texts("en"), Announcement(blocks_of(bill)))
    assert everything(shown).count("Episodes 5–6, 8") == 1
    assert sent_by(shown).count("namida:1:next:") == 1


@languages
@fillings
def test_following(t: Texts, filling: str | None) -> None:
    (upcoming,) = airings(filling, 1)
    for wish in (None, WISH, Digest(WISH.at, WISH.zone, None, refused=True)):
        for changed in (False, True):
            for next_one in (None, upcoming):
                now = Following(upcoming.drama, changed, next_one, next_one is None, wish)
                assert not problems(airing.followed(t, now))
                assert not problems(airing.unfollowed(t, now))


@languages
@fillings
def test_digests(t: Texts, filling: str | None) -> None:
    typed = extremes.fill(filling, 60)
    assert not problems(digests.digest_set(t, WISH))
    assert not problems(digests.digest_stopped(t, changed=True))
    assert not list(check_form(digests.digest_form(t, typed[:20], typed).to_dict(), "$"))
    for error in (errors.BadClock(typed, typed), errors.UnknownZone(typed, "08:00", LONG_ZONES)):
        assert not problems(explain(t, error))


def sent_events(shown: tuple[Airing, ...]) -> tuple[CalendarEvent, ...]:
    return tuple(
        CalendarEvent(one.drama, one.number or 0, one.slot, one.minutes, f"{one.drama.id}@namida", 0, AT)
        for one in shown
    )


@languages
@fillings
def test_calendars(t: Texts, filling: str | None) -> None:
    page = CalendarPage(sent_events(airings(filling, 30)), cut=True)
    made = icalendar.Calendar.from_ical(calendars.calendar(t, page.events))
    events = made.walk("VEVENT")
    assert len(events) == len({str(event["UID"]) for event in events}) == 30
    assert not problems(calendars.nothing_to_send(t, asked=False))
    assert "attachment://airing.ics" in sent_by(calendars.calendar_sent(t, page))


def test_a_title_with_commas_and_line_ends_stays_one_line_of_a_calendar() -> None:
    (one,) = airings("a, b; c\\\r\nBEGIN:VEVENT\r\n", 1)
    written = calendars.calendar(texts("en"), sent_events((one,))).decode()
    assert written.count("\nBEGIN:VEVENT") == 1
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith("a, b; c\\ BEGIN:VEVENT")
