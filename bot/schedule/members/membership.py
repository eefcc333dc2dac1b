"""Asks Discord who is on a server now, so that former members cannot read its content."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

import aiohttp
import discord
from discord.utils import utcnow

from bot.errors import DiscordSilent
from bot.logs import get_logger

KEPT = timedelta(seconds=60)  # that an answer is believed
MOST = 5_000  # answers kept; the oldest goes first

log = get_logger("namida.membership")


class Membership:
    """Asks Discord whether someone is a member, and keeps the answer for a minute.

    Discord does not tell the bot who joins and leaves (that needs another intent), so it asks.
    """

    def __init__(self, client: discord.Client):
        self._client = client
        self._known: OrderedDict[tuple[int, int], tuple[datetime, bool]] = OrderedDict()
        self._asking: dict[tuple[int, int], asyncio.Future[bool]] = {}

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        """Whether they are on the server now. Always False for a server that the bot has left.

        Raises `DiscordSilent` if Discord does not answer.
        """
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return False
        place = (guild_id, member_id)
        known = self._known.get(place)
        # After the clock was set back, answers must not last longer.
        if known is not None and timedelta(0) <= utcnow() - known[0] < KEPT:
            return known[1]
        asking = self._asking.get(place)
        if asking is None:  # anyone who asks meanwhile shares the answer
            asking = asyncio.ensure_future(self._ask(guild, member_id))
            self._asking[place] = asking
            asking.add_done_callback(lambda done: self._answered(place, done))
        return await asyncio.shield(asking)

    def forget(self, member_id: int) -> None:
        """Forget what Discord said of a member."""
        for place in [place for place in self._known if place[1] == member_id]:
            del self._known[place]

    def _answered(self, place: tuple[int, int], done: asyncio.Future[bool]) -> None:
        self._asking.pop(place, None)
        if not done.cancelled():
            done.exception()  # anyone who waited has it; that no one did is no fault

    async def of_seen(self, member_id: int, guild_ids: Sequence[int]) -> tuple[frozenset[int], bool]:
        """Which of these servers someone is on, and whether Discord answered for all."""
        asked = await asyncio.gather(
            *(self.is_member(guild_id, member_id) for guild_id in guild_ids), return_exceptions=True
        )
        for answer in asked:
            if isinstance(answer, BaseException) and not isinstance(answer, DiscordSilent):
                raise answer
        there = frozenset(ident for ident, answer in zip(guild_ids, asked, strict=True) if answer is True)
        return there, not any(isinstance(answer, DiscordSilent) for answer in asked)

    async def _ask(self, guild: discord.Guild, member_id: int) -> bool:
        try:
            await guild.fetch_member(member_id)
        except discord.NotFound:
            there = False
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("membership unknown", guild=guild.id, reason=repr(error))
            raise DiscordSilent from error
        else:
            there = True
        self._known[(guild.id, member_id)] = (utcnow(), there)
        self._known.move_to_end((guild.id, member_id))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return there
