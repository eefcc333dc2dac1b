"""Posts of watch clubs, opening their steps on time, and the events of Discord's that stand for them."""

from __future__ import annotations

from datetime import datetime

import aiohttp
import discord

from bot.domain.clubs import EVENT_LEASE, EVENT_LENGTH, EventTask, OutdatedPost, Standing
from bot.domain.guilds import Purpose
from bot.domain.outbox import Post
from bot.errors import NamidaError, StoreUnavailable
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import clubs as present
from bot.schedule.composing import Chore, Composed, Composer
from bot.schedule.posted import change, public_texts
from bot.schedule.threads import thread_for
from bot.services.clubs import CHORE, END, REMINDER, STEP
from bot.services.house import Services

EVENTS_AT_A_TIME = POSTS_AT_A_TIME = 20
_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)

log = get_logger("namida.schedule")


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    async def step(post: Post, t: Texts) -> Composed | None:
        standing = await services.clubs.step_post(post)
        if standing is None:
            return None
        role, thread_id = standing.club.role_id, await _thread(client, services, standing)
        return Composed(present.step_post(t, standing, thread_id), pings=(role,) if role is not None else ())

    async def remind(post: Post, t: Texts) -> Composed | None:
        standing = await services.clubs.reminder(post)
        return Composed(present.reminder(t, standing)) if standing is not None else None

    async def end(post: Post, t: Texts) -> Composed | None:
        summary = await services.clubs.summary(post)
        return Composed(present.summary(t, summary)) if summary is not None else None

    return {STEP: step, REMINDER: remind, END: end}


def chore(services: Services, client: discord.Client) -> Chore:
    async def run(now: datetime) -> datetime:
        due = await services.clubs.advance(now)
        outdated = await services.clubs.outdated(POSTS_AT_A_TIME)
        done = [await _mend(services, client, post) for post in outdated]
        tasks = await services.clubs.events(now, EVENTS_AT_A_TIME)
        done += [await _see_to(services, client, task) for task in tasks]
        if all(done) and (len(outdated) == POSTS_AT_A_TIME or len(tasks) == EVENTS_AT_A_TIME):
            return now  # there may be more
        # What Discord did not take is tried again once the claim of an event has run out.
        return due if all(done) else min(due, now + EVENT_LEASE)

    return Chore(CHORE, run)


async def _thread(client: discord.Client, services: Services, standing: Standing) -> int | None:
    """The thread of the board for a step's episodes; None where there is no board, or none can be had."""
    club = standing.club
    rules = await services.rules.get(club.guild_id)
    if Purpose.BOARD not in rules.channels:
        return None
    try:
        opened = await thread_for(client, services, club.guild_id, club.drama, standing.step.last)
    except StoreUnavailable:
        raise
    except (NamidaError, *_FAILURES) as error:
        log.warning("club without its thread", club=club.id, guild=club.guild_id, reason=repr(error))
        return None
    return opened.thread_id


async def _mend(services: Services, client: discord.Client, post: OutdatedPost) -> bool:
    """Have a step's post say until when the step is now; whether that is settled."""
    standing = post.standing
    guild_id = standing.club.guild_id
    if client.get_guild(guild_id) is not None:
        t = await public_texts(client, services, guild_id)
        view = present.step_post(t, standing, await _thread(client, services, standing))
        try:
            await change(client, guild_id, post.channel_id, post.message_id, view)
        except _FAILURES as error:
            log.warning("post of a club not changed", club=standing.club.id, reason=repr(error))
            if _passes(error):
                return False
    await services.clubs.told(standing)
    return True


# --- events ---


async def _see_to(services: Services, client: discord.Client, task: EventTask) -> bool:
    """Make, move or take away one event; whether that is settled. Doing it twice does no harm."""
    guild = client.get_guild(task.club.guild_id)
    event_id = None
    try:
        if guild is not None and _may(guild):
            event_id = await _event(client, services, guild, task)
    except _FAILURES as error:
        log.warning("event not changed", club=task.club.id, guild=task.club.guild_id, reason=repr(error))
        if _passes(error):
            return False
    await services.clubs.event_done(task, event_id)
    return True


def _passes(error: Exception) -> bool:
    """Whether what failed may succeed when it is tried again."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500 or error.status == 429


def _may(guild: discord.Guild) -> bool:
    """Whether the bot may make events here. Only its own are moved and taken away."""
    granted = guild.me.guild_permissions
    return granted.manage_events or granted.create_events


async def _event(
    client: discord.Client, services: Services, guild: discord.Guild, task: EventTask
) -> int | None:
    """The event that stands for the step now; None where there is none to be."""
    standing = await _standing_event(guild, task.event_id) if task.event_id is not None else None
    if task.at is None:
        if standing is not None:
            await standing.delete()
        return None
    if standing is not None:
        await standing.edit(start_time=task.at, end_time=task.at + EVENT_LENGTH)
        return standing.id
    t = await public_texts(client, services, guild.id)
    name = present.event_name(t, task.club, task.step)
    # One that was made while its answer got lost stands there already.
    for event in await guild.fetch_scheduled_events(with_counts=False):
        if event.creator_id == guild.me.id and event.name == name and event.start_time == task.at:
            return event.id
    made = await guild.create_scheduled_event(
        name=name,
        description=present.event_text(t),
        start_time=task.at,
        end_time=task.at + EVENT_LENGTH,
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location=f"https://discord.com/channels/{guild.id}/{task.club.channel_id}",
    )
    return made.id


async def _standing_event(guild: discord.Guild, event_id: int) -> discord.ScheduledEvent | None:
    """An event of the bot's that has not begun; None once somebody took it away, or it has."""
    try:
        event = await guild.fetch_scheduled_event(event_id, with_counts=False)
    except discord.NotFound:
        return None
    return event if event.status is discord.EventStatus.scheduled else None
