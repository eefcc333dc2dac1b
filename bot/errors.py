"""The errors that the bot answers with a sentence: they carry data, never prose.

They are dataclasses, but not frozen: Python writes the traceback into an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.paces import Misread
    from bot.domain.sources import Offers


class NamidaError(Exception):
    """Something a person can be told and can act on; everything else is a fault of ours."""


@dataclass(eq=False)
class UnknownDrama(NamidaError):
    """No drama of the catalogue bears the name; `nearest` holds at most five that are close.

    `offers` is what the catalogues outside have, None where they were not asked.
    """

    query: str
    nearest: tuple[Drama, ...] = ()
    offers: Offers | None = None


@dataclass(eq=False)
class SourceUnavailable(NamidaError):
    """A catalogue outside gave no sound answer; `reason` is for the log (`timeout`, `429`, `not JSON`)."""

    source: str
    reason: str


@dataclass(eq=False)
class NotAtSource(NamidaError):
    """The catalogue outside has no such show, or no longer."""

    source: str
    show: str


@dataclass(eq=False)
class NoSource(NamidaError):
    """No catalogue outside is switched on, or none knows this drama."""


@dataclass(eq=False)
class DramaRemoved(NamidaError):
    """The moderators took this drama out of the catalogue; adding it again is theirs to do."""

    drama: Drama


@dataclass(eq=False)
class AddsTooMany(NamidaError):
    """The member has added `limit` dramas within an hour."""

    limit: int


@dataclass(eq=False)
class PartTaken(NamidaError):
    """Exactly these seasons of a source's show are another drama's already."""

    drama: Drama


@dataclass(eq=False)
class AmbiguousDrama(NamidaError):
    """Several dramas bear exactly this name."""

    query: str
    candidates: tuple[Drama, ...]


@dataclass(eq=False)
class UnknownName(NamidaError):
    """A genre, network, person, country or year that the catalogue does not have.

    `field` is the option's name as the member typed it, e.g. `genre`.
    """

    field: str
    value: str
    nearest: tuple[str, ...] = ()


@dataclass(eq=False)
class NoTitle(NamidaError):
    """A title option with nothing in it to look for."""


@dataclass(eq=False)
class NothingAsked(NamidaError):
    """`/drama search` without a single filter."""


@dataclass(eq=False)
class NothingFound(NamidaError):
    """The filters are fine, no drama fits them."""


@dataclass(eq=False)
class BadScore(NamidaError):
    """A score that no accepted form reads; `field` is the criterion."""

    field: str
    value: str


@dataclass(eq=False)
class OverallMissing(NamidaError):
    """A criterion was scored before the overall score, which every score needs."""

    drama: Drama


@dataclass(eq=False)
class EpisodeTakesOverall(NamidaError):
    """A criterion other than the overall score was given for an episode."""


@dataclass(eq=False)
class EpisodeOutOfRange(NamidaError):
    """`last` is None when the number of episodes is not known (then 1 is the only bound)."""

    drama: Drama
    number: int
    last: int | None


@dataclass(eq=False)
class AllSeen(NamidaError):
    """There is no next episode: the member has seen all `last` of them."""

    drama: Drama
    last: int


@dataclass(eq=False)
class NoSynopsisYet(NamidaError):
    """Nobody has published this episode's synopsis; `waits_in`: the language of a reader's own that waits."""

    drama: Drama
    episode: int
    waits_in: str | None = None


@dataclass(eq=False)
class NoReviews(NamidaError):
    """Nobody whose reviews may be seen here has reviewed the drama."""

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
    """Nobody judges their own review."""


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
    """Nobody likes or reports their own comment."""


@dataclass(eq=False)
class NotYourComment(NamidaError):
    """A comment is its author's alone to change and to delete."""


@dataclass(eq=False)
class BadLabel(NamidaError):
    """What was typed for "spoils up to episode", in whichever form, is neither empty nor a number."""

    value: str


@dataclass(eq=False)
class NoQuotes(NamidaError):
    """Nothing was quoted yet, of this drama or of any."""

    drama: Drama | None = None


@dataclass(eq=False)
class QuoteGone(NamidaError):
    """The quote is no longer there, or is another server's."""


@dataclass(eq=False)
class NotYourQuote(NamidaError):
    """A quote is for who saved it to change, and for them and the moderators to delete."""


@dataclass(eq=False)
class QuoteKnown(NamidaError):
    """Another quote of that drama says the same."""

    drama: Drama


