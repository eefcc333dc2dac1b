"""Makes the key of a name: the name without differences of script, width, accents, case and spaces."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

KEY_LIMIT = 160  # characters of a key that count; the longest real name's key has 117
_TEXT_LIMIT = 240  # characters of a text that are looked at; NFKC and anyascii may make many of one

# What is left of an ASCII character: a small letter or digit, else a space. Looked up in bytes, which takes
# a third of the time of a regular expression.
_LEFT = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
# Scripts written without spaces between words (Thai to Myanmar, Hangul, kana, Bopomofo, Han): any of their
# characters may begin a word.
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3040-\u318f\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_IS_UNSPACED = re.compile(_UNSPACED)
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


class _Romanised(dict[int, str]):
    """Each character in lower-case Latin letters, for `str.translate`, looked up at its first use.

    `anyascii` reads character by character in Python, which takes 1 µs each; `str.translate` 0.05.
    """

    def __missing__(self, code: int) -> str:
        self[code] = anyascii(chr(code)).lower()
        return self[code]


class _Parted(_Romanised):
    """The same, with spaces around each character that always starts a word."""

    def __missing__(self, code: int) -> str:
        roman = super().__missing__(code)
        if _IS_UNSPACED.match(chr(code)):
            self[code] = f" {roman} "
        return self[code]


_ROMANISED = _Romanised()
_PARTED = _Parted()


def key(name: str) -> str:
    """The name as `a-z0-9` only: NFKC, romanised, lower case, everything else dropped.

    Han is always romanised by its Mandarin reading, so both sides of a comparison get the same. A name of
    only symbols ("☆") has the key of its code points ("u2606"), so that it can still be found. Only a text
    without anything visible has an empty key.
    """
    if name.isascii():
        return "".join(_left(name)) or _spelled(name)
    text = unicodedata.normalize("NFKC", name)
    return "".join(_left(text.translate(_ROMANISED))) or _spelled(text)


def words(name: str) -> str:
    """The key with one space before every word of the name, except the first.

    In scripts without spaces between words, each character starts a word. Without its spaces this is `key`.
    """
    if name.isascii():
        return " ".join(_left(name)) or _spelled(name)
    text = unicodedata.normalize("NFKC", name)
    return " ".join(_left(text.translate(_PARTED))) or _spelled(text)


def bounded_key(text: str) -> str:
    """`key` for a text of any length. Characters after the first `KEY_LIMIT` are left out."""
    return key(text[:_TEXT_LIMIT])[:KEY_LIMIT]


def bounded_words(text: str) -> str:
    """`words`, cut where `bounded_key` cuts."""
    spaced = words(text[:_TEXT_LIMIT])
    if len(spaced) <= KEY_LIMIT:
        return spaced
    surplus = len(spaced) - spaced.count(" ") - KEY_LIMIT
    while surplus > 0:
        surplus -= spaced[-1] != " "
        spaced = spaced[:-1]
    return spaced.rstrip()


def _left(roman: str) -> list[str]:
    """The key of each word of an ASCII text."""
    return roman.encode("ascii").translate(_LEFT).decode("ascii").split()


def _spelled(text: str) -> str:
    return "".join(
        f"u{ord(char):x}"
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in _INVISIBLE and ord(char) not in _VARIATION_SELECTORS
    )
