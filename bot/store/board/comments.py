"""Stores comments, their likes, and their messages on Discord."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain import post_keys
from bot.domain.comments import LISTED, Answered, Comment, CommentSort, Listed
from bot.domain.message_ledger import Kind
from bot.domain.outbox import Target
from bot.domain.progress import Progress
from bot.domain.screening import Passed
from bot.domain.spoilers import visible_episodes
from bot.store.posts import message_ledger, outbox
from bot.store.timestamps import written

_COLUMNS = (
    "c.id, c.drama_id, c.guild_id, c.member_id, c.episode, c.reply_to, c.spoils_episode, c.text, c.likes,"
    " c.created_at, c.updated_at, m.country, c.hidden, c.answers_deleted,"
    " c.answers, c.review_id"
)
_FROM = " FROM comment c JOIN member m ON m.id = c.member_id"
_IN_SIGHT = " JOIN drama d ON d.id = c.drama_id AND d.hidden = 0"
# It is in an existing thread, or on its way to one. Comments in deleted threads do not count.
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM posted p WHERE p.kind = 'comment' AND p.subject = c.id"
    " AND p.message_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM thread s WHERE s.thread_id = p.channel_id))"
)
# The comments `c` of a drama `d` in the guild :guild that may be seen.
OF_DRAMA = f"c.guild_id = :guild AND c.drama_id = d.id AND c.hidden = 0 AND {_STANDS}"


def get(connection: sqlite3.Connection, comment_id: int) -> Comment | None:
    """A comment, hidden or not."""
    row = connection.execute(f"SELECT {_COLUMNS}{_FROM} WHERE c.id = ?", (comment_id,)).fetchone()
    return _comment(row) if row else None


def seen(connection: sqlite3.Connection, comment_id: int, guild_id: int | None) -> Comment | None:
    """A comment of this guild, if it may be seen. Else None."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM}{_IN_SIGHT} WHERE c.id = ? AND c.guild_id = ? AND c.hidden = 0",
        (comment_id, guild_id),
    ).fetchone()
    return _comment(row) if row else None


def put(
    connection: sqlite3.Connection,
    *,
    drama_id: int,
    guild_id: int,
    member_id: int,
    episode: int,
    reply_to: int | None,
    spoils: int | None,
    text: Passed,
    now: datetime,
    review_id: int | None = None,
) -> int:
    """Store a new comment. Returns its id."""
    row = connection.execute(
        "INSERT INTO comment (drama_id, guild_id, member_id, episode, reply_to, review_id, spoils_episode,"
        " text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            drama_id,
            guild_id,
            member_id,
            episode,
            reply_to,
            review_id,
            spoils,
            text,
            written(now),
            written(now),
        ),
    ).fetchone()
    return int(row[0])


def change(
    connection: sqlite3.Connection, comment_id: int, text: Passed, spoils: int | None, now: datetime
) -> None:
    connection.execute(
        "UPDATE comment SET text = ?, spoils_episode = ?, updated_at = ? WHERE id = ?",
        (text, spoils, written(now), comment_id),
    )


def remove(connection: sqlite3.Connection, comment_id: int) -> None:
    """Delete a comment with its likes and its waiting posts.

    Its message stays in the ledger, to be removed.
    """
    outbox.withdraw_all(connection, post_keys.comment(comment_id))
    connection.execute("DELETE FROM comment WHERE id = ?", (comment_id,))


def like(connection: sqlite3.Connection, comment_id: int, member_id: int) -> bool:
    """Like a comment, or remove the like. Returns whether the member likes it now."""
    gone = connection.execute(
        "DELETE FROM comment_like WHERE comment_id = ? AND member_id = ?", (comment_id, member_id)
    )
    if gone.rowcount:
        return False
    connection.execute(
        "INSERT INTO comment_like (comment_id, member_id) VALUES (?, ?)", (comment_id, member_id)
    )
    return True


def newest_for(
    connection: sqlite3.Connection,
    drama_id: int,
    guild_id: int,
    reader_id: int,
    progress: Progress | None,
) -> Comment | None:
    """The newest of a drama's visible comments in a guild that spoils nothing for its reader.

    It looks at the last `LISTED` alone, however many there are.
    """
    newest = connection.execute(
        "SELECT max(c.id) FROM (SELECT id, spoils_episode, member_id FROM comment"
        " WHERE guild_id = :guild AND drama_id = :drama AND hidden = 0 ORDER BY id DESC LIMIT :most) c"
        f" WHERE {_STANDS}"
        " AND (c.spoils_episode IS NULL OR c.member_id = :reader OR c.spoils_episode <= :seen)",
        {
            "guild": guild_id,
            "drama": drama_id,
            "reader": reader_id,
            "seen": visible_episodes(progress),
            "most": LISTED,
        },
    ).fetchone()[0]
    return get(connection, newest) if newest is not None else None


