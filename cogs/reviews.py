"""`/review`: write and delete a review, read others' and vote on them."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.reviews import Begin, ReviewForm, ReviewPage, ReviewSort
from bot.i18n import N_
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import note
from bot.present.reviews import reviews
from bot.services.members.drafts import REVIEW, about
from cogs import standing
from cogs.base import (
    ALONE,
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    keeping_draft,
    on_form,
    on_press,
)
from cogs.standing import Shown

SORT_CHOICES = [app_commands.Choice(name=name, value=sort.value) for sort, name in reviews.SORTS.items()]


class Reviews(NamidaCog, commands.GroupCog, group_name="review", group_description=N_("Reviews of dramas")):
    """Members' reviews of dramas."""

    @command("write", N_("Write your review of a drama, or edit it"))
    @app_commands.describe(title=TITLE)
    async def write(self, talk: Conversation, title: str) -> None:
        await self._ask(talk, await self.services.catalogue.resolve(title))

    @command("read", N_("Read what members think of a drama"))
    @app_commands.describe(
        title=TITLE,
        sort=N_("The order of the results"),
        member=N_("Start with this member's review"),
        private=ALONE,
    )
    @app_commands.choices(sort=SORT_CHOICES)
    async def read(
        self,
        talk: Conversation,
        title: str,
        sort: str = ReviewSort.HELPFUL.value,
        member: discord.User | None = None,
        private: bool = False,
    ) -> None:
        drama = await self.services.catalogue.resolve(title)
        begin = Begin(author_id=member.id) if member else Begin()
        await self._page(talk, drama, ReviewSort(sort), begin, private=private or not talk.follows)

    @command("delete", N_("Delete your review of a drama"))
    @app_commands.describe(title=TITLE)
    async def delete(self, talk: Conversation, title: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self.services.reviews.own(drama, talk.reader)
        await talk.reply(reviews.delete_question(talk.t, drama))

    @completes(write, "title")
    @completes(read, "title")
    @completes(delete, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- writing ---

    @on_press(verbs.REVIEW_WRITE)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        await self._ask(talk, await self.services.catalogue.get(pressed.number(0)))

    @on_form(verbs.REVIEW)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        drama_id = pressed.number(0)
        typed = ReviewForm(**fields.texts("headline", "text", "spoils", "overall"))
        # Keep what was typed first, whatever is wrong with it.
        await self.services.drafts.keep(talk.reader, REVIEW, about(drama_id), asdict(typed), utcnow())
        with keeping_draft(verbs.REVIEW_WRITE, drama_id):
            await self._publish(talk, drama_id, typed)

    async def _publish(self, talk: Conversation, drama_id: int, typed: ReviewForm) -> None:
        drama = await self.services.catalogue.get(drama_id)
        reviews.check(typed)
        done = await self.services.reviews.write(drama, typed, talk.reader, utcnow())
        settings = talk.reader.settings
        channel_id = settings.channels.get(Purpose.REVIEWS) if settings else None
        await talk.reply(reviews.written(talk.t, done, channel_id))

    async def _ask(self, talk: Conversation, drama: Drama) -> None:
        begins = await self.services.reviews.form(drama, talk.reader)
        last = await self.services.episodes.last(drama)
        await talk.ask(reviews.form(talk.t, drama, begins, last))

    # --- reading ---

    @on_press(verbs.REVIEWS)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card (only the drama), open the reader's own copy. From a page, turn it."""
        drama = await self.services.catalogue.get(pressed.number(0))
        if not pressed.has(1):
            await self._page(talk, drama, ReviewSort.HELPFUL, Begin(), private=True)
            return
        sort, owner_id = pressed.one_of(1, ReviewSort), pressed.number(2)
        await self._turn(talk, drama, sort, owner_id, Begin(pressed.count(3)))

    @on_press(verbs.REVIEW_AT)
    async def go_to(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        sort, owner_id = pressed.one_of(1, ReviewSort), pressed.number(2)
        await self._turn(talk, drama, sort, owner_id, Begin(review_id=pressed.chosen_number()))

    @on_press(verbs.REVIEW_READ)
    async def read_on(self, talk: Conversation, pressed: Pressed) -> None:
        """Show the whole review only to the member who pressed. A reader who is behind is asked first."""
        review_id = pressed.target()
        gated = await self.services.reviews.alone(review_id, talk.reader)
        await talk.reply(reviews.alone(talk.t, gated, 0))

    @on_press(verbs.REVIEW_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the review."""
        answer = spoilers.answer(pressed)
        review_id = answer.subject.number(0)
        read = partial(self.services.reviews.alone, review_id, talk.reader)
        await talk.show_alone(reviews.alone(talk.t, await self.answered(talk, answer, read), 0))

    @on_press(verbs.REVIEW_PAGE)
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        """Another page of a review, which may tell more by now than its reader agreed to."""
        consent = spoilers.consent(pressed.args[2:])
        gated = await self.services.reviews.alone(pressed.number(0), talk.reader, consent)
        await talk.show_alone(reviews.alone(talk.t, gated, pressed.count(1)))

    @on_press(verbs.REVIEWS_OF)
    async def open_others(self, talk: Conversation, pressed: Pressed) -> None:
        found = await self.services.reviews.written_by(pressed.number(0), talk.reader)
        await talk.reply(reviews.reviews_of(talk.t, found))

    # --- judging ---

    @on_press(verbs.REVIEW_VOTE)
    async def vote(self, talk: Conversation, pressed: Pressed) -> None:
        """Store the vote, update the count in the pressed message, and confirm a public vote privately."""
        helpful, review_id = pressed.flag(0), pressed.number(1)
        place, *where = pressed.text(2).split() or [""]
        there = Pressed(place, tuple(where))
        now = await self.services.reviews.vote(review_id, helpful, talk.reader, utcnow())
        private = talk.message_is_private
        if place == reviews.ON_PAGE:
            sort, owner_id = there.one_of(0, ReviewSort), there.number(1)
            await self._recount_page(talk, review_id, sort, owner_id, private=private)
        elif place == reviews.ON_READING:
            consent = spoilers.consent(there.args[1:])
            gated = await self.services.reviews.alone(review_id, talk.reader, consent)
            await talk.show_alone(reviews.alone(talk.t, gated, there.count(0)))
        else:
            shown = await self.services.reviews.one(review_id, talk.reader)
            await talk.update(reviews.post(talk.public_t, shown))
        if not private:
            await talk.reply(note(reviews.voted(talk.t, now)))

    async def _recount_page(
        self, talk: Conversation, review_id: int, sort: ReviewSort, owner_id: int, *, private: bool
    ) -> None:
        shown = await self.services.reviews.one(review_id, talk.reader)
        read = await self.services.reviews.page(
            shown.drama, talk.reader, sort, utcnow(), Begin(review_id=review_id), private=private
        )
        await talk.update(reviews.page(talk.voice(private=private), read, owner_id=owner_id, private=private))

    # --- deleting ---

    @on_press(verbs.REVIEW_DROP)
    async def drop(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        await self.services.reviews.delete(drama, talk.reader)
        await talk.update(reviews.deleted(talk.t, drama))

    # --- pages ---

    async def _page(
        self, talk: Conversation, drama: Drama, sort: ReviewSort, begin: Begin, *, private: bool
    ) -> None:
        read = await self.services.reviews.page(drama, talk.reader, sort, utcnow(), begin, private=private)
        owner_id = talk.reader.member_id
        view = reviews.page(talk.voice(private=private), read, owner_id=owner_id, private=private)
        if private:
            await talk.reply(view)
        else:
            await standing.give(talk, self.services, view, self._shown(talk, read, owner_id))

    async def _turn(
        self, talk: Conversation, drama: Drama, sort: ReviewSort, owner_id: int, begin: Begin
    ) -> None:
        if owner_id != talk.reader.member_id:
            # Someone else's page stays as it is; no matter who presses gets a copy of their own.
            await self._page(talk, drama, sort, begin, private=True)
            return
        private = talk.message_is_private
        read = await self.services.reviews.page(drama, talk.reader, sort, utcnow(), begin, private=private)
        view = reviews.page(talk.voice(private=private), read, owner_id=owner_id, private=private)
        await standing.turn(talk, self.services, view, self._shown(talk, read, owner_id))

    def _shown(self, talk: Conversation, read: ReviewPage, owner_id: int) -> Shown:
        """What an answer shows that has this page."""
        things = (self.services.reviews.thing(read.shown),)
        still = self.services.reviews.still(read.shown, talk.reader)
        return Shown(things, {"sort": read.sort.value, "owner": owner_id}, still)


async def setup(host: Host) -> None:
    await host.add_cog(Reviews(host))
