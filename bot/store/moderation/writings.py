"""Finds and reads every kind of writing in one form, for moderators: its kind, author and server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.message_ledger import Kind, Place, Posted
from bot.domain.stills import Illustrated, Stills, StillsOf
from bot.domain.writings import LARGEST_ID, AuthorHistory, Writing, WritingKind, WritingRef
from bot.store import stills
from bot.store.catalogue import catalogue
from bot.store.moderation import blocks, takedowns
from bot.store.posts import message_ledger
from bot.store.timestamps import moment, written

_SEEN_HERE = "EXISTS (SELECT 1 FROM guild_member g WHERE g.guild_id = :guild AND g.member_id = w.member_id)"
_SPOILS = "CASE WHEN w.{0} IS NULL THEN '{{}}' ELSE json_object(CAST(w.drama_id AS TEXT), w.{0}) END"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind is stored. `w` is its row, of which a guild may see those that are `here`.

    `columns` are the author, the dramas, the words and labels as JSON, and when it was written.
    """

    table: str
    columns: str
    here: str
    author: str
    key: str = "id"
    label: str | None = None  # the column for the episode that it spoils up to


_SYNOPSIS = f"w.author_id, w.drama_id, NULL, json_array(w.text), {_SPOILS.format('episode')}, w.created_at"
_OF_MEMBER = "w.member_id, w.drama_id, NULL, json_array(w.text)"
_LABELLED = _SPOILS.format("spoils_episode")
_KINDS: Mapping[WritingKind, _Kind] = {
    WritingKind.REVIEW: _Kind(
        "review",
        f"w.member_id, w.drama_id, NULL, json_array(w.headline, w.text), {_LABELLED}, w.created_at",
        f"w.hidden = 0 AND {_SEEN_HERE}",
        "member_id",
        label="spoils_episode",
    ),
    WritingKind.REASON: _Kind(
        "recommendation",
        "w.member_id, w.drama_id, w.other_id, json_array(w.reason),"
        " (SELECT json_group_object(CAST(s.drama_id AS TEXT), s.episode) FROM recommendation_spoils s"
        " WHERE s.recommendation_id = w.id), w.created_at",
        f"w.hidden = 0 AND {_SEEN_HERE}",
        "member_id",
    ),
    WritingKind.ADVICE: _Kind(
        "advice",
        f"w.member_id, w.drama_id, NULL, json_array(w.reason), {_LABELLED}, w.created_at",
        "w.guild_id = :guild",
        "member_id",
        label="spoils_episode",
    ),
    WritingKind.COMMENT: _Kind(
        "comment",
        f"{_OF_MEMBER}, {_LABELLED}, w.created_at",
        "w.guild_id = :guild",
        "member_id",
        label="spoils_episode",
    ),
    WritingKind.QUOTE: _Kind(
        "quote",
        f"w.added_by, w.drama_id, NULL, json_array(w.text, w.speaker), {_SPOILS.format('episode')}, NULL",
        "w.guild_id = :guild",
        "added_by",
        label="episode",
    ),
    WritingKind.MARKED: _Kind(
        "marked",
        f"w.author_id, w.drama_id, NULL, json_array(w.text), {_SPOILS.format('episode')}, w.at",
        "w.guild_id = :guild AND w.drama_id IS NOT NULL",
        "author_id",
        key="message_id",
        label="episode",
    ),
    WritingKind.SYNOPSIS: _Kind(
        "synopsis", _SYNOPSIS, "w.guild_id = :guild AND w.state IN ('published', 'withdrawn')", "author_id"
    ),
    WritingKind.SUBMISSION: _Kind(
        "synopsis", _SYNOPSIS, "w.guild_id = :guild AND w.state IN ('submitted', 'withdrawn')", "author_id"
    ),
}
_SHOWN = ", ".join(f"'{kind}'" for kind in WritingKind)


