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
from bot.errors import NoQuotes, NotYourQuote, QuoteGone, QuoteKnown, QuoteSpoils, SpoilerUnlabelled
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


async def save(services: Services, drama: Drama, text: str, episode: str = "", speaker: str = "") -> int:
    return (await services.quotes.add(drama, QuoteForm(text, speaker, episode), MIKA, NOW)).quote.id


async def test_a_list_has_what_its_reader_is_past(services: Services, drama: Drama, store: Database) -> None:
    for reader in (MIKA, JUN):
        with pytest.raises(NoQuotes):
            await services.quotes.page(drama, reader, 0, NOW)
    for text, episode in (("Free.", ""), ("Third.", "3"), ("Fifth.", "5")):
        await save(services, drama, text, episode)
    await saw(store, drama, JUN, 3)
    page = await services.quotes.page(drama, JUN, 0, NOW)
    assert [one.shown.quote.text for one in page.quotes] == ["Free.", "Third."]
    assert (page.total, page.later) == (2, 1)
    page = await services.quotes.page(drama, MIKA, 0, NOW)
    assert {one.shown.quote.text for one in page.quotes} == {"Free.", "Third.", "Fifth."}, "they saved them"
    (other,) = await added(store, CatalogueEntry("All later", episodes=10))
    await save(services, other, "At the end.", "9")
    page = await services.quotes.page(other, JUN, 0, NOW)
    assert (page.quotes, page.total, page.later) == ((), 0, 1)


async def test_only_what_spoils_nothing_becomes_a_picture(services: Services, drama: Drama) -> None:
    free, third = await save(services, drama, "Free."), await save(services, drama, "Third.", "3")
    assert (await services.quotes.for_picture(free, MIKA, NOW)).quote.text == "Free."
    with pytest.raises(QuoteSpoils):
        await services.quotes.for_picture(third, MIKA, NOW)


@pytest.mark.parametrize("policy", Policy)
async def test_a_message_shows_everyone_the_same_whoever_asked_for_it(
    services: Services, drama: Drama, store: Database, policy: Policy
) -> None:
    saved = await save(services, drama, "Third.", "3")
    await saw(store, drama, MIKA, 3)
    for reader in (MIKA, JUN):
        shown = await services.quotes.for_all(saved, under(policy, reader), NOW)
        assert shown.shape is (Shape.ASK if policy is Policy.SEALED else Shape.BARS)


async def test_a_message_is_out_of_date_once_its_quote_is_another(
    services: Services, drama: Drama, store: Database
) -> None:
    saved = await save(services, drama, "Third.", "3")
    shown = await services.quotes.for_all(saved, MIKA, NOW)
    assert await store.read(services.quotes.still(shown, MIKA, NOW))
    await saw(store, drama, MIKA, 3)
    assert await store.read(services.quotes.still(shown, MIKA, NOW)), "all were shown it alike"
    await services.quotes.change(saved, drama, QuoteForm("Third!", "", "3"), MIKA, NOW)
    assert not await store.read(services.quotes.still(shown, MIKA, NOW))
    await services.quotes.delete(saved, MIKA, NOW)
    assert not await store.read(services.quotes.still(shown, MIKA, NOW))


