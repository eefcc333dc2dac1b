"""`/comment` and the Comment button: write in a drama's thread, answer, like, change, delete, report."""

from __future__ import annotations

from collections.abc import Awaitable

import discord
from discord import app_commands
from discord.utils import utcnow

from bot.domain.comments import CommentForm, CommentShown, Place, Spot
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.errors import DraftKept, NamidaError, NoTitle, StoreUnavailable
from bot.i18n import N_
from bot.present import comments
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.schedule.threads import thread_for
from bot.services.comments import POST, draft_of_change, draft_of_new
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    guild_of,
    message_menu,
    on_form,
    on_press,
)


class Comments(NamidaCog):
    """What members say of dramas."""

    @command("comment", N_("Comment on a drama in its thread, hidden from who is not there yet"))
    @app_commands.describe(
        title=N_("Any name of the drama; leave it out in the drama's own thread"),
        episode=N_("The episode that you comment on"),
    )
    async def comment(self, talk: Conversation, title: str | None = None, episode: int | None = None) -> None:
        guild_of(talk)
        place = await self._place(talk)
        if title is not None:
            drama = await self.services.catalogue.resolve(title)
        elif place is not None:
            drama = place.drama
        else:
            raise NoTitle
        await self._ask(talk, drama, episode, place)

    @comment.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- writing ---

    @on_press("comment")
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        """The Comment button of a card (the drama), or of a thread (and its first and last episode)."""
        guild_of(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        episode, last = (*map(int, pressed.args[1:3]), 0, 0)[:2]
        if episode:
            await self._form(talk, drama, Spot(drama.id, episode), last or episode)
        else:
            await self._ask(talk, drama, None, await self._place(talk))

    @on_press("commentreply")
    async def reply(self, talk: Conversation, pressed: Pressed) -> None:
        guild_of(talk)
        shown = await self.services.comments.for_all(pressed.number(0), talk.reader.guild_id)
        comment, place = shown.comment, await self._place(talk)
        spot = Spot(comment.drama_id, comment.episode, comment.id)
        await self._form(talk, shown.drama, spot, comment.spoils or (place.last if place else None))

    @on_form("comment")
    async def take(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        spot = Spot(pressed.number(0), pressed.number(1), pressed.number(2) or None)
        # Whatever is wrong with it, what was typed is kept first.
        await self.services.drafts.keep(talk.reader, POST, draft_of_new(spot), fields, utcnow())
        if spot.reply_to is not None:
            await _keeping(self._publish(talk, spot, fields), "commentreply", spot.reply_to)
        else:
            await _keeping(self._publish(talk, spot, fields), "comment", spot.drama_id, spot.episode)

    async def _publish(self, talk: Conversation, spot: Spot, fields: dict[str, str]) -> None:
        guild = guild_of(talk)
        drama = await self.services.catalogue.get(spot.drama_id)
        typed = _typed(fields)
        comments.check(typed)
        await self.services.comments.look(drama, typed)
        client: discord.Client = talk.interaction.client
        opened = await thread_for(client, self.services, guild.id, drama, spot.episode or None)
        written = await self.services.comments.write(
            drama, spot, typed, opened.thread_id, talk.reader, utcnow()
        )
        await talk.reply(comments.written(talk.t, drama, written, opened.thread_id))

    async def _ask(self, talk: Conversation, drama: Drama, episode: int | None, place: Place | None) -> None:
        """Open the form for a drama; in one of its threads without an episode, for that thread's batch."""
        if episode is not None:
            await self.services.comments.check(drama, episode)
            await self._form(talk, drama, Spot(drama.id, episode), episode)
        elif place is not None and place.drama.id == drama.id:
            await self._form(talk, drama, Spot(drama.id, place.first), place.last)
        else:
            await self._form(talk, drama, Spot(drama.id), None)

    async def _form(self, talk: Conversation, drama: Drama, spot: Spot, default: int | None) -> None:
        begins = await self.services.comments.form(spot, default, talk.reader)
        last = await self.services.comments.last_episode(drama)
        args = (drama.id, spot.episode, spot.reply_to or 0)
        await talk.ask(comments.form(talk.t, drama, begins, last, "comment", *args))

    async def _place(self, talk: Conversation) -> Place | None:
        return await self.services.comments.place(talk.reader.guild_id, talk.interaction.channel_id)

    # --- one's own ---

    @on_press("commentmine")
    async def open_own(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.comments.own(pressed.number(0), talk.reader)
        await talk.reply(comments.mine(talk.t, shown))

    @on_press("commentedit")
    async def edit(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.comments.own(pressed.number(0), talk.reader)
        begins = await self.services.comments.form_of(shown.comment, talk.reader)
        last = await self.services.comments.last_episode(shown.drama)
        form = comments.form(talk.t, shown.drama, begins, last, "commentedit", shown.comment.id)
        await talk.ask(form)

    @on_form("commentedit")
    async def take_change(self, talk: Conversation, pressed: Pressed, fields: dict[str, str]) -> None:
        ident = pressed.number(0)
        await self.services.drafts.keep(talk.reader, POST, draft_of_change(ident), fields, utcnow())
        await _keeping(self._change(talk, ident, fields), "commentedit", ident)

    async def _change(self, talk: Conversation, ident: int, fields: dict[str, str]) -> None:
        typed = _typed(fields)
        comments.check(typed)
        done = await self.services.comments.change(ident, typed, talk.reader, utcnow())
        await talk.reply(comments.changed(talk.t, done))

    @on_press("commentdrop")
    async def drop(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.comments.delete(pressed.number(0), talk.reader, utcnow())
        await talk.update(comments.deleted(talk.t, drama))

    # --- reading ---

    @on_press("commentread")
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        """The whole comment for who pressed it alone; who is behind is asked first."""
        shown = await self.services.comments.alone(pressed.number(0), talk.reader)
        if shown.shape is Shape.ASK:
            await talk.reply(comments.question(talk.t, shown))
        else:
            await talk.reply(comments.reading(talk.t, shown, 0))

    @on_press("commentshow")
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to "show anyway" (`s`) or "I have seen up to there" (`p`): seen by them alone."""
        shown = await self.services.comments.alone(pressed.number(1), talk.reader)
        if pressed.args[0] == "p" and shown.comment.spoils is not None:
            await self.services.watching.seen_up_to(shown.drama, talk.reader, shown.comment.spoils)
        await self._show_alone(talk, shown, 0)

    @on_press("commentpage")
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        """Another page of a comment that its reader has before them already."""
        shown = await self.services.comments.alone(pressed.number(0), talk.reader)
        await self._show_alone(talk, shown, pressed.number(1))

    @staticmethod
    async def _show_alone(talk: Conversation, shown: CommentShown, index: int) -> None:
        view = comments.reading(talk.t, shown, index)
        if talk.message_is_private:
            await talk.update(view)
        else:
            await talk.reply(view)

    @on_press("commentlike")
    async def like(self, talk: Conversation, pressed: Pressed) -> None:
        """Like it, or take that back, and show the new count where it was pressed."""
        await self.services.comments.like(pressed.number(0), talk.reader)
        shown = await self.services.comments.for_all(pressed.number(0), talk.reader.guild_id)
        await talk.update(comments.post(talk.public_t, shown))

    # --- reporting ---

    @on_press("commentreport")
    async def report(self, talk: Conversation, pressed: Pressed) -> None:
        new = await self.services.comments.report_comment(pressed.number(0), talk.reader, utcnow())
        await talk.reply(comments.reported(talk.t, new=new))

    @message_menu(N_("Report to moderators"))
    async def report_message(self, talk: Conversation, message: discord.Message) -> None:
        guild_of(talk)
        new = await self.services.comments.report_message(
            message.channel.id, message.id, talk.reader, utcnow()
        )
        await talk.reply(comments.reported(talk.t, new=new))


async def _keeping(doing: Awaitable[None], verb: str, *subject_ids: int) -> None:
    """What goes wrong with a form is told with the way back to it as it was typed."""
    try:
        await doing
    except StoreUnavailable:
        raise
    except NamidaError as error:
        raise DraftKept(error, verb, subject_ids) from error


def _typed(fields: dict[str, str]) -> CommentForm:
    return CommentForm(fields.get("text", ""), fields.get("spoils", ""))


async def setup(host: Host) -> None:
    await host.add_cog(Comments(host))
