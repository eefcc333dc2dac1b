"""Profiles as members bring them about, against a count of the test's own."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter, defaultdict
from dataclasses import replace
from statistics import fmean

import pytest

from bot.domain.members import Reader
from bot.domain.profiles import Profile, ProfileSettings, SeenBy
from bot.domain.progress import Status
from bot.domain.scores import Criterion
from bot.errors import DiscordSilent
from bot.services.container import Services
from bot.store.database import Database
from bot.store.members import profiles
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, TEAROOM, Here, rows

STRANGER = 99
LONG_LIST = 5_000


async def shown(services: Services, member: Reader, reader: Reader | None = None) -> Profile:
    found = await services.profiles.show(member.member_id, reader or member, Here())
    assert found is not None
    return found


async def score(services: Services, reader: Reader, drama_id: int, half_points: int) -> None:
    drama = await services.catalogue.get(drama_id)
    await services.scores.score(drama, reader, {Criterion.OVERALL: half_points}, NOW)


async def watch(
    services: Services, reader: Reader, drama_id: int, status: Status, episode: int | None = None
) -> None:
    await services.watching.set(await services.catalogue.get(drama_id), reader, status, episode, NOW)


async def test_a_list_comes_to_its_numbers(services: Services) -> None:
    await watch(services, MIKA, 1, Status.COMPLETED)
    await watch(services, MIKA, 2, Status.WATCHING, 3)
    await watch(services, MIKA, 3, Status.PLAN)
    first = await services.catalogue.get(1)
    seen = await shown(services, MIKA)
    assert seen.listed == {Status.COMPLETED: 1, Status.WATCHING: 1, Status.PLAN: 1}
    assert seen.seen.episodes == (first.episodes or 0) + 3
    assert (seen.scores, seen.mean, seen.best, seen.genres) == (0, None, (), ())


async def test_hours_leave_out_what_has_no_length_and_rewatching_counts_again(
    services: Services, store: Database
) -> None:
    await store.write(lambda c: c.execute("UPDATE drama SET minutes = CASE id WHEN 1 THEN 45 END"))
    await watch(services, MIKA, 1, Status.COMPLETED)
    await watch(services, MIKA, 2, Status.WATCHING, 5)
    drama = await services.catalogue.get(1)
    for _ in range(2):
        await watch(services, MIKA, 1, Status.COMPLETED)
        await services.watching.again(drama, MIKA, NOW)
    seen = (await shown(services, MIKA)).seen
    assert (seen.episodes, seen.minutes, seen.untimed) == (2 * 11 + 5, 2 * 11 * 45, 5)
    # The third time is under way: what was seen of it counts, and not three times.
    await watch(services, MIKA, 1, Status.WATCHING, 4)
    seen = (await shown(services, MIKA)).seen
    assert (seen.episodes, seen.minutes, seen.untimed) == (2 * 11 + 4 + 5, (2 * 11 + 4) * 45, 5)
    await watch(services, MIKA, 1, Status.COMPLETED)
    assert (await shown(services, MIKA)).seen.episodes == 3 * 11 + 5


async def test_a_film_that_was_seen_is_one_episode(services: Services, store: Database) -> None:
    await store.write(
        lambda c: c.execute("UPDATE drama SET kind = 'movie', episodes = NULL, minutes = 100 WHERE id = 1")
    )
    await store.write(lambda c: c.execute("DELETE FROM episode WHERE drama_id = 1"))
    await watch(services, MIKA, 1, Status.COMPLETED)
    seen = (await shown(services, MIKA)).seen
    assert (seen.episodes, seen.minutes) == (1, 100)


async def test_scores_and_favourites_are_those_of_a_plain_count(services: Services, store: Database) -> None:
    chance = random.Random(4)  # noqa: S311 - scores, not secrets
    given = {ident: chance.randint(1, 20) for ident in range(1, 31)}
    for ident, half_points in given.items():
        await score(services, MIKA, ident, half_points)
        await score(services, JUN, ident, 1)  # what others give is not hers
    found = await shown(services, MIKA)
    counted = Counter(given.values())
    assert found.given == tuple(counted[half_points] for half_points in range(1, 21))
    assert found.mean == pytest.approx(fmean(given.values()))
    assert [points for _, points in found.best] == sorted(given.values(), reverse=True)[:5]
    assert all(given[drama.id] == points for drama, points in found.best)
    genres: dict[str, list[int]] = defaultdict(list)
    for drama, name in await rows(
        store, "SELECT drama_id, name FROM drama_genre l JOIN genre g ON g.id = l.genre_id"
    ):
        if drama in given and name != "Drama":
            genres[str(name)].append(given[int(str(drama))])
    ranked = sorted(genres.items(), key=lambda one: (-sum(one[1]) / (len(one[1]) + 3), -len(one[1]), one[0]))
    assert [(genre.name, genre.count) for genre in found.genres] == [(n, len(g)) for n, g in ranked[:3]]
    assert [genre.mean for genre in found.genres] == pytest.approx([fmean(g) for _, g in ranked[:3]])


async def test_a_drama_out_of_sight_does_not_count(services: Services, store: Database) -> None:
    for ident in (1, 2):
        await watch(services, MIKA, ident, Status.COMPLETED)
        await score(services, MIKA, ident, 20)
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = 1"))
    found = await shown(services, MIKA)
    assert found.listed == {Status.COMPLETED: 1}
    assert (found.scores, [drama.id for drama, _ in found.best]) == (1, [2])


async def test_what_was_written_counts_while_it_is_in_sight(services: Services, store: Database) -> None:
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)

    def write(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO review (drama_id, member_id, headline, text, language, hidden)"
            " VALUES (?, ?, 'x', 'y', 'en', ?)",
            [(ident, MIKA.member_id, ident == 3) for ident in (1, 2, 3)],
        )
        connection.execute(
            "INSERT INTO recommendation (drama_id, other_id, member_id, reason) VALUES (1, 2, ?, 'z')",
            (MIKA.member_id,),
        )

    await store.write(write)
    found = await shown(services, MIKA)
    assert (found.reviews, found.recommendations) == (2, 1)


async def test_at_first_nobody_else_sees_a_profile(services: Services) -> None:
    await score(services, MIKA, 1, 20)
    await services.readers.remember(JUN.member_id, TEAROOM, NOW)
    assert await services.profiles.show(MIKA.member_id, JUN, Here()) is None
    assert await services.profiles.show(STRANGER, JUN, Here()) is None
    assert (await shown(services, MIKA)).scores == 1


async def test_the_server_is_who_was_seen_on_the_same_one(services: Services) -> None:
    await score(services, MIKA, 1, 20)
    await services.profiles.change(MIKA, {"list_seen_by": SeenBy.SERVER}, NOW)
    for reader in (JUN, KEN):
        await services.readers.remember(reader.member_id, reader.guild_id, NOW)
    jun_in_private, ken_in_private = (
        replace(reader, guild_id=None, guilds=frozenset({reader.guild_id or 0})) for reader in (JUN, KEN)
    )
    assert (await shown(services, MIKA, JUN)).scores == 1
    assert (await shown(services, MIKA, jun_in_private)).scores == 1
    assert await services.profiles.show(MIKA.member_id, KEN, Here()) is None
    assert await services.profiles.show(MIKA.member_id, ken_in_private, Here()) is None
    # Where only one of the two was ever seen, their being together elsewhere does not count.
    await services.readers.remember(JUN.member_id, ELSEWHERE, NOW)
    assert await services.profiles.show(MIKA.member_id, replace(JUN, guild_id=ELSEWHERE), Here()) is None


async def test_who_left_the_server_reads_nothing_of_it_and_nobody_there_reads_theirs(
    services: Services,
) -> None:
    await score(services, MIKA, 1, 20)
    await services.profiles.change(MIKA, {"list_seen_by": SeenBy.SERVER}, NOW)
    await services.readers.remember(JUN.member_id, TEAROOM, NOW)
    left = replace(JUN, guild_id=None, guilds=frozenset())
    assert await services.profiles.show(MIKA.member_id, left, Here()) is None
    gone = Here(away={(TEAROOM, MIKA.member_id)})
    assert await services.profiles.show(MIKA.member_id, JUN, gone) is None
    # Where Discord does not say, it stays closed, and that is said.
    with pytest.raises(DiscordSilent):
        await services.profiles.show(MIKA.member_id, JUN, Here(silent=True))
    with pytest.raises(DiscordSilent):
        await services.profiles.show(MIKA.member_id, replace(left, guilds_known=False), Here())
    # It matters for nothing else: one's own, and what is open to everyone.
    assert await services.profiles.show(MIKA.member_id, MIKA, Here(silent=True)) is not None
    await services.profiles.change(MIKA, {"list_seen_by": SeenBy.EVERYONE}, NOW)
    assert await services.profiles.show(MIKA.member_id, left, Here(silent=True)) is not None


async def test_everyone_is_everyone(services: Services) -> None:
    await services.profiles.change(MIKA, {"list_seen_by": SeenBy.EVERYONE}, NOW)
    assert (await shown(services, MIKA, KEN)).listed == {}


async def test_a_change_leaves_the_rest_as_it_was(services: Services) -> None:
    assert await services.profiles.settings(MIKA) == ProfileSettings()
    await services.profiles.change(MIKA, {"country": "JP", "stars_out_of": 5}, NOW)
    await services.profiles.change(MIKA, {"language": "ja"}, NOW)
    after = await services.profiles.change(MIKA, {"country": None}, NOW)
    assert after == ProfileSettings("ja", None, 5, SeenBy.NOBODY)
    assert await services.profiles.settings(MIKA) == after
    visit = await services.readers.visit(MIKA.member_id, None)
    assert visit.language == "ja"


async def test_since_when_somebody_is_here(services: Services, store: Database) -> None:
    for guild_id in (TEAROOM, ELSEWHERE):
        await services.readers.remember(MIKA.member_id, guild_id, NOW)
    await store.write(
        lambda c: c.execute(
            "UPDATE guild_member SET first_seen = '2026-03-04T05:06:07Z' WHERE guild_id = ?", (ELSEWHERE,)
        )
    )
    await store.write(lambda c: c.execute("UPDATE member SET created_at = '2026-01-02T03:04:05Z'"))
    there = await shown(services, MIKA, replace(MIKA, guild_id=ELSEWHERE))
    nowhere = await shown(services, MIKA, replace(MIKA, guild_id=None))
    assert [one.since and one.since.day for one in (there, nowhere)] == [4, 2]
    assert (await shown(services, replace(MIKA, member_id=STRANGER))).since is None


def _long_list(connection: sqlite3.Connection) -> None:
    """A member with 5,000 dramas on the list, each scored, each of three genres."""
    (last,) = connection.execute("SELECT max(id) FROM drama").fetchone()
    numbers = range(last + 1, last + 1 + LONG_LIST)
    connection.executemany(
        "INSERT INTO drama (id, title, minutes, episodes, summary) VALUES (?, ?, 45, 12, ?)",
        [(ident, f"Drama {ident}", "words " * 200) for ident in numbers],
    )
    genres = [row[0] for row in connection.execute("SELECT id FROM genre ORDER BY id LIMIT 20")]
    connection.executemany(
        "INSERT INTO drama_genre (drama_id, genre_id, position) VALUES (?, ?, ?)",
        [(ident, genres[(ident * 7 + at) % len(genres)], at) for ident in numbers for at in range(3)],
    )
    connection.execute("INSERT INTO member (id) VALUES (1) ON CONFLICT DO NOTHING")
    connection.executemany(
        "INSERT INTO progress (member_id, drama_id, status, episode) VALUES (1, ?, 'completed', 12)",
        [(ident,) for ident in numbers],
    )
    connection.executemany(
        "INSERT INTO score (drama_id, member_id, overall) VALUES (?, 1, ?)",
        [(ident, ident % 20 + 1) for ident in numbers],
    )


async def test_a_list_of_five_thousand_is_counted_in_a_handful_of_queries(
    services: Services, store: Database
) -> None:
    await store.write(_long_list)
    asked: list[str] = []

    def traced(connection: sqlite3.Connection) -> tuple[Profile, float]:
        connection.set_trace_callback(asked.append)
        started = time.thread_time()
        try:
            found = profiles.profile(connection, 1, ProfileSettings(), None)
            return found, time.thread_time() - started
        finally:
            connection.set_trace_callback(None)

    found, seconds = await store.read(traced)
    assert found.listed == {Status.COMPLETED: LONG_LIST}
    assert (found.seen.episodes, found.seen.minutes) == (12 * LONG_LIST, 12 * 45 * LONG_LIST)
    assert found.given == (LONG_LIST // 20,) * 20
    assert len(found.best) == 5
    assert len(asked) <= 6
    assert seconds < 0.5  # of the processor; about 0.03
