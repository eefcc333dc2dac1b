"""Shows what moderators decide on: a case, a held writing, or the next thing of the queue."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.blocks import Author
from bot.domain.consent import Alone
from bot.domain.held import HeldShown
from bot.domain.reports import Case, Turn
from bot.errors import DiscordSilent
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.present.moderation import cases, held
from bot.present.moderation.turning import done, empty
from bot.services.container import Services
from cogs.access import can_be_blocked
from cogs.base import guild_of


async def turn_screen(
    talk: Conversation, services: Services, turn: Turn | None, told: str | None = None
) -> Screen:
    """What waits at a place of the queue, below it what was just done. None: nothing waits."""
    if turn is None:
        view = empty(talk.t)
    elif isinstance(turn, Case):
        view = await case_screen(talk, services, turn)
    else:
        view = await held_screen(talk, services, turn)
    return done(view, told)


async def case_screen(talk: Conversation, services: Services, one: Case, page: int = 0) -> Screen:
    writing = one.shown.shown.writing if one.shown is not None else None
    author = await _author(talk, services, writing.author_id if writing is not None else None)
    return cases.case(talk.t, one, page, author)


async def held_screen(
    talk: Conversation, services: Services, gated: Alone[HeldShown], page: int = 0
) -> Screen:
    author = await _author(talk, services, gated.shown.held.author_id)
    return held.one(talk.t, gated, page, author)


async def _author(talk: Conversation, services: Services, author_id: int | None) -> Author | None:
    """A writing's author, and whether the reader may block them. None: no longer known."""
    if author_id is None:
        return None
    block = await services.blocks.of(author_id, talk.reader, utcnow())
    if not talk.reader.manages_guild or author_id == talk.reader.member_id:
        return Author(author_id, block)
    try:
        changeable = block is not None or await can_be_blocked(guild_of(talk), author_id)
    except DiscordSilent:  # the screen can do without the button
        changeable = False
    return Author(author_id, block, changeable)
