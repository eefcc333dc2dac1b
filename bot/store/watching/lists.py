"""Stores whole watch lists: pages, recent watchers of a drama, and imports that can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.dramas import Drama
from bot.domain.lengths import Length
from bot.domain.list_files import Entry
from bot.domain.list_imports import NOTHING, MemberRecord
from bot.domain.lists import PAGE_SIZE, RECENT, ListLine, ListPage, Watcher
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status, new_since
from bot.domain.scores import Criterion, Score
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from, posters
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.members.members import PROGRESS_COLUMNS, progress_from
from bot.store.pieces import HEAVY_PIECE
from bot.store.scores import scores
from bot.store.timestamps import moment, written

_CRITERIA = ", ".join(f"s.{criterion.value}" for criterion in Criterion)
_PROGRESS_AT = DRAMA_WIDTH  # where the columns of progress begin behind those of a drama
# After a merge, the hidden drama keeps what could not move. It counts for the other drama.
_NOT_MERGED = "d.merged_into IS NULL"
# Others than :reader who were seen in :guild, have watched the drama `d` and show their list, the last first.
SHOWN_HERE = (
    "progress_shown h CROSS JOIN guild_member g ON g.guild_id = :guild AND g.member_id = h.member_id"
    " AND h.drama_id = d.id AND h.member_id <> :reader"
)


# --- reading a list ---


def page(
    connection: sqlite3.Connection, member_id: int, status: Status | None, index: int, today: date
) -> ListPage:
    """One page of a list, the last changed first. A page beyond the last gives the last."""
    counts = {
        Status(name): number
        for name, number in connection.execute(
            "SELECT p.status, count(*) FROM progress p JOIN drama d ON d.id = p.drama_id"
            " WHERE p.member_id = ? AND d.hidden = 0 GROUP BY p.status",
            (member_id,),
        )
    }
    wanted = ListPage(member_id, (), status, counts, 0)
    index = min(max(index, 0), wanted.pages - 1)
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, {PROGRESS_COLUMNS}, s.overall"
        " FROM progress p JOIN drama d ON d.id = p.drama_id"
        " LEFT JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id"
        " WHERE p.member_id = ?1 AND d.hidden = 0 AND (?2 IS NULL OR p.status = ?2)"
        " ORDER BY p.updated_at DESC, d.title, p.drama_id LIMIT ?3 OFFSET ?4",
        (member_id, status.value if status else None, PAGE_SIZE, index * PAGE_SIZE),
    ).fetchall()
    long = episodes.lengths(connection, map(drama_from, rows), today)
    lines = tuple(_line(row, long[row[0]]) for row in rows)
    shown = posters(connection, [line.drama.id for line in lines])
    return ListPage(member_id, lines, status, counts, index, shown)


def _line(row: tuple[Any, ...], length: Length) -> ListLine:
    now = progress_from(row[_PROGRESS_AT:-1])
    return ListLine(drama_from(row), now, length.last, row[-1], new_since(now, length))


def watched_recently(connection: sqlite3.Connection, drama_id: int, reader: Reader) -> tuple[Watcher, ...]:
    """Other members of the reader's guild who watched a drama last and show their list there."""
    if reader.guild_id is None:
        return ()
    rows = connection.execute(
        f"SELECT p.member_id, m.list_seen_by = 'server', {PROGRESS_COLUMNS}"
        f" FROM drama d CROSS JOIN {SHOWN_HERE} CROSS JOIN member m ON m.id = h.member_id"
        " CROSS JOIN progress p ON p.member_id = h.member_id AND p.drama_id = d.id"
        " WHERE d.id = :drama ORDER BY h.updated_at DESC, h.member_id LIMIT :most",
        {"drama": drama_id, "reader": reader.member_id, "guild": reader.guild_id, "most": RECENT},
    )
    return tuple(Watcher(row[0], progress_from(row[2:]), bool(row[1])) for row in rows)


def whole(connection: sqlite3.Connection, member_id: int) -> list[Entry]:
    """Everything a member has, by drama, the last changed first, with notes and scores."""
    held = kept(connection, member_id)
    dramas = {
        row[0]: drama_from(row)
        for row in connection.execute(
            f"SELECT {DRAMA_COLUMNS} FROM drama d WHERE {_NOT_MERGED} AND d.id IN"
            " (SELECT drama_id FROM progress WHERE member_id = ?1 UNION"
            " SELECT drama_id FROM score WHERE member_id = ?1 UNION"
            " SELECT drama_id FROM episode_score WHERE member_id = ?1)",
            (member_id,),
        )
    }
    sources: dict[int, list[tuple[str, str]]] = {ident: [] for ident in dramas}
    for ident, source, source_id in connection.execute(
        "SELECT s.drama_id, s.source, s.source_id FROM json_each(?) w"
        " CROSS JOIN drama_source s ON s.drama_id = w.value",
        (json.dumps(list(dramas)),),
    ):
        sources[ident].append((source, source_id))
    by_title = sorted(dramas, key=lambda ident: (dramas[ident].title, ident))
    order = sorted(by_title, key=lambda ident: held[ident].updated or "", reverse=True)
    return [_entry(dramas[ident], tuple(sorted(sources[ident])), held[ident]) for ident in order]


