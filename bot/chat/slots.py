"""Reads the details of a question: episode numbers, scores, countries, genres, years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.chat.languages.language import DRAMA, Language, compiled
from bot.domain.questions import Intent

_YEAR = re.compile(r"(?:\b(?:of|from|in|since)\b )?\b((?:19|20)\d\d)(?: ?年)?(?!\d)")
_SCORE = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?)(?: ?(/) ?(\d{1,3})| ?(%)| ?(?:out of|of) (\d{1,3})| ?(stars?)\b| ?点)?"
)
_ARTICLES = re.compile(r"\b(?:the|a|an|character|role|part|lead|main)\b")
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,4})(?![\d.,])")

FILTERED = frozenset({Intent.FOR_ME, Intent.SEARCH, Intent.TOP, Intent.RANDOM, Intent.TODAY, Intent.SIMILAR})


@dataclass(frozen=True, slots=True)
class Filter:
    """A country, a genre and a year, and the text without them."""

    text: str
    country: str = ""
    genre: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.country or self.genre or self.year)


def filters(text: str, language: Language) -> Filter:
    """The country, the genre and the year that a text names."""
    country, at = language.named(language.countries, text)
    text = _without(text, at)
    genre, at = language.named(language.genres, text)
    text = _without(text, at)
    year = _YEAR.search(text)
    text = _without(text, year.span() if year else None)
    return Filter(text, country, genre, int(year[1]) if year else None)


def episode(text: str, language: Language) -> int | None:
    """The number of the episode that a text names."""
    if found := compiled(language.episode).search(text):
        return int(next(value for value in found.groupdict().values() if value))
    for word, number in language.ordinals.items():
        if word in text:
            return number
    return None


def last_number(text: str) -> int | None:
    """The last whole number of a text."""
    found = _NUMBER.findall(text)
    return int(found[-1]) if found else None


def score(text: str) -> str:
    """The score in a text, as `domain.scores` reads it. Empty where there is none."""
    every = list(_SCORE.finditer(text))
    if not every:
        return ""
    found = every[-1]  # "rate 49 days 9"
    most = found[3] or found[5]
    return found[1] + (f"/{most}" if most else "%" if found[4] else "/5" if found[6] else "")


def character(text: str, language: Language) -> str:
    """The part of a character's name that a question about the cast gives."""
    found = compiled(language.character).search(text)
    if found is None:
        return ""
    name = _ARTICLES.sub(" ", found["name"].replace(DRAMA, " "))
    return " ".join(name.strip(" のはを?!.").split())


def _without(text: str, at: tuple[int, int] | None) -> str:
    return " ".join((text[: at[0]] + " " + text[at[1] :]).split()) if at else text
