"""`/comment` and the Comment button: write in a drama's thread, answer, like, edit, delete."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial

import discord
from discord import app_commands
from discord.utils import utcnow

from bot.domain.comments import CommentForm, Spot
from bot.domain.dramas import Drama
from bot.domain.reports import Reported
from bot.domain.writings import WritingKind, WritingRef
from bot.errors import (
    NoTitle,
    NotYourComment,
    ThreadLocked,
)
from bot.i18n import N_
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.board import comments
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen
from bot.schedule.board.threads import thread_for
from bot.services.board.comment_posts import POST
from bot.services.board.comments import draft_of_change, draft_of_new
from cogs.access import keeps_threads, moderates, require_board, require_comment_seen
from cogs.base import (
    Choices,
    Host,
    Interaction,
    NamidaCog,
    completes,
    guild_of,
    keeping_draft,
    on_form,
    on_press,
    server_command,
)
from cogs.board.comment_lists import comment_page, placed
from cogs.moderation.showing import case_screen


class Comments(NamidaCog):
    """Members' comments on dramas."""

    @server_command(
        "comment", N_("Comment on a drama in its thread, hidden from members who are not that far")
    )
    @app_commands.describe(
        title=N_("Any name of the drama; leave it out in the drama's own thread"),
        episode=N_("The episode that your comment is about"),
    )
    async def comment(self, talk: Conversation, title: str | None = None, episode: int | None = None) -> None:
        guild_of(talk)
        if title is not None:
            await self._ask(talk, await self.services.catalogue.resolve(title), episode)
            return
        here = await self.services.board.here(talk.interaction.channel_id)
        if here is None:
            raise NoTitle
        await self._ask(talk, here.drama, episode)

    @completes(comment, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- writing ---

    @on_press(verbs.COMMENT)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        """The Comment button of a card (the drama), or of a thread (and its first and last episode)."""
        guild_of(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        if not pressed.has(1):
            await self._ask(talk, drama, None)
            return
        first, last = pressed.count(1), pressed.count(2) if pressed.has(2) else 0
        await self._form(
            talk, drama, Spot(drama.id, first), last or first or await self._reached(talk, drama)
        )

    @on_press(verbs.COMMENT_REPLY)
    async def reply(self, talk: Conversation, pressed: Pressed) -> None:
        guild_of(talk)
        shown = await self.services.comments.for_all(pressed.number(0), talk.reader.guild_id)
        comment, here = shown.comment, await self.services.board.here(talk.interaction.channel_id)
        spot = Spot(comment.drama_id, comment.episode, comment.id)
        own = here.thread.batch.last if here else 0
        own = own or await self._reached(talk, shown.drama)
        await self._form(talk, shown.drama, spot, max(own, comment.spoils or 0))

    @on_press(verbs.REVIEW_COMMENT)
    async def on_review(self, talk: Conversation, pressed: Pressed) -> None:
        """The Comment button below the comments on a review."""
        guild_of(talk)
        drama, spot, default = await self.services.comments.about_review(pressed.number(0), talk.reader)
        await self._form(talk, drama, spot, default)

    @on_form(verbs.COMMENT)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        on_review = pressed.number(3) or None if pressed.has(3) else None
        spot = Spot(pressed.number(0), pressed.count(1), pressed.number(2) or None, on_review)
        typed = _typed(fields)
        comments.check(typed)  # an empty text is no draft and replaces none
        # Keep what was typed first, whatever else is wrong with it.
        await self.services.drafts.keep(talk.reader, POST, draft_of_new(spot), asdict(typed), utcnow())
        with _kept(spot):
            await self._publish(talk, spot, typed)

    async def _publish(self, talk: Conversation, spot: Spot, typed: CommentForm) -> None:
        guild = guild_of(talk)
        drama = await self.services.catalogue.get(spot.drama_id)
        await self.services.comments.look(drama, spot, typed, talk.reader, utcnow())
        await require_board(talk, self.services, drama, spot.episode, writes=True)
        client: discord.Client = talk.interaction.client
        opened = await thread_for(client, self.services, guild.id, drama, spot.episode)
        if opened.locked and not keeps_threads(talk, opened.channel_id):
            raise ThreadLocked(opened.thread_id)
        written = await self.services.comments.write(
            drama, spot, typed, opened.thread_id, talk.reader, utcnow()
        )
        await talk.reply(comments.written(talk.t, drama, written, opened.thread_id))

    async def _ask(self, talk: Conversation, drama: Drama, episode: int | None) -> None:
        """Open the form for a drama. Without an episode, for the thread that the member probably means."""
        if episode is not None:
            await self.services.episodes.check(drama, episode)
            await self._form(talk, drama, Spot(drama.id, episode), episode, named=True)
            return
        guild_id, channel_id = guild_of(talk).id, talk.interaction.channel_id
        batch = await self.services.board.meant(drama, talk.reader, guild_id, channel_id)
        default = batch.last or await self._reached(talk, drama)
        await self._form(talk, drama, Spot(drama.id, batch.first), default)

    async def _reached(self, talk: Conversation, drama: Drama) -> int:
        """The last episode that a comment outside a batch's thread may spoil."""
        return await self.services.comments.reached(drama, talk.reader)

    async def _form(
        self, talk: Conversation, drama: Drama, spot: Spot, default: int, *, named: bool = False
    ) -> None:
        """The form.

        `default` is the last episode that it spoils, unless its author says otherwise. 0: nothing.

        `named`: the author has just named that episode.
        """
        await require_board(talk, self.services, drama, spot.episode, writes=True)
        begins = await self.services.comments.form(drama, spot, default, talk.reader, named=named)
        last = await self.services.episodes.last(drama)
        args = (drama.id, spot.episode, spot.reply_to or 0, spot.review_id or 0)
        await talk.ask(comments.form(talk.t, drama, begins, last, verbs.COMMENT, *args))

    # --- one's own ---

    @on_press(verbs.COMMENT_MINE)
    async def open_own(self, talk: Conversation, pressed: Pressed) -> None:
        await talk.reply(await self._own(talk, pressed.number(0)))

    @on_press(verbs.COMMENT_MORE)
    async def open_menu(self, talk: Conversation, pressed: Pressed) -> None:
        """What else the reader may do with a comment: its author, a moderator, and all others."""
        ident = pressed.number(0)
        try:
            view = await self._own(talk, ident)
        except NotYourComment:
            shown = await self.services.comments.for_all(ident, talk.reader.guild_id)
            view = comments.more(talk.t, shown.without_words())
        await talk.reply(view)

    async def _own(self, talk: Conversation, ident: int) -> Screen:
        """The comment with what its author may do, or as a moderator decides on it.

        Raises `NotYourComment` for all others.
        """
        try:
            return comments.mine(talk.t, await self.services.comments.own(ident, talk.reader))
        except NotYourComment:
            reported = Reported.writing(WritingRef(WritingKind.COMMENT, ident, guild_of(talk).id))
            if not await moderates(talk, self.services, reported):
                raise
            case = await self.services.queue.case(reported, talk.reader)
            return await case_screen(talk, self.services, case)

    @on_press(verbs.COMMENT_EDIT)
    async def edit(self, talk: Conversation, pressed: Pressed) -> None:
        shown = await self.services.comments.own(pressed.number(0), talk.reader)
        begins = await self.services.comments.form_of(shown.drama, shown.comment, talk.reader)
        last = await self.services.episodes.last(shown.drama)
        form = comments.form(talk.t, shown.drama, begins, last, verbs.COMMENT_EDIT, shown.comment.id)
        await talk.ask(form)

    @on_form(verbs.COMMENT_EDIT)
    async def take_change(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        ident = pressed.number(0)
        typed = _typed(fields)
        comments.check(typed)
        await self.services.drafts.keep(talk.reader, POST, draft_of_change(ident), asdict(typed), utcnow())
        with keeping_draft(verbs.COMMENT_EDIT, ident):
            await self._change(talk, ident, typed)

    async def _change(self, talk: Conversation, ident: int, typed: CommentForm) -> None:
        done = await self.services.comments.change(ident, typed, talk.reader, utcnow())
        await talk.reply(comments.changed(talk.t, done))

    @on_press(verbs.COMMENT_DROP)
    async def drop(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.comments.delete(pressed.number(0), talk.reader)
        await talk.update(comments.deleted(talk.t, drama))

    # --- reading ---

    @on_press(verbs.COMMENT_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        """Show the whole comment only to the member who pressed. A reader who is behind is asked first."""
        await require_comment_seen(talk, self.services, pressed.number(0))
        gated = await self.services.comments.alone(pressed.number(0), talk.reader)
        await talk.reply(comments.alone(talk.t, gated, 0))

    @on_press(verbs.COMMENT_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the comment."""
        answer = spoilers.answer(pressed)
        await require_comment_seen(talk, self.services, answer.subject.number(0))
        read = partial(self.services.comments.alone, answer.subject.number(0), talk.reader)
        await talk.show_alone(comments.alone(talk.t, await self.answered(talk, answer, read), 0))

    @on_press(verbs.COMMENT_PAGE)
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        """Another page of a comment, which may tell more by now than its reader agreed to."""
        await require_comment_seen(talk, self.services, pressed.number(0))
        consent = spoilers.consent(pressed.args[2:])
        gated = await self.services.comments.alone(pressed.number(0), talk.reader, consent)
        await talk.show_alone(comments.alone(talk.t, gated, pressed.count(1)))

    @on_press(verbs.COMMENT_LIKE)
    async def like(self, talk: Conversation, pressed: Pressed) -> None:
        """Like a comment, or remove the like, and show the new count in the pressed message."""
        ident = pressed.number(0)
        await require_comment_seen(talk, self.services, ident)
        in_list = pressed.has(1)
        place = placed(pressed.args[2:]) if in_list else None
        await self.services.comments.like(ident, talk.reader, utcnow())
        shown = await self.services.comments.for_all(ident, talk.reader.guild_id)
        if place is None:
            await talk.update(comments.post(talk.public_t, shown))
        else:
            await talk.show_alone(await comment_page(talk, self.services, shown.drama.id, place))


def _kept(spot: Spot) -> AbstractContextManager[None]:
    """What leads back to the form of a new comment whose text was kept as a draft."""
    if spot.reply_to is not None:
        return keeping_draft(verbs.COMMENT_REPLY, spot.reply_to)
    if spot.review_id is not None:
        return keeping_draft(verbs.REVIEW_COMMENT, spot.review_id)
    return keeping_draft(verbs.COMMENT, spot.drama_id, spot.episode)


def _typed(fields: Fields) -> CommentForm:
    return CommentForm(**fields.texts("text", "spoils"))


async def setup(host: Host) -> None:
    await host.add_cog(Comments(host))
