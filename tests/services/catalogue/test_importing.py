"""Files that moderators attach."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.errors import FileTooLarge, ImportRefused, ImportUnderWay, UnknownFormat
from bot.services.catalogue.importing import SIZE_LIMIT
from bot.services.catalogue.transfer import ImportResult
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import NOW, REI, dump, rows

TWO = (
    '{"title": "Rain Diary", "cast": [{"person": "A Newcomer", "billing": "main"}]}\n'
    '{"title": "Snow Diary"}\n'
)


async def test_what_a_file_brings_is_found_at_once_and_audited(services: Services, store: Database) -> None:
    result = await services.importing.take("List.JSONL", TWO.encode(), REI, NOW)
    assert result == ImportResult(added=2)
    assert (await services.catalogue.resolve("rain diary")).title == "Rain Diary"
    assert len((await services.searching.person("A Newcomer")).roles) == 1
    assert await rows(store, "SELECT guild_id, actor_id, action, subject FROM audit") == [
        (REI.guild_id, REI.member_id, "catalogue.import", f"import {result.ident}")
    ]
    assert await services.importing.take("list.jsonl", TWO.encode(), REI, NOW) == ImportResult(unchanged=2)


async def test_what_a_file_brings_is_looked_for_at_once_by_what_waits_for_it(
    services: Services, store: Database
) -> None:
    """A schedule may wait for a synopsis, and a post show one that the file has in another wording."""
    names = ("posted messages", "synopses by schedule")
    insert = "INSERT INTO chore (name, due_at) VALUES (?, '2999-01-01T00:00:00Z')"
    await store.write(lambda connection: connection.executemany(insert, [(name,) for name in names]))
    await services.importing.take("list.jsonl", TWO.encode(), REI, NOW)
    due = await rows(store, "SELECT asked_for FROM chore WHERE name = ?", names[1])
    assert due == [(f"{NOW:%Y-%m-%dT%H:%M:%SZ}",)]
    snow = await services.catalogue.resolve("Snow Diary")
    posted = (
        "INSERT INTO posted (kind, subject, drama_id, episode, guild_id, shown, channel_id, message_id)"
        f" VALUES ('synopsis', 0, {snow.id}, 1, 5, 1, 6, 7)"
    )
    await store.write(lambda connection: connection.execute(posted))
    told = '{"title": "Snow Diary", "synopses": [{"episode": 1, "language": "en", "text": "It snows."}]}'
    await services.importing.take("more.jsonl", told.encode(), REI, NOW)
    (asked,) = await rows(store, "SELECT asked_for FROM chore WHERE name = ?", names[0])
    assert asked < (f"{NOW:%Y-%m-%dT%H:%M:%SZ}",)
    (outdated,) = await services.ledger.outdated(NOW, 9)
    assert outdated.message_id == 7


async def test_a_table_is_taken_as_well(services: Services) -> None:
    assert await services.importing.take("a.csv", b"title,year\nRain Diary,2031\n", REI, NOW) == ImportResult(
        added=1
    )
    assert (await services.catalogue.resolve("rain diary")).year == 2031


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b'{"title": "Rain Diary"}\n{"title": "", "year": "soon"}\n'),
        ("a.jsonl", b"\xff\xfe\x00"),
        ("a.csv", b'{"title": "Rain Diary"}\n'),
        ("a.csv", b"PK\x03\x04 no table"),
        ("a.jsonl", b""),
        (
            "a.jsonl",
            b'{"title": "Rain", "links": [{"kind": "stream", "title": "A", "url": "https://nyaa.si/1"}]}',
        ),
        ("../../etc/passwd.json", b"[1, 2]"),
    ],
)
async def test_a_file_with_anything_wrong_stores_nothing(
    services: Services, store: Database, name: str, content: bytes
) -> None:
    before = await dump(store)
    with pytest.raises(ImportRefused):
        await services.importing.take(name, content, REI, NOW)
    assert await dump(store) == before


@pytest.mark.parametrize("name", ["a.exe", "a", "", ".csv", "a.csv.zip", "a.jsonl\x00"])
async def test_a_file_of_another_kind_is_not_even_looked_at(services: Services, name: str) -> None:
    with pytest.raises(UnknownFormat):
        services.importing.check(name, 10)


async def test_the_limit_is_exact(services: Services) -> None:
    services.importing.check("a.csv", SIZE_LIMIT)
    with pytest.raises(FileTooLarge):
        services.importing.check("a.csv", SIZE_LIMIT + 1)
    with pytest.raises(FileTooLarge):
        await services.importing.take("a.csv", b"x" * (SIZE_LIMIT + 1), REI, NOW)


async def test_one_file_at_a_time_and_the_next_after_it(services: Services) -> None:
    many = "".join(json.dumps({"title": f"Drama {n:04}"}) + "\n" for n in range(500)).encode()
    first = asyncio.ensure_future(services.importing.take("a.jsonl", many, REI, NOW))
    await asyncio.sleep(0)  # it has begun
    with pytest.raises(ImportUnderWay):
        await services.importing.take("b.jsonl", TWO.encode(), REI, NOW)
    assert (await first).added == 500
    assert (await services.importing.take("b.jsonl", TWO.encode(), REI, NOW)).added == 2


async def test_a_refused_file_does_not_bar_the_way(services: Services) -> None:
    with pytest.raises(ImportRefused):
        await services.importing.take("a.jsonl", b"[]", REI, NOW)
    assert (await services.importing.take("b.jsonl", TWO.encode(), REI, NOW)).added == 2
