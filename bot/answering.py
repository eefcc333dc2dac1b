"""The boundary: every answer starts here, and every error ends here."""

from __future__ import annotations

import asyncio
import io
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, cast

import aiohttp
import discord

from bot import errors, farewell, i18n
from bot.domain.blocks import in_force
from bot.domain.members import Reader
from bot.logs import get_logger, incident
from bot.measures import Measures, Result
from bot.present import errors as sentences
from bot.present import forms, verbs
from bot.present.actions import Pressed, used
from bot.present.conversation import Conversation
from bot.present.errors.ways import Adds, Onward
from bot.present.layout import Screen
from bot.present.spoken import Spoken
from bot.present.venues import home_of, venue_of
from bot.replay import Replays
from bot.schedule.members.membership import Membership
from bot.services.container import Services
from bot.services.fairness import Fairness

# Seconds that an answer may take before it is deferred; Discord waits for three.
PATIENCE = 1.5
MOST_PLACES = 20  # servers of one member that are asked about in a direct message

Interaction = discord.Interaction[Any]
Origin = Interaction | Spoken  # what is answered: a command, a press, a form; or a message
Run = Callable[[Conversation], Awaitable[None]]
Handler = Callable[[Conversation, Pressed], Awaitable[None]]
FormHandler = Callable[[Conversation, Pressed, forms.Fields], Awaitable[None]]
Choices = list[discord.app_commands.Choice[str]]
Suggest = Callable[[Interaction, str], Awaitable[Choices]]

log = get_logger("namida")


