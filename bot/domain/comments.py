"""Comments and quotes: what their forms say, where they are posted, and what a screen shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.spoilers import Shape

TEXT_LIMIT = 2_000
QUOTE_LIMIT = 1_000
SPEAKER_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Comment:
    """What a member says in a thread of the board.

    `episode` says whose thread it stands in, 0 the drama's own; `spoils` up to which episode it
    tells, None for nothing; `reply_to` the comment that it answers; `country` what its author chose.
    """

    id: int
    drama_id: int
    guild_id: int
    member_id: int
    episode: int
    reply_to: int | None
    spoils: int | None
    text: str
    likes: int
    created_at: datetime
    updated_at: datetime
    country: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class CommentForm:
    """A form as it was typed, or as it begins."""

    text: str = ""
    spoils: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comment is to stand: a drama, an episode (0: the drama's own thread), what it answers."""

    drama_id: int
    episode: int = 0
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Whose comment another one answers, and the message that shows it, where there is one."""

    member_id: int
    guild_id: int
    channel_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A comment as a screen may show it; `standing` is how far its one reader is, None for everyone's."""

    drama: Drama
    comment: Comment
    shape: Shape
    answered: Answered | None = None
    standing: Progress | None = None

    def without_words(self) -> Self:
        return replace(self, comment=replace(self.comment, text=""))


@dataclass(frozen=True, slots=True)
class CardComments:
    """What a card says about a drama's comments here: their number, and the newest for its reader alone.

    `newest` spoils nothing beyond where the reader is. A card that everyone sees tells the number only.
    """

    count: int = 0
    newest: Comment | None = None


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A comment that a moderator took down; `by` None: by deleting its message."""

    drama: Drama
    comment: Comment
    by: int | None


class Reported(StrEnum):
    """What was reported to the moderators."""

    COMMENT = "comment"
    REVIEW = "review"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as moderators are told of it: what it is about and the message that shows it.

    `comment_id`: the comment that it is about, which they may take down.
    """

    kind: Reported
    guild_id: int
    channel_id: int
    message_id: int
    comment_id: int | None = None


@dataclass(frozen=True, slots=True)
class SavedQuote:
    """Something said in a drama; `guild_id` None: it came with the catalogue and is seen everywhere."""

    id: int
    text: str
    speaker: str | None = None
    episode: int | None = None
    added_by: int | None = None
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """A form as it was typed, or as it begins; `title` where the drama is not known yet."""

    text: str = ""
    speaker: str = ""
    episode: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote and how it may be given.

    `standing` is its reader's progress; `new`: it was saved just now. `own`: its reader saved it here, and
    may change it; `deletable`: they may delete it, for that, or because they moderate where it was saved.
    """

    drama: Drama
    quote: SavedQuote
    shape: Shape
    standing: Progress | None = None
    new: bool = False
    own: bool = False
    deletable: bool = False

    def without_words(self) -> Self:
        return replace(self, quote=replace(self.quote, text="", speaker=None))
