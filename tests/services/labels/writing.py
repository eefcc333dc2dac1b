"""Every way of writing a text that has a label."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import ReviewForm
from bot.services.container import Services
from tests.services.people import MIKA, NOW

BARRED = "At the end ||she\ndies||."
PLAIN = "It rains."
_hours = itertools.count()


def later() -> datetime:
    """An hour after the one before: no one's allowance is used up."""
    return NOW + timedelta(hours=next(_hours))


Write = Callable[[Services, Drama, Drama, str, str], Awaitable[object]]


async def new_comment(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    form = CommentForm(text, label)
    await services.comments.look(drama, Spot(drama.id), form, MIKA, later())
    return await services.comments.write(drama, Spot(drama.id), form, 88, MIKA, later())


async def changed_comment(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    made = await services.comments.write(drama, Spot(drama.id), CommentForm(PLAIN), 88, MIKA, later())
    return await services.comments.change(made.id, CommentForm(text, label), MIKA, later())


async def headline(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.reviews.write(drama, ReviewForm(text, PLAIN, label), MIKA, later())


async def review(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.reviews.write(drama, ReviewForm("It stays", text, label), MIKA, later())


async def changed_review(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    await services.reviews.write(drama, ReviewForm("It stays", PLAIN), MIKA, later())
    return await services.reviews.write(drama, ReviewForm("It stays", text, label), MIKA, later())


async def quote(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.quotes.add(drama, QuoteForm(text, "", label), MIKA, later())


async def speaker(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    return await services.quotes.add(drama, QuoteForm("I live.", text, label), MIKA, later())


async def changed_quote(services: Services, drama: Drama, _: Drama, text: str, label: str) -> object:
    made = await services.quotes.add(drama, QuoteForm("I live on."), MIKA, later())
    return await services.quotes.change(made.quote.id, drama, QuoteForm(text, "", label), MIKA, later())


async def reason(services: Services, drama: Drama, other: Drama, text: str, label: str) -> object:
    return await services.recommending.suggest(drama, other, ReasonForm(text, label), MIKA, later())


async def reason_of_the_other(
    services: Services, drama: Drama, other: Drama, text: str, label: str
) -> object:
    return await services.recommending.suggest(other, drama, ReasonForm(text, "", label), MIKA, later())


async def changed_reason(services: Services, drama: Drama, other: Drama, text: str, label: str) -> object:
    await services.recommending.suggest(drama, other, ReasonForm(PLAIN), MIKA, later())
    return await services.recommending.suggest(other, drama, ReasonForm(text, "", label), MIKA, later())


WRITES: tuple[Write, ...] = (
    new_comment, changed_comment, headline, review, changed_review, quote, speaker, changed_quote, reason,
    reason_of_the_other, changed_reason,
)  # fmt: skip


async def watched(services: Services, drama: Drama, episode: int, reader: Reader = MIKA) -> None:
    await services.watching.set(drama, reader, Status.WATCHING, episode, NOW)
