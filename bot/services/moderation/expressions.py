"""Compiles expressions that moderators wrote, with an engine that is fast for every text.

They are in the syntax of Rust, as Discord's are. RE2 reads nearly the same one. What it would read otherwise
is rewritten here, and what it does not know is refused, never left out: the moderators are told. This is the
only module that imports the engine. Python's own (`re`) can take hours for one expression.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import re2

from bot.domain.screening import EXPRESSION_LIMIT

MEMORY = 1 << 20  # bytes that an expression and its search may take

# In Rust these classes are Unicode's, in RE2 ASCII's.
_WORD, _DIGIT, _SPACE = r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}", r"\p{Nd}", r"\s\v\x{85}\p{Z}"
_CLASSES = {"w": _WORD, "d": _DIGIT, "s": _SPACE}
# RE2 knows the ends of ASCII words only. Beside other letters, the character that ends the word is read, too.
_EDGE = rf"(?:\b|^|$|[^{_WORD}])"
_HEX = "0123456789abcdefABCDEF"
_ONLY_RUSTS = {
    "&&": "an intersection of classes",
    "--": "a difference of classes",
    "~~": "a difference of classes",
}


class Unreadable(ValueError):  # noqa: N818 - named for what it says
    """The engine does not know this expression, or it is too large. The text of the error says why."""


class Compiled:
    """An expression, ready to search."""

    __slots__ = ("_engine", "source")

    def __init__(self, source: str, engine: Any):
        self.source = source
        self._engine = engine

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is found in a text, from the left."""
        for found in self._engine.finditer(text):
            yield found.span()


def compiled(source: str) -> Compiled:
    """The expression, in Rust's syntax. Raises `Unreadable`."""
    if len(source) > EXPRESSION_LIMIT:
        raise Unreadable(f"longer than {EXPRESSION_LIMIT} characters")
    if any("\ud800" <= character <= "\udfff" for character in source):
        raise Unreadable("half a character")
    options = re2.Options()
    options.max_mem, options.log_errors, options.never_capture = MEMORY, False, True
    try:
        return Compiled(source, re2.compile(_translated(source), options))
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        told = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise Unreadable(told) from None


def _translated(source: str) -> str:
    """The expression as RE2 has to be told it. Raises `Unreadable` for what only Rust knows."""
    parts: list[str] = []
    at, inside = 0, False
    while at < len(source):
        character = source[at]
        if character == "\\":
            part, at = _escaped(source, at + 1, inside=inside)
        elif inside and source[at : at + 2] in _ONLY_RUSTS:
            raise Unreadable(_ONLY_RUSTS[source[at : at + 2]])
        elif character == "[" and not inside:
            part, at = _opening(source, at)
            inside = True
        elif character == "[":
            part, at = _named_class(source, at)
        else:
            inside = inside and character != "]"
            part, at = character, at + 1
        parts.append(part)
    return "".join(parts)


def _opening(source: str, at: int) -> tuple[str, int]:
    """The beginning of a class. A bracket that comes first stands for itself."""
    end = at + 1
    if source[end : end + 1] == "^":
        end += 1
    return (source[at:end] + r"\]", end + 1) if source[end : end + 1] == "]" else (source[at:end], end)


def _named_class(source: str, at: int) -> tuple[str, int]:
    """A class like `[:alpha:]` in a class. Raises `Unreadable` for any other class in a class."""
    end = source.find(":]", at)
    if source[at + 1 : at + 2] != ":" or end < 0:
        raise Unreadable("a class inside a class")
    return source[at : end + 2], end + 2


def _escaped(source: str, at: int, *, inside: bool) -> tuple[str, int]:
    """What stands after a backslash, and where it ends."""
    letter = source[at : at + 1]
    small = letter.lower()
    if small in _CLASSES:
        if letter == small:
            return (_CLASSES[small] if inside else f"[{_CLASSES[small]}]"), at + 1
        if small == "d":
            return r"\P{Nd}", at + 1
        if inside:
            raise Unreadable(rf"\{letter} inside a class")
        return f"[^{_CLASSES[small]}]", at + 1
    if letter == "b" and not inside:
        if source[at + 1 : at + 2] == "{":
            raise Unreadable(r"\b{…}")
        return _EDGE, at + 1
    if letter in ("u", "U"):
        return _code(source, at + 1, 4 if letter == "u" else 8)
    return "\\" + letter, at + 1


def _code(source: str, at: int, digits: int) -> tuple[str, int]:
    r"""A character by its number: `\u00e9`, `\u{e9}`."""
    if source[at : at + 1] == "{":
        number, closing, _ = source[at + 1 :].partition("}")
        whole, end = bool(number and closing), at + len(number) + 2
    else:
        number, end = source[at : at + digits], at + digits
        whole = len(number) == digits
    if not whole or any(digit not in _HEX for digit in number):
        raise Unreadable(r"\u without a number")
    return rf"\x{{{number}}}", end
