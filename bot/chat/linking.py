"""Finds which drama or person a text names: the longest sure match of its words in the index of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

TEXT_LIMIT = 240  # characters of a message that are read
MOST_TOKENS = 40
# Words, or letters of a script without spaces, that are looked up as one name.
LONGEST, LONGEST_UNSPACED, LONGEST_OF_PERSON = 14, 24, 8
# Kana, Han, Hangul, Thai, Lao: their letters are tokens, because names stand between particles.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7ff\u3005"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+", re.UNICODE)
# A mark that makes one name of a few words.
_QUOTED = re.compile(r"[\"“”„«»「」『』*_]([^\"“”„«»「」『』*_]{1,80})[\"“”„«»「」『』*_]")
_MENTION = re.compile(r"<@!?(\d{15,20}|\d{1,20})>")
_OTHER_MARKUP = re.compile(
    r"<(?:a?:\w+:\d+|#\d+|@&\d+|t:[\d:a-zA-Z]+|/[^>]+:\d+)>|https?://\S+|```.*?```", re.DOTALL
)


class Names(Protocol):
    """The index of names. All are ids, the best known first."""

    def dramas(self, text: str) -> tuple[int, ...]:
        """Dramas that are called exactly this, in any spelling."""
        ...

    def people(self, text: str) -> tuple[int, ...]:
        """People who are called exactly this, in any spelling."""
        ...

    def near(self, text: str) -> tuple[tuple[int, ...], bool]:
        """Dramas whose names are like this, and whether the first is surely meant."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a letter of a script without spaces, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def unspaced(self) -> bool:
        return len(self.text) == 1 and re.match(f"[{_UNSPACED}]", self.text) is not None


@dataclass(frozen=True, slots=True)
class Span:
    """A name in the text: which dramas or people bear it, and where it stands (tokens `first` to `last`)."""

    ids: tuple[int, ...]
    first: int
    last: int
    start: int
    end: int
    person: bool = False
    quoted: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Read:
    """A message without what is not words: `text` in NFKC, its tokens, and the members it mentions."""

    text: str
    tokens: tuple[Token, ...]
    members: tuple[int, ...] = ()


def read(message: str, bot_id: int = 0) -> Read:
    """The words of a message. Mentions of members become `@`; the bot's own and links are left out."""
    members: list[int] = []

    def mentioned(found: re.Match[str]) -> str:
        if int(found[1]) == bot_id:
            return " "
        members.append(int(found[1]))
        return " @ "

    text = _OTHER_MARKUP.sub(" ", _MENTION.sub(mentioned, message[: 4 * TEXT_LIMIT]))
    text = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())[:TEXT_LIMIT]
    tokens = tuple(Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text))
    return Read(text, tokens[:MOST_TOKENS], tuple(dict.fromkeys(members)))


def spans(said: Read, names: Names) -> list[Span]:
    """Every name in the text, the longest first. Names within a longer one are left out."""
    quoted = [(found.start(1), found.end(1)) for found in _QUOTED.finditer(said.text)]
    found: list[Span] = []
    for first, last in _windows(said.tokens):
        start, end = said.tokens[first].start, said.tokens[last].end
        if any(one.start < end and start < one.end for one in found):
            continue
        text = said.text[start:end]
        marked = (start, end) in quoted
        if ids := names.dramas(text):
            found.append(Span(ids, first, last, start, end, quoted=marked))
        elif last - first < LONGEST_OF_PERSON and (ids := names.people(text)):
            found.append(Span(ids, first, last, start, end, person=True, quoted=marked))
    return found


def _windows(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """The first and the last token of every part of the text that may be a name, long ones first."""
    count, parts = len(tokens), []
    for first in range(count):
        words = 0
        for last in range(first, min(first + LONGEST_UNSPACED, count)):
            words += not tokens[last].unspaced
            if words <= LONGEST:
                parts.append((first, last))
    parts.sort(key=lambda part: tokens[part[0]].start - tokens[part[1]].end)
    for first, last in parts:
        if first == last and tokens[first].unspaced:
            continue  # one letter of these scripts is no name
        yield first, last