def listed(
    connection: sqlite3.Connection,
    guild_id: int,
    drama_id: int,
    sort: CommentSort,
    review_id: int | None = None,
) -> tuple[list[Listed], bool]:
    """The first `LISTED` comments of a drama in a guild, or of those on a review; and whether there are more.

    In their order, without those in deleted threads.
    """
    order = "c.id DESC" if sort is CommentSort.NEWEST else "c.likes DESC, c.id DESC"
    of, values = "c.guild_id = ? AND c.drama_id = ?", [guild_id, drama_id]
    if review_id is not None:
        of, values = "c.review_id = ? AND c.guild_id = ?", [review_id, guild_id]
    rows = connection.execute(
        f"SELECT c.id, c.reply_to, c.spoils_episode, c.member_id, {_STANDS} FROM comment c"
        f" WHERE {of} AND c.hidden = 0 ORDER BY {order} LIMIT ?",
        (*values, LISTED + 1),
    ).fetchall()
    found = [
        Listed(ident, reply_to, spoils, member_id, bool(stands))
        for ident, reply_to, spoils, member_id, stands in rows[:LISTED]
    ]
    return [one for one in found if one.stands], len(rows) > LISTED


def get_many(connection: sqlite3.Connection, comment_ids: Sequence[int]) -> list[Comment]:
    """These comments, in this order; without those that are gone."""
    marks = ",".join("?" for _ in comment_ids)
    rows = connection.execute(f"SELECT {_COLUMNS}{_FROM} WHERE c.id IN ({marks})", list(comment_ids))
    found = {row[0]: _comment(row) for row in rows}
    return [found[ident] for ident in comment_ids if ident in found]


# --- posts ---


def answered(connection: sqlite3.Connection, reply_to: int) -> Answered | None:
    """The comment that another one answers, if it still exists; one that was taken down has no author."""
    row = connection.execute(
        "SELECT iif(c.hidden, NULL, c.member_id), c.guild_id, p.channel_id, p.message_id FROM comment c"
        " LEFT JOIN posted p ON p.kind = 'comment' AND p.subject = c.id AND p.copy = 0"
        " WHERE c.id = ?",
        (reply_to,),
    ).fetchone()
    return Answered(*row) if row else None


def has_answers(connection: sqlite3.Connection, comment_id: int) -> bool:
    """Whether an answer to a comment can be read."""
    row = connection.execute(
        "SELECT 1 FROM comment WHERE reply_to = ? AND hidden = 0 LIMIT 1", (comment_id,)
    ).fetchone()
    return row is not None


def composed(connection: sqlite3.Connection, comment_id: int, outbox_id: int) -> Comment | None:
    """Record the comment's current state for its post, and return it. None if it may not be seen."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM}{_IN_SIGHT} WHERE c.id = ? AND c.hidden = 0", (comment_id,)
    ).fetchone()
    if row is None:
        return None
    comment = _comment(row)
    message_ledger.composed(
        connection, Kind.COMMENT, comment_id, comment.drama_id, comment.guild_id, outbox_id
    )
    return comment


def homeless(connection: sqlite3.Connection) -> list[tuple[Comment, Target]]:
    """For each deleted thread, the first comment that waits for it, and its target."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, o.target{_FROM} JOIN outbox o ON o.kind = 'comment' AND o.state = 'held'"
        " AND o.reason = 'gone' AND o.payload ->> 'comment' = c.id ORDER BY o.due_at, o.id"
    ).fetchall()
    return [(_comment(row[:-1]), Target.read(row[-1])) for row in rows]


def waiting_for(connection: sqlite3.Connection, target: Target) -> list[int]:
    """The comments with posts that wait for a thread, in their order."""
    rows = connection.execute(
        "SELECT payload ->> 'comment' FROM outbox WHERE kind = 'comment' AND target = ?"
        f" AND {outbox.OPEN} AND state <> 'claimed' ORDER BY due_at, id",
        (str(target),),
    )
    return [int(row[0]) for row in rows]


def withdraw(connection: sqlite3.Connection, comment_id: int) -> bool:
    """Delete a comment's unsent post. False if there is none, or it is being sent."""
    return outbox.withdraw_all(connection, post_keys.comment(comment_id)) > 0


def _comment(row: Sequence[Any]) -> Comment:
    ident, drama, guild, member, episode, reply, spoils, text, likes, created, updated, *more = row
    country, hidden, answers_deleted, answers, review_id = more
    return Comment(
        id=ident,
        drama_id=drama,
        guild_id=guild,
        member_id=member,
        episode=episode,
        reply_to=reply,
        spoils=spoils,
        text=text,
        likes=likes,
        created_at=datetime.fromisoformat(created),
        updated_at=datetime.fromisoformat(updated),
        country=country,
        hidden=bool(hidden),
        answers_deleted=bool(answers_deleted),
        answers=answers,
        review_id=review_id,
    )
