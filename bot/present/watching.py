"""What a member hears after moving through a drama."""

from __future__ import annotations

from bot.domain.cards import ProgressAnswer
from bot.domain.progress import Status
from bot.i18n import Texts
from bot.present import words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, row, say, screen
from bot.present.options import score_options


def moved(t: Texts, answer: ProgressAnswer, about: int | None = None) -> Screen:
    """The new standing; finishing a drama asks for its score.

    `about` is the episode that was spoken of, else the last one seen is.
    """
    drama, now = answer.drama, answer.progress
    lines = [f"**{words.title(drama)}**: {words.progress(t, now, answer.last)}"]
    upcoming = answer.next_air
    if now.status is Status.WATCHING and upcoming and upcoming.air_date:
        lines.append("-# " + t("Episode {n}: {day}", n=upcoming.number, day=words.moment(upcoming.air_date)))
    if not answer.changed:
        lines.append("-# " + t("It stood so already; nothing has changed."))
    parts: list[Part] = [say(*lines)]
    if answer.just_finished:
        if answer.score is None:
            parts.append(say(t("You have finished it. How was it?")))
            parts.append(
                row(menu(t("Your overall score"), score_options(t, None), "score", drama.id, "overall"))
            )
        else:
            parts.append(
                say(t("You have finished it. Your score: {score}", score=words.score(t, answer.score)))
            )
    parts.append(row(*_next_steps(t, answer, about or answer.progress.episode)))
    return screen(box(*parts, colour=GOOD if answer.changed else QUIET))


def _next_steps(t: Texts, answer: ProgressAnswer, episode: int) -> list[Action]:
    ident = answer.drama.id
    steps = [button(t("Card"), "card", ident, emoji="🎬")]
    all_seen = answer.last is not None and answer.progress.episode >= answer.last
    if answer.progress.status is not Status.COMPLETED and not all_seen:
        steps.insert(0, button(t("+1 episode"), "next", ident, emoji="▶️"))
    elif answer.score is not None:
        steps.insert(0, button(t("Change the score"), "rate", ident, emoji="⭐"))
    if episode:
        steps.append(button(t("Score episode {n}", n=episode), "rate", ident, episode, emoji="⭐"))
    return steps
