"""How a quote may be given: to all under the policy of the server, to one reader by how far they are."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.comments import QuoteForm
from bot.domain.consent import Withheld
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status
from bot.domain.spoilers import Policy, Shape
from bot.errors import NotYourQuote
from bot.services.board.quotes import QUOTE
from bot.services.container import Services
from bot.store import drafts
from bot.store.database import Database
from bot.store.members import members
from tests.services.people import JUN, KEN, MIKA, NOW, REI, added, rows, under

SPOILING = QuoteForm("I want to live.", "Aya", "3")


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Quoted", episodes=10, aired_to=date(2005, 12, 20)))
    return found


async def saw(store: Database, drama: Drama, reader: Reader, episode: int) -> None:
    def write(connection: sqlite3.Connection) -> None:
        members.seen(connection, reader.member_id, reader.guild_id, NOW)
        progress = Progress(Status.WATCHING, episode)
        members.put_progress(connection, reader.member_id, drama.id, progress, NOW)

    await store.write(write)


@pytest.mark.parametrize("policy", Policy)
async def test_one_reader_alone_gets_it_by_how_far_they_are(
    services: Services, store: Database, drama: Drama, policy: Policy
) -> None:
    """Its saver and a reader who is past it are not asked; the policy is for what all see."""
    saved = (await services.quotes.add(drama, SPOILING, MIKA, NOW)).quote.id
    await saw(store, drama, JUN, 3)
    await saw(store, drama, REI, 2)
    shapes = [
        (await services.quotes.one(saved, under(policy, reader), NOW)).shown.shape
        for reader in (MIKA, JUN, REI)
    ]
    assert shapes == [Shape.PRIVATE, Shape.PRIVATE, Shape.ASK]
    shapes = [
        (await services.quotes.random(drama, under(policy, reader), NOW, alone=True)).shown.shape
        for reader in (MIKA, JUN, REI)
    ]
    assert shapes == [Shape.PRIVATE, Shape.PRIVATE, Shape.ASK]


@pytest.mark.parametrize(
    ("policy", "past", "behind"),
    [
        (Policy.BARS, Shape.BARS, Shape.BARS),
        (Policy.SEALED, Shape.PRIVATE, Shape.ASK),
        (Policy.OPEN, Shape.PRIVATE, Shape.BARS),
    ],
)
async def test_what_all_see_is_shaped_by_the_policy(
    services: Services, store: Database, drama: Drama, policy: Policy, past: Shape, behind: Shape
) -> None:
    await services.quotes.add(drama, SPOILING, MIKA, NOW)
    await saw(store, drama, JUN, 3)
    for reader, expected in ((JUN, past), (REI, behind)):
        shown = await services.quotes.random(drama, under(policy, reader), NOW, alone=False)
        assert shown.shown.shape is expected


async def test_without_a_server_it_is_sealed(services: Services, drama: Drama, store: Database) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO quote (drama_id, text, episode) VALUES (?, 'Stay.', 3)", (drama.id,))

    await store.write(write)
    alone = replace(JUN, guild_id=None, settings=None)
    shown = await services.quotes.random(drama, alone, NOW, alone=False)
    assert shown.shown.shape is Shape.ASK
    assert isinstance(shown, Withheld)


@pytest.mark.parametrize("policy", Policy)
async def test_the_answer_to_its_saver_is_for_everybody(
    services: Services, drama: Drama, policy: Policy
) -> None:
    first = await services.quotes.add(drama, SPOILING, under(policy), NOW)
    again = await services.quotes.add(drama, SPOILING, under(policy), NOW)
    assert (first.new, again.new) == (True, False)
    assert first.quote == again.quote
    expected = Shape.ASK if policy is Policy.SEALED else Shape.BARS
    assert (first.shape, again.shape) == (expected, expected), "others have not seen it"
    changed = await services.quotes.change(first.quote.id, drama, SPOILING, under(policy), NOW)
    assert (changed.shape, changed.new) == (expected, False)
    assert not (await services.quotes.one(first.quote.id, MIKA, NOW)).shown.new


async def test_who_may_change_and_who_may_delete(services: Services, drama: Drama, store: Database) -> None:
    saved = (await services.quotes.add(drama, SPOILING, MIKA, NOW)).quote.id
    told = {reader.member_id: await services.quotes.one(saved, reader, NOW) for reader in (MIKA, JUN, REI)}
    assert {member: (one.shown.own, one.shown.deletable) for member, one in told.items()} == {
        MIKA.member_id: (True, True), JUN.member_id: (False, False), REI.member_id: (False, True),
    }  # fmt: skip
    for reader in (JUN, REI):
        with pytest.raises(NotYourQuote):
            await services.quotes.begun(saved, reader, NOW, str)
        with pytest.raises(NotYourQuote):
            await services.quotes.change(saved, drama, SPOILING, reader, NOW)
    with pytest.raises(NotYourQuote):
        await services.quotes.delete(saved, JUN, NOW)
    await services.quotes.delete(saved, REI, NOW)
    assert await rows(store, "SELECT actor_id, action FROM audit") == [(REI.member_id, "quote.delete")]


async def test_a_quote_of_the_catalogue_is_nobodys(services: Services, drama: Drama, store: Database) -> None:
    def write(connection: sqlite3.Connection) -> int:
        made = connection.execute("INSERT INTO quote (drama_id, text) VALUES (?, 'Stay.')", (drama.id,))
        return int(made.lastrowid or 0)

    ident = await store.write(write)
    for reader in (MIKA, REI, replace(KEN, manages_guild=True)):
        shown = await services.quotes.one(ident, reader, NOW)
        assert (shown.shown.own, shown.shown.deletable) == (False, False)
        with pytest.raises(NotYourQuote):
            await services.quotes.delete(ident, reader, NOW)


async def test_a_draft_ends_with_what_was_typed_in_it(
    services: Services, drama: Drama, store: Database
) -> None:
    """A draft of a message that is saved, of a change that is made, of a quote that is deleted."""

    async def keep(subject: str) -> None:
        def write(connection: sqlite3.Connection) -> None:
            members.seen(connection, MIKA.member_id, MIKA.guild_id, NOW)
            drafts.put(connection, MIKA.member_id, QUOTE, subject, {"text": "I want"}, NOW)

        await store.write(write)

    kept = "SELECT subject FROM draft ORDER BY subject"
    await keep("message 9000")
    await keep("message 9001")
    saved = (await services.quotes.add(drama, SPOILING, MIKA, NOW, 9_000)).quote.id
    assert await rows(store, kept) == [("message 9001",)]
    await services.quotes.add(drama, QuoteForm("Another."), MIKA, NOW)
    assert await rows(store, kept) == [("message 9001",)]
    for end in (
        services.quotes.change(saved, drama, QuoteForm("I want to live!"), MIKA, NOW),
        services.quotes.delete(saved, MIKA, NOW),
    ):
        await keep(f"quote {saved}")
        await end
        assert await rows(store, kept) == [("message 9001",)]
