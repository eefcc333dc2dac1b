"""Every kind of writing, each by Mika in the tearoom, posted where its kind is posted."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable

import pytest

from bot.domain.advice import AdviceForm
from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.marked import Original
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Place, Thing
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import ReviewForm
from bot.domain.writings import WritingKind, WritingRef
from bot.errors import WaitsForModerators
from bot.services.container import Services
from bot.services.posts.message_ledger import CHORE
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores, message_ledger
from tests.services.people import JUN, MIKA, NOW, REI, TEAROOM, Here, added, rows

THREAD, BOARD, LOG = 700, 70, 71
WORDS = "zqwordzq"  # in every text
Told = dict[WritingKind, WritingRef]


@pytest.fixture
async def dramas(store: Database) -> list[Drama]:
    return await added(
        store, CatalogueEntry("Discussed", episodes=10), CatalogueEntry("Beside it", episodes=8)
    )


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Waited for", episodes=10))
    return found


async def tell(services: Services, store: Database, dramas: list[Drama], by: Reader) -> Told:
    """One writing of each kind by a member; nothing waits to be posted."""
    drama, other = dramas
    review = await services.reviews.write(drama, ReviewForm(WORDS, WORDS, "3", "9"), by, NOW)
    reason = await services.recommending.suggest(drama, other, ReasonForm(WORDS, "3", "2"), by, NOW)
    advice = await services.advice.give(JUN.member_id, drama, AdviceForm(WORDS, "3"), by, NOW, Here())
    comment = await services.comments.write(drama, Spot(drama.id), CommentForm(WORDS, "3"), THREAD, by, NOW)
    quote = await services.quotes.add(drama, QuoteForm(f"{WORDS} {by.member_id}", episode="3"), by, NOW)
    original = Original(10_000 + by.member_id, TEAROOM, 800, by.member_id, WORDS)
    await services.marking.ask(original, by, NOW, room=10_000_000)
    await services.marking.plan(original, drama, 3, (), by, NOW)
    submitted = await services.synopses.write(drama, 3, WORDS, by, NOW)
    accepted = await services.synopses.write(drama, 4, WORDS, by, NOW)
    await services.submissions.publish(accepted.synopsis.id, REI, NOW)
    ids = {
        WritingKind.REVIEW: review.review.id,
        WritingKind.REASON: reason.id,
        WritingKind.ADVICE: advice.id,
        WritingKind.COMMENT: comment.id,
        WritingKind.QUOTE: quote.quote.id,
        WritingKind.MARKED: original.message_id,
        WritingKind.SYNOPSIS: accepted.synopsis.id,
        WritingKind.SUBMISSION: submitted.synopsis.id,
    }
    return {kind: WritingRef(kind, ident, TEAROOM) for kind, ident in ids.items()}


async def waits(writing: Awaitable[object]) -> None:
    """What is written is not stored: moderators read it first."""
    with pytest.raises(WaitsForModerators):
        await writing


MESSAGES = {kind: 9_000 + at for at, kind in enumerate(WritingKind)}


@pytest.fixture
async def told(services: Services, store: Database, dramas: list[Drama]) -> Told:
    """Mika's writings, of which a message of each but the submission stands; there is a log channel."""
    told = await tell(services, store, dramas, MIKA)
    drama_id = dramas[0].id

    def post(connection: sqlite3.Connection) -> None:
        for kind in (WritingKind.REVIEW, WritingKind.COMMENT, WritingKind.MARKED):
            thing = Thing(Kind(kind), told[kind].id, drama_id)
            channel = THREAD if kind is WritingKind.COMMENT else 72
            message_ledger.stands(connection, thing, Place(TEAROOM, channel, MESSAGES[kind]))
        connection.execute(
            "INSERT INTO posted (kind, subject, drama_id, episode, guild_id, shown, channel_id, message_id)"
            " VALUES ('synopsis', 0, ?, 4, ?, 1, 73, ?)",
            (drama_id, TEAROOM, MESSAGES[WritingKind.SYNOPSIS]),
        )
        for kind in (WritingKind.REASON, WritingKind.QUOTE):
            place = Place(TEAROOM, 74, MESSAGES[kind])
            things = [Thing(Kind(kind), told[kind].id, drama_id)]
            message_ledger.expect(connection, place, things, {})
            message_ledger.settle(connection, place, things)
        connection.execute(
            "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, channel_id, thread_id)"
            " VALUES (?, ?, 0, 0, ?, ?)",
            (TEAROOM, drama_id, BOARD, THREAD),
        )
        guilds.put_channel(connection, TEAROOM, Purpose.LOG, LOG)
        guilds.put_channel(connection, TEAROOM, Purpose.SYNOPSES, 73)
        connection.execute("DELETE FROM outbox")
        connection.execute("DELETE FROM audit")
        chores.plan(connection, CHORE, NOW)

    await store.write(post)
    return told


async def done(store: Database, sql: str) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute(sql)

    await store.write(write)


async def planned(store: Database, kind: str) -> list[tuple[object, ...]]:
    """The posts of a kind that wait, by their target and payload."""
    return await rows(store, "SELECT target, payload FROM outbox WHERE kind = ? ORDER BY id", kind)
