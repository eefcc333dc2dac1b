"""The ledger: which message shows what, and whether it is up to date; one table for every kind.

Triggers count a row's `revision` on with whatever it shows, so that no writer has to think of it. What
concerns many messages at once (a guild's policy or language, a drama of the catalogue) is one row of
`posted_sweep`; `sweep` marks the messages in pieces.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.message_ledger import Cause, Kind, Place, Posted, Thing
from bot.store.guilds.departures import is_here
from bot.store.timestamps import moment, written

_COLUMNS = (
    "id, kind, subject, drama_id, episode, guild_id, channel_id, message_id, revision, edited > shown, tries,"
    " shown_as, copy"
)
_POST = "kind = ? AND subject = ? AND guild_id = ? AND copy = ?"
# Whose rows a sweep goes over, and of them those that show something else for it.
_SWEPT = {
    Cause.POLICY: "guild_id",
    Cause.LANGUAGE: "guild_id",
    Cause.DRAMA: "drama_id",
}
# The kinds that a policy can concern, and which of their messages it does.
SPOILS = {
    Kind.REVIEW: "EXISTS (SELECT 1 FROM review r WHERE r.id = p.subject AND r.spoils_episode IS NOT NULL)",
    Kind.COMMENT: "EXISTS (SELECT 1 FROM comment c WHERE c.id = p.subject AND c.spoils_episode IS NOT NULL)",
    Kind.SYNOPSIS: "TRUE",
    Kind.QUOTE: "EXISTS (SELECT 1 FROM quote q WHERE q.id = p.subject AND q.episode IS NOT NULL)",
    Kind.RECOMMENDATION: "TRUE",
    Kind.MARKED: "EXISTS (SELECT 1 FROM marked m LEFT JOIN guild g ON g.id = m.guild_id"
    " WHERE m.message_id = p.subject AND m.sealed <> ifnull(g.policy = 'sealed', 0))",
}


# --- posts ---


def composed(
    connection: sqlite3.Connection,
    kind: Kind,
    subject: int,
    drama_id: int | None,
    guild_id: int,
    outbox_id: int,
    number: int = 0,
) -> None:
    """A post is made of this as it is now; its message is learnt of once it is sent."""
    connection.execute(
        "INSERT INTO posted (kind, subject, drama_id, guild_id, outbox_id, copy, shown)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)"
        " ON CONFLICT DO UPDATE SET shown = revision, outbox_id = excluded.outbox_id",
        (kind, subject, drama_id, guild_id, outbox_id, number),
    )


def stands(connection: sqlite3.Connection, thing: Thing, place: Place) -> None:
    """A message shows it of which no one noted so; one that is known stays known."""
    connection.execute(
        "INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id)"
        " SELECT ?1, ?2, ?3, ?4, 1, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM posted WHERE kind = ?1"
        " AND subject = ?2 AND guild_id = ?4)",
        (
            thing.kind,
            thing.subject,
            thing.drama_id,
            place.guild_id,
            place.channel_id,
            place.message_id,
        ),
    )


def is_outdated(connection: sqlite3.Connection, kind: Kind, subject: int) -> bool:
    """Whether a message of it has yet to be edited or removed, or to be sent."""
    row = connection.execute(
        "SELECT 1 FROM posted WHERE kind = ? AND subject = ? AND revision <> shown", (kind, subject)
    ).fetchone()
    return row is not None


def message_of(
    connection: sqlite3.Connection, kind: Kind, subject: int, guild_id: int, number: int = 0
) -> tuple[int, int] | None:
    """The channel and message that show it in a guild."""
    row = connection.execute(
        f"SELECT channel_id, message_id FROM posted WHERE {_POST} AND message_id IS NOT NULL",
        (kind, subject, guild_id, number),
    ).fetchone()
    return (row[0], row[1]) if row else None


def shown_by(connection: sqlite3.Connection, guild_id: int, message_id: int) -> tuple[str, int] | None:
    """What a message of a guild's shows: its kind, and its id."""
    row = connection.execute(
        "SELECT kind, subject FROM posted WHERE message_id = ? AND guild_id = ? ORDER BY id LIMIT 1",
        (message_id, guild_id),
    ).fetchone()
    return (row[0], row[1]) if row else None


# --- answers to commands, which everyone in a channel sees ---


def expect(
    connection: sqlite3.Connection, place: Place, things: Collection[Thing], shown_as: Mapping[str, object]
) -> None:
    """A message is about to show these things, or does so since a moment.

    They count as out of date until `settle`: whoever dies in between leaves a message that is seen to.
    """
    connection.execute(
        "UPDATE posted SET shown_as = ? WHERE message_id = ? AND shown_as IS NOT NULL",
        (json.dumps(shown_as), place.message_id),
    )
    connection.executemany(
        "INSERT INTO posted (kind, subject, drama_id, episode, guild_id, copy, shown_as, channel_id,"
        " message_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6 WHERE NOT EXISTS (SELECT 1 FROM posted"
        " WHERE message_id = ?6 AND kind = ?1 AND subject = ?2 AND episode = ?4)",
        [
            (
                thing.kind,
                thing.subject,
                thing.drama_id,
                thing.episode,
                place.guild_id,
                place.message_id,
                json.dumps(shown_as),
                place.channel_id,
            )
            for thing in things
        ],
    )


