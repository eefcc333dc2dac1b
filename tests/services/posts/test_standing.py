"""A public answer is noted as it stands, in one transaction with the look whether it is still so."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.domain.comments import QuoteForm
from bot.domain.message_ledger import Place, Thing
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.services.container import Services
from bot.services.posts.message_ledger import Still
from bot.store.database import Database
from tests.services.people import JUN, MIKA, NOW, TEAROOM

PLACE = Place(TEAROOM, 70, 9_001)


@dataclass(frozen=True)
class Answer:
    things: tuple[Thing, ...]
    still: Still
    changes: tuple[str, ...]


async def review(services: Services) -> Answer:
    drama = await services.catalogue.get(1)
    await services.reviews.write(drama, ReviewForm("It stays", "I cried.", "", "9"), MIKA, NOW)
    page = await services.reviews.page(drama, JUN, ReviewSort.HELPFUL, NOW, Begin(), private=False)
    return Answer(
        (services.reviews.thing(page.shown),),
        services.reviews.still(page.shown, JUN),
        (
            "UPDATE review SET text = 'Another'",
            "UPDATE review SET spoils_episode = 3",
            "UPDATE review SET hidden = 1",
            "DELETE FROM review",
            "UPDATE drama SET hidden = 1 WHERE id = 1",
        ),
    )


async def quote(services: Services) -> Answer:
    drama = await services.catalogue.get(1)
    shown = await services.quotes.add(drama, QuoteForm("To live.", "", ""), MIKA, NOW)
    return Answer(
        (services.quotes.thing(shown),),
        services.quotes.still(shown, MIKA, NOW),
        (
            "UPDATE quote SET text = 'Another' WHERE guild_id IS NOT NULL",
            "UPDATE quote SET episode = 3 WHERE guild_id IS NOT NULL",
            "DELETE FROM quote WHERE guild_id IS NOT NULL",
        ),
    )


Make = Callable[[Services], Awaitable[Answer]]
# The drama's sight comes last: after the note it concerns many messages at once, and is a row of its own.
AFTER = [(review, at) for at in range(4)] + [(quote, at) for at in range(3)]
CASES = [*AFTER, (review, 4)]


async def noted(store: Database) -> list[tuple[int, int]]:
    def read(connection: sqlite3.Connection) -> list[tuple[int, int]]:
        return connection.execute(
            "SELECT revision, shown FROM posted WHERE message_id = ?", (PLACE.message_id,)
        ).fetchall()

    return await store.read(read)


@pytest.mark.parametrize("make", [review, quote])
async def test_what_is_as_it_was_read_is_up_to_date(services: Services, store: Database, make: Make) -> None:
    answer = await make(services)
    assert await services.ledger.stands(PLACE, answer.things, {}, answer.still)
    ((revision, shown),) = await noted(store)
    assert revision == shown


@pytest.mark.parametrize(("make", "at"), CASES)
async def test_what_changed_since_it_was_read_is_out_of_date(
    services: Services, store: Database, make: Make, at: int
) -> None:
    """Then the chore looks at the message."""
    answer = await make(services)
    await store.write(lambda connection: connection.execute(answer.changes[at]))
    assert not await services.ledger.stands(PLACE, answer.things, {}, answer.still)
    ((revision, shown),) = await noted(store)
    assert revision != shown


@pytest.mark.parametrize(("make", "at"), AFTER)
async def test_what_changes_after_the_note_counts_as_well(
    services: Services, store: Database, make: Make, at: int
) -> None:
    answer = await make(services)
    assert await services.ledger.stands(PLACE, answer.things, {}, answer.still)
    await store.write(lambda connection: connection.execute(answer.changes[at]))
    ((revision, shown),) = await noted(store)
    assert revision != shown
