"""Rates each reading of a message: how well a pattern and a drama explain its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.chat import slots
from bot.chat.filling import Words, filled
from bot.chat.languages.language import DRAMA, PERSON, Language, compiled
from bot.chat.linking import Names, Read
from bot.chat.readings import CONTEXT, NAMED, SIMILAR_NAME, UNSURE_NAME, Reading
from bot.chat.wording import worded
from bot.domain.questions import NEEDS_DRAMA, TAKES_DRAMA, Intent, Question

SURE = 0.55  # from here on it is answered
UNEXPLAINED = 0.15  # that each word costs which is neither of a pattern nor of a name
GOES_ON = 0.3  # more, if it stands beside the name
WITHOUT_DRAMA = 0.6  # at most, where none is named; less where other words may be its name
ASKED_HOW = 0.9
ALONE, GUESSED_ALONE = 0.68, 0.5  # a name without a question: nothing else may be said, for an answer
LONG_NAME = 8  # letters of a name that is surely meant, though typed wrong

_PARTING = re.compile(r"[?？!！;。、\n]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What is spoken of: the drama of the thread, of the message replied to, or asked about last."""

    drama_id: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """A question with the dramas that its name may mean, and how sure it is."""

    question: Question
    dramas: tuple[int, ...]
    confidence: float
    matched: int  # letters that the patterns explain
    language: str
    missing: bool = False  # it needs a drama, and none is named


@dataclass(frozen=True, slots=True)
class _Heard:
    """An intent for which patterns speak: how surely, in which text, and where they stand in it."""

    intent: Intent
    weight: float
    text: str
    at: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """The dramas that may be meant, how surely, and the words that are left over."""

    dramas: tuple[int, ...] = ()
    sureness: float = NAMED
    rest: str = ""
    missing: bool = False


def meanings(
    said: Read, reading: Reading, language: Language, names: Names, context: Context
) -> Iterator[Meant]:
    """What a reading means in a language: one for each intent that a pattern speaks for."""
    text = worded(reading.text, language)
    narrowed = slots.filters(text, language)
    person = reading.person.ids[0] if reading.person else None
    words = Words(text, reading.text, said.members, person, narrowed, language)
    for heard in _heard(said, reading, words):
        rest = _rest(heard, language)
        link = _linked(heard, reading, rest, language, names, context)
        if heard.intent is Intent.CARD and not heard.at and not link.dramas:
            continue
        confidence = min(heard.weight, link.sureness) - UNEXPLAINED * _count(link.rest, language)
        if language.spaced and _goes_on(heard.text, link.rest):
            confidence -= GOES_ON
        # A name among other words is no question, and "how do" something else is not about the bot.
        if link.rest and (heard.intent is Intent.CARD or heard.intent is Intent.HELP):
            confidence = min(confidence, GUESSED_ALONE)
        if link.missing or (link.rest and not link.dramas and heard.intent in TAKES_DRAMA):
            confidence = min(confidence, WITHOUT_DRAMA)
        question = filled(Question(heard.intent), words)
        if question is None:
            continue
        if question.command:  # "how do I" and a thing to do are no other question
            confidence = max(confidence, ASKED_HOW)
        matched = sum(end - start for start, end in heard.at)
        yield Meant(question, link.dramas, confidence, matched, language.code, link.missing)


def _goes_on(text: str, rest: str) -> bool:
    """Whether a word that nothing explains stands beside the name: it may be a part of a longer one."""
    left = set(rest.split())
    words = text.split()
    return any(
        words[at] == DRAMA and left & {*words[max(0, at - 1) : at], *words[at + 1 : at + 2]}
        for at in range(len(words))
    )


def _heard(said: Read, reading: Reading, words: Words) -> Iterator[_Heard]:
    """The intents for which the patterns of a language speak."""
    found: dict[Intent, tuple[float, list[tuple[int, int]]]] = {}
    for intent, weight, pattern in words.language.patterns:
        match = pattern.search(words.narrowed.text if intent in slots.FILTERED else words.text)
        if match is not None:
            best, at = found.get(intent, (0.0, []))
            found[intent] = (max(best, weight), [*at, match.span()])
    if reading.drama is not None or not found:
        found.setdefault(Intent.CARD, (_alone(said, reading), []))
    for intent, (weight, at) in found.items():
        text = words.narrowed.text if intent in slots.FILTERED else words.text
        yield _Heard(intent, weight, text, tuple(at))


def _alone(said: Read, reading: Reading) -> float:
    """How sure it is that a name alone asks for its card. One that is guessed has to be the whole message."""
    if reading.drama is None or reading.link >= NAMED:
        return ALONE if reading.drama else GUESSED_ALONE
    whole = reading.drama.first == 0 and reading.drama.last == len(said.tokens) - 1
    return ALONE if whole and reading.drama.length >= LONG_NAME else GUESSED_ALONE


def _linked(
    heard: _Heard, reading: Reading, rest: str, language: Language, names: Names, context: Context
) -> _Link:
    """Which dramas an intent is about: those that are named, or like what is left over, or spoken of."""
    if heard.intent not in TAKES_DRAMA:
        return _Link(rest=rest if reading.drama is None else f"{rest} a name")  # it has no use for a name
    if reading.drama is not None:
        return _Link(reading.drama.ids, reading.link, rest)
    similar, sure = names.near(rest) if _nameable(rest) else ((), False)
    if similar and sure:
        return _Link(similar[:1], SIMILAR_NAME)
    points = compiled(language.it).search(heard.text) is not None
    if context.drama_id is not None and (points or not rest):
        return _Link((context.drama_id,), CONTEXT, rest)
    if similar:
        return _Link(similar, UNSURE_NAME)
    return _Link(rest=rest, missing=heard.intent in NEEDS_DRAMA)


def _rest(heard: _Heard, language: Language) -> str:
    """The words that neither a pattern nor a name explains, without those that say nothing."""
    text, intent = heard.text, heard.intent
    letters = list(text)
    for start, end in heard.at:
        letters[start:end] = [letter if letter in (DRAMA, PERSON) else " " for letter in letters[start:end]]
    rest = "".join(letters).replace(DRAMA, " ")
    if intent in (Intent.PERSON, Intent.CAST):
        rest = rest.replace(PERSON, " ")
    rest = compiled(language.episode).sub(" ", rest) if intent in _OF_EPISODES else rest
    if intent is Intent.CAST and (name := slots.character(text, language)):
        rest = rest.replace(name, " ")
        for word in name.split():
            rest = re.sub(rf"\b{re.escape(word)}\b", " ", rest) if language.spaced else rest
    rest = language.filler.sub(" ", rest.replace("@", " ") if intent is Intent.OPINION else rest)
    if intent in (Intent.SIMILAR, Intent.LENGTH):
        rest = compiled(language.shorter).sub(" ", rest)
    rest = _PARTING.sub(" ", rest).replace("/", " ")
    return " ".join(
        word for word in rest.split() if any(letter.isalnum() or letter == "@" for letter in word)
    )


_OF_EPISODES = frozenset({Intent.SYNOPSIS, Intent.SEEN, Intent.STATUS, Intent.MORE, Intent.ABOUT})


def _count(rest: str, language: Language) -> float:
    """How many words are left over; in a script without spaces two letters count as one."""
    if language.spaced:
        return float(len(rest.split()))
    return sum(len(word) / 2 if not word.isascii() else 1.0 for word in rest.replace(PERSON, " x ").split())


def _nameable(rest: str) -> bool:
    return sum(letter.isalnum() for letter in rest) >= 3
