"""Messages that were marked as spoilers: the form, the repost that hides them, and reading a sealed one."""

from __future__ import annotations

import io
from collections.abc import Sequence

import discord
from discord import ButtonStyle, ui

from bot.domain.dramas import Drama
from bot.domain.marked import FileCarried, Marked, Place
from bot.domain.spoilers import Shape
from bot.i18n import Texts
from bot.present import forms, words
from bot.present.actions import button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, row, rule, say, screen
from bot.present.options import choices_between
from bot.present.text import block, length_shown, plain

READ = "markread"
SHOW = "markshow"
CHOOSE = "markdrama"
TAKE_AWAY = "unmark"
TAKE_AWAY_NOW = "unmarknow"
FORM = "mark"

# Of a message's 4,000 characters the label takes at most 600.
TEXT_SHOWN = 3_300
WHOLE_TEXT = "message.txt"
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "mp4", "webm", "mov"})

Sheet = tuple[Screen, list[discord.File]]


def form(t: Texts, message_id: int, place: Place | None) -> ui.Modal:
    """Asks what a message tells of; in a drama's thread the drama is known."""
    last = str(place.last_episode) if place and place.last_episode else None
    episode = forms.Field(
        "episode",
        t("Spoils up to episode"),
        20,
        t("The last episode that it tells of."),
        last,
        long=False,
    )
    if place is not None:
        title = f"{plain(place.drama.title, 26)} · {t('Mark as spoiler')}"
        return forms.form(title, FORM, message_id, place.drama.id, fields=(episode,))
    drama = forms.Field("title", t("Drama"), 100, t("Any name of the drama, in any spelling"), long=False)
    return forms.form(t("Mark as spoiler"), FORM, message_id, fields=(drama, episode))


def which(t: Texts, message_id: int, episode: int, dramas: Sequence[Drama]) -> Screen:
    """Asks which of several dramas was meant in the form."""
    return screen(
        box(
            say(t("Which drama does the message tell of?")),
            row(menu(t("Choose the drama"), choices_between(t, dramas), CHOOSE, message_id, episode)),
        )
    )


def planned(t: Texts, drama: Drama, episode: int, *, removable: bool) -> Screen:
    """What the one who marked it is told."""
    what = f"**{words.title(drama)} · {t('Episode {n}', n=episode)}**"
    lines = [t("{what}: the message comes again, hidden.", what=what)]
    if removable:
        lines.append(t("The original is taken away as soon as that stands."))
    else:
        lines.append(
            "⚠️ "
            + t(
                "The original stays: I lack the permission {permission} here. Please delete it by hand.",
                permission=f"**{t(words.PERMISSIONS['manage_messages'])}**",
            )
        )
    return screen(box(say(*lines), colour=GOOD))


def post(t: Texts, shown: Marked) -> Sheet:
    """The repost as everybody sees it: its author and label in sight, its words hidden or not there."""
    label = _label(t, shown)
    away = button(t("Take away"), TAKE_AWAY, shown.message_id)
    if shown.shape is Shape.ASK:
        label.append("-# " + t("It is sealed, for it tells what happens. Read asks first who is behind."))
        under = row(button(t("Read"), READ, shown.message_id, emoji="📖"), away)
        return screen(box(say(*label), under, colour=QUIET)), []
    # Previews join the texts of a message, hidden ones too, and cut them at 100 characters: the
    # label is longer than that, so they end before the plot begins.
    label.append(
        "-# "
        + t(
            "What it says is under the bar below. It stays hidden until you click it, "
            "and shows to nobody but you."
        )
    )
    parts, files = _contents(shown)
    return screen(box(say(*label), colour=QUIET), box(*parts, spoiler=True), row(away)), files


def reading(t: Texts, shown: Marked) -> Sheet:
    """A sealed message for a reader who may know what it tells, or has asked for it."""
    parts, files = _contents(shown)
    return screen(box(say(*_label(t, shown)), rule(), *parts)), files


def question(t: Texts, shown: Marked) -> Screen:
    """What a reader who is behind is asked before it; holds nothing of what it says."""
    episode = shown.episode
    if shown.standing and shown.standing.episode:
        at = shown.standing.episode
        where = t("You are at episode {at}. This tells episode {n}.", at=at, n=episode)
    else:
        where = t("You have not started it. This tells episode {n}.", n=episode)
    return screen(
        box(
            say(*_label(t, shown)[:1], where),
            row(
                button(t("Show anyway"), SHOW, "s", shown.message_id),
                button(t("I have seen up to episode {n}", n=episode), SHOW, "p", shown.message_id),
                button(t("Not now"), "dismiss", style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def away_question(t: Texts, message_id: int, repost_id: int) -> Screen:
    return screen(
        box(
            say(t("Take this message away for good? The original is not brought back.")),
            row(
                button(t("Take away"), TAKE_AWAY_NOW, message_id, repost_id, style=ButtonStyle.danger),
                button(t("Not now"), "dismiss"),
            ),
            colour=QUIET,
        )
    )


def _label(t: Texts, shown: Marked) -> list[str]:
    return [
        *words.scope(t, shown.drama, shown.episode),
        t("{member} wrote this; it was marked as a spoiler.", member=f"<@{shown.author_id}>"),
    ]


def _contents(shown: Marked) -> tuple[list[Part], list[discord.File]]:
    """What the message said, as a quotation, and its files, each of them a spoiler of its own."""
    parts: list[Part] = []
    carried = list(shown.files)
    if text := block(shown.text, TEXT_SHOWN - 2 * shown.text.count("\n")):
        parts.append(say(*(f"> {line}" for line in text.split("\n"))))
    if length_shown(shown.text) > TEXT_SHOWN - 2 * shown.text.count("\n"):
        carried.append(FileCarried(WHOLE_TEXT, shown.text.encode()))
    files = [discord.File(io.BytesIO(file.content), file.name, spoiler=True) for file in carried]
    pictures = [file for file in files if file.filename.rpartition(".")[2] in _PICTURES]
    if pictures:
        parts.append(
            ui.MediaGallery(*(discord.MediaGalleryItem(file.uri, spoiler=True) for file in pictures))
        )
    parts += [ui.File(file.uri, spoiler=True) for file in files if file not in pictures]
    return parts, files
