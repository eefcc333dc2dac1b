"""Every way in which a member gives the bot a text, and a Discord that tells of its AutoMod."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.advice import AdviceForm
from bot.domain.changes import Change, ChangeKind
from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import Drama
from bot.domain.guilds import GuildSettings
from bot.domain.marked import FileThere, Original
from bot.domain.members import Reader
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import ReviewForm
from bot.domain.screening import AutomodRules, Trouble
from bot.domain.writings import WritingKind
from bot.services.container import Services
from tests.services.people import JUN, MIKA, NOW, TEAROOM, Here

BAD, GOOD = "you rascal", "how lovely"
CURATOR = replace(MIKA, settings=GuildSettings(TEAROOM, curator_role=9), role_ids=frozenset({9}))
_numbers = itertools.count(10_000)


@dataclass
class Discord:
    """What Discord says of AutoMod, and how often it was asked."""

    said: dict[int, AutomodRules | Trouble] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    left: set[int] = field(default_factory=set)

    def is_there(self, guild_id: int) -> bool:
        return guild_id not in self.left

    async def automod_rules(self, guild_id: int) -> AutomodRules | Trouble:
        self.asked.append(guild_id)
        await asyncio.sleep(0)
        return self.said.get(guild_id, AutomodRules())


Write = Callable[[Services, Drama, str, Reader], Awaitable[object]]


async def review(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.reviews.write(drama, ReviewForm("It stays", text), reader, NOW)


async def headline(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.reviews.write(drama, ReviewForm(text, "I cried."), reader, NOW)


async def reason(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    other = await services.catalogue.get(1)
    return await services.recommending.suggest(drama, other, ReasonForm(text), reader, NOW)


async def look(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    await services.comments.look(drama, Spot(drama.id), CommentForm(text), reader, NOW)
    return None


async def comment(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.comments.write(drama, Spot(drama.id), CommentForm(text), 88, reader, NOW)


async def changed_comment(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    before = replace(reader, released=True)
    made = await services.comments.write(drama, Spot(drama.id), CommentForm("Mine."), 88, before, NOW)
    return await services.comments.change(made.id, CommentForm(text), reader, NOW)


async def advice(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.advice.give(JUN.member_id, drama, AdviceForm(text), reader, NOW, Here())


async def quote(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.quotes.add(drama, QuoteForm(text), reader, NOW)


async def speaker(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.quotes.add(drama, QuoteForm("I want to live!", text), reader, NOW)


async def changed_quote(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    before = replace(reader, released=True)
    made = await services.quotes.add(drama, QuoteForm(f"Line {next(_numbers)}"), before, NOW)
    return await services.quotes.change(made.quote.id, drama, QuoteForm(text), reader, NOW)


async def submission(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.synopses.write(drama, 3, text, reader, NOW)


async def synopsis(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    as_curator = replace(reader, settings=reader.settings and replace(reader.settings, curator_role=9))
    return await services.synopses.write(drama, 3, text, replace(as_curator, role_ids=frozenset({9})), NOW)


async def corrected_submission(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    sent = await services.synopses.write(drama, 4, "What happened.", replace(JUN, released=True), NOW)
    return await services.submissions.publish(sent.synopsis.id, reader, NOW, text)


async def sent_back(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    sent = await services.synopses.write(drama, 5, "What happened.", replace(JUN, released=True), NOW)
    return await services.submissions.send_back(sent.synopsis.id, text, reader, NOW)


async def marked(services: Services, _: Drama, text: str, reader: Reader) -> object:
    return await services.marking.ask(
        Original(next(_numbers), TEAROOM, 8, 1, text), reader, NOW, room=10_000_000
    )


async def marked_file(services: Services, _: Drama, text: str, reader: Reader) -> object:
    files = (FileThere("https://cdn.example/a.png", "a.png", 10, text),)
    return await services.marking.ask(
        Original(next(_numbers), TEAROOM, 8, 1, "", files), reader, NOW, room=10_000_000
    )


async def catalogue_change(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    change = Change(ChangeKind.NAME, drama_id=drama.id, text=text)
    return await services.changes.make(change, reader, NOW)


async def proposal(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    change = Change(ChangeKind.NAME, drama_id=drama.id, text=text)
    return await services.changes.propose(change, reader, NOW, {9})


# And what kind of writing waits, where one can.
WAYS: dict[Write, WritingKind | None] = {
    review: WritingKind.REVIEW,
    headline: WritingKind.REVIEW,
    reason: WritingKind.REASON,
    advice: WritingKind.ADVICE,
    look: WritingKind.COMMENT,
    comment: WritingKind.COMMENT,
    changed_comment: WritingKind.COMMENT,
    quote: WritingKind.QUOTE,
    speaker: WritingKind.QUOTE,
    changed_quote: WritingKind.QUOTE,
    submission: WritingKind.SUBMISSION,
    synopsis: WritingKind.SYNOPSIS,
    corrected_submission: None,
    sent_back: None,
    marked: None,
    marked_file: None,
    catalogue_change: None,
    proposal: None,
}
every_way = pytest.mark.parametrize("write", WAYS, ids=lambda way: way.__name__)
