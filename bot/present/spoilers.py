"""The frame around everything that spoils: the bar or seal in public, and the one question.

Whether a reader may see something is decided in `bot/domain/spoilers.py`, and what they agree to is kept and
checked in `bot/domain/consent.py`; this says how it looks and what a button writes down of it, with the same
words and the same three answers for a synopsis, a review, a comment, a quote, a marked message and the
scores of episodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from discord import ButtonStyle

from bot.domain.consent import Consent, Label
from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.verbs import Verb
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Pressed, button, count
from bot.present.forms import Field
from bot.present.layout import (
    PREVIEW,
    QUIET,
    Part,
    Screen,
    box,
    row,
    say,
    screen,
    shown_before_bars,
)
from bot.present.text import least_shown

ANYWAY = "s"  # show it this once
SEEN = "p"  # the reader has seen that far: show it, and move their progress there
LABEL_TYPED = 20  # characters of what is typed for the episode that something spoils up to
_AGREED = re.compile(r"e([0-9]+)(?:-([0-9a-f]+))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a reader asks for alone, and what they are asked before it.

    `label` is what it tells, in which wording; `standing` is how far the reader is. `kind` is what it is,
    translated; `beside` are lines that may stand in sight. `verb` and `subject` say what the answers show.
    """

    drama: Drama
    label: Label
    standing: Progress | None
    kind: str
    verb: Verb
    subject: tuple[object, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was pressed under a question, and what that was about.

    `subject` is read as a button of its own would be: the verb, and what follows the answer.
    """

    seen: bool
    subject: Pressed
    consent: Consent


def question(t: Texts, asked: Asked) -> Screen:
    """What a reader who is behind is asked before a spoiler; holds nothing of it."""
    n = asked.label.up_to or 0
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
    subject = (*asked.subject, *agreed(Consent(n, asked.label.revision)))
    return screen(
        box(
            say(f"### {words.title(t, asked.drama)} · {asked.kind}", *asked.beside, where),
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
    consent = _read(subject[-1]) if subject else None
    said = Pressed(pressed.verb, subject[:-1] if consent else subject)
    return Answer(seen, said, consent or Consent(None))


def agreed(consent: Consent | None) -> tuple[str, ...]:
    """What a button writes down of what its reader agreed to: `e9-0a1b2c3d4e`, or nothing at all."""
    if consent is None or consent.up_to is None:
        return ()
    return (f"e{consent.up_to}-{consent.revision}" if consent.revision else f"e{consent.up_to}",)


def consent(args: Sequence[str]) -> Consent | None:
    """What a button's last argument says that its reader agreed to; None: nothing."""
    return _read(args[-1]) if args else None


def _read(text: str) -> Consent | None:
    match = _AGREED.fullmatch(text)
    return Consent(count(match[1]), match[2]) if match else None


def label_field(
    t: Texts,
    name: str,
    begins: str,
    last: int | None = None,
    *,
    label: str | None = None,
    needed: bool = False,
) -> Field:
    """The field of a form for what a member's words spoil, the same in every form; `last`: of the drama.

    `begins` is how far its writer is, empty where that is not known. `label`: of one beside another.
    `needed`: the words are a spoiler, whatever they say.
    """
    heading = label or t("Spoils up to episode")
    told = t("The last episode it mentions.") if needed else _what_empty_means(t, bool(begins), last)
    value = begins[:LABEL_TYPED] or None
    return Field(name, heading, LABEL_TYPED, told, value, long=False, required=needed)


def _what_empty_means(t: Texts, known: bool, last: int | None) -> str:
    """What a label says of the text, and what it says without one; `known`: the field begins with one."""
    if known and last:
        return t(
            "Leave empty only if it contains no spoilers. Otherwise, the last episode you mention (1 to "
            "{n}).",
            n=last,
        )
    if known:
        return t("Leave empty only if it contains no spoilers. Otherwise, the last episode you mention.")
    if last:
        return t(
            "Left empty: no spoilers, everyone reads it. Otherwise, the last episode you mention (1 to {n}).",
            n=last,
        )
    return t("Left empty: no spoilers, everyone reads it. Otherwise, the last episode you mention.")


def hidden(t: Texts, label: Sequence[str], contents: Sequence[Part]) -> list[Part]:
    """The label in sight, and the contents under Discord's bar, for everyone in a channel."""
    return covered(t, barred(t, label), contents)


def barred(t: Texts, label: Sequence[str]) -> list[str]:
    """The label of what is under a bar where everyone may click it."""
    told = t(
        "The text below is hidden by a spoiler bar. Click the bar to read it; it stays hidden for "
        "everyone else."
    )
    return [*label, f"-# {told}"]


def hidden_briefly(t: Texts, label: Sequence[str], contents: Sequence[Part]) -> list[Part]:
    """The same where readers know the bar: one line, just enough that no preview reaches the contents."""
    told = barred(t, label)
    return covered(t, told if _keeps_out(told) else label, contents)


def _keeps_out(lines: Sequence[str]) -> bool:
    return least_shown("\n".join(lines)) >= PREVIEW


def covered(t: Texts, above: Sequence[str], contents: Sequence[Part]) -> list[Part]:
    """Contents under Discord's bar, and the lines above it: enough that no preview reaches the contents."""
    lines = list(above)
    while not _keeps_out(lines):
        lines.append(_kept_out(t))
    return [box(say(*lines), colour=QUIET), box(*contents, spoiler=True)]


def guarded(t: Texts, parts: Sequence[Part]) -> list[Part]:
    """The parts of a message, with a line before what is hidden where too little stands before it."""
    shown = list(parts)
    while (before := shown_before_bars(shown)) is not None and before < PREVIEW:
        at = next(at for at in range(len(shown)) if shown_before_bars(shown[: at + 1]) is not None)
        shown.insert(at, say(_kept_out(t)))
    return shown


def _kept_out(t: Texts) -> str:
    """Why a line stands there; in every language it is longer than a preview."""
    told = t(
        "The beginning of a message also appears in notifications and in lists of messages. This line keeps "
        "what is hidden below out of them."
    )
    return f"-# {told}"


def sealed(t: Texts, label: Sequence[str], opens: str) -> list[str]:
    """The label of what is not in the message at all; `opens` is the button that gives it to the person who
    may know.
    """
    return [*label, sealed_line(t, opens)]


def sealed_line(t: Texts, opens: str) -> str:
    """Why something is not in the message, and how to get at it."""
    told = t(
        "This contains spoilers, so it is not shown here. {button} checks how far you have watched, "
        "then shows it only to you.",
        button=opens,
    )
    return f"-# {told}"
