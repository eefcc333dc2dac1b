"""Scheduled work for watch clubs: opens steps on time, keeps their posts and Discord events."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.board import Opened
from bot.domain.clubs import (
    EVENT_LENGTH,
    Club,
    EventTask,
    StepStanding,
    Summary,
)
from bot.domain.guilds import Purpose
from bot.domain.members import Presence
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.errors import DiscordSilent, NamidaError, StoreUnavailable
from bot.i18n import Texts
from bot.logs import get_logger
from bot.present import charts
from bot.present.clubs import clubs as present
from bot.schedule.board.threads import thread_for
from bot.schedule.posts.composing import Chore, Composed, Composer
from bot.schedule.posts.message_sync import Keeper, Unchanged
from bot.schedule.posts.standing_messages import UNCERTAIN, public_texts
from bot.services.clubs.clubs import CHORE
from bot.services.clubs.steps import END, REMINDER, STEP
from bot.services.container import Services
from bot.services.posts import faults

EVENTS_AT_A_TIME = 20
PICTURE_PATIENCE = 10.0  # seconds that a post waits for its picture, and then goes without
_FAILURES = (discord.HTTPException, *UNCERTAIN)

log = get_logger("namida.schedule")


def composers(services: Services, client: discord.Client) -> dict[str, Composer]:
    async def step(post: Post, t: Texts) -> Composed | None:
        standing = await services.club_clock.step_post(post)
        if standing is None:
            return None
        role, thread = standing.club.role_id, await _thread(client, services, standing)
        return Composed(present.step_post(t, standing, thread), pings=(role,) if role is not None else ())

    async def remind(post: Post, t: Texts) -> Composed | None:
        standing = await services.club_clock.reminder(post)
        return Composed(present.reminder(t, standing)) if standing is not None else None

    async def end(post: Post, t: Texts) -> Composed | None:
        summary = await services.club_clock.summary(post)
        return await _end(client, services, t, summary) if summary is not None else None

    return {STEP: step, REMINDER: remind, END: end}


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    async def step(post: Posted, t: Texts) -> Composed:
        standing = await services.club_clock.step_as_it_stands(post)
        if standing is None or client.get_guild(post.guild_id) is None:
            raise Unchanged  # the step is over: it stays as it was
        return Composed(present.step_post(t, standing, await _thread(client, services, standing)))

    async def end(post: Posted, t: Texts) -> Composed:
        summary = await services.club_clock.summary_as_it_stands(post.subject)
        if summary is None or client.get_guild(post.guild_id) is None:
            raise Unchanged
        return await _end(client, services, t, summary)

    return {Kind.CLUB_STEP: Keeper(step), Kind.CLUB_END: Keeper(end)}


def chore(services: Services, client: discord.Client, presence: Presence) -> Chore:
    async def run(now: datetime) -> datetime:
        clock = services.club_clock
        await _let_go(services, client, presence, now)
        await clock.advance(now)
        await clock.look_at_summaries(now)
        await faults.each(
            CHORE,
            await clock.events(now, EVENTS_AT_A_TIME),
            lambda task: _see_to(services, client, task),
            lambda task: f"event of club {task.club.id}",
        )
        return await clock.next_due(now)

    return Chore(CHORE, run)


async def _let_go(services: Services, client: discord.Client, presence: Presence, now: datetime) -> None:
    """Remove members who left the server from waiting clubs, so that no club waits for them.

    It checks only up to the first who is still there, because the club must wait for them anyway.
    """
    for club, behind in await services.club_clock.waited_for(now):
        if client.get_guild(club.guild_id) is None:
            continue
        for member_id in behind:
            try:
                if await presence.is_member(club.guild_id, member_id):
                    break
            except DiscordSilent:
                break
            await services.club_clock.gone(club, member_id, now)


async def _thread(client: discord.Client, services: Services, standing: StepStanding) -> Opened | None:
    """The thread of the board for a step's episodes. None without a board, or if it cannot be opened."""
    club = standing.club
    rules = await services.rules.get(club.guild_id)
    if Purpose.BOARD not in rules.channels:
        return None
    try:
        return await thread_for(client, services, club.guild_id, club.drama, standing.step.last)
    except StoreUnavailable:
        raise
    except (NamidaError, *_FAILURES) as error:
        log.warning("club without its thread", club=club.id, guild=club.guild_id, reason=repr(error))
        return None


