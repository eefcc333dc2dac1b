"""Reports of what members write, appeals against removals, and the queue where moderators decide on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.consent import Alone
from bot.domain.held import HeldRef, HeldShown
from bot.domain.message_ledger import Place
from bot.domain.writings import AuthorHistory, Takedown, Why, Writing, WritingKind, WritingRef, WritingShown

MESSAGE = "message"  # the kind of a report of a message that shows no writing


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported on a server: a writing, or any message."""

    guild_id: int
    kind: str
    subject: str

    @classmethod
    def writing(cls, ref: WritingRef) -> Reported:
        return cls(ref.guild_id, str(ref.kind), str(ref.id))

    @classmethod
    def message(cls, place: Place) -> Reported:
        return cls(place.guild_id, MESSAGE, f"{place.channel_id} {place.message_id}")

    @property
    def ref(self) -> WritingRef | None:
        """The writing. None for a message."""
        if self.kind == MESSAGE:
            return None
        return WritingRef(WritingKind(self.kind), int(self.subject), self.guild_id)

    @property
    def place(self) -> Place | None:
        """The message. None for a writing."""
        if self.kind != MESSAGE:
            return None
        channel_id, message_id = self.subject.split()
        return Place(self.guild_id, int(channel_id), int(message_id))


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What a reporter says: which rule is broken, a sentence or nothing, whether to tell them the outcome."""

    why: Why = Why.OTHER
    note: str | None = None
    tell: bool = False


class Outcome(StrEnum):
    """What moderators decided. `GONE`: its author deleted it first."""

    REMOVED = "removed"
    RELABELLED = "relabelled"
    DISMISSED = "dismissed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice in the log channel tells of one thing: the open reports, or how they were decided.

    `writing` is without its words. None of a message, and of what is gone.
    """

    about: Reported
    reports: tuple[Report, ...]
    decided: Report | None
    writing: Writing | None


@dataclass(frozen=True, slots=True)
class Report:
    """One member's report. `outcome` and `closed_by` are set once it is decided.

    A report of an earlier version of the bot has no `why`.
    """

    id: int
    reported: Reported
    reporter_id: int
    why: Why | None
    note: str | None
    tell: bool
    at: datetime
    outcome: Outcome | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing in the queue, as one moderator sees it.

    `shown` None: it is a message, or it is gone. `reports` are the open ones, `decided` the latest decision
    if none is open. `own`: its reader removed it, and its author's appeal waits. `index` counts from 0 among
    the `total` that wait, and is None for something that does not wait.
    """

    reported: Reported
    shown: Alone[WritingShown] | None = None
    reports: tuple[Report, ...] = ()
    decided: Report | None = None
    history: AuthorHistory | None = None
    own: bool = False
    index: int | None = None
    total: int = 0

    @property
    def takedown(self) -> Takedown | None:
        return self.shown.shown.writing.takedown if self.shown is not None else None

    @property
    def round(self) -> int:
        """Tells the open reports from those that are decided: the newest one's id, 0 for none."""
        return max((report.id for report in self.reports), default=0)


Turn = Case | Alone[HeldShown]  # what the queue shows one moderator at one place


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for moderators, since when. `by`: who removed what an appeal is about."""

    what: Reported | HeldRef
    since: datetime
    by: int | None = None


def in_order(waiting: list[Waiting], moderator_id: int) -> list[Waiting]:
    """Each thing once, the oldest first; what the moderator removed themselves comes last.

    So an appeal is seen by another moderator first, if there is one.
    """
    once: dict[Reported | HeldRef, Waiting] = {}
    for one in sorted(waiting, key=lambda one: one.since):
        known = once.setdefault(one.what, one)
        if known.by is None and one.by is not None:
            once[one.what] = Waiting(one.what, known.since, one.by)
    return sorted(once.values(), key=lambda one: (one.by == moderator_id, one.since))
