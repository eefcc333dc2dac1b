"""The ways to read a message: which of its words are a name, and which are words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.chat.languages import languages
from bot.chat.languages.language import Language
from bot.chat.linking import Names, Read, Span, spans
from bot.chat.wording import with_marks, worded

# How sure it is which drama is meant.
NAMED, CONTEXT, SIMILAR_NAME, COMMON_WORDS, UNSURE_NAME = 1.0, 0.9, 0.85, 0.56, 0.5
ENGLISH = "en"
MOST_NAMES = 3  # of a message that are tried


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a message: which of its words are names."""

    text: str
    drama: Span | None = None
    person: Span | None = None
    link: float = NAMED  # how sure the name is


_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
    "ko": re.compile(r"[\uac00-\ud7ff]"),
    "zh-TW": re.compile(r"[\u3400-\u9fff]"),
}
_LATIN = re.compile(r"[a-zà-ɏ]")


def written_in(text: str) -> list[Language]:
    """The languages whose script a text is in."""
    kana = re.search(r"[\u3040-\u30ff]", text)
    spoken = []
    for language in languages():
        script = _SCRIPTS.get(language.code)
        if script is None or (language.code == "zh-TW" and kana):
            continue
        if script.search(text):
            spoken.append(language)
    return spoken or [language for language in languages() if language.code not in _SCRIPTS]


def spoken_in(text: str) -> list[Language]:
    """The languages in which a text may be, the likeliest first: in Latin letters the one that explains most
    of it, and English, of whose words many are everywhere.
    """
    found = written_in(text)
    if len(found) < 2:
        return found
    known = {language.code: explained(text, language) for language in found}
    most = max(known.values())
    found.sort(key=lambda language: (-known[language.code], language.code != ENGLISH))
    if found[0].code in _SCRIPTS:
        return found
    first = found[0] if most > known.get(ENGLISH, 0) else None
    return [one for one in found if one is first or one.code == ENGLISH]


@lru_cache(maxsize=4_096)
def explained(text: str, language: Language) -> int:
    """How many letters of a text are usual words or patterns of a language."""
    said = worded(text, language)
    return sum(len(found[0].strip()) for found in language.filler.finditer(said)) + sum(
        len(found[0]) for _, _, cue in language.patterns if (found := cue.search(said))
    )


def readings_of(said: Read, names: Names) -> Iterator[Reading]:
    """The ways to read a message: its longest names as names, and its words as words."""
    found = spans(said, names)
    common = [span for span in found if _is_common(said, span)]
    sure = [span for span in found if span not in common]
    dramas = [span for span in sure if not span.person][:MOST_NAMES]
    person = next((span for span in sure if span.person), None)
    for drama in dramas:
        if person:
            yield Reading(with_marks(said, (drama, person)), drama, person)
        yield Reading(with_marks(said, (drama,)), drama)
    if person:
        yield Reading(with_marks(said, (person,)), person=person)
    for span in [one for one in common if not one.person][:MOST_NAMES]:
        yield Reading(with_marks(said, (span,)), span, link=COMMON_WORDS)
    if not dramas and (guess := _guessed(said, names)) is not None:
        yield guess
    yield Reading(with_marks(said, ()))


def _guessed(said: Read, names: Names) -> Reading | None:
    """A reading in which the words that no question is made of are a name, perhaps typed wrong."""
    own = [at for at, token in enumerate(said.tokens) if not _is_word(token.text)]
    if not own or any(said.tokens[at].unspaced for at in own):
        return None
    first, last = own[0], own[-1]
    before, after = first, last
    while before > 0 and first - before < 2 and _is_word(said.tokens[before - 1].text):
        before -= 1
    while after < len(said.tokens) - 1 and after - last < 2 and _is_word(said.tokens[after + 1].text):
        after += 1
    parts = dict.fromkeys(((first, after), (before, after), (first, last), (before, last)))
    unsure: Span | None = None
    for one, other in parts:
        start, end = said.tokens[one].start, said.tokens[other].end
        ids, is_sure = names.near(said.text[start:end])
        span = Span(ids, one, other, start, end)
        if is_sure:
            return Reading(with_marks(said, (span,)), replace(span, ids=ids[:1]), link=SIMILAR_NAME)
        if ids and (one, other) == (first, last):
            unsure = span
    return Reading(with_marks(said, (unsure,)), unsure, link=UNSURE_NAME) if unsure else None


def _is_word(text: str) -> bool:
    """Whether questions are made of this word, typed right or nearly so."""
    word = text.lower()
    return any(
        one.filler.fullmatch(word) is not None or worded(word, one) != word or word in one.words
        for one in written_in(word)
    )


def _is_common(said: Read, span: Span) -> bool:
    """Whether a name consists of words that questions are made of, and stands among others."""
    if span.quoted or (span.first == 0 and span.last == len(said.tokens) - 1):
        return False
    tokens = [token.text.lower() for token in said.tokens[span.first : span.last + 1]]
    return all(
        token.isdigit()
        or any(token in one.words or one.filler.fullmatch(token) is not None for one in written_in(token))
        for token in tokens
    )