def settle(
    connection: sqlite3.Connection, place: Place, things: Collection[Thing], *, sure: bool = True
) -> None:
    """The message shows just these things; `sure`: as they were when it was expected to, or later.

    Where that is not sure they are out of date, and the chore looks at the message. What another has made
    of the message meanwhile stays noted: of what is not expected any more nothing is settled.
    """
    kept = json.dumps([[thing.kind, thing.subject, thing.episode] for thing in things])
    of_it = "message_id = ?1 AND shown_as IS NOT NULL"
    is_kept = (
        "EXISTS (SELECT 1 FROM json_each(?2) WHERE value ->> 0 = kind AND value ->> 1 = subject"
        " AND value ->> 2 = episode)"
    )
    expected = connection.execute(
        f"SELECT 1 FROM posted WHERE {of_it} AND {is_kept}", (place.message_id, kept)
    ).fetchone()
    if things and expected is None:
        return
    connection.execute(f"DELETE FROM posted WHERE {of_it} AND NOT {is_kept}", (place.message_id, kept))
    if sure:
        connection.execute(
            "UPDATE posted SET shown = 1 WHERE message_id = ? AND shown_as IS NOT NULL AND shown = 0",
            (place.message_id,),
        )
    elif things:
        connection.execute(
            "UPDATE posted SET revision = revision + 1 WHERE message_id = ? AND shown = 0",
            (place.message_id,),
        )


# --- what is out of date ---


def outdated(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Posted]:
    """Messages that have yet to be edited or removed and are due: first those whose thing itself changed."""
    found: list[Posted] = []
    for turn in (0, 1):
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM posted WHERE turn = ? AND ifnull(retry_at, '') <= ?"
            f" AND {is_here('posted.guild_id')}"
            " ORDER BY ifnull(retry_at, ''), id LIMIT ?",
            (turn, written(now), limit - len(found)),
        )
        found += [_posted(row) for row in rows]
    return found


def find(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Posted]:
    """Messages by a condition of the store's own; `values` are bound to it."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM posted WHERE {where}", values)
    return [_posted(row) for row in rows]


def next_retry(connection: sqlite3.Connection) -> datetime | None:
    """When the first of those that were put off is tried again."""
    (soonest,) = connection.execute(
        f"SELECT min(retry_at) FROM posted WHERE retry_at IS NOT NULL AND {is_here('posted.guild_id')}"
    ).fetchone()
    return moment(soonest)


def showing(connection: sqlite3.Connection, post: Posted) -> None:
    """The message shows it as it was at this revision."""
    connection.execute(
        "UPDATE posted SET shown = ?, tries = 0, retry_at = NULL WHERE id = ? AND message_id = ?",
        (post.revision, post.id, post.message_id),
    )


def refused(connection: sqlite3.Connection, post: Posted, retry_at: datetime) -> None:
    """Discord would not have the message changed; it is tried again then, or once it changes again."""
    connection.execute(
        "UPDATE posted SET tries = tries + 1, retry_at = ? WHERE id = ? AND message_id = ? AND revision = ?",
        (written(retry_at), post.id, post.message_id, post.revision),
    )


def put_off(connection: sqlite3.Connection, post: Posted, until: datetime) -> None:
    """The message cannot be changed before then, which is no one's fault."""
    connection.execute(
        "UPDATE posted SET retry_at = ? WHERE id = ? AND message_id = ? AND revision = ?",
        (written(until), post.id, post.message_id, post.revision),
    )


def forget(connection: sqlite3.Connection, post: Posted) -> bool:
    """The message is gone, or will never be changed; False where it was forgotten before.

    Another message that shows the same meanwhile is none of its concern.
    """
    gone = connection.execute(
        "DELETE FROM posted WHERE id = ? AND message_id = ?", (post.id, post.message_id)
    )
    return gone.rowcount == 1


# --- what concerns many ---


def has_sweeps(connection: sqlite3.Connection) -> bool:
    """Whether there is a change of which messages have yet to be marked."""
    return connection.execute("SELECT 1 FROM posted_sweep LIMIT 1").fetchone() is not None


def sweep(connection: sqlite3.Connection, limit: int) -> bool:
    """Mark the next messages, at most `limit`, that a change concerns; False where no change is left."""
    row = connection.execute("SELECT cause, subject, reached FROM posted_sweep LIMIT 1").fetchone()
    if row is None:
        return False
    cause, subject, reached = Cause(row[0]), row[1], row[2]
    rows = connection.execute(
        f"SELECT id FROM posted WHERE {_SWEPT[cause]} = ? AND id > ? ORDER BY id LIMIT ?",
        (subject, reached, limit),
    ).fetchall()
    connection.execute(
        "UPDATE posted AS p SET revision = revision + 1, tries = 0, retry_at = NULL"
        f" WHERE id IN (SELECT value FROM json_each(?)) AND ({_concerned(cause)})",
        (json.dumps([ident for (ident,) in rows]),),
    )
    if len(rows) < limit:
        connection.execute("DELETE FROM posted_sweep WHERE cause = ? AND subject = ?", (cause, subject))
    else:
        connection.execute(
            "UPDATE posted_sweep SET reached = ? WHERE cause = ? AND subject = ?",
            (rows[-1][0], cause, subject),
        )
    return True


def _concerned(cause: Cause) -> str:
    """Which messages show something else after a change, as a condition on `p`."""
    if cause is not Cause.POLICY:
        return "TRUE"
    # A CASE, not alternatives: for those SQLite would look through every message of each kind.
    cases = " ".join(f"WHEN '{kind}' THEN {spoils}" for kind, spoils in SPOILS.items())
    return f"CASE kind {cases} END"


def _posted(row: Sequence[Any]) -> Posted:
    ident, kind, subject, drama_id, episode, guild_id, channel_id, message_id, revision, *more = row
    edited, tries, shown_as, number = more
    return Posted(
        ident,
        kind,
        subject,
        drama_id,
        episode,
        guild_id,
        channel_id,
        message_id,
        revision,
        bool(edited),
        tries,
        json.loads(shown_as) if shown_as is not None else None,
        number,
    )
