"""Errors as sentences: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch

from discord import ButtonStyle, ui

from bot import errors
from bot.domain.clubs import MOST_EPISODES_A_STEP
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.paces import Fault
from bot.domain.scores import Criterion
from bot.i18n import N_, Texts
from bot.present import catalogue_forms, clubs, paces, reviews, watching, words
from bot.present.actions import Action, button, menu
from bot.present.digests import bad_clock, unknown_zone
from bot.present.episodes import invitation
from bot.present.layout import WARNING, Part, Screen, box, fitted, row, say, screen
from bot.present.offers import look_up, offered
from bot.present.options import choices_between
from bot.present.text import inline, plain

# Continues what was asked with the drama that was meant: the verb and what follows the id.
Follow = tuple[str, tuple[object, ...]]
OPEN_CARD: Follow = ("card", ())
TYPED_FILE = "text.txt"

_STORE = {
    "locked": N_("The database is busy right now. Nothing was changed; please try again in a moment."),
    "full": N_("The disk is full, so nothing could be saved. Please tell who runs this bot."),
    "damaged": N_("The database is damaged, so nothing was read or changed. Please tell who runs this bot."),
    "read-only": N_("The database may not be written to. Please tell who runs this bot."),
    "broken": N_("The database cannot be reached. Please tell who runs this bot."),
}
_PLAIN: Mapping[type[errors.NamidaError], str] = {
    errors.NoTitle: N_("Say which drama: type a name of it, or a part of one."),
    errors.NothingAsked: N_(
        "Say what to look for: a name, a genre, a country, a year, a network or a person."
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
    errors.OwnReview: N_("This review is yours: whether it is helpful is for others to say."),
    errors.CommentGone: N_("That comment is no longer here."),
    errors.OwnComment: N_("This comment is your own. Others can like it; you can change or delete it."),
    errors.CommentTakenDown: N_("A moderator of this server has taken this comment down."),
    errors.NotAComment: N_(
        "No comment of this server stands there. Give the link to its message, which its menu copies."
    ),
    errors.NotYourComment: N_("Only its author can change or delete a comment."),
    errors.NotYourQuote: N_("A quote is for who saved it to change, and for them and moderators to delete."),
    errors.QuoteGone: N_("That quote is no longer here."),
    errors.NothingToQuote: N_("There is no text in that message that could be saved as a quote."),
    errors.RecommendsItself: N_("These are one drama. Name another one that goes with it."),
    errors.RecommendationGone: N_("This recommendation is no longer there."),
    errors.OwnRecommendation: N_("This is your own recommendation. Others can agree with it."),
    errors.ClubOver: N_("That club has ended."),
    errors.NotYourMessage: N_("That is for who wrote the message, and for moderators."),
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
    errors.CuratorsOnly: N_("That is for this server's curators. Moderators say who is one."),
    errors.SubmissionGone: N_("That submission waits no longer: it was published, sent back or withdrawn."),
    errors.ServerOnly: N_("This works on a server only, not in a direct message."),
    errors.CatalogueElsewhere: N_(
        "The catalogue belongs to all servers. Whoever runs this bot lets others change it, not this one."
    ),
    errors.ImportUnderWay: N_(
        "Another file is being imported just now. Please send yours again in a moment."
    ),
    errors.ListImportOver: N_(
        "That import is over: it was done, undone or left. An import can be undone for a day."
    ),
    errors.TooSlow: N_("That took too long for a form to open. Please try again."),
    errors.Outdated: N_("This button is from another version. Please use the command again."),
}
_FIELDS = {
    "genre": N_("genre"),
    "country": N_("country"),
    "network": N_("network"),
    "person": N_("person"),
}


def explain(
    t: Texts,
    error: errors.NamidaError,
    follow: Follow = OPEN_CARD,
    reference: str = "",
    elsewhere: Sequence[str] = (),
) -> Screen:
    """What a member is told of an error; `follow` goes on with the drama they choose instead.

    `elsewhere` names the catalogues outside that could be asked for one that is unknown here.
    """
    if isinstance(error, errors.UnknownDrama):
        return _unknown_drama(t, error, follow, elsewhere)
    if isinstance(error, errors.AmbiguousDrama):
        return _ambiguous(t, error, follow)
    if isinstance(error, errors.DraftKept):
        return go_on(t, explain(t, error.reason, follow, reference, elsewhere), error)
    if (own := _screen_of_its_own(t, error)) is not None:
        return own
    if isinstance(error, errors.AllSeen):
        anew = button(t("Watch it again"), "rewatch", error.drama.id, emoji="🔁")
        return screen(box(say(_sentence(error, t)), row(anew), colour=WARNING))
    text = _sentence(error, t)
    if isinstance(error, errors.StoreUnavailable):
        text += "\n-# " + t("Reference: {reference}", reference=f"`{reference}`")
    return screen(box(say(text), colour=WARNING))


def _screen_of_its_own(t: Texts, error: errors.NamidaError) -> Screen | None:
    """What is told with ways to go on; None for an error that a sentence tells."""
    if isinstance(error, errors.NoSynopsisYet):
        return invitation(t, error.drama, error.episode, waits_in=error.waits_in)
    if isinstance(error, errors.NoReviews | errors.NoReviewBy | errors.NoOwnReview):
        return reviews.invitation(t, error.drama, _sentence(error, t))
    if isinstance(error, errors.NotInClub):
        return clubs.invitation(t, error.drama, error.club_id)
    if isinstance(error, errors.BadClock):
        return bad_clock(t, error)
    if isinstance(error, errors.UnknownZone):
        return unknown_zone(t, error)
    if isinstance(error, errors.AlreadyThere):
        return _already_there(t, error)
    if isinstance(error, errors.SynopsisChanged):
        return _synopsis_changed(t, error)
    return None


def _synopsis_changed(t: Texts, error: errors.SynopsisChanged) -> Screen:
    """That another curator was faster, with the ways to what stands and to one's own text."""
    told = t(
        "{name}: somebody has published another text in {language} since you began, so yours is not "
        "published. Read it first.",
        name=f"**{words.title(error.drama)} · {t('Episode {n}', n=error.episode)}**",
        language=t.name_of(error.language),
    )
    there = (error.drama.id, error.episode, error.language)
    on = button(t("Open the form"), "write", *there, emoji="✏️")
    if error.submission is not None:
        on = button(t("Submissions"), "synqueue", 0)
    read = button(t("Read it"), "synopsis", *there, style=ButtonStyle.primary, emoji="📖")
    return screen(box(say(told), row(read, on), colour=WARNING))


