"""Keeps posted messages up to date: edits each, or deletes it once its content is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import discord

from bot.domain.message_ledger import Posted
from bot.logs import get_logger
from bot.present.layout import Screen
from bot.schedule.posts.standing_messages import UNCERTAIN, change
from bot.services.posts import faults
from bot.services.posts.message_ledger import PostedMessages

# What is changed or deleted is done at once, for anyone who does it has the chore hastened, and what Discord
# refused when its time has come: this is for what no one foresaw.
EVERY = timedelta(hours=6)
AT_A_TIME = 20

log = get_logger("namida.schedule")


OutdatedT = TypeVar("OutdatedT")


class MessageOwner(Protocol[OutdatedT]):
    """What knows which of its messages are out of date, and when one that was put off is due."""

    async def outdated(self, now: datetime, limit: int) -> list[OutdatedT]: ...

    async def next_retry(self) -> datetime | None: ...

    async def refused(self, post: OutdatedT, now: datetime, /) -> bool: ...


async def keep_all(
    chore: str,
    kept: MessageOwner[OutdatedT],
    mend: Callable[[OutdatedT], Awaitable[None]],
    name: Callable[[OutdatedT], str],
    now: datetime,
) -> datetime:
    """Mend what is out of date; when to come again. What cannot be fixed is put off, and ends nothing."""
    outdated = await kept.outdated(now, AT_A_TIME)
    await each(chore, outdated, mend, name, lambda post: kept.refused(post, now))
    if len(outdated) == AT_A_TIME:
        return now  # as many as it takes at a time: there may be more
    return at_the_latest(await kept.next_retry(), now)


async def each(
    chore: str,
    items: Iterable[OutdatedT],
    work: Callable[[OutdatedT], Awaitable[object]],
    name: Callable[[OutdatedT], str],
    put_off: Callable[[OutdatedT], Awaitable[object]],
) -> None:
    """Do something on Discord's side with every item; what fails, and for whatever reason, is put off."""

    async def one(item: OutdatedT) -> None:
        try:
            await work(item)
        except (discord.HTTPException, *UNCERTAIN) as error:
            # Nothing of ours: Discord refused something else than what `work` expects, or did not answer.
            log.warning("put off", chore=chore, item=name(item), reason=repr(error)[:200])
            await put_off(item)

    await faults.each(chore, items, one, name, put_off)


def named(post: Posted) -> str:
    return f"{post.id} guild {post.guild_id}"


def at_the_latest(due: datetime | None, now: datetime) -> datetime:
    """When to come again: once something is due, and every few hours in any case."""
    return min(due, now + EVERY) if due is not None else now + EVERY


async def keep(client: discord.Client, kept: PostedMessages, post: Posted, view: Screen | None) -> bool:
    """Edit one message, or with None take it away; False where someone has deleted it.

    What Discord refuses is tried again. Doing it twice does no harm.
    """
    try:
        await change(client, post.guild_id, post.channel_id, post.message_id, view)
    except discord.NotFound as error:
        log.warning("post is gone", kind=kept.kind, id=post.id, guild=post.guild_id, code=error.code)
        return False
    except discord.HTTPException as error:
        again = await kept.refused(post, discord.utils.utcnow())
        log.warning(
            "post not changed",
            kind=kept.kind,
            id=post.id,
            guild=post.guild_id,
            status=error.status,
            code=error.code,
            again=again,
        )
        return True
    if view is None:
        await kept.taken_away(post)
    else:
        await kept.showing(post)
    return True
