"""Members' reports to the moderators, once each, and the notice for the first one."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.consent import Label
from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Place
from bot.domain.outbox import NewPost, Target
from bot.domain.reports import Reported, ReportForm
from bot.domain.writings import NOTE_LIMIT, WritingKind, WritingRef
from bot.errors import OwnWriting, WritingGone
from bot.services.checks import guild_of
from bot.services.limits import Limits, limited
from bot.services.moderation.writings import here
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.moderation import reports, writings
from bot.store.posts import outbox
from bot.store.recommending import advice

REPORT = "report"  # the kind of post that tells moderators of a report
KEPT = timedelta(days=365)  # how long it is known who has reported what, and what came of it


class Reports:
    """Takes members' reports. A notice names neither the reporter nor the reported text."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox

    async def purge(self, now: datetime) -> int:
        """Forget old reports. Returns how many. After that, a member may report the same thing again."""
        return await self._database.write_in_pieces(lambda connection: reports.purge(connection, now - KEPT))

    async def check(self, ref: WritingRef, reader: Reader) -> None:
        """Raises `WritingGone` and `OwnWriting` as `writing` would, before anything is typed."""
        await self._database.read(lambda connection: _reportable(connection, ref, reader))

    async def shown_by(self, message_id: int, reader: Reader) -> tuple[WritingRef, ...]:
        """The writings that a message of ours shows; none for any other message."""
        guild_id = guild_of(reader)
        return tuple(
            await self._database.read(lambda connection: writings.shown_by(connection, guild_id, message_id))
        )

    @limited(Deed.REPORT)
    async def writing(self, ref: WritingRef, form: ReportForm, reader: Reader, now: datetime) -> bool:
        """Report a writing. False if this member has reported the same words before.

        Raises `WritingGone`, and `OwnWriting` for the member's own.
        """

        def write(connection: sqlite3.Connection) -> bool:
            revision = _reportable(connection, ref, reader)
            return _report(connection, Reported.writing(ref), form, revision, reader, now)

        new = await self._database.write(write)
        self._outbox.changed()
        return new

    @limited(Deed.REPORT)
    async def message(
        self, channel_id: int, message_id: int, form: ReportForm, reader: Reader, now: datetime
    ) -> bool:
        """Report any message. False if this member has reported it before."""
        reported = Reported.message(Place(guild_of(reader), channel_id, message_id))
        new = await self._database.write(
            lambda connection: _report(connection, reported, form, None, reader, now)
        )
        self._outbox.changed()
        return new


def _reportable(connection: sqlite3.Connection, ref: WritingRef, reader: Reader) -> str:
    """The revision of a writing's words, if the reader may report it."""
    writing = here(connection, ref, reader)
    if writing.takedown is not None or (ref.kind is WritingKind.SUBMISSION and not reader.curator):
        raise WritingGone
    if writing.author_id == reader.member_id:
        raise OwnWriting
    if ref.kind is WritingKind.ADVICE and not (
        reader.manages_guild or advice.is_for(connection, ref.id, reader.member_id)
    ):
        raise WritingGone  # no one else reads it, but for moderators
    return Label.of(writing.drama, None, *writing.wording).revision


def _report(
    connection: sqlite3.Connection,
    reported: Reported,
    form: ReportForm,
    revision: str | None,
    reader: Reader,
    now: datetime,
) -> bool:
    """Store a report, and tell the moderators about the first open one on its subject."""
    known = reports.open_of(connection, reported)
    note = (form.note or "").strip()[:NOTE_LIMIT] or None
    form = ReportForm(form.why, note, form.tell)
    if not reports.put(connection, reported, reader.member_id, form, revision, now):
        return False
    if known:
        return True
    post = NewPost(
        key=post_keys.report(reported.guild_id, reported.kind, reported.subject),
        kind=REPORT,
        target=Target(guild_id=reported.guild_id, purpose=Purpose.LOG),
        due_at=now,
        payload={"guild": reported.guild_id, "kind": reported.kind, "subject": reported.subject},
    )
    outbox.put_anew(connection, post)
    return True
