"""A card that is read for one tab: it shows what one that is read for all of them shows there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cards import Tab
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.ratings import Look
from bot.domain.scores import Criterion
from bot.i18n import texts
from bot.present.catalogue import cards
from bot.services.container import Services
from bot.store.database import Database
from tests.present.reading import parts_of
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, TEAROOM

AT = "2026-11-21T12:00:00Z"


async def lived_in(services: Services, store: Database, title: str) -> int:
    """A drama of the starter catalogue that members have scored, watched and talked about."""
    drama = await services.catalogue.resolve(title)
    for who in (MIKA, JUN, KEN):
        await services.scores.score(drama, who, {Criterion.OVERALL: 12 + who.member_id}, NOW)
        await services.watching.set(drama, who, Status.COMPLETED, None, NOW)
        await services.scores.score_episode(drama, who, 1, 15, NOW)
    await services.watching.set(drama, JUN, Status.WATCHING, 3, NOW)
    await store.write(
        lambda connection: connection.execute(
            "INSERT INTO comment (guild_id, drama_id, episode, member_id, text, created_at, updated_at)"
            " VALUES (?, ?, 1, ?, 'So sad', ?, ?)",
            (MIKA.guild_id, drama.id, JUN.member_id, AT, AT),
        )
    )
    return drama.id


@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize("reader", [MIKA, JUN, KEN, replace(MIKA, member_id=9), replace(MIKA, guild_id=None)])
async def test_it_shows_the_same(services: Services, store: Database, reader: Reader, tab: Tab) -> None:
    t = texts("en")
    for title in ("1 Litre of Tears", "Love O2O"):
        ident = await lived_in(services, store, title)

        async def shown(read_for: Tab | None, ident: int = ident) -> list[object]:
            look = Look() if tab is Tab.RATINGS else None
            card = await services.cards.get(ident, reader, look, lambda _: True, tab=read_for, now=NOW)
            return [
                parts_of(cards.card(t, card, tab, owner_id=1, private=private)) for private in (False, True)
            ]

        assert await shown(tab) == await shown(None)


async def test_the_quote_of_a_card_is_another_every_day_and_spoils_nothing(
    services: Services, store: Database
) -> None:
    quotes = [
        (1, "One.", None, None),
        (1, "Two.", None, None),
        (1, "Ours.", None, TEAROOM),
        (1, "Theirs.", None, ELSEWHERE),
        (1, "The end.", 11, None),
        (1, "long " * 40, None, None),
        (2, "Of another.", None, None),
    ]

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM quote")
        connection.executemany(
            "INSERT INTO quote (drama_id, text, episode, guild_id) VALUES (?, ?, ?, ?)", quotes
        )

    await store.write(write)

    async def told(reader: Reader, *, private: bool) -> list[str]:
        days = (NOW + timedelta(days=day) for day in range(12))
        shown = [await services.cards.get(1, reader, private=private, now=day) for day in days]
        return [card.quote.quote.text for card in shown if card.quote is not None]

    public = await told(MIKA, private=False)
    assert public in (["One.", "Two."] * 6, ["Two.", "One."] * 6)
    assert set(await told(MIKA, private=True)) == {"One.", "Two.", "Ours."}
    assert set(await told(replace(MIKA, guild_id=None), private=True)) == {"One.", "Two."}
