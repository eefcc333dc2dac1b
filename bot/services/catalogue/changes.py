"""The one way to change the catalogue: at once, or as a proposal to the bot's owner.

The same code makes an approved change and a change that needs no approval.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import curating as forms
from bot.domain.changes import (
    Change,
    ChangedField,
    ChangeKind,
    Decision,
    Proposal,
    ProposalView,
    Shelved,
    Undone,
)
from bot.domain.curating import NameChange, Saved, Section
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.domain.matches import Matched
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, PostState, Target
from bot.domain.sources import Preview, SourceName, SourcePart
from bot.errors import (
    ChangeUndone,
    FileTooLarge,
    MatchDecided,
    NamidaError,
    Outdated,
    ProposalOver,
    ProposalsFull,
    StaleForm,
    UnknownDrama,
)
from bot.services.catalogue import edit_sections
from bot.services.catalogue import form_parsing as reading
from bot.services.catalogue.curating import Curating
from bot.services.catalogue.growing import CURATED_AN_HOUR, Growing
from bot.services.catalogue.importing import Importing
from bot.services.catalogue.matching import Matching
from bot.services.catalogue.transfer import ImportResult
from bot.services.checks import existing, guild_of
from bot.services.limits import Limits, limited
from bot.services.moderation.screening import Screening
from bot.services.posts.outbox import Outbox
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import changes, matches, proposals
from bot.store.database import Database
from bot.store.members import members
from bot.store.moderation.audit import audit
from bot.store.posts import outbox

QUEUE, DECIDED = "catalogue queue", "catalogue decided"  # kinds of post: to the owner, to the server's log
MOST_OF_A_SERVER, MOST = 50, 1_000  # proposals that wait
FILE_LIMIT = 1024 * 1024  # bytes of a file that waits
HEARD_EVERY = timedelta(hours=1)  # the owner hears of what waits

Outcome = Saved | NameChange | Preview | Shelved | Undone | Matched | ImportResult


@dataclass(frozen=True, slots=True)
class Makers:
    """The services that make each kind of change."""

    curating: Curating
    growing: Growing
    matching: Matching
    importing: Importing


class Changes:
    """Makes and proposes changes of the catalogue."""

    def __init__(
        self,
        database: Database,
        makers: Makers,
        the_outbox: Outbox,
        limits: Limits,
        screening: Screening,
    ):
        self._database = database
        self._curating = makers.curating
        self._growing = makers.growing
        self._matching = makers.matching
        self._importing = makers.importing
        self._outbox = the_outbox
        self.limits = limits
        self._screening = screening
        self._deciding = asyncio.Lock()  # two owners at one proposal

    # --- at once ---

    @limited(Deed.CATALOGUE)
    async def make(self, change: Change, reader: Reader, now: datetime, file: bytes = b"") -> Outcome:
        """Make a change for a member who may. Raises the errors of the change itself, and `WordsRefused`."""
        await self._screening.passed(reader, now, *_texts(change))
        return await self._make(change, reader, now, file)

    async def _make(
        self, change: Change, reader: Reader, now: datetime, file: bytes, *, proposed: bool = False
    ) -> Outcome:
        curating, kind = self._curating, change.kind
        if kind is ChangeKind.EDIT and change.typed is not None:
            return await curating.save(change.typed, reader, now, over_what_stood=proposed)
        if kind in (ChangeKind.NAME, ChangeKind.UNNAME):
            drama = await self._drama(change.drama_id)
            name = curating.aliases.add if kind is ChangeKind.NAME else curating.aliases.remove
            return await name(drama, change.text, reader, now)
        if kind is ChangeKind.REMOVE:
            return await curating.remove(change.drama_id, reader, now)
        if kind is ChangeKind.RESTORE:
            return await curating.restore(change.text, reader, now)
        if kind is ChangeKind.UNDO:
            return await curating.undo(change.other_id, reader, now)
        if kind in (ChangeKind.SAME, ChangeKind.DIFFERENT):
            decide = self._matching.same if kind is ChangeKind.SAME else self._matching.different
            return await decide(change.other_id, reader, now)
        if kind is ChangeKind.IMPORT:
            return await self._importing.take(change.text, file, reader, now)
        return await self._put_together(change, reader, now)

    async def _put_together(self, change: Change, reader: Reader, now: datetime) -> Outcome:
        """Add a new drama, or merge two."""
        if change.kind is ChangeKind.ADD:
            added = await self._curating.add_by_hand(change.fields, reader, now)
            return Saved(added, tuple(name for name, text in change.fields.items() if text))
        if change.kind is ChangeKind.MERGE:
            kept = await self._curating.merge(change.drama_id, change.other_id, reader, now)
            return Saved(kept, ("title",))
        return await self._grow(change, reader, now)

    async def _grow(self, change: Change, reader: Reader, now: datetime) -> Outcome:
        """Make a change that asks a source."""
        growing, by, there = self._growing, reader.member_id, reader.guild_id
        if change.kind is ChangeKind.ADD_FROM:
            source = SourceName(change.source)
            added = await growing.add(source, change.show, by, now, guild_id=there, most=CURATED_AN_HOUR)
            return Saved(added, ("title",))
        if change.kind is ChangeKind.REFRESH:
            return await growing.refresh(change.drama_id, by, now, guild_id=there)
        if change.kind is ChangeKind.LINK:
            part = SourcePart(SourceName(change.source), change.show)
            return await growing.link(change.drama_id, (part,), by, now, guild_id=there)
        raise Outdated

    async def _drama(self, drama_id: int) -> Drama:
        return await self._database.read(lambda connection: existing(connection, drama_id))

    # --- proposed ---

    @limited(Deed.PROPOSAL)
    async def propose(
        self,
        change: Change,
        reader: Reader,
        now: datetime,
        owners: Collection[int],
        file: bytes = b"",
    ) -> Proposal:
        """Let a change wait for the bot's owner and tell them. The same change waits only once.

        Raises the error that would prevent the change now, and `WordsRefused`, `ProposalsFull`.
        """
        guild_id = guild_of(reader)
        await self._screening.passed(reader, now, *_texts(change))
        if len(file) > FILE_LIMIT:
            raise FileTooLarge(len(file), FILE_LIMIT)
        if change.kind is ChangeKind.IMPORT:
            await self._importing.validate(change.text, file)

        def write(connection: sqlite3.Connection) -> Proposal:
            hindrance = _hindrance(connection, change)
            if hindrance is not None:
                raise hindrance
            own, all_waiting = proposals.waiting_of(connection, guild_id)
            if own >= MOST_OF_A_SERVER or all_waiting >= MOST:
                raise ProposalsFull(MOST_OF_A_SERVER)
            members.seen(connection, reader.member_id, guild_id, now)
            made, new = proposals.put(connection, guild_id, reader.member_id, change, file or None, now)
            if new:
                detail: dict[str, str | int | None] = {"proposal": made.id, "kind": str(change.kind)}
                subject = f"drama {change.drama_id}" if change.drama_id else None
                audit(connection, guild_id, reader.member_id, "catalogue.propose", subject, now, detail)
                for owner in owners:
                    _tell_owner(connection, owner, now)
            return made

        made = await self._database.write(write)
        self._outbox.changed()
        return made

    # --- decided ---

    async def queue(self, place: int) -> ProposalView | None:
        """The waiting proposal at this place, or the last one. None if none is waiting."""

        def read(connection: sqlite3.Connection) -> ProposalView | None:
            _, waiting = proposals.waiting_of(connection, 0)
            at = max(0, min(place, waiting - 1))
            found = proposals.at(connection, at)
            return _seen(connection, found, at, waiting) if found is not None else None

        return await self._database.read(read)

    async def file(self, proposal_id: int) -> bytes:
        """The file of a waiting import."""
        return await self._database.read(lambda connection: proposals.file_of(connection, proposal_id))

    async def approve(self, proposal_id: int, owner: Reader, now: datetime) -> tuple[Proposal, Outcome]:
        """Make the proposed change in its proposer's name, and tell their server.

        Raises `ProposalOver`, and any error that prevents the change: then the proposal keeps waiting.
        """
        async with self._deciding:
            found = await self._waiting(proposal_id)
            file = await self.file(found.id)
            proposer = Reader(found.member_id, found.guild_id, owner.language, owner.public_language)
            outcome = await self._make(found.change, proposer, now, file, proposed=True)
            await self._decide(found, Decision.APPROVED, owner, now)
        return found, outcome

    async def decline(self, proposal_id: int, owner: Reader, now: datetime) -> Proposal:
        """Leave the catalogue as it is, and tell the proposer's server; raises `ProposalOver`."""
        async with self._deciding:
            found = await self._waiting(proposal_id)
            await self._decide(found, Decision.DECLINED, owner, now)
        return found

    async def _waiting(self, proposal_id: int) -> Proposal:
        found = await self._database.read(lambda connection: proposals.get(connection, proposal_id))
        if found is None or found.decision is not Decision.WAITING:
            raise ProposalOver
        return found

    async def _decide(self, found: Proposal, decision: Decision, owner: Reader, now: datetime) -> None:
        def write(connection: sqlite3.Connection) -> None:
            proposals.decide(connection, found.id, decision, owner.member_id, now)
            detail: dict[str, str | int | None] = {"proposal": found.id, "kind": str(found.change.kind)}
            action = f"catalogue.{decision}"
            audit(connection, found.guild_id, owner.member_id, action, None, now, detail)
            target = Target(guild_id=found.guild_id, purpose=Purpose.LOG)
            key = f"{DECIDED} {found.id}"
            outbox.put(connection, NewPost(key, DECIDED, target, now, {"proposal": found.id}))

        await self._database.write(write)
        self._outbox.changed()

    async def about_message(self, post: Post) -> ProposalView | None:
        """The decided proposal, for the message to a server's moderators."""
        ident = int(str(post.payload["proposal"]))

        def read(connection: sqlite3.Connection) -> ProposalView | None:
            found = proposals.get(connection, ident)
            return _about(connection, found) if found is not None else None

        return await self._database.read(read)

    async def waiting(self) -> int:
        """The number of changes that wait for the bot's owner."""
        return await self._database.read(lambda connection: proposals.waiting_of(connection, 0)[1])


