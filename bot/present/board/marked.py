"""Messages marked as spoilers: the form, the hidden repost, and reading a sealed one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import discord
from discord import ButtonStyle, ui

from bot.domain.consent import Alone, Withheld
from bot.domain.dramas import Drama
from bot.domain.marked import FileCarried, Marked, ThreadPlace
from bot.domain.spoilers import Shape
from bot.domain.verbs import Verb
from bot.domain.writings import WritingKind
from bot.i18n import N_, Texts, everywhere
from bot.present import forms, verbs, words
from bot.present.actions import button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, note, row, rule, say, screen
from bot.present.moderation.naming import report_button
from bot.present.options import choices_between
from bot.present.spoilers import Asked, hidden, question, sealed
from bot.present.text import block, length_shown, plain, unescape

# Of a message's 4,000 characters the label takes at most 600.
TEXT_SHOWN = 3_300
WHOLE_TEXT = "message.txt"
_SPOILER = "SPOILER_"  # what discord.py puts before the name of a file that is one
DESCRIPTION_SHOWN = 1_000  # characters of a picture's alternative text
NAMELESS = N_("A picture of this message")  # for a picture without one
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "mp4", "webm", "mov"})

TITLE_LIMIT = 100

Sheet = tuple[Screen, list[discord.File]]


def form(t: Texts, message_id: int, place: ThreadPlace | None) -> ui.Modal:
    """The form that asks what a message spoils. In a drama's thread, the drama is known."""
    last = str(place.last_episode) if place and place.last_episode else None
    episode = forms.Field(
        "episode",
        t("Spoils up to episode"),
        20,
        t("The last episode it mentions."),
        last,
        long=False,
    )
    if place is not None:
        title = f"{words.plain_title(t, place.drama, 26)} · {t('Mark as spoiler')}"
        return forms.form(title, verbs.MARK, message_id, place.drama.id, fields=(episode,))
    drama = forms.Field(
        "title", t("Title of the drama"), TITLE_LIMIT, t("Any name of the drama, in any spelling"), long=False
    )
    return forms.form(t("Mark as spoiler"), verbs.MARK, message_id, fields=(drama, episode))


def label_form(t: Texts, message_id: int, repost_id: int, place: ThreadPlace | None) -> ui.Modal:
    """The form to correct a repost's label. It starts with the current label."""
    return forms.form(
        t("Correct the label"),
        verbs.MARK_EDIT,
        message_id,
        repost_id,
        fields=(
            forms.Field(
                "title",
                t("Title of the drama"),
                TITLE_LIMIT,
                t("Any name of the drama, in any spelling"),
                words.plain_title(t, place.drama, TITLE_LIMIT) if place else None,
                long=False,
            ),
            forms.Field(
                "episode",
                t("Spoils up to episode"),
                20,
                t("The last episode it mentions."),
                str(place.last_episode) if place else None,
                long=False,
            ),
        ),
    )


def corrected(t: Texts, drama: Drama, episode: int) -> Screen:
    what = f"**{words.title(t, drama)} · {t('Episode {n}', n=episode)}**"
    return note(t("The message is now labelled {what}.", what=what), colour=GOOD)


def which(t: Texts, dramas: Sequence[Drama], verb: Verb, *args: object) -> Screen:
    """Asks which of several dramas the form meant. `verb` handles the answer."""
    return screen(
        box(
            say(t("Which drama is the message about?")),
            row(menu(t("Choose the drama"), choices_between(t, dramas), verb, *args)),
        )
    )


def planned(t: Texts, drama: Drama, episode: int, *, removable: bool) -> Screen:
    """The answer to the member who marked it."""
    what = f"**{words.title(t, drama)} · {t('Episode {n}', n=episode)}**"
    lines = [t("{what}: the message is being posted again, hidden.", what=what)]
    if removable:
        lines.append(t("The original is deleted as soon as the hidden one is posted."))
    else:
        lines.append(
            "⚠️ "
            + t(
                "The original stays, because I don't have the permission {permission} here. Please "
                "delete it by hand.",
                permission=f"**{t(words.PERMISSIONS['manage_messages'])}**",
            )
        )
    return screen(box(say(*lines), colour=GOOD))


