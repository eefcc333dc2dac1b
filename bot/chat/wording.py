"""Makes the words of a question comparable: small letters, no marks, slang and slips of typing put right."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.chat.languages.language import DRAMA, PERSON, Language, compiled
from bot.chat.linking import Read, Span

# What stays of the marks: those of numbers (8.5, 9/10, 90 %, +1), members, and what parts a text.
_DROPPED = re.compile(rf"[^\w\s@%/+.,{DRAMA}{PERSON}]|(?<!\d)[/]|[.,](?!\d)|(?<!\d)[.,]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORT, _STEM = 4, 5
_LONG = 8  # letters of a word that may have two slips


def with_marks(said: Read, names: tuple[Span, ...]) -> str:
    """The text in small letters, with a mark in place of each name."""
    text, at = "", 0
    for span in sorted(names, key=lambda one: one.start):
        text += said.text[at : span.start] + f" {PERSON if span.person else DRAMA} "
        at = span.end
    return " ".join((text + said.text[at:]).lower().split())


@lru_cache(maxsize=2_048)
def worded(text: str, language: Language) -> str:
    """The text in the usual words of the language: slang spelled out, slips of typing put right."""
    text = _DROPPED.sub(" ", text.replace("'", " "))
    for slang, usual in language.spelled.items():
        text = compiled(slang).sub(usual, text)
    if language.spaced:
        text = _WORD.sub(lambda found: _right(found[0], language), text)
    return " ".join(text.split())


@lru_cache(maxsize=8_192)
def _right(word: str, language: Language) -> str:
    """The word of the language that a word is a slip of, if just one is nearest; else the word itself."""
    if not word.isascii() or word in language.words or language.filler.fullmatch(word):
        return word
    most = 2 if len(word) >= _LONG else 1
    found = process.extract(
        word, language.by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=None
    )
    # Of a short word, another letter makes another word: only one too few or two exchanged are slips.
    near = {
        known: slips
        for known, slips, _ in found
        if len(word) > _SHORT or len(known) > len(word) or sorted(known) == sorted(word)
    }
    if not near:
        return word
    best = min(near.values())
    nearest = [known for known, slips in near.items() if slips == best]
    stems = {known[:_STEM] for known in nearest}  # "episode" and "episodes" are one word here
    return max(nearest, key=len) if len(stems) == 1 else word