@dataclass(eq=False)
class NothingToQuote(NamidaError):
    """The message that was to be saved has no text that this member may read."""


@dataclass(eq=False)
class RecommendsItself(NamidaError):
    """A drama was to be recommended to who liked just that one."""

    drama: Drama


@dataclass(eq=False)
class RecommendationGone(NamidaError):
    """The recommendation was deleted or hidden, is somebody else's, or its author is not of this server."""


@dataclass(eq=False)
class OwnRecommendation(NamidaError):
    """Nobody agrees with their own recommendation."""


@dataclass(eq=False)
class DraftKept(NamidaError):
    """A form could not be taken, for `reason`; what was typed is kept, and `verb` opens the form again."""

    reason: NamidaError
    verb: str
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
class FollowsTooMany(NamidaError):
    """The member follows `limit` dramas already."""

    limit: int


@dataclass(eq=False)
class BadClubPace(NamidaError):
    """What was typed names no number of episodes, or no day; `value` is what was typed."""

    value: str
    misread: Misread | None = None


@dataclass(eq=False)
class NoClub(NamidaError):
    """No club of this drama, or none at all where none was named, runs on this server."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubLeadersOnly(NamidaError):
    """The member may not begin clubs here (no drama), or did not begin the one of this drama."""

    drama: Drama | None = None


@dataclass(eq=False)
class ClubAlready(NamidaError):
    """The club pauses already, or runs already."""

    drama: Drama
    pauses: bool


@dataclass(eq=False)
class ClubThere(NamidaError):
    """A club of this drama runs on this server already."""

    drama: Drama
    channel_id: int


@dataclass(eq=False)
class ClubOver(NamidaError):
    """The club has ended, or is another server's."""


@dataclass(eq=False)
class NotInClub(NamidaError):
    """The member has not joined the club."""

    drama: Drama
    club_id: int


@dataclass(eq=False)
class EpisodesUnknown(NamidaError):
    """Nobody knows how many episodes a drama has, so they cannot be shared out."""

    drama: Drama


@dataclass(eq=False)
class BadClock(NamidaError):
    """No time of day; `zone` is what was typed beside it."""

    value: str
    zone: str


@dataclass(eq=False)
class UnknownZone(NamidaError):
    """No time zone; `nearest` holds at most five that are close, `at` is the time typed beside it."""

    value: str
    at: str
    nearest: tuple[str, ...] = ()


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
class BotLacks(NamidaError):
    """The bot itself lacks these permissions where it is asked to post, named as discord.py names them."""

    permissions: tuple[str, ...]


@dataclass(eq=False)
class NotSeenThrough(NamidaError):
    """What a drama contains is for those to say who have completed it."""

    drama: Drama


@dataclass(eq=False)
class NoBoard(NamidaError):
    """The server has no channel for its discussion board."""


@dataclass(eq=False)
class BoardGone(NamidaError):
    """The channel of the discussion board is no longer there."""


@dataclass(eq=False)
class BoardClosed(NamidaError):
    """The bot may not work there; `missing` are the permissions, as discord.py names them, if it knows."""

    channel_id: int
    missing: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardNeedsTag(NamidaError):
    """The forum takes posts with a tag only, and has none that fits."""

    channel_id: int
    tags: tuple[str, ...] = ()


@dataclass(eq=False)
class BoardHidden(NamidaError):
    """The member does not see the channel of the discussion board."""


@dataclass(eq=False)
class BoardReadOnly(NamidaError):
    """The member sees the channel of the discussion board, and may not write in its threads."""

    channel_id: int


@dataclass(eq=False)
class ThreadLocked(NamidaError):
    """Moderators have locked the thread: members do not write there."""

    thread_id: int


@dataclass(eq=False)
class ThreadBusy(NamidaError):
    """The thread is being opened, or an attempt at it broke off just now."""


@dataclass(eq=False)
class BadPace(NamidaError):
    """What was typed names no weekdays, or an hour or a zone that there is not; `misread` says which."""

    text: str
    misread: Misread | None = None


@dataclass(eq=False)
class ChannelMissing(NamidaError):
    """No channel is set for the purpose (named as in `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class NoSchedule(NamidaError):
    """Nothing publishes this drama's synopses by the clock here."""

    drama: Drama


@dataclass(eq=False)
class SubmissionGone(NamidaError):
    """Somebody has published it or sent it back already, or its author has withdrawn it."""


