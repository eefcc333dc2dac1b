"""Every error, with the most that it can have in it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from bot import errors
from bot.domain.blocks import Block
from bot.domain.dramas import COUNTRIES
from bot.domain.episodes import SYNOPSIS_LIMIT
from bot.domain.guilds import NEEDS, Purpose
from bot.domain.held import Why
from bot.domain.limits import Deed
from bot.domain.paces import Fault, Misread
from bot.domain.scores import Criterion
from bot.domain.screening import Entry, Origin, Trigger
from bot.domain.sources import Offers
from bot.domain.stills import OF_A_MEMBER, OF_ALL_REVIEWS, Unfit
from bot.present import verbs
from bot.present.watching import watching
from tests.present.extremes import LONG_ZONES, SNOWFLAKE, drama, fill, offers


def of_the_catalogue(filling: str | None) -> list[errors.NamidaError]:
    one = drama(filling)
    near = tuple(drama(filling, SNOWFLAKE - at) for at in range(25))
    query = fill(filling, 2_000)
    fields = ("genre", "country", "network", "person", "year")
    similar = errors.because(errors.FileFault.SIMILAR_FIELD, name=query)
    return [
        errors.UnknownDrama(query),
        errors.UnknownDrama(query, near[:5]),
        errors.AmbiguousDrama(query, near),
        *(errors.UnknownName(field, query, (query,) * 5) for field in fields),
        errors.UnknownName("genre", query),
        errors.NothingAsked(),
        errors.NothingAsked(
            {"genre": tuple(f"{query[:90]}{at}" for at in range(25)), "country": tuple(COUNTRIES)}
        ),
        errors.NoTitle(),
        errors.NothingFound(),
        errors.UnknownDrama(query, near[:5], offers(filling)),
        errors.UnknownDrama(query, (), Offers((), ("TVmaze",), ("TVmaze", "TMDB"))),
        errors.UnknownDrama(query, (), Offers((), ("TVmaze", "TMDB"), ("TVmaze", "TMDB"))),
        errors.DramaRemoved(one),
        errors.PartTaken(one),
        errors.MatchDecided(),
        errors.AddsTooMany(20),
        errors.NoSource(),
        errors.NotAtSource("tvmaze", query),
        errors.SourceUnavailable("tvmaze", query),
        errors.ChangeUndone(),
        errors.OwnerOnly(),
        errors.ProposalOver(),
        errors.ProposalsFull(10**9),
        errors.SuggestionGone(),
        errors.SuggestionsFull(own=True),
        errors.SuggestionsFull(own=False),
        errors.ImportRefused((errors.ImportProblem(1, "title", similar),), 1),
        errors.BadFields(
            tuple(
                errors.FieldProblem(field, query, fault, 100)
                for field in ("title", "year", "cast.billing", "links.url", "episode_list", "something new")
                for fault in errors.FieldFault
            )
        ),
        errors.BadFields((errors.FieldProblem("title", ""),)),
        errors.StaleForm(one),
        *(errors.AlreadyThere(one, hidden) for hidden in (False, True)),
        *(errors.NotAnAlias(one, query, own) for own in (False, True)),
        errors.TooManyNames(one, 200),
        errors.FileTooLarge(10**12, 8 * 1024 * 1024),
        errors.UnknownFormat(query, (".jsonl", ".ndjson", ".json", ".csv")),
        errors.ImportUnderWay(),
        errors.OwnImportUnderWay(),
        errors.UnknownImport(10**9),
        errors.SameDrama(one),
    ]


def of_writing(filling: str | None) -> list[errors.NamidaError]:
    one = drama(filling)
    near = tuple(drama(filling, SNOWFLAKE - at) for at in range(25))
    query = fill(filling, 2_000)
    return [
        errors.BadPace(query),
        *(errors.BadPace(query, Misread(fault, word)) for fault in Fault for word in ("", query[:60])),
        *(errors.SynopsisChanged(one, 5_000, "ja", ident) for ident in (None, SNOWFLAKE)),
        errors.NoSchedule(one),
        errors.SubmissionGone(),
        errors.NoSynopsisYet(one, 5_000),
        errors.NoReviews(one),
        errors.NoReviewBy(one, SNOWFLAKE),
        errors.NoOwnReview(one),
        errors.ReviewGone(),
        errors.OwnReview(),
        errors.AdviceGone(),
        errors.AdvisesThemselves(),
        errors.AdviceRefused(SNOWFLAKE),
        errors.CommentGone(),
        errors.OwnComment(),
        errors.CommentTakenDown(),
        errors.NotAWriting(),
        errors.WritingGone(),
        errors.OwnWriting(),
        errors.AppealOver(),
        errors.LabelFixed(),
        errors.WritingReplaced(),
        errors.WritingLost(),
        errors.NotYourComment(),
        errors.BadLabel(query),
        errors.SpoilerUnlabelled(one),
        errors.NoQuotes(),
        errors.NoQuotes(one),
        errors.NotYourQuote(),
        errors.QuoteKnown(one),
        errors.QuoteGone(),
        errors.QuoteSpoils(one, 5_000),
        errors.NothingToQuote(),
        errors.EmptyText(),
        errors.EmptyQuote(),
        errors.TextTooLong(1_000_000, SYNOPSIS_LIMIT),
        *(errors.PictureUnfit(3, why) for why in Unfit),
        errors.PictureUndescribed(3),
        errors.NoPictures(),
        errors.PicturesFull(own=True, limit=OF_A_MEMBER),
        errors.PicturesFull(own=False, limit=OF_ALL_REVIEWS),
        errors.PicturesNotYet(365),
        errors.NotYourMessage(),
        errors.NothingToMark(),
        errors.AlreadyMarked(),
        errors.MarkedGone(),
        errors.FilesTooLarge(SNOWFLAKE, 8 * 1024 * 1024),
        errors.NotAnEpisode(query),
        errors.DraftKept(errors.BadLabel(query), verbs.REVIEW_WRITE, (SNOWFLAKE,)),
        errors.DraftKept(errors.UnknownDrama(query, near[:5]), verbs.REVIEW_WRITE, (SNOWFLAKE, SNOWFLAKE)),
        errors.DraftKept(errors.BadLabel(query), verbs.COMMENT_REPLY, (SNOWFLAKE,)),
    ]


def of_watching(filling: str | None) -> list[errors.NamidaError]:
    one = drama(filling)
    query = fill(filling, 2_000)
    return [
        *(errors.BadScore(criterion.value, query) for criterion in Criterion),
        *(errors.BadScore(criterion.value, "9.3", ("9", "9.5")) for criterion in Criterion),
        errors.OverallMissing(one),
        errors.EpisodeTakesOverall(),
        errors.EpisodeOutOfRange(one, 0, 11),
        errors.EpisodeOutOfRange(one, -SNOWFLAKE, 5_000),
        errors.EpisodeOutOfRange(one, SNOWFLAKE, 5_000),
        errors.EpisodeOutOfRange(one, SNOWFLAKE, None),
        *(errors.AllSeen(one, last) for last in (1, 5_000)),
        errors.RecommendsItself(one),
        errors.RecommendationGone(),
        errors.OwnRecommendation(),
        errors.FollowsTooMany(300),
        errors.BadClock(query, query),
        errors.UnknownZone(query, "08:00"),
        errors.UnknownZone(query, "08:00", LONG_ZONES),
        errors.NotSeenThrough(one),
        errors.ListNotShown(SNOWFLAKE),
        errors.ListImportOver(),
        errors.BadDetails(tuple((field, query) for field in watching.EXPECTED)),
    ]


def of_watching_together(filling: str | None) -> list[errors.NamidaError]:
    one = drama(filling)
    query = fill(filling, 2_000)
    return [
        errors.BadClubPace(query),
        *(errors.BadClubPace(query, Misread(fault, word)) for fault in Fault for word in ("", query[:60])),
        *(errors.NoClub(drama) for drama in (None, one)),
        *(errors.ClubLeadersOnly(drama) for drama in (None, one)),
        *(errors.ClubAlready(one, pauses=pauses) for pauses in (False, True)),
        errors.ClubThere(one, SNOWFLAKE),
        errors.ClubOver(),
        errors.NotInClub(one, SNOWFLAKE),
        errors.EpisodesUnknown(one),
        errors.NoBoard(),
        errors.BoardGone(),
        errors.BoardClosed(SNOWFLAKE),
        errors.BoardClosed(SNOWFLAKE, NEEDS[Purpose.BOARD]),
        errors.BoardHidden(),
        errors.BoardReadOnly(SNOWFLAKE),
        errors.ThreadLocked(SNOWFLAKE),
        errors.BoardNeedsTag(SNOWFLAKE, (query, query)),
        errors.ThreadBusy(),
        errors.ClubPlaceClosed(2**63),
        errors.ClubRoleClosed(2**63, 2**63),
    ]


def of_screening(filling: str | None) -> list[errors.NamidaError]:
    one = drama(filling)
    query = fill(filling, 2_000)
    return [
        *(
            errors.WordsRefused(origin, trigger, elsewhere)
            for origin in Origin
            for trigger in Trigger
            for elsewhere in (True, False)
            if (origin, trigger) != (Origin.DISCORD, Trigger.LINK)
        ),
        *(errors.WaitsForModerators(why) for why in Why),
        errors.TooManyWait(1_000),
        errors.WriteOnServer(),
        errors.HeldGone(),
        errors.LabelOutdated(one),
        errors.BadExpression(query, query),
        *(errors.BadEntry(kind, query, 260) for kind in Entry),
        *(errors.ListFull(kind, 200) for kind in Entry),
        errors.BadDays(365),
        errors.ServerBusy(datetime(9999, 1, 1, tzinfo=UTC)),
    ]


def in_general(filling: str | None) -> list[errors.NamidaError]:
    query = fill(filling, 2_000)
    kinds = ("locked", "full", "damaged", "read-only", "gone", "broken", "closed", "something new")
    return [
        errors.BackupUnderWay(),
        *map(errors.BackupFailed, errors.Hindrance),
        *(errors.ChannelMissing(purpose) for purpose in Purpose),
        errors.CuratorsOnly(),
        errors.UnknownCommand(query, ("synopses unschedule", "drama info")),
        errors.BotLacks(("view_channel", "send_messages", "attach_files")),
        errors.NotAllowed("manage_guild"),
        errors.NotYours(),
        errors.NotAllowed("something_new"),
        errors.ServerOnly(),
        errors.DiscordSilent(),
        errors.Blocked(Block(SNOWFLAKE, datetime(9999, 1, 1, tzinfo=UTC), query)),
        errors.NotBlocked(SNOWFLAKE),
        errors.NotBlockable(),
        errors.ChannelNotMade(),
        errors.ChannelNotChanged(),
        *(errors.TooMuch(deed, datetime(9999, 1, 1, tzinfo=UTC)) for deed in Deed),
        errors.TooSlow(),
        errors.CallGone(),
        errors.OptionGone(),
        errors.CutShort(),
        *(errors.WrongChannel(purpose.value) for purpose in Purpose),
        errors.Outdated(),
        errors.UnknownCommand(query),
        *(errors.StoreUnavailable(kind) for kind in kinds),
        errors.Crowded(),
        *(errors.TooFast(seconds) for seconds in (1, 10**6)),
    ]


@cache
def every_error(filling: str | None) -> list[errors.NamidaError]:
    return [
        *of_the_catalogue(filling),
        *of_writing(filling),
        *of_watching(filling),
        *of_watching_together(filling),
        *of_screening(filling),
        *in_general(filling),
    ]
