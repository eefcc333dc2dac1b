"""Turns errors into sentences: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, ui

import bot.present.errors.catalogue
import bot.present.errors.general
import bot.present.errors.screening
import bot.present.errors.together
import bot.present.errors.watching
import bot.present.errors.writing  # noqa: F401 - its sentences
from bot import errors
from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.airing.digests import bad_clock, unknown_zone
from bot.present.catalogue.offers import look_up, offered
from bot.present.clubs import clubs
from bot.present.episodes.episodes import invitation
from bot.present.errors.sentences import sentence
from bot.present.errors.ways import Corrected, Follow, Onward, adding, better, corrections
from bot.present.layout import (
    GOOD,
    WARNING,
    Part,
    Screen,
    box,
    row,
    say,
    screen,
    with_more,
)
from bot.present.options import choices_between
from bot.present.punctuation import bracketed
from bot.present.reviews import reviews
from bot.present.text import inline

TYPED_FILE = "text.txt"
NO_OTHER = Onward()  # way on than those that the error has itself


def explain(t: Texts, error: errors.NamidaError, onward: Onward = NO_OTHER, *, reference: str = "") -> Screen:
    """The answer to a member for an error, with the ways on that there are. `reference` is of the log."""
    if isinstance(error, errors.UnknownDrama):
        return _unknown_drama(t, error, onward)
    if isinstance(error, errors.AmbiguousDrama):
        return _ambiguous(t, error, onward.follow)
    if isinstance(error, errors.DraftKept):
        return go_on(t, explain(t, error.reason, onward, reference=reference), error, onward.corrected)
    if (own := _screen_of_its_own(t, error)) is not None:
        return own
    if isinstance(error, errors.AllSeen):
        anew = button(t("Watch it again"), verbs.REWATCH, error.drama.id, emoji="🔁")
        return screen(box(say(sentence(error, t)), row(anew), colour=WARNING))
    text = sentence(error, t)
    if isinstance(error, errors.StoreUnavailable):
        text += "\n-# " + t("Reference: {reference}", reference=f"`{reference}`")
    # What waits is no refusal.
    colour = GOOD if isinstance(error, errors.WaitsForModerators) else WARNING
    return screen(box(say(text), *better(t, error, onward.again), colour=colour))


def _screen_of_its_own(t: Texts, error: errors.NamidaError) -> Screen | None:
    """The screen for an error with buttons to continue. None if a sentence is enough."""
    if isinstance(error, errors.NoSynopsisYet):
        return invitation(t, error.drama, error.episode, waits_in=error.waits_in)
    if isinstance(error, errors.NoReviews | errors.NoReviewBy | errors.NoOwnReview):
        return reviews.invitation(t, error.drama, sentence(error, t))
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
    """Says that another curator was faster, with buttons to the current text and to the reader's own."""
    told = t(
        "{name}: someone has published another text in {language} since you started, so yours was not "
        "published. Read theirs first.",
        name=f"**{words.title(t, error.drama)} · {t('Episode {n}', n=error.episode)}**",
        language=t.name_of(error.language),
    )
    there = (error.drama.id, error.episode, error.language)
    on = button(t("Open the form"), verbs.WRITE, *there, emoji="✏️")
    if error.submission is not None:
        on = button(t("Submissions"), verbs.SYNOPSIS_QUEUE, 0)
    read = button(t("Read it"), verbs.SYNOPSIS, *there, style=ButtonStyle.primary, emoji="📖")
    return screen(box(say(told), row(read, on), colour=WARNING))


def fault(t: Texts, reference: str) -> Screen:
    """The answer to a member for a bug of ours."""
    return screen(
        box(
            say(
                t(
                    "Something went wrong on our side. Please check whether it was saved before you "
                    "try again."
                ),
                "-# " + t("Reference: {reference}", reference=f"`{reference}`"),
            ),
            colour=WARNING,
        )
    )


def go_on(t: Texts, view: Screen, error: errors.DraftKept, corrected: Sequence[Corrected] = ()) -> Screen:
    """The answer to a refused form, with buttons to open it: with a better value, or as it was typed."""
    again = button(
        t("Continue writing"), error.verb, *error.subject_ids, style=ButtonStyle.primary, emoji="✏️"
    )
    kept = say("-# " + t("It is saved as a draft. The form opens with it."))
    return with_more(view, kept, row(*corrections(t, error, corrected), again))


def give_back(t: Texts, view: Screen) -> Screen:
    """The answer with the typed texts as a file, so that nothing is lost."""
    told = say("-# " + t("Here is what you typed, so that nothing is lost."))
    return with_more(view, told, ui.File(f"attachment://{TYPED_FILE}"))


def _goes_on(t: Texts, follow: Follow, drama: Drama) -> Action:
    verb, args = follow
    return button(words.choice(t, drama)[:80], verb, drama.id, *args, style=ButtonStyle.secondary)


def _named(t: Texts, dramas: Sequence[Drama]) -> Part:
    """The dramas as text, if choosing one would lose the other options."""
    told = t("The rest of what you typed can't be kept. Please use the command again with one of these:")
    return say(f"-# {told}", *(f"- {inline(words.choice(t, drama), 100)}" for drama in dramas))


def _unknown_drama(t: Texts, error: errors.UnknownDrama, onward: Onward) -> Screen:
    parts: list[Part] = [say(t("Nothing called *{query}*.", query=inline(error.query, 100)))]
    follow = onward.follow
    is_id = error.query.startswith("#")  # one of ours, no name: nothing is like it
    nearest = () if is_id else error.nearest
    if nearest and follow is None:
        parts.append(_named(t, nearest))
    elif nearest and follow is not None:
        parts[0] = say(t("Nothing called *{query}*. Did you mean:", query=inline(error.query, 100)))
        # One a row: titles are long, and five beside each other break on a phone.
        parts += [row(_goes_on(t, follow, drama)) for drama in nearest]
    else:
        parts.append(say("-# " + t("Try another name, or use {/drama search}.")))
    if is_id:
        return screen(box(*parts, colour=WARNING))
    if error.offers is not None:
        parts += offered(t, error.offers)
    elif onward.elsewhere:
        parts += look_up(t, error.query, onward.elsewhere)
    parts += adding(t, error.query, onward.adds)
    return screen(box(*parts, colour=WARNING))


def _ambiguous(t: Texts, error: errors.AmbiguousDrama, follow: Follow | None) -> Screen:
    told = say(t("Several dramas are called *{query}*. Which one?", query=inline(error.query, 100)))
    if follow is None:
        return screen(box(told, _named(t, error.candidates), colour=WARNING))
    verb, args = follow
    which = menu(t("Choose the drama"), choices_between(t, error.candidates), verb, "", *args)
    return screen(box(told, row(which)))


def _already_there(t: Texts, error: errors.AlreadyThere) -> Screen:
    drama = error.drama
    name = bracketed(t, f"**{words.title(t, drama)}**", words.place(t, drama))
    if error.hidden:
        text = t("{title} was removed from the catalogue; it can be brought back.", title=name)
        return screen(
            box(say(text), row(button(t("Bring it back"), verbs.RESTORE_DRAMA, drama.id)), colour=WARNING)
        )
    text = t(
        "{title} is already in the catalogue. Another drama with that name needs its own country or year.",
        title=name,
    )
    return screen(box(say(text), row(button(t("Edit"), verbs.EDIT_PANEL, drama.id)), colour=WARNING))
