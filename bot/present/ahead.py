"""Asks curators and moderators before a form or a queue shows plot that they have not watched yet."""

from __future__ import annotations

from bot.domain.consent import Label
from bot.domain.spoilers import Ahead
from bot.domain.verbs import Verb
from bot.i18n import Texts
from bot.present import spoilers
from bot.present.layout import Screen
from bot.present.spoilers import Asked


def question(
    t: Texts, ahead: Ahead, kind: str, verb: Verb, subject: tuple[object, ...], beside: tuple[str, ...] = ()
) -> Screen:
    """The question; `kind` is what would be shown, and `verb` with `subject` shows it."""
    return spoilers.question(
        t, Asked(ahead.drama, Label(ahead.episode), ahead.standing, kind, verb, subject, beside)
    )
