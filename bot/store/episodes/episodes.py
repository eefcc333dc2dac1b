"""Stores a drama's episodes and the synopses that members write for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.domain.dramas import Drama, Kind
from bot.domain.episodes import EpisodeRow, Synopsis, SynopsisState
from bot.domain.lengths import Length, LengthFacts, length_of
from bot.domain.publishing import FormStart
from bot.domain.screening import Passed
from bot.store.scores import scores
from bot.store.timestamps import written


def listing(
    connection: sqlite3.Connection, drama: Drama, guild_id: int | None, reader_id: int
) -> list[EpisodeRow]:
    """Every episode of a drama for a reader, including those known only from its number of episodes."""
    facts = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT number, title, air_date, minutes, audience_percent FROM episode WHERE drama_id = ?",
            (drama.id,),
        )
    }
    told = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT episode FROM synopsis WHERE drama_id = ? AND state = 'published'"
            " AND (guild_id IS NULL OR guild_id = ?)",
            (drama.id, guild_id),
        )
    }
    means = scores.episode_ratings(connection, drama.id, guild_id)
    own = scores.own_episodes(connection, reader_id, drama.id)
    rows = []
    for number in sorted({*facts, *range(1, (drama.episodes or 0) + 1)}):
        title, air_date, minutes, percent = facts.get(number, (None, None, None, None))
        given, mean = means.get(number, (0, None))
        aired = date.fromisoformat(air_date) if air_date else None
        there = number in told
        rows.append(EpisodeRow(number, title, aired, minutes, percent, mean, given, there, own.get(number)))
    return rows


def air_date(connection: sqlite3.Connection, drama_id: int, number: int) -> date | None:
    """When one episode airs or aired. None if unknown."""
    row = connection.execute(
        "SELECT air_date FROM episode WHERE drama_id = ? AND number = ?", (drama_id, number)
    ).fetchone()
    return date.fromisoformat(row[0]) if row and row[0] else None


def last_number(connection: sqlite3.Connection, drama: Drama) -> int | None:
    """The number of the last episode. None if neither a count nor a list is known."""
    (listed,) = connection.execute(
        "SELECT max(number) FROM episode WHERE drama_id = ?", (drama.id,)
    ).fetchone()
    known = [number for number in (drama.episodes, listed) if number]
    return max(known) if known else None


def length(connection: sqlite3.Connection, drama: Drama, today: date) -> Length:
    """How long a drama is as seen from a day."""
    return lengths(connection, [drama], today)[drama.id]


def lengths(connection: sqlite3.Connection, dramas: Iterable[Drama], today: date) -> dict[int, Length]:
    """How long each of these dramas is as seen from a day."""
    wanted = {drama.id: drama for drama in dramas}
    day = today.isoformat()
    dates: dict[int, tuple[str | None, str | None]] = {
        row[0]: row[1:]
        for row in connection.execute(
            f"SELECT id, aired_from, aired_to FROM drama WHERE id IN ({_places(wanted)})", list(wanted)
        )
    }
    lists: dict[int, tuple[int, int | None, int | None]] = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT drama_id, max(number), max(CASE WHEN air_date <= ? THEN number END), max(air_date > ?)"
            f" FROM episode WHERE drama_id IN ({_places(wanted)}) GROUP BY drama_id",
            [day, day, *wanted],
        )
    }
    found = {}
    for ident, drama in wanted.items():
        first, end = (_day(text) for text in dates.get(ident, (None, None)))
        listed, aired, to_come = lists.get(ident, (None, None, None))
        facts = LengthFacts(
            Kind(drama.kind), drama.episodes, listed, aired, bool(to_come), first, end, drama.year
        )
        found[ident] = length_of(facts, today)
    return found


def _places(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def published(
    connection: sqlite3.Connection,
    drama: Drama,
    episode: int,
    guild_id: int | None,
    languages: Sequence[str],
) -> Synopsis | None:
    """The synopsis for a reader, in the first of `languages` that has one. A guild's own comes first."""
    rows = connection.execute(
        "SELECT id, language, text, author_id, guild_id FROM synopsis"
        " WHERE drama_id = ? AND episode = ? AND state = 'published' AND (guild_id IS NULL OR guild_id = ?)",
        (drama.id, episode, guild_id),
    ).fetchall()
    if not rows:
        return None
    order = {language: place for place, language in enumerate(dict.fromkeys(languages))}
    ident, language, text, author_id, owner = min(
        rows, key=lambda row: (order.get(row[1], len(order)), row[4] is None, row[0])
    )
    return Synopsis(ident, drama, episode, language, text, SynopsisState.PUBLISHED, author_id, owner)


