"""Reads what a card says of its reader and of others, in one statement."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from bot.domain.cards import MOST_COUNTED, Counts
from bot.domain.progress import Progress
from bot.domain.ranking import PLACES, By, Places
from bot.domain.ratings import Rating
from bot.domain.scores import Criterion, Score
from bot.store.board import comments, quotes
from bot.store.catalogue.revision import REVISION
from bot.store.members.members import PROGRESS_COLUMNS, progress_from
from bot.store.recommending import recommendations
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from bot.store.scores import standings
from bot.store.scores.standings import EVERYWHERE
from bot.store.watching import lists

_SCORE = ", ".join(f"c.{criterion.value}" for criterion in Criterion)
_PROGRESS_AT = 11
_SCORE_AT = _PROGRESS_AT + PROGRESS_COLUMNS.count(",") + 1


def _counted(rows: str) -> str:
    """SQL for how many such rows there are, at most `MOST_COUNTED`."""
    return f"(SELECT count(*) FROM (SELECT 1 {rows} LIMIT {MOST_COUNTED}))"


# Each row that SQLite gives costs a change of threads while the bot is busy, and a statement as much again.
_GLANCE = (
    f"SELECT d.id, {REVISION}, s.scores, s.weighted,"
    f" {standings.before(By.RATING)}, {standings.before(By.POPULARITY)},"
    f" {_counted(f'FROM review r WHERE r.drama_id = d.id AND{reviews.VISIBLE}')},"
    f" {_counted(recommendations.COUNTED)},"
    f" {_counted(f'FROM quote q WHERE {quotes.OF_DRAMA}')},"
    f" {_counted(f'FROM comment c WHERE {comments.OF_DRAMA}')},"
    f" EXISTS (SELECT 1 FROM {lists.SHOWN_HERE}),"
    f" {PROGRESS_COLUMNS}, {_SCORE}"
    " FROM drama w JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
    " LEFT JOIN standing s ON s.guild_id = :place AND s.drama_id = d.id"
    " LEFT JOIN progress p ON p.member_id = :reader AND p.drama_id = d.id"
    " LEFT JOIN score c ON c.drama_id = d.id AND c.member_id = :reader"
    " WHERE w.id = :drama AND d.hidden = 0"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a card says besides its drama.

    `drama_id` is the drama that is shown: of a merged one, what it became. `revision` is the catalogue's.
    `rating` is None if no one who finished it has scored. `comments` counts those of the guild, at most
    `MOST_COUNTED`. `watched`: whether there may be others who watched it, to tell of.
    """

    drama_id: int
    revision: int
    rating: Rating | None
    places: Places
    counts: Counts
    comments: int
    watched: bool
    progress: Progress | None
    score: Score | None


def glance(connection: sqlite3.Connection, drama_id: int, audience: Audience) -> Glance | None:
    """What a card says to its reader. None if the drama is unknown or hidden."""
    row = connection.execute(
        _GLANCE, {"drama": drama_id, "place": audience.guild_id or EVERYWHERE, **audience.bound}
    ).fetchone()
    if row is None:
        return None
    ident, revision, scores, weighted, rated_before, known_before, *rest = row[:_PROGRESS_AT]
    written, similar, quoted, commented, watched = rest
    progress, score = row[_PROGRESS_AT:_SCORE_AT], row[_SCORE_AT:]
    return Glance(
        ident,
        revision,
        Rating(scores, weighted) if scores else None,
        Places(_place(rated_before), _place(known_before)),
        Counts(written, similar, quoted),
        commented,
        bool(watched),
        progress_from(progress) if progress[0] is not None else None,
        Score(*score) if score[0] is not None else None,
    )


def _place(before: int | None) -> int | None:
    """The place of a drama that so many come before."""
    return before + 1 if before is not None and before < PLACES else None
