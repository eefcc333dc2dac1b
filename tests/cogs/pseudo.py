"""A language in which every message has other letters: a text that bypasses translation stands out."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Iterable, Iterator

PLAIN = string.ascii_lowercase + string.ascii_uppercase
MARKED = "åƀçđéƒğĥïĵķļɱñøþɋřšŧüʋŵẋýžÅƁÇĐÉƑĞĤÏĴĶĻṀÑØÞɊŘŠŦÜṼŴẊÝŽ"
_LETTERS = str.maketrans(PLAIN, MARKED)
# What a translator keeps: places of values and commands, and what members type.
_KEPT = re.compile(r"\{[^}]*\}|`[^`]*`|</?[^>]*>|https?://\S+")
_WORD = re.compile(r"[A-Za-z]{3,}")
# Names, and words that all languages write alike.
SAME_EVERYWHERE = frozenset(
    [
        "Namida",
        "Discord",
        "TVmaze",
        "TMDB",
        "MyDramaList",
        "CSV",
        "JSON",
        "ZIP",
        "PNG",
        "WebP",
        "Asia",
        "Tokyo",
    ]
)


def pseudo(message: str) -> str:
    """A message with other letters, but for what a translator keeps."""
    parts, at = [], 0
    for kept in _KEPT.finditer(message):
        parts += [message[at : kept.start()].translate(_LETTERS), kept.group()]
        at = kept.end()
    return "".join([*parts, message[at:].translate(_LETTERS)])


class Pseudo(gettext.NullTranslations):
    """Translations of every message, whatever it is."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


def left_over(text: str, data: Iterable[str]) -> set[str]:
    """The words of a text that are neither translated nor one of the `data`, which come longest first."""
    text = _KEPT.sub(" ", text)
    for value in data:
        if value in text:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(value)}(?![A-Za-z])", " ", text)
        elif len(value) > 20 and (at := text.find(value[:15])) >= 0 and (end := text.find("…", at)) >= 0:
            text = text[:at] + text[end:]  # it is shown up to some length
    return set(_WORD.findall(text)) - SAME_EVERYWHERE


_SHOWN = frozenset({"content", "label", "placeholder", "description", "title", "name"})


def texts_in(body: object) -> Iterator[str]:
    """Every text that readers see of what was sent."""
    if isinstance(body, list):
        for item in body:
            yield from texts_in(item)
    elif isinstance(body, dict):
        for key, value in body.items():
            if isinstance(value, str) and key in _SHOWN:
                yield value
            elif not isinstance(value, str):
                yield from texts_in(value)
