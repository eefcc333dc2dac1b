"""Changes of what messages show in any order, while Discord refuses and the process dies.

`NAMIDA_LEDGER` says how many random orders are tried.
"""

from __future__ import annotations

import os
import random
import sqlite3

import pytest

from bot.domain.message_ledger import Kind
from bot.services.posts.message_ledger import Ledger
from bot.store.database import Database
from tests.cogs.standing import (
    LABELS,
    NOT_IN_THE_STORE,
    OTHER,
    TABLES,
    WORDS,
    every,
    follow,
    messages,
    nothing_is_outdated,
    stands,
    with_words,
)
from tests.world import (
    World,
    everything_of,
    labels,
    put,
    stored,
    text_of,
)

ORDERS = int(os.environ.get("NAMIDA_LEDGER", "2"))
STEPS = 12


def dying(monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
    """Now and then an edit or a deletion is made, and no one lives to note it."""
    for name in ("showing", "taken_away", "settle"):
        usual = getattr(Ledger, name)

        async def noted(self: Ledger, *args: object, usual: object = usual, **options: object) -> None:
            if chance.random() < 0.3:
                return  # what would note it is gone
            await usual(self, *args, **options)  # type: ignore[operator]

        monkeypatch.setattr(Ledger, name, noted)


def a_change(chance: random.Random, kind: Kind, guild_id: int) -> str:
    table, column = TABLES[kind]
    found = [
        f"UPDATE guild SET policy = '{chance.choice(['bars', 'sealed', 'open'])}'",
        f"UPDATE guild SET language = '{chance.choice(['en', 'ja'])}'",
        f"UPDATE drama SET title = '1 Litre of Tears {chance.randrange(9)}' WHERE id = 1",
    ]
    if kind not in NOT_IN_THE_STORE:
        found.append(f"UPDATE {table} SET {column} = replace({column}, '{WORDS}', '{OTHER}')")
        found.append(f"UPDATE {table} SET {column} = replace({column}, '{OTHER}', '{WORDS}')")
    if kind in LABELS:
        label = chance.choice(["NULL", "3", "9"])
        found.append(f"UPDATE {table} SET {LABELS[kind]} = {label}")
    if kind is Kind.MARKED:
        found.append(f"UPDATE {table} SET episode = {chance.randint(1, 9)}")
    return chance.choice(found)


@pytest.mark.parametrize("seed", range(ORDERS))
@every
async def test_in_any_order_nothing_is_left_behind(
    world: World,
    database: Database,
    standing: tuple[Kind, str],
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind, chance = standing[0], random.Random(f"{standing} {seed}")  # noqa: S311 - no secret
    await stands(world, database, standing)
    await put(database, "INSERT OR IGNORE INTO guild (id) VALUES (?)", world.guild.id)
    with monkeypatch.context() as patched:
        dying(patched, chance)
        for _ in range(STEPS):
            if chance.random() < 0.4:
                status, code = chance.choice([(403, 50001), (500, 0), (503, 0)])
                method = chance.choice(["PATCH", "DELETE"])
                world.env.inject_error(method, "/channels/*/messages/*", status=status, code=code)
            await put(database, a_change(chance, kind, world.guild.id))
            if chance.random() < 0.6:
                await follow(world)
    world.env.backend.faults.clear()
    await at_last(world, database)
    await as_the_store_says(world, database, kind)
    ends = [f"DELETE FROM {TABLES[kind][0]}", "UPDATE drama SET hidden = 1 WHERE id = 1"]
    end = ends[0] if kind is Kind.MARKED else chance.choice(ends)
    await put(database, end)
    await at_last(world, database)
    assert with_words(world) + with_words(world, OTHER) == []


async def at_last(world: World, database: Database) -> None:
    """Discord is well, and what was put off is due."""
    for _ in range(3):
        await put(database, "UPDATE posted SET retry_at = NULL")
        await put(
            database, "UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages'"
        )
        await follow(world)
    await nothing_is_outdated(database)


async def as_the_store_says(world: World, database: Database, kind: Kind) -> None:
    """The one message says what the store has, hidden as the store has it, in the guild's language."""
    table, column = TABLES[kind]

    def read(connection: sqlite3.Connection) -> tuple[str, int | None, str, str | None]:
        label = LABELS.get(kind, "NULL" if kind is Kind.RECOMMENDATION else "9")
        text, spoils = connection.execute(f"SELECT {column}, {label} FROM {table}").fetchone()
        policy, language = connection.execute("SELECT policy, language FROM guild").fetchone()
        return text, spoils, policy, language

    text, spoils, policy, language = await database.read(read)
    words = WORDS if WORDS in text or kind in NOT_IN_THE_STORE else OTHER
    known = await _known(database, kind)
    (message,) = [message for message in messages(world) if message.id in known]
    sealed = spoils is not None and policy == "sealed"
    assert (words in everything_of(message)) is not sealed
    assert spoils is None or words not in text_of(message)
    assert all(label.isascii() is (language != "ja") for label in labels(message) if label != "…")


async def _known(database: Database, kind: Kind) -> set[int]:
    rows = await stored(database, "SELECT message_id FROM posted WHERE kind = ?", kind)
    return {ident for (ident,) in rows}
