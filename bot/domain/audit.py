"""The audit: who did what, as a chain in which no line can be changed unnoticed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.writings import WritingKind

KEPT = timedelta(days=730)  # how long a line is kept; docs/moderators.md says so, too

_DRAMA = re.compile(r"drama (\d{1,19})")

Detail = Mapping[str, str | int | None]

# Which act undoes which other one on the same subject. The undoing line refers to the latest one of these.
UNDOES: Mapping[str, str] = {
    **{f"{kind}.brought_back": f"{kind}.taken_down" for kind in WritingKind},
    "message.unmark": "message.marked",
    "member.unblock": "member.block",
    "synopses.return": "synopses.claim",
    "catalogue.restore": "catalogue.remove",
    "catalogue.unimport": "catalogue.import",
    "catalogue.unalias": "catalogue.alias",
}


class ActionKind(StrEnum):
    """What an act is about, as moderators filter their log."""

    SETTINGS = "settings"
    MEMBER = "member"
    REPORT = "report"
    HELD = "held"
    REVIEW = "review"
    RECOMMENDATION = "recommendation"
    COMMENT = "comment"
    MESSAGE = "message"
    QUOTE = "quote"
    CLUB = "club"
    SYNOPSES = "synopses"
    CATALOGUE = "catalogue"


# What acts on a writing call it, where the log's kind has another name.
_ALSO: Mapping[str, ActionKind] = {
    WritingKind.ADVICE: ActionKind.RECOMMENDATION,
    WritingKind.MARKED: ActionKind.MESSAGE,
    WritingKind.SYNOPSIS: ActionKind.SYNOPSES,
    WritingKind.SUBMISSION: ActionKind.SYNOPSES,
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit. What names people is None once a member of the line was wiped from it.

    `undoes` is the line whose act it undoes, `undone_by` the line of the act that undid it. `wiped`: a member
    of this line has deleted their data since.
    """

    id: int
    at: datetime
    guild_id: int | None
    actor_id: int | None
    action: str
    subject: str | None = None
    detail: Detail = field(default_factory=dict)
    undoes: int | None = None
    undone_by: int | None = None
    wiped: bool = False

    @property
    def drama_id(self) -> int | None:
        """The drama that the line is about."""
        if self.subject is not None and (named := _DRAMA.fullmatch(self.subject)):
            return int(named[1])
        said = self.detail.get("drama")
        return said if isinstance(said, int) else None


class Flaw(StrEnum):
    """Why a chain does not verify at a line."""

    CHANGED = "changed"  # its values are not those that were written
    NOT_NEXT = "not next"  # lines before it are missing, or others stand there
    UNCHAINED = "unchained"  # it came in without a hash, after the chain had begun
    END_MISSING = "end missing"  # lines after it are missing


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """Where the chain of a guild (None: of lines without one) breaks first."""

    guild_id: int | None
    line_id: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the check of all chains found. `before`: lines from before the chains began."""

    lines: int
    before: int
    broken: tuple[BrokenChain, ...] = ()


# Acts that the server's log channel is told of, besides all settings and blocks. What has a notice of its own
# there (a comment that was taken down, a proposal) is not told twice.
_TOLD = frozenset(
    {
        "message.unmark",
        "message.corrected",
        "quote.delete",
        "club.taken out",
        "synopses.correct",
        "catalogue.remove",
        "catalogue.restore",
        "catalogue.merge",
        "catalogue.import",
        "catalogue.unimport",
        "catalogue.undo",
    }
)


def kind_of(action: str) -> str:
    """What an act is about, by its name before the dot: an `ActionKind`, or a name of a later version's."""
    before = action.partition(".")[0]
    return _ALSO.get(before, before)


def names_of(kind: ActionKind) -> tuple[str, ...]:
    """What stands before the dot in the names of the acts of a kind."""
    return (str(kind), *(name for name, meant in _ALSO.items() if meant is kind))


def is_told(action: str, subject: str | None = None) -> bool:
    """Whether the server's log channel is told of such an act.

    That it was made the log channel is not said there: the moderator who did it has just read it.
    """
    if (action, subject) == ("settings.channel", Purpose.LOG):
        return False
    return kind_of(action) in {ActionKind.SETTINGS, ActionKind.MEMBER} or action in _TOLD


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines of a guild's audit are shown. None: all.

    `member_id` is someone whom a line names, as the one who did it or the one to whom it was done.
    """

    kind: ActionKind | None = None
    member_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of a guild's audit, the newest line first. `index` counts from 0.

    `dramas` are those that the lines name, by their id.
    """

    lines: tuple[AuditLine, ...]
    index: int
    pages: int
    total: int
    chosen: LogFilter
    dramas: Mapping[int, Drama] = field(default_factory=dict)
