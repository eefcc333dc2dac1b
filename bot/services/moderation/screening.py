"""The one gate that every member's text passes before it is stored.

The store takes a member's text as `Passed` only, and only this module makes one. So the type checker refuses
a service that forgets the gate.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from bot.domain import post_keys
from bot.domain.held import MOST_OF_A_MEMBER, MOST_OF_A_SERVER, HeldWriting, Payload, Why
from bot.domain.members import Reader
from bot.domain.screening import Hit, Passed, matches
from bot.domain.writings import WritingKind
from bot.errors import PicturesNotYet, TooManyWait, WaitsForModerators, WordsRefused, WriteOnServer
from bot.services.moderation.automod import Automod, ServerRules
from bot.services.posts.arrivals import tell_log
from bot.services.posts.outbox import Outbox
from bot.store import drafts
from bot.store.database import Database
from bot.store.members import members
from bot.store.moderation import held

ARRIVED = "writings held"  # a kind of post to the moderators' log
MOST_PLACES = 20  # servers of one member whose rules a text must pass

Labels = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Waits:
    """How a writing waits, where a moderator reads it first.

    `form` is what was typed, `payload` the ids that its service needs beside it. `labels` reads up to which
    episode it spoils which drama, and raises what would be raised if it were written now. `draft` is the kind
    and subject of its draft.
    """

    kind: WritingKind
    drama_id: int
    form: Mapping[str, str]
    labels: Callable[[sqlite3.Connection], Labels]
    payload: Payload = field(default_factory=dict)
    subject: str | None = None
    draft: tuple[str, str] | None = None
    of_newcomers: bool = True  # False: someone reads it anyway before it is shown


class Screening:
    """Lets texts through, refuses them, or keeps them for a moderator."""

    def __init__(self, database: Database, the_outbox: Outbox, automod: Automod):
        self._database = database
        self._outbox = the_outbox
        self.automod = automod

    async def passed(
        self,
        writer: Reader,
        now: datetime,
        *texts: str,
        waits: Waits | None = None,
        channels: frozenset[int] = frozenset(),
        everywhere: bool = False,
    ) -> tuple[Passed, ...]:
        """The texts, once the rules let them through where the writer is.

        `everywhere`: they can be read on each server of the writer, so the rules of each count. `channels`:
        where they stay, with the channel that a thread is in. `waits` None: they cannot wait for a moderator.

        Raises `WordsRefused`, `WaitsForModerators`, `TooManyWait`, `WriteOnServer`, and what `waits.labels`
        raises.
        """
        if everywhere:
            await self._pass_elsewhere(writer, now, texts)
        if writer.guild_id is not None and not (writer.manages_guild or writer.released):
            rules = await self.automod.rules(writer.guild_id, now)
            found = await self._found(texts, rules, writer.role_ids, channels)
            reason = _why(writer, now, found, waits)
            if reason is not None and waits is not None:
                await self._hold(writer, writer.guild_id, now, _HeldBack(texts, waits, *reason))
        return tuple(map(Passed, texts))

    @staticmethod
    def require_known(writer: Reader, now: datetime) -> None:
        """Raises `PicturesNotYet` where a moderator reads first what this member writes.

        For what cannot wait: a picture.
        """
        if writer.guild_id is None or writer.manages_guild or writer.released:
            return
        if writer.settings is not None and _is_new(writer, now):
            raise PicturesNotYet(writer.settings.newcomer_days)

    @staticmethod
    def stands(text: str) -> Passed:
        """A text that the store already has, and that keeps standing."""
        return Passed(text)

    async def try_text(self, text: str, guild_id: int, now: datetime) -> Hit | None:
        """What the rules of a server find in a text, for a member without exemptions."""
        return await self._found((text,), await self.automod.rules(guild_id, now))

    async def _pass_elsewhere(self, writer: Reader, now: datetime, texts: tuple[str, ...]) -> None:
        """Pass the rules of the writer's other servers. Nothing waits there: it was not written there."""

        def read(connection: sqlite3.Connection) -> tuple[set[int], bool]:
            if writer.guild_id is not None:
                return set(members.places(connection, writer.member_id, MOST_PLACES)), False
            return set(writer.guilds), members.is_new_on_any(connection, writer.member_id, writer.guilds, now)

        places, new = await self._database.read(read)
        if new:
            raise WriteOnServer
        others = sorted(filter(self.automod.is_there, places - {writer.guild_id}))
        for rules in await asyncio.gather(*(self.automod.rules(guild_id, now) for guild_id in others)):
            hit = await self._found(texts, rules)
            if hit is not None and hit.blocks:
                raise WordsRefused(hit.origin, hit.trigger, elsewhere=True)

    @staticmethod
    async def _found(
        texts: tuple[str, ...],
        rules: ServerRules,
        roles: frozenset[int] = frozenset(),
        channels: frozenset[int] = frozenset(),
    ) -> Hit | None:
        if not rules.has_expressions:
            return matches(texts, rules.rules, roles, channels)
        # Some expressions take tens of milliseconds for one text.
        return await asyncio.to_thread(matches, texts, rules.rules, roles, channels)

    async def _hold(self, writer: Reader, guild_id: int, now: datetime, back: _HeldBack) -> NoReturn:
        """Keep the writing for a moderator, and say so."""

        def write(connection: sqlite3.Connection) -> None:
            labels = back.waits.labels(connection).items()
            spoils = {drama: up_to for drama, up_to in labels if up_to is not None}
            members.seen(connection, writer.member_id, guild_id, now)
            held.put(connection, back.writing(writer, guild_id, now, spoils))
            if held.count_of(connection, guild_id, writer.member_id) > MOST_OF_A_MEMBER:
                raise TooManyWait(MOST_OF_A_MEMBER)
            if held.count(connection, guild_id) > MOST_OF_A_SERVER:
                raise TooManyWait(MOST_OF_A_SERVER)
            if back.waits.draft is not None:
                drafts.remove(connection, writer.member_id, *back.waits.draft)
            tell_log(connection, guild_id, ARRIVED, post_keys.writings_held(guild_id, now), now)

        await self._database.write(write)
        self._outbox.changed()
        raise WaitsForModerators(back.why)


