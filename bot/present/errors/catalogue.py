"""Refusals of the catalogue, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from bot import errors
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.catalogue import forms
from bot.present.errors.sentences import sentence
from bot.present.layout import fitted
from bot.present.punctuation import labelled, listed
from bot.present.text import inline, plain

_FAULTS: Mapping[errors.FieldFault, str] = {
    errors.FieldFault.TWICE: N_("appears twice"),
    errors.FieldFault.OUTSIDE: N_("is not an episode of this form"),
    errors.FieldFault.TOO_MANY: N_("are more than the 1000 that a drama can have"),
}


_FIELDS = {
    "genre": N_("genre"),
    "country": N_("country"),
    "network": N_("network"),
    "person": N_("person"),
}


@sentence.register
def _(error: errors.UnknownName, t: Texts) -> str:
    field = t(_FIELDS.get(error.field, error.field))
    text = t("No {field} called *{value}*.", field=field, value=inline(error.value, 100))
    if error.nearest:
        shown = (
            words.genre(t, name) if error.field == "genre" else inline(name, 60) for name in error.nearest
        )
        text += "\n" + t("Did you mean: {names}?", names=t(", ").join(f"*{name}*" for name in shown))
    return text


@sentence.register
def _(error: errors.DramaRemoved, t: Texts) -> str:
    name = f"**{words.title(t, error.drama)}**"
    return t("The moderators removed {title} from this catalogue.", title=name)


@sentence.register
def _(error: errors.AddsTooMany, t: Texts) -> str:
    return t(
        "You have added {n} dramas within an hour. Add more later; moderators can now, with "
        "{/catalogue add}.",
        n=error.limit,
    )


@sentence.register
def _(error: errors.SuggestionsFull, t: Texts) -> str:
    if error.own:
        return t(
            "Many of your suggestions are still waiting for the moderators. Send more when some are decided."
        )
    return t("Many suggestions are waiting for the moderators already. Send yours when some are decided.")


@sentence.register
def _(error: errors.ProposalsFull, t: Texts) -> str:
    return t(
        "{n} changes that this server proposed are already waiting. Propose more when some are decided.",
        n=error.limit,
    )


@sentence.register
def _(error: errors.PartTaken, t: Texts) -> str:
    name = f"**{words.title(t, error.drama)}**"
    return t("These seasons already belong to {title}. Choose others, or merge the two dramas.", title=name)


@sentence.register
def _(error: errors.BadFields, t: Texts) -> str:
    lines = [_problem(t, problem) for problem in error.problems]
    return "\n".join((t("Nothing was saved:"), *fitted(lines, 2_500, t("… and more"))))


def _problem(t: Texts, problem: errors.FieldProblem) -> str:
    """A line like: **Year** `soon`: a year from 1900 to 2200."""
    where = f"**{forms.name(t, problem.field)}**"
    if problem.line is not None:
        where += " " + t("line {n}", n=problem.line)
    # As code: an address that is refused must be no link, and one at the end would swallow the stars.
    if value := plain(problem.value, 80).replace("`", "'"):
        where += f" `{value}`"
    expected = forms.expected(problem.field)
    if problem.field == "title" and not problem.value:
        expected = N_("a drama needs one")
    return "- " + labelled(t, where, t(_FAULTS.get(problem.fault, expected)))


@sentence.register
def _(error: errors.StaleForm, t: Texts) -> str:
    return t(
        "Someone else has changed this part of {title} since you opened the form. Nothing was saved: open "
        "it again and check.",
        title=f"**{words.title(t, error.drama)}**",
    )


@sentence.register
def _(error: errors.NotAnAlias, t: Texts) -> str:
    values = {"title": f"**{words.title(t, error.drama)}**", "name": f"*{inline(error.name, 150)}*"}
    if error.own:
        return t("{name} is the title of {title}. {/catalogue edit} changes it.", **values)
    return t("{title} has no other name like {name}.", **values)


@sentence.register
def _(error: errors.TooManyNames, t: Texts) -> str:
    return t(
        "{title} already has {limit} other names, which is the limit. Remove one first.",
        title=f"**{words.title(t, error.drama)}**",
        limit=error.limit,
    )


@sentence.register
def _(error: errors.SameDrama, t: Texts) -> str:
    return t("That is {title} itself. Name the other drama.", title=f"**{words.title(t, error.drama)}**")


@sentence.register
def _(error: errors.FileTooLarge, t: Texts) -> str:
    return t(
        "The file is {size} MB; the limit is {limit} MB. Split it, or ask the person who runs this "
        "bot to import it.",
        size=t.number(error.size / 1_048_576),
        limit=t.number(error.limit / 1_048_576),
    )


@sentence.register
def _(error: errors.UnknownFormat, t: Texts) -> str:
    return t(
        "*{name}* is not in a format I can read. Its name must end with {suffixes}.",
        name=inline(error.name, 100),
        suffixes=listed(t, (f"`{suffix}`" for suffix in error.suffixes)),
    )
