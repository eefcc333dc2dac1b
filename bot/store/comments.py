"""Comments, the likes they got, where each stands on Discord, and what was reported."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.comments import Answered, CardComments, Comment, PostedComment, Reported
from bot.domain.outbox import Target
from bot.domain.progress import Progress
from bot.store import outbox
from bot.store.moments import written

_COLUMNS = (
    "c.id, c.drama_id, c.guild_id, c.member_id, c.episode, c.reply_to, c.spoils_episode, c.text, c.likes,"
    " c.created_at, c.updated_at, m.country, c.hidden"
)
_FROM = " FROM comment c JOIN member m ON m.id = c.member_id"
_IN_SIGHT = " JOIN drama d ON d.id = c.drama_id AND d.hidden = 0"


def key(comment_id: int) -> str:
    """The key of a comment's first post; later ones go on from it."""
    return f"comment {comment_id}"


def get(connection: sqlite3.Connection, comment_id: int) -> Comment | None:
    """A comment, hidden or not."""
    row = connection.execute(f"SELECT {_COLUMNS}{_FROM} WHERE c.id = ?", (comment_id,)).fetchone()
    return _comment(row) if row else None


def seen(connection: sqlite3.Connection, comment_id: int, guild_id: int | None) -> Comment | None:
    """A comment of this guild if it may be seen."""
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
    text: str,
    now: datetime,
) -> int:
    """Store a new comment; its id."""
    row = connection.execute(
        "INSERT INTO comment (drama_id, guild_id, member_id, episode, reply_to, spoils_episode, text,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (drama_id, guild_id, member_id, episode, reply_to, spoils, text, written(now), written(now)),
    ).fetchone()
    return int(row[0])


def change(
    connection: sqlite3.Connection, comment_id: int, text: str, spoils: int | None, now: datetime
) -> None:
    connection.execute(
        "UPDATE comment SET text = ?, spoils_episode = ?, updated_at = ? WHERE id = ?",
        (text, spoils, written(now), comment_id),
    )


def remove(connection: sqlite3.Connection, comment_id: int) -> None:
    """Delete a comment with its likes, and whatever of it waits to be posted.

    Its message stays in `comment_post`, to be taken away.
    """
    for (waiting,) in _keys(connection, comment_id):
        outbox.withdraw(connection, waiting)
    connection.execute("DELETE FROM comment_post WHERE comment_id = ? AND message_id IS NULL", (comment_id,))
    connection.execute("DELETE FROM comment WHERE id = ?", (comment_id,))


def like(connection: sqlite3.Connection, comment_id: int, member_id: int) -> bool:
    """Like a comment, or take that back; whether the member likes it now."""
    gone = connection.execute(
        "DELETE FROM comment_like WHERE comment_id = ? AND member_id = ?", (comment_id, member_id)
    )
    if gone.rowcount:
        return False
    connection.execute(
        "INSERT INTO comment_like (comment_id, member_id) VALUES (?, ?)", (comment_id, member_id)
    )
    return True


