"""Stores which answers members are to be told of in their digests, and reads what a notice tells."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain.answers import FOR_A_DIGEST, Answer, AnswersTold
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.guilds.departures import is_here
from bot.store.timestamps import written

# An answer `c` that stands, and whom it answers; a review's author only where it answers no comment on it.
_ANSWERED = "CASE WHEN c.reply_to IS NULL THEN r.member_id ELSE a.member_id END"
_COLUMNS = (
    f"c.id, c.guild_id, c.member_id, {_ANSWERED}, p.channel_id, p.message_id, c.reply_to IS NULL,"
    f" {DRAMA_COLUMNS}"
)
_FROM = (
    " FROM comment c JOIN drama d ON d.id = c.drama_id AND d.hidden = 0"
    " LEFT JOIN comment a ON a.id = c.reply_to LEFT JOIN review r ON r.id = c.review_id"
    " LEFT JOIN posted p ON p.kind = 'comment' AND p.subject = c.id AND p.copy = 0"
)


def get(connection: sqlite3.Connection, comment_id: int) -> Answer | None:
    """An answer that stands on a server where the bot is. None for a comment that answers no member."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM} WHERE c.id = ? AND c.hidden = 0 AND {is_here('c.guild_id')}",
        (comment_id,),
    ).fetchone()
    if row is None or row[3] is None:
        return None
    ident, guild_id, author_id, member_id, channel_id, message_id, on_review, *drama = row
    return Answer(
        ident, guild_id, author_id, member_id, drama_from(drama), channel_id, message_id, bool(on_review)
    )


def told(connection: sqlite3.Connection, member_id: int) -> AnswersTold:
    """How a member is told of answers."""
    row = connection.execute("SELECT answers_told FROM member WHERE id = ?", (member_id,)).fetchone()
    return AnswersTold(row[0]) if row else AnswersTold.NO


def wait(connection: sqlite3.Connection, answer: Answer) -> None:
    """Keep an answer for the member's next digest, if one is to come."""
    connection.execute(
        "INSERT INTO answer_notice (comment_id, member_id) SELECT ?1, ?2"
        " WHERE EXISTS (SELECT 1 FROM digest WHERE member_id = ?2 AND next_at IS NOT NULL)"
        " ON CONFLICT DO NOTHING",
        (answer.comment_id, answer.member_id),
    )


def into_digest(connection: sqlite3.Connection, member_id: int, moment: datetime) -> bool:
    """Have the digest of that moment tell what waits, and drop what earlier ones told.

    Returns whether there is anything to tell.
    """
    connection.execute(
        "DELETE FROM answer_notice WHERE member_id = ? AND digest_at < ?", (member_id, written(moment))
    )
    connection.execute(
        "UPDATE answer_notice SET digest_at = ? WHERE member_id = ? AND digest_at IS NULL",
        (written(moment), member_id),
    )
    row = connection.execute(
        "SELECT 1 FROM answer_notice WHERE member_id = ? AND digest_at = ?", (member_id, written(moment))
    ).fetchone()
    return row is not None


def of_digest(connection: sqlite3.Connection, member_id: int, moment: datetime) -> list[int]:
    """The newest answers that the digest of that moment may tell of, the newest first."""
    rows = connection.execute(
        "SELECT comment_id FROM answer_notice WHERE member_id = ? AND digest_at = ?"
        " ORDER BY comment_id DESC LIMIT ?",
        (member_id, written(moment), FOR_A_DIGEST),
    )
    return [comment_id for (comment_id,) in rows]
