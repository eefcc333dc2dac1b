"""Advice: members recommend a drama to each other, and say from whom they take it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

from bot.domain.advice import (
    MOST_WAITING,
    PAGE_SIZE,
    REASON_LIMIT,
    Addressed,
    Advice,
    AdviceForm,
    AdvicePage,
    AdviceShown,
    Advising,
)
from bot.domain.consent import Alone, Consent, Label, gate_alone, in_sight
from bot.domain.dramas import Drama
from bot.domain.held import HeldWriting
from bot.domain.limits import Deed
from bot.domain.members import Presence, Reader
from bot.domain.profiles import ProfileSettings
from bot.domain.writings import WritingKind
from bot.errors import AdviceGone, AdviceRefused, AdvisesThemselves
from bot.services.checks import existing, filled, guild_of, label_begins, label_of
from bot.services.limits import Limits, limited, require_writer
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.store import drafts
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members, profiles
from bot.store.recommending import advice

ADVICE = "advice"  # the kind of draft


def draft_of(to_id: int, drama_id: int) -> str:
    """The subject of the draft of advice."""
    return f"member {to_id} drama {drama_id}"


class Advices:
    """What members recommend to each other."""

    def __init__(self, database: Database, limits: Limits, screening: Screening, held: Held):
        self._database = database
        self.limits = limits
        self._screening = screening
        held.writes(WritingKind.ADVICE, self._release)

    async def form(self, to_id: int, drama: Drama, reader: Reader, presence: Presence) -> Advising:
        """What the form for a member and a drama starts with: the draft, or what stands.

        Raises `ServerOnly`, `AdvisesThemselves`, `Blocked` and `AdviceRefused`.
        """
        guild_id = await self._may(to_id, reader, presence)

        def read(connection: sqlite3.Connection) -> Advising:
            kept = drafts.get(connection, reader.member_id, ADVICE, draft_of(to_id, drama.id))
            standing = advice.between(connection, Addressed(guild_id, reader.member_id, to_id, drama.id))
            reason, spoils = "", None
            if kept is not None and kept.get("reason"):
                reason, spoils = kept["reason"], kept.get("spoils", "")
            elif standing is not None:
                reason, spoils = standing[0], str(standing[1] or "")
            begins = label_begins(connection, drama, reader, spoils, *filter(None, (reason,)))
            return Advising(drama, to_id, AdviceForm(reason, begins), episodes.last_number(connection, drama))

        return await self._database.read(read)

    @limited(Deed.ADVICE)
    async def give(
        self,
        to_id: int,
        drama: Drama,
        form: AdviceForm,
        reader: Reader,
        now: datetime,
        presence: Presence | None = None,
    ) -> Advice:
        """Recommend a drama to a member of the reader's server. A new reason replaces the old one.

        `presence` None: it was asked when the member wrote it. The draft has then become what it was for.
        Raises the errors of `form`, `EmptyText`, `TextTooLong`, `BadLabel`, `EpisodeOutOfRange`,
        `SpoilerUnlabelled`, `AdviceGone` and the errors of `Screening.passed`; then nothing has changed.
        """
        guild_id = await self._may(to_id, reader, presence)
        addressed = Addressed(guild_id, reader.member_id, to_id, drama.id)
        typed, draft = filled(form.reason, REASON_LIMIT), draft_of(to_id, drama.id)
        waits = Waits(
            WritingKind.ADVICE,
            drama.id,
            {"reason": form.reason, "spoils": form.spoils},
            lambda connection: {drama.id: label_of(connection, drama, form.spoils, typed)},
            {"to": to_id},
            subject=draft,
            draft=(ADVICE, draft),
        )
        (reason,) = await self._screening.passed(reader, now, typed, waits=waits)

        def write(connection: sqlite3.Connection) -> Advice:
            spoils = label_of(connection, drama, form.spoils, reason)
            members.seen(connection, reader.member_id, guild_id, now)
            if not advice.takes_from(connection, to_id, reader.member_id):
                raise AdviceRefused(to_id)
            ident = advice.put(connection, addressed, reason, spoils, now)
            if advice.waiting(connection, to_id) > MOST_WAITING:
                raise AdviceRefused(to_id)
            drafts.remove(connection, reader.member_id, ADVICE, draft)
            # If moderators have removed it meanwhile, nothing changes.
            return _there(advice.get(connection, ident, {guild_id}))

        return await self._database.write(write)

    async def _may(self, to_id: int, reader: Reader, presence: Presence | None) -> int:
        """The server, if the reader may recommend something to this member there."""
        guild_id = guild_of(reader)
        if to_id == reader.member_id:
            raise AdvisesThemselves
        if not reader.released:
            require_writer(reader)
        takes = await self._database.read(
            lambda connection: advice.takes_from(connection, to_id, reader.member_id)
        )
        if not takes or (presence is not None and not await presence.is_member(guild_id, to_id)):
            raise AdviceRefused(to_id)
        return guild_id

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Write advice that waited for a moderator."""
        drama = await self._database.read(lambda connection: existing(connection, held.drama_id))
        form = AdviceForm(held.payload["form"]["reason"], held.payload["form"]["spoils"])
        await self.give(int(held.payload["to"]), drama, form, author, now)

    # --- reading ---

    async def page(self, reader: Reader, index: int = 0, *, given: bool = False) -> AdvicePage:
        """What the reader was recommended here, or recommended (`given`); in a direct message, anywhere."""

        def read(connection: sqlite3.Connection) -> AdvicePage:
            found, at, total, finished = advice.page(
                connection, reader.member_id, _places(reader), index, PAGE_SIZE, given=given
            )
            chosen = profiles.settings(connection, reader.member_id) or ProfileSettings()
            return AdvicePage(
                tuple(in_sight(_shown(connection, one, reader)) for one in found),
                at,
                total,
                given,
                finished,
                advice.refused(connection, reader.member_id),
                chosen.advice_from,
            )

        return await self._database.read(read)

    async def one(self, ident: int, reader: Reader, consent: Consent | None = None) -> Alone[AdviceShown]:
        """Advice to the reader or by them, after what they agreed to. Raises `AdviceGone`."""

        def read(connection: sqlite3.Connection) -> Alone[AdviceShown]:
            found = _there(advice.get(connection, ident, _places(reader)))
            if reader.member_id not in (found.to_id, found.author_id):
                raise AdviceGone
            shown = _shown(connection, found, reader)
            return gate_alone(shown, Label.of(found.drama, found.spoils, found.reason), consent)

        return await self._database.read(read)

    # --- what becomes of it ---

    async def put_away(self, ident: int, reader: Reader) -> Advice:
        """Take advice off the reader's list; what they recommended themselves is deleted.

        Returns what it was. Raises `AdviceGone`.
        """

        def write(connection: sqlite3.Connection) -> Advice:
            found = _there(advice.get(connection, ident, _places(reader)))
            if found.author_id == reader.member_id:
                advice.remove(connection, ident)
            elif found.to_id == reader.member_id:
                advice.dismiss(connection, ident)
            else:
                raise AdviceGone
            return found

        return await self._database.write(write)

    async def refuse(self, ident: int, reader: Reader, now: datetime) -> int:
        """Take no more from the author of this advice, and all of theirs off the list.

        Returns who that is. Raises `AdviceGone`.
        """

        def write(connection: sqlite3.Connection) -> int:
            found = _there(advice.get(connection, ident, _places(reader)))
            if found.to_id != reader.member_id:
                raise AdviceGone
            members.seen(connection, reader.member_id, reader.guild_id, now)
            advice.refuse(connection, reader.member_id, found.author_id)
            return found.author_id

        return await self._database.write(write)

    async def take_from_all(self, reader: Reader) -> None:
        """Refuse no sender any more."""
        await self._database.write(lambda connection: advice.take_from_all(connection, reader.member_id))


def _places(reader: Reader) -> Collection[int]:
    return {reader.guild_id} if reader.guild_id is not None else reader.guilds


def _shown(connection: sqlite3.Connection, one: Advice, reader: Reader) -> AdviceShown:
    standing = members.progress(connection, reader.member_id, one.drama.id)
    return AdviceShown.of(one, standing, own=one.author_id == reader.member_id)


def _there(found: Advice | None) -> Advice:
    if found is None:
        raise AdviceGone
    return found
