"""The answers to a member who updates their progress."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle, ui

from bot.domain.cards import ProgressAnswer
from bot.domain.dramas import Drama
from bot.domain.progress import NOTE_LIMIT, Progress, Status
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.forms import Field, form
from bot.present.layout import GOOD, QUIET, ROW, WARNING, Part, Screen, box, note, row, say, screen
from bot.present.options import score_options
from bot.present.punctuation import labelled
from bot.present.text import block

_NOTE_SHOWN = 300
_SHORT_LIMIT = 20
# The message for a wrong value of a field.
EXPECTED: Mapping[str, str] = {
    "started": N_("Started on: a day like 2026-01-31"),
    "finished": N_("Finished on: a day like 2026-01-31, for a drama that you have completed"),
    "order": N_("The first day is after the last one"),
    "rewatches": N_("Watched again: a number of times, up to 1000"),
    "note": N_("The note is too long: the limit is 1000 characters"),
}


def moved(t: Texts, answer: ProgressAnswer, about: int | None = None) -> Screen:
    """The new progress. After finishing a drama, it asks for a score.

    `about` is the episode to name, else the last one seen.
    """
    drama, now = answer.drama, answer.progress
    standing = words.progress(t, now, answer.last, answer.fresh)
    lines = [labelled(t, f"**{words.title(t, drama)}**", standing)]
    upcoming = answer.next_air
    if now.status is Status.WATCHING and upcoming and upcoming.air_date:
        lines.append("-# " + t("Episode {n}: {day}", n=upcoming.number, day=words.moment(upcoming.air_date)))
    lines += _details(t, now)
    if not answer.changed:
        lines.append("-# " + t("That was already set, so nothing changed."))
    parts: list[Part] = [say(*lines)]
    if answer.just_finished:
        if answer.score is None:
            parts.append(say(t("You have finished it. How was it?")))
            parts.append(
                row(menu(t("Your overall score"), score_options(t, None), verbs.SCORE, drama.id, "overall"))
            )
        else:
            parts.append(
                say(t("You have finished it. Your score: {score}", score=words.score(t, answer.score)))
            )
    steps = _next_steps(t, answer, about or answer.progress.episode)
    parts += [row(*steps[start : start + ROW]) for start in range(0, len(steps), ROW)]
    return screen(box(*parts, colour=GOOD if answer.changed else QUIET))


def _details(t: Texts, now: Progress) -> list[str]:
    """The details from the form: dates, rewatches, the note. Only their member sees them."""
    parts = []
    if now.started_on:
        parts.append(t("Started {day}", day=words.moment(now.started_on)))
    if now.finished_on:
        parts.append(t("Finished {day}", day=words.moment(now.finished_on)))
    if now.rewatches:
        parts.append(t.plural("Watched again {n} time", "Watched again {n} times", now.rewatches))
    lines = ["-# " + " · ".join(parts)] if parts else []
    return [*lines, *(["📝 " + block(now.note, _NOTE_SHOWN)] if now.note else [])]


def more(t: Texts, drama: Drama, now: Progress | None) -> ui.Modal:
    """The form for details without a command option. It asks for the last day only if there is one."""
    now = now or Progress(Status.PLAN)
    days = (
        ("started", t("Started on"), now.started_on),
        *((("finished", t("Finished on"), now.finished_on),) if now.status is Status.COMPLETED else ()),
    )
    fields = [
        Field(
            name,
            label,
            _SHORT_LIMIT,
            t("A day like 2026-01-31; leave it empty if you do not know"),
            day.isoformat() if day else None,
            long=False,
            required=False,
        )
        for name, label, day in days
    ]
    times = t("How often you have started it again after finishing it")
    note = t("Only you can read it")
    fields += [
        Field(
            "rewatches",
            t("Watched again"),
            _SHORT_LIMIT,
            times,
            str(now.rewatches),
            long=False,
            required=False,
        ),
        Field("note", t("Note"), NOTE_LIMIT, note, now.note, required=False),
    ]
    return form(words.title(t, drama, 45), verbs.WATCH_MORE, drama.id, fields=tuple(fields))


def _next_steps(t: Texts, answer: ProgressAnswer, episode: int) -> list[Action]:
    ident = answer.drama.id
    steps = [button(t("Card"), verbs.CARD, ident, emoji="🎬")]
    all_seen = answer.last is not None and answer.progress.episode >= answer.last
    if answer.fresh or (answer.progress.status is not Status.COMPLETED and not all_seen):
        steps.insert(0, button(t("+1 episode"), verbs.NEXT, ident, emoji="▶️"))
    else:
        if answer.score is not None:
            steps.insert(0, button(t("Change the score"), verbs.RATE, ident, emoji="⭐"))
        if not answer.just_finished:
            steps.insert(0, button(t("Watch it again"), verbs.REWATCH, ident, emoji="🔁"))
    if episode:
        steps.append(button(t("Score episode {n}", n=episode), verbs.RATE, ident, episode, emoji="⭐"))
    return [
        *steps,
        button(t("More"), verbs.WATCH_MORE, ident, emoji="📝"),
        button(t("Remove from list"), verbs.UNLIST, ident),
    ]


def forget_question(t: Texts, drama: Drama) -> Screen:
    """The question before a drama is removed from the list. What is deleted with it cannot be restored."""
    return note(
        t(
            "Remove {title} from your list? Your progress, dates and note are deleted. Your scores and "
            "reviews stay.",
            title=f"**{words.title(t, drama)}**",
        ),
        button(t("Remove from my list"), verbs.UNLIST, drama.id, "yes", style=ButtonStyle.danger),
        button(t("Cancel"), verbs.DISMISS),
        colour=WARNING,
    )


def forgotten(t: Texts, drama: Drama, *, was_there: bool) -> Screen:
    title = f"**{words.title(t, drama)}**"
    if was_there:
        return note(
            t("{title} is off your list.", title=title), button(t("Card"), verbs.CARD, drama.id, emoji="🎬")
        )
    return note(t("{title} is not on your list.", title=title), colour=QUIET)
