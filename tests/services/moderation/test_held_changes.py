"""What waits of comments and quotes: which of it takes the place of which, and what its author gets back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import Drama
from bot.errors import SpoilerUnlabelled
from bot.services.board.comment_posts import POST
from bot.services.board.quotes import QUOTE
from bot.services.container import Services
from bot.store.database import Database
from tests.services.moderation.conftest import waits
from tests.services.people import MIKA, NEWCOMER, NOW, REI, TEAROOM, rows

LATER = NOW + timedelta(hours=1)
DRAFTS = "SELECT kind, subject FROM draft ORDER BY kind, subject"


async def words(services: Services) -> list[str]:
    return [one.words[0] for one in await services.held.waiting(TEAROOM)]


async def dismiss_all(services: Services) -> None:
    for one in await services.held.waiting(TEAROOM):
        await services.held.dismiss(one.id, REI, LATER)


async def test_a_change_takes_the_place_of_the_last_and_new_ones_wait_beside_each_other(
    services: Services, store: Database, drama: Drama
) -> None:
    comments, quotes = services.comments, services.quotes
    comment = (await comments.write(drama, Spot(drama.id), CommentForm("Mine."), 88, MIKA, NOW)).id
    quote = (await quotes.add(drama, QuoteForm("Said."), MIKA, NOW)).quote.id
    for text in ("One.", "Two."):
        await waits(comments.change(comment, CommentForm(text), NEWCOMER, NOW))
        await waits(quotes.change(quote, drama, QuoteForm(text), NEWCOMER, NOW))
    assert await words(services) == ["Two.", "Two."]
    for number in (1, 2):
        await waits(comments.look(drama, Spot(drama.id), CommentForm(f"New {number}."), NEWCOMER, NOW))
        await waits(quotes.add(drama, QuoteForm(f"Said {number}."), NEWCOMER, NOW, 9_000))
    assert await words(services) == ["Two.", "Two.", "New 1.", "Said 1.", "New 2.", "Said 2."]
    for one in (await services.held.waiting(TEAROOM))[:2]:
        await services.held.release(one.id, REI, LATER)
    assert await rows(store, "SELECT text FROM comment") == [("Two.",)]
    assert await rows(store, "SELECT text FROM quote WHERE guild_id IS NOT NULL") == [("Two.",)]


async def test_each_form_gets_its_own_draft_back(services: Services, store: Database, drama: Drama) -> None:
    comments, quotes = services.comments, services.quotes
    comment = (await comments.write(drama, Spot(drama.id), CommentForm("Mine."), 88, MIKA, NOW)).id
    quote = (await quotes.add(drama, QuoteForm("Said."), MIKA, NOW)).quote.id
    subjects = [(POST, f"comment {comment}"), (POST, f"drama {drama.id}"), (QUOTE, "message 9000")]
    subjects.append((QUOTE, f"quote {quote}"))
    for kind, subject in subjects:
        await services.drafts.keep(MIKA, kind, subject, {"text": "Typed."}, NOW)
    await waits(comments.change(comment, CommentForm("Two."), NEWCOMER, NOW))
    await waits(comments.look(drama, Spot(drama.id), CommentForm("New."), NEWCOMER, NOW))
    await waits(quotes.add(drama, QuoteForm("Said so."), NEWCOMER, NOW, 9_000))
    await waits(quotes.change(quote, drama, QuoteForm("Said it."), NEWCOMER, NOW))
    assert await rows(store, DRAFTS) == [], "they wait instead"
    await dismiss_all(services)
    assert await rows(store, DRAFTS) == subjects


async def test_a_quote_that_needs_a_label_does_not_wait_without_one(services: Services, drama: Drama) -> None:
    with pytest.raises(SpoilerUnlabelled):
        await services.quotes.add(drama, QuoteForm("Bare."), NEWCOMER, NOW, labelled=True)
    assert await services.held.count(TEAROOM) == 0
    await waits(services.quotes.add(drama, QuoteForm("Bare.", "", "3"), NEWCOMER, NOW, labelled=True))
