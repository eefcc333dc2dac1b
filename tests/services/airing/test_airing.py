"""What airs today with the sources' schedules beside it, the plan of posts, and the digests' hours."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.airing import Airing as OnAir
from bot.domain.dramas import CatalogueEntry, EpisodeFacts, Kind
from bot.domain.members import Reader
from bot.domain.outbox import Post, PostState, Target
from bot.domain.sources import Fetched, Offer, Scheduled, SourceCredit, SourceName
from bot.errors import (
    BadClock,
    FollowsTooMany,
    NotAtSource,
    SourceUnavailable,
    StoreUnavailable,
    UnknownZone,
)
from bot.services.airing.airing import Airing
from bot.services.airing.posts import GUILDS_AT_ONCE
from bot.services.container import Services, open_services
from bot.services.posts.outbox import Outbox
from bot.store.airing import airing, posts
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.people import ELSEWHERE, KEN, MIKA, TEAROOM, added, rows

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # noon in Tokyo and Seoul
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)


class Broadcaster:
    """A source whose schedule is what the test says; `slow` answers only when it is let."""

    def __init__(self, *listed: Scheduled, name: SourceName = SourceName.TVMAZE, slow: bool = False):
        self.name = name
        self.credit = SourceCredit(name.value, f"Data from {name}", "https://example.org")
        self.listed = listed
        self.asked: list[tuple[date, str]] = []
        self.fault: Exception | None = None
        self.let = asyncio.Event()
        if not slow:
            self.let.set()

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        return ()

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        raise NotAtSource(self.name, show)

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        self.asked.append((day, country))
        await self.let.wait()
        if self.fault is not None:
            raise self.fault
        return tuple(s for s in self.listed if s.offer.country == country and s.airs_on == day)

    def page(self, show: str) -> str:
        return f"https://example.org/{show}"


def listed(title: str, show: str, *, source: SourceName = SourceName.TVMAZE, number: int = 7) -> Scheduled:
    offer = Offer(source, show, title, year=2026, country="KR")
    return Scheduled(offer, 1, number, TODAY, NOW + 9 * HOUR)


def on_air(store: Database, *sources: Broadcaster) -> Airing:
    return Airing(store, Outbox(store), sources, patience=0.05)


def show(title: str, *, at: datetime | None = None, show_id: str | None = None) -> CatalogueEntry:
    return CatalogueEntry(
        title,
        country="KR",
        year=2026,
        episodes=16,
        episode_list=(EpisodeFacts(5, "Plot", air_date=TODAY, airs_at=at),) if at else (),
        sources=(("tvmaze", show_id),) if show_id else (),
    )


async def set_airs_at(store: Database, drama_id: int, number: int, at: datetime) -> None:
    await store.write(
        lambda connection: connection.execute(
            "INSERT INTO episode (drama_id, number, air_date, airs_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (drama_id, number) DO UPDATE SET airs_at = excluded.airs_at",
            (drama_id, number, at.date().isoformat(), written(at)),
        )
    )


# --- today ---


async def test_what_only_a_source_lists_is_offered_with_its_credit(store: Database) -> None:
    source = Broadcaster(listed("Far Away", "77"))
    today = await on_air(store, source).today("KR", NOW)
    assert [entry.offer.title for entry in today.unlisted] == ["Far Away"]
    assert today.credits == (source.credit,)
    assert today.silent == ()
    assert source.asked == [(TODAY, "KR")]


async def test_a_drama_of_ours_is_not_offered_again(store: Database) -> None:
    begun = TODAY - 6 * timedelta(days=7)
    known = replace(show("Known by the rule"), aired_from=begun)
    first, second, old = await added(store, show("Near", show_id="77"), known, show("Known by name"))
    await set_airs_at(store, first.id, 23, NOW + 9 * HOUR)
    by_rule = listed("Known by the rule", "78")
    by_rule = replace(by_rule, offer=replace(by_rule.offer, first_day=begun))
    # One of the same name that began on another day is another drama.
    by_name = replace(listed("Known by name", "79"), offer=replace(by_rule.offer, title="Known by name"))
    by_name = replace(by_name, offer=replace(by_name.offer, source_id="79"))
    source = Broadcaster(listed("Near (KR)", "77"), by_rule, by_name)
    today = await on_air(store, source).today("KR", NOW)
    assert [entry.offer.source_id for entry in today.unlisted] == ["79"]
    assert old.id not in {a.drama.id for a in today.airings}
    # Ours has the number; of the other we only hear that it airs, counted by the source's seasons.
    assert [(a.drama.id, a.number) for a in today.airings] == [(first.id, 23), (second.id, None)]


async def test_seasons_of_a_show_are_known_by_the_show(store: Database) -> None:
    (drama,) = await added(store, show("Second season", show_id="77/2"))
    second = replace(listed("Show", "77"), season=2)
    today = await on_air(store, Broadcaster(second, listed("Other", "770"))).today("KR", NOW)
    assert [a.drama.id for a in today.airings] == [drama.id]
    assert [entry.offer.source_id for entry in today.unlisted] == ["770"]
    third = replace(second, season=3)
    today = await on_air(store, Broadcaster(third)).today("KR", NOW)
    assert (today.airings, today.unlisted) == ((), (third,))  # a season that nobody has here


async def test_what_moderators_removed_is_not_offered(store: Database) -> None:
    (drama,) = await added(store, show("Removed", show_id="77"))
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama.id,)))
    today = await on_air(store, Broadcaster(listed("Removed", "77"))).today("KR", NOW)
    assert today.entries == ()


async def test_two_sources_offer_an_episode_once(store: Database) -> None:
    sources = (
        Broadcaster(listed("Far Away", "77")),
        Broadcaster(listed("Far away", "a9", source=SourceName.TMDB), name=SourceName.TMDB),
    )
    today = await on_air(store, *sources).today("KR", NOW)
    assert [entry.offer.source for entry in today.unlisted] == [SourceName.TVMAZE]


async def test_a_source_that_is_slow_costs_a_line_and_answers_the_next(store: Database) -> None:
    slow, quick = Broadcaster(listed("Far Away", "77"), slow=True), Broadcaster(name=SourceName.TMDB)
    service = on_air(store, slow, quick)
    first = await service.today("KR", NOW)
    assert first.silent == (slow.credit.name,)
    assert first.entries == ()
    await service.today("KR", NOW)
    assert len(slow.asked) == 1  # the question is still open: nobody asks it twice
    slow.let.set()
    later = await service.today("KR", NOW)
    assert [entry.offer.title for entry in later.unlisted] == ["Far Away"]
    await service.aclose()


@pytest.mark.parametrize("fault", [SourceUnavailable("tvmaze", "500"), RuntimeError("a fault of ours")])
async def test_a_source_that_fails_costs_a_line(store: Database, fault: Exception) -> None:
    source = Broadcaster()
    source.fault = fault
    today = await on_air(store, source).today(None, NOW)
    assert today.silent == (source.credit.name,)
    assert len(source.asked) == 8


async def test_closing_gives_up_what_is_being_asked(store: Database) -> None:
    service = on_air(store, Broadcaster(slow=True))
    await service.today(None, NOW)
    before = [task for task in asyncio.all_tasks() if task.get_name().startswith("schedule")]
    assert len(before) == 8
    await service.aclose()
    assert all(task.cancelled() for task in before)


async def test_the_day_is_the_broadcasters(store: Database) -> None:
    (night,) = await added(
        store,
        CatalogueEntry(
            "Late night",
            country="JP",
            air_time="00:30",
            episode_list=(EpisodeFacts(1, air_date=TODAY), EpisodeFacts(2, air_date=date(2026, 11, 22))),
        ),
    )
    service = on_air(store)
    # At noon what comes is the night that begins this evening; at two in the morning that is still today.
    assert [a.number for a in (await service.today("JP", NOW)).airings] == [2]
    assert [a.number for a in (await service.today("JP", NOW + 14 * HOUR)).airings] == [2]
    assert [a.number for a in (await service.today("JP", NOW - 8 * HOUR)).airings] == [1]
    assert night.id == (await service.today("JP", NOW)).airings[0].drama.id


# --- following and digests ---


async def test_following_has_a_bound(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.airing.airing.MOST_FOLLOWED", 2)
    dramas = [await services.catalogue.get(ident) for ident in (1, 2, 3)]
    for drama in dramas[:2]:
        await services.airing.follow(drama, MIKA, NOW)
    with pytest.raises(FollowsTooMany):
        await services.airing.follow(dramas[2], MIKA, NOW)
    assert len(await services.airing.followed(MIKA.member_id)) == 2
    assert not (await services.airing.follow(dramas[0], MIKA, NOW)).changed


async def test_a_wish_that_cannot_be_read_changes_nothing(services: Services, store: Database) -> None:
    await services.airing.set_digest(MIKA, "8:00", "Asia/Tokyo", NOW)
    with pytest.raises(BadClock) as clock:
        await services.airing.set_digest(MIKA, "eight", "tokyo", NOW)
    assert (clock.value.value, clock.value.zone) == ("eight", "Asia/Tokyo")
    with pytest.raises(UnknownZone) as zone:
        await services.airing.set_digest(MIKA, "9", "Tokio", NOW)
    assert zone.value.at == "09:00"
    assert "Asia/Tokyo" in zone.value.nearest
    assert await rows(store, "SELECT at, zone FROM digest") == [("08:00", "Asia/Tokyo")]


async def test_a_digest_is_queued_with_its_next_hour_and_once_a_day(
    services: Services, store: Database
) -> None:
    drama = await services.catalogue.get(1)
    await services.airing.follow(drama, MIKA, NOW)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.set_digest(MIKA, "14:00", "Asia/Tokyo", NOW)
    assert await services.airing.posts.queue_digests(NOW + HOUR) == NOW + 2 * HOUR
    assert await rows(store, "SELECT key FROM outbox") == []
    due = NOW + 2 * HOUR
    assert await services.airing.posts.queue_digests(due) == due + 24 * HOUR
    assert await rows(store, "SELECT key, target, due_at FROM outbox") == [
        ("digest:1:2026-11-21", "member 1", written(due))
    ]
    # Asked for again at a later hour of the same day: one message a day is what was asked for.
    await services.airing.set_digest(MIKA, "16:00", "Asia/Tokyo", due)
    await services.airing.posts.queue_digests(due + 2 * HOUR)
    assert await rows(store, "SELECT count(*) FROM outbox") == [(1,)]


async def test_nothing_followed_airs_and_nothing_is_queued(services: Services, store: Database) -> None:
    await services.airing.set_digest(MIKA, "14:00", "Asia/Tokyo", NOW)
    assert await services.airing.posts.queue_digests(NOW + 2 * HOUR) == NOW + 26 * HOUR
    assert await rows(store, "SELECT * FROM outbox") == []


async def test_many_digests_at_one_hour(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.airing.posts.DIGESTS_AT_ONCE", 10)
    drama = await services.catalogue.get(1)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    for member_id in range(100, 135):
        reader = replace(MIKA, member_id=member_id)
        await services.airing.follow(drama, reader, NOW)
        await services.airing.set_digest(reader, "14:00", "Asia/Tokyo", NOW)
    await services.airing.posts.queue_digests(NOW + 3 * HOUR)
    assert await rows(store, "SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(35,)]


# --- the plan ---


async def choose_channel(store: Database, *guild_ids: int) -> None:
    def write(connection: sqlite3.Connection) -> None:
        for guild_id in guild_ids:
            connection.execute("INSERT INTO guild (id) VALUES (?) ON CONFLICT DO NOTHING", (guild_id,))
            connection.execute("INSERT INTO guild_channel VALUES (?, 'airing', ?)", (guild_id, guild_id + 1))

    await store.write(write)


async def waiting(store: Database) -> list[tuple[object, ...]]:
    return await rows(
        store,
        "SELECT a.guild_id, o.key, o.due_at, a.drama_id, a.episode FROM airing_post a"
        " JOIN outbox o ON o.id = a.outbox_id ORDER BY 1, 2, 4, 5",
    )


async def test_planning_again_changes_nothing(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM, ELSEWHERE)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await set_airs_at(store, 2, 1, NOW + 5 * HOUR + timedelta(minutes=14))
    assert await services.airing.posts.plan(NOW) == 4
    planned = await waiting(store)
    key, due = "airing:500:2026-11-21T0800Z", "2026-11-21T08:14:00Z"
    assert planned[:2] == [(TEAROOM, key, due, 1, 5), (TEAROOM, key, due, 2, 1)]
    for hours in (0, 1, 2):
        assert await services.airing.posts.plan(NOW + hours * HOUR) == 0
    assert await waiting(store) == planned


async def test_a_plan_cut_short_is_finished_by_the_next(
    services: Services, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose_channel(store, *range(10, 20))
    await services.airing.posts.plan(NOW)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    monkeypatch.setattr("bot.services.airing.posts.GUILDS_AT_ONCE", 3)
    bring, calls = posts.bring_in_line, 0

    def fails(connection: sqlite3.Connection, *args: object, **options: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise StoreUnavailable("full")
        return bring(connection, *args, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(posts, "bring_in_line", fails)
    with pytest.raises(StoreUnavailable):
        await services.airing.posts.plan(NOW)
    assert len(await waiting(store)) == 6
    await services.airing.posts.plan(NOW)
    assert [row[0] for row in await waiting(store)] == list(range(10, 20))
    assert await rows(store, "SELECT count(*) FROM outbox") == [(10,)]


async def test_what_comes_into_a_quarter_hour_that_is_out_gets_a_post_of_its_own(
    services: Services, store: Database
) -> None:
    await choose_channel(store, TEAROOM)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.posts.plan(NOW)
    await store.write(lambda c: c.execute("UPDATE outbox SET state = 'sent', done_at = '2026'"))
    await set_airs_at(store, 2, 1, NOW + 5 * HOUR + timedelta(minutes=10))
    await set_airs_at(store, 3, 1, NOW + 5 * HOUR + timedelta(minutes=12))
    await services.airing.posts.plan(NOW + 5 * HOUR)
    assert [row[1] for row in await waiting(store)] == [
        "airing:500:2026-11-21T0800Z",
        "airing:500:2026-11-21T0800Z again 1",
        "airing:500:2026-11-21T0800Z again 1",
    ]


async def test_a_post_that_is_on_its_way_is_left_alone(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM)
    await set_airs_at(store, 1, 5, NOW + 5 * HOUR)
    await services.airing.posts.plan(NOW)
    before = await waiting(store)
    for state in ("claimed", "held"):

        def write(connection: sqlite3.Connection, state: str = state) -> None:
            connection.execute("UPDATE outbox SET state = ?, tried_at = '2026'", (state,))

        await store.write(write)
        await set_airs_at(store, 1, 5, NOW + 8 * HOUR)
        await services.airing.posts.plan(NOW)
        assert await waiting(store) == before
    # It has surely not been sent after all: what it is composed of leaves the episode to the next plan.
    post = Post(1, "", "airing", Target(guild_id=TEAROOM), NOW + 5 * HOUR, {}, PostState.CLAIMED)
    assert await services.airing.posts.announcement(post, NOW + 5 * HOUR) is None
    await store.write(lambda c: c.execute("UPDATE outbox SET state = 'dropped', done_at = '2026'"))
    await services.airing.posts.plan(NOW + 5 * HOUR)
    assert await waiting(store) == [(TEAROOM, "airing:500:2026-11-21T1100Z", written(NOW + 8 * HOUR), 1, 5)]


async def test_everybody_is_no_role_to_be_called(services: Services, store: Database) -> None:
    await choose_channel(store, TEAROOM)
    await store.write(lambda c: c.execute("UPDATE guild SET notified_role = id"))
    await set_airs_at(store, 1, 5, NOW + HOUR)
    await services.airing.posts.plan(NOW)
    post = Post(1, "", "airing", Target(guild_id=TEAROOM), NOW + HOUR, {}, PostState.CLAIMED)
    announcement = await services.airing.posts.announcement(post, NOW + HOUR)
    assert announcement is not None
    assert announcement.notified_role is None


async def test_planning_takes_as_many_statements_for_a_batch_of_guilds_as_for_one(
    services: Services, store: Database
) -> None:
    for number in range(1, 21):
        await set_airs_at(store, number, 1, NOW + HOUR + number * timedelta(minutes=20))

    async def statements(guild_ids: Sequence[int], since: datetime) -> int:
        await choose_channel(store, *guild_ids)
        seen: list[str] = []
        await store.write(lambda c: c.set_trace_callback(seen.append))
        await services.airing.posts.plan(since)
        await store.write(lambda c: c.set_trace_callback(None))
        # Rows that are handed over one by one are the guilds' ids alone.
        return len([s for s in seen if "temp.told VALUES" not in s and not s.startswith("--")])

    one = await statements([1], NOW)
    batch = await statements(range(2, 2 + GUILDS_AT_ONCE), NOW)
    assert batch <= one
    assert await rows(store, "SELECT count(*) FROM airing_post") == [((1 + GUILDS_AT_ONCE) * 20,)]


async def test_no_day_reads_every_episode(services: Services, store: Database) -> None:
    def plans(connection: sqlite3.Connection) -> list[str]:
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        airing.within(connection, NOW, NOW + 36 * HOUR)
        connection.set_trace_callback(None)
        return [row[3] for sql in seen for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]

    steps = await store.read(plans)
    assert any("episode_by_airs_at" in step for step in steps)
    assert any("episode_by_air_date" in step for step in steps)
    assert not [step for step in steps if step.startswith("SCAN") and "SCAN w" not in step], steps


async def test_a_new_bot_has_its_services(store: Database) -> None:
    source = Broadcaster(listed("Far Away", "77"))
    services = await open_services(store, (source,))
    assert [e.offer.title for e in (await services.airing.today("KR", NOW)).unlisted] == ["Far Away"]
    await services.airing.aclose()


# --- what today is about ---


async def test_today_is_about_dramas_and_what_the_server_has_to_do_with_comes_first(
    services: Services, store: Database
) -> None:
    kinds = {"Plain": Kind.DRAMA, "Followed": Kind.DRAMA, "Watched show": Kind.SHOW, "Show": Kind.SHOW}
    dramas = await added(store, *(replace(show(title), kind=kind) for title, kind in kinds.items()))
    for place, drama in enumerate(dramas):
        await set_airs_at(store, drama.id, 1, NOW + place * HOUR)
    _, followed, watched, _ = dramas
    await services.airing.follow(followed, MIKA, NOW)
    await services.watching.next(watched, MIKA, NOW)
    variety = replace(listed("Variety", "78"), offer=replace(listed("Variety", "78").offer, kind=Kind.SHOW))
    service = on_air(store, Broadcaster(listed("Far Away", "77"), variety))

    async def titles(reader: Reader) -> list[str]:
        entries = (await service.today("KR", NOW, reader)).entries
        return [e.drama.title if isinstance(e, OnAir) else e.offer.title for e in entries]

    assert await titles(MIKA) == ["Followed", "Watched show", "Plain", "Far Away"]
    assert await titles(replace(MIKA, member_id=5)) == ["Followed", "Watched show", "Plain", "Far Away"]
    assert await titles(replace(KEN, member_id=6)) == ["Plain", "Followed", "Far Away"]
    assert await titles(Reader(6, None, "en", "en")) == ["Plain", "Followed", "Far Away"]
    await services.rules.set_variety(TEAROOM, MIKA.member_id, True, NOW)
    assert set(await titles(MIKA)) == {*kinds, "Far Away", "Variety"}
    assert "Variety" not in await titles(replace(KEN, member_id=6))
