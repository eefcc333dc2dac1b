"""What members tell on one server is neither read, changed nor moderated from another one.

The methods are found by their parameters, so that a new one is tried as well.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.errors import CommentGone, NamidaError, QuoteGone
from bot.services.board.comments import Comments
from bot.services.board.quotes import Quotes
from bot.services.container import Services
from bot.store.board import comments
from bot.store.database import Database
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, REI, added, dump

THREAD = 700
GONE: dict[str, type[NamidaError]] = {"comment_id": CommentGone, "quote_id": QuoteGone}


def methods() -> Iterator[tuple[type, str, str]]:
    """Every method that is given one comment or quote and whom, or which server, it is for."""
    for kind in (Comments, Quotes):
        for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction):
            given = inspect.signature(method).parameters
            if not name.startswith("_") and {"reader", "guild_id"} & set(given):
                for ident in GONE.keys() & set(given):
                    yield kind, name, ident


every = pytest.mark.parametrize(
    ("kind", "name", "ident"), [*methods()], ids=lambda value: getattr(value, "__name__", value)
)
# A moderator of another server, and the author herself there.
readers = pytest.mark.parametrize(
    "reader",
    [replace(KEN, manages_guild=True), replace(MIKA, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))],
    ids=["a moderator there", "the author there"],
)


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    return found


async def told(services: Services, store: Database, drama: Drama) -> dict[str, int]:
    """A comment that is posted, and a quote, of Mika's in the tearoom."""
    comment = await services.comments.write(
        drama, Spot(drama.id), CommentForm("It stays."), THREAD, MIKA, NOW
    )
    quote = await services.quotes.add(drama, QuoteForm("I want to live."), MIKA, NOW)

    def post(connection: sqlite3.Connection) -> None:
        (waiting,) = connection.execute("SELECT id FROM outbox WHERE kind = 'comment'").fetchone()
        comments.composed(connection, comment.id, waiting)
        connection.execute("UPDATE posted SET channel_id = ?, message_id = 9000", (THREAD,))

    await store.write(post)
    return {"comment_id": comment.id, "quote_id": quote.quote.id}


def bound(services: Services, kind: type, name: str) -> Callable[..., Awaitable[object]]:
    found: dict[type, object] = {
        Comments: services.comments,
        Quotes: services.quotes,
    }
    method: Callable[..., Awaitable[object]] = getattr(found[kind], name)
    return method


def call(
    method: Callable[..., Awaitable[object]], ids: dict[str, int], drama: Drama, reader: Reader
) -> Awaitable[object]:
    forms = {"comment_id": CommentForm("It goes."), "quote_id": QuoteForm("It goes.")}
    values: dict[str, Any] = {
        **ids, "reader": reader, "guild_id": reader.guild_id, "now": NOW, "drama": drama, "thread_id": THREAD,
        "alone": True, "consent": None, "named": lambda known: known.title,
        "form": next(form for ident, form in forms.items() if ident in _given(method)),
    }  # fmt: skip
    return method(**{name: values[name] for name in _given(method)})


def _given(method: Callable[..., Awaitable[object]]) -> tuple[str, ...]:
    return tuple(inspect.signature(method).parameters)


@readers
@every
async def test_nothing_is_done_from_another_server(
    services: Services, store: Database, drama: Drama, kind: type, name: str, ident: str, reader: Reader
) -> None:
    ids = await told(services, store, drama)
    before = await dump(store)
    with pytest.raises(GONE[ident]):
        await call(bound(services, kind, name), ids, drama, reader)
    assert await dump(store) == before


@every
async def test_the_same_is_done_on_its_own_server(
    services: Services, store: Database, drama: Drama, kind: type, name: str, ident: str
) -> None:
    ids = await told(services, store, drama)
    by = JUN if (kind, name) == (Comments, "like") else MIKA
    await call(bound(services, kind, name), ids, drama, by)


@every
async def test_what_is_not_there_is_gone(
    services: Services, store: Database, drama: Drama, kind: type, name: str, ident: str
) -> None:
    ids = {at: found + 1_000 for at, found in (await told(services, store, drama)).items()}
    before = await dump(store)
    with pytest.raises(GONE[ident]):
        await call(bound(services, kind, name), ids, drama, REI)
    assert await dump(store) == before


@every
async def test_what_is_told_of_a_removed_drama_is_gone(
    services: Services, store: Database, drama: Drama, kind: type, name: str, ident: str
) -> None:
    ids = await told(services, store, drama)

    def remove(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama.id,))

    await store.write(remove)
    before = await dump(store)
    with pytest.raises(GONE[ident]):
        await call(bound(services, kind, name), ids, drama, REI)
    assert await dump(store) == before
