"""The ways on from a refusal: a command that runs again with a better value, and who may add a drama."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from discord import SelectOption

from bot import errors
from bot.domain.scores import Criterion, read_score
from bot.domain.verbs import Verb
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.catalogue.forms import title_in_button
from bot.present.layout import ROW, Part, row
from bot.present.text import plain

# How to continue with the meant drama: the verb and its arguments after the id.
Follow = tuple[Verb, tuple[object, ...]]
OPEN_CARD: Follow = (verbs.CARD, ())
_PLACEHOLDERS = {"genre": N_("Choose a genre"), "country": N_("Choose a country")}


@dataclass(frozen=True, slots=True)
class Again:
    """A command that may run again with another value of one option, and all others as they were.

    `key` names the other options where they are kept; empty: there are none.
    """

    command: str
    option: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field of a refused form, and the values with which it would be taken."""

    field: str
    values: tuple[str, ...]


class Adds(StrEnum):
    """How a reader may add a drama to the catalogue by hand."""

    AT_ONCE = "at once"
    BY_ASKING = "by asking"  # the person who runs the bot
    THROUGH_OTHERS = "through others"  # the moderators of the server


@dataclass(frozen=True, slots=True)
class Onward:
    """How a reader can go on after a refusal.

    `follow` continues with the drama that they choose instead. None: the other options cannot be kept for
    that. `again` has the better values of refused options, `corrected` those of a refused form. `elsewhere`
    names the other catalogues that could be asked for an unknown drama. `adds` None: they are on no server.
    """

    follow: Follow | None = OPEN_CARD
    again: tuple[Again, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    elsewhere: Sequence[str] = ()
    adds: Adds | None = None


def better(t: Texts, error: errors.NamidaError, again: Sequence[Again]) -> list[Part]:
    """Buttons for better values of one option, or a menu for each of several."""
    if len(again) > 1:
        return [row(_menu(t, error, one)) for one in again]
    buttons = [action for one in again for action in _buttons(t, error, one)]
    return [row(*buttons[start : start + ROW]) for start in range(0, len(buttons), ROW)]


def corrections(t: Texts, error: errors.DraftKept, corrected: Sequence[Corrected]) -> list[Action]:
    """Buttons that open a refused form again as it was typed, but for the one value that was refused."""
    found: list[Action] = []
    for one in corrected:
        for value in dict.fromkeys(one.values):
            label = labelled(t, error.reason, one.field, value)
            try:
                found.append(button(label, verbs.CORRECTED, error.verb, one.field, value, *error.subject_ids))
            except ValueError:  # too long for a button: the form can still be opened as it was typed
                continue
    return found[: ROW - 1]


def _buttons(t: Texts, error: errors.NamidaError, again: Again) -> Iterator[Action]:
    for value in dict.fromkeys(again.values):  # two people may have one name
        try:
            label = labelled(t, error, again.option, value)
            yield button(label, verbs.BETTER, again.command, again.option, again.key, value)
        except ValueError:  # a name too long for a button can still be typed
            continue


def _menu(t: Texts, error: errors.NamidaError, again: Again) -> Action:
    options = [
        SelectOption(label=labelled(t, error, again.option, value)[:100], value=value)
        for value in dict.fromkeys(again.values)
        if len(value) <= 100
    ]
    placeholder = t(_PLACEHOLDERS.get(again.option, N_("Choose one")))
    return menu(placeholder, options, verbs.BETTER, again.command, again.option, again.key)


def labelled(t: Texts, error: errors.NamidaError, option: str, value: str) -> str:
    """A value as its button says it."""
    if isinstance(error, errors.BadScore):
        half_points = read_score(value, t.stars_out_of)
        score = words.half_points(t, half_points) if half_points is not None else value
        name = t(words.CRITERIA[Criterion(error.field)])
        return f"★ {score}" if error.field == Criterion.OVERALL else f"{name} ★ {score}"
    if isinstance(error, errors.EpisodeOutOfRange | errors.BadLabel):
        return t("Episode {n}", n=value)
    if isinstance(error, errors.UnknownCommand):
        return f"/{value}"
    if option == "genre":
        return words.genre(t, value)
    if option == "country" and isinstance(error, errors.NothingAsked):
        return words.country(t, value)
    return plain(value, 80)


def adding(t: Texts, query: str, adds: Adds | None) -> list[Part]:
    """How a drama that is nowhere comes into the catalogue, by what the reader may do."""
    if adds is None:
        return []
    if adds is Adds.THROUGH_OTHERS:
        verb, label = verbs.CATALOGUE_ASK, t("Ask for it to be added")
    else:
        verb = verbs.ADD_BY_HAND
        label = t("Add it by hand") if adds is Adds.AT_ONCE else t("Propose it")
    return [row(button(label, verb, title_in_button(query), emoji="➕"))]
