"""The queue of what waits for a server's moderators, one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.consent import Consent
from bot.domain.held import HeldRef
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.reports import Case, Notice, Outcome, Report, Reported, Turn, Waiting
from bot.domain.writings import Takedown, Writing
from bot.errors import AppealOver, WritingGone
from bot.services.checks import guild_of
from bot.services.moderation.held import held_for
from bot.services.moderation.notices import APPEALED, close_reports, tell_moderators, tell_of_appeal
from bot.services.moderation.waiting import place, waiting
from bot.services.moderation.writings import audit_writing, here, looked_at
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.moderation import reports, takedowns, writings
from bot.store.moderation.audit import audit
from bot.store.posts import message_ledger


class Queue:
    """What moderators decide on. The caller checks that the reader is a moderator, but of `appeal`."""

    def __init__(self, database: Database, the_outbox: Outbox):
        self._database = database
        self._outbox = the_outbox

    # --- looking ---

    async def page(self, reader: Reader, index: int) -> Turn | None:
        """What waits at a place of the queue, from the first again after the last. None: nothing waits."""
        return await self._turn(reader, lambda found: index if 0 <= index < len(found) else 0)

    async def first_held(self, reader: Reader) -> Turn | None:
        """The first held writing of the queue; if there is none, what waits first. None: nothing waits."""

        def place_of(found: list[Waiting]) -> int:
            return next((at for at, one in enumerate(found) if isinstance(one.what, HeldRef)), 0)

        return await self._turn(reader, place_of)

    async def _turn(self, reader: Reader, place_of: Callable[[list[Waiting]], int]) -> Turn | None:
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> Turn | None:
            found = waiting(connection, guild_id, reader.member_id)
            if not found:
                return None
            what = found[place_of(found)].what
            if isinstance(what, HeldRef):
                return held_for(connection, what, reader, None, found)
            return _case(connection, what, reader, None, found)

        return await self._database.read(read)

    async def case(self, reported: Reported, reader: Reader, consent: Consent | None = None) -> Case:
        """One thing, whether it waits or not, after what its reader agreed to.

        Raises `WritingGone` for what belongs to another server.
        """

        def read(connection: sqlite3.Connection) -> Case:
            if reported.guild_id != reader.guild_id:
                raise WritingGone
            found = waiting(connection, reported.guild_id, reader.member_id)
            return _case(connection, reported, reader, consent, found)

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

    async def notice_to_post(self, reported: Reported, outbox_id: int) -> Notice | None:
        """What a new notice in the log channel tells, noted for its post. None once it is decided."""

        def write(connection: sqlite3.Connection) -> Notice | None:
            notice = _notice(connection, reported)
            if not notice.reports:
                return None
            first = min(report.id for report in notice.reports)
            drama_id = notice.writing.drama.id if notice.writing is not None else None
            message_ledger.composed(connection, Kind.REPORT, first, drama_id, reported.guild_id, outbox_id)
            return notice

        return await self._database.write(write)

    async def notice_as_it_stands(self, post: Posted) -> Notice | None:
        """What a notice in the log channel should tell by now. None if nothing is known of it any more."""

        def read(connection: sqlite3.Connection) -> Notice | None:
            first = reports.get(connection, post.subject)
            notice = _notice(connection, first.reported) if first is not None else None
            return notice if notice is not None and (notice.reports or notice.decided) else None

        return await self._database.read(read)


def _notice(connection: sqlite3.Connection, about: Reported) -> Notice:
    found, ref = tuple(reports.open_of(connection, about)), about.ref
    writing = writings.get(connection, ref) if ref is not None else None
    return Notice(
        about,
        found,
        reports.decided(connection, about) if not found else None,
        writing.without_words() if writing is not None else None,
    )


def _case(
    connection: sqlite3.Connection,
    reported: Reported,
    reader: Reader,
    consent: Consent | None,
    found: list[Waiting],
) -> Case:
    told = tuple(reports.open_of(connection, reported))
    case = Case(
        reported,
        reports=told,
        decided=reports.decided(connection, reported) if not told else None,
        index=place(found, reported),
        total=len(found),
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
