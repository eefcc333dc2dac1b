"""Errors as sentences: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from discord import ButtonStyle, ui

from bot import errors
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.scores import Criterion
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.actions import Action, button, menu
from bot.present.episodes import invitation
from bot.present.layout import WARNING, Part, Screen, box, row, say, screen
from bot.present.options import choices_between
from bot.present.text import inline

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
    errors.EmptyText: N_("There was no text in the form, so nothing was saved."),
    errors.ServerOnly: N_("This works on a server only, not in a direct message."),
    errors.TooSlow: N_("That took too long for a form to open. Please try again."),
    errors.Outdated: N_("This button is from another version. Please use the command again."),
}
_FIELDS = {
    "genre": N_("genre"),
    "country": N_("country"),
    "network": N_("network"),
    "person": N_("person"),
}


def explain(t: Texts, error: errors.NamidaError, follow: Follow = OPEN_CARD, reference: str = "") -> Screen:
    """What a member is told of an error; `follow` goes on with the drama they choose instead."""
    if isinstance(error, errors.UnknownDrama):
        return _unknown_drama(t, error, follow)
    if isinstance(error, errors.AmbiguousDrama):
        return _ambiguous(t, error, follow)
    if isinstance(error, errors.NoSynopsisYet):
        return invitation(t, error.drama, error.episode, own_waits=error.own_waits)
    text = _sentence(error, t)
    if isinstance(error, errors.StoreUnavailable):
        text += "\n-# " + t("Reference: {reference}", reference=f"`{reference}`")
    return screen(box(say(text), colour=WARNING))


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


def give_back(t: Texts, view: Screen) -> Screen:
    """The answer with what was typed into a form as a file, so that nothing typed is lost."""
    view.add_item(say("-# " + t("Here is what you typed, so that nothing is lost.")))
    view.add_item(ui.File(f"attachment://{TYPED_FILE}"))
    return view


def _goes_on(follow: Follow, drama: Drama) -> Action:
    verb, args = follow
    return button(words.choice(drama)[:80], verb, drama.id, *args, style=ButtonStyle.secondary)


def _unknown_drama(t: Texts, error: errors.UnknownDrama, follow: Follow) -> Screen:
    parts: list[Part] = [say(t("Nothing called *{query}*.", query=inline(error.query, 100)))]
    if error.nearest:
        parts[0] = say(t("Nothing called *{query}*. Did you mean:", query=inline(error.query, 100)))
        # One a row: titles are long, and five beside each other break on a phone.
        parts += [row(_goes_on(follow, drama)) for drama in error.nearest]
    else:
        parts.append(say("-# " + t("Try another name of it, or look through /drama search.")))
    return screen(box(*parts, colour=WARNING))


def _ambiguous(t: Texts, error: errors.AmbiguousDrama, follow: Follow) -> Screen:
    verb, args = follow
    return screen(
        box(
            say(t("Several dramas are called *{query}*. Which one?", query=inline(error.query, 100))),
            row(menu(t("Choose the drama"), choices_between(t, error.candidates), verb, "", *args)),
        )
    )


@singledispatch
def _sentence(error: errors.NamidaError, t: Texts) -> str:
    return t(_PLAIN.get(type(error), N_("That cannot be done here.")))


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
    return t(
        "*{value}* is no score for {criterion}. Scores go from 0.5 to 10 in halves. "
        "I read `9`, `9.5`, `9,5`, `4.5/5`, `90%` and `★★★★½`.",
        value=inline(error.value, 60),
        criterion=t(words.CRITERIA[Criterion(error.field)]),
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
def _(error: errors.AllSeen, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t.plural(
        "{title}: you have seen the only episode.",
        "{title}: you have seen all {n} episodes.",
        error.last,
        title=name,
    )


@_sentence.register
def _(error: errors.TextTooLong, t: Texts) -> str:
    return t(
        "The text has {length} characters; at most {limit} fit. Nothing was saved.",
        length=error.length,
        limit=error.limit,
    )


@_sentence.register
def _(error: errors.NotAllowed, t: Texts) -> str:
    permission = t(words.PERMISSIONS.get(error.permission, error.permission))
    return t("For this you need the permission {permission} on this server.", permission=f"**{permission}**")


@_sentence.register
def _(error: errors.WrongChannel, t: Texts) -> str:
    purpose = t(words.PURPOSES[Purpose(error.purpose)])
    if error.purpose == Purpose.BOARD:
        return t("{purpose}: choose a text channel or a forum.", purpose=f"**{purpose}**")
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
