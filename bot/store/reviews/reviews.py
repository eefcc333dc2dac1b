"""Stores reviews, the votes on them, and their messages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import post_keys
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Kind
from bot.domain.reviews import Review, Voted
from bot.domain.screening import Passed
from bot.domain.writings import WritingKind
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, drama_from
from bot.store.moderation.takedowns import stands_here
from bot.store.posts import message_ledger, outbox
from bot.store.timestamps import written

_COLUMNS = (
    "r.id, r.drama_id, r.member_id, r.headline, r.text, r.spoils_episode, r.language, r.helpful,"
    " r.unhelpful, r.created_at, r.updated_at, r.hidden"
)
# In a guild the reviews of members who were seen there; in a direct message of those who were seen on a
# server that the reader is on now; one's own everywhere. None on a server whose moderators took it down.
VISIBLE = (
    " r.hidden = 0 AND CASE WHEN :guild IS NULL"
    " THEN r.member_id = :reader OR EXISTS (SELECT 1 FROM guild_member a WHERE a.member_id = r.member_id"
    " AND a.guild_id IN (SELECT value FROM json_each(:guilds))"
    f" AND {stands_here(WritingKind.REVIEW, 'r.id', 'a.guild_id')})"
    f" ELSE {stands_here(WritingKind.REVIEW, 'r.id', ':guild')} AND (r.member_id = :reader OR EXISTS"
    " (SELECT 1 FROM guild_member g WHERE g.guild_id = :guild AND g.member_id = r.member_id)) END"
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads, and where. `reader_id` None: everyone there. `guild_id` None: in a direct message.

    `guilds`: in a direct message, the reader's servers.
    """

    reader_id: int | None
    guild_id: int | None
    guilds: frozenset[int] = frozenset()

    @property
    def bound(self) -> dict[str, int | str | None]:
        return {
            "reader": self.reader_id,
            "guild": self.guild_id,
            "guilds": json.dumps(sorted(self.guilds)),
        }


def of(connection: sqlite3.Connection, drama_id: int, audience: Audience) -> list[Voted]:
    """Every visible review of a drama, with what its order needs."""
    rows = connection.execute(
        "SELECT r.id, r.helpful, r.unhelpful, r.created_at FROM review r"
        f" WHERE r.drama_id = :drama AND{VISIBLE}",
        {"drama": drama_id, **audience.bound},
    )
    return [
        Voted(ident, helpful, unhelpful, datetime.fromisoformat(created))
        for ident, helpful, unhelpful, created in rows
    ]


def count(connection: sqlite3.Connection, drama_id: int, audience: Audience) -> int:
    """How many reviews of a drama are visible."""
    (number,) = connection.execute(
        f"SELECT count(*) FROM review r WHERE r.drama_id = :drama AND{VISIBLE}",
        {"drama": drama_id, **audience.bound},
    ).fetchone()
    return int(number)


def get_many(connection: sqlite3.Connection, idents: Sequence[int]) -> list[Review]:
    """These reviews in this order, visible or not. Deleted ones are left out."""
    marks = ", ".join("?" * len(idents))
    rows = connection.execute(f"SELECT {_COLUMNS} FROM review r WHERE r.id IN ({marks})", tuple(idents))
    found = {row[0]: _review(row) for row in rows}
    return [found[ident] for ident in idents if ident in found]


def seen(connection: sqlite3.Connection, review_id: int, audience: Audience) -> Review | None:
    """A review if it may be seen."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM review r JOIN drama d ON d.id = r.drama_id AND d.hidden = 0"
        f" WHERE r.id = :review AND{VISIBLE}",
        {"review": review_id, **audience.bound},
    ).fetchone()
    return _review(row) if row else None


def by(connection: sqlite3.Connection, member_id: int, drama_id: int) -> Review | None:
    """A member's review of a drama, hidden or not."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM review r WHERE r.member_id = ? AND r.drama_id = ?", (member_id, drama_id)
    ).fetchone()
    return _review(row) if row else None


def others(connection: sqlite3.Connection, review: Review, audience: Audience) -> int:
    """How many other reviews of its author are visible."""
    (number,) = connection.execute(
        "SELECT count(*) FROM review r JOIN drama d ON d.id = r.drama_id AND d.hidden = 0"
        f" WHERE r.member_id = :author AND r.id <> :review AND{VISIBLE}",
        {"author": review.member_id, "review": review.id, **audience.bound},
    ).fetchone()
    return int(number)