def get(connection: sqlite3.Connection, ref: WritingRef) -> Writing | None:
    """A writing of its guild, taken down or not. None if it is not there, or its drama is not.

    The catalogue's own quotes and synopses are no one's writings.
    """
    kind = _KINDS[ref.kind]
    row = connection.execute(
        f"SELECT {kind.columns} FROM {kind.table} w WHERE w.{kind.key} = :id AND {kind.here}",
        {"id": ref.id, "guild": ref.guild_id},
    ).fetchone()
    if row is None:
        return None
    author_id, drama_id, other_id, words, labels, at = row
    drama = catalogue.get(connection, drama_id)
    other = catalogue.get(connection, other_id) if other_id is not None else None
    down = takedowns.standing(connection, ref)
    if drama is None or (other_id is not None and other is None) or _is_over(connection, ref, down is None):
        return None
    return Writing(
        ref,
        author_id,
        drama,
        tuple(word for word in json.loads(words) if word),
        catalogue.followed(connection, {int(ident): up_to for ident, up_to in json.loads(labels).items()}),
        moment(at),
        other,
        _place(connection, ref),
        down,
        _stills(connection, ref),
    )


def _stills(connection: sqlite3.Connection, ref: WritingRef) -> Stills:
    try:
        kind = Illustrated(ref.kind.value)
    except ValueError:  # others have none
        return ()
    return stills.of(connection, StillsOf(kind, ref.id))


def _is_over(connection: sqlite3.Connection, ref: WritingRef, stands: bool) -> bool:
    """Whether a synopsis was withdrawn otherwise than by a moderator: then no one reads it any more."""
    if not stands or ref.kind not in (WritingKind.SYNOPSIS, WritingKind.SUBMISSION):
        return False
    row = connection.execute("SELECT state FROM synopsis WHERE id = ?", (ref.id,)).fetchone()
    return bool(row is None or row[0] == "withdrawn")


def _place(connection: sqlite3.Connection, ref: WritingRef) -> Place | None:
    """A message of the guild's that shows the writing: its post, or else the latest answer with it."""
    if ref.kind is WritingKind.SUBMISSION:
        return None
    if ref.kind is WritingKind.SYNOPSIS:
        row = connection.execute(
            "SELECT p.channel_id, p.message_id FROM synopsis s JOIN posted p ON p.kind = 'synopsis'"
            " AND p.subject = 0 AND p.drama_id = s.drama_id AND p.episode = s.episode"
            " AND p.guild_id = s.guild_id WHERE s.id = ? AND p.message_id IS NOT NULL"
            " ORDER BY p.copy LIMIT 1",
            (ref.id,),
        ).fetchone()
    else:
        row = connection.execute(
            "SELECT channel_id, message_id FROM posted WHERE kind = ? AND subject = ? AND guild_id = ?"
            " AND message_id IS NOT NULL ORDER BY copy LIMIT 1",
            (str(ref.kind), ref.id, ref.guild_id),
        ).fetchone()
    return Place(ref.guild_id, row[0], row[1]) if row else None


def shown_by(connection: sqlite3.Connection, guild_id: int, message_id: int) -> list[WritingRef]:
    """The writings that a message of a guild's shows, in the order in which it came to show them."""
    rows = connection.execute(
        "SELECT kind, subject, drama_id, episode FROM posted"
        f" WHERE message_id = ? AND guild_id = ? AND kind IN ({_SHOWN}) ORDER BY id",
        (message_id, guild_id),
    ).fetchall()
    found = []
    for kind, subject, drama_id, episode in rows:
        idents = [subject]
        if kind == Kind.SYNOPSIS:
            idents = _synopses(connection, guild_id, drama_id, episode)
        found += [WritingRef(WritingKind(kind), ident, guild_id) for ident in idents]
    return found


def _synopses(connection: sqlite3.Connection, guild_id: int, drama_id: int | None, episode: int) -> list[int]:
    rows = connection.execute(
        "SELECT id FROM synopsis WHERE drama_id = ? AND episode = ? AND guild_id = ? AND state = 'published'"
        " ORDER BY id DESC",
        (drama_id, episode, guild_id),
    )
    return [ident for (ident,) in rows]


