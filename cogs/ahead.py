"""Asks curators once before a form or a queue shows plot that they have not watched yet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.verbs import Verb
from bot.present import ahead, spoilers
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from cogs.base import NamidaCog

Place = Callable[[Pressed], Awaitable[tuple[Drama, int]]]  # what a button is about: a drama and an episode


async def is_asked(
    cog: NamidaCog,
    talk: Conversation,
    place: tuple[Drama, int],
    kind: str,
    verb: Verb,
    *subject: object,
) -> bool:
    """Ask a reader who is behind the place, and say that they were; `verb` with `subject` takes the answer.

    `kind` is what would be shown, translated.
    """
    drama, episode = place
    found = await cog.services.watching.ahead(drama, talk.reader, episode)
    if found is not None:
        await talk.reply(ahead.question(talk.t, found, kind, verb, subject))
    return found is not None


async def agreed(cog: NamidaCog, talk: Conversation, pressed: Pressed, place: Place) -> Pressed:
    """What was asked about, once its reader has agreed; who says that they have seen it is moved there."""
    answer = spoilers.answer(pressed)
    if answer.seen:
        drama, episode = await place(answer.subject)
        await cog.services.watching.seen_up_to(drama, talk.reader, episode, utcnow())
    return answer.subject
