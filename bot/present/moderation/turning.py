"""The position in the moderators' queue, and the button to the next entry."""

from __future__ import annotations

from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import Action, button
from bot.present.layout import GOOD, QUIET, Screen, box, note, say, with_more


def position(t: Texts, index: int | None, total: int) -> str | None:
    """`3 of 7 in the queue`, as a small line. None where nothing else waits."""
    if index is None or total < 2:
        return None
    return "-# " + t("{n} of {all} in the queue", n=index + 1, all=total)


def onward(t: Texts, index: int | None, total: int) -> Action | None:
    """The button to what comes after it, from the first again after the last. None where nothing does."""
    if index is None:
        return button(t("Next in the queue"), verbs.MODERATION_QUEUE, 0, emoji="➡️") if total else None
    if total < 2:
        return None
    return button(t("Next in the queue"), verbs.MODERATION_QUEUE, (index + 1) % total, emoji="➡️")


def empty(t: Texts) -> Screen:
    told = t("Nothing waits for moderators. Reports, appeals and held writings come here.")
    return note(told, colour=QUIET)


def done(view: Screen, told: str | None) -> Screen:
    """The same screen, with what was just done below it."""
    return with_more(view, box(say(told), colour=GOOD)) if told else view
