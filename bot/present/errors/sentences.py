"""The sentence of a refusal; each area of the bot tells those of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from bot import errors
from bot.i18n import N_, Texts

_PLAIN: Mapping[type[errors.NamidaError], str] = {
    errors.NoTitle: N_("Say which drama: type a name of it, or a part of one."),
    errors.NothingAsked: N_(
        "Choose at least one: name, genre, country, year, network or person."
    ),
    errors.NoSource: N_("No catalogue outside this one knows that drama, or none is switched on."),
    errors.NotAtSource: N_("That catalogue no longer has this drama."),
    errors.SourceUnavailable: N_(
        "The catalogue outside did not answer, so nothing was changed. Please try again later."
    ),
    errors.NothingFound: N_("No drama fits that. Try fewer filters."),
    errors.OverallMissing: N_("Give an overall score first; the other criteria add to it."),
    errors.EpisodeTakesOverall: N_(
        "An episode takes an overall score only; the other criteria are for the whole drama."
    ),
    errors.ReviewGone: N_("That review is no longer here."),
    errors.OwnReview: N_("You can't vote on your own review."),
    errors.CommentGone: N_("That comment is no longer here."),
    errors.OwnComment: N_("You can't like your own comment. You can edit or delete it."),
    errors.CommentTakenDown: N_("A moderator of this server has taken this comment down."),
    errors.NotAComment: N_(
        "No comment of this server stands there. Give the link to its message, which its menu copies."
    ),
    errors.NotYourComment: N_("Only its author can change or delete a comment."),
    errors.NotYourQuote: N_("Only the member who saved a quote can edit it. They and moderators can delete it."),
    errors.QuoteGone: N_("That quote is no longer here."),
    errors.NothingToQuote: N_("There is no text in that message that could be saved as a quote."),
    errors.RecommendsItself: N_("These are one drama. Name another one that goes with it."),
    errors.RecommendationGone: N_("This recommendation is no longer there."),
    errors.OwnRecommendation: N_("You can't agree with your own recommendation."),
    errors.ClubOver: N_("That club has ended."),
    errors.NotYourMessage: N_("Only the member who wrote the message and moderators can do that."),
    errors.NothingToMark: N_("This message cannot be posted again whole, so it stays as it is."),
    errors.AlreadyMarked: N_("This message has been marked already; it comes again hidden."),
    errors.MarkedGone: N_("That message is no longer there."),
    errors.EmptyText: N_("There was no text in the form, so nothing was saved."),
    errors.EmptyQuote: N_("Nothing can be seen of that quote, so it was not saved."),
    errors.NoBoard: N_(
        "This server has no discussion board yet. A moderator sets its channel with /settings channel."
    ),
    errors.BoardGone: N_(
        "The channel of the discussion board is gone. A moderator sets another with /settings channel."
    ),
    errors.BoardHidden: N_(
        "The discussion board is in a channel that you do not see. Moderators can let you in."
    ),
    errors.ThreadBusy: N_("Discord has not opened the thread yet. Please ask for it again in a moment."),
    errors.CuratorsOnly: N_("Only this server's curators can do that. Moderators choose who is one."),
    errors.SubmissionGone: N_("That submission waits no longer: it was published, sent back or withdrawn."),
    errors.ServerOnly: N_("This works on a server only, not in a direct message."),
    errors.ChangeUndone: N_("That change has been undone already, or leads elsewhere by now."),
    errors.OwnerOnly: N_("That is for the person who runs this bot."),
    errors.ProposalOver: N_("That proposal waits no longer: somebody has decided on it."),
    errors.DiscordSilent: N_(
        "Discord does not say just now who is on this server, so this stays closed. Please try again soon."
    ),
    errors.ImportUnderWay: N_(
        "Another file is being imported just now. Please send yours again in a moment."
    ),
    errors.OwnImportUnderWay: N_(
        "Your other file is still being read. Please send this one when you have its answer."
    ),
    errors.Crowded: N_("Too many people want something at this moment. Please try again in a few seconds."),
    errors.UnknownImport: N_(
        "There is no such import to undo: it was undone already, or it is more than 90 days old."
    ),
    errors.ListImportOver: N_(
        "That import is over: it was done, undone or left. An import can be undone for a day."
    ),
    errors.TooSlow: N_("That took too long for a form to open. Please try again."),
    errors.CutShort: N_(
        "I was stopped while I worked on this. Please look whether it was saved before you try again."
    ),
    errors.CallGone: N_("What you typed then is not kept any more. Please use the command again."),
    errors.OptionGone: N_(
        "A channel, role or member that you named is no longer there. Please use the command again."
    ),
    errors.Outdated: N_("This is from another version of the bot. Please use the command again."),
}


@singledispatch
def sentence(error: errors.NamidaError, t: Texts) -> str:
    return t(_PLAIN.get(type(error), N_("That cannot be done here.")))
