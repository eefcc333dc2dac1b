"""Members report what others wrote, and appeal against what was removed of theirs."""

from __future__ import annotations

import discord
from discord.utils import utcnow

from bot.domain.message_ledger import Place
from bot.domain.reports import Reported, ReportForm
from bot.domain.writings import Why, WritingKind
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.moderation import notices
from cogs.base import Host, NamidaCog, guild_of, message_menu, on_form, on_press
from cogs.moderation.cases import reported_by


class ModerationReports(NamidaCog):
    """Reports and appeals."""

    @on_press(verbs.REPORT)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        """The Report button on a writing: asks what is wrong with it."""
        reported, _ = reported_by(talk, pressed)
        await self._ask(talk, reported)

    @on_press(verbs.COMMENT_REPORT)
    async def ask_about_comment(self, talk: Conversation, pressed: Pressed) -> None:
        """The Report button on comments that were posted by an earlier version."""
        args = (str(WritingKind.COMMENT), pressed.text(0))
        reported, _ = reported_by(talk, Pressed(pressed.verb, args))
        await self._ask(talk, reported)

    @message_menu(N_("Report to moderators"))
    async def ask_about_message(self, talk: Conversation, message: discord.Message) -> None:
        """Any message. If it shows one writing, that is reported; an answer may show several."""
        guild = guild_of(talk)
        shown = await self.services.reports.shown_by(message.id, talk.reader)
        if len(shown) == 1:
            await self._ask(talk, Reported.writing(shown[0]))
        else:
            await self._ask(talk, Reported.message(Place(guild.id, message.channel.id, message.id)))

    async def _ask(self, talk: Conversation, reported: Reported) -> None:
        if (ref := reported.ref) is not None:
            await self.services.reports.check(ref, talk.reader)
        await talk.ask(notices.report_form(talk.t, reported))

    @on_form(verbs.REPORT)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        reported, _ = reported_by(talk, pressed)
        note, tell = fields.text("note").strip(), bool(fields.text("tell"))
        form = ReportForm(fields.one_of("why", Why), note or None, tell)
        ref, place = reported.ref, reported.place
        if ref is not None:
            new = await self.services.reports.writing(ref, form, talk.reader, utcnow())
        elif place is not None:
            new = await self.services.reports.message(
                place.channel_id, place.message_id, form, talk.reader, utcnow()
            )
        await talk.reply(notices.reported(talk.t, new=new))

    @on_press(verbs.APPEAL)
    async def appeal(self, talk: Conversation, pressed: Pressed) -> None:
        """The author's one appeal, from the direct message about the removal."""
        _, writing = await self.services.queue.appeal(pressed.number(0), talk.reader, utcnow())
        await talk.update(notices.appeal_sent(talk.t, writing))


async def setup(host: Host) -> None:
    await host.add_cog(ModerationReports(host))