def _entry(drama: Drama, sources: tuple[tuple[str, str], ...], kept: MemberRecord) -> Entry:
    progress = kept.progress
    return Entry(
        drama.title,
        drama.native_title,
        drama.year,
        drama.country,
        sources,
        None,
        progress.status if progress else None,
        False,
        progress.episode if progress else 0,
        progress.started_on if progress else None,
        progress.finished_on if progress else None,
        progress.rewatches if progress else 0,
        progress.note if progress else None,
        kept.score,
        kept.episodes,
        moment(kept.updated),
        progress.furthest if progress else 0,
    )


def kept(
    connection: sqlite3.Connection, member_id: int, drama_ids: Iterable[int] | None = None
) -> dict[int, MemberRecord]:
    """What a member has for every drama, or for these, in three queries."""
    these = ""
    values: list[object] = [member_id]
    if drama_ids is not None:
        these = " AND {}.drama_id IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(drama_ids)))
    progress = {
        row[0]: (progress_from(row[2:]), str(row[1]))
        for row in connection.execute(
            f"SELECT p.drama_id, p.updated_at, {PROGRESS_COLUMNS} FROM progress p"
            f" WHERE p.member_id = ?{these.format('p')}",
            values,
        )
    }
    given = {
        row[0]: Score(*row[1:])
        for row in connection.execute(
            f"SELECT s.drama_id, {_CRITERIA} FROM score s WHERE s.member_id = ?{these.format('s')}", values
        )
    }
    by_number: dict[int, list[tuple[int, int]]] = {}
    for ident, number, overall in connection.execute(
        "SELECT e.drama_id, e.episode, e.overall FROM episode_score e"
        f" WHERE e.member_id = ?{these.format('e')} ORDER BY e.drama_id, e.episode",
        values,
    ):
        by_number.setdefault(ident, []).append((number, overall))
    return {
        ident: MemberRecord(
            progress[ident][0] if ident in progress else None,
            given.get(ident),
            tuple(by_number.get(ident, ())),
            progress[ident][1] if ident in progress else None,
        )
        for ident in {*progress, *given, *by_number}
    }


# --- writing what an import or its undoing leaves ---


def put(
    connection: sqlite3.Connection,
    member_id: int,
    drama_id: int,
    before: MemberRecord,
    now: MemberRecord,
    at: datetime,
) -> None:
    """Set what a member has for a drama to `now`. Only differences from `before` are written.

    It is stored with the time `at`, except for progress that has its own time.
    """
    if now.progress is None and before.progress is not None:
        _delete(connection, "progress", member_id, drama_id)
    elif now.progress is not None and (now.progress, now.updated) != (before.progress, before.updated):
        members.put_progress(connection, member_id, drama_id, now.progress, moment(now.updated) or at)
    if now.score is None and before.score is not None:
        _delete(connection, "score", member_id, drama_id)
    elif now.score is not None and now.score != before.score:
        scores.put(connection, member_id, drama_id, now.score, at)
    gone = {number for number, _ in before.episodes} - {number for number, _ in now.episodes}
    connection.executemany(
        "DELETE FROM episode_score WHERE member_id = ? AND drama_id = ? AND episode = ?",
        [(member_id, drama_id, number) for number in gone],
    )
    for pair in now.episodes:
        if pair not in before.episodes:
            scores.put_episode(connection, member_id, drama_id, *pair, at)


def _delete(connection: sqlite3.Connection, table: str, member_id: int, drama_id: int) -> None:
    connection.execute(f"DELETE FROM {table} WHERE member_id = ? AND drama_id = ?", (member_id, drama_id))


# --- which drama an entry means ---


def known_sources(connection: sqlite3.Connection) -> frozenset[str]:
    """The other catalogues whose ids dramas here have."""
    return frozenset(row[0] for row in connection.execute("SELECT DISTINCT source FROM drama_source"))


def with_source(connection: sqlite3.Connection, source: str, ident: str) -> list[tuple[int, str]]:
    """The dramas with this id in another catalogue, whole shows or parts, with their ids."""
    found: list[tuple[int, str]] = connection.execute(
        "SELECT d.id, s.source_id FROM drama_source s JOIN drama w ON w.id = s.drama_id"
        " JOIN drama d ON d.id = ifnull(w.merged_into, w.id)"
        # '0' is the character behind '/': all ids that begin with this one and a slash.
        " WHERE s.source = ?1 AND (s.source_id = ?2 OR (s.source_id > ?2 || '/' AND s.source_id < ?2 || '0'))"
        " AND d.hidden = 0 ORDER BY d.id",
        (source, ident),
    ).fetchall()
    return found


