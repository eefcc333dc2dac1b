"""What a screen takes in each way in which the gate lets words through, with the longest label there is."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.consent import Barred, Cleared, Consent, Label, S, Withheld
from bot.domain.spoilers import Shape

LABEL = Label(5_000, "f" * 10)


def cleared(shown: S) -> Cleared[S]:
    """In clear, for a reader who was asked and agreed."""
    return Cleared(replace(shown, shape=Shape.PRIVATE), LABEL, Consent(LABEL.up_to, LABEL.revision))


def barred(shown: S) -> Barred[S]:
    return Barred(replace(shown, shape=Shape.BARS), LABEL)


def withheld(shown: S) -> Withheld[S]:
    """For a reader who has to be asked."""
    return Withheld(replace(shown, shape=Shape.ASK).without_words(), LABEL)
