"""What members suggest for the catalogue: the form, the moderators' queue, and the notice about it."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle, ui

from bot.domain.dramas import Drama
from bot.domain.links import host_of
from bot.domain.suggestions import (
    CORRECTION_LIMIT,
    Suggestion,
    SuggestionForm,
    SuggestionKind,
    SuggestionPage,
)
from bot.errors import EmptyText
from bot.i18n import N_, Texts
from bot.present import forms, spoilers, verbs, words
from bot.present.actions import Action, button
from bot.present.catalogue.forms import title_in_button
from bot.present.layout import GOOD, QUIET, Part, Screen, box, note, pager, row, say, screen
from bot.present.text import block, clean, inline, linked

KINDS: Mapping[SuggestionKind, str] = {
    SuggestionKind.LINK: N_("A link"),
    SuggestionKind.TRAILER: N_("A trailer"),
    SuggestionKind.ARTICLE: N_("An article"),
    SuggestionKind.SONG: N_("A song"),
    SuggestionKind.NAME: N_("Another name of the drama"),
    SuggestionKind.CORRECTION: N_("A correction"),
    SuggestionKind.DRAMA: N_("A missing drama"),
}
URL_LIMIT = 500


def suggestion_form(t: Texts, drama: Drama, last: int | None) -> ui.Modal:
    """Asks what a member suggests. `last` is the drama's last episode, if it is known."""
    return forms.form(
        f"{t('Suggest')} · {words.plain_title(t, drama, 45)}",
        verbs.CATALOGUE_SUGGEST,
        drama.id,
        fields=(
            forms.Choice("kind", t("What is it?"), _offered(t)),
            forms.Field(
                "text",
                t("Its title, or what is wrong"),
                CORRECTION_LIMIT,
                t("A song as: Title — Artist. A correction: what is wrong, and what is right."),
            ),
            forms.Field("url", t("Address"), URL_LIMIT, t("Links need one."), long=False, required=False),
            spoilers.label_field(t, "episode", "", last),
        ),
    )


def _offered(t: Texts) -> tuple[tuple[str, str], ...]:
    return tuple((kind, t(label)) for kind, label in KINDS.items() if kind is not SuggestionKind.DRAMA)


def asked(t: Texts, title: str, *, new: bool) -> Screen:
    """The answer to a member who asked for a missing drama."""
    if not new:
        return note(t("Someone here has asked for it already. It waits for the moderators."), colour=GOOD)
    told = t("The moderators have been asked to add *{title}*.", title=inline(title, 150))
    return note(told, colour=GOOD)


def check(typed: SuggestionForm) -> None:
    """Raises `EmptyText` for a text without anything visible."""
    if not clean(typed.text).strip():
        raise EmptyText


def suggested(t: Texts, drama: Drama, *, new: bool) -> Screen:
    if not new:
        return note(
            t("Someone here has suggested the same already. It waits for the moderators."), colour=GOOD
        )
    told = t(
        "Thank you. The moderators look at it. If they take it, the card of {title} names you beside it.",
        title=f"**{words.title(t, drama, 150)}**",
    )
    again = button(t("Suggest something else"), verbs.CATALOGUE_SUGGEST, drama.id)
    return note(told, button(t("Open the card"), verbs.CARD, drama.id), again, colour=GOOD)


def queue(t: Texts, page: SuggestionPage, done: str = "", proposals: int | None = None) -> Screen:
    """A waiting suggestion, below what was done with the one before.

    `proposals`: how many changes wait for the bot's owner, for the owner alone.
    """
    parts: list[Part] = [say("✅ " + done)] if done else []
    found = page.suggestion
    to_proposals = (
        [row(button(t("Proposed changes ({n})", n=proposals), verbs.PROPOSALS, 0))] if proposals else []
    )
    if found is None:
        return screen(box(*parts, say(t("No suggestions are waiting here.")), *to_proposals))
    when = f"<t:{int(found.at.timestamp())}:R>"
    member = f"<@{found.member_id}>"
    heading = [
        f"### {t(KINDS[found.kind])}" + (f" · {words.title(t, found.drama, 150)}" if found.drama else ""),
        "-# " + t("Suggested {when} by {member}", when=when, member=member),
    ]
    if found.spoils_episode is not None:
        # Under a bar: the person who decides may not have seen it.
        said = [
            box(*parts, say(*spoilers.barred(t, heading)), colour=QUIET),
            box(say(*_said(found)), spoiler=True),
        ]
        rest: list[Part] = []
    else:
        said, rest = [], [*parts, say(*heading), say(*_said(found))]
    rest += [
        row(*_actions(t, found, page.index)),
        pager(t, page.index, page.waiting, verbs.CATALOGUE_SUGGESTIONS),
        *to_proposals,
    ]
    return screen(*said, box(*rest))


def _actions(t: Texts, found: Suggestion, place: int) -> list[Action]:
    """The decisions. What is done by hand has the way there first."""
    take = button(t("Accept"), verbs.CATALOGUE_TAKE, found.id, place, style=ButtonStyle.success)
    done = button(t("Done"), verbs.CATALOGUE_TAKE, found.id, place, style=ButtonStyle.success)
    decline = button(t("Decline"), verbs.CATALOGUE_TURN_DOWN, found.id, place)
    if found.drama is None:
        by_hand = (verbs.ADD_BY_HAND, title_in_button(found.text))
        return [button(t("Enter it by hand"), *by_hand, style=ButtonStyle.primary), done, decline]
    card = button(t("Open the card"), verbs.CARD, found.drama.id)
    if found.kind is SuggestionKind.CORRECTION:
        edit = button(t("Edit the drama"), verbs.EDIT_PANEL, found.drama.id, style=ButtonStyle.primary)
        return [edit, done, decline, card]
    return [take, decline, card]


def _about(t: Texts, found: Suggestion) -> str:
    """The drama, or the title of one that is missing."""
    return f"**{words.title(t, found.drama, 150) if found.drama else inline(found.text, 150)}**"


def _said(found: Suggestion) -> list[str]:
    """What was typed. An address is shown with its host, and can be opened."""
    lines = [block(found.text)]
    if found.url:
        lines.append(linked(inline(host_of(found.url), 100), found.url))
    return lines


def taken(t: Texts, found: Suggestion, *, proposed: bool) -> str:
    """What became of a suggestion that a moderator took."""
    title = _about(t, found)
    if proposed:
        return t("Sent to the bot's owner, who decides on changes of the catalogue: {title}.", title=title)
    return t("Taken for {title}.", title=title)


def declined(t: Texts, found: Suggestion) -> str:
    kind = t(KINDS[found.kind])
    return t("Declined, and deleted: {kind} for {title}.", kind=kind, title=_about(t, found))


def arrived(t: Texts, waiting: int) -> Screen:
    """The notice in the moderators' log, without what was suggested."""
    told = t.plural(
        "{n} suggestion for the catalogue is waiting.",
        "{n} suggestions for the catalogue are waiting.",
        waiting,
    )
    return note(f"💡 {told}", button(t("Suggestions"), verbs.CATALOGUE_SUGGESTIONS, 0), colour=QUIET)
