"""The queue of what waits for a server's moderators: reports and appeals, one at a time."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from bot.domain.consent import Consent
from bot.domain.members import Reader
from bot.domain.reports import Case, Outcome, Report, Reported, Waiting, in_order
from bot.domain.writings import Takedown, Writing
from bot.errors import AppealOver, WritingGone
from bot.services.checks import guild_of
from bot.services.moderation.notices import APPEALED, close_reports, tell_moderators, tell_of_appeal
from bot.services.moderation.writings import audit_writing, here, looked_at
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.moderation import reports, takedowns, writings
from bot.store.moderation.audit import audit

MOST = 500  # that are put in order at once; the rest follows


class Queue:
    """What moderators decide on. The caller checks that the reader is a moderator, but of `appeal`."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    # --- looking ---

    async def page(self, reader: Reader, index: int) -> Case | None:
        """What waits at a place of the queue, from the first again after the last. None: nothing waits."""
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> Case | None:
            waiting = _waiting(connection, guild_id, reader.member_id)
            if not waiting:
                return None
            at = index if 0 <= index < len(waiting) else 0
            return _case(connection, waiting[at].reported, reader, None, waiting)

        return await self._database.read(read)

    async def case(self, reported: Reported, reader: Reader, consent: Consent | None = None) -> Case:
        """One thing, whether it waits or not, after what its reader agreed to.

        Raises `WritingGone` for what belongs to another server.
        """

        def read(connection: sqlite3.Connection) -> Case:
            if reported.guild_id != reader.guild_id:
                raise WritingGone
            waiting = _waiting(connection, reported.guild_id, reader.member_id)
            return _case(connection, reported, reader, consent, waiting)

        return await self._database.read(read)

    # --- deciding ---

    async def dismiss(self, reported: Reported, reader: Reader, now: datetime) -> bool:
        """Decide that something may stay; audited. False if another moderator was faster."""

        def write(connection: sqlite3.Connection) -> bool:
            if reported.guild_id != reader.guild_id:
                raise WritingGone
            if not close_reports(connection, reported, Outcome.DISMISSED, reader.member_id, now):
                return False
            subject = f"{reported.kind} {reported.subject}"
            audit(connection, reported.guild_id, reader.member_id, "report.dismissed", subject, now, None)
            return True

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def keep_down(self, reported: Reported, reader: Reader, now: datetime) -> bool:
        """Decide that something stays removed, after its author's appeal; audited.

        False if no appeal waits. Raises `WritingGone`.
        """

        def write(connection: sqlite3.Connection) -> bool:
            ref = reported.ref
            if ref is None:
                raise WritingGone
            writing = here(connection, ref, reader)
            down = writing.takedown
            if down is None or not takedowns.close_appeal(connection, down.id, reader.member_id, now):
                return False
            tell_of_appeal(connection, down, now)
            audit_writing(connection, "kept_down", writing, reader.member_id, now, {"takedown": down.id})
            return True

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    # --- appealing ---

    async def appeal(self, takedown_id: int, reader: Reader, now: datetime) -> tuple[Takedown, Writing]:
        """An author asks for another look at what was taken down, once; audited. Returns it, without words.

        It may be asked for anywhere. Raises `AppealOver`.
        """

        def write(connection: sqlite3.Connection) -> tuple[Takedown, Writing]:
            down = takedowns.get(connection, takedown_id)
            writing = writings.get(connection, down.ref) if down is not None else None
            if down is None or writing is None or down.author_id != reader.member_id:
                raise AppealOver
            if not takedowns.appeal(connection, takedown_id, now):
                raise AppealOver
            audit_writing(connection, "appealed", writing, reader.member_id, now, {"takedown": takedown_id})
            tell_moderators(connection, down, now, APPEALED)
            return down, writing.without_words()

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    # --- what is told ---

    async def report(self, report_id: int) -> tuple[Report, Writing | None] | None:
        """A report, and what it is about without its words, for its reporter. None once it is forgotten."""

        def read(connection: sqlite3.Connection) -> tuple[Report, Writing | None] | None:
            report = reports.get(connection, report_id)
            if report is None:
                return None
            ref = report.reported.ref
            writing = writings.get(connection, ref) if ref is not None else None
            return report, writing.without_words() if writing is not None else None

        return await self._database.read(read)

    async def notice(self, reported: Reported) -> tuple[tuple[Report, ...], Writing | None] | None:
        """What a notice in the log channel tells: the open reports, and what they are about, without words.

        None once it is decided. Of a message there is no writing.
        """

        def read(connection: sqlite3.Connection) -> tuple[tuple[Report, ...], Writing | None] | None:
            found, ref = tuple(reports.open_of(connection, reported)), reported.ref
            if not found:
                return None
            writing = writings.get(connection, ref) if ref is not None else None
            return found, writing.without_words() if writing is not None else None

        return await self._database.read(read)


def _waiting(connection: sqlite3.Connection, guild_id: int, moderator_id: int) -> list[Waiting]:
    """What waits on a guild, in one moderator's order. Each source of the queue has its line here."""
    found = [Waiting(one.reported, one.at) for one in reports.waiting(connection, guild_id, MOST)]
    found += [
        Waiting(Reported.writing(down.ref), down.appealed_at or down.at, down.by)
        for down in takedowns.appealed(connection, guild_id, MOST)
    ]
    return in_order(found, moderator_id)


def _case(
    connection: sqlite3.Connection,
    reported: Reported,
    reader: Reader,
    consent: Consent | None,
    waiting: list[Waiting],
) -> Case:
    at = next((at for at, one in enumerate(waiting) if one.reported == reported), None)
    found = tuple(reports.open_of(connection, reported))
    case = Case(
        reported,
        reports=found,
        decided=reports.decided(connection, reported) if not found else None,
        index=at,
        total=len(waiting),
    )
    ref = reported.ref
    if ref is None:
        return case
    try:
        shown = looked_at(connection, ref, reader, consent)
    except WritingGone:
        return case
    author_id, down = shown.shown.writing.author_id, shown.shown.writing.takedown
    return replace(
        case,
        shown=shown,
        history=writings.history(connection, author_id, ref.guild_id) if author_id is not None else None,
        own=down is not None and down.appealed and down.by == reader.member_id,
    )
