"""What moderators do with one writing or report: look, read, remove, restore, correct the label, decide.

The same buttons stand in the queue, under the notices in the log channel, and in answers to `/moderate`.
"""

from __future__ import annotations

from functools import partial

import discord
from discord.utils import utcnow

from bot.domain.consent import Consent, Withheld
from bot.domain.message_ledger import Place
from bot.domain.reports import MESSAGE, Reported
from bot.domain.writings import Why, WritingKind, WritingRef, named
from bot.errors import Outdated, WritingGone
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.moderation import cases
from bot.schedule.board.threads import thread_for
from cogs.access import require_moderator
from cogs.base import Host, NamidaCog, guild_of, on_form, on_press, require_manager
from cogs.moderation.showing import case_screen, turn_screen


def reported_by(talk: Conversation, pressed: Pressed) -> tuple[Reported, int]:
    """What a button is about, always of the server where it is pressed; and where its next argument is."""
    guild_id = guild_of(talk).id
    if pressed.text(0) == MESSAGE:
        return Reported.message(Place(guild_id, pressed.number(1), pressed.number(2))), 3
    ref = WritingRef(pressed.one_of(0, WritingKind), pressed.number(1), guild_id)
    return Reported.writing(ref), 2


class ModerationCases(NamidaCog):
    """Decisions of moderators. Each handler checks that its member is one."""

    # --- looking ---

    @on_press(verbs.MODERATION_QUEUE)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        one = await self.services.queue.page(talk.reader, pressed.count(0))
        await talk.show_alone(await turn_screen(talk, self.services, one))

    @on_press(verbs.WRITING_LOOK)
    async def look(self, talk: Conversation, pressed: Pressed) -> None:
        reported, _ = await self._moderated(talk, pressed)
        await self._show(talk, reported)

    @on_press(verbs.WRITING_AT)
    async def look_at_one(self, talk: Conversation, pressed: Pressed) -> None:
        """The choice among the writings that one message shows."""
        ref = named(pressed.chosen(), guild_of(talk).id)
        if ref is None:
            raise Outdated
        reported = Reported.writing(ref)
        await require_moderator(talk, self.services, reported)
        await self._show(talk, reported)

    @on_press(verbs.WRITING_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        """The text. A moderator who is behind is asked first."""
        reported, _ = await self._moderated(talk, pressed)
        one = await self.services.queue.case(reported, talk.reader)
        if isinstance(one.shown, Withheld):
            await talk.show_alone(cases.asked(talk.t, one.shown))
        else:
            await talk.show_alone(await case_screen(talk, self.services, one))

    @on_press(verbs.WRITING_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the moderator who gave it sees the text."""
        answer = spoilers.answer(pressed)
        reported, _ = await self._moderated(talk, answer.subject)
        if (ref := reported.ref) is None:
            raise Outdated
        shown = await self.answered(talk, answer, partial(self.services.writings.look, ref, talk.reader))
        await self._show(talk, reported, shown.consent if not isinstance(shown, Withheld) else None)

    @on_press(verbs.WRITING_PAGE)
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        """Another page of a long text, which may tell more by now than its reader agreed to."""
        reported, at = await self._moderated(talk, pressed)
        consent = spoilers.consent(pressed.args[at + 1 :])
        await self._show(talk, reported, consent, pressed.count(at))

    # --- deciding ---

    @on_press(verbs.WRITING_REMOVE)
    async def ask_why(self, talk: Conversation, pressed: Pressed) -> None:
        reported, at = await self._moderated(talk, pressed)
        if await self._is_decided(talk, reported, pressed, at):
            return
        one = await self.services.queue.case(reported, talk.reader)
        if one.shown is None:
            raise WritingGone
        if one.takedown is not None:  # another moderator was faster
            await talk.show_alone(await case_screen(talk, self.services, one))
            return
        await talk.ask(cases.removal_form(talk.t, one))

    @on_form(verbs.WRITING_REMOVE)
    async def remove(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        reported, at = await self._moderated(talk, pressed)
        if await self._is_decided(talk, reported, pressed, at):
            return
        why, note = fields.one_of("why", Why), fields.text("note").strip()
        ref = self._writing(reported)
        await self.services.writings.take_down(ref, talk.reader, utcnow(), why, note or None)
        await self._show(talk, reported)

    @on_press(verbs.WRITING_RESTORE)
    async def restore(self, talk: Conversation, pressed: Pressed) -> None:
        reported, _ = await self._moderated(talk, pressed)
        ref = self._writing(reported)
        thread_id = await self._thread_for(talk, ref)
        await self.services.writings.bring_back(ref, talk.reader, utcnow(), thread_id)
        await self._show(talk, reported)

    @on_press(verbs.WRITING_LABEL)
    async def ask_for_label(self, talk: Conversation, pressed: Pressed) -> None:
        reported, at = await self._moderated(talk, pressed)
        if await self._is_decided(talk, reported, pressed, at):
            return
        one = await self.services.queue.case(reported, talk.reader)
        writing, last = await self.services.writings.label(self._writing(reported), talk.reader)
        await talk.ask(cases.label_form(talk.t, one, writing, last))

    @on_form(verbs.WRITING_LABEL)
    async def relabel(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        reported, at = await self._moderated(talk, pressed)
        if await self._is_decided(talk, reported, pressed, at):
            return
        ref = self._writing(reported)
        writing, _ = await self.services.writings.label(ref, talk.reader)
        typed = {drama.id: fields.text(f"episode{at}") for at, drama in enumerate(writing.dramas)}
        await self.services.writings.relabel(ref, typed, talk.reader, utcnow())
        await self._show(talk, reported)

    @on_press(verbs.REPORT_DISMISS)
    async def let_it_stay(self, talk: Conversation, pressed: Pressed) -> None:
        reported, _ = await self._moderated(talk, pressed)
        await self.services.queue.dismiss(reported, talk.reader, utcnow())
        await self._show(talk, reported)

    @on_press(verbs.APPEAL_REFUSE)
    async def keep_down(self, talk: Conversation, pressed: Pressed) -> None:
        reported, _ = await self._moderated(talk, pressed)
        await self.services.queue.keep_down(reported, talk.reader, utcnow())
        await self._show(talk, reported)

    # --- buttons of messages of earlier versions ---

    @on_press(verbs.COMMENT_MODERATE)
    async def look_at_comment(self, talk: Conversation, pressed: Pressed) -> None:
        await self.look(talk, _of_comment(pressed))

    @on_press(verbs.COMMENT_TAKE_DOWN)
    async def remove_comment(self, talk: Conversation, pressed: Pressed) -> None:
        await self.ask_why(talk, _of_comment(pressed))

    @on_press(verbs.COMMENT_PUT_BACK)
    async def restore_comment(self, talk: Conversation, pressed: Pressed) -> None:
        await self.restore(talk, _of_comment(pressed))

    # --- parts ---

    async def _moderated(self, talk: Conversation, pressed: Pressed) -> tuple[Reported, int]:
        """What a button is about, for members who may decide on it. Raises `NotAllowed`."""
        reported, at = reported_by(talk, pressed)
        await require_moderator(talk, self.services, reported)
        return reported, at

    async def _show(
        self, talk: Conversation, reported: Reported, consent: Consent | None = None, page: int = 0
    ) -> None:
        """It as it is now, with who decided what, to this moderator alone."""
        one = await self.services.queue.case(reported, talk.reader, consent)
        await talk.show_alone(await case_screen(talk, self.services, one, page))

    async def _is_decided(self, talk: Conversation, reported: Reported, pressed: Pressed, at: int) -> bool:
        """Whether the reports that a button was made for are decided by now; then it shows who was faster."""
        if not pressed.has(at) or not pressed.number(at):
            return False
        one = await self.services.queue.case(reported, talk.reader)
        if one.reports:
            return False
        await talk.show_alone(await case_screen(talk, self.services, one))
        return True

    @staticmethod
    def _writing(reported: Reported) -> WritingRef:
        if (ref := reported.ref) is None:
            raise WritingGone
        return ref

    async def _thread_for(self, talk: Conversation, ref: WritingRef) -> int | None:
        """The thread that a comment goes back to. None for what is not a comment."""
        if ref.kind is not WritingKind.COMMENT:
            return None
        shown = await self.services.comments.posts.hidden(ref.id, talk.reader)
        client: discord.Client = talk.interaction.client
        opened = await thread_for(client, self.services, ref.guild_id, shown.drama, shown.comment.episode)
        return opened.thread_id


def _of_comment(pressed: Pressed) -> Pressed:
    return Pressed(pressed.verb, (str(WritingKind.COMMENT), *pressed.args[:1]))


async def setup(host: Host) -> None:
    await host.add_cog(ModerationCases(host))