def fault(t: Texts, reference: str) -> Screen:
    """What a member is told of a fault of ours."""
    return screen(
        box(
            say(
                t("Something went wrong on our side. Please look whether it was saved before you try again."),
                "-# " + t("Reference: {reference}", reference=f"`{reference}`"),
            ),
            colour=WARNING,
        )
    )


def go_on(t: Texts, view: Screen, error: errors.DraftKept) -> Screen:
    """The answer to a form that could not be taken, with the way back to it as it was typed."""
    again = button(t("Go on writing"), error.verb, *error.subject_ids, style=ButtonStyle.primary, emoji="✏️")
    view.add_item(say("-# " + t("It is kept as a draft: the form begins with it.")))
    view.add_item(row(again))
    return view


def give_back(t: Texts, view: Screen) -> Screen:
    """The answer with what was typed into a form as a file, so that nothing typed is lost."""
    view.add_item(say("-# " + t("Here is what you typed, so that nothing is lost.")))
    view.add_item(ui.File(f"attachment://{TYPED_FILE}"))
    return view


def _goes_on(follow: Follow, drama: Drama) -> Action:
    verb, args = follow
    return button(words.choice(drama)[:80], verb, drama.id, *args, style=ButtonStyle.secondary)


def _unknown_drama(t: Texts, error: errors.UnknownDrama, follow: Follow, elsewhere: Sequence[str]) -> Screen:
    parts: list[Part] = [say(t("Nothing called *{query}*.", query=inline(error.query, 100)))]
    if error.nearest:
        parts[0] = say(t("Nothing called *{query}*. Did you mean:", query=inline(error.query, 100)))
        # One a row: titles are long, and five beside each other break on a phone.
        parts += [row(_goes_on(follow, drama)) for drama in error.nearest]
    else:
        parts.append(say("-# " + t("Try another name of it, or look through /drama search.")))
    if error.offers is not None:
        parts += offered(t, error.offers)
    elif elsewhere and not error.query.startswith("#"):  # that is an id of ours, no name
        parts += look_up(t, error.query, elsewhere)
    return screen(box(*parts, colour=WARNING))


