"""The buttons and menus of `/moderate log`."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import discord

from bot.domain.audit import ActionKind, LogFilter
from bot.present import verbs
from bot.present.actions import Pressed, number, one_of
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.present.moderation import log
from bot.services.container import Services
from cogs.base import Host, NamidaCog, on_press, require_manager

_LATEST = 2**32  # seconds since 1970: no button of ours names a later time


class ModerationLog(NamidaCog):
    """Pages of the log, its filter, and its file."""

    @on_press(verbs.AUDIT_LOG)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        chosen = _filter(pressed.text(1), pressed.text(2), pressed.text(3))
        await talk.update(await log_page(self.services, talk, chosen, pressed.count(0)))

    @on_press(verbs.AUDIT_KIND)
    async def choose(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        chosen = _filter(pressed.chosen(), pressed.text(0), pressed.text(1))
        await talk.update(await log_page(self.services, talk, chosen, 0))

    @on_press(verbs.AUDIT_FILE)
    async def give_file(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        chosen = _filter(pressed.text(0), pressed.text(1), pressed.text(2))
        content, count = await self.services.audit.file(chosen, talk.reader)
        table = discord.File(io.BytesIO(content), log.FILE_NAME)
        await talk.reply(log.file(talk.t, count), files=[table])


async def log_page(services: Services, talk: Conversation, chosen: LogFilter, index: int) -> Screen:
    """A page of this server's log. The caller checks that the reader is a moderator."""
    return log.page(talk.t, await services.audit.page(chosen, index, talk.reader))


def _filter(kind: str, member_id: str, since: str) -> LogFilter:
    """A filter from a button's arguments. Raises `Outdated`."""
    return LogFilter(
        None if kind == log.ALL else one_of(ActionKind, kind),
        number(member_id) if member_id else None,
        datetime.fromtimestamp(min(number(since), _LATEST), UTC) if since else None,
    )


async def setup(host: Host) -> None:
    await host.add_cog(ModerationLog(host))