# --- imports ---


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored import. `rows` and `before` are JSON, in the format of their writers."""

    id: int
    format: str
    state: str
    rows: str
    before: str | None
    done_at: datetime | None


def add_import(connection: sqlite3.Connection, member_id: int, form: str, rows: str, now: datetime) -> int:
    """Store what was read from a file. The member's earlier unfinished import is deleted.

    But not one of which a part is stored: it can still be finished, and undone.
    """
    connection.execute(
        "DELETE FROM list_import WHERE member_id = ? AND state = 'tried' AND before IS NULL", (member_id,)
    )
    ident: int = connection.execute(
        "INSERT INTO list_import (member_id, format, state, rows, created_at) VALUES (?, ?, 'tried', ?, ?)"
        " RETURNING id",
        (member_id, form, rows, written(now)),
    ).fetchone()[0]
    return ident


def get_import(connection: sqlite3.Connection, import_id: int, member_id: int) -> Stored | None:
    """An import of this member."""
    row = connection.execute(
        "SELECT id, format, state, rows, before, done_at FROM list_import WHERE id = ? AND member_id = ?",
        (import_id, member_id),
    ).fetchone()
    if row is None:
        return None
    ident, form, state, rows, before, done_at = row
    return Stored(ident, form, state, rows, before, moment(done_at))


def put_rows(connection: sqlite3.Connection, import_id: int, rows: str) -> None:
    connection.execute("UPDATE list_import SET rows = ? WHERE id = ?", (rows, import_id))


def begin(connection: sqlite3.Connection, import_id: int, before: str) -> None:
    """Keep what stood before, as `change_text` writes it, because the import is about to change it."""
    connection.execute("UPDATE list_import SET before = ? WHERE id = ?", (before, import_id))


def finish(connection: sqlite3.Connection, import_id: int, before: str, now: datetime) -> None:
    connection.execute(
        "UPDATE list_import SET state = 'done', before = ?, done_at = ? WHERE id = ?",
        (before, written(now), import_id),
    )


def mark_undone(connection: sqlite3.Connection, import_id: int) -> None:
    connection.execute("UPDATE list_import SET state = 'undone' WHERE id = ?", (import_id,))


def remove_import(connection: sqlite3.Connection, import_id: int) -> None:
    connection.execute("DELETE FROM list_import WHERE id = ?", (import_id,))


def purge_imports(connection: sqlite3.Connection, before: datetime) -> int:
    """Delete a piece of the imports started before a moment. Returns how many; 0 when none is left."""
    return connection.execute(
        "DELETE FROM list_import WHERE id IN (SELECT id FROM list_import WHERE created_at < ? LIMIT ?)",
        (written(before), HEAVY_PIECE),
    ).rowcount


# --- what stood before, as JSON ---


def change_text(changes: Iterable[tuple[int, MemberRecord, MemberRecord]]) -> str:
    """The state before and after an import, by drama, as text."""
    return json.dumps([[ident, _plain(before), _plain(after)] for ident, before, after in changes])


def changes_from(text: str) -> list[tuple[int, MemberRecord, MemberRecord]]:
    """Reads what `change_text` wrote."""
    return [(ident, _kept(before), _kept(after)) for ident, before, after in json.loads(text)]


def _plain(kept: MemberRecord) -> dict[str, object] | None:
    if kept == NOTHING:
        return None
    now = kept.progress
    return {
        "progress": now
        and [
            now.status.value,
            now.episode,
            now.started_on and now.started_on.isoformat(),
            now.finished_on and now.finished_on.isoformat(),
            now.rewatches,
            now.note,
            now.earlier_episode,
        ],
        "score": kept.score and [kept.score.get(criterion) for criterion in Criterion],
        "episodes": kept.episodes,
        "updated": kept.updated,
    }


def _kept(values: Mapping[str, Any] | None) -> MemberRecord:
    if values is None:
        return NOTHING
    return MemberRecord(
        _progress(values["progress"]) if values["progress"] else None,
        Score(*values["score"]) if values["score"] else None,
        tuple((number, overall) for number, overall in values["episodes"]),
        values["updated"],
    )


def _progress(row: list[Any]) -> Progress:
    # What an earlier version wrote has six values.
    status, episode, started, finished, rewatches, note, *earlier = row
    began, ended = (date.fromisoformat(text) if text else None for text in (started, finished))
    return Progress(Status(status), episode, began, ended, rewatches, note, *earlier)
