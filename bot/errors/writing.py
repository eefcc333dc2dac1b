"""Refusals of what members write: synopses, reviews, comments, quotes, marked messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.calls import Better
from bot.domain.reviews import last_number
from bot.domain.verbs import Verb
from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.paces import Misread
    from bot.domain.stills import Unfit


@dataclass(eq=False)
class NoSynopsisYet(NamidaError):
    """This episode has no published synopsis. `waits_in` is the language of the reader's own waiting one."""

    drama: Drama
    episode: int
    waits_in: str | None = None


@dataclass(eq=False)
class NoReviews(NamidaError):
    """The drama has no reviews that may be seen here."""

    drama: Drama


@dataclass(eq=False)
class NoReviewBy(NamidaError):
    """This member has no review of the drama that may be seen here."""

    drama: Drama
    member_id: int


@dataclass(eq=False)
class NoOwnReview(NamidaError):
    """The member has written no review of the drama."""

    drama: Drama


@dataclass(eq=False)
class ReviewGone(NamidaError):
    """The review was deleted or hidden, or its author is not on this server."""


@dataclass(eq=False)
class OwnReview(NamidaError):
    """Members cannot vote on their own review."""


@dataclass(eq=False)
class AdviceGone(NamidaError):
    """What was recommended to a member was deleted or taken down, or is another member's."""


@dataclass(eq=False)
class AdvisesThemselves(NamidaError):
    """Members cannot recommend a drama to themselves."""


@dataclass(eq=False)
class AdviceRefused(NamidaError):
    """The member takes no recommendations, or none from this one, or is not there. No one learns which."""

    member_id: int


@dataclass(eq=False)
class CommentGone(NamidaError):
    """The comment was deleted or hidden, or belongs to another server."""


@dataclass(eq=False)
class CommentTakenDown(NamidaError):
    """A moderator has hidden the comment. Its author is told."""


@dataclass(eq=False)
class NotAWriting(NamidaError):
    """The link, id or name is not of something that a member of this server wrote."""


@dataclass(eq=False)
class WritingGone(NamidaError):
    """The writing was deleted, or belongs to another server."""


@dataclass(eq=False)
class OwnWriting(NamidaError):
    """Members cannot report what they wrote themselves."""


@dataclass(eq=False)
class AppealOver(NamidaError):
    """The removal was already appealed against, undone, or is someone else's."""


@dataclass(eq=False)
class LabelFixed(NamidaError):
    """A synopsis spoils the episode that it tells, so its label cannot be corrected."""


@dataclass(eq=False)
class WritingReplaced(NamidaError):
    """Another synopsis is published in the place of the one that was taken down."""


@dataclass(eq=False)
class WritingLost(NamidaError):
    """The words of a marked message stood in its repost alone, and that was deleted."""


@dataclass(eq=False)
class OwnComment(NamidaError):
    """Members cannot like or report their own comment."""


@dataclass(eq=False)
class NotYourComment(NamidaError):
    """Only the author can edit or delete a comment."""


@dataclass(eq=False)
class BadLabel(NamidaError):
    """The text for "spoils up to episode" in a form is neither empty nor a number."""

    value: str

    def better(self) -> tuple[Better, ...]:
        near = last_number(self.value)
        return (Better((str(near),), typed=self.value.strip()),) if near else ()


@dataclass(eq=False)
class SpoilerUnlabelled(NamidaError):
    """A text hides something under its writer's own bars, and no episode says how far it tells."""

    drama: Drama


@dataclass(eq=False)
class NoQuotes(NamidaError):
    """There are no quotes yet, from this drama or any."""

    drama: Drama | None = None


@dataclass(eq=False)
class QuoteGone(NamidaError):
    """The quote was deleted, or belongs to another server."""


@dataclass(eq=False)
class NotYourQuote(NamidaError):
    """Only the member who saved a quote can edit it. They and moderators can delete it."""


@dataclass(eq=False)
class QuoteSpoils(NamidaError):
    """A quote that spoils does not become a picture: no bar hides a picture."""

    drama: Drama
    episode: int


@dataclass(eq=False)
class QuoteKnown(NamidaError):
    """Another quote of that drama says the same."""

    drama: Drama


@dataclass(eq=False)
class NothingToQuote(NamidaError):
    """The message to save has no text that this member may read."""


@dataclass(eq=False)
class DraftKept(NamidaError):
    """A form was refused, because of `reason`. What was typed is kept, and `verb` opens the form again."""

    reason: NamidaError
    verb: Verb
    subject_ids: tuple[int, ...]


@dataclass(eq=False)
class PictureUnfit(NamidaError):
    """A file is not taken as a picture: the `number`-th of the form, from 1."""

    number: int
    why: Unfit


@dataclass(eq=False)
class PictureUndescribed(NamidaError):
    """A picture has no alternative text: the `number`-th of the form, from 1."""

    number: int


@dataclass(eq=False)
class NoPictures(NamidaError):
    """The form has no file, and there is no picture that it could be about."""


@dataclass(eq=False)
class PicturesFull(NamidaError):
    """All pictures together would be too large: the member's `own`, or a server's. `limit` in bytes."""

    own: bool
    limit: int


@dataclass(eq=False)
class PicturesNotYet(NamidaError):
    """This server reads first what new members write, and a picture cannot wait.

    `days`: how long a member is new.
    """

    days: int


@dataclass(eq=False)
class EmptyText(NamidaError):
    """A submitted form contains only white space."""


@dataclass(eq=False)
class EmptyQuote(NamidaError):
    """A quote given in a command contains nothing visible."""


@dataclass(eq=False)
class TextTooLong(NamidaError):
    """A text is too long. `length` and `limit` are in characters."""

    length: int
    limit: int


@dataclass(eq=False)
class NotYourMessage(NamidaError):
    """Only the author and moderators can mark a message as a spoiler or delete it."""


@dataclass(eq=False)
class NothingToMark(NamidaError):
    """A message without words and files, or with more than these, so that it cannot be reposted."""


@dataclass(eq=False)
class AlreadyMarked(NamidaError):
    """The message is being reposted, or has been."""


@dataclass(eq=False)
class MarkedGone(NamidaError):
    """The message to mark or read no longer exists."""


@dataclass(eq=False)
class FilesTooLarge(NamidaError):
    """The files of a message are too large to send again. Both numbers are in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class NotAnEpisode(NamidaError):
    """The text typed for an episode is not one."""

    value: str


@dataclass(eq=False)
class BadPace(NamidaError):
    """A typed pace without weekdays, or with an unknown hour or zone. `misread` says which."""

    text: str
    misread: Misread | None = None


@dataclass(eq=False)
class NoSchedule(NamidaError):
    """There is no publishing schedule for this drama here."""

    drama: Drama


@dataclass(eq=False)
class SubmissionGone(NamidaError):
    """The submission was already published, sent back or withdrawn."""


@dataclass(eq=False)
class SynopsisChanged(NamidaError):
    """Another text was published after a curator started. Their text would replace it unseen.

    `submission`: the one that they were reading in the queue.
    """

    drama: Drama
    episode: int
    language: str
    submission: int | None = None