Words = Mapping[int, tuple[str, ...]]  # texts by the id of their writing


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of some writings that can be read on a guild. `before`: for the next piece. None: no more."""

    words: Words
    before: int | None


_WINDOW = 500  # ids, or rows, that one piece looks at


def piece(connection: sqlite3.Connection, guild_id: int, kind: WritingKind, before: int | None) -> Piece:
    """The words of the writings of a kind with ids below `before`, the newest first, pictures' texts too.

    It costs the same wherever it is: of ids that are given one after the other it looks at a few.
    """
    stored = _KINDS[kind]
    key = f"w.{stored.key}"
    if kind is WritingKind.MARKED:  # by the ids of messages, which are far apart
        low, limit = 0, f" ORDER BY {key} DESC LIMIT {_WINDOW}"
        before = LARGEST_ID if before is None else before
    else:
        if before is None:
            (last,) = connection.execute(f"SELECT ifnull(max(id), 0) FROM {stored.table}").fetchone()
            before = last + 1
        low, limit = max(0, before - _WINDOW), ""
    state = " AND w.state = 'published'" if kind is WritingKind.SYNOPSIS else ""
    rows = connection.execute(
        f"SELECT {key}, {stored.columns} FROM {stored.table} w WHERE {key} < :before AND {key} >= :low"
        f" AND {stored.here}{state} AND {takedowns.stands_here(kind, key, ':guild')}{limit}",
        {"before": before, "low": low, "guild": guild_id},
    ).fetchall()
    found = {row[0]: (*filter(None, json.loads(row[4])), *_alts(connection, kind, row[0])) for row in rows}
    if kind is WritingKind.MARKED:
        return Piece(found, min(found) if len(found) == _WINDOW else None)
    return Piece(found, low if low > 1 else None)


def _alts(connection: sqlite3.Connection, kind: WritingKind, ident: int) -> tuple[str, ...]:
    """What the pictures of a writing show, in words."""
    if kind not in (WritingKind.REVIEW, WritingKind.COMMENT):
        return ()
    return stills.alts(connection, StillsOf(Illustrated(kind.value), ident))


def latest(connection: sqlite3.Connection, guild_id: int, limit: int) -> list[WritingRef]:
    """The writings that a guild's newest messages of ours show, each once; at most `limit` messages."""
    rows = connection.execute(
        f"SELECT kind, subject, drama_id, episode FROM posted WHERE guild_id = ? AND kind IN ({_SHOWN})"
        " ORDER BY id DESC LIMIT ?",
        (guild_id, limit),
    ).fetchall()
    found: dict[WritingRef, None] = {}
    for kind, subject, drama_id, episode in rows:
        idents = [subject] if kind != Kind.SYNOPSIS else _synopses(connection, guild_id, drama_id, episode)
        found |= dict.fromkeys(WritingRef(WritingKind(kind), ident, guild_id) for ident in idents)
    return list(found)


def posts(connection: sqlite3.Connection, before: int | None, limit: int) -> list[Posted]:
    """The posts that show writings, the newest first; with a row's id, those before it.

    Those in threads that are gone are left out, and those that another post has replaced.
    """
    return message_ledger.find(
        connection,
        "id < ?1 AND +kind IN ('review', 'comment', 'synopsis', 'marked') AND shown_as IS NULL"
        " AND copy = 0 AND message_id IS NOT NULL"
        " AND (kind <> 'comment' OR channel_id IN (SELECT thread_id FROM thread)) ORDER BY id DESC LIMIT ?2",
        (LARGEST_ID if before is None else before, limit),
    )


def behind(connection: sqlite3.Connection, post: Posted) -> list[WritingRef]:
    """The writings that a post shows."""
    if post.kind not in set(WritingKind):
        return []
    if post.kind == Kind.SYNOPSIS:
        idents = _synopses(connection, post.guild_id, post.drama_id, post.episode)
    else:
        idents = [post.subject]
    return [WritingRef(WritingKind(post.kind), ident, post.guild_id) for ident in idents]


def is_posted(connection: sqlite3.Connection, ref: WritingRef) -> bool:
    """Whether a post of it stands; answers to commands are none."""
    if ref.kind is WritingKind.SYNOPSIS:
        row = connection.execute(
            "SELECT 1 FROM synopsis s JOIN posted p ON p.kind = 'synopsis' AND p.subject = 0"
            " AND p.drama_id = s.drama_id AND p.episode = s.episode AND p.guild_id = s.guild_id"
            " WHERE s.id = ? AND p.shown_as IS NULL LIMIT 1",
            (ref.id,),
        ).fetchone()
    else:
        row = connection.execute(
            "SELECT 1 FROM posted WHERE kind = ? AND subject = ? AND guild_id = ? AND shown_as IS NULL"
            " AND message_id IS NOT NULL LIMIT 1",
            (str(ref.kind), ref.id, ref.guild_id),
        ).fetchone()
    return row is not None