def post(t: Texts, shown: Marked) -> Sheet:
    """The repost as everyone sees it: author and label visible, words hidden or absent."""
    label = _label(t, shown)
    own = (
        button(t("Edit"), verbs.MARK_EDIT, shown.message_id, emoji="✏️"),
        button(t("Delete"), verbs.UNMARK, shown.message_id),
        report_button(t, WritingKind.MARKED, shown.message_id),
    )
    if shown.shape is Shape.ASK:
        label = sealed(t, label, t("Read"))
        under = row(button(t("Read"), verbs.MARKED_READ, shown.message_id, emoji="📖"), *own)
        return screen(box(say(*label), under, colour=QUIET)), []
    parts, files = _contents(t, shown)
    return screen(*hidden(t, label, parts), row(*own)), files


def alone(t: Texts, gated: Alone[Marked]) -> Sheet:
    """A sealed message for one reader, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return question(t, _asked(t, gated)), []
    parts, files = _contents(t, gated.shown)
    return screen(box(say(*_label(t, gated.shown)), rule(), *parts)), files


def _asked(t: Texts, withheld: Withheld[Marked]) -> Asked:
    """A sealed message as its reader is asked before it."""
    shown = withheld.shown
    return Asked(
        shown.drama,
        withheld.label,
        shown.standing,
        t("Message"),
        verbs.MARKED_SHOW,
        (shown.message_id,),
        (_author(t, shown),),
    )


def away_question(t: Texts, message_id: int, repost_id: int) -> Screen:
    return screen(
        box(
            say(t("Delete this message? This can't be undone, and the original does not come back.")),
            row(
                button(t("Delete"), verbs.UNMARK_NOW, message_id, repost_id, style=ButtonStyle.danger),
                button(t("Not now"), verbs.DISMISS),
            ),
            colour=QUIET,
        )
    )


def _label(t: Texts, shown: Marked) -> list[str]:
    return [
        *words.scope(t, shown.drama, shown.episode),
        _author(t, shown),
    ]


def _author(t: Texts, shown: Marked) -> str:
    return t("{member} wrote this; it was marked as a spoiler.", member=f"<@{shown.author_id}>")


def read_back(shown: Marked, message: discord.Message, files: Sequence[FileCarried]) -> Marked:
    """The words that `post` put under the spoiler bar of a message, read back. `files` are the message's."""
    described = iter(_descriptions(message))
    carried = [
        replace(
            file,
            name=file.name.removeprefix(_SPOILER),
            description=next(described, None) if _is_picture(file.name) else None,
        )
        for file in files
    ]
    whole = next((file.content.decode() for file in carried if file.name == WHOLE_TEXT), None)
    quoted = next((part.content for part in _under_bar(message) if isinstance(part, discord.TextDisplay)), "")
    text = "\n".join(line.removeprefix("> ") for line in quoted.split("\n"))
    kept = tuple(file for file in carried if file.name != WHOLE_TEXT)
    return replace(shown, text=unescape(text) if whole is None else whole, files=kept)


def _under_bar(message: discord.Message) -> Iterator[discord.Component]:
    for part in message.components:
        if isinstance(part, discord.Container) and part.spoiler:
            yield from part.children


def _descriptions(message: discord.Message) -> Iterator[str | None]:
    """The alternative texts of a repost's pictures, in order. None if the author gave none."""
    for part in _under_bar(message):
        if isinstance(part, discord.MediaGalleryComponent):
            for item in part.items:
                yield item.description if item.description not in everywhere(NAMELESS) else None


def _is_picture(name: str) -> bool:
    return name.rpartition(".")[2] in _PICTURES


def _contents(t: Texts, shown: Marked) -> tuple[list[Part], list[discord.File]]:
    """The message's words as a quotation, and its files, each hidden as a spoiler."""
    parts: list[Part] = []
    carried = list(shown.files)
    if text := block(shown.text, TEXT_SHOWN - 2 * shown.text.count("\n")):
        parts.append(say(*(f"> {line}" for line in text.split("\n"))))
    if length_shown(shown.text) > TEXT_SHOWN - 2 * shown.text.count("\n"):
        carried.append(FileCarried(WHOLE_TEXT, shown.text.encode()))
    files = [discord.File(io.BytesIO(file.content), file.name, spoiler=True) for file in carried]
    # The alternative text is only under the spoiler bar, because that of an attachment would be visible.
    pictures = [
        discord.MediaGalleryItem(
            file.uri,
            spoiler=True,
            description=plain(kept.description or "", DESCRIPTION_SHOWN) or t(NAMELESS),
        )
        for file, kept in zip(files, carried, strict=True)
        if _is_picture(kept.name)
    ]
    if pictures:
        parts.append(ui.MediaGallery(*pictures))
    parts += [ui.File(file.uri, spoiler=True) for file in files if not _is_picture(file.filename)]
    return parts, files