def published_in(
    connection: sqlite3.Connection, drama: Drama, episode: int, guild_id: int | None, language: str
) -> Synopsis | None:
    """The synopsis for a guild in exactly this language. Its own comes before the catalogue's."""
    row = connection.execute(
        "SELECT id, text, author_id, guild_id FROM synopsis WHERE drama_id = ? AND episode = ?"
        " AND language = ? AND state = 'published' AND (guild_id IS NULL OR guild_id = ?)"
        " ORDER BY guild_id IS NULL LIMIT 1",
        (drama.id, episode, language, guild_id),
    ).fetchone()
    if row is None:
        return None
    ident, text, author_id, owner = row
    return Synopsis(ident, drama, episode, language, text, SynopsisState.PUBLISHED, author_id, owner)


def waiting_in(
    connection: sqlite3.Connection, drama: Drama, episode: int, guild_id: int | None, language: str
) -> FormStart | None:
    """The newest text in exactly this language that waits for a guild's curators."""
    row = connection.execute(
        "SELECT id, text, author_id FROM synopsis"
        " WHERE drama_id = ? AND episode = ? AND language = ? AND guild_id IS ?"
        " AND state = 'submitted' ORDER BY id DESC LIMIT 1",
        (drama.id, episode, language, guild_id),
    ).fetchone()
    return FormStart(*row) if row else None


def waits_in(
    connection: sqlite3.Connection, drama: Drama, episode: int, guild_id: int | None, author_id: int
) -> str | None:
    """The language of the author's newest text that waits for a guild's curators."""
    row = connection.execute(
        "SELECT language FROM synopsis WHERE drama_id = ? AND episode = ? AND guild_id IS ?"
        " AND state = 'submitted' AND author_id = ? ORDER BY id DESC LIMIT 1",
        (drama.id, episode, guild_id, author_id),
    ).fetchone()
    return row[0] if row else None


def begun(
    connection: sqlite3.Connection,
    drama: Drama,
    episode: int,
    guild_id: int | None,
    author_id: int,
    language: str,
) -> FormStart | None:
    """The author's newest text for an episode in a guild and language, if it waits or was sent back."""
    row = connection.execute(
        "SELECT id, text, state FROM synopsis WHERE drama_id = ? AND episode = ? AND guild_id IS ?"
        " AND author_id = ? AND language = ? ORDER BY id DESC LIMIT 1",
        (drama.id, episode, guild_id, author_id, language),
    ).fetchone()
    if row is None or row[2] not in (SynopsisState.SUBMITTED, SynopsisState.RETURNED):
        return None
    return FormStart(row[0], row[1], author_id)


def put_synopsis(
    connection: sqlite3.Connection,
    drama: Drama,
    episode: int,
    *,
    language: str,
    text: Passed,
    author_id: int | None,
    guild_id: int | None,
    state: SynopsisState,
    now: datetime,
) -> int:
    """Store a synopsis. `None` stands for an author who is no longer known. Returns its id.

    Publishing withdraws the guild's text that it replaces. Submitting withdraws the author's own waiting
    submission.
    """
    if state is SynopsisState.SUBMITTED:
        connection.execute(
            "UPDATE synopsis SET state = 'withdrawn', updated_at = ?"
            " WHERE drama_id = ? AND episode = ? AND language = ? AND guild_id IS ? AND author_id = ?"
            " AND state = 'submitted'",
            (written(now), drama.id, episode, language, guild_id, author_id),
        )
    if state is SynopsisState.PUBLISHED:
        connection.execute(
            "UPDATE synopsis SET state = 'withdrawn', updated_at = ?"
            " WHERE drama_id = ? AND episode = ? AND language = ? AND guild_id IS ? AND state = 'published'",
            (written(now), drama.id, episode, language, guild_id),
        )
    ident: int = connection.execute(
        "INSERT INTO synopsis (drama_id, episode, language, guild_id, author_id, state, text,"
        " created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) RETURNING id",
        (drama.id, episode, language, guild_id, author_id, str(state), text, written(now)),
    ).fetchone()[0]
    return ident
