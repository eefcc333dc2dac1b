"""Decides which texts a server's rules refuse, by AutoMod and by the server's own list.

A text is read as it is seen: without invisible characters, and with full-width and other forms of a letter
as that letter. Words and links ignore case. An expression sees the text as it was typed, and in small
letters. Letters of other alphabets that look alike are not taken for each other, because that refuses real
words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NewType, Protocol

# A text that passed the gate of every server where it can be read. Only `services/moderation/screening.py`
# makes one, and the store takes no other text of a member's.
Passed = NewType("Passed", str)

# Discord's own limits for one rule, in characters and entries.
KEYWORD_LIMIT, EXPRESSION_LIMIT = 60, 260
MOST_KEYWORDS, MOST_ALLOWED, MOST_EXPRESSIONS = 1_000, 100, 10

HOST_LIMIT = 253
MOST_DAYS = 365  # that a server may call a member new


class Origin(StrEnum):
    """Whose rule it is."""

    DISCORD = "discord"
    SERVER = "server"


class Trigger(StrEnum):
    """What kind of rule refused a text."""

    WORD = "word"
    EXPRESSION = "expression"
    LINK = "link"


class Links(StrEnum):
    """Which links may be written."""

    ANY = "any"
    LISTED = "listed"
    NONE = "none"


class Entry(StrEnum):
    """What a server's own list is made of."""

    WORD = "word"
    EXPRESSION = "expression"
    HOST = "host"


# Entries of each kind that one server may have, and the characters of one.
MOST_ENTRIES: Mapping[Entry, int] = {Entry.WORD: 200, Entry.EXPRESSION: MOST_EXPRESSIONS, Entry.HOST: 100}
ENTRY_LIMITS: Mapping[Entry, int] = {
    Entry.WORD: KEYWORD_LIMIT,
    Entry.EXPRESSION: EXPRESSION_LIMIT,
    Entry.HOST: HOST_LIMIT,
}


@dataclass(frozen=True, slots=True)
class AutomodRule:
    """One of Discord's keyword rules, as Discord tells it.

    `blocks`: Discord does not post what it finds. A rule that does not only tells moderators.
    """

    id: int
    name: str
    keywords: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    exempt_roles: tuple[int, ...] = ()
    exempt_channels: tuple[int, ...] = ()
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class AutomodRules:
    """A server's AutoMod. `presets`: it has lists of Discord's own, whose words no bot is told."""

    rules: tuple[AutomodRule, ...] = ()
    presets: bool = False


class Trouble(StrEnum):
    """Why Discord did not tell a server's AutoMod rules."""

    FORBIDDEN = "forbidden"  # the bot lacks Manage Server
    SILENT = "silent"  # Discord refused otherwise, or did not answer


class AutomodSource(Protocol):
    """Tells a server's AutoMod rules, as Discord has them now."""

    async def automod_rules(self, guild_id: int) -> AutomodRules | Trouble: ...

    def is_there(self, guild_id: int) -> bool:
        """Whether the bot is on a server."""
        ...


