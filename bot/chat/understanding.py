"""Understands a question: which intent its words speak for, about which drama, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat import slots
from bot.chat.languages import languages
from bot.chat.languages.language import DRAMA, PERSON, Language, compiled
from bot.chat.linking import Names, Read, Span, read, spans
from bot.chat.wording import with_marks, worded
from bot.domain.questions import (
    NEEDS_DRAMA,
    TAKES_DRAMA,
    Intent,
    Lost,
    Question,
    Result,
    Unclear,
    Understood,
)

SURE = 0.55  # from here on it is answered
MAYBE = 0.3  # from here on it is asked about
CHOICES = 4
NEAREST = 3
# How sure it is which drama is meant.
NAMED, CONTEXT, SIMILAR_NAME, COMMON_WORDS, UNSURE_NAME = 1.0, 0.9, 0.85, 0.56, 0.5
WITHOUT_DRAMA = 0.6  # and less where other words may be its name
MOST_NAMES = 3  # of a message that are tried
UNEXPLAINED = 0.15  # that each word costs which is neither of a pattern nor of a name
SECOND = 0.05  # an intent that is less behind than this may have been meant as well
# What is offered where nothing is understood, beside what was nearest.
OFFERED = (Intent.FOR_ME, Intent.TODAY, Intent.HELP)
OFFERED_OF_DRAMA = (Intent.CARD, Intent.CAST, Intent.STREAM)

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
class _Reading:
    """One way to read a message: which of its words are names."""

    text: str
    drama: Span | None = None
    person: Span | None = None
    link: float = NAMED  # how sure the name is


@dataclass(frozen=True, slots=True)
class Found:
    """What `understand` makes of a message; each question has the dramas that may be meant."""

    result: Result
    dramas: tuple[int, ...] = ()


def understand(message: str, names: Names, context: Context, bot_id: int = 0) -> Found:
    """What a message asks. The dramas of an answer are candidates: those that bear the name."""
    said = read(message, bot_id)
    readings = list(_readings(said, names))
    whole = _best(said, readings, names, context)
    pair = _pair(said, readings, names, context)
    if pair is not None:
        first, second = pair
        also = second.question if second.dramas in ((), first.dramas) else None
        return Found(Understood(first.question, also, first.language), first.dramas)
    if not whole:
        return Found(Lost(_nearest((), readings), _language_of(said.text)))
    return _decided(whole, readings)


def _decided(ranked: Sequence[Meant], readings: Sequence[_Reading]) -> Found:
    first = ranked[0]
    language = first.language
    if first.confidence >= SURE:
        if first.missing:
            return Found(Unclear((), first.question, language))
        return Found(Understood(first.question, None, language), first.dramas)
    if first.confidence >= MAYBE and (first.dramas or first.question.intent not in NEEDS_DRAMA):
        rivals = [one for one in ranked if first.confidence - one.confidence <= 4 * SECOND and one.dramas]
        choices = [one.question.about(drama) for one in rivals[:2] for drama in one.dramas[:CHOICES]]
        if first.question.intent not in NEEDS_DRAMA:
            choices = [first.question, *choices]
        return Found(Unclear(tuple(dict.fromkeys(choices))[:CHOICES], first.question, language))
    return Found(Lost(_nearest(ranked, readings), language))


def _nearest(ranked: Iterable[Meant], readings: Sequence[_Reading]) -> tuple[Question, ...]:
    """The three nearest things that can be asked."""
    near = [
        one.question.about(one.dramas[0])
        if one.dramas and one.question.intent in TAKES_DRAMA
        else one.question
        for one in ranked
        if one.dramas or one.question.intent not in NEEDS_DRAMA
    ]
    near = [question for question in near if not question.writes and question.intent is not Intent.HELP]
    drama = next(
        (reading.drama for reading in readings if reading.drama and reading.link >= SIMILAR_NAME), None
    )
    if drama is not None:
        near += [Question(intent, drama.ids[0]) for intent in OFFERED_OF_DRAMA]
    near += [Question(intent) for intent in OFFERED]
    seen: dict[Intent, Question] = {}
    for question in near:
        seen.setdefault(question.intent, question)
    return tuple(seen.values())[:NEAREST]


def _pair(
    said: Read, readings: Sequence[_Reading], names: Names, context: Context
) -> tuple[Meant, Meant] | None:
    """Two questions of one message, about the same drama."""
    for reading in readings[:2]:
        for language in _spoken(reading.text):
            parts = [part for part in compiled(language.parts).split(reading.text) if part.strip(" ,.、")]
            if len(parts) != 2:
                continue
            about = reading.drama.ids if reading.drama else ()
            within = Context(about[0] if about else context.drama_id)
            meant = [_of_part(said, reading, part, names, within) for part in parts]
            first, second = meant
            if first is None or second is None or first.question.intent is second.question.intent:
                continue
            if {first.question.intent, second.question.intent} & {Intent.HELP, Intent.CARD}:
                continue
            dramas = about or first.dramas
            return replace(first, dramas=dramas), replace(second, dramas=dramas)
    return None


def _of_part(said: Read, reading: _Reading, part: str, names: Names, context: Context) -> Meant | None:
    """What a part of a message asks, if that is sure."""
    kept = replace(
        reading,
        text=part.strip(),
        drama=reading.drama if DRAMA in part else None,
        person=reading.person if PERSON in part else None,
    )
    ranked = _best(said, [kept], names, context)
    first = ranked[0] if ranked else None
    return first if first is not None and first.confidence >= SURE and not first.missing else None


def _best(said: Read, readings: Sequence[_Reading], names: Names, context: Context) -> list[Meant]:
    """What each intent would mean, the surest first; each intent once."""
    meant = [
        one
        for reading in readings
        for language in _spoken(reading.text)
        for one in _meanings(said, reading, language, names, context)
    ]
    meant.sort(key=lambda one: (-round(one.confidence, 2), one.missing, -one.matched))
    seen: dict[Intent, Meant] = {}
    for one in meant:
        seen.setdefault(one.question.intent, one)
    return list(seen.values())


def _readings(said: Read, names: Names) -> Iterator[_Reading]:
    """The ways to read a message: its longest names as names, and its words as words."""
    found = spans(said, names)
    common = [span for span in found if _is_common(said, span)]
    sure = [span for span in found if span not in common]
    dramas = [span for span in sure if not span.person][:MOST_NAMES]
    person = next((span for span in sure if span.person), None)
    for drama in dramas:
        if person:
            yield _Reading(with_marks(said, (drama, person)), drama, person)
        yield _Reading(with_marks(said, (drama,)), drama)
    if person:
        yield _Reading(with_marks(said, (person,)), person=person)
    for span in [one for one in common if not one.person][:MOST_NAMES]:
        yield _Reading(with_marks(said, (span,)), span, link=COMMON_WORDS)
    if not dramas and (guess := _guessed(said, names)) is not None:
        yield guess
    yield _Reading(with_marks(said, ()))


def _guessed(said: Read, names: Names) -> _Reading | None:
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
            return _Reading(with_marks(said, (span,)), replace(span, ids=ids[:1]), link=SIMILAR_NAME)
        if ids and (one, other) == (first, last):
            unsure = span
    return _Reading(with_marks(said, (unsure,)), unsure, link=UNSURE_NAME) if unsure else None


def _is_word(text: str) -> bool:
    """Whether questions are made of this word, typed right or nearly so."""
    word = text.lower()
    return any(
        one.filler.fullmatch(word) is not None or worded(word, one) != word or word in one.words
        for one in _spoken(word)
    )


def _is_common(said: Read, span: Span) -> bool:
    """Whether a name consists of words that questions are made of, and stands among others."""
    if span.quoted or (span.first == 0 and span.last == len(said.tokens) - 1):
        return False
    tokens = [token.text.lower() for token in said.tokens[span.first : span.last + 1]]
    return all(
        token.isdigit()
        or any(token in one.words or one.filler.fullmatch(token) is not None for one in _spoken(token))
        for token in tokens
    )


_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
    "ko": re.compile(r"[\uac00-\ud7ff]"),
    "zh-TW": re.compile(r"[\u3400-\u9fff]"),
}
_LATIN = re.compile(r"[a-zà-ɏ]")


def _spoken(text: str) -> list[Language]:
    """The languages in which a text may be, by its script."""
    kana = re.search(r"[\u3040-\u30ff]", text)
    spoken = []
    for language in languages():
        script = _SCRIPTS.get(language.code)
        if script is None or (language.code == "zh-TW" and kana):
            continue
        if script.search(text):
            spoken.append(language)
    if spoken:
        return spoken
    return [language for language in languages() if language.code not in _SCRIPTS]


def _language_of(text: str) -> str:
    spoken = _spoken(text.lower())
    codes = [language.code for language in spoken]
    return "en" if "en" in codes or not codes else codes[0]


def _meanings(
    said: Read, reading: _Reading, language: Language, names: Names, context: Context
) -> Iterator[Meant]:
    """What a reading means in a language: one for each intent that a pattern speaks for."""
    text = worded(reading.text, language)
    narrowed = slots.filters(text, language)
    weights: dict[Intent, tuple[float, list[tuple[int, int]]]] = {}
    for intent, weight, pattern in language.patterns:
        found = pattern.search(narrowed.text if intent in slots.FILTERED else text)
        if found is None:
            continue
        best, at = weights.get(intent, (0.0, []))
        weights[intent] = (max(best, weight), [*at, found.span()])
    if reading.drama is not None or not weights:
        weights.setdefault(Intent.CARD, (0.7, []))
    for intent, (weight, at) in weights.items():
        looked_at = narrowed.text if intent in slots.FILTERED else text
        meant = _weighed(said, reading, language, intent, weight, looked_at, at, names, context)
        if meant is not None and (full := _filled(said, meant, text, narrowed, language, reading)):
            yield full


def _weighed(
    said: Read,
    reading: _Reading,
    language: Language,
    intent: Intent,
    weight: float,
    text: str,
    at: Sequence[tuple[int, int]],
    names: Names,
    context: Context,
) -> Meant | None:
    """How sure an intent is: by its pattern, by the drama, and by the words that neither explains."""
    rest = _rest(text, at, language, intent)
    matched = sum(end - start for start, end in at)
    dramas: tuple[int, ...] = ()
    link, missing = NAMED, False
    if intent in TAKES_DRAMA:
        if reading.drama is not None:
            dramas, link = reading.drama.ids, reading.link
        else:
            similar, sure = names.near(rest) if _nameable(rest) else ((), False)
            points = compiled(language.it).search(text) is not None
            if similar and sure:
                dramas, link, rest = similar[:1], SIMILAR_NAME, ""
            elif context.drama_id is not None and (points or not rest):
                dramas, link = (context.drama_id,), CONTEXT
            elif similar:
                dramas, link, rest = similar, SURE - 0.1, ""
            elif intent in NEEDS_DRAMA:
                missing = True
    elif reading.drama is not None:
        rest += " a name"  # which this intent has no use for
    if intent is Intent.CARD and not at and not dramas:
        return None
    confidence = min(weight, link) - UNEXPLAINED * _count(rest, language)
    if missing or (rest and not dramas and intent in TAKES_DRAMA):
        confidence = min(confidence, WITHOUT_DRAMA)
    return Meant(Question(intent), dramas, confidence, matched, language.code, missing)


def _rest(text: str, at: Sequence[tuple[int, int]], language: Language, intent: Intent) -> str:
    """The words that neither a pattern nor a name explains, without those that say nothing."""
    letters = list(text)
    for start, end in at:
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


def _filled(
    said: Read, meant: Meant, text: str, narrowed: slots.Filter, language: Language, reading: _Reading
) -> Meant | None:
    """The question with what belongs to it. None where what it cannot be without is missing."""
    intent, question = meant.question.intent, meant.question
    person = reading.person.ids[0] if reading.person else None
    if intent is Intent.PERSON:
        return replace(meant, question=replace(question, person_id=person)) if person is not None else None
    if intent is Intent.OPINION:
        if not said.members:
            return None
        question = replace(question, member_id=said.members[0])
    elif intent in slots.FILTERED:
        if intent is Intent.SEARCH and not narrowed:
            return None
        question = replace(
            question,
            country=narrowed.country,
            genre=narrowed.genre,
            year=narrowed.year,
            by="popularity" if intent is Intent.TOP and compiled(language.popular).search(text) else "",
            shorter=intent is Intent.SIMILAR and compiled(language.shorter).search(text) is not None,
        )
    elif intent is Intent.SYNOPSIS:
        number = slots.episode(text, language)
        if number is None:  # of the whole, then
            return replace(meant, question=Question(Intent.ABOUT))
        question = replace(question, episode=number)
    elif intent is Intent.SEEN:
        number = slots.episode(text, language) or slots.last_number(text)
        if number is None:
            return None
        question = replace(question, episode=number)
    elif intent is Intent.CAST:
        question = replace(question, character=slots.character(reading.text, language))
    elif intent is Intent.SCORE:
        question = replace(question, overall=slots.score(text))
    elif intent in (Intent.STATUS, Intent.LIST):
        status, _ = language.named(language.statuses, text)
        if intent is Intent.STATUS and not status:
            return None
        question = replace(question, status=status)
    elif intent is Intent.HELP:
        command = next((name for topic, name in language.topics if compiled(topic).search(text)), "")
        question = replace(question, command=command)
        if command:
            meant = replace(meant, confidence=max(meant.confidence, 0.9))
    return replace(meant, question=question)
