"""Keeps every message of ours up to date: one chore edits each, or deletes it once its content is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import discord

from bot.domain.message_ledger import Posted
from bot.i18n import Texts
from bot.logs import get_logger
from bot.schedule.posts.composing import Chore, Composed
from bot.schedule.posts.standing_messages import UNCERTAIN, change, permitted, public_texts
from bot.services.container import Services
from bot.services.posts import faults
from bot.services.posts.message_ledger import CHORE

# What is changed or deleted is done at once, for triggers ask for the chore, and what Discord refused when
# its time has come: this is for what no one foresaw.
EVERY = timedelta(hours=6)
AT_A_TIME = 20
SWEEPS_AT_A_TIME = 25  # between them what is out of date is brought up to date

log = get_logger("namida.schedule")

T = TypeVar("T")

Remove = Callable[[discord.Client, int, int, int], Awaitable[None]]
Noting = Callable[[Posted], Awaitable[None]]


async def delete(client: discord.Client, guild_id: int, channel_id: int, message_id: int) -> None:
    """Delete a message; raises `discord.HTTPException` as Discord does."""
    await change(client, guild_id, channel_id, message_id, None)


class Unchanged(Exception):  # noqa: N818 - named for what it says
    """A message shows what it should already."""


class NotNow(Exception):  # noqa: N818
    """A message cannot be brought up to date just now."""


class Asleep(Exception):  # noqa: N818
    """A message cannot be changed where it is, and no one minds; it is looked at again after `pause`."""

    def __init__(self, pause: timedelta):
        super().__init__(pause)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one kind of message has to offer, to be kept up to date.

    `compose` says what the message should show, None where it is to be deleted. It may ask Discord, and
    raises `Unchanged`, `NotNow` or `Asleep`. `lost` is for a message that someone else deleted; without it
    the message is forgotten. `remove` deletes one, and `removed` notes that it is away, or stays for good;
    `forbidden`: where Discord forbids to delete it, it stays at once.
    """

    compose: Callable[[Posted, Texts], Awaitable[Composed | None]]
    lost: Noting | None = None
    remove: Remove = delete
    removed: Noting | None = None
    forbidden: bool = False


def chore(services: Services, client: discord.Client, keepers: Mapping[str, Keeper]) -> Chore:
    """The one chore that keeps messages; `keepers` by the kind of what they show."""
    ledger = services.ledger

    async def mend(post: Posted) -> None:
        keeper = keepers.get(post.kind)
        if keeper is None:  # of a later version: left to that
            await ledger.refused(post, discord.utils.utcnow())
        else:
            await _mend(services, client, keeper, post)

    async def run(now: datetime) -> datetime:
        swept = True
        for _ in range(SWEEPS_AT_A_TIME):
            swept = swept and await ledger.sweep()
        outdated = await ledger.outdated(now, AT_A_TIME)
        await each(CHORE, outdated, mend, str, lambda post: ledger.refused(post, now))
        if swept or len(outdated) == AT_A_TIME:
            return now  # as many as it takes at a time: there may be more
        return at_the_latest(await ledger.next_retry(), now)

    return Chore(CHORE, run)


async def _mend(services: Services, client: discord.Client, keeper: Keeper, post: Posted) -> None:
    """Edit one message, or take it away. Doing it twice does no harm."""
    ledger, answer = services.ledger, post.shown_as is not None
    away: Noting = keeper.removed or ledger.taken_away
    given_up: Noting = ledger.showing
    lost = away if answer or keeper.lost is None else keeper.lost
    try:
        composed = await keeper.compose(post, await public_texts(client, services, post.guild_id))
        if composed is None:
            given_up = lost = away
            remove = delete if answer else keeper.remove  # an answer never takes its thread with it
            await remove(client, post.guild_id, post.channel_id, post.message_id)
            await away(post)
        else:
            await _edit(services, client, post, composed)
    except Unchanged:
        await ledger.showing(post)
    except Asleep as asleep:
        await ledger.put_off(post, discord.utils.utcnow() + asleep.pause)
    except discord.NotFound as error:
        log.warning("post is gone", what=str(post), code=error.code)
        await lost(post)
    except (discord.HTTPException, NotNow, *UNCERTAIN) as error:
        if keeper.forbidden and isinstance(error, discord.Forbidden):
            log.warning("message stays", what=str(post), code=error.code)
            await away(post)
            return
        again = await ledger.refused(post, discord.utils.utcnow(), given_up)
        status, code = getattr(error, "status", None), getattr(error, "code", repr(error)[:200])
        log.warning("post not changed", what=str(post), status=status, code=code, again=again)


async def _edit(services: Services, client: discord.Client, post: Posted, composed: Composed) -> None:
    ledger, place = services.ledger, post.place
    if post.shown_as is not None:
        await ledger.expect(place, composed.shows, post.shown_as)
    composed = replace(composed, view=permitted(client.get_channel(place.channel_id), composed.view))
    await change(client, place.guild_id, place.channel_id, place.message_id, composed.view, composed.files)
    if composed.noted is not None:
        await composed.noted()
    else:
        await ledger.showing(post)
    if post.shown_as is not None:
        # What came to be shown with it may have changed meanwhile: it is looked at once more.
        await ledger.settle(place, composed.shows, sure=False)


async def each(
    chore: str,
    items: Iterable[T],
    work: Callable[[T], Awaitable[object]],
    name: Callable[[T], str],
    put_off: Callable[[T], Awaitable[object]],
) -> None:
    """Do something on Discord's side with every item; what fails, and for whatever reason, is put off."""

    async def one(item: T) -> None:
        try:
            await work(item)
        except (discord.HTTPException, *UNCERTAIN) as error:
            # Nothing of ours: Discord refused something else than what `work` expects, or did not answer.
            log.warning("put off", chore=chore, item=name(item), reason=repr(error)[:200])
            await put_off(item)

    await faults.each(chore, items, one, name, put_off)


def at_the_latest(due: datetime | None, now: datetime) -> datetime:
    """When to come again: once something is due, and every few hours in any case."""
    return min(due, now + EVERY) if due is not None else now + EVERY
