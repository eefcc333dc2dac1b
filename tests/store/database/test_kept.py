"""What is kept in memory: never out of date once a commit is told, and never too much."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store.database import Database
from bot.store.kept import Changes, Kept, Subject

MEMBER, GUILD, OTHER = 11, 500, 600
AT = "2026-11-21T12:00:00Z"

BEFORE = (
    f"INSERT INTO member (id, created_at) VALUES ({MEMBER}, '{AT}'), (12, '{AT}')",
    f"INSERT INTO guild (id) VALUES ({GUILD}), (501)",
    f"INSERT INTO guild_member (guild_id, member_id, first_seen) VALUES ({GUILD}, {MEMBER}, '{AT}')",
    "INSERT INTO drama (id, title) VALUES (1, 'A'), (2, 'B')",
    f"INSERT INTO progress (member_id, drama_id, status) VALUES ({MEMBER}, 1, 'watching')",
    f"INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES ({GUILD}, 'board', 70)",
)
CHANGES = [
    (Subject.MEMBER, f"UPDATE member SET language = 'ja' WHERE id = {MEMBER}"),
    (Subject.MEMBER, f"UPDATE member SET stars_out_of = 5 WHERE id = {MEMBER}"),
    (Subject.MEMBER, f"DELETE FROM member WHERE id = {MEMBER}"),
    (
        Subject.MEMBER,
        f"INSERT INTO guild_member (guild_id, member_id, first_seen) VALUES ({OTHER}, {MEMBER}, '{AT}')",
    ),
    (Subject.MEMBER, f"UPDATE guild_member SET guild_id = {OTHER} WHERE member_id = {MEMBER}"),
    (Subject.MEMBER, f"DELETE FROM guild_member WHERE member_id = {MEMBER}"),
    (Subject.LIST, f"INSERT INTO progress (member_id, drama_id, status) VALUES ({MEMBER}, 2, 'plan')"),
    (Subject.LIST, f"UPDATE progress SET episode = 2 WHERE member_id = {MEMBER}"),
    (Subject.LIST, f"DELETE FROM progress WHERE member_id = {MEMBER}"),
    (Subject.GUILD, f"UPDATE guild SET policy = 'sealed' WHERE id = {GUILD}"),
    (Subject.GUILD, f"INSERT INTO guild_channel VALUES ({GUILD}, 'log', 71)"),
    (
        Subject.GUILD,
        f"INSERT INTO guild_channel VALUES ({GUILD}, 'board', 71) ON CONFLICT DO UPDATE SET channel_id = 71",
    ),
    (Subject.GUILD, f"DELETE FROM guild_channel WHERE guild_id = {GUILD}"),
    (Subject.GUILD, f"DELETE FROM guild WHERE id = {GUILD}"),
]
OF = {
    Subject.MEMBER: (MEMBER, 12),
    Subject.LIST: (MEMBER, 12),
    Subject.GUILD: (GUILD, 501),
    Subject.RANKING: (GUILD, 501),
}
# What changes a ranking: scores, lists, who was seen on a server, and what is kept of a drama beside them.
OF_RANKINGS = [
    *(change for subject, change in CHANGES if subject is not Subject.GUILD),
    f"INSERT INTO score (member_id, drama_id, overall) VALUES ({MEMBER}, 2, 18)",
    "UPDATE drama SET popularity = 4 WHERE id = 1",
    "UPDATE drama SET hidden = 1 WHERE id = 1",
    "UPDATE drama SET country = 'KR', year = 1999 WHERE id = 1",
    f"INSERT OR IGNORE INTO guild_member SELECT {GUILD}, id, created_at FROM member WHERE id = 12",
]
POLICY = next(change for subject, change in CHANGES if subject is Subject.GUILD)


async def begun(store: Database) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        for statement in BEFORE:
            connection.execute(statement)

    await store.write(fill)


def kept_of(store: Database, subject: Subject) -> Kept[str]:
    """Two members or guilds of whom something is kept."""
    kept: Kept[str] = store.changes.keep(subject, 10)
    for ident in OF[subject]:
        kept.put(ident, "as it was", store.changes.commits)
    return kept


@pytest.mark.parametrize(("subject", "change"), CHANGES, ids=[change for _, change in CHANGES])
async def test_what_a_commit_changes_is_forgotten_and_nothing_else(
    store: Database, subject: Subject, change: str
) -> None:
    await begun(store)
    kept = {each: kept_of(store, each) for each in Subject}
    await store.write(lambda connection: connection.execute(change))
    told = [each for each in Subject if each is not Subject.RANKING]  # which many of these change, too
    left = {(each, ident) for each in told for ident in OF[each] if kept[each].get(ident) is not None}
    gone = {(subject, OF[subject][0])}
    if change.startswith("DELETE FROM member"):
        gone.add((Subject.LIST, MEMBER))  # their list goes with them
    assert left == {(each, ident) for each in told for ident in OF[each]} - gone
    assert kept[Subject.RANKING].get(OF[Subject.RANKING][1]) == "as it was"


@pytest.mark.parametrize("change", OF_RANKINGS)
async def test_a_ranking_is_forgotten_with_whatever_changes_it(store: Database, change: str) -> None:
    def standings(connection: sqlite3.Connection) -> dict[int, list[object]]:
        rows = connection.execute("SELECT * FROM standing ORDER BY guild_id, drama_id").fetchall()
        return {place: [row for row in rows if row[0] == place] for place in (0, GUILD, 501)}

    await begun(store)
    before = await store.read(standings)
    kept: Kept[str] = store.changes.keep(Subject.RANKING, 10)
    for place in before:
        kept.put(place, "as it was", store.changes.commits)
    await store.write(lambda connection: connection.execute(change))
    after = await store.read(standings)
    changed = {place for place in before if before[place] != after[place]}
    assert all(kept.get(place) is None for place in changed)
    assert kept.get(501) == "as it was"


@pytest.mark.parametrize("patiently", [False, True])
async def test_every_way_of_writing_is_told(store: Database, patiently: bool) -> None:
    await begun(store)
    kept = kept_of(store, Subject.GUILD)
    write = store.write_patiently if patiently else store.write
    await write(lambda connection: connection.execute(POLICY))
    assert kept.get(GUILD) is None


async def test_another_database_of_the_same_file_is_told_as_well(store: Database, path: Path) -> None:
    await begun(store)
    kept = kept_of(store, Subject.GUILD)
    async with Database.open(path) as other:
        await other.write(lambda connection: connection.execute(POLICY))
    assert kept.get(GUILD) is None


async def test_one_of_another_file_is_not(store: Database, tmp_path: Path) -> None:
    await begun(store)
    kept = kept_of(store, Subject.GUILD)
    async with Database.open(tmp_path / "other.sqlite3") as other:
        await begun(other)
        await other.write(lambda connection: connection.execute(POLICY))
    assert kept.get(GUILD) == "as it was"


async def test_what_was_undone_changed_nothing(store: Database) -> None:
    await begun(store)
    kept = kept_of(store, Subject.GUILD)

    def refuse(connection: sqlite3.Connection) -> None:
        connection.execute(POLICY)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(refuse)
    assert kept.get(GUILD) == "as it was"
    await store.write(lambda connection: connection.execute("SELECT 1"))
    assert kept.get(GUILD) == "as it was"


async def test_a_commit_that_may_be_in_the_file_or_not_forgets_everything(
    store: Database, path: Path
) -> None:
    await begun(store)
    kept = kept_of(store, Subject.GUILD)

    def lose(connection: sqlite3.Connection) -> None:
        connection.execute(POLICY)
        path.rename(path.with_suffix(".moved"))

    try:
        with pytest.raises(StoreUnavailable):
            await store.write(lose)
    finally:
        path.with_suffix(".moved").rename(path)
    assert [kept.get(ident) for ident in OF[Subject.GUILD]] == [None, None]


async def test_what_was_read_before_a_commit_is_not_kept_after_it(store: Database) -> None:
    """A reader looks at the store, a moderator saves something else, and only then the reader is done."""
    await begun(store)
    kept: Kept[str] = store.changes.keep(Subject.GUILD, 10)
    looked, go_on = threading.Event(), threading.Event()

    def look(connection: sqlite3.Connection) -> str:
        (policy,) = connection.execute(f"SELECT policy FROM guild WHERE id = {GUILD}").fetchone()
        looked.set()
        assert go_on.wait(10)
        return str(policy)

    commits = store.changes.commits
    reading = asyncio.create_task(store.read(look))
    await asyncio.to_thread(looked.wait, 10)
    await store.write(lambda connection: connection.execute(POLICY))
    go_on.set()
    kept.put(GUILD, await reading, commits)
    assert kept.get(GUILD) is None


def test_only_so_much_is_kept_and_what_is_asked_for_stays() -> None:
    changes = Changes()
    kept: Kept[int] = changes.keep(Subject.MEMBER, 3)
    for ident in range(1, 6):
        kept.put(ident, ident, changes.commits)
        assert kept.get(1) == 1
    assert [ident for ident in range(1, 6) if kept.get(ident)] == [1, 4, 5]