def _ambiguous(t: Texts, error: errors.AmbiguousDrama, follow: Follow) -> Screen:
    verb, args = follow
    return screen(
        box(
            say(t("Several dramas are called *{query}*. Which one?", query=inline(error.query, 100))),
            row(menu(t("Choose the drama"), choices_between(t, error.candidates), verb, "", *args)),
        )
    )


def _already_there(t: Texts, error: errors.AlreadyThere) -> Screen:
    drama = error.drama
    name = f"**{words.title(drama)}** ({words.place(t, drama)})"
    if error.hidden:
        text = t("{title} was removed from the catalogue; it can be brought back.", title=name)
        return screen(
            box(say(text), row(button(t("Bring it back"), "restoredrama", drama.id)), colour=WARNING)
        )
    text = t(
        "{title} is in the catalogue. Another one of that name needs its own country or year.", title=name
    )
    return screen(box(say(text), row(button(t("Edit"), "editpanel", drama.id)), colour=WARNING))


@singledispatch
def _sentence(error: errors.NamidaError, t: Texts) -> str:
    return t(_PLAIN.get(type(error), N_("That cannot be done here.")))


@_sentence.register
def _(_error: errors.NoReviews, t: Texts) -> str:
    return t("Nobody here has reviewed it yet. If you have seen it, yours would be the first.")


@_sentence.register
def _(error: errors.NoReviewBy, t: Texts) -> str:
    return t("{member} has not reviewed it.", member=f"<@{error.member_id}>")


@_sentence.register
def _(_error: errors.NoOwnReview, t: Texts) -> str:
    return t("You have not reviewed it.")


@_sentence.register
def _(error: errors.BadLabel, t: Texts) -> str:
    return t(
        "*{value}* is no episode. Leave the field empty if it spoils nothing, or give the number of the "
        "last episode that it tells of.",
        value=inline(error.value, 100),
    )


@_sentence.register
def _(error: errors.QuoteKnown, t: Texts) -> str:
    return t("{title}: this quote is saved already.", title=f"**{words.title(error.drama)}**")


@_sentence.register
def _(error: errors.NoQuotes, t: Texts) -> str:
    if error.drama is None:
        return t("Nothing has been quoted here yet. /quote add saves a quote.")
    name = f"**{words.title(error.drama)}**"
    return t("Nothing of {title} has been quoted here yet. /quote add saves a quote.", title=name)


@_sentence.register
def _(error: errors.UnknownName, t: Texts) -> str:
    field = t(_FIELDS.get(error.field, error.field))
    text = t("No {field} called *{value}*.", field=field, value=inline(error.value, 100))
    if error.nearest:
        shown = (
            words.genre(t, name) if error.field == "genre" else inline(name, 60) for name in error.nearest
        )
        text += "\n" + t("Did you mean: {names}?", names=t(", ").join(f"*{name}*" for name in shown))
    return text