class Expression(Protocol):
    """A compiled expression."""

    @property
    def source(self) -> str: ...

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is found, from the left."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. `what` is the word, expression or host: for moderators only."""

    origin: Origin
    trigger: Trigger
    what: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase.

    `needle` is what a marked text contains where it is found; empty: it finds nothing.
    """

    source: str
    needle: str
    opens_left: bool = False
    opens_right: bool = False

    @classmethod
    def of(cls, source: str) -> Keyword:
        """A keyword with its `*`: `cat*` begins a word, `*cat` ends one, `*cat*` is in one, `cat` is one."""
        text = source.strip()
        left, right = text.startswith("*"), text.endswith("*")
        bare = Seen(text.strip("*")).folded.strip()
        if not bare:
            return cls(source, "", left, right)
        return cls(source, _marked(bare)[left : -1 if right else None], left, right)

    def spans(self, seen: Seen) -> Iterator[tuple[int, int]]:
        """Where it is found in a text."""
        if not self.needle:
            return
        at = seen.marked.find(self.needle)
        while at >= 0:
            yield seen.place(at), seen.place(at + len(self.needle))
            at = seen.marked.find(self.needle, at + 1)

    def allows(self, seen: Seen) -> Iterator[tuple[int, int]]:
        """What it allows: where it is found, with the rest of the word where it is open."""
        for found in self.spans(seen):
            start, end = found
            while self.opens_left and start > 0 and is_of_a_word(seen.folded[start - 1]):
                start -= 1
            while self.opens_right and end < len(seen.folded) and is_of_a_word(seen.folded[end]):
                end += 1
            yield start, end


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of Discord's, or the server's own list. `hosts` may be linked to where links are `LISTED`."""

    origin: Origin
    keywords: tuple[Keyword, ...] = ()
    allowed: tuple[Keyword, ...] = ()
    expressions: tuple[Expression, ...] = ()
    exempt_roles: frozenset[int] = frozenset()
    exempt_channels: frozenset[int] = frozenset()
    links: Links = Links.ANY
    hosts: frozenset[str] = frozenset()
    blocks: bool = True

    def is_for(self, roles: frozenset[int], channels: frozenset[int]) -> bool:
        """Whether it counts for a member with these roles, where the text stands."""
        return not (roles & self.exempt_roles or channels & self.exempt_channels)

    def hit(self, seen: Seen) -> Hit | None:
        """The first thing in a text that this rule refuses."""
        for keyword in self.keywords:
            if keyword.needle and keyword.needle in seen.marked and self._refuses(keyword.spans(seen), seen):
                return Hit(self.origin, Trigger.WORD, keyword.source, self.blocks)
        for expression in self.expressions:
            for text in seen.cases:
                if self._refuses(expression.spans(text), seen):
                    return Hit(self.origin, Trigger.EXPRESSION, expression.source, self.blocks)
        if self.links is not Links.ANY:
            for host in hosts_in(seen.folded):
                if self.links is Links.NONE or not _is_listed(host, self.hosts):
                    return Hit(self.origin, Trigger.LINK, host, self.blocks)
        return None

    def _refuses(self, found: Iterable[tuple[int, int]], seen: Seen) -> bool:
        """Whether one of these places is not inside what the rule allows."""
        allowed: list[tuple[int, int]] | None = None
        for start, end in found:
            if allowed is None:
                allowed = [span for keyword in self.allowed for span in keyword.allows(seen)]
            if not any(begins <= start and end <= ends for begins, ends in allowed):
                return True
        return False


def matches(
    texts: Iterable[str], rules: Sequence[Rule], roles: frozenset[int], channels: frozenset[int]
) -> Hit | None:
    """What a rule finds in the texts, of one that blocks them if there is any. None: they may be posted.

    `roles` are the writer's. `channels` is the one where the text stays, and the one that a thread is in;
    empty for a text that can be read anywhere.
    """
    counting = sorted(
        (rule for rule in rules if rule.is_for(roles, channels)), key=lambda rule: rule.blocks, reverse=True
    )
    seen = [Seen(text) for text in texts]
    found = (rule.hit(text) for rule in counting for text in seen)
    return next((hit for hit in found if hit is not None), None)


# --- a text as it is seen ---


class Seen:
    """A text as its readers see it. `typed` and `folded` have the same length."""

    def __init__(self, text: str):
        self.typed = _visible(text)

    @cached_property
    def folded(self) -> str:
        """In small letters, with a space for each line break."""
        return "".join(map(_small, self.typed)).replace("\n", " ")

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """What an expression is looked for in."""
        small = "".join(map(_small, self.typed))
        return (self.typed,) if small == self.typed else (self.typed, small)

    @cached_property
    def marked(self) -> str:
        """The folded text with a mark at each end of a word."""
        return _marked(self.folded)

    def place(self, at: int) -> int:
        """The place in the folded text of a place in the marked one."""
        return at - self.marked.count(_END, 0, at)


