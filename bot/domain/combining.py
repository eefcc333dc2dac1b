"""How what a file says and what a member has become one: seasons, lengths, and whose word stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.lengths import Length
from bot.domain.lists import Entry, ImportRow, MemberRecord, stamp
from bot.domain.progress import MOST_REWATCHES, Progress, Status
from bot.domain.scores import Criterion, Score


def folded(entries: Sequence[Entry]) -> Entry:
    """Several entries that are one drama as one: its seasons count on, the same one twice is the further.

    Raises `ValueError` for none.
    """
    if not entries:
        raise ValueError("no entries")
    ordered = sorted(map(_counted, entries), key=lambda entry: entry.season or 1)
    whole = ordered[0]
    before, season = 0, whole.season or 1
    for entry in ordered[1:]:
        if (entry.season or 1) != season:
            before, season = whole.seen, entry.season or 1
        counted_on = replace(
            entry,
            episode=before + entry.episode,
            furthest=before + entry.furthest if entry.furthest else 0,
        )
        whole = _joined(whole, counted_on, before)
    return whole


def _counted(entry: Entry) -> Entry:
    """What a file says is completed has been seen as far as the file counts."""
    return replace(entry, episode=entry.seen) if entry.status is Status.COMPLETED else entry


def _joined(one: Entry, other: Entry, before: int) -> Entry:
    further = (
        other if other.status is not None and (one.status is None or other.episode >= one.episode) else one
    )
    started = [day for day in (one.started, other.started) if day is not None]
    updated = [moment for moment in (one.updated, other.updated) if moment is not None]
    scores = {number + before: value for number, value in other.episode_scores} | dict(one.episode_scores)
    return replace(
        one,
        status=further.status,
        guessed=further.guessed,
        episode=max(one.episode, other.episode),
        started=min(started, default=None),
        finished=further.finished,
        rewatches=max(one.rewatches, other.rewatches),
        note=one.note or other.note,
        score=one.score or other.score,
        episode_scores=tuple(sorted(scores.items())),
        updated=max(updated, default=None),
        furthest=max(one.furthest, other.furthest),
    )


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
    """What a member has after a file was imported.

    Where the file does not win, an episode never goes back, what was scored, noted and dated here
    stays, and the status is the file's only where it is further. Where it wins, what it says stands;
    what it does not say stays in both cases.
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
        entry.furthest if entry.furthest > entry.episode else 0,
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
    """Whether a file's status tells more than the one here: a later episode, an end, or a later word."""
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


def stood(entry: Entry, stand_as: Status | None) -> Entry:
    """The entry with a status that its file does not say."""
    return entry if entry.status else replace(entry, status=stand_as)


def by_drama(rows: Iterable[ImportRow], stand_as: Status | None = None) -> dict[int, Entry]:
    """What a file says of each drama, its rows that are the same one folded together.

    `stand_as` is the status of those of which it says none.
    """
    grouped: dict[int, list[Entry]] = {}
    for row in rows:
        if row.drama_id is not None and not row.skip:
            grouped.setdefault(row.drama_id, []).append(stood(row.entry, stand_as))
    return {drama_id: folded(entries) for drama_id, entries in grouped.items()}
