"""The frame around everything that spoils: the bar or seal in public, and the one question.

Whether a reader may see something is decided in `bot/domain/spoilers.py`; this says how it looks, with the
same words and the same three answers for a synopsis, a review, a comment, a quote, a marked message and the
scores of episodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from discord import ButtonStyle

from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.verbs import Verb
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Pressed, button, count
from bot.present.forms import Field
from bot.present.layout import QUIET, Part, Screen, box, row, say, screen

ANYWAY = "s"  # show it this once
SEEN = "p"  # the reader has seen that far: show it, and move their progress there
LABEL_TYPED = 20  # characters of what is typed for the episode that something spoils up to
_UP_TO = re.compile(r"e(\d+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a reader asks for alone, and what they are asked before it.

    It spoils up to `episode` (None: nothing); `standing` is how far the reader is. `kind` is what it is,
    translated; `beside` are lines that may stand in sight. `verb` and `subject` say what the answers show.
    """

    drama: Drama
    episode: int | None
    standing: Progress | None
    kind: str
    verb: Verb
    subject: tuple[object, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was pressed under a question; `up_to` None: asked by a version that did not write it down.

    `subject` is read as a button of its own would be: the verb, and what follows the answer.
    """

    seen: bool
    subject: Pressed
    up_to: int | None


def question(t: Texts, asked: Asked) -> Screen:
    """What a reader who is behind is asked before a spoiler; holds nothing of it."""
    n = asked.episode or 0
    standing = asked.standing
    if standing and standing.furthest:
        where = t(
            "You've watched up to episode {at}. This contains spoilers for episode {n}.",
            at=standing.furthest,
            n=n,
        )
    elif standing and standing.finished_once:
        where = t(
            "You've completed this drama, but your list doesn't say up to which episode. This contains "
            "spoilers for episode {n}.",
            n=n,
        )
    else:
        where = t("You haven't started this drama. This contains spoilers for episode {n}.", n=n)
    subject = (*asked.subject, f"e{n}")
    return screen(
        box(
            say(f"### {words.title(asked.drama)} · {asked.kind}", *asked.beside, where),
            row(
                button(t("Show anyway"), asked.verb, ANYWAY, *subject),
                button(t("I have seen up to episode {n}", n=n), asked.verb, SEEN, *subject),
                button(t("Not now"), verbs.DISMISS, style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def answer(pressed: Pressed) -> Answer:
    """What the buttons of `question` say; raises `Outdated` for anything else."""
    seen = pressed.one_of(0, {ANYWAY: False, SEEN: True}.__getitem__)
    subject = pressed.args[1:]
    match = _UP_TO.fullmatch(subject[-1]) if subject else None
    said = Pressed(pressed.verb, subject[:-1] if match else subject)
    return Answer(seen, said, count(match[1]) if match else None)


def label_field(t: Texts, name: str, begins: str, last: int | None = None) -> Field:
    """The field of a form for what a member's words spoil, the same in every form; `last`: of the drama."""
    told = t("Leave empty only if it contains no spoilers. Otherwise, the last episode you mention.")
    if last:
        told = t(
            "Leave empty only if it contains no spoilers. Otherwise, the last episode you mention (1 to "
            "{n}).",
            n=last,
        )
    value = begins[:LABEL_TYPED] or None
    return Field(name, t("Spoils up to episode"), LABEL_TYPED, told, value, long=False, required=False)


def hidden(t: Texts, label: Sequence[str], contents: Sequence[Part]) -> list[Part]:
    """The label in sight, and the contents under Discord's bar."""
    return [box(say(*barred(t, label)), colour=QUIET), box(*contents, spoiler=True)]


def barred(t: Texts, label: Sequence[str]) -> list[str]:
    """The label of what is under a bar.

    Previews and message lists join the texts of a message, hidden ones too, and cut them at 100
    characters: the label is longer than that, so they end before the contents begin.
    """
    told = t(
        "The text below is hidden by a spoiler bar. Click the bar to read it; it stays hidden for "
        "everyone else."
    )
    return [*label, f"-# {told}"]


def sealed(t: Texts, label: Sequence[str], opens: str) -> list[str]:
    """The label of what is not in the message at all; `opens` is the button that gives it to the person who
    may know.
    """
    told = t(
        "This contains spoilers, so it is not shown here. {button} checks how far you have watched, "
        "then shows it only to you.",
        button=opens,
    )
    return [*label, f"-# {told}"]