@dataclass(eq=False)
class SynopsisChanged(NamidaError):
    """Another text was published since a curator began; theirs would take its place unseen.

    `submission`: they were looking through the queue, at this one.
    """

    drama: Drama
    episode: int
    language: str
    submission: int | None = None


@dataclass(eq=False)
class CuratorsOnly(NamidaError):
    """The member is no curator of this server."""


@dataclass(eq=False)
class NotAllowed(NamidaError):
    """The member lacks a Discord permission, named as discord.py names it (`manage_guild`)."""

    permission: str


@dataclass(eq=False)
class CatalogueElsewhere(NamidaError):
    """The catalogue is changed from other servers than this one, as the person who runs the bot has set."""


@dataclass(eq=False)
class ServerOnly(NamidaError):
    """The command means something only inside a server."""


@dataclass(eq=False)
class TooSlow(NamidaError):
    """A form could not be opened in the time that Discord gives for it."""


@dataclass(eq=False)
class WrongChannel(NamidaError):
    """A channel of a kind that does not serve the purpose (named as in `domain.guilds.Purpose`)."""

    purpose: str


@dataclass(eq=False)
class Outdated(NamidaError):
    """A button whose meaning this version no longer knows."""


@dataclass(eq=False)
class UnknownCommand(NamidaError):
    """`/help` was asked about a command that does not exist or may not be used here."""

    name: str


@dataclass(eq=False)
class StoreUnavailable(NamidaError):
    """The database is locked, full or damaged; `kind` is one of those three words or `broken`."""

    kind: str


@dataclass(eq=False)
class BadFields(NamidaError):
    """What a curator typed cannot be taken; nothing of the form was stored."""

    problems: tuple[FieldProblem, ...]


class FieldFault(StrEnum):
    FORM = "form"  # it is not in the form that the field has
    TWICE = "twice"
    OUTSIDE = "outside"  # an episode that this form is not for
    TOO_MANY = "too many"


@dataclass(frozen=True)
class FieldProblem:
    """`field` is a form's field, of a line also its part (`cast.billing`); `value` what was typed.

    `line` counts from 1 in a field of several lines.
    """

    field: str
    value: str
    fault: FieldFault = FieldFault.FORM
    line: int | None = None


@dataclass(eq=False)
class StaleForm(NamidaError):
    """What a form held has been changed since it was opened; storing it would undo that."""

    drama: Drama


@dataclass(eq=False)
class AlreadyThere(NamidaError):
    """The catalogue has a drama of this name, country and year; `hidden` where it was removed."""

    drama: Drama
    hidden: bool = False


@dataclass(eq=False)
class NotAnAlias(NamidaError):
    """A drama bears no other name like this; `own` where it is its title or native title."""

    drama: Drama
    name: str
    own: bool = False


@dataclass(eq=False)
class TooManyNames(NamidaError):
    """A drama bears as many other names as one can have."""

    drama: Drama
    limit: int


@dataclass(eq=False)
class FileTooLarge(NamidaError):
    """`size` and `limit` in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class UnknownFormat(NamidaError):
    """A file whose name ends in no way that is read."""

    name: str
    suffixes: tuple[str, ...]


@dataclass(eq=False)
class ImportUnderWay(NamidaError):
    """One file is imported at a time."""


@dataclass(eq=False)
class ListNotShown(NamidaError):
    """Somebody else's list, which they keep to themselves, or which is not there: nobody learns which."""

    member_id: int


@dataclass(eq=False)
class ListImportOver(NamidaError):
    """A list's import that was done, undone or left, so that nothing more can be done with it."""


@dataclass(eq=False)
class BadDetails(NamidaError):
    """What was typed about a drama on a list cannot be taken: pairs of a form's field and its text.

    The field `order` stands for a first day after the last.
    """

    problems: tuple[tuple[str, str], ...]


@dataclass(eq=False)
class SameDrama(NamidaError):
    """A drama cannot be merged with itself."""

    drama: Drama


@dataclass(eq=False)
class ImportRefused(NamidaError):
    """A file with errors: nothing of it was stored. `problems` are at most the first twenty."""

    problems: tuple[ImportProblem, ...]
    total: int


@dataclass(frozen=True)
class ImportProblem:
    """`row` counts from 1 as a text editor shows lines; `field` is empty for the whole row."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.reason}"
