"""Pictures of reviews and comments: as a message shows them, and the form that adds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from discord import ui

from bot.domain.stills import ALT_LIMIT, MOST, SENT_LIMIT, Stills, StillsChanged, StillsOf
from bot.i18n import N_, Texts
from bot.present import verbs
from bot.present.actions import Action, button
from bot.present.forms import Field, Upload, form
from bot.present.layout import GOOD, Part, Screen, note
from bot.present.parts import Gallery
from bot.present.text import clean, plain

FILES = "files"
DESCRIPTIONS = tuple(f"alt{number}" for number in range(1, MOST + 1))
_LABELS = (N_("What the first picture shows"), N_("What the second shows"), N_("What the third shows"))


def described(typed: Iterable[str]) -> list[str]:
    """The alternative texts as they were typed; empty where nothing of one would be seen."""
    return [alt if clean(alt).strip() else "" for alt in typed]


def gallery(stills: Stills, *, hides: bool = False) -> list[Part]:
    """The pictures as a part of a message, if there are any. `hides`: the words with them are under a bar."""
    shown = [replace(still, alt=plain(still.alt, ALT_LIMIT) or "–") for still in stills]
    return [Gallery(shown, hides=hides)] if shown else []


def pictures_button(t: Texts, what: StillsOf) -> Action:
    """Opens the form; for the author of the writing."""
    return button(t("Pictures"), verbs.PICTURES, what.kind, what.id, emoji="🖼️")


def pictures_form(t: Texts, what: StillsOf, alts: tuple[str, ...]) -> ui.Modal:
    """The form. It begins with the alternative texts of the pictures that are there."""
    begins = (*alts, *("" for _ in range(MOST)))
    told = t("For those who can't see it. Without a file and without these texts, the pictures are removed.")
    fields = [
        Field(name, t(label), ALT_LIMIT, told if not at else None, begins[at] or None, required=False)
        for at, (name, label) in enumerate(zip(DESCRIPTIONS, _LABELS, strict=True))
    ]
    about = t(
        "JPEG, PNG, WebP or GIF, {n} MB each. They replace those that are there.", n=SENT_LIMIT // 1_048_576
    )
    upload = Upload(FILES, t("Pictures (up to {n})", n=MOST), MOST, about)
    return form(t("Pictures"), verbs.PICTURES, what.kind, what.id, fields=(upload, *fields))


def changed(t: Texts, done: StillsChanged) -> Screen:
    """The answer to the form."""
    if not done.count:
        told = t("The pictures are removed, wherever they were shown.")
    else:
        told = t.plural(
            "Saved: {n} picture. Every message that shows the text shows it, too.",
            "Saved: {n} pictures. Every message that shows the text shows them, too.",
            done.count,
        )
        more = t("They were drawn again: where and with what they were taken is no longer in them.")
        told = f"{told}\n-# {more}"
    return note(
        told,
        pictures_button(t, done.what),
        button(t("Card"), verbs.CARD, done.drama_id, emoji="🎬"),
        colour=GOOD,
    )