# --- the end ---


async def _end(client: discord.Client, services: Services, t: Texts, summary: Summary) -> Composed:
    """The post at a club's end, with a picture if it is drawn in time and may be shown."""
    chart = present.summary_chart(t, summary)
    if chart is None or not _may_attach(client, summary.club):
        return Composed(present.summary(t, summary))
    png = (await services.pictures.in_time([chart], PICTURE_PATIENCE)).get(chart)
    if png is None:
        return Composed(present.summary(t, summary))
    picture = charts.picture(t, chart, png)
    return Composed(present.summary(t, summary, picture.part), drawn=(picture.file,))


def _may_attach(client: discord.Client, club: Club) -> bool:
    """Whether a post may have a file. Not in an unknown channel."""
    guild = client.get_guild(club.guild_id)
    channel = guild.get_channel_or_thread(club.channel_id) if guild is not None else None
    # A thread's permissions are those of its channel.
    if channel is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return False
    return channel.permissions_for(channel.guild.me).attach_files


# --- events ---


async def _see_to(services: Services, client: discord.Client, task: EventTask) -> None:
    """Make, move or delete one event. It may happen twice, after a claim ends, which does no harm."""
    guild = client.get_guild(task.club.guild_id)
    event_id = None
    try:
        if guild is not None and _may(guild):
            event_id = await _event(client, services, guild, task)
    except _FAILURES as error:
        log.warning("event not changed", club=task.club.id, guild=task.club.guild_id, reason=repr(error))
        if _passes(error):
            return
    await services.club_clock.event_done(task, event_id)


def _passes(error: Exception) -> bool:
    """Whether a retry of the failed request may succeed."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500 or error.status == 429


def _may(guild: discord.Guild) -> bool:
    """Whether the bot may make events here. It only moves and deletes its own."""
    granted = guild.me.guild_permissions
    return granted.manage_events or granted.create_events


async def _event(
    client: discord.Client, services: Services, guild: discord.Guild, task: EventTask
) -> int | None:
    """The step's event now. None if it should have none."""
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
    # It may already exist, if the answer to an earlier request was lost.
    found = await _alike(guild, name, task.at)
    if not found:
        made = await guild.create_scheduled_event(
            name=name,
            description=present.event_text(t),
            start_time=task.at,
            end_time=task.at + EVENT_LENGTH,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location=f"https://discord.com/channels/{guild.id}/{task.club.channel_id}",
        )
        found = await _alike(guild, name, task.at) or [made]
    # discord.py tries again by itself what failed on Discord's side, though the event may be there.
    for other in found[1:]:
        log.warning("event was made twice", club=task.club.id, guild=guild.id, deleted=other.id)
        await other.delete()
    return found[0].id


async def _alike(guild: discord.Guild, name: str, at: datetime) -> list[discord.ScheduledEvent]:
    """The bot's events of this name that begin at this time, the oldest first."""
    events = await guild.fetch_scheduled_events(with_counts=False)
    same = [one for one in events if one.name == name and one.start_time == at]
    return sorted((one for one in same if one.creator_id == guild.me.id), key=lambda one: one.id)


async def _standing_event(guild: discord.Guild, event_id: int) -> discord.ScheduledEvent | None:
    """The bot's event, if it has not started. None if it was deleted or has started."""
    try:
        event = await guild.fetch_scheduled_event(event_id, with_counts=False)
    except discord.NotFound:
        return None
    return event if event.status is discord.EventStatus.scheduled else None