_END = "\0"  # stands in no text: control characters are taken out
# Blank, though Unicode has them as letters or marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text)
    shown = "".join(character for character in text if not _is_invisible(character))
    shown = _without_stray_marks(unicodedata.normalize("NFKC", shown))
    return _LINES.sub("\n", _SPACES.sub(" ", shown))


@lru_cache(maxsize=4_096)
def _is_invisible(character: str) -> bool:
    if character in "\n\t":
        return False
    ident = ord(character)
    selector = 0xFE00 <= ident <= 0xFE0F or 0xE0100 <= ident <= 0xE01EF or 0x180B <= ident <= 0x180F
    return selector or character in _BLANK or unicodedata.category(character) in ("Cf", "Cc", "Cs")


def _without_stray_marks(text: str) -> str:
    """Without marks on a letter that no letter has. A letter with one loses its own marks, too.

    Marks that belong to a letter (é, が, ế) are part of it by now, and stay.
    """
    if not any(map(_is_accent, text)):
        return text
    kept: list[str] = []
    for character in text:
        if not _is_accent(character):
            kept.append(character)
        elif kept:
            letter = unicodedata.normalize("NFD", kept[-1])
            if all(map(_is_accent, letter[1:])):
                kept[-1] = letter[0]
    return "".join(kept)


def _is_accent(character: str) -> bool:
    ident = ord(character)
    return any(
        first <= ident <= last
        for first, last in ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF))
    )


@lru_cache(maxsize=4_096)
def _small(character: str) -> str:
    """The small letter of one that has one of the same length."""
    folded = character.casefold()
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=4_096)
def is_of_a_word(character: str) -> bool:
    """Whether a character belongs to a word: a letter, a digit, or a mark on one."""
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _marked(text: str) -> str:
    parts, inside = [_END], True
    for at, character in enumerate(text):
        of_a_word = is_of_a_word(character)
        if at and not (inside and of_a_word):
            parts.append(_END)
        parts.append(character)
        inside = of_a_word
    return "".join((*parts, _END))


# --- links ---

_LABEL = r"[^\W_](?:[\w-]{0,62})"
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://(?P<after>[^\s/?#\\|<>\"'()\[\]`*]{1,300})"
    rf"|(?<![\w.@-])(?P<www>www\.{_LABEL}(?:\.{_LABEL}){{0,6}})"
    rf"|(?<![\w.@-])(?P<bare>{_LABEL}(?:\.{_LABEL}){{0,4}}\.[^\W\d_]{{2,24}}):?[0-9]{{0,5}}/[^\s/]"
)
_OTHER_DOTS = re.compile(r"(?<=[a-z0-9])[。｡](?=[a-z])")


def hosts_in(folded: str) -> Iterator[str]:
    """The hosts of the addresses in a text, without `www.`. An invite has one without a scheme, too."""
    for found in _ADDRESS.finditer(_OTHER_DOTS.sub(".", folded)):
        host = found["after"] or found["www"] or found["bare"]
        # What stands before an @ is a name that no one is asked for.
        yield _host(host.rsplit("@", 1)[-1])


def read_host(typed: str) -> str:
    """The host that a moderator typed, as an address or alone. Raises `ValueError`."""
    folded = Seen(typed).folded.strip()
    host = next(hosts_in(folded), None) or _host(folded.rstrip("/"))
    if len(host) > HOST_LIMIT or not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL}){{1,10}}", host):
        raise ValueError(typed)
    return host


def _host(text: str) -> str:
    return re.sub(r":[0-9]{0,5}$", "", text).strip(".,;:!").removeprefix("www.")


def _is_listed(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host, or one that it is under, is in a list."""
    parts = host.split(".")
    return any(".".join(parts[at:]) in hosts for at in range(len(parts)))
