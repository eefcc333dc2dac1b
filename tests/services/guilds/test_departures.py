"""Servers that the bot has left: all stops at once, and everything goes after a while, unless it is back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.audit import ChainReport
from bot.domain.departures import OF_SERVERS
from bot.domain.outbox import NewPost, Target
from bot.services.guilds.departures import Departures
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.guilds import departures
from bot.store.moderation import audit
from bot.store.row_keys import shape
from tests.store.privacy.filled import everything, fill

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEEP = timedelta(days=30)
LEFT, OTHER = 700000000000000001, 700000000000000002
AUDIT = ("audit", "audit_chain")
LINES = 3  # of the audit, for each of the two servers and for none


def _share(connection: sqlite3.Connection, table: str, column: str) -> None:
    """Give every other row of a table to each of the two servers."""
    found = shape(connection, table)
    for at, key in enumerate(connection.execute(f"SELECT {found.key} FROM {table}").fetchall()):
        connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE ({found.key}) = ({found.marks})",
            ((LEFT, OTHER)[at % 2], *key),
        )


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "namida.sqlite3") as opened:

        def write(connection: sqlite3.Connection) -> None:
            fill(connection)
            connection.execute("DELETE FROM recommendation_spoils")
            connection.execute("DELETE FROM deletion")
            connection.execute("INSERT INTO guild (id) VALUES (?), (?)", (LEFT, OTHER))
            for table, column in OF_SERVERS.items():
                if table not in ("outbox", "guild", "standing"):
                    _share(connection, table, column)
            # A picture is on the server of its comment.
            connection.execute(
                "UPDATE still SET comment_id ="
                " (SELECT min(id) FROM comment c WHERE c.guild_id = still.guild_id)"
            )
            for guild in (LEFT, OTHER):
                connection.execute(
                    "INSERT INTO outbox (key, kind, target, due_at, payload) VALUES (?, 'x', ?, ?, '{}')",
                    (f"post {guild}", f"guild {guild} log", "2026-01-01T00:00:00Z"),
                )
            for at in range(3 * LINES):
                audit.audit(connection, (LEFT, OTHER, None)[at % 3], 5, "settings.policy", None, NOW)

        await opened.write(write)
        yield opened


@pytest.fixture
def service(database: Database) -> Departures:
    return Departures(database, Outbox(database), KEEP)


async def rows(database: Database) -> dict[str, list[dict[str, object]]]:
    return await database.read(everything)


def of(found: dict[str, list[dict[str, object]]], guild: int) -> dict[str, int]:
    """How many rows of a guild there are in each table."""
    counted = {
        table: sum(row[column] == guild for row in found[table])
        for table, column in OF_SERVERS.items()
        if table != "outbox"
    }
    counted |= {table: sum(row["guild_id"] == guild for row in found[table]) for table in AUDIT}
    return counted | {"outbox": sum(str(guild) in str(row["target"]) for row in found["outbox"])}


async def test_a_server_that_was_left_long_ago_leaves_nothing(
    database: Database, service: Departures
) -> None:
    before = await rows(database)
    assert of(before, LEFT)["comment"]
    assert of(before, OTHER)["comment"]
    await service.leave(LEFT, NOW)
    assert await service.tidy(NOW + KEEP - timedelta(seconds=1), lambda _: False) == 0
    assert of(await rows(database), LEFT) == of(before, LEFT), "until then everything stays"
    assert await service.tidy(NOW + KEEP, lambda _: False) == 1
    after = await rows(database)
    assert not any(of(after, LEFT).values())
    assert of(after, OTHER) == of(before, OTHER)
    assert after["guild_left"] == []
    assert of(before, LEFT)["audit"] == of(after, OTHER)["audit"] == LINES
    assert {row["line_id"] for row in after["audit_member"]} == {row["id"] for row in after["audit"]}
    chains = await database.read(audit.verify)
    assert chains == ChainReport(len(after["audit"]), 0), "the other chains hold"
    assert len(after["review"]) == len(before["review"]), "reviews belong to members"
    assert await service.tidy(NOW + 2 * KEEP, lambda _: False) == 0


async def test_a_server_that_is_back_keeps_everything(database: Database, service: Departures) -> None:
    before = await rows(database)
    await service.leave(LEFT, NOW)
    await service.come_back(LEFT)
    assert await service.tidy(NOW + 2 * KEEP, lambda _: False) == 0
    assert await rows(database) == before


async def test_a_server_that_the_bot_is_on_is_never_deleted(database: Database, service: Departures) -> None:
    before = await rows(database)
    await service.leave(LEFT, NOW)
    assert await service.tidy(NOW + 2 * KEEP, lambda guild_id: guild_id == LEFT) == 1
    assert await rows(database) == before


async def test_a_server_that_is_back_in_the_middle_keeps_the_rest(
    database: Database, service: Departures
) -> None:
    await service.leave(LEFT, NOW)

    def half(connection: sqlite3.Connection) -> None:
        while departures.drop(connection, LEFT):
            pass

    await database.write(half)
    await service.come_back(LEFT)
    assert await service.tidy(NOW + 2 * KEEP, lambda _: False) == 0
    after = of(await rows(database), LEFT)
    assert (after["audit"], after["audit_chain"]) == (LINES, 1)


async def test_leaving_twice_counts_from_the_first_time(database: Database, service: Departures) -> None:
    await service.leave(LEFT, NOW)
    await service.leave(LEFT, NOW + timedelta(days=20))
    assert await database.read(lambda connection: departures.left_before(connection, NOW)) == [LEFT]


async def test_nothing_is_posted_to_a_server_that_was_left(database: Database, service: Departures) -> None:
    outbox = Outbox(database)
    await service.leave(LEFT, NOW)
    await outbox.put(NewPost("new", "x", Target(guild_id=LEFT, channel_id=5), NOW))
    due = await outbox.next_ready(NOW)
    assert due is not None
    claimed = await outbox.claim(NOW, "me", timedelta(minutes=1), 50)
    assert LEFT not in {post.target.guild_id for post in claimed}
    assert OTHER in {post.target.guild_id for post in claimed}
    await service.come_back(LEFT)
    claimed = await outbox.claim(NOW, "me", timedelta(minutes=1), 50)
    assert LEFT in {post.target.guild_id for post in claimed}


async def test_what_left_while_the_bot_was_down_is_noticed(database: Database, service: Departures) -> None:
    known = await database.read(departures.known)
    assert {LEFT, OTHER} <= known
    assert await service.compare(frozenset(known - {LEFT}), lambda _: True, NOW) == (1, 0)
    assert await database.read(departures.away) == {LEFT}
    assert await service.compare(frozenset(known), lambda _: True, NOW) == (0, 1)
    assert await database.read(departures.away) == set()


async def test_servers_of_another_shard_and_another_bots_do_not_count(
    database: Database, service: Departures
) -> None:
    known = await database.read(departures.known)
    assert await service.compare(frozenset(known - {LEFT}), lambda ident: ident != LEFT, NOW) == (0, 0)
    assert await service.compare(frozenset({1}), lambda _: True, NOW) == (0, 0)
    assert await service.compare(frozenset(), lambda _: True, NOW) == (0, 0)