def is_kept(connection: sqlite3.Connection, message_id: int) -> bool:
    """Whether the words or files of a marked message are in the store, and not only in its repost."""
    row = connection.execute(
        "SELECT 1 FROM marked m WHERE message_id = ? AND (text <> '' OR EXISTS"
        " (SELECT 1 FROM marked_file f WHERE f.message_id = m.message_id))",
        (message_id,),
    ).fetchone()
    return row is not None


def channel_of(connection: sqlite3.Connection, place: Place) -> int:
    """The channel whose moderators decide there: of a thread of the board, the channel that it is in."""
    row = connection.execute(
        "SELECT channel_id FROM thread WHERE thread_id = ?", (place.channel_id,)
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else place.channel_id


def state_of(connection: sqlite3.Connection, ref: WritingRef) -> str:
    """The state of a synopsis."""
    (state,) = connection.execute("SELECT state FROM synopsis WHERE id = ?", (ref.id,)).fetchone()
    return str(state)


def move(connection: sqlite3.Connection, ref: WritingRef, state: str, now: datetime) -> bool:
    """Give a synopsis another state; False if another is published in its place."""
    if (
        state == "published"
        and connection.execute(
            "SELECT 1 FROM synopsis o JOIN synopsis s ON s.id = ? WHERE o.drama_id = s.drama_id"
            " AND o.episode = s.episode AND o.language = s.language AND o.guild_id = s.guild_id"
            " AND o.state = 'published' AND o.id <> s.id",
            (ref.id,),
        ).fetchone()
    ):
        return False
    connection.execute(
        "UPDATE synopsis SET state = ?, updated_at = ? WHERE id = ?", (state, written(now), ref.id)
    )
    return True


def relabel(connection: sqlite3.Connection, ref: WritingRef, labels: Mapping[int, int]) -> bool:
    """Have a writing's label say something else; False if it cannot be, or says so already."""
    kind = _KINDS[ref.kind]
    if ref.kind is WritingKind.REASON:
        before = dict(
            connection.execute(
                "SELECT drama_id, episode FROM recommendation_spoils WHERE recommendation_id = ?", (ref.id,)
            ).fetchall()
        )
        connection.execute("DELETE FROM recommendation_spoils WHERE recommendation_id = ?", (ref.id,))
        connection.executemany(
            "INSERT INTO recommendation_spoils (recommendation_id, drama_id, episode) VALUES (?, ?, ?)",
            [(ref.id, drama_id, episode) for drama_id, episode in labels.items()],
        )
        # What shows it is out of date by a change of its own row alone.
        connection.execute("UPDATE recommendation SET reason = reason WHERE id = ?", (ref.id,))
        return before != dict(labels)
    if kind.label is None:
        return False
    (episode,) = labels.values()
    changed = connection.execute(
        f"UPDATE {kind.table} SET {kind.label} = ?1 WHERE {kind.key} = ?2 AND {kind.label} IS NOT ?1",
        (episode, ref.id),
    )
    return changed.rowcount == 1


def history(connection: sqlite3.Connection, author_id: int, guild_id: int) -> AuthorHistory:
    """What moderators of a guild see of an author."""
    values = {"author": author_id, "guild": guild_id}
    row = connection.execute(
        "SELECT first_seen FROM guild_member WHERE guild_id = :guild AND member_id = :author", values
    ).fetchone()
    down = takedowns.removals(connection, author_id, guild_id)
    blocked = blocks.count(connection, guild_id, author_id)
    total = 0
    for name, kind in _KINDS.items():
        standing = takedowns.stands_here(name, f"w.{kind.key}", ":guild")
        state = _READABLE.get(name, "")
        (number,) = connection.execute(
            f"SELECT count(*) FROM {kind.table} w WHERE w.{kind.author} = :author AND {kind.here}{state}"
            f" AND {standing}",
            values,
        ).fetchone()
        total += int(number)
    return AuthorHistory(author_id, total, down, blocked, moment(row[0]) if row else None)


_READABLE = {
    WritingKind.SYNOPSIS: " AND w.state = 'published'",
    WritingKind.SUBMISSION: " AND w.state = 'submitted'",
}