class Answering:
    """The part of the client that runs every command, menu, button and form, and reports errors."""

    services: Services
    replays: Replays
    under_way: farewell.UnderWay
    fairness: Fairness
    measures: Measures
    membership: Membership
    changes_catalogue: Callable[[int], bool]
    handlers: dict[str, Handler]
    forms: dict[str, FormHandler]

    async def answer(self, interaction: Origin, name: str, run: Run, typed: str = "") -> None:
        """Run one answer. Every error ends here, as a sentence to the member and a line in the log.

        What was `typed` into a form is sent back to the member with the sentence.
        """
        async with self.under_way.answering(
            lambda: self._tell(interaction, None, errors.CutShort(), None, typed)
        ):
            await self._answer(interaction, name, run, typed)

    async def _answer(self, interaction: Origin, name: str, run: Run, typed: str) -> None:
        started = time.perf_counter()
        result, reference = "ok", None
        counted: Result = "ok"
        talk = None
        try:
            if not self.fairness.heard(interaction.user.id, discord.utils.utcnow()):
                return
            talk, unnoted = await self._meet(interaction)
            await self._in_time(talk, self._in_turn(self._noting(interaction, run) if unnoted else run))
        except errors.NamidaError as error:
            result, counted = type(error).__name__, "refused"
            if isinstance(error, errors.StoreUnavailable):
                reference, counted = incident(error.kind), "store"
                log.error("store unavailable", store=error.kind, reference=reference, command=name)  # noqa: TRY400
            # What waits for a moderator is kept: there is nothing to give back.
            back = "" if isinstance(error, errors.WaitsForModerators) else typed
            await self._tell(interaction, talk, error, reference, back)
        except discord.HTTPException as error:
            # Discord refused or did not answer; discord.py has retried what may be retried.
            result, reference = f"discord {error.status} {error.code}", _reference()
            counted = "discord"
            log.warning("discord refused", reference=reference, command=name, reason=error.text)
            await self._apologise(interaction, talk, reference, typed)
        except aiohttp.ClientError as error:
            # The connection to Discord broke: nobody knows whether it heard the answer. No bug of ours.
            result, reference = "discord silent", _reference()
            counted = "discord"
            log.warning("discord did not answer", reference=reference, command=name, reason=repr(error))
            await self._apologise(interaction, talk, reference, typed)
        except Exception:  # the boundary: whatever it is, the member hears of it
            result, reference = "fault", _reference()
            counted = "fault"
            log.exception("fault", reference=reference, command=name)
            await self._apologise(interaction, talk, reference, typed)
        seconds = time.perf_counter() - started
        self.measures.answered(*self._counted_as(name), counted, seconds)
        log.info(
            "answered",
            command=name,
            guild=talk.reader.guild_id if talk is not None else _home_id(interaction),
            result=result,
            ms=round(seconds * 1_000, 1),
            **({"reference": reference} if reference else {}),
        )

    def _counted_as(self, name: str) -> tuple[str, str]:
        """The kind of an answer and its name. What no handler knows has one name, whatever a message says."""
        kind, _, verb = name.partition(" ")
        known: Collection[str]
        if kind == "press":
            known = self.handlers
        elif kind == "form":
            known = self.forms
        else:
            return "command", name
        return kind, name if verb in known else f"{kind} unknown"

    async def answer_fault(self, interaction: Interaction, name: str, error: Exception) -> None:
        """Answer and log a fault that happened outside an answer."""
        reference = _reference()
        log.error("fault", reference=reference, command=name, exc_info=error)
        await self._apologise(interaction, None, reference, "")

    async def complete(self, interaction: Interaction, typed: object, suggest: Suggest) -> Choices:
        """Suggestions for what a member is typing. Empty if they cannot be found."""
        if not isinstance(typed, str):  # no box of ours takes anything else
            return []
        try:
            return await suggest(interaction, typed)
        except errors.StoreUnavailable as error:
            log.warning("nothing suggested", store=error.kind)
        except Exception:  # the boundary: no one can be told while typing
            log.exception("fault", reference=_reference(), command="autocomplete")
        return []

    async def press(self, interaction: Interaction, pressed: Pressed) -> None:
        """Answer a used button or menu."""
        handler = self.handlers.get(pressed.verb)

        async def run(talk: Conversation) -> None:
            _require_place(talk, pressed)
            if handler is None:
                raise errors.Outdated
            await handler(talk, pressed)

        await self.answer(interaction, f"press {pressed.verb}", run)

    async def correct(self, talk: Conversation, pressed: Pressed) -> None:
        """Open a refused form again, with the chosen value in place of the one that was refused."""
        verb, field, value = (pressed.text(at) for at in range(3))
        handler = self.handlers.get(verb)
        if handler is None or verb == pressed.verb:
            raise errors.Outdated
        talk.corrected = (field, value)
        await handler(talk, Pressed(verb, pressed.args[3:]))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Receives used buttons and menus, and submitted forms.

        What they mean is in their `custom_id`. So they outlive a restart, after which discord.py knows none.
        """
        data = cast(Mapping[str, Any], interaction.data or {})
        if interaction.type is discord.InteractionType.component:
            if (pressed := used(data)) is not None:
                await self.press(interaction, pressed)
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._submit(interaction, data)

    async def _submit(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        """Answer a submitted form."""
        read = forms.submitted(data)
        if read is None:
            return
        pressed, fields = read
        handler = self.forms.get(pressed.verb)

        async def run(talk: Conversation) -> None:
            _require_place(talk, pressed)
            if handler is None:
                raise errors.Outdated
            await handler(talk, pressed, fields)

        await self.answer(interaction, f"form {pressed.verb}", run, "\n\n".join(fields.typed.values()))

    @staticmethod
    async def _in_time(talk: Conversation, run: Run) -> None:
        """Run an answer. If it takes longer than Discord waits, it is deferred and comes later."""
        loop = asyncio.get_running_loop()
        deferring: list[asyncio.Task[None]] = []
        timer = loop.call_later(PATIENCE, lambda: deferring.append(loop.create_task(talk.defer())))
        try:
            await run(talk)
        finally:
            timer.cancel()
            if deferring:
                await asyncio.gather(*deferring, return_exceptions=True)
        for task in deferring:  # an error of the answer's own goes before
            task.result()

    def _in_turn(self, run: Run) -> Run:
        """Run the answer in its member's turn. If the wait is long, the answer is deferred."""

        async def in_turn(talk: Conversation) -> None:
            async with self.fairness.turn(talk.reader.member_id):
                await run(talk)

        return in_turn

    def _noting(self, interaction: Origin, run: Run) -> Run:
        """Record the visit, then answer. A failure to record it must not stop the answer."""
        spoken = _language_of_discord(interaction)

        async def note(talk: Conversation) -> None:
            try:
                await self.services.readers.remember(
                    talk.reader.member_id, talk.reader.guild_id, discord.utils.utcnow(), spoken
                )
            except errors.StoreUnavailable as error:
                log.warning("visit not noted", store=error.kind, guild=talk.reader.guild_id)
            await run(talk)

        return note

    async def _meet(self, interaction: Origin) -> tuple[Conversation, bool]:
        """The conversation, and whether the visit is to be recorded: the member is new here, or was away.

        Where the bot is not at home, nothing that the interaction says of the place counts for the reader: no
        role, no right, no language.
        """
        user, guild = interaction.user, home_of(interaction)
        guild_id = guild.id if guild is not None else None
        member = user if guild is not None and isinstance(user, discord.Member) else None
        visit = await self.services.readers.visit(user.id, guild_id)
        server = visit.settings.language if visit.settings else None
        guild_locale = interaction.guild_locale.value if interaction.guild_locale else None
        own = interaction.locale.value
        guilds, known = frozenset[int](), True
        if guild_id is None:
            guilds, known = await self._guilds_of(user.id)
        on = guilds if known else None
        reader = Reader(
            user.id,
            guild_id,
            language=i18n.choose(visit.language, own, self.services.language),
            public_language=i18n.choose(server, guild_locale if guild else own, self.services.language),
            settings=visit.settings,
            role_ids=frozenset(role.id for role in member.roles) if member else frozenset(),
            manages_guild=guild is not None
            and granted(interaction.permissions, discord.Permissions(manage_guild=True)),
            stars_out_of=visit.stars_out_of,
            titles=visit.titles,
            guilds=guilds,
            guilds_known=known,
            block=in_force(visit.blocks, discord.utils.utcnow(), guild_id, on),
            joined_at=member.joined_at if member else None,
            venue=venue_of(interaction),
        )
        unnoted = visit.is_to_be_noted(discord.utils.utcnow(), _language_of_discord(interaction))
        return _conversation(interaction, reader), unnoted

    async def _guilds_of(self, member_id: int) -> tuple[frozenset[int], bool]:
        """A member's servers, for a place that is none of them: those where they were seen and still are."""
        seen = await self.services.readers.places(member_id, MOST_PLACES)
        return await self.membership.of_seen(member_id, seen)

    async def _tell(
        self,
        interaction: Origin,
        talk: Conversation | None,
        error: errors.NamidaError,
        reference: str | None,
        typed: str,
    ) -> None:
        onward = Onward()
        try:
            if talk is not None:
                onward = Onward(
                    await self.replays.follow(talk, error),
                    await self.replays.better(talk, error),
                    self.replays.corrections(talk, error),
                    self.services.growing.names,
                    self._adds(talk.reader),
                )
        except errors.StoreUnavailable as busy:  # what was typed cannot be kept, so tell that
            error, reference = busy, incident(busy.kind)
            log.error("store unavailable", store=busy.kind, reference=reference)  # noqa: TRY400
        t = self._texts(interaction, talk)
        view = sentences.explain(t, error, onward, reference=reference or "")
        await self._send(interaction, talk, view, typed)

    def _adds(self, reader: Reader) -> Adds | None:
        """How a reader may add a drama by hand. None where they are on no server."""
        if reader.guild_id is None:
            return None
        if not reader.manages_guild:
            return Adds.THROUGH_OTHERS
        at_once = self.changes_catalogue(reader.guild_id)
        return Adds.AT_ONCE if at_once else Adds.BY_ASKING

    async def _apologise(
        self, interaction: Origin, talk: Conversation | None, reference: str, typed: str
    ) -> None:
        view = sentences.fault(self._texts(interaction, talk), reference)
        await self._send(interaction, talk, view, typed)

    def _texts(self, interaction: Origin, talk: Conversation | None) -> i18n.Texts:
        return talk.t if talk else i18n.texts(i18n.choose(interaction.locale.value, self.services.language))

    async def _send(self, interaction: Origin, talk: Conversation | None, view: Screen, typed: str) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            return
        files = []
        if typed.strip():
            view = sentences.give_back(self._texts(interaction, talk), view)
            files.append(discord.File(io.BytesIO(typed.encode()), sentences.TYPED_FILE))
        if talk is None:
            home_id, venue = _home_id(interaction), venue_of(interaction)
            talk = _conversation(interaction, Reader(interaction.user.id, home_id, "en", "en", venue=venue))
        try:
            await talk.reply(view, files=files)
        except discord.HTTPException as error:
            log.warning("could not answer", reason=error.text, status=error.status)
        except aiohttp.ClientError as error:
            log.warning("could not answer", reason=repr(error))


def _require_place(talk: Conversation, pressed: Pressed) -> None:
    """Raises `ServerOnly` for what needs a server, where the bot is on none."""
    if pressed.verb in verbs.FOR_SERVERS and talk.reader.guild_id is None:
        raise errors.ServerOnly


def _language_of_discord(origin: Origin) -> str | None:
    """What the member's Discord is in. With a message Discord does not say: its locale is a guess of ours."""
    return None if isinstance(origin, Spoken) else origin.locale.value


def _conversation(origin: Origin, reader: Reader) -> Conversation:
    return origin.conversation(reader) if isinstance(origin, Spoken) else Conversation(origin, reader)


def _home_id(interaction: Origin) -> int | None:
    guild = home_of(interaction)
    return guild.id if guild is not None else None


def _reference() -> str:
    """A reference: short enough to read aloud, long enough to find in a log."""
    return secrets.token_hex(4)


def granted(has: discord.Permissions, needed: discord.Permissions) -> bool:
    return has.administrator or has.is_superset(needed)
