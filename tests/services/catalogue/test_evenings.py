"""The right evening: what a source says of days and hours, from its server to what members see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.freshness import SHORTLY
from bot.domain.sources import SourceName, SourcePart
from bot.errors import NotAtSource
from bot.services.airing.airing import Airing
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.people import MIKA, TEAROOM, rows
from tests.sources.catalogue_server import CatalogueServer
from tests.sources.opened import Opened, opened
from tests.sources.shows import Json, channel, tmdb_episode, tmdb_show, tvmaze_episode, tvmaze_show

FRIDAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)
NEW_YORK = "America/New_York"


@dataclass
class Evening:
    """The bot as far as it asks sources and tells what airs."""

    server: CatalogueServer
    sources: Opened
    growing: Growing
    airing: Airing
    database: Database

    async def add(self, show: Json, now: datetime) -> int:
        self.server.add(show)
        self.sources.clock.now = now
        return (await self.growing.add(SourceName.TVMAZE, str(show["id"]), None, now)).id

    async def change(self, show: Json) -> None:
        self.server.add(show)

    async def refresh(self, drama_id: int, now: datetime) -> None:
        self.sources.clock.now = now
        await self.growing.refresh(drama_id, None, now)

    async def on_air(self, country: str, now: datetime) -> list[tuple[str, datetime | None]]:
        today = await self.airing.today(country, now)
        return [(a.drama.title, a.slot.at) for a in today.airings]

    async def ask_by(self, at: datetime) -> None:
        await self.database.write(
            lambda connection: connection.execute("UPDATE drama SET refresh_due = ?", (written(at),))
        )

    async def due(self, drama_id: int) -> datetime:
        ((due,),) = await rows(self.database, "SELECT refresh_due FROM drama WHERE id = ?", drama_id)
        return datetime.fromisoformat(str(due))


@pytest.fixture
async def evening(empty: Database) -> AsyncIterator[Evening]:
    names = CatalogueNames(empty)
    await names.load()
    async with CatalogueServer() as server, opened(server) as sources:
        growing = Growing(empty, names, [sources.tvmaze, sources.tmdb])
        yield Evening(server, sources, growing, Airing(empty, Outbox(empty)), empty)


def abroad(*episodes: Json, usual: str = "") -> Json:
    """A Korean show of a web channel in the United States."""
    return tvmaze_show(
        1,
        "A Korean Show",
        episodes=episodes,
        webChannel=channel("A Channel", "US"),
        schedule={"time": usual, "days": ["Friday"]},
    )


def late(*episodes: Json, usual: str = "") -> Json:
    """A Japanese show of the late night."""
    schedule = {"time": usual, "days": ["Friday"]}
    return tvmaze_show(
        2,
        "A Late Show",
        network="TV Tokyo",
        code="JP",
        language="Japanese",
        episodes=episodes,
        schedule=schedule,
    )


EIGHT_IN_NEW_YORK = datetime(2026, 11, 21, 1, tzinfo=UTC)  # ten in the morning of Saturday in Seoul


@pytest.mark.parametrize(
    "show",
    [
        abroad(tvmaze_episode(1, 1, FRIDAY, at="20:00", zone=NEW_YORK)),
        abroad(tvmaze_episode(1, 1, FRIDAY, at=""), usual="20:00"),
    ],
    ids=["the episode has the hour", "only the show has it"],
)
async def test_an_hour_of_a_channel_elsewhere_is_by_the_clock_there(evening: Evening, show: Json) -> None:
    now = datetime(2026, 11, 20, 22, tzinfo=UTC)  # seven on Saturday morning in Seoul
    await evening.add(show, now)
    assert await evening.on_air("KR", now) == [("A Korean Show", EIGHT_IN_NEW_YORK)]
    assert await evening.on_air("KR", now - timedelta(days=1)) == []


async def test_what_has_no_hour_at_all_stays_on_its_day(evening: Evening) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    await evening.add(abroad(tvmaze_episode(1, 1, FRIDAY, at="")), now)
    assert await evening.on_air("KR", now) == [("A Korean Show", None)]


async def test_a_late_night_is_of_the_evening_before_until_five(evening: Evening) -> None:
    """Ten past midnight is 24:10 of Friday."""
    ten_past = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
    show = late(tvmaze_episode(1, 1, FRIDAY, at="00:10", airstamp=ten_past.isoformat()))
    await evening.add(show, ten_past - 10 * HOUR)
    for before in (timedelta(hours=10), timedelta(minutes=9), -timedelta(hours=4)):
        assert await evening.on_air("JP", ten_past - before) == [("A Late Show", ten_past)], before
    assert await evening.on_air("JP", ten_past + 5 * HOUR) == []  # ten past five: Saturday


async def test_an_hour_after_midnight_that_only_the_show_has_is_not_a_day_early(evening: Evening) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    await evening.add(late(tvmaze_episode(1, 1, FRIDAY, at=""), usual="00:10"), now)
    assert await evening.on_air("JP", now) == [("A Late Show", datetime(2026, 11, 20, 15, 10, tzinfo=UTC))]


# --- on the day ---


async def test_what_airs_soon_is_asked_after_shortly_before_and_not_announced_when_it_is_put_off(
    evening: Evening,
) -> None:
    nine = datetime(2026, 11, 20, 12, tzinfo=UTC)  # in the evening in Seoul
    show = tvmaze_show(3, "On Air", network="tvN", episodes=[tvmaze_episode(1, 1, FRIDAY)])
    drama = await evening.add(show, nine - 10 * HOUR)
    assert await evening.due(drama) == nine - SHORTLY
    await channel_for_airing(evening.database)
    await evening.airing.posts.plan(nine - 9 * HOUR)
    put_off = tvmaze_show(
        3, "On Air", network="tvN", episodes=[tvmaze_episode(1, 1, FRIDAY + timedelta(days=7))]
    )
    await evening.change(put_off)
    evening.sources.clock.now = nine - SHORTLY
    assert await evening.growing.refresh_due(nine - SHORTLY, 5) == 1
    await evening.airing.posts.plan(nine - SHORTLY)
    assert await rows(evening.database, "SELECT * FROM airing_post") == []
    assert await evening.on_air("KR", nine - HOUR) == []


async def test_nothing_is_announced_for_a_moment_that_has_passed(evening: Evening) -> None:
    nine = datetime(2026, 11, 20, 12, tzinfo=UTC)
    show = tvmaze_show(3, "On Air", network="tvN", episodes=[tvmaze_episode(1, 2, FRIDAY)])
    drama = await evening.add(show, nine - 10 * HOUR)
    await channel_for_airing(evening.database)
    await evening.airing.posts.plan(nine - 9 * HOUR)
    assert await rows(evening.database, "SELECT episode FROM airing_post") == [(2,)]
    # The first one was missing in the list, and the second one has in truth been on at noon.
    episodes = [tvmaze_episode(1, 1, FRIDAY, at="11:00"), tvmaze_episode(1, 2, FRIDAY, at="12:00")]
    await evening.change(tvmaze_show(3, "On Air", network="tvN", episodes=episodes))
    await evening.refresh(drama, nine - 2 * HOUR)
    await evening.airing.posts.plan(nine - 2 * HOUR)
    assert await rows(evening.database, "SELECT * FROM airing_post") == []
    assert await rows(evening.database, "SELECT * FROM outbox") == []


async def test_an_episode_that_gets_another_number_is_announced_once(evening: Evening) -> None:
    nine = datetime(2026, 11, 20, 12, tzinfo=UTC)
    first, second = tvmaze_episode(1, 1, FRIDAY - timedelta(days=90)), tvmaze_episode(2, 1, FRIDAY)
    drama = await evening.add(
        tvmaze_show(3, "On Air", network="tvN", episodes=[first, second]), nine - 10 * HOUR
    )
    await channel_for_airing(evening.database)
    await evening.airing.posts.plan(nine - 9 * HOUR)
    posts = await rows(evening.database, "SELECT id, due_at FROM outbox")
    more = tvmaze_episode(1, 2, FRIDAY - timedelta(days=83))
    await evening.change(tvmaze_show(3, "On Air", network="tvN", episodes=[first, more, second]))
    await evening.refresh(drama, nine - 2 * HOUR)
    await evening.airing.posts.plan(nine - 2 * HOUR)
    assert await rows(evening.database, "SELECT episode, at FROM airing_post") == [(3, written(nine))]
    assert await rows(evening.database, "SELECT id, due_at FROM outbox") == posts


async def channel_for_airing(database: Database) -> None:
    def write(connection) -> None:  # type: ignore[no-untyped-def]  # sqlite3's connection
        connection.execute("INSERT OR IGNORE INTO guild (id) VALUES (?)", (TEAROOM,))
        connection.execute(
            "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, 'airing', 6)", (TEAROOM,)
        )

    await database.write(write)


# --- a show that is not there ---


async def test_one_404_does_not_put_a_running_show_off_by_weeks(evening: Evening) -> None:
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)
    show = tvmaze_show(3, "On Air", network="tvN", episodes=[tvmaze_episode(1, 1, FRIDAY)])
    drama = await evening.add(show, now)
    at = await evening.due(drama)
    del evening.server.shows[3]
    for _ in range(8):  # whatever it answers while there is something to announce
        evening.sources.clock.now = at
        await evening.growing.refresh_due(at, 5)
        assert await evening.due(drama) - at <= timedelta(hours=49)
        at += timedelta(minutes=10)
        await evening.ask_by(at)
    over = at + timedelta(days=10)
    evening.sources.clock.now = over
    await evening.growing.refresh_due(over, 5)
    assert await evening.due(drama) - over > timedelta(days=10)  # nothing to announce any more


async def test_one_sources_404_does_not_keep_the_other_from_being_asked(evening: Evening) -> None:
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)
    drama = await evening.add(tvmaze_show(3, "On Air", network="tvN"), now)
    listed = [tmdb_episode(1, 1, FRIDAY)]
    evening.server.add_tmdb(tmdb_show(9, "On Air", "방송", episodes=listed, overview="Told by the other."))
    parts = (SourcePart(SourceName.TVMAZE, "3"), SourcePart(SourceName.TMDB, "9"))
    await evening.growing.link(drama, parts, MIKA.member_id, now)
    del evening.server.shows[3]
    evening.server.add_tmdb(tmdb_show(9, "On Air", "방송", episodes=listed, overview="Told anew."))
    later = now + 8 * HOUR
    evening.sources.clock.now = later
    done = await evening.growing.refresh(drama, MIKA.member_id, later)
    assert done.missing == ("TVmaze",)
    assert done.silent == ()
    assert await rows(evening.database, "SELECT summary FROM drama") == [("Told anew.",)]
    assert await evening.due(drama) < later + timedelta(days=1)
    evening.server.tmdb.clear()
    evening.sources.clock.advance(hours=8)
    with pytest.raises(NotAtSource):
        await evening.growing.refresh(drama, MIKA.member_id, later + 8 * HOUR)
