"""The board: which episodes share a thread, and the state of a thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry, Drama, Kind
from bot.domain.progress import Progress
from bot.domain.spoilers import is_past

LARGEST_BATCH = 100  # episodes; the store's limit, too
# What the panel offers for the size of a batch; 0 is one thread a drama.
SIZES = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Batch:
    """The episodes of one thread, first and last included. 0 to 0 is the whole drama."""

    first: int = 0
    last: int = 0

    @property
    def whole(self) -> bool:
        return self.first == 0

    def holds(self, episode: int) -> bool:
        return self.first <= episode <= self.last


WHOLE = Batch()


def batch_for(drama: Drama, size: int, episode: int, last: int | None, taken: Iterable[Batch]) -> Batch:
    """The episodes that share a thread with this one.

    `size` is the guild's batch size, 0 for one thread per drama. A film always has one thread. Existing
    threads (`taken`) keep their episodes when the size changes: new batches fill the gaps between them.
    """
    if size == 0 or drama.kind is Kind.MOVIE or drama.episodes == 1:
        return WHOLE
    there = [batch for batch in taken if not batch.whole]
    for batch in there:
        if batch.holds(episode):
            return batch
    first = (episode - 1) // size * size + 1
    end = first + size - 1
    if last is not None:
        end = max(min(end, last), episode)
    first = max([first, *(batch.last + 1 for batch in there if batch.last < episode)])
    end = min([end, *(batch.first - 1 for batch in there if batch.first > episode)])
    return Batch(first, end)


def neighbours(threads: Sequence[Thread], batch: Batch) -> tuple[Thread | None, Thread | None]:
    """The threads just before and after a batch. The whole drama's thread has none."""
    if batch.whole:
        return None, None
    there = sorted(
        (one for one in threads if one.thread_id is not None and not one.batch.whole),
        key=lambda one: one.batch.first,
    )
    before = [one for one in there if one.batch.first < batch.first]
    behind = [one for one in there if one.batch.first > batch.first]
    return (before[-1] if before else None), (behind[0] if behind else None)


class AiringStage(StrEnum):
    """How far the airing of a drama has come."""

    UPCOMING = "upcoming"
    AIRING = "airing"
    ENDED = "ended"


def stage(entry: CatalogueEntry, today: date) -> AiringStage | None:
    """The airing stage of a drama. None if the catalogue does not know enough."""
    return stage_of(entry.aired_from, entry.aired_to, entry.year, today)


def stage_of(first: date | None, last: date | None, year: int | None, today: date) -> AiringStage | None:
    """The airing stage, from the days of the first and last episode, and the year."""
    if last is not None and last < today:
        return AiringStage.ENDED
    if first is not None:
        if first > today:
            return AiringStage.UPCOMING
        # One without an end has most likely ended, if it began long ago: then nothing is said.
        return AiringStage.AIRING if last is not None or (today - first).days < 365 else None
    if year is not None and year < today.year - 1:
        return AiringStage.ENDED
    return None


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as the store knows it: `thread_id` None while there is none on Discord.

    `opener_id` is its opening message: a message in a text channel, or the first one of a forum post.
    `active_at` is when someone last wrote there, as far as known.
    """

    id: int
    guild_id: int
    drama_id: int
    batch: Batch
    channel_id: int | None = None
    thread_id: int | None = None
    opener_id: int | None = None
    active_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An existing thread. `id` is the store's row, `thread_id` Discord's id.

    `new`: it was opened just now. `locked`: moderators have locked it.
    """

    id: int
    guild_id: int
    channel_id: int
    thread_id: int
    batch: Batch
    new: bool = False
    locked: bool = False


class ThreadFound(StrEnum):
    """The result of asking for a thread: an existing one, a claim of the caller, or another's claim."""

    THERE = "there"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Sought:
    """A claim to open a thread.

    `unsure_since`: an attempt from then, or a later one, was interrupted and may have opened it.
    """

    thread: Thread
    standing: ThreadFound
    unsure_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opener:
    """The content of a thread's opening message and name."""

    drama: Drama
    entry: CatalogueEntry
    thread: Thread
    before: Thread | None = None
    behind: Thread | None = None


@dataclass(frozen=True, slots=True)
class ThreadAnswer:
    """The answer to a member who asked for a thread. `next_episode` is the first one after its batch, if any.

    `last` is the drama's last episode. None if unknown.
    """

    opener: Opener
    progress: Progress | None
    next_episode: int | None
    here: bool = False
    last: int | None = None

    @property
    def ahead(self) -> bool:
        """Whether the thread may contain more than its reader has seen."""
        batch = self.opener.thread.batch
        end = self.last if batch.whole else batch.last
        # Of a drama of which nobody knows how long it is, nobody is known to have seen all.
        return end is None or not is_past(self.progress, end)


@dataclass(frozen=True, slots=True)
class Listed:
    drama: Drama
    thread: Thread


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the existing threads, the most active first.

    `hidden`: the board has channels that the reader cannot see, and their threads are left out. `channel`:
    the server has a channel for the board.
    """

    listed: tuple[Listed, ...]
    index: int
    pages: int
    total: int
    hidden: bool = False
    channel: bool = True
