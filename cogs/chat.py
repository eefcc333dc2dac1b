"""Questions in plain words: a mention of the bot, a reply to it, a direct message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import cast

import discord
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.questions import FACTS, Intent, Question, Unclear, Understood
from bot.errors import NotYours, Outdated, StoreUnavailable
from bot.present import verbs
from bot.present.actions import Pressed, parse
from bot.present.chat import facts, questions, screens
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.present.localise import LOCALES
from bot.present.spoken import Spoken, SpokenConversation
from bot.services.chat.calls import COMMANDS, call_of
from bot.services.chat.chat import is_narrowed
from cogs.access import still_here
from cogs.base import Host, NamidaCog, on_press

_SAID = (discord.MessageType.default, discord.MessageType.reply)
_EVERYBODY = ("@everyone", "@here")  # even where Discord lets the author ping no one
# Where the id of a drama stands in the buttons and menus of a message.
_NAMES_DRAMA: Mapping[str, int] = {
    verbs.RATE: 0,
    verbs.PLAN: 0,
    verbs.NEXT: 0,
    verbs.CARD: 0,
    verbs.SIMILAR: 0,
    verbs.MORE: 0,
}


class Chat(NamidaCog):
    """Answers those who speak to the bot as the commands would."""

    async def cog_load(self) -> None:
        await super().cog_load()
        if self.host.intents.guild_messages:  # else no message comes
            self.services.chat.prepare()

    @commands.Cog.listener("on_message")
    async def hear(self, message: discord.Message) -> None:
        """Answer a message that speaks to the bot. Bots, webhooks and `@everyone` are never answered."""
        addressed = self._addressed(message)
        if addressed is None or not await self._speaks_in(message):
            return
        language = self.services.chat.language_of(message.content)
        spoken = Spoken(message, cast(discord.Client, self.host), LOCALES[language])
        await self.host.answer(spoken, "chat", partial(self._answer, message=message, by_name=addressed))

    def _addressed(self, message: discord.Message) -> bool | None:
        """Whether the bot is spoken to by name, or in a direct message; False: by a reply. None: neither."""
        me = self.host.user
        if message.author.bot or message.webhook_id or message.type not in _SAID or me is None:
            return None
        if message.guild is None:
            return True if isinstance(message.channel, discord.DMChannel) and message.content else None
        if any(name in message.content for name in _EVERYBODY) or me not in message.mentions:
            return None
        if f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content:
            return True
        return False if message.content else None

    async def _speaks_in(self, message: discord.Message) -> bool:
        """Whether the bot answers in this channel: it may write there, and moderators let it."""
        guild, channel = message.guild, message.channel
        if guild is None:
            return True
        granted = _granted(channel, guild.me)
        if granted is None or not granted.view_channel:
            return False
        writes = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
        if not getattr(granted, writes):
            return False
        try:
            visit = await self.services.readers.visit(message.author.id, guild.id)
        except StoreUnavailable:
            return True  # the answer says so
        if visit.settings is None:
            return True
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        return visit.settings.answers_in(channel.id, parent)

    async def _answer(self, talk: Conversation, *, message: discord.Message, by_name: bool) -> None:
        member_id, channel_id, now = talk.reader.member_id, message.channel.id, utcnow()
        if not self.host.fairness.chats(member_id, channel_id, now):
            return
        me = self.host.user
        found = await self.services.chat.understand(
            message.content, talk.reader, channel_id, _drama_of(message), now, me.id if me is not None else 0
        )
        result = found.result
        if not by_name and (result.question is None or result.question.intent is Intent.CARD):
            return  # a reply to a post of the bot's is mostly meant for its other readers
        if isinstance(result, Understood):
            if result.question.drama_id is not None:
                self.services.chat.spoke_of(member_id, channel_id, result.question.drama_id, now)
            await self._tell(talk, result, found.dramas.get(result.question.drama_id or 0))
        elif isinstance(result, Unclear):
            await self._ask_back(talk, result, found.dramas)
        else:
            await _aloud(talk, screens.lost(talk.public_t, result.nearest, found.dramas, member_id))

    async def _tell(self, talk: Conversation, result: Understood, drama: Drama | None) -> None:
        """Answer one question, or two: two facts in one message."""
        asked = [result.question, *([result.also] if result.also else [])]
        if all(question.intent in FACTS for question in asked):
            await self._facts(talk, asked, private=False)
            return
        for question in asked:
            await self._tell_one(talk, question, drama)

    async def _tell_one(self, talk: Conversation, question: Question, drama: Drama | None) -> None:
        asker = talk.reader.member_id
        if question.writes:
            await _aloud(talk, screens.confirm(talk.public_t, question, drama, asker))
        elif question.intent is Intent.HELP and not question.command:
            await _aloud(talk, screens.hello(talk.public_t, asker))
        else:
            if isinstance(talk, SpokenConversation):
                talk.begin(partial(screens.for_you, talk.public_t, question, asker))
            await self._do(talk, question, alone=False)

    async def _do(self, talk: Conversation, question: Question, *, alone: bool) -> None:
        """What the command does, for the reader `alone` or as it does it."""
        if question.intent in FACTS:
            await self._facts(talk, [question], private=alone)
        elif is_narrowed(question) and question.drama_id is not None:
            await self._narrowed(talk, question, private=alone)
        elif question.intent in COMMANDS:
            run = self.host.replays.run_alone if alone else self.host.replays.run
            await run(talk, call_of(question))
        else:
            raise Outdated

    async def _ask_back(self, talk: Conversation, result: Unclear, dramas: Mapping[int, Drama]) -> None:
        asker, t = talk.reader.member_id, talk.public_t
        if result.choices:
            await _aloud(talk, screens.which(t, result.choices, dramas, asker))
        elif talk.reader.guild_id is None and result.question is not None:
            watched = await self.services.chat.watched(result.question, talk.reader)
            choices = watched.result.choices if isinstance(watched.result, Unclear) else ()
            await talk.reply(screens.which_drama(talk.t, choices, watched.dramas, asker))
        else:  # what they watch is not for the others who read this
            await _aloud(talk, screens.which_drama(t, (), {}, asker))

    async def _facts(self, talk: Conversation, asked: list[Question], *, private: bool) -> None:
        now, told = utcnow(), []
        for question in asked:
            if question.drama_id is None:
                raise Outdated
            card = await self.services.cards.get(
                question.drama_id, talk.reader, tab=facts.TABS[question.intent], private=private, now=now
            )
            if question.intent is Intent.WATCHERS:
                card = replace(card, watchers=await still_here(self.host, talk, card.watchers))
            told.append((question, card))
        t, today = talk.voice(private=private), now.astimezone(UTC).date()
        view = facts.answer(t, told, private=private, today=today)
        await talk.reply(view, private=private)

    async def _narrowed(self, talk: Conversation, question: Question, *, private: bool) -> None:
        drama = await self.services.catalogue.get(question.drama_id or 0)
        found = await self.services.chat.narrowed(drama, question, talk.reader)
        await talk.reply(facts.narrowed(talk.voice(private=private), drama, found, question), private=private)

    @on_press(verbs.CHAT)
    async def press(self, talk: Conversation, pressed: Pressed) -> None:
        """Answer the question that a button stands for, to the one who presses it."""
        owner_id, question = questions.pressed_question(pressed)
        if question.writes and owner_id != talk.reader.member_id:
            raise NotYours
        if question.drama_id is not None and talk.interaction.channel_id is not None:
            self.services.chat.spoke_of(
                talk.reader.member_id, talk.interaction.channel_id, question.drama_id, utcnow()
            )
        await self._do(talk, question, alone=True)


async def _aloud(talk: Conversation, view: Screen) -> None:
    """Say what is for whoever reads the message, too."""
    await talk.reply(view, private=False)


def _granted(channel: object, who: discord.Member) -> discord.Permissions | None:
    if isinstance(channel, discord.Thread):
        return channel.permissions_for(who) if channel.parent is not None else None
    return channel.permissions_for(who) if isinstance(channel, discord.abc.GuildChannel) else None


def _drama_of(message: discord.Message) -> int | None:
    """The drama of the bot's message that this one replies to, by its buttons."""
    replied = message.reference.resolved if message.reference is not None else None
    if not isinstance(replied, discord.Message):
        return None
    return next(_dramas_in(part.to_dict() for part in replied.components), None)


def _dramas_in(parts: Iterable[object]) -> Iterator[int]:
    for part in parts:
        if not isinstance(part, dict):
            continue
        pressed = parse(str(part.get("custom_id") or ""))
        at = _NAMES_DRAMA.get(pressed.verb) if pressed is not None else None
        if pressed is not None and pressed.verb == verbs.CHAT:
            ids = [arg[1:] for arg in pressed.args[2:] if arg[:1] == "d" and arg[1:].isdigit()]
            yield from map(int, ids)
        elif pressed is not None and pressed.verb == verbs.TAB:
            # A menu of tabs says the drama and the owner, a button the tab before them.
            yield from map(int, [arg for arg in pressed.args[:2] if arg.isdigit()][:1])
        elif pressed is not None and at is not None and pressed.has(at) and pressed.args[at].isdigit():
            yield int(pressed.args[at])
        yield from _dramas_in(part.get("components") or ())
        if part.get("accessory"):
            yield from _dramas_in([part["accessory"]])


async def setup(host: Host) -> None:
    await host.add_cog(Chat(host))