def written_by(
    connection: sqlite3.Connection, author_id: int, audience: Audience, limit: int
) -> list[tuple[Drama, Review]]:
    """The visible reviews of a member, the newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, {DRAMA_COLUMNS} FROM review r JOIN drama d ON d.id = r.drama_id AND d.hidden = 0"
        f" WHERE r.member_id = :author AND{VISIBLE} ORDER BY r.created_at DESC, r.id DESC LIMIT :limit",
        {"author": author_id, "limit": limit, **audience.bound},
    ).fetchall()
    width = _COLUMNS.count(",") + 1
    return [(drama_from(row[width:]), _review(row[:width])) for row in rows]


def put(
    connection: sqlite3.Connection,
    member_id: int,
    drama_id: int,
    *,
    headline: Passed,
    text: Passed,
    spoils: int | None,
    language: str,
    now: datetime,
) -> tuple[Review, bool]:
    """Publish or edit a member's review. Returns the review, and whether it existed before."""
    before = by(connection, member_id, drama_id)
    values = (headline, text, spoils, language, written(now))
    if before is None:
        connection.execute(
            "INSERT INTO review (headline, text, spoils_episode, language, created_at, updated_at,"
            " member_id, drama_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, written(now), member_id, drama_id),
        )
    else:
        connection.execute(
            "UPDATE review SET headline = ?, text = ?, spoils_episode = ?, language = ?, updated_at = ?"
            " WHERE id = ?",
            (*values, before.id),
        )
    review = by(connection, member_id, drama_id)
    if review is None:
        raise LookupError("the review that was just written is not there")
    return review, before is not None


def remove(connection: sqlite3.Connection, review_id: int) -> None:
    """Delete a review with its votes and its waiting posts.

    Its messages stay in the ledger, to be removed.
    """
    outbox.withdraw_between(connection, *post_keys.reviews_between(review_id))
    connection.execute("DELETE FROM review WHERE id = ?", (review_id,))


# --- votes ---


def vote_of(connection: sqlite3.Connection, review_id: int, member_id: int) -> bool | None:
    row = connection.execute(
        "SELECT helpful FROM review_vote WHERE review_id = ? AND member_id = ?", (review_id, member_id)
    ).fetchone()
    return bool(row[0]) if row else None


def vote(connection: sqlite3.Connection, review_id: int, member_id: int, helpful: bool | None) -> None:
    """Vote whether a review is helpful, or (None) remove the vote."""
    if helpful is None:
        connection.execute(
            "DELETE FROM review_vote WHERE review_id = ? AND member_id = ?", (review_id, member_id)
        )
        return
    connection.execute(
        "INSERT INTO review_vote (review_id, member_id, helpful) VALUES (?, ?, ?)"
        " ON CONFLICT (review_id, member_id) DO UPDATE SET helpful = excluded.helpful",
        (review_id, member_id, int(helpful)),
    )


# --- posts ---


def composed(connection: sqlite3.Connection, review_id: int, guild_id: int, outbox_id: int) -> Review | None:
    """Record the review's current state for its post in a guild, and return it.

    None if it may not be seen.
    """
    review = standing(connection, review_id, guild_id)
    if review is None:
        return None
    message_ledger.composed(connection, Kind.REVIEW, review_id, review.drama_id, guild_id, outbox_id)
    return review


def standing(connection: sqlite3.Connection, review_id: int, guild_id: int) -> Review | None:
    """A review as a post of it in a guild may show it. None if it may not be seen there."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM review r JOIN drama d ON d.id = r.drama_id AND d.hidden = 0"
        f" WHERE r.id = :review AND r.hidden = 0 AND {stands_here(WritingKind.REVIEW, 'r.id', ':guild')}",
        {"review": review_id, "guild": guild_id},
    ).fetchone()
    return _review(row) if row else None


def _review(row: Sequence[Any]) -> Review:
    ident, drama, member, headline, text, spoils, language, helpful, unhelpful, created, updated, hidden = row
    return Review(
        id=ident,
        drama_id=drama,
        member_id=member,
        headline=headline,
        text=text,
        spoils=spoils,
        language=language,
        helpful=helpful,
        unhelpful=unhelpful,
        created_at=datetime.fromisoformat(created),
        updated_at=datetime.fromisoformat(updated),
        hidden=bool(hidden),
    )
