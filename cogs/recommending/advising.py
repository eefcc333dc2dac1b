"""What members recommend to each other: its form, its two lists, and whom a member refuses."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import discord
from discord.utils import utcnow

from bot.domain.advice import AdviceForm
from bot.present import spoilers, verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.members import profiles
from bot.present.recommending import advice as screens
from bot.services.recommending.advice import ADVICE, draft_of
from cogs.base import Host, NamidaCog, keeping_draft, on_form, on_press


async def recommend(
    host: Host, talk: Conversation, member: discord.User | discord.Member, title: str, reason: str | None
) -> None:
    """Recommend a drama to a member, or ask for the reason. Raises as `Advices.form` and `Advices.give`."""
    if member.bot:
        await talk.reply(profiles.of_a_bot(talk.t, member.id))
        return
    drama = await host.services.catalogue.resolve(title)
    advising = await host.services.advice.form(member.id, drama, talk.reader, host)
    if reason is None:
        await talk.ask(screens.advice_form(talk.t, advising))
    else:
        await _give(host, talk, member.id, drama.id, AdviceForm(reason))


async def show(host: Host, talk: Conversation, *, given: bool = False) -> None:
    """Show what the reader was recommended, or recommended themselves."""
    await talk.reply(screens.page(talk.t, await host.services.advice.page(talk.reader, given=given)))


async def _give(host: Host, talk: Conversation, to_id: int, drama_id: int, typed: AdviceForm) -> None:
    # Keep what was typed first, whatever is wrong with it.
    kept, now = asdict(typed), utcnow()
    await host.services.drafts.keep(talk.reader, ADVICE, draft_of(to_id, drama_id), kept, now)
    with keeping_draft(verbs.ADVISE, to_id, drama_id):
        drama = await host.services.catalogue.get(drama_id)
        screens.check(typed)
        made = await host.services.advice.give(to_id, drama, typed, talk.reader, now, host)
        await talk.reply(screens.given(talk.t, made))


class Advising(NamidaCog):
    """The buttons and the form of recommendations to a member."""

    @on_press(verbs.ADVISE)
    async def open_form(self, talk: Conversation, pressed: Pressed) -> None:
        to_id, drama_id = pressed.number(0), pressed.number(1)
        drama = await self.services.catalogue.get(drama_id)
        advising = await self.services.advice.form(to_id, drama, talk.reader, self.host)
        await talk.ask(screens.advice_form(talk.t, advising))

    @on_form(verbs.ADVISE)
    async def take_reason(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        typed = AdviceForm(**fields.texts(*screens.FIELDS))
        await _give(self.host, talk, pressed.number(0), pressed.number(1), typed)

    @on_press(verbs.ADVICE)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        """A page of one of the two lists, where only its reader sees it."""
        given, index = pressed.count(0) == screens.GIVEN, pressed.count(1)
        page = await self.services.advice.page(talk.reader, index, given=given)
        await talk.show_alone(screens.page(talk.t, page))

    @on_press(verbs.ADVICE_READ)
    async def read(self, talk: Conversation, pressed: Pressed) -> None:
        gated = await self.services.advice.one(pressed.number(0), talk.reader)
        await talk.reply(screens.reason(talk.t, gated))

    @on_press(verbs.ADVICE_SHOW)
    async def reveal(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to the question before it: seen only by the member who gave it."""
        answer = spoilers.answer(pressed)
        read = partial(self.services.advice.one, answer.subject.number(0), talk.reader)
        await talk.show_alone(screens.reason(talk.t, await self.answered(talk, answer, read)))

    @on_press(verbs.ADVICE_AWAY)
    async def put_away(self, talk: Conversation, pressed: Pressed) -> None:
        gone = await self.services.advice.put_away(pressed.number(0), talk.reader)
        own = gone.author_id == talk.reader.member_id
        await talk.show_alone(screens.put_away(talk.t, gone, own=own))

    @on_press(verbs.ADVICE_REFUSE)
    async def refuse(self, talk: Conversation, pressed: Pressed) -> None:
        sender_id = await self.services.advice.refuse(pressed.number(0), talk.reader, utcnow())
        await talk.show_alone(screens.refused(talk.t, sender_id))

    @on_press(verbs.ADVICE_ALL)
    async def take_from_all(self, talk: Conversation, _: Pressed) -> None:
        await self.services.advice.take_from_all(talk.reader)
        await talk.show_alone(screens.taken_from_all(talk.t))


async def setup(host: Host) -> None:
    await host.add_cog(Advising(host))
