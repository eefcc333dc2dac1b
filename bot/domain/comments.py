"""Comments and quotes: what their forms say, where they are posted, and what a screen shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.consent import Cleared
from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.spoilers import Shape
from bot.domain.stills import Stills, wordings

TEXT_LIMIT = 2_000
QUOTE_LIMIT = 1_000
SPEAKER_LIMIT = 100
# Comments of a drama, or on a review, that a list looks at: so many come first, and no page costs more.
LISTED = 500
A_PAGE = 4  # of them on a page: each has a text and buttons, and a message has 40 parts


class CommentSort(StrEnum):
    NEWEST = "newest"
    LIKED = "liked"


@dataclass(frozen=True, slots=True)
class Comment:
    """What a member says in a thread of the board.

    `episode` says whose thread it is in, 0 for the drama's own. `spoils` is the last episode that it spoils,
    None if it spoils nothing. `reply_to` is the comment that it answers, `review_id` the review that it is
    about, `country` its author's choice. `answers` counts the answers to it that can be read.
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
    answers: int = 0
    review_id: int | None = None


@dataclass(frozen=True, slots=True)
class CommentForm:
    """A comment form's texts, as typed or as the form starts."""

    text: str = ""
    spoils: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a new comment: a drama, an episode (0: the drama's own thread), and what it answers.

    That is a comment, a review, or nothing; an answer to a comment on a review is on that review, too.
    """

    drama_id: int
    episode: int = 0
    reply_to: int | None = None
    review_id: int | None = None


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
    stills: Stills = ()

    @property
    def wording(self) -> tuple[str, ...]:
        """All that its reader agrees to."""
        return (self.comment.text, *wordings(self.stills))

    def without_words(self) -> Self:
        return replace(self, comment=replace(self.comment, text=""), stills=())


@dataclass(frozen=True, slots=True)
class Listed:
    """The facts about a comment that decide whether its reader finds it in a list, and where.

    `stands`: its message is in a thread that is there, or on its way to one.
    """

    id: int
    reply_to: int | None
    spoils: int | None
    member_id: int
    stands: bool = True


def readable(listed: Iterable[Listed], reader_id: int, up_to: int) -> list[Listed]:
    """Those that tell nothing beyond episode `up_to`, and the reader's own."""
    return [one for one in listed if one.member_id == reader_id or one.spoils is None or one.spoils <= up_to]


def threaded(listed: Sequence[Listed]) -> list[Listed]:
    """The same comments with the answers to each below it, the oldest first; the others stay in their order.

    An answer to a comment that is not among them stands on its own.
    """
    there = {one.id for one in listed}
    answers: dict[int, list[Listed]] = {}
    for one in listed:
        if one.reply_to in there:
            answers.setdefault(one.reply_to, []).append(one)
    found: list[Listed] = []
    waiting = [one for one in reversed(listed) if one.reply_to not in there]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += sorted(answers.get(one.id, ()), key=lambda answer: -answer.id)
    return found


@dataclass(frozen=True, slots=True)
class CommentList:
    """A page of comments for one reader, cut at where they are.

    `comments` are those of the page, answers under what they answer. `readable` of `total` are in the list.
    `more`: there are more than a list holds. `review_id` and `review_by` are set for the comments on a
    review.
    """

    drama: Drama
    comments: tuple[Cleared[CommentShown], ...]
    sort: CommentSort
    index: int
    pages: int
    readable: int
    total: int
    more: bool = False
    review_id: int | None = None
    review_by: int | None = None


@dataclass(frozen=True, slots=True)
class CardComments:
    """What a card says about a drama's comments here: their number up to a hundred, and the newest for its
    reader alone.

    The number is at most `LISTED`, even if there are more.

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
