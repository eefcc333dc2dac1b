"""Buttons that ask a question: what a button says, and how it carries the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.dramas import Drama
from bot.domain.progress import Status
from bot.domain.questions import Intent, Question
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, Pressed, button, count, flag, number, one_of

LABEL_LIMIT = 80
TITLE_LIMIT = 40  # characters of a title on a button
NAME_LIMIT = 12  # characters of a character's name that a button carries
ANYBODY = 0  # may press it: each gets an answer of their own

# One letter for each part of a question, in buttons that may be years old: none is ever given anew.
_TEXTS = {
    "o": "overall",
    "k": "country",
    "g": "genre",
    "s": "status",
    "b": "by",
    "n": "character",
    "c": "command",
}
_NUMBERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "d": ("drama_id", number), "p": ("person_id", number), "m": ("member_id", number),
    "e": ("episode", count), "y": ("year", count), "x": ("shorter", flag),
}  # fmt: skip

_OF_DRAMA: Mapping[Intent, str] = {
    Intent.CARD: N_("Card: {title}"),
    Intent.CAST: N_("Cast: {title}"),
    Intent.STAFF: N_("Who made {title}"),
    Intent.LENGTH: N_("Episodes: {title}"),
    Intent.AIRED: N_("When it aired: {title}"),
    Intent.NEXT: N_("Next episode: {title}"),
    Intent.STREAM: N_("Where to watch {title}"),
    Intent.MUSIC: N_("Music: {title}"),
    Intent.NETWORK: N_("Network: {title}"),
    Intent.RATING: N_("Rating: {title}"),
    Intent.WATCHERS: N_("Who has seen {title}"),
    Intent.ABOUT: N_("What it is about: {title}"),
    Intent.SYNOPSIS: N_("Episode {n}: {title}"),
    Intent.ENDING: N_("How it ends: {title}"),
    Intent.SIMILAR: N_("Like {title}"),
    Intent.OPINION: N_("Review: {title}"),
    Intent.REVIEWS: N_("Reviews: {title}"),
    Intent.PROGRESS: N_("How far I am: {title}"),
    Intent.QUOTE: N_("A quote: {title}"),
    Intent.SCORE: N_("Score {title}"),
    Intent.SEEN: N_("Seen up to episode {n}: {title}"),
    Intent.MORE: N_("One more episode: {title}"),
    Intent.PLAN: N_("Plan {title}"),
    Intent.STATUS: N_("{status}: {title}"),
    Intent.CLUB: N_("Start a watch club: {title}"),
    Intent.WRITE: N_("Write a review: {title}"),
    Intent.FOLLOW: N_("Follow {title}"),
}
_OF_ITSELF: Mapping[Intent, str] = {
    Intent.PROGRESS: N_("How far I am"),
    Intent.FOR_ME: N_("What to watch"),
    Intent.TODAY: N_("On air today"),
    Intent.QUOTE: N_("A quote"),
    Intent.PERSON: N_("This person's roles"),
    Intent.SEARCH: N_("Search"),
    Intent.TOP: N_("The best rated"),
    Intent.RANDOM: N_("A random drama"),
    Intent.LIST: N_("My list"),
    Intent.HELP: N_("What I can do"),
}
SCORE_OF = N_("Score {score}: {title}")


def label(t: Texts, question: Question, drama: Drama | None, *, told_apart: bool = False) -> str:
    """What a button says that asks this. `told_apart`: several dramas of one name are offered."""
    if drama is None or question.intent not in _OF_DRAMA:
        return t(_OF_ITSELF.get(question.intent, _OF_ITSELF[Intent.HELP]))[:LABEL_LIMIT]
    title = words.choice(t, drama) if told_apart else words.title(t, drama)
    title = title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"
    text = SCORE_OF if question.intent is Intent.SCORE and question.overall else _OF_DRAMA[question.intent]
    status = t(words.STATUSES[Status(question.status)]) if question.status else ""
    return t(text, title=title, n=question.episode or 0, score=question.overall, status=status)[:LABEL_LIMIT]


def asking(label_: str, question: Question, asker_id: int, **style: Any) -> Action:
    """A button that asks a question. What writes answers only the one who asked."""
    owner = asker_id if question.writes else ANYBODY
    return button(label_, verbs.CHAT, owner, question.intent, *_parts(question), **style)


def _parts(question: Question) -> list[str]:
    parts = [f"{letter}{value}" for letter, name in _TEXTS.items() if (value := getattr(question, name))]
    parts += [
        f"{letter}{int(value)}"
        for letter, (name, _) in _NUMBERS.items()
        if (value := getattr(question, name)) not in (None, False)
    ]
    return parts


def short(question: Question) -> Question:
    """The question as it fits into a button."""
    return replace(question, character=question.character[:NAME_LIMIT], overall=question.overall[:NAME_LIMIT])


def pressed_question(pressed: Pressed) -> tuple[int, Question]:
    """Who may press, and what is asked. Raises `Outdated` for what no button of ours says."""
    owner, intent = pressed.number(0), pressed.one_of(1, Intent)
    values: dict[str, Any] = {}
    for part in pressed.args[2:]:
        letter, value = part[:1], part[1:]
        if letter in _TEXTS:
            values[_TEXTS[letter]] = value
        else:
            name, read = one_of(_NUMBERS.__getitem__, letter)
            values[name] = read(value)
    if "status" in values:
        one_of(Status, values["status"])
    return owner, Question(intent, **values)