def thread_at(connection: sqlite3.Connection, guild_id: int, channel_id: int) -> tuple[int, int, int] | None:
    """The drama and the first and last episode of the board's thread that a channel is."""
    row = connection.execute(
        "SELECT t.drama_id, t.first_episode, t.last_episode FROM thread t"
        " JOIN drama d ON d.id = t.drama_id AND d.hidden = 0 WHERE t.guild_id = ? AND t.thread_id = ?",
        (guild_id, channel_id),
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def for_card(
    connection: sqlite3.Connection,
    drama_id: int,
    guild_id: int | None,
    reader_id: int,
    progress: Progress | None,
) -> CardComments:
    """What a card tells of a drama's comments in a guild; nothing of them leaves their guild."""
    if guild_id is None:
        return CardComments()
    where = " WHERE c.guild_id = ? AND c.drama_id = ? AND c.hidden = 0"
    (count,) = connection.execute(f"SELECT count(*) FROM comment c{where}", (guild_id, drama_id)).fetchone()
    if not count:
        return CardComments()

    def newest(condition: str, *values: int) -> Comment | None:
        row = connection.execute(
            f"SELECT {_COLUMNS}{_FROM}{where} AND ({condition}) ORDER BY c.id DESC LIMIT 1",
            (guild_id, drama_id, *values),
        ).fetchone()
        return _comment(row) if row else None

    free = "c.spoils_episode IS NULL"
    if progress is not None and progress.seen_through:
        own = newest("TRUE")
    else:
        reached = progress.episode if progress is not None else 0
        own = newest(f"{free} OR c.member_id = ? OR c.spoils_episode <= ?", reader_id, reached)
    return CardComments(int(count), newest(free), own)


# --- posts ---


def answered(connection: sqlite3.Connection, reply_to: int) -> Answered | None:
    """The comment that another one answers, while it is there."""
    row = connection.execute(
        "SELECT c.member_id, c.guild_id, p.channel_id, p.message_id FROM comment c"
        " LEFT JOIN comment_post p ON p.comment_id = c.id WHERE c.id = ? AND c.hidden = 0",
        (reply_to,),
    ).fetchone()
    return Answered(*row) if row else None


def composed(connection: sqlite3.Connection, comment_id: int) -> Comment | None:
    """The comment to be posted, noted as it stands now; None if it is not to be seen."""
    row = connection.execute(
        f"SELECT {_COLUMNS}{_FROM}{_IN_SIGHT} WHERE c.id = ? AND c.hidden = 0", (comment_id,)
    ).fetchone()
    if row is None:
        return None
    connection.execute(
        "INSERT INTO comment_post (comment_id, guild_id, revision)"
        " SELECT id, guild_id, revision FROM comment WHERE id = ?"
        " ON CONFLICT (comment_id) DO UPDATE SET revision = excluded.revision",
        (comment_id,),
    )
    return _comment(row)


def message_of(connection: sqlite3.Connection, comment_id: int) -> tuple[int, int] | None:
    """The channel and message that show a comment."""
    row = connection.execute(
        "SELECT channel_id, message_id FROM comment_post WHERE comment_id = ? AND message_id IS NOT NULL",
        (comment_id,),
    ).fetchone()
    return (row[0], row[1]) if row else None


def outdated(connection: sqlite3.Connection, now: datetime, limit: int) -> list[PostedComment]:
    """Messages that have yet to be edited or taken away."""
    rows = connection.execute(
        "SELECT p.comment_id, p.guild_id, p.channel_id, p.message_id, coalesce(c.revision, 0),"
        " c.id IS NULL OR c.hidden OR d.hidden, p.revision <> 0, p.tries"
        " FROM comment_post p LEFT JOIN comment c ON c.id = p.comment_id"
        " LEFT JOIN drama d ON d.id = c.drama_id"
        " WHERE p.message_id IS NOT NULL"
        " AND (c.id IS NULL OR c.hidden OR d.hidden OR p.revision <> c.revision)"
        " AND (p.retry_at IS NULL OR p.retry_at <= ?) ORDER BY p.comment_id LIMIT ?",
        (written(now), limit),
    )
    return [
        PostedComment(comment_id, guild_id, channel_id, message_id, revision, bool(gone), bool(edited), tries)
        for comment_id, guild_id, channel_id, message_id, revision, gone, edited, tries in rows
    ]


def showing(connection: sqlite3.Connection, post: PostedComment) -> None:
    """The message shows the comment as it was at this revision."""
    connection.execute(
        "UPDATE comment_post SET revision = ?, tries = 0, retry_at = NULL"
        " WHERE comment_id = ? AND message_id = ?",
        (post.revision, post.comment_id, post.message_id),
    )


def refused(connection: sqlite3.Connection, post: PostedComment, retry_at: datetime) -> None:
    """Discord would not have the message changed; it is tried again then."""
    connection.execute(
        "UPDATE comment_post SET tries = tries + 1, retry_at = ? WHERE comment_id = ?",
        (written(retry_at), post.comment_id),
    )


def forget(connection: sqlite3.Connection, comment_id: int) -> None:
    """The message is gone, or will never be changed."""
    connection.execute("DELETE FROM comment_post WHERE comment_id = ?", (comment_id,))


def homeless(connection: sqlite3.Connection) -> list[tuple[Comment, Target]]:
    """The first comment that waits for each thread that is gone, and where it was to go."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, o.target{_FROM} JOIN outbox o ON o.kind = 'comment' AND o.state = 'held'"
        " AND o.reason = 'gone' AND o.payload ->> 'comment' = c.id ORDER BY o.due_at, o.id"
    ).fetchall()
    return [(_comment(row[:-1]), Target.read(row[-1])) for row in rows]


def waiting_for(connection: sqlite3.Connection, target: Target) -> list[int]:
    """The comments whose posts wait for a thread, in their order."""
    rows = connection.execute(
        "SELECT payload ->> 'comment' FROM outbox WHERE kind = 'comment' AND target = ?"
        " AND state IN ('waiting', 'held') ORDER BY due_at, id",
        (str(target),),
    )
    return [int(row[0]) for row in rows]


def free_key(connection: sqlite3.Connection, comment_id: int) -> str:
    """A key for another post of the comment, after those that were sent or dropped."""
    taken = {row[0] for row in _keys(connection, comment_id)}
    wanted, again = key(comment_id), 1
    while wanted in taken:
        wanted, again = f"{key(comment_id)} again {again}", again + 1
    return wanted


def withdraw(connection: sqlite3.Connection, comment_id: int) -> bool:
    """Forget the post of a comment that has yet to go out; False where there is none, or it is under way."""
    return sum(outbox.withdraw(connection, waiting) for (waiting,) in _keys(connection, comment_id)) > 0


def _keys(connection: sqlite3.Connection, comment_id: int) -> list[tuple[str]]:
    return connection.execute(
        "SELECT key FROM outbox WHERE kind = 'comment' AND (key = ?1 OR key GLOB ?1 || ' again *')",
        (key(comment_id),),
    ).fetchall()


# --- reports ---


def shown_by(connection: sqlite3.Connection, guild_id: int, message_id: int) -> tuple[Reported, str] | None:
    """What of ours a message shows: the kind and the id of a comment or a review."""
    row = connection.execute(
        "SELECT 'comment', comment_id FROM comment_post WHERE guild_id = ?1 AND message_id = ?2"
        " UNION ALL SELECT 'review', review_id FROM review_post WHERE guild_id = ?1 AND message_id = ?2",
        (guild_id, message_id),
    ).fetchone()
    return (Reported(row[0]), str(row[1])) if row else None


def report(
    connection: sqlite3.Connection,
    guild_id: int,
    kind: Reported,
    subject: str,
    reporter_id: int,
    now: datetime,
) -> bool:
    """Note a report; False where this member has reported the same before."""
    added = connection.execute(
        "INSERT INTO report (guild_id, kind, subject, reporter_id, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (guild_id, str(kind), subject, reporter_id, written(now)),
    )
    return added.rowcount == 1


def _comment(row: Sequence[Any]) -> Comment:
    ident, drama, guild, member, episode, reply, spoils, text, likes, created, updated, country, hidden = row
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
    )
