"""The audit: who did what, as a chain in which no line can be changed unnoticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=730)  # how long a line is kept; docs/moderators.md says so, too

Detail = Mapping[str, str | int | None]

# Which act undoes which other one on the same subject. The undoing line refers to the latest one of these.
UNDOES: Mapping[str, str] = {
    "comment.brought_back": "comment.taken_down",
    "message.unmark": "message.marked",
    "member.unblock": "member.block",
    "synopses.return": "synopses.claim",
    "catalogue.restore": "catalogue.remove",
    "catalogue.unimport": "catalogue.import",
    "catalogue.unalias": "catalogue.alias",
}


class ActionKind(StrEnum):
    """What an act is about: the part of its name before the dot."""

    SETTINGS = "settings"
    MEMBER = "member"
    COMMENT = "comment"
    MESSAGE = "message"
    QUOTE = "quote"
    CLUB = "club"
    SYNOPSES = "synopses"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit. What names people is None once a member of the line was wiped from it.

    `undoes` is the line whose act it undoes, `undone_by` the line of the act that undid it.
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
