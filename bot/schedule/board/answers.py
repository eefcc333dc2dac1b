"""Tells members who answered them: by direct messages, and in digests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

import discord

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


class Told(Protocol):
    """What a member of a server is told of another one."""

    @property
    def guild_id(self) -> int: ...

    @property
    def author_id(self) -> int: ...

    @property
    def member_id(self) -> int: ...


ToldT = TypeVar("ToldT", bound=Told)


async def both_there(news: Iterable[ToldT], presence: Presence) -> list[ToldT]:
    """Those whose author and reader are both on the server still. Raises `DiscordSilent`."""
    return [
        one
        for one in news
        if await presence.is_member(one.guild_id, one.author_id)
        and await presence.is_member(one.guild_id, one.member_id)
    ]
