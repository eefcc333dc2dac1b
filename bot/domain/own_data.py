"""The data about a member that this member can see and export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.comments import SavedQuote
from bot.domain.dramas import Drama
from bot.domain.privacy.rows import Kind


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of a kind are kept about a member, and since when, as far as the rows say it."""

    kind: Kind
    rows: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that is kept about a member. `leaving`: they have asked for its deletion.

    `policy` is the address of the privacy policy of the person who runs the bot, empty if there is none.
    """

    shares: tuple[Share, ...]
    leaving: bool = False
    policy: str = ""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A quote that others saved of a member's message: one of `count`, the latest at index 0."""

    drama: Drama
    quote: SavedQuote
    saved_at: datetime | None
    index: int
    count: int


@dataclass(frozen=True, slots=True)
class Export:
    """A member's export as a ZIP file. `left_out` are the names of files that no longer fitted."""

    content: bytes
    files: int
    left_out: tuple[str, ...] = ()
