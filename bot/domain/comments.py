"""Comments and quotes: what their forms say, where they are posted, and what a screen shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
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

    `episode` says whose thread it is in, 0 for the drama's own. `spoils` is the last episode that it spoils,
    None if it spoils nothing. `reply_to` is the comment that it answers, `country` its author's choice.
    `answers_deleted`: what it answered was deleted.
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
    answers_deleted: bool = False


@dataclass(frozen=True, slots=True)
class CommentForm:
    """A comment form's texts, as typed or as the form starts."""

    text: str = ""
    spoils: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a new comment: a drama, an episode (0: the drama's own thread), the answered comment."""

    drama_id: int
    episode: int = 0
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The author of an answered comment, and its message, if there is one.

    `member_id` None: a moderator has taken it down, and its place alone stands.
    """

    member_id: int | None
    guild_id: int
    channel_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A comment as a screen may show it. `standing` is its reader's progress, None if everyone sees it."""

    drama: Drama
    comment: Comment
    shape: Shape
    answered: Answered | None = None
    standing: Progress | None = None

    def without_words(self) -> Self:
        return replace(self, comment=replace(self.comment, text=""))


@dataclass(frozen=True, slots=True)
class CardComments:
    """What a card says about a drama's comments here: their number up to a hundred, and the newest for its
    reader alone.

    `newest` spoils nothing beyond where the reader is. A card that everyone sees tells the number only.
    """

    count: int = 0
    newest: Comment | None = None


@dataclass(frozen=True, slots=True)
class SavedQuote:
    """A quote from a drama. `guild_id` None: it came with the catalogue and is visible everywhere."""

    id: int
    text: str
    speaker: str | None = None
    episode: int | None = None
    added_by: int | None = None
    guild_id: int | None = None
    author_id: int | None = None  # whose message it was


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """A quote form's texts, as typed or as the form starts. `title` if the drama is not known yet."""

    text: str = ""
    speaker: str = ""
    episode: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote and how it may be shown.

    `standing` is its reader's progress. `new`: it was saved just now. `own`: its reader saved it here and may
    edit it. `deletable`: they may delete it, because it is their own or they moderate this server.
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