@dataclass(frozen=True, slots=True)
class _HeldBack:
    """A writing that is about to wait, and why."""

    texts: tuple[str, ...]
    waits: Waits
    why: Why
    what: str | None = None

    def writing(self, writer: Reader, guild_id: int, now: datetime, labels: Mapping[int, int]) -> HeldWriting:
        """With all that is needed to write it as its author would have."""
        waits = self.waits
        draft_kind, draft = waits.draft or (None, None)
        payload = {
            **waits.payload,
            "form": dict(waits.form),
            "draft": draft,
            "language": writer.language,
            "public_language": writer.public_language,
            "stars_out_of": writer.stars_out_of,
            "curator": writer.curator,
        }
        return HeldWriting(
            0,
            guild_id,
            writer.member_id,
            waits.kind,
            self.why,
            waits.drama_id,
            tuple(filter(None, self.texts)),
            labels,
            payload,
            now,
            self.what,
            waits.subject,
            draft_kind,
        )


def _why(
    writer: Reader, now: datetime, found: Hit | None, waits: Waits | None
) -> tuple[Why, str | None] | None:
    """Why a writing waits, and what was found in it. None: it does not. Raises `WordsRefused`."""
    settings = writer.settings
    if found is not None and found.blocks and (waits is None or not (settings and settings.matches_wait)):
        raise WordsRefused(found.origin, found.trigger)
    if waits is None:
        return None
    if found is not None:
        return (Why.RULE if found.blocks else Why.ALERT), found.what
    return (Why.NEWCOMER, None) if waits.of_newcomers and _is_new(writer, now) else None


def _is_new(writer: Reader, now: datetime) -> bool:
    """Whether a member has joined so lately that the server reads first what they write."""
    days = writer.settings.newcomer_days if writer.settings else 0
    return bool(days) and (writer.joined_at is None or now < writer.joined_at + timedelta(days=days))
