"""`/recommend`: members' recommendations, writing one, and suggestions for the reader."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.advice import REASON_LIMIT
from bot.domain.dramas import Drama
from bot.domain.recommendations import Likeness, ReasonForm
from bot.i18n import N_
from bot.present import spoilers, verbs, words
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.recommending import recommendations as screens
from bot.services.catalogue.searching import SearchOptions
from bot.services.members.drafts import RECOMMENDATION, about
from bot.services.recommending.recommending import draft_of
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
    server_command,
)
from cogs.catalogue.dramas import COUNTRY_CHOICES
from cogs.recommending import advising
from cogs.standing import Shown


class Recommending(
    NamidaCog,
    commands.GroupCog,
    group_name="recommend",
    group_description=N_("Recommendations, with reasons"),
):
    """What to watch next, and why."""

    @command("like", N_("What is like a drama: members' recommendations, and what people who liked it liked"))
    @app_commands.describe(title=TITLE, private=ALONE)
    async def like(self, talk: Conversation, title: str, private: bool = False) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._show(talk, drama, private=private or not talk.follows)

    @command("suggest", N_("Recommend a drama to those who liked another one"))
    @app_commands.describe(title=TITLE, other=N_("The drama that goes with it"))
    async def suggest(self, talk: Conversation, title: str, other: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self._ask(talk, drama, await self.services.catalogue.resolve(other))

    @server_command("to", N_("Recommend a drama to a member"))
    @app_commands.describe(
        member=N_("The member who finds it on their list"),
        title=TITLE,
        reason=N_("Why, without spoilers; leave it out for a form that also asks for them"),
    )
    async def recommend_to(
        self,
        talk: Conversation,
        member: discord.User,
        title: str,
        reason: app_commands.Range[str, 1, REASON_LIMIT] | None = None,
    ) -> None:
        await advising.recommend(self.host, talk, member, title, reason)

    @command("received", N_("What members recommended to you, and what you recommended to them"))
    async def received(self, talk: Conversation) -> None:
        await advising.show(self.host, talk)

    @command("forme", N_("What you might like, from your own scores"))
    @app_commands.describe(genre=N_("A genre"), country=N_("Where the drama is from"))
    @app_commands.choices(country=COUNTRY_CHOICES)
    async def for_me(self, talk: Conversation, genre: str | None = None, country: str | None = None) -> None:
        options = SearchOptions(genre, country)
        filters = await self.services.searching.filters(options, partial(words.genre, talk.t))
        found = await self.services.taste.for_member(talk.reader, filters, utcnow())
        await talk.reply(screens.for_me(talk.t, found))

    @completes(like, "title")
    @completes(suggest, "title")
    @completes(recommend_to, "title")
    @completes(suggest, "other")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @completes(for_me, "genre")
    async def _genres(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_genres(interaction, typed)

    @on_press(verbs.SIMILAR)
    async def open_likeness(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card, open the reader's own list. On that list, turn its page."""
        drama = await self.services.catalogue.get(pressed.number(0))
        if not pressed.has(1):
            await self._show(talk, drama, private=True)
            return
        owner_id, index = pressed.number(1), pressed.count(2)
        if owner_id != talk.reader.member_id:
            # Someone else's list stays where it is; no matter who presses gets a copy of their own.
            await self._show(talk, drama, private=True, index=index)
            return
        await self._turn(talk, drama, owner_id, index)

    @on_press(verbs.AGREE)
    async def agree(self, talk: Conversation, pressed: Pressed) -> None:
        ident, drama_id, owner_id = (pressed.number(at) for at in range(3))
        index = pressed.count(3)
        await self.services.recommending.agree(ident, talk.reader, utcnow())
        drama = await self.services.catalogue.get(drama_id)
        await self._turn(talk, drama, owner_id, index)

    @on_press(verbs.READ_REASON)
    async def read_on(self, talk: Conversation, pressed: Pressed) -> None:
        """The whole reason only for the member who pressed it; a reader who is behind is asked first."""
        gated = await self.services.recommending.reason(pressed.number(0), talk.reader)
        await talk.reply(screens.reason(talk.t, gated))

    @on_press(verbs.REASON_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to the question before it: seen only by the member who gave it."""
        answer = spoilers.answer(pressed)
        read = partial(self.services.recommending.reason, answer.subject.number(0), talk.reader)
        await talk.show_alone(screens.reason(talk.t, await self.answered(talk, answer, read)))

    @on_press(verbs.SUGGEST)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        one_id, other_id = pressed.target(), pressed.number(1)
        drama = await self.services.catalogue.get(one_id)
        await self._ask(talk, drama, await self.services.catalogue.get(other_id))

    @on_form(verbs.SUGGEST)
    async def take_reason(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        one_id, other_id = pressed.number(0), pressed.number(1)
        # Keep what was typed first, whatever is wrong with it.
        typed = ReasonForm(**fields.texts(*screens.FIELDS))
        kept, subject = draft_of(one_id, other_id, typed), about(one_id, other_id)
        await self.services.drafts.keep(talk.reader, RECOMMENDATION, subject, kept, utcnow())
        with keeping_draft(verbs.SUGGEST, one_id, other_id):
            await self._recommend(talk, one_id, other_id, typed)

    async def _recommend(self, talk: Conversation, one_id: int, other_id: int, typed: ReasonForm) -> None:
        drama = await self.services.catalogue.get(one_id)
        other = await self.services.catalogue.get(other_id)
        screens.check(typed)
        made = await self.services.recommending.suggest(drama, other, typed, talk.reader, utcnow())
        await talk.reply(screens.suggested(talk.t, made))

    @on_press(verbs.WITHDRAW_SUGGESTION)
    async def ask_to_withdraw(self, talk: Conversation, pressed: Pressed) -> None:
        one = await self.services.recommending.own(pressed.number(0), talk.reader)
        await talk.reply(screens.withdraw_question(talk.t, one))

    @on_press(verbs.SUGGESTION_WITHDRAWN)
    async def withdraw(self, talk: Conversation, pressed: Pressed) -> None:
        one = await self.services.recommending.withdraw(pressed.number(0), talk.reader)
        await talk.update(screens.withdrawn(talk.t, one))

    async def _ask(self, talk: Conversation, drama: Drama, other: Drama) -> None:
        pairing = await self.services.recommending.pairing(drama, other, talk.reader)
        await talk.ask(screens.reason_form(talk.t, pairing))

    async def _show(self, talk: Conversation, drama: Drama, *, private: bool, index: int = 0) -> None:
        owner_id = talk.reader.member_id
        shown = await self.services.recommending.like(
            drama, talk.reader, index, asker_id=owner_id, private=private
        )
        view = screens.likeness(talk.voice(private=private), shown, owner_id=owner_id, private=private)
        if private:
            await talk.reply(view)
        else:
            await standing.give(talk, self.services, view, self._shown(talk, shown, owner_id))

    async def _turn(self, talk: Conversation, drama: Drama, owner_id: int, index: int) -> None:
        """Another page, or the same with another count, in the message that was pressed."""
        private = talk.message_is_private
        shown = await self.services.recommending.like(
            drama, talk.reader, index, asker_id=owner_id, private=private
        )
        view = screens.likeness(talk.voice(private=private), shown, owner_id=owner_id, private=private)
        await standing.turn(talk, self.services, view, self._shown(talk, shown, owner_id))

    def _shown(self, talk: Conversation, shown: Likeness, owner_id: int) -> Shown:
        """What of members' words an answer shows that has this list."""
        still = self.services.recommending.still(shown, talk.reader, owner_id)
        shown_as = {"drama": shown.drama.id, "index": shown.index, "owner": owner_id}
        return Shown(self.services.recommending.things(shown), shown_as, still)


async def setup(host: Host) -> None:
    await host.add_cog(Recommending(host))
