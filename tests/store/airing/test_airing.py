"""What airs within a time, whom a source's show is here, and what became of the last digest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import post_keys
from bot.domain.airing import Digest
from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.outbox import NewPost, Target
from bot.domain.sources import Offer, Scheduled, SourceName
from bot.search.keys import key
from bot.store.airing import airing, posts
from bot.store.posts import outbox
from bot.store.timestamps import written
from tests.store import memory

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)
MEMBER, GUILD = 7, 500


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with memory.empty() as opened:
        yield opened


def add(connection: sqlite3.Connection, entry: CatalogueEntry) -> int:
    return memory.add(connection, entry)[0]


def episode(number: int, day: date | None, at: datetime | None = None) -> EpisodeFacts:
    return EpisodeFacts(number, air_date=day, airs_at=at)


def put_moment(connection: sqlite3.Connection, drama: int, number: int, at: datetime) -> None:
    connection.execute(
        "UPDATE episode SET airs_at = ? WHERE drama_id = ? AND number = ?", (written(at), drama, number)
    )


def test_moments_come_before_days_and_days_count_from_noon(connection: sqlite3.Connection) -> None:
    timed = CatalogueEntry("Timed", country="KR", air_time="21:00", episode_list=(episode(1, TODAY),))
    moved = CatalogueEntry("Moved", country="KR", air_time="21:00", episode_list=(episode(1, TODAY),))
    dayed = CatalogueEntry("Dayed", country="KR", episode_list=(episode(1, TODAY),))
    first, second, third = (add(connection, entry) for entry in (timed, moved, dayed))
    put_moment(connection, second, 1, NOW + 30 * HOUR)
    around = airing.within(connection, NOW - 10 * HOUR, NOW + 40 * HOUR)
    assert [(a.drama.id, a.slot.moment) for a in around] == [
        (third, NOW - 9 * HOUR),
        (first, NOW),
        (second, NOW + 30 * HOUR),
    ]
    assert airing.within(connection, NOW + HOUR, NOW + 29 * HOUR) == []


@given(
    offset=st.integers(-48 * 60, 48 * 60),
    clock=st.one_of(st.none(), st.tuples(st.integers(0, 29), st.integers(0, 59))),
    country=st.sampled_from(["JP", "TH", None]),
    days=st.integers(-3, 3),
)
def test_a_time_is_searched_without_a_gap(
    offset: int, clock: tuple[int, int] | None, country: str | None, days: int
) -> None:
    with memory.empty() as connection:
        air_time = None if clock is None else f"{clock[0]:02}:{clock[1]:02}"
        entry = CatalogueEntry("A", country=country, episode_list=(episode(1, TODAY + timedelta(days)),))
        drama = add(connection, entry)
        connection.execute("UPDATE drama SET air_time = ?", (air_time,))
        (only,) = airing.of_episodes(connection, [(drama, 1)])
        start = NOW + timedelta(minutes=offset)
        found = airing.within(connection, start, start + HOUR)
        assert bool(found) == (start <= only.slot.moment < start + HOUR)
        assert airing.within(connection, start, start + HOUR, drama_ids=[drama]) == found


def test_the_next_episode_of_a_drama_a_country_or_all(connection: sqlite3.Connection) -> None:
    far = add(connection, CatalogueEntry("Far", country="KR", episode_list=(episode(1, date(2027, 3, 1)),)))
    near = add(
        connection, CatalogueEntry("Near", country="JP", episode_list=(episode(2, date(2026, 11, 23)),))
    )
    found = [
        airing.upcoming(connection, NOW),
        airing.upcoming(connection, NOW, country="KR"),
        airing.upcoming(connection, NOW, drama_id=near),
    ]
    assert [one.drama.id for one in found if one] == [near, far, near]
    assert airing.upcoming(connection, NOW, country="TH") is None


@pytest.mark.parametrize(
    ("entry", "ended"),
    [
        (CatalogueEntry("A", aired_to=date(2026, 11, 19)), True),
        (CatalogueEntry("A", aired_to=date(2026, 11, 21)), False),
        (CatalogueEntry("A", year=2024), True),
        (CatalogueEntry("A", year=2025), False),
        (CatalogueEntry("A"), False),
        (CatalogueEntry("A", year=2026, episode_list=(episode(1, date(2026, 1, 1)),)), True),
    ],
)
def test_whether_a_drama_has_ended(
    connection: sqlite3.Connection, entry: CatalogueEntry, ended: bool
) -> None:
    assert airing.ended(connection, add(connection, entry), NOW) is ended


@pytest.mark.parametrize(
    ("offer", "season", "known"),
    [
        (Offer(SourceName.TVMAZE, "77", "Anything"), 2, True),
        (Offer(SourceName.TVMAZE, "77", "Anything"), 1, False),
        (Offer(SourceName.TVMAZE, "7", "Anything"), 2, False),
        (Offer(SourceName.TMDB, "77", "Anything"), 2, False),
        (Offer(SourceName.TMDB, "1", "Ours", country="KR", first_day=date(2026, 1, 8)), 1, True),
        (Offer(SourceName.TMDB, "1", "Ours", country="KR", first_day=date(2026, 1, 10)), 1, False),
        (Offer(SourceName.TMDB, "1", "Ours", country="CN", first_day=date(2026, 1, 8)), 1, False),
        (Offer(SourceName.TMDB, "1", "Ours", year=2026, country="KR"), 1, False),
        (Offer(SourceName.TVMAZE, "8", "Ours", country="KR", first_day=date(2026, 1, 8)), 1, False),
    ],
)
def test_which_drama_a_sources_show_is(
    connection: sqlite3.Connection, offer: Offer, season: int, known: bool
) -> None:
    ours = CatalogueEntry(
        "Ours", country="KR", year=2026, aired_from=date(2026, 1, 7), sources=(("tvmaze", "77/2"),)
    )
    drama = add(connection, ours)
    holders = airing.holders(connection, [Scheduled(offer, season, 4, date(2026, 2, 1))], key)
    assert [holder.drama.id for holder in holders.values()] == ([drama] if known else [])


def digested(
    connection: sqlite3.Connection, day: str, state: str, reason: str | None, done: datetime
) -> None:
    outbox.put(connection, NewPost(f"digest:{MEMBER}:{day}", "digest", Target(member_id=MEMBER), NOW))
    connection.execute(
        "UPDATE outbox SET state = ?, reason = ?, done_at = ? WHERE key LIKE ?",
        (state, reason, written(done), f"%{day}"),
    )


def test_only_the_last_answer_to_the_last_wish_switches_a_digest_off(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO member (id) VALUES (?), (?)", (MEMBER, MEMBER * 10))
    wish = Digest(time(8), "Asia/Tokyo", NOW + HOUR)
    airing.put_digest(connection, MEMBER, wish, NOW)
    assert airing.digest(connection, MEMBER) == wish
    digested(connection, "2026-11-21", "dropped", "closed 50007", NOW - HOUR)
    assert not airing.refused(connection, MEMBER)  # that was before they asked
    digested(connection, "2026-11-22", "dropped", "nothing to say", NOW + HOUR)
    assert not airing.refused(connection, MEMBER)
    digested(connection, "2026-11-23", "dropped", "closed 50007", NOW + 2 * HOUR)
    assert airing.refused(connection, MEMBER)
    assert not airing.refused(connection, MEMBER * 10)
    digested(connection, "2026-11-24", "sent", None, NOW + 3 * HOUR)
    assert not airing.refused(connection, MEMBER)


def test_a_forgotten_member_takes_wish_and_follows_along(connection: sqlite3.Connection) -> None:
    drama = add(connection, CatalogueEntry("Ours"))
    connection.execute("INSERT INTO member (id) VALUES (?)", (MEMBER,))
    assert airing.follow(connection, MEMBER, drama, NOW)
    airing.put_digest(connection, MEMBER, Digest(time(8), "UTC", NOW), NOW)
    connection.execute("DELETE FROM member WHERE id = ?", (MEMBER,))
    assert airing.followed(connection, MEMBER) == []
    assert airing.digest(connection, MEMBER) is None
    assert airing.next_digest_due(connection) is None


@given(
    st.lists(st.tuples(st.integers(1, 3), st.one_of(st.none(), st.integers(0, 90))), min_size=1, max_size=12)
)
def test_whatever_changes_every_episode_waits_in_one_post_of_its_quarter(
    changes: list[tuple[int, int | None]],
) -> None:
    """Episodes come, move by minutes and go: each stands once, in the post of its time."""
    with memory.empty() as connection:
        dramas = [
            add(connection, CatalogueEntry(f"D{n}", episode_list=(episode(1, TODAY),))) for n in range(3)
        ]
        times: dict[int, datetime] = {}
        for which, minutes in changes:
            drama = dramas[which - 1]
            at = None if minutes is None else NOW + HOUR + timedelta(minutes=minutes)
            times.pop(drama, None)
            if at is not None:
                times[drama] = at
            posts.bring_in_line(connection, {(drama, 1): at}, [GUILD], fresh_from=NOW)
        waiting = connection.execute(
            "SELECT a.drama_id, o.key, a.at, o.due_at FROM airing_post a JOIN outbox o ON o.id = a.outbox_id"
        ).fetchall()
        assert {drama: at for drama, _, at, _ in waiting} == {d: written(at) for d, at in times.items()}
        for drama, key, _, due in waiting:
            quarter = post_keys.bucket(times[drama])
            assert key.startswith(f"airing:{GUILD}:{quarter}")
            last = max(at for at in times.values() if post_keys.bucket(at) == quarter)
            assert due == written(last)
        assert connection.execute("SELECT count(*) FROM outbox").fetchone()[0] == len(
            {post_keys.bucket(at) for at in times.values()}
        )
