"""The sentence of a refusal. Each area of the bot has its own module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from bot import errors
from bot.i18n import N_, Texts

_PLAIN: Mapping[type[errors.NamidaError], str] = {
    errors.NoTitle: N_("Which drama? Type one of its names, or a part of one."),
    errors.NothingAsked: N_("Choose at least one: name, genre, country, year, network or person."),
    errors.NoSource: N_("No other catalogue has that drama, or none is switched on."),
    errors.MatchDecided: N_("That pair is decided already, or the entries have changed since."),
    errors.NotAtSource: N_("That catalogue no longer has this drama."),
    errors.SourceUnavailable: N_(
        "The other catalogue did not answer, so nothing was changed. Please try again later."
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
    errors.NotAWriting: N_(
        "No member of this server wrote anything there that I know of. Copy the link from the menu of the "
        "message."
    ),
    errors.WritingGone: N_("That is no longer here."),
    errors.OwnWriting: N_("You can't report what you wrote yourself. You can edit or delete it."),
    errors.AppealOver: N_("That removal can't be appealed against any more: it was decided, or undone."),
    errors.LabelFixed: N_("A synopsis always spoils the episode that it tells, so it has no other label."),
    errors.WritingReplaced: N_(
        "Another synopsis was published in its place meanwhile. Take that down first to restore this one."
    ),
    errors.WritingLost: N_("Its text was in the deleted message alone, so it can't be restored."),
    errors.NotYourComment: N_("Only its author can change or delete a comment."),
    errors.NotYourQuote: N_(
        "Only the member who saved a quote can edit it. They and moderators can delete it."
    ),
    errors.QuoteGone: N_("That quote is no longer here."),
    errors.NothingToQuote: N_("That message has no text to save as a quote."),
    errors.RecommendsItself: N_("Both are the same drama. Name another one that goes with it."),
    errors.RecommendationGone: N_("This recommendation is no longer there."),
    errors.OwnRecommendation: N_("You can't agree with your own recommendation."),
    errors.AdviceGone: N_("That recommendation is no longer there."),
    errors.AdvisesThemselves: N_("That is you. {/recommend forme} shows what you might like."),
    errors.ClubOver: N_("That club has ended."),
    errors.NotYourMessage: N_("Only the member who wrote the message and moderators can do that."),
    errors.NothingToMark: N_("This message can't be posted again in full, so it stays as it is."),
    errors.AlreadyMarked: N_("This message has already been marked. It will be posted again, hidden."),
    errors.MarkedGone: N_("That message is no longer there."),
    errors.SuggestionGone: N_(
        "Another moderator has decided on this suggestion, or its member has deleted it."
    ),
    errors.EmptyText: N_("There was no text in the form, so nothing was saved."),
    errors.EmptyQuote: N_("That quote has no visible characters, so it was not saved."),
    errors.NoBoard: N_(
        "This server has no discussion board yet. A moderator can set its channel with {/settings channel}."
    ),
    errors.BoardGone: N_(
        "The channel of the discussion board is gone. A moderator can set another with {/settings channel}."
    ),
    errors.BoardHidden: N_(
        "The discussion board is in a channel that you can't see. Moderators can let you in."
    ),
    errors.ThreadBusy: N_("Discord has not opened the thread yet. Please try again in a moment."),
    errors.CuratorsOnly: N_("Only this server's curators can do that. Moderators choose who is one."),
    errors.NoPictures: N_("There was no picture in the form, and none is there to describe."),
    errors.HeldGone: N_(
        "That writing no longer waits: it was released, dismissed, or replaced by its author."
    ),
    errors.WriteOnServer: N_(
        "This can't be posted from here: a server where it would be read looks first at what new "
        "members write. Please write it on that server."
    ),
    errors.SubmissionGone: N_(
        "That submission is no longer waiting: it was published, sent back or withdrawn."
    ),
    errors.ChannelNotMade: N_(
        "Discord did not let me make a channel. Check that I have Manage Channels, and that the server has"
        " room for more channels. What was made before that is set."
    ),
    errors.ChannelNotChanged: N_(
        "Discord did not let me change the channel. Check that I have Manage Channels there."
    ),
    errors.NotBlockable: N_("Moderators and bots cannot be blocked."),
    errors.ServerOnly: N_("This works only on a server that Namida is on, not here."),
    errors.ChangeUndone: N_("That change has already been undone, or its drama is now part of another one."),
    errors.OwnerOnly: N_("Only the person who runs this bot can do that."),
    errors.BackupUnderWay: N_("A backup is being made just now. Please try again in a moment."),
    errors.ProposalOver: N_("That proposal has already been decided."),
    errors.DiscordSilent: N_(
        "Discord can't tell me right now who is on this server, so I can't show this. Please try again soon."
    ),
    errors.ImportUnderWay: N_(
        "Another file is being imported just now. Please send yours again in a moment."
    ),
    errors.OwnImportUnderWay: N_(
        "Your other file is still being worked on. Please try again when you have its answer."
    ),
    errors.Crowded: N_("Too many people are using this bot right now. Please try again in a few seconds."),
    errors.UnknownImport: N_(
        "There is no such import to undo: it has already been undone, or it is more than 90 days old."
    ),
    errors.ListImportOver: N_(
        "That import is over: it was finished, undone or cancelled. An import can be undone for a day."
    ),
    errors.TooSlow: N_("That took too long for a form to open. Please try again."),
    errors.CutShort: N_(
        "The bot was stopped while it worked on this. Please check whether it was saved before you try again."
    ),
    errors.CallGone: N_("What you typed is no longer kept. Please use the command again."),
    errors.OptionGone: N_(
        "A channel, role or member that you named is no longer there. Please use the command again."
    ),
    errors.Outdated: N_("This is from another version of the bot. Please use the command again."),
}


@singledispatch
def sentence(error: errors.NamidaError, t: Texts) -> str:
    return t(_PLAIN.get(type(error), N_("That can't be done here.")))
