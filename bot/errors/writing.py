"""Refusals of what members write: synopses, reviews, comments, quotes, marked messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.verbs import Verb
from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.paces import Misread


@dataclass(eq=False)
class NoSynopsisYet(NamidaError):
    """No one has published this episode's synopsis; `waits_in`: the language of a reader's own that waits."""

    drama: Drama
    episode: int
    waits_in: str | None = None


@dataclass(eq=False)
class NoReviews(NamidaError):
    """No one whose reviews may be seen here has reviewed the drama."""

    drama: Drama


@dataclass(eq=False)
class NoReviewBy(NamidaError):
    """This member has not reviewed the drama, or it may not be seen here."""

    drama: Drama
    member_id: int


@dataclass(eq=False)
class NoOwnReview(NamidaError):
    """The member has written no review of the drama."""

    drama: Drama


@dataclass(eq=False)
class ReviewGone(NamidaError):
    """The review was deleted or hidden, or its author is not of this server."""


@dataclass(eq=False)
class OwnReview(NamidaError):
    """Members cannot vote on their own review."""


@dataclass(eq=False)
class CommentGone(NamidaError):
    """The comment was deleted or hidden, or is another server's."""


@dataclass(eq=False)
class CommentTakenDown(NamidaError):
    """A moderator took down the comment, which its author is told."""


@dataclass(eq=False)
class NotAComment(NamidaError):
    """No message of that link or id shows a comment of this server."""


@dataclass(eq=False)
class OwnComment(NamidaError):
    """Members cannot like or report their own comment."""


@dataclass(eq=False)
class NotYourComment(NamidaError):
    """A comment is its author's alone to change and to delete."""


@dataclass(eq=False)
class BadLabel(NamidaError):
    """What was typed for "spoils up to episode", in whichever form, is neither empty nor a number."""

    value: str


@dataclass(eq=False)
class SpoilerUnlabelled(NamidaError):
    """A text hides something under its writer's own bars, and no episode says how far it tells."""

    drama: Drama


@dataclass(eq=False)
class NoQuotes(NamidaError):
    """Nothing was quoted yet, of this drama or of any."""

    drama: Drama | None = None


@dataclass(eq=False)
class QuoteGone(NamidaError):
    """The quote is no longer there, or is another server's."""


@dataclass(eq=False)
class NotYourQuote(NamidaError):
    """Only the member who saved a quote can edit it; they and moderators can delete it."""


@dataclass(eq=False)
class QuoteKnown(NamidaError):
    """Another quote of that drama says the same."""

    drama: Drama


@dataclass(eq=False)
class NothingToQuote(NamidaError):
    """The message that was to be saved has no text that this member may read."""


@dataclass(eq=False)
class DraftKept(NamidaError):
    """A form could not be taken, for `reason`; what was typed is kept, and `verb` opens the form again."""

    reason: NamidaError
    verb: Verb
    subject_ids: tuple[int, ...]


@dataclass(eq=False)
class EmptyText(NamidaError):
    """A form came back with nothing in it but white space."""


@dataclass(eq=False)
class EmptyQuote(NamidaError):
    """A quote was given in a command, and nothing of it can be seen."""


@dataclass(eq=False)
class TextTooLong(NamidaError):
    """`length` and `limit` in characters."""

    length: int
    limit: int


@dataclass(eq=False)
class NotYourMessage(NamidaError):
    """Marking a message as a spoiler, or taking it away, is for its author and the moderators."""


@dataclass(eq=False)
class NothingToMark(NamidaError):
    """A message without words and files, or with more than these, which could not be posted again."""


@dataclass(eq=False)
class AlreadyMarked(NamidaError):
    """The message is being reposted, or has been."""


@dataclass(eq=False)
class MarkedGone(NamidaError):
    """The message that was to be marked or read is not there any more."""


@dataclass(eq=False)
class FilesTooLarge(NamidaError):
    """The files of a message cannot be sent again; both in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class NotAnEpisode(NamidaError):
    """What was typed for an episode is none."""

    value: str


@dataclass(eq=False)
class BadPace(NamidaError):
    """What was typed names no weekdays, or an hour or a zone that there is not; `misread` says which."""

    text: str
    misread: Misread | None = None


@dataclass(eq=False)
class NoSchedule(NamidaError):
    """Nothing publishes this drama's synopses by the clock here."""

    drama: Drama


@dataclass(eq=False)
class SubmissionGone(NamidaError):
    """Someone has published it or sent it back already, or its author has withdrawn it."""


@dataclass(eq=False)
class SynopsisChanged(NamidaError):
    """Another text was published since a curator began; theirs would take its place unseen.

    `submission`: they were looking through the queue, at this one.
    """

    drama: Drama
    episode: int
    language: str
    submission: int | None = None
