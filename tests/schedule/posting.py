"""Posts of a kind of the tests' own, planned through the bot and seen where they arrive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Post, Target
from bot.i18n import Texts
from bot.present.layout import note
from bot.schedule.composing import Chore, Composed
from bot.settings import Settings
from bot.store.database import Database
from tests.world import World, stored, text_of

KIND = "word"


async def say(post: Post, t: Texts) -> Composed | None:
    return Composed(note(f"{post.payload['text']} ({t.language})"))


@dataclass
class Desk:
    """What the tests add to the agenda: their kind of post as it is composed now, and their chores.

    `only`: the names of the bot's own chores that run, where the others would just take their time.
    """

    compose: Callable[[Post, Texts], Awaitable[Composed | None]] = say
    chores: list[Chore] = field(default_factory=list)
    only: frozenset[str] | None = None

    def once(self, meets: Callable[[], None]) -> None:
        """Let composing meet something the next time, and go on as before after that."""
        usual = self.compose

        async def meeting(post: Post, t: Texts) -> Composed | None:
            self.compose = usual
            meets()
            return await usual(post, t)

        self.compose = meeting


@dataclass
class Office:
    """A server with a channel for what is on air, and the bot that posts there."""

    world: World
    desk: Desk
    database: Database
    settings: Settings
    channel: simcord.ChannelHandle
    stack: AsyncExitStack

    @property
    def bot(self) -> NamidaBot:
        bot = self.world.env.bot
        assert isinstance(bot, NamidaBot)
        return bot

    @property
    def target(self) -> Target:
        return Target(guild_id=self.world.guild.id, purpose=Purpose.AIRING)

    async def choose(self, channel: simcord.ChannelHandle | None, purpose: str = "airing") -> None:
        """The moderator gives a purpose its channel."""
        options = {} if channel is None else {"channel": channel}
        await self.world.rei.slash(self.world.lounge, "settings channel", purpose=purpose, **options)

    async def plan(
        self,
        *texts: str,
        target: Target | None = None,
        after: timedelta = timedelta(0),
        expires: timedelta | None = None,
    ) -> None:
        """Plan posts as a service does, due `after` from now, and let what is due happen."""
        due = self.world.env.now() + after
        posts = [
            NewPost(
                key=f"{KIND} {text}",
                kind=KIND,
                target=target or self.target,
                due_at=due,
                payload={"text": text},
                expires_at=due + expires if expires is not None else None,
            )
            for text in texts
        ]
        await self.bot.services.outbox.put(*posts)
        await self.world.env.settle()

    async def pass_time(self, time: timedelta) -> None:
        # By a few hours a step: SimCord gives each advance five seconds, whatever happens in it.
        while time > timedelta(0):
            step = min(time, timedelta(hours=4))
            await self.world.env.advance_time(step.total_seconds())
            time -= step

    async def restart(self, *, after: timedelta = timedelta(0), alone: bool = False) -> None:
        """The process ends, and another begins on the same file, `after` later; `alone`: it knows it is."""
        await self.bot.scheduler.stop()
        await self.pass_time(after)
        bot = await self.stack.enter_async_context(open_bot(self.settings))
        bot.services.claims.alone = alone
        await self.world.env.restart_bot(bot)
        await self.world.env.settle()

    def said(self, channel: simcord.ChannelHandle | None = None) -> list[str]:
        """What stands in a channel, the oldest first."""
        return [text_of(message) for message in (channel or self.channel).history()]

    async def states(self) -> dict[str, str]:
        """The state of every post by its text."""
        rows = await stored(
            self.database, "SELECT payload ->> 'text', state FROM outbox WHERE kind = ? ORDER BY id", KIND
        )
        return {str(text): str(state) for text, state in rows}

    async def held(self) -> list[tuple[str, str]]:
        """What is held and why."""
        rows = await stored(
            self.database,
            "SELECT payload ->> 'text', reason FROM outbox WHERE state = 'held' ORDER BY id",
        )
        return [(text, reason) for text, reason in rows]
