"""`/airing`: what airs today, following, calendars, and asking for a daily digest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import icalendar
import pytest

from bot.app import open_bot
from bot.client import NamidaBot
from bot.services.catalogue.catalogue import Catalogue
from bot.settings import Settings
from bot.store.database import Database
from bot.store.timestamps import written
from tests.world import (
    TEARS,
    World,
    button,
    everything_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

PLOT = "Aya dies"  # an episode's title may tell what happens


async def airs(
    database: Database,
    drama_id: int,
    number: int,
    at: datetime,
    *,
    title: str = PLOT,
    hour_known: bool = True,
) -> None:
    """An episode of the catalogue airs at this moment, of the Japanese day."""
    day = (at + timedelta(hours=9)).date().isoformat()
    await put(
        database,
        "INSERT INTO episode (drama_id, number, title, air_date, airs_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, number) DO UPDATE SET title = excluded.title,"
        " air_date = excluded.air_date, airs_at = excluded.airs_at",
        drama_id,
        number,
        title,
        day,
        written(at) if hour_known else None,
    )


async def new_drama(database: Database, ident: int, title: str, country: str = "JP") -> None:
    await put(
        database,
        "INSERT INTO drama (id, title, native_title, country, episodes) VALUES (?, ?, ?, ?, 16)",
        ident,
        title,
        f"原題{ident}",
        country,
    )


def noon(world: World) -> datetime:
    """Noon in Tokyo and Seoul of the day it is there now."""
    there = world.env.now() + timedelta(hours=9)
    return there.replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(hours=9)


# --- today ---


async def test_what_airs_today_is_in_order_and_tells_no_plot(world: World, database: Database) -> None:
    await new_drama(database, 9001, "Late *Show*")
    await new_drama(database, 9002, "Korean Show", "KR")
    middle = noon(world)
    await airs(database, 9001, 3, middle + timedelta(hours=2))
    await airs(database, 1, 5, middle + timedelta(hours=1))
    await airs(database, 9002, 16, middle)
    await airs(database, 9001, 4, middle + timedelta(days=1))  # tomorrow
    answer = await world.mika.slash(world.lounge, "airing today")
    assert readers_of(world, answer) == {"mika"}
    text = text_of(answer)
    assert "3 episodes" in text
    first = int((middle + timedelta(hours=1)).timestamp())
    assert f"- <t:{first}:t> **{TEARS}** · 1リットルの涙 · Episode 5 of 11" in text
    assert "**Late \\*Show\\*** · 原題9001 · Episode 3 of 16" in text
    assert text.index("Japan") < text.index(TEARS) < text.index("Late") < text.index("South Korea")
    assert text.index("South Korea") < text.index("Korean Show")
    assert "Episode 4" not in text
    assert PLOT not in everything_of(answer)

    card = await world.mika.select(shown(answer), ["9002"], custom_id=menu(answer, "card")["custom_id"])
    assert "## Korean Show" in text_of(card)


async def test_one_country_alone(world: World, database: Database) -> None:
    await new_drama(database, 9002, "Korean Show", "KR")
    await airs(database, 1, 5, noon(world))
    await airs(database, 9002, 1, noon(world))
    answer = await world.mika.slash(world.lounge, "airing today", country="KR")
    assert "Korean Show" in text_of(answer)
    assert TEARS not in text_of(answer)


async def test_an_episode_whose_hour_nobody_knows(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET air_time = NULL WHERE id = 1")
    await airs(database, 1, 5, noon(world), hour_known=False)
    answer = await world.mika.slash(world.lounge, "airing today")
    assert f"- time unknown **{TEARS}**" in text_of(answer)


async def test_a_hidden_drama_is_not_on_air(world: World, database: Database) -> None:
    await airs(database, 1, 5, noon(world))
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    answer = await world.mika.slash(world.lounge, "airing today")
    assert TEARS not in everything_of(answer)


async def test_a_day_without_anything_says_what_comes_next(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing today")
    assert text_of(answer) == "Nothing in the catalogue airs today."
    at = noon(world) + timedelta(days=5)
    await airs(database, 1, 5, at)
    answer = await world.mika.slash(world.lounge, "airing today", country="JP")
    assert "Nothing in the catalogue airs in 🇯🇵 Japan today." in text_of(answer)
    assert f"Next: **{TEARS}** · Episode 5, <t:{int(at.timestamp())}:f>" in text_of(answer)
    elsewhere = await world.mika.slash(world.lounge, "airing today", country="TH")
    assert "Next:" not in text_of(elsewhere)


async def test_a_long_day_is_paged_and_the_ends_are_disabled(world: World, database: Database) -> None:
    for number in range(1, 24):
        await new_drama(database, 9000 + number, f"Show {number:02}")
        await airs(database, 9000 + number, 1, noon(world) + timedelta(minutes=number))
    first = await world.mika.slash(world.lounge, "airing today", country="JP")
    assert "Show 10" in text_of(first)
    assert "Show 11" not in text_of(first)
    assert button(first, "Previous")["disabled"]
    second = await world.mika.click(shown(first), label="Next")
    assert "Show 11" in text_of(second)
    last = await world.mika.click(shown(second), label="Next")
    assert "Show 23" in text_of(last)
    assert button(last, "Next")["disabled"]


# --- following ---


async def test_following_says_when_it_goes_on(world: World, database: Database) -> None:
    at = noon(world) + timedelta(days=2)
    await airs(database, 1, 5, at)
    answer = await world.mika.slash(world.lounge, "airing follow", title="ichi ritto")
    assert readers_of(world, answer) == {"mika"}
    assert f"You follow **{TEARS}** now." in text_of(answer)
    assert f"Episode 5 of 11 airs <t:{int(at.timestamp())}:F>." in text_of(answer)
    assert PLOT not in everything_of(answer)
    assert await stored(database, "SELECT member_id, drama_id FROM follow") == [(world.mika.id, 1)]
    again = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    assert f"You follow **{TEARS}** already." in text_of(again)
    assert await stored(database, "SELECT count(*) FROM follow") == [(1,)]


async def test_following_what_has_ended_is_taken_with_a_hint(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    assert "Its last episode has aired, so there may be no more to follow." in text_of(answer)
    assert await stored(database, "SELECT drama_id FROM follow") == [(1,)]


async def test_unfollowing_by_command_and_by_button(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    gone = await world.mika.click(shown(answer), label="Unfollow")
    assert f"You no longer follow **{TEARS}**." in text_of(gone)
    assert await stored(database, "SELECT * FROM follow") == []
    again = await world.mika.slash(world.lounge, "airing unfollow", title=TEARS)
    assert f"You do not follow **{TEARS}**" in text_of(again)
    back = await world.mika.click(shown(again), label="Follow")
    assert f"You follow **{TEARS}** now." in text_of(back)


async def test_unfollow_offers_what_the_member_follows(
    world: World, bot: NamidaBot, database: Database
) -> None:
    await new_drama(database, 9001, "Night Train")
    await bot.services.names.refresh(9001)
    await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    await world.mika.slash(world.lounge, "airing follow", title="Night Train")
    offered = await world.mika.autocomplete(world.lounge, "airing unfollow", "title", "")
    assert {choice["value"] for choice in offered} == {Catalogue.chosen(1), Catalogue.chosen(9001)}
    (one,) = await world.mika.autocomplete(world.lounge, "airing unfollow", "title", "night t")
    assert one["value"] == Catalogue.chosen(9001)
    assert await world.jun.autocomplete(world.lounge, "airing unfollow", "title", "") == []
    answer = await world.mika.slash(world.lounge, "airing unfollow", title=one["value"])
    assert "You no longer follow **Night Train**." in text_of(answer)


async def test_nobody_follows_without_end(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.airing.airing.MOST_FOLLOWED", 1)
    await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    refused = await world.mika.slash(world.lounge, "airing follow", title="Hana Yori Dango")
    assert "You follow 1 dramas, which is the limit." in text_of(refused)
    assert await stored(database, "SELECT drama_id FROM follow") == [(1,)]


# --- the calendar ---


async def test_the_calendar_of_what_a_member_follows(world: World, database: Database) -> None:
    await new_drama(database, 9001, "Semi; colon, and\nmore")
    at = noon(world) + timedelta(days=2)
    await airs(database, 9001, 5, at)
    await put(database, "UPDATE episode SET minutes = 70 WHERE drama_id = 9001")
    await airs(database, 9001, 6, at + timedelta(days=7), hour_known=False)
    await airs(database, 9001, 1, at - timedelta(days=33))  # too long ago
    await airs(database, 1, 5, at)  # not followed
    await put(database, "INSERT INTO member (id) VALUES (?)", world.mika.id)
    await put(database, "INSERT INTO follow (member_id, drama_id) VALUES (?, 9001)", world.mika.id)
    answer = await world.mika.slash(world.lounge, "airing calendar")
    assert readers_of(world, answer) == {"mika"}
    assert "2 episodes" in text_of(answer)
    (attachment,) = shown(answer).attachments
    written_file = (await attachment.read()).decode()
    assert PLOT not in written_file
    calendar = icalendar.Calendar.from_ical(written_file)
    assert calendar["PRODID"]
    first, second = calendar.walk("VEVENT")
    assert first["UID"] == "drama-9001-episode-5@namida"
    assert first["SUMMARY"] == "Semi; colon, and more – Episode 5"
    assert first.decoded("DTSTART") == at
    assert first.decoded("DURATION") == timedelta(minutes=70)
    assert second["UID"] == "drama-9001-episode-6@namida"
    assert type(second.decoded("DTSTART")) is date
    assert attachment.filename == "airing.ics"


async def test_a_moved_episode_keeps_its_event(world: World, database: Database) -> None:
    uids = []
    for days in (2, 9):
        await airs(database, 1, 5, noon(world) + timedelta(days=days))
        answer = await world.mika.slash(world.lounge, "airing calendar", title=TEARS)
        (attachment,) = shown(answer).attachments
        (event,) = icalendar.Calendar.from_ical(await attachment.read()).walk("VEVENT")
        uids.append(str(event["UID"]))
    assert uids[0] == uids[1]


async def test_the_calendar_of_a_country(world: World, database: Database) -> None:
    await new_drama(database, 9002, "Korean Show", "KR")
    await airs(database, 9002, 1, noon(world))
    await airs(database, 1, 5, noon(world))
    answer = await world.mika.slash(world.lounge, "airing calendar", country="KR")
    (attachment,) = shown(answer).attachments
    events = icalendar.Calendar.from_ical(await attachment.read()).walk("VEVENT")
    assert [event["SUMMARY"] for event in events] == ["Korean Show – Episode 1"]


async def test_a_calendar_of_nothing_says_what_to_do(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "airing calendar")
    assert "Follow a drama with </airing follow:" in text_of(answer)
    assert shown(answer).attachments == []
    answer = await world.mika.slash(world.lounge, "airing calendar", title=TEARS)
    assert "No episode of it has a date" in text_of(answer)


async def test_a_calendar_too_long_is_cut_and_says_so(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.airing.airing.CALENDAR_LIMIT", 3)
    for number in range(1, 6):
        await airs(database, 1, number, noon(world) + timedelta(days=number))
    answer = await world.mika.slash(world.lounge, "airing calendar", title=TEARS)
    assert "3 episodes" in text_of(answer)
    assert "There are more" in text_of(answer)


# --- the daily digest ---


async def test_asking_for_a_digest_and_stopping_it(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    saved = await world.mika.submit_modal(asked, {"clock": "8:00", "zone": "tokyo"})
    assert readers_of(world, saved) == {"mika"}
    assert "Your daily digest comes at 08:00 (Asia/Tokyo)." in text_of(saved)
    ((at, zone, next_at),) = await stored(database, "SELECT at, zone, next_at FROM digest")
    assert (at, zone) == ("08:00", "Asia/Tokyo")
    due = datetime.fromisoformat(next_at)
    assert timedelta(0) < due - world.env.now() <= timedelta(days=1)
    assert due.hour == 23

    change = await world.mika.click(shown(saved), label="Change the digest")
    assert "08:00" in repr(change.modal)
    assert "Asia/Tokyo" in repr(change.modal)

    stopped = await world.mika.click(shown(saved), label="Stop the digest")
    assert "Your daily digest is stopped." in text_of(stopped)
    assert await stored(database, "SELECT * FROM digest") == []
    again = await world.mika.click(shown(saved), label="Stop the digest")
    assert "You have no daily digest." in text_of(again)


async def test_what_several_zones_are_called_is_asked_about(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    which = await world.mika.submit_modal(asked, {"clock": "25:30", "zone": "CST"})
    assert "Several time zones are called *CST*." in text_of(which)
    assert await stored(database, "SELECT * FROM digest") == []
    saved = await world.mika.click(shown(which), label="Asia/Taipei")
    assert "01:30 (Asia/Taipei)" in text_of(saved), "half past one at night, of every day"
    assert await stored(database, "SELECT at, zone FROM digest") == [("01:30", "Asia/Taipei")]
    asked = await world.mika.click(shown(saved), label="Change the digest")
    which = await world.mika.submit_modal(asked, {"clock": "8:00", "zone": "Etc/GMT+9"})
    await world.mika.click(shown(which), label="UTC+9")
    ((at, next_at),) = await stored(database, "SELECT at, next_at FROM digest")
    assert (at, datetime.fromisoformat(next_at).hour) == ("08:00", 23)


async def test_a_zone_nearly_right_is_one_press_away(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    refused = await world.mika.submit_modal(asked, {"clock": "19:30", "zone": "Asia/Tokio"})
    assert "There is no time zone *Asia/Tokio*." in text_of(refused)
    assert await stored(database, "SELECT * FROM digest") == []
    once_more = await world.mika.click(shown(refused), label="Try again")
    assert "19:30" in repr(once_more.modal)
    assert "Asia/Tokio" in repr(once_more.modal)
    saved = await world.mika.click(shown(refused), label="Asia/Tokyo")
    assert "19:30 (Asia/Tokyo)" in text_of(saved)
    assert await stored(database, "SELECT at, zone FROM digest") == [("19:30", "Asia/Tokyo")]


@pytest.mark.parametrize("typed", ["30:00", "soon", "::::::::::", "%%%%%%%%%%%%%%%%%%%%", "@everyone ||x||"])
async def test_a_time_that_is_none_is_asked_for_again(world: World, database: Database, typed: str) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    refused = await world.mika.submit_modal(asked, {"clock": typed, "zone": "%:" * 30})
    assert "isn't a time of day" in text_of(refused)
    assert "||" not in text_of(refused)
    assert "Try again" in labels(refused)
    (attachment,) = shown(refused).attachments
    assert typed in (await attachment.read()).decode()
    assert await stored(database, "SELECT * FROM digest") == []


async def test_the_form_works_after_a_restart(world: World, settings: Settings) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    async with open_bot(settings) as later:
        await world.env.restart_bot(later)
        saved = await world.mika.submit_modal(asked, {"clock": "7 pm", "zone": "Europe/Berlin"})
        assert "19:00 (Europe/Berlin)" in text_of(saved)
        await world.env.settle()
