"""Notices of answers: their direct messages, and which of them a digest may tell of."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.domain.answers import Answer
from bot.domain.members import Presence
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.board import answers as present
from bot.schedule.posts.composing import Composed, Composer
from bot.services.board.answers import ANSWERED
from bot.services.container import Services


def composers(services: Services, presence: Presence) -> dict[str, Composer]:
    async def compose(post: Post, t: Texts) -> Composed | None:
        answer = await services.answers.to_tell(post, discord.utils.utcnow())
        if answer is None or not await both_there([answer], presence):
            return None
        return Composed(present.notice(t, answer))

    return {ANSWERED: compose}


async def both_there(answers: Iterable[Answer], presence: Presence) -> list[Answer]:
    """The answers whose author and reader are both on the server still. Raises `DiscordSilent`."""
    return [
        answer
        for answer in answers
        if await presence.is_member(answer.guild_id, answer.author_id)
        and await presence.is_member(answer.guild_id, answer.member_id)
    ]
