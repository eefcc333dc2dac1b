"""The panel of `/settings words`: what may not be written on a server."""

from __future__ import annotations

from discord.utils import utcnow

from bot.domain.screening import Entry, Links
from bot.domain.words import SWEPT, SweepPlace
from bot.domain.writings import WritingKind
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.moderation import words
from cogs.base import Host, NamidaCog, on_form, on_press, require_manager


class ModerationWords(NamidaCog):
    """The server's own list of words, expressions and addresses, links, and trying a text."""

    @on_press(verbs.WORDS)
    async def open_panel(self, talk: Conversation, _: Pressed) -> None:
        await self._panel(talk)

    @on_press(verbs.WORDS_LIST)
    async def open_list(self, talk: Conversation, pressed: Pressed) -> None:
        await self._list(talk, pressed.one_of(0, Entry), pressed.count(1))

    @on_press(verbs.WORDS_ADD)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await talk.ask(words.add_form(talk.t, pressed.one_of(0, Entry)))

    @on_form(verbs.WORDS_ADD)
    async def add(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        guild, kind = require_manager(talk), pressed.one_of(0, Entry)
        typed = fields.text(words.FIELD).splitlines()
        added = await self.services.words.add(guild.id, talk.reader.member_id, kind, typed, utcnow())
        await self._list(talk, kind, 0, words.added(talk.t, added))

    @on_press(verbs.WORDS_REMOVE)
    async def remove(self, talk: Conversation, pressed: Pressed) -> None:
        guild, kind = require_manager(talk), pressed.one_of(0, Entry)
        gone = await self.services.words.remove(
            guild.id, talk.reader.member_id, kind, frozenset(pressed.values), utcnow()
        )
        await self._list(talk, kind, pressed.count(1), words.removed(talk.t, gone))

    @on_press(verbs.WORDS_LINKS)
    async def choose_links(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        await self.services.words.set_links(
            guild.id, talk.reader.member_id, pressed.chosen_of(Links), utcnow()
        )
        await self._panel(talk)

    @on_press(verbs.WORDS_MATCHES)
    async def choose_matches(self, talk: Conversation, pressed: Pressed) -> None:
        guild = require_manager(talk)
        wait = pressed.chosen_of({"0": False, "1": True}.__getitem__)
        await self.services.words.set_matches(guild.id, talk.reader.member_id, utcnow(), wait=wait)
        await self._panel(talk)

    @on_press(verbs.WORDS_TRY)
    async def ask_for_text(self, talk: Conversation, _: Pressed) -> None:
        require_manager(talk)
        await talk.ask(words.try_form(talk.t))

    @on_form(verbs.WORDS_TRY)
    async def try_text(self, talk: Conversation, _: Pressed, fields: Fields) -> None:
        guild = require_manager(talk)
        hit = await self.services.words.try_text(fields.text(words.TEXT), guild.id, utcnow())
        await talk.reply(words.tried(talk.t, hit))

    @on_press(verbs.WORDS_SWEEP)
    async def look_through(self, talk: Conversation, pressed: Pressed) -> None:
        """Look through what was written before the rules, from the newest on or from where it ended last."""
        require_manager(talk)
        place = SweepPlace()
        if pressed.has(0):
            place = SweepPlace(pressed.one_of(0, swept_kind), pressed.maybe_number(1))
        done = await self.services.sweeping.look_through(place, talk.reader, utcnow())
        await talk.show_alone(words.swept(talk.t, done))

    async def _panel(self, talk: Conversation) -> None:
        guild = require_manager(talk)
        await talk.show_alone(words.panel(talk.t, await self.services.words.view(guild.id, utcnow())))

    async def _list(self, talk: Conversation, kind: Entry, index: int, told: str | None = None) -> None:
        guild = require_manager(talk)
        view = await self.services.words.view(guild.id, utcnow())
        await talk.show_alone(words.listing(talk.t, view, kind, index, told))


def swept_kind(text: str) -> WritingKind:
    """A kind that is looked through. Raises `ValueError` for any other."""
    return SWEPT[SWEPT.index(WritingKind(text))]


async def setup(host: Host) -> None:
    await host.add_cog(ModerationWords(host))
