"""The world's countries: suggested while typing, and recognised in any spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from bot.domain.dramas import COUNTRIES
from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, Texts, texts
from bot.present import words

NONE = "none"  # clears the country; no country has this name in our languages
NEAREST = 5

# Common other names, besides the names and codes of the locale data.
_SAID = {
    "UK": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB",
    "USA": "US", "United States of America": "US", "America": "US", "Turkey": "TR", "Holland": "NL",
    "Czech Republic": "CZ", "Burma": "MM", "Ivory Coast": "CI", "Macau": "MO", "Macao": "MO", "UAE": "AE",
    "Viet Nam": "VN", "Swaziland": "SZ", "East Timor": "TL", "Cape Verde": "CV", "Vatican": "VA",
}  # fmt: skip
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_VOICING = frozenset("\u3099\u309a")


def name(t: Texts, code: str) -> str:
    """`🇯🇵 Japan`."""
    return f"{words.flag(code)} {words.country(t, code)}"


def offered(t: Texts, typed: str, limit: int) -> list[tuple[str, str]]:
    """Codes and names that fit what was typed so far, those that start with it first.

    Before anything is typed, the countries whose dramas are watched come first.
    """
    every, wanted = _every(t.language), _key(typed)
    if not wanted:
        watched = [every[code] for code in COUNTRIES]
        rest = (one for one in every.values() if one.code not in COUNTRIES)
        return [(one.code, one.name) for one in (*watched, *rest)][:limit]
    known = _codes()
    said = {code for spoken, code in known.items() if spoken.startswith(wanted)}
    meant = known.get(wanted)
    fitting = [one for one in every.values() if one.code in said or wanted in one.key]
    fitting.sort(key=lambda one: (one.code != meant, not one.key.startswith(wanted)))  # stable: else by name
    return [(one.code, one.name) for one in fitting][:limit]


def code_of(typed: str) -> str | None:
    """The ISO code of a country named in one of our languages or by its code. None for other text."""
    return _codes().get(_key(typed))


def nearest(t: Texts, typed: str) -> tuple[str, ...]:
    """Names in the reader's language that are similar to what was typed."""
    close = get_close_matches(_key(typed)[:60], list(_codes()), n=NEAREST * 2, cutoff=0.65)
    codes = dict.fromkeys(_codes()[spoken] for spoken in close)
    return tuple(words.country(t, code) for code in codes)[:NEAREST]


@dataclass(frozen=True, slots=True)
class _Country:
    code: str
    name: str
    key: str


@cache
def _every(language: str) -> dict[str, _Country]:
    """All countries by code, in the order of their names in one language."""
    t = texts(language)
    named = ((code, words.country(t, code)) for code in t.countries())
    every = (_Country(code, shown, _key(shown)) for code, shown in named)
    return {one.code: one for one in sorted(every, key=lambda one: one.key)}


@cache
def _codes() -> dict[str, str]:
    """Codes by the keys of all names. The locale data's names take precedence over common other names."""
    known: dict[str, str] = {}
    for spoken, code in _spoken():
        known.setdefault(_key(spoken), code)
    return known


def _spoken() -> Iterator[tuple[str, str]]:
    for code in texts(SOURCE_LANGUAGE).countries():
        yield code, code
    for language in LANGUAGES:
        t = texts(language)
        for code, shown in t.countries().items():
            yield shown, code
            yield words.country(t, code), code
    yield from _SAID.items()
    yield from ((spoken, code) for code, names in COUNTRIES.items() for spoken in names)


def _key(text: str) -> str:
    """The key of a name: letters and digits without accents and case. A flag becomes its code."""
    text = text.strip()[:200]
    letters = [chr(ord(sign) - 0x1F1E6 + ord("a")) for sign in text if sign in _FLAG_LETTERS]
    if letters and len(letters) == len(text):
        return "".join(letters)
    # Kana keep their voicing marks: without them some would be other sounds.
    bare = (
        sign
        for sign in unicodedata.normalize("NFKD", text.casefold().replace("&", "and"))
        if sign in _VOICING or not unicodedata.combining(sign)
    )
    composed = unicodedata.normalize("NFC", "".join(bare))
    return "".join(sign for sign in composed if sign.isalnum())
