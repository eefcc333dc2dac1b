"""Quotes on the screen: as everybody may see them, alone, and the form to save one."""

from __future__ import annotations

from dataclasses import replace

from discord import ButtonStyle, ui

from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown
from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape
from bot.errors import EmptyText
from bot.i18n import Texts
from bot.present import forms, words
from bot.present.actions import Action, button
from bot.present.layout import GOOD, QUIET, Part, Screen, box, note, row, say, screen
from bot.present.text import block, inline, plain

TEXT_SHOWN = 2_200  # characters as sent: what was written doubles at most, and lines get a mark each
ANY = 0  # of any drama


def check(typed: QuoteForm) -> None:
    """Raises `EmptyText` for a text in which nothing can be seen."""
    if not block(typed.text, QUOTE_LIMIT):
        raise EmptyText


def quote(t: Texts, shown: QuoteShown, another: int = ANY) -> Screen:
    """A quote, its label in sight and what was said hidden where it spoils; `another` is a drama or `ANY`."""
    label = _label(t, shown)
    actions = row(*_actions(t, shown, another))
    if shown.shape is Shape.ASK:
        label.append("-# " + t("It is sealed, for it tells what happens. Read asks first who is behind."))
        return screen(box(say(*label), actions, colour=QUIET))
    text = say(*_said(shown))
    if shown.shape is Shape.PRIVATE:
        return screen(box(say(*label), text, actions))
    # Longer than the 100 characters of a preview, which shows hidden text as well.
    label.append(
        "-# "
        + t("It is under the bar below. It stays hidden until you click it, and shows to nobody but you.")
    )
    hidden: list[Part] = [box(say(*label), colour=QUIET), box(text, spoiler=True), actions]
    return screen(*hidden)


def plainly(shown: QuoteShown) -> QuoteShown:
    """The quote as its reader asked to see it."""
    return replace(shown, shape=Shape.PRIVATE)


def question(t: Texts, shown: QuoteShown) -> Screen:
    """What a reader who is behind is asked before a quote that spoils; holds nothing of it."""
    episode = shown.quote.episode or 0
    if shown.standing and shown.standing.episode:
        at = shown.standing.episode
        where = t("You are at episode {at}. This quote is of episode {n}.", at=at, n=episode)
    else:
        where = t("You have not started it. This quote is of episode {n}.", n=episode)
    return screen(
        box(
            say(f"### {words.title(shown.drama)}", where),
            row(
                button(t("Show anyway"), "quoteshow", "s", shown.quote.id),
                button(t("I have seen up to episode {n}", n=episode), "quoteshow", "p", shown.quote.id),
                button(t("Not now"), "dismiss", style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def saved(t: Texts, shown: QuoteShown) -> Screen:
    """The answer to a message that was saved; says nothing of it, for it stands there."""
    title = f"**{words.title(shown.drama)}**"
    told = (
        t("{title}: saved as a quote. /quote random shows it.", title=title)
        if shown.new
        else t("{title}: this quote is saved already.", title=title)
    )
    return note(told, button(t("Read it"), "quoteread", shown.quote.id, emoji="📖"), colour=GOOD)


def form(t: Texts, message_id: int, drama: Drama | None, begins: QuoteForm) -> ui.Modal:
    """The form for a message; it asks for the drama where that is not known."""
    asked = () if drama else (_short("title", t("Drama"), t("Any name of the drama"), 100, begins.title),)
    return forms.form(
        t("Save as quote"),
        "quote",
        message_id,
        drama.id if drama else ANY,
        fields=(
            *asked,
            forms.Field("text", t("What is said"), QUOTE_LIMIT, value=begins.text[:QUOTE_LIMIT] or None),
            _short(
                "speaker",
                t("Who says it"),
                t("Empty if you do not know."),
                SPEAKER_LIMIT,
                begins.speaker,
                False,
            ),
            _short(
                "episode",
                t("Spoils up to episode"),
                t("Empty if it spoils nothing. Else the last episode that it tells of."),
                20,
                begins.episode,
                False,
            ),
        ),
    )


def _short(
    name: str, label: str, description: str, limit: int, value: str, required: bool = True
) -> forms.Field:
    return forms.Field(name, label, limit, description, value[:limit] or None, long=False, required=required)


def _label(t: Texts, shown: QuoteShown) -> list[str]:
    """What stands in sight of everybody, nothing of what is said or by whom."""
    lines = [f"### {words.title(shown.drama)} · {t('Quote')}"]
    if shown.quote.added_by is not None and shown.quote.guild_id is not None:
        lines.append("-# " + t("saved by {member}", member=f"<@{shown.quote.added_by}>"))
    if shown.quote.episode is not None:
        lines.append("⚠️ " + t("Spoils up to episode {n}", n=shown.quote.episode))
    return lines


def _said(shown: QuoteShown) -> list[str]:
    lines = [f"> {line}" for line in block(shown.quote.text, TEXT_SHOWN).split("\n") if line]
    if speaker := plain(shown.quote.speaker or "", SPEAKER_LIMIT):
        lines.append(f"— {inline(speaker, 2 * SPEAKER_LIMIT)}")
    return lines


def _actions(t: Texts, shown: QuoteShown, another: int) -> list[Action]:
    buttons = [
        button(t("Another"), "quoteanother", another, emoji="🎲"),
        button(t("Card"), "card", shown.drama.id, emoji="🎬"),
    ]
    if shown.shape is Shape.ASK:
        read = button(t("Read"), "quoteread", shown.quote.id, style=ButtonStyle.primary, emoji="📖")
        buttons.insert(0, read)
    return buttons
