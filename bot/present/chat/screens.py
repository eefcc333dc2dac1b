"""The bot's replies in a chat: a button to an answer, a question back, and what the bot can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from discord import ButtonStyle

from bot.domain.dramas import Drama
from bot.domain.questions import Intent, Question
from bot.i18n import N_, Texts
from bot.present.actions import Action
from bot.present.chat.questions import asking, label, short
from bot.present.layout import Part, Screen, box, row, say, screen

# A test asks them, in each language that has patterns of its own.
EXAMPLES = (
    N_("Who plays Aya in 1 Litre of Tears?"),
    N_("How many episodes does Taiyou no Uta have?"),
    N_("Where can I watch Alice in Borderland?"),
    N_("What is like Nobuta wo Produce?"),
    N_("I have seen Attention Please up to episode 5"),
)
Dramas = Mapping[int, Drama]
_OFFERED = (Intent.FOR_ME, Intent.TODAY, Intent.HELP)


def for_you(t: Texts, question: Question, asker_id: int) -> Screen:
    """Stands in a channel for an answer that its reader alone may see."""
    show = asking(t("Show me"), short(question), asker_id, style=ButtonStyle.primary, emoji="👁️")
    return screen(box(say(t("Only you see the answer to this.")), row(show)))


def confirm(t: Texts, question: Question, drama: Drama | None, asker_id: int) -> Screen:
    """Asks before something is changed. The button does it, for the one who asked."""
    do = asking(label(t, question, drama), short(question), asker_id, style=ButtonStyle.primary)
    return screen(box(say(t("Press the button if this is what you want.")), row(do)))


def which(t: Texts, choices: Sequence[Question], dramas: Dramas, asker_id: int) -> Screen:
    """Asks which of several things was meant."""
    return screen(box(say(t("Which of these do you mean?")), *_rows(t, choices, dramas, asker_id)))


def which_drama(t: Texts, choices: Sequence[Question], dramas: Dramas, asker_id: int) -> Screen:
    """Asks about which drama. `choices` are of dramas that the reader watches: only they may see these."""
    parts: list[Part] = [say(t("Which drama do you mean? Ask again with its name, in any spelling."))]
    return screen(box(*parts, *_rows(t, choices, dramas, asker_id)))


def lost(t: Texts, nearest: Sequence[Question], dramas: Dramas, asker_id: int) -> Screen:
    """Says that nothing was understood, and offers what is nearest."""
    told = t("That is not something I understand. Perhaps one of these helps:")
    return screen(box(say(told), *_rows(t, nearest, dramas, asker_id)))


def hello(t: Texts, asker_id: int) -> Screen:
    """What can be asked, with examples."""
    questions = [Question(intent) for intent in _OFFERED]
    return screen(
        box(
            say(
                t("Ask me about a drama in your own words, for example:"),
                *(f"- {t(one)}" for one in EXAMPLES),
            ),
            *_rows(t, questions, {}, asker_id),
        )
    )


def _rows(t: Texts, choices: Sequence[Question], dramas: Dramas, asker_id: int) -> list[Part]:
    """A button for each, two in a row: their labels are long."""
    ids = {question.drama_id for question in choices}
    several = len(ids - {None}) > 1
    buttons: list[Action] = []
    taken = set()
    for question in choices:
        drama = dramas.get(question.drama_id) if question.drama_id is not None else None
        if question.drama_id is not None and drama is None:
            continue  # it is not in sight by now
        made = asking(label(t, question, drama, told_apart=several), short(question), asker_id)
        if made["custom_id"] not in taken:
            taken.add(made["custom_id"])
            buttons.append(made)
    return [row(*buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
