"""Imports a file into a member's list: the drama of each entry, and its effect on the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.dramas import Drama
from bot.domain.lengths import Length
from bot.domain.list_files import Entry, Reading, folded, stood
from bot.domain.progress import MOST_REWATCHES, Progress, Status, stamp
from bot.domain.scores import Criterion, Score

UNDO_WITHIN = timedelta(days=1)
KEEP_IMPORTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An entry of an imported file, and the drama that it is matched with.

    `candidates` are the dramas with its name, if there are several. `skip`: the member leaves it out.
    """

    entry: Entry
    drama_id: int | None = None
    candidates: tuple[int, ...] = ()
    skip: bool = False

    @property
    def open(self) -> bool:
        return self.drama_id is None and not self.skip


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """Everything that one member has for one drama. `updated` is when their progress changed."""

    progress: Progress | None = None
    score: Score | None = None
    episodes: tuple[tuple[int, int], ...] = ()
    updated: str | None = None

    def same_as(self, other: MemberRecord) -> bool:
        """Whether both say the same, ignoring times."""
        return replace(self, updated=None) == replace(other, updated=None)


NOTHING = MemberRecord()


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do, or has done. `open_rows` are entries without a drama, with their place.

    `beyond` counts entries with an episode after the drama's last. `first` is the first place in `open_rows`
    on the page.
    """

    import_id: int
    reading: Reading
    wins: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    beyond: int = 0
    skipped: int = 0
    open_rows: tuple[tuple[int, ImportRow], ...] = ()
    index: int = 0

    @property
    def ambiguous(self) -> int:
        return sum(1 for _, row in self.open_rows if row.candidates)

    @property
    def unknown(self) -> int:
        return len(self.open_rows) - self.ambiguous

    @property
    def ready(self) -> bool:
        """Whether importing it would change anything."""
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of an import with its possible dramas."""

    import_id: int
    place: int
    row: ImportRow
    dramas: tuple[Drama, ...]
    wins: bool
    index: int


@dataclass(frozen=True, slots=True)
class ListImportUndone:
    """The result of undoing an import. `kept` dramas have changed since then and stay as they are."""

    restored: int
    kept: int


def settled(entry: Entry, length: Length) -> tuple[Entry, bool]:
    """The entry by the drama's length here, and whether it named an episode beyond the last.

    What the file says is completed was seen as far as the file counts, which may be fewer episodes than are
    known here, or one season of several. Without a count it has been seen as far as it is out. Where the
    status is `guessed`, seeing the drama's end is having completed it.
    """
    last = length.last
    beyond = bool(last) and entry.episode > (last or 0)
    if last:
        scores = tuple(pair for pair in entry.episode_scores if pair[0] <= last)
        entry = replace(
            entry,
            episode=min(entry.episode, last),
            furthest=min(entry.furthest, last),
            episode_scores=scores,
        )
    if entry.status is Status.COMPLETED:
        uncounted = 0 if entry.season is not None else length.out
        entry = replace(entry, episode=entry.seen or uncounted)
    elif entry.guessed:
        if length.end is not None and entry.episode >= length.end:
            entry = replace(entry, status=Status.COMPLETED)
        else:
            entry = replace(entry, finished=None)
    return entry, beyond


def with_entry(here: MemberRecord, entry: Entry, *, wins: bool) -> MemberRecord:
    """What a member has for a drama after an import.

    If the file does not win, progress never goes back, scores, notes and dates here stay, and the file's
    status counts only if it is further. If it wins, its values count. What it does not say stays in both
    cases.
    """
    given = stamp(entry.updated) if entry.updated else None
    progress = _progress_with(here, entry, given, wins=wins)
    score = _score_with(here.score, entry.score, wins=wins)
    mine, theirs = dict(here.episodes), dict(entry.episode_scores)
    episodes = tuple(sorted((mine | theirs if wins else theirs | mine).items()))
    if progress == here.progress:
        return MemberRecord(progress, score, episodes, here.updated)
    keeps_time = given is not None and (here.updated is None or wins)
    return MemberRecord(progress, score, episodes, given if keeps_time else None)


def _progress_with(here: MemberRecord, entry: Entry, given: str | None, *, wins: bool) -> Progress | None:
    before = here.progress
    if entry.status is None:
        return before
    read = Progress(
        entry.status,
        entry.episode,
        entry.started,
        entry.finished,
        min(entry.rewatches, MOST_REWATCHES),
        entry.note,
        entry.furthest if entry.rewatches or entry.furthest > entry.episode else 0,
    )
    if before is None:
        return read
    earlier = max(before.earlier_episode, read.earlier_episode)
    if wins:
        return replace(
            read,
            started_on=read.started_on or before.started_on,
            finished_on=read.finished_on or (before.finished_on if read.status is before.status else None),
            rewatches=read.rewatches or before.rewatches,
            note=read.note or before.note,
            # Who begins again by the file has seen what they had seen here.
            earlier_episode=max(earlier, before.episode) if read.rewatches > before.rewatches else earlier,
        )
    further = _is_further(before, read, newer=given is not None and given > (here.updated or ""))
    status = read.status if further else before.status
    return Progress(
        status,
        max(before.episode, read.episode),
        before.started_on or read.started_on,
        before.finished_on or (read.finished_on if read.status is status else None),
        max(before.rewatches, read.rewatches),
        before.note or read.note,
        earlier,
    )


def _is_further(before: Progress, read: Progress, *, newer: bool) -> bool:
    """Whether a file's status is further than the one here: a later episode, an end, or a later status."""
    if before.status is Status.COMPLETED or read.episode < before.episode or read.status is Status.PLAN:
        return False
    if read.episode > before.episode or read.status is Status.COMPLETED:
        return True
    return newer or before.status is Status.PLAN


def _score_with(here: Score | None, read: Score | None, *, wins: bool) -> Score | None:
    if here is None or read is None:
        return here or read
    first, second = (read, here) if wins else (here, read)
    values: dict[str, int | None] = {
        criterion.value: first.get(criterion) if first.get(criterion) is not None else second.get(criterion)
        for criterion in Criterion
    }
    return Score(overall=first.overall, **{name: v for name, v in values.items() if name != "overall"})


def by_drama(rows: Iterable[ImportRow], stand_as: Status | None = None) -> dict[int, Entry]:
    """What a file says about each drama. Rows of the same drama are joined.

    `stand_as` is the status for titles without one.
    """
    grouped: dict[int, list[Entry]] = {}
    for row in rows:
        if row.drama_id is not None and not row.skip:
            grouped.setdefault(row.drama_id, []).append(stood(row.entry, stand_as))
    return {drama_id: folded(entries) for drama_id, entries in grouped.items()}
