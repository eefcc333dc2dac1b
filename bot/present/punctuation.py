"""The signs between the parts of a line, as the reader's language writes them.

A language may have its own colon, comma, brackets and quotation marks: `名前：値`, `nom : valeur`.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.i18n import Texts

_ENDS = tuple(".。!！?？…")  # of a sentence


def labelled(t: Texts, name: str, value: str) -> str:
    """`name: value`."""
    return t("{name}: {value}", name=name, value=value)


def bracketed(t: Texts, text: str, aside: str) -> str:
    """`text (aside)`."""
    return t("{text} ({aside})", text=text, aside=aside)


def listed(t: Texts, parts: Iterable[str]) -> str:
    """`one, two, three`."""
    return t(", ").join(parts)


def ranged(t: Texts, first: str, last: str) -> str:
    """`first – last`."""
    return t("{first} – {last}", first=first, last=last)


def sentences(t: Texts, parts: Iterable[str]) -> str:
    """`One. Two.` A part may have its end already."""
    sign = t(". ")
    end = sign.rstrip()
    space = sign.removeprefix(end)
    return space.join(part if part.endswith(_ENDS) else part + end for part in parts if part)


def quoted(t: Texts, text: str) -> str:
    """What someone says, in the marks for it."""
    return t("「{text}」", text=text)
