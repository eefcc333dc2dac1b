"""Plans what moderators, authors and reporters are told. None of it has a member's text."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain import post_keys
from bot.domain.guilds import Purpose
from bot.domain.outbox import NewPost, Payload, Target
from bot.domain.reports import Outcome, Reported
from bot.domain.writings import Takedown, WritingRef
from bot.services.posts.arrivals import NEWS_WORTH
from bot.services.posts.outbox import NOTICE_WORTH
from bot.store.guilds import guilds
from bot.store.moderation import reports
from bot.store.posts import outbox

# Kinds of posts: to the moderators' log, to an author, and to a reporter who asked to be told.
TAKEN_DOWN, APPEALED = "writing taken down", "removal appealed"
REMOVED, APPEAL_DECIDED = "writing removed", "appeal decided"
OUTCOME = "report outcome"


def tell_moderators(
    connection: sqlite3.Connection, down: Takedown, now: datetime, kind: str = TAKEN_DOWN
) -> None:
    """Tell the log channel, if there is one, that a writing was taken down, or that its author appealed."""
    guild_id = down.ref.guild_id
    if Purpose.LOG not in guilds.get(connection, guild_id).channels:
        return
    key = (post_keys.appeal if kind == APPEALED else post_keys.writing_taken_down)(down.id)
    log = Target(guild_id=guild_id, purpose=Purpose.LOG)
    outbox.put(connection, NewPost(key, kind, log, now, {"takedown": down.id}, now + NOTICE_WORTH))


def tell_author(connection: sqlite3.Connection, down: Takedown, now: datetime) -> None:
    """Plan a direct message to the author of what was taken down, unless they did it themselves."""
    if down.author_id is not None and down.author_id != down.by:
        key = post_keys.writing_removed(down.id)
        _send(connection, key, REMOVED, down.author_id, {"takedown": down.id}, now)


def tell_of_appeal(connection: sqlite3.Connection, down: Takedown, now: datetime) -> None:
    """Plan a direct message to the author about what came of their appeal."""
    if down.author_id is not None:
        key = post_keys.appeal_decided(down.id)
        _send(connection, key, APPEAL_DECIDED, down.author_id, {"takedown": down.id}, now)


def close_reports(
    connection: sqlite3.Connection,
    subject: WritingRef | Reported,
    outcome: Outcome,
    by: int | None,
    now: datetime,
) -> bool:
    """Decide on the open reports of something, and tell the reporters who asked. False if none was open."""
    reported = subject if isinstance(subject, Reported) else Reported.writing(subject)
    closed = reports.close(connection, reported, outcome, by, now)
    for report in closed:
        if report.tell and report.reporter_id != by:
            key = post_keys.report_outcome(report.id, now)
            _send(connection, key, OUTCOME, report.reporter_id, {"report": report.id}, now)
    return bool(closed)


def _send(
    connection: sqlite3.Connection, key: str, kind: str, member_id: int, payload: Payload, now: datetime
) -> None:
    outbox.put(connection, NewPost(key, kind, Target(member_id=member_id), now, payload, now + NEWS_WORTH))