async def test_the_form_begins_with_what_stands_or_was_typed(
    services: Services, drama: Drama, store: Database
) -> None:
    named = "Its title"
    bare, whole = await save(services, drama, "Free."), await save(services, drama, "Third.", "3", "Aya")
    for ident, begins in (
        (bare, QuoteForm("Free.", "", "", named)),
        (whole, QuoteForm("Third.", "Aya", "3", named)),
    ):
        assert await services.quotes.begun(ident, MIKA, NOW, lambda _: named) == begins
        with pytest.raises(NotYourQuote):
            await services.quotes.mine(ident, JUN, NOW)
        assert (await services.quotes.mine(ident, REI, NOW)).quote.id == ident
    typed = QuoteForm("Typed.", "Asou", "4", "Another title")
    for form in (typed, QuoteForm("Typed.")):
        assert await services.quotes.form(9_000, None, form, MIKA) == form, "no one knows of which drama"
    fields = {"text": "Typed.", "speaker": "Asou", "episode": "4", "title": "Another title"}
    for subject in ("message 9000", f"quote {bare}"):
        await services.drafts.keep(MIKA, QUOTE, subject, fields, NOW)
    assert await services.quotes.form(9_000, drama, SPOILING, MIKA) == typed
    assert await services.quotes.begun(bare, MIKA, NOW, lambda _: named) == typed
    assert await services.quotes.form(9_001, drama, SPOILING, MIKA) == SPOILING
    await saw(store, drama, MIKA, 5)
    assert (await services.quotes.form(9_001, drama, QuoteForm("So"), MIKA)).episode == "5"


async def test_a_quote_is_stored_as_it_is_read(services: Services, drama: Drama, store: Database) -> None:
    await save(services, drama, "  I want  \n to live. ", "", "  Aya   Ikeuchi ")
    await save(services, drama, "Alone.")
    assert await rows(store, "SELECT text, speaker FROM quote WHERE drama_id = ? ORDER BY id", drama.id) == [
        ("I want\nto live.", "Aya Ikeuchi"), ("Alone.", None)
    ]  # fmt: skip
    with pytest.raises(SpoilerUnlabelled):
        await services.quotes.add(drama, QuoteForm("Bare."), MIKA, NOW, labelled=True)
    assert (await services.quotes.add(drama, QuoteForm("Bare."), MIKA, NOW)).new
    assert not (await services.quotes.add(drama, QuoteForm("Bare."), MIKA, NOW)).new


async def test_no_quote_becomes_another_and_messages_follow_it(
    services: Services, drama: Drama, store: Database
) -> None:
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    one, _ = await save(services, drama, "One."), await save(services, drama, "Two.")
    assert woken == []
    with pytest.raises(QuoteKnown):
        await services.quotes.change(one, drama, QuoteForm("Two."), MIKA, NOW)
    await services.quotes.change(one, drama, QuoteForm("One.", "Aya"), MIKA, NOW)
    assert len(woken) == 1
    assert (await services.quotes.one(one, MIKA, NOW)).shown.quote.speaker == "Aya"
    await services.quotes.change(one, drama, QuoteForm("One."), MIKA, NOW)
    assert (await services.quotes.one(one, MIKA, NOW)).shown.quote.speaker is None
    woken.pop()
    said = (await services.quotes.add(drama, QuoteForm("Said."), MIKA, NOW, author_id=JUN.member_id)).quote.id
    await services.quotes.delete(said, JUN, NOW)
    assert len(woken) == 2
    assert await rows(store, "SELECT * FROM audit") == [], "it was their own message"
    with pytest.raises(QuoteGone):
        await services.quotes.one(said, JUN, NOW)
    await services.quotes.delete(one, MIKA, NOW)
    assert [text for (text,) in await rows(store, "SELECT text FROM quote WHERE drama_id = ?", drama.id)] == [
        "Two."
    ]


async def test_a_random_quote_is_of_the_drama_or_of_any(
    services: Services, drama: Drama, store: Database
) -> None:
    await store.write(lambda connection: connection.execute("DELETE FROM quote"))
    for asked in (drama, None):
        with pytest.raises(NoQuotes):
            await services.quotes.random(asked, MIKA, NOW, alone=True)
    saved = await save(services, drama, "Free.")
    (other,) = await added(store, CatalogueEntry("Silent", episodes=10))
    for asked in (drama, None):
        assert (await services.quotes.random(asked, MIKA, NOW, alone=True)).shown.quote.id == saved
    with pytest.raises(NoQuotes):
        await services.quotes.random(other, MIKA, NOW, alone=True)