@_sentence.register
def _(error: errors.BadScore, t: Texts) -> str:
    values = {"value": inline(error.value, 60), "criterion": t(words.CRITERIA[Criterion(error.field)])}
    if t.stars_out_of == 5:
        return t(
            "*{value}* is no score for {criterion}. Your scores go from 0.25 to 5 in quarters. "
            "I read `4`, `4.5`, `4,5`, `9/10`, `90%` and `★★★★½`.",
            **values,
        )
    return t(
        "*{value}* is no score for {criterion}. Scores go from 0.5 to 10 in halves. "
        "I read `9`, `9.5`, `9,5`, `4.5/5`, `90%` and `★★★★½`.",
        **values,
    )


@_sentence.register
def _(error: errors.EpisodeOutOfRange, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    if error.last is None:
        return t("Episodes count from 1; {n} is not one of {title}.", n=error.number, title=name)
    if error.number > error.last:
        return t(
            "{title} has episodes 1 to {last}; there is no {n}.", title=name, last=error.last, n=error.number
        )
    return t("Episodes of {title} count from 1 to {last}.", title=name, last=error.last)


@_sentence.register
def _(error: errors.DramaRemoved, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t("The moderators removed {title} from this catalogue.", title=name)


@_sentence.register
def _(error: errors.AddsTooMany, t: Texts) -> str:
    return t(
        "You have added {n} dramas within an hour. Add more later; moderators can now, with /catalogue add.",
        n=error.limit,
    )


@_sentence.register
def _(error: errors.PartTaken, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t(
        "Exactly those seasons are {title} already. Choose other ones, or merge the two dramas.", title=name
    )


@_sentence.register
def _(error: errors.AllSeen, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t.plural(
        "{title}: you have seen the only episode.",
        "{title}: you have seen all {n} episodes.",
        error.last,
        title=name,
    )


@_sentence.register
def _(error: errors.ListNotShown, t: Texts) -> str:
    return t(
        "{member} has no list that you can see. Members decide in /profile edit who sees theirs.",
        member=f"<@{error.member_id}>",
    )


@_sentence.register
def _(error: errors.BadDetails, t: Texts) -> str:
    lines = [
        f"- {t(watching.EXPECTED[field])}" + (f" · *{inline(value, 80)}*" if value else "")
        for field, value in error.problems
    ]
    return "\n".join((t("Nothing was saved:"), *lines))


@_sentence.register
def _(error: errors.TextTooLong, t: Texts) -> str:
    return t(
        "The text has {length} characters; at most {limit} fit. Nothing was saved.",
        length=error.length,
        limit=error.limit,
    )


@_sentence.register
def _(error: errors.FollowsTooMany, t: Texts) -> str:
    return t(
        "You follow {n} dramas, and no more can be followed. Unfollow one that has ended first.",
        n=error.limit,
    )


@_sentence.register
def _(error: errors.FilesTooLarge, t: Texts) -> str:
    return t(
        "Its files have {size} MB; at most {limit} MB can be posted again. Nothing was done: delete the "
        "message, and post the files anew, marked as spoilers.",
        size=t.number(error.size / 1_048_576),
        limit=t.number(error.limit / 1_048_576),
    )


@_sentence.register
def _(error: errors.NotAnEpisode, t: Texts) -> str:
    return t("*{value}* is no episode. Give the number of the last one.", value=inline(error.value, 100))


@_sentence.register
def _(error: errors.BotLacks, t: Texts) -> str:
    lacking = t(", ").join(t(words.PERMISSIONS.get(name, name)) for name in error.permissions)
    return t("I cannot post here: I lack {permissions}.", permissions=f"**{lacking}**")


@_sentence.register
def _(error: errors.NotSeenThrough, t: Texts) -> str:
    title = f"**{words.title(error.drama)}**"
    return t("That is for members to say who have completed {title}.", title=title)


@_sentence.register
def _(error: errors.BoardClosed, t: Texts) -> str:
    channel = f"<#{error.channel_id}>"
    if not error.missing:
        return t(
            "Discord does not let me open threads in {channel}. Moderators can look why.", channel=channel
        )
    return t(
        "I may not open threads in {channel} yet: moderators have to give me {permissions} there.",
        channel=channel,
        permissions=t(", ").join(f"**{t(words.PERMISSIONS[name])}**" for name in error.missing),
    )


@_sentence.register
def _(error: errors.BoardReadOnly, t: Texts) -> str:
    return t(
        "You may read in {channel}, but not write in its threads. Moderators can let you.",
        channel=f"<#{error.channel_id}>",
    )


@_sentence.register
def _(error: errors.ThreadLocked, t: Texts) -> str:
    return t(
        "Moderators have locked {thread}: nothing new can be written there.", thread=f"<#{error.thread_id}>"
    )


@_sentence.register
def _(error: errors.BoardNeedsTag, t: Texts) -> str:
    return t(
        "{channel} takes threads with a tag only, and has none that fits. Moderators can add one: {tags}.",
        channel=f"<#{error.channel_id}>",
        tags=t(", ").join(f"*{inline(tag, 40)}*" for tag in error.tags),
    )


@_sentence.register
def _(error: errors.BadClubPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        return t(
            "*{value}*: a step has from 1 to {most} episodes, in digits, and a day until when: `2 episodes "
            "until Sunday 21:00`.",
            value=inline(error.value, 100),
            most=MOST_EPISODES_A_STEP,
        )
    if (told := paces.misread(t, error.misread)) is not None:
        return told
    return t(
        "*{value}* is no pace for a club. I read `2 episodes until Sunday 21:00`, "
        "`1 episode every day 20:00 Asia/Tokyo` and `2話 日曜 21時 日本時間`.",
        value=inline(error.value, 100),
    )


@_sentence.register
def _(error: errors.NoClub, t: Texts) -> str:
    if error.drama is None:
        return t("No club runs here. Moderators and curators begin one with /club start.")
    return t("No club for {title} runs here.", title=f"**{words.title(error.drama)}**")


@_sentence.register
def _(error: errors.ClubLeadersOnly, t: Texts) -> str:
    if error.drama is None:
        return t("Watch clubs are begun by this server's moderators and curators.")
    return t(
        "The club for {title} is in the hands of this server's moderators and curators, and of whoever "
        "began it.",
        title=f"**{words.title(error.drama)}**",
    )


@_sentence.register
def _(error: errors.ClubAlready, t: Texts) -> str:
    if error.pauses:
        return t("The club for {title} pauses already.", title=f"**{words.title(error.drama)}**")
    return t("The club for {title} is running already.", title=f"**{words.title(error.drama)}**")


@_sentence.register
def _(error: errors.ClubThere, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t("A club for {title} runs already, in {channel}.", title=name, channel=f"<#{error.channel_id}>")


@_sentence.register
def _(error: errors.EpisodesUnknown, t: Texts) -> str:
    return t(
        "Nobody knows yet how many episodes {title} has, so a club cannot share them out.",
        title=f"**{words.title(error.drama)}**",
    )


@_sentence.register
def _(error: errors.BadPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        return t(
            "One synopsis is published at a time, so a pace says only when: `every day 20:00`, `Tuesdays and "
            "Fridays`. With which episode it begins is an option of its own."
        )
    if (told := paces.misread(t, error.misread)) is not None:
        return told
    return t(
        "*{value}* is no pace. I read `every day 20:00 Asia/Tokyo`, `Tuesdays and Fridays 9 pm`, `weekends` "
        "and `毎週火曜 21時`.",
        value=inline(error.text, 100),
    )


@_sentence.register
def _(error: errors.ChannelMissing, t: Texts) -> str:
    return t(
        "This server has no channel for {purpose} yet. Moderators choose one in /settings panel.",
        purpose=f"**{t(words.PURPOSES[Purpose(error.purpose)])}**",
    )


@_sentence.register
def _(error: errors.NoSchedule, t: Texts) -> str:
    return t("Nothing publishes synopses of {title} by the clock.", title=f"**{words.title(error.drama)}**")


@_sentence.register
def _(error: errors.NotAllowed, t: Texts) -> str:
    permission = t(words.PERMISSIONS.get(error.permission, error.permission))
    return t("For this you need the permission {permission} on this server.", permission=f"**{permission}**")


@_sentence.register
def _(error: errors.WrongChannel, t: Texts) -> str:
    purpose = t(words.PURPOSES[Purpose(error.purpose)])
    if error.purpose == Purpose.BOARD:
        return t("{purpose}: choose a text channel or a forum.", purpose=f"**{purpose}**")
    if error.purpose == Purpose.SYNOPSES:
        return t("{purpose}: choose a text or announcement channel, or a forum.", purpose=f"**{purpose}**")
    return t("{purpose}: choose a text or announcement channel.", purpose=f"**{purpose}**")


@_sentence.register
def _(error: errors.UnknownCommand, t: Texts) -> str:
    return t(
        "There is no command *{name}* that you may use here. /help lists them all.",
        name=inline(error.name, 60),
    )


@_sentence.register
def _(error: errors.StoreUnavailable, t: Texts) -> str:
    return t(_STORE.get(error.kind, _STORE["broken"]))


@_sentence.register
def _(error: errors.BadFields, t: Texts) -> str:
    lines = [_problem(t, problem) for problem in error.problems]
    return "\n".join((t("Nothing was saved:"), *fitted(lines, 2_500, t("… and more"))))


def _problem(t: Texts, problem: errors.FieldProblem) -> str:
    """A line like: **Year** `soon`: a year from 1900 to 2200."""
    where = f"**{catalogue_forms.name(t, problem.field)}**"
    if problem.line is not None:
        where += " " + t("line {n}", n=problem.line)
    # As code: an address that is refused must be no link, and one at the end would swallow the stars.
    if value := plain(problem.value, 80).replace("`", "'"):
        where += f" `{value}`"
    expected = catalogue_forms.EXPECTED.get(problem.field, "")
    if problem.field == "title" and not problem.value:
        expected = N_("a drama needs one")
    return f"- {where}: " + t(_FAULTS.get(problem.fault, expected))


_FAULTS: Mapping[errors.FieldFault, str] = {
    errors.FieldFault.TWICE: N_("is there twice"),
    errors.FieldFault.OUTSIDE: N_("is no episode that this form is for"),
    errors.FieldFault.TOO_MANY: N_("are more than the 1000 that a drama can have"),
}


@_sentence.register
def _(error: errors.StaleForm, t: Texts) -> str:
    return t(
        "Somebody else has changed this part of {title} since the form was opened. "
        "Nothing was saved: open it again and look.",
        title=f"**{words.title(error.drama)}**",
    )


@_sentence.register
def _(error: errors.NotAnAlias, t: Texts) -> str:
    values = {"title": f"**{words.title(error.drama)}**", "name": f"*{inline(error.name, 150)}*"}
    if error.own:
        return t("{name} is the title of {title}. /catalogue edit changes it.", **values)
    return t("{title} has no other name like {name}.", **values)


@_sentence.register
def _(error: errors.TooManyNames, t: Texts) -> str:
    return t(
        "{title} has {limit} other names, and can have no more. Take one away first.",
        title=f"**{words.title(error.drama)}**",
        limit=error.limit,
    )


@_sentence.register
def _(error: errors.SameDrama, t: Texts) -> str:
    return t("That is {title} itself. Say which other drama it is.", title=f"**{words.title(error.drama)}**")


@_sentence.register
def _(error: errors.FileTooLarge, t: Texts) -> str:
    return t(
        "The file has {size} MB; at most {limit} MB are taken. "
        "Split it, or ask who runs this bot to import it.",
        size=t.number(error.size / 1_048_576),
        limit=t.number(error.limit / 1_048_576),
    )


@_sentence.register
def _(error: errors.UnknownFormat, t: Texts) -> str:
    return t(
        "*{name}* is in no format that is read here: its name must end with {suffixes}.",
        name=inline(error.name, 100),
        suffixes=", ".join(f"`{suffix}`" for suffix in error.suffixes),
    )
