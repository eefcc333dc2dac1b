"""Members' reports to the moderators, once each, and the notice for the first one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain import post_keys
from bot.domain.comments import Report, Reported
from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind
from bot.domain.outbox import NewPost, Target
from bot.errors import CommentGone, OwnComment
from bot.services.checks import guild_of
from bot.services.limits import Limits, limited
from bot.services.posts.outbox import Outbox
from bot.store.board import comments, reports
from bot.store.database import Database
from bot.store.posts import message_ledger, outbox

REPORT = "report"  # the kind of post that tells moderators of a report
KEPT = timedelta(days=365)  # how long it is known who has reported what, so that no one reports it twice


class Reports:
    """Takes members' reports. A notice names neither the reporter nor the reported text."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox

    async def purge(self, now: datetime) -> int:
        """Forget old reports. Returns how many. After that, a member may report the same thing again."""
        return await self._database.write_in_pieces(lambda connection: reports.purge(connection, now - KEPT))

    @limited(Deed.REPORT)
    async def comment(self, comment_id: int, reader: Reader, now: datetime) -> bool:
        """Report a comment. False if this member already has. Raises `CommentGone`, `OwnComment`."""
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> bool:
            comment = comments.seen(connection, comment_id, guild_id)
            where = message_ledger.message_of(connection, Kind.COMMENT, comment_id, guild_id)
            if comment is None or where is None:
                raise CommentGone
            if comment.member_id == reader.member_id:
                raise OwnComment
            about_it = Report(Reported.COMMENT, guild_id, *where, comment_id)
            return _report(connection, about_it, str(comment_id), reader, now)

        return await self._written(write)

    @limited(Deed.REPORT)
    async def message(self, channel_id: int, message_id: int, reader: Reader, now: datetime) -> bool:
        """Report any message. If it shows a comment or review of ours, that is reported."""
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> bool:
            ours = reports.shown_by(connection, guild_id, message_id)
            kind, subject = ours or (Reported.MESSAGE, f"{channel_id} {message_id}")
            comment_id = int(subject) if kind is Reported.COMMENT else None
            about_it = Report(kind, guild_id, channel_id, message_id, comment_id)
            return _report(connection, about_it, subject, reader, now)

        return await self._written(write)

    async def _written(self, write: Callable[[sqlite3.Connection], bool]) -> bool:
        new = await self._database.write(write)
        self._outbox.changed()
        return new


def _report(
    connection: sqlite3.Connection, report: Report, subject: str, reader: Reader, now: datetime
) -> bool:
    """Store a report, and tell the moderators about the first one on its subject."""
    if not reports.put(connection, report.guild_id, report.kind, subject, reader.member_id, now):
        return False
    post = NewPost(
        key=post_keys.report(report.guild_id, str(report.kind), subject),
        kind=REPORT,
        target=Target(guild_id=report.guild_id, purpose=Purpose.LOG),
        due_at=now,
        payload={
            "kind": str(report.kind),
            "guild": report.guild_id,
            "channel": report.channel_id,
            "message": report.message_id,
            "comment": report.comment_id,
        },
    )
    outbox.put(connection, post)
    return True
