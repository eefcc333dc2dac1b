"""What members and curators do about synopses, and what stands where they are posted."""

from __future__ import annotations

from datetime import timedelta

import discord
import simcord

from bot.client import NamidaBot
from bot.services.episodes.publishing import SCHEDULE_CHORE
from bot.services.posts.message_ledger import CHORE
from bot.store.database import Database
from tests.world import TEARS, World, put, text_of

# A word that no screen has of its own.
TOLD = "Aya hears a zanthorp, and tells Haruto."
MOMENT = timedelta(seconds=30)


async def chosen(world: World, purpose: str, *, forum: bool = False) -> simcord.ChannelHandle:
    """A channel for a purpose, as the moderators have set it."""
    made = world.guild.create_forum_channel(purpose) if forum else world.guild.create_text_channel(purpose)
    await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=made)
    return made


async def tell(database: Database, *numbers: int, language: str = "en", text: str = TOLD) -> None:
    """Synopses that came with the catalogue."""
    for number in numbers:
        await put(
            database,
            "INSERT OR IGNORE INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (1, ?, ?, 'published', ?)",
            number,
            language,
            f"{text} ({number})",
        )


async def post(
    world: World, episode: int = 2, who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    answer = await (who or world.rei).slash(world.lounge, "synopses post", title=TEARS, episode=episode)
    await world.env.settle()
    return answer


async def schedule(world: World, pace: str = "every day 20:00", **options: int) -> simcord.InteractionResult:
    answer = await world.rei.slash(world.lounge, "synopses schedule", title=TEARS, pace=pace, **options)
    await world.env.settle()
    return answer


async def come_due(world: World, database: Database, times: int = 1) -> None:
    """The time of what is published next comes, as if the days till then had gone by."""
    for _ in range(times):
        await due(world, database, MOMENT)
        await run_chore(world, database, SCHEDULE_CHORE)


async def due(world: World, database: Database, after: timedelta) -> None:
    """What is published next is due then; before now: since a while."""
    at = f"{world.env.now() + after:%Y-%m-%dT%H:%M:%SZ}"
    await put(database, "UPDATE synopsis_schedule SET next_at = ? WHERE next_at IS NOT NULL", at)
    await put(database, "UPDATE chore SET due_at = ? WHERE name = ?", at, SCHEDULE_CHORE)


async def follow(world: World, database: Database) -> None:
    """The posts that stand are looked through for what has changed."""
    await run_chore(world, database, CHORE)


async def run_chore(world: World, database: Database, name: str) -> None:
    soon = f"{world.env.now() + MOMENT:%Y-%m-%dT%H:%M:%SZ}"
    await put(database, "UPDATE chore SET due_at = ? WHERE name = ?", soon, name)
    assert isinstance(world.env.bot, NamidaBot)
    world.env.bot.scheduler.wake()
    await world.env.advance_time((MOMENT * 2).total_seconds())


async def write(
    world: World, who: simcord.MemberActor, text: str, episode: int = 2, **options: str
) -> simcord.InteractionResult:
    form = await who.slash(world.lounge, "episode write", title=TEARS, episode=episode, **options)
    answer = await who.submit_modal(form, {"text": text})
    await world.env.settle()
    return answer


def headings(there: simcord.ChannelHandle) -> list[str]:
    """The first lines of what stands in a channel, the oldest first."""
    return [text_of(message).splitlines()[0] for message in there.history()]


def episodes_of(there: simcord.ChannelHandle) -> list[int]:
    return [int(heading.rsplit(" ", 1)[1]) for heading in headings(there)]


def dms_of(member: simcord.MemberActor) -> list[discord.Message]:
    return list(member.user.dm_channel.history())