def _tell_owner(connection: sqlite3.Connection, owner_id: int, now: datetime) -> None:
    """Tell the owner about waiting changes: at once, then at most once an hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    for due, stamp in ((now, hour), (hour + HEARD_EVERY, hour + HEARD_EVERY)):
        key = f"{QUEUE} {owner_id} {stamp:%Y-%m-%dT%H}"
        known = outbox.get(connection, key)
        if known is None:
            outbox.put(connection, NewPost(key, QUEUE, Target(member_id=owner_id), due, {}))
        if known is None or known.state is PostState.WAITING:
            return


def _texts(change: Change) -> tuple[str, ...]:
    """All that was typed for a change."""
    typed = change.typed.texts.values() if change.typed is not None else ()
    return (change.text, *change.fields.values(), *typed)


# --- what is proposed ---


def _about(connection: sqlite3.Connection, found: Proposal, place: int = 0, waiting: int = 0) -> ProposalView:
    change = found.change
    ident = change.drama_id or (change.typed.drama_id if change.typed else 0)
    drama, other = dramas.whatever(connection, ident), None
    if change.kind is ChangeKind.MERGE:
        other = dramas.whatever(connection, change.other_id)
    elif change.kind is ChangeKind.RESTORE and change.text.isdigit():
        drama = dramas.whatever(connection, int(change.text[:18]))
    elif change.kind in (ChangeKind.SAME, ChangeKind.DIFFERENT):
        question = matches.about(connection, change.other_id)
        drama, other = (question.drama, question.other) if question is not None else (None, None)
    elif change.kind is ChangeKind.UNDO:
        trace = changes.get(connection, change.other_id)
        drama = dramas.whatever(connection, trace.drama_id) if trace is not None else None
    return ProposalView(found, place, waiting, drama, other)


def _seen(connection: sqlite3.Connection, found: Proposal, place: int, waiting: int) -> ProposalView:
    about = _about(connection, found, place, waiting)
    hindrance = _hindrance(connection, found.change)
    lines = _lines(connection, found.change) if hindrance is None else ()
    return ProposalView(
        found, place, waiting, about.drama, about.other, lines or _as_typed(found.change), hindrance
    )


def _as_typed(change: Change) -> tuple[ChangedField, ...]:
    """What was typed, without a look at the current values."""
    given = change.typed.texts if change.typed is not None else change.fields
    return tuple(ChangedField(name, "", text) for name, text in given.items() if text)


def _lines(connection: sqlite3.Connection, change: Change) -> tuple[ChangedField, ...]:
    """The fields of a form that the proposer changed, with their current and proposed values."""
    if change.typed is None:
        return ()
    typed = change.typed
    seen = edit_sections.curated(connection, typed.drama_id)
    texts, _ = edit_sections.standing(seen, typed.section, typed.first, typed.fields)
    return tuple(
        ChangedField(name, forms.normal(texts[name]), forms.normal(text))
        for name, text in edit_sections.changed(typed, texts).items()
    )


def _hindrance(connection: sqlite3.Connection, change: Change) -> NamidaError | None:
    """Why a change cannot be made now. It asks no source."""
    try:
        _refuse(connection, change)
    except NamidaError as error:
        return error
    return None


def _refuse(connection: sqlite3.Connection, change: Change) -> None:
    if change.kind is ChangeKind.ADD:
        reading.plain_fields(change.fields, CatalogueEntry(""))
    if change.typed is not None:
        _refuse_form(connection, change)
    if change.kind is ChangeKind.UNDO:
        trace = changes.get(connection, change.other_id)
        if trace is None or trace.undone:
            raise ChangeUndone
    if change.kind in (ChangeKind.SAME, ChangeKind.DIFFERENT) and not matches.get(
        connection, change.other_id
    ):
        raise MatchDecided
    named = int(change.text[:18]) if change.kind is ChangeKind.RESTORE and change.text.isdigit() else 0
    if named and dramas.get(connection, named) is not None:  # it is there already
        raise UnknownDrama(f"#{change.text}")
    for ident in (change.drama_id, change.other_id if change.kind is ChangeKind.MERGE else 0):
        if ident:
            existing(connection, ident)


def _refuse_form(connection: sqlite3.Connection, change: Change) -> None:
    typed = change.typed
    if typed is None:
        return
    seen = edit_sections.curated(connection, typed.drama_id)
    texts, piece = edit_sections.standing(seen, typed.section, typed.first, typed.fields)
    changed = edit_sections.changed(typed, texts)
    if not changed:
        return
    if edit_sections.overtaken(typed, texts, changed):
        raise StaleForm(seen.drama)
    if typed.section is Section.NUMBERING:
        reading.parts_of(changed["numbering"])
    elif piece is None:
        reading.plain_fields(changed, seen.entry)
    elif typed.section is Section.EPISODES:
        reading.episodes_of(changed["episode_list"], piece)
    else:
        (text,) = changed.values()
        reading.list_of(typed.section, text, piece, seen.entry)
