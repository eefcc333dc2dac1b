"""Understands a question: its intent, its drama, and how sure both are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.chat.languages.language import DRAMA, PERSON, compiled
from bot.chat.linking import Names, Read, read
from bot.chat.readings import ENGLISH, SIMILAR_NAME, Reading, readings_of, spoken_in
from bot.chat.weighing import SURE, Context, Meant, meanings
from bot.domain.questions import NEEDS_DRAMA, TAKES_DRAMA, Intent, Lost, Question, Result, Unclear, Understood

MAYBE = 0.3  # from here on it is asked about
CHOICES = 4
NEAREST = 3
RIVAL = 0.2  # an intent that is no further behind may have been meant as well
# What is offered where nothing is understood, beside what was nearest.
OFFERED = (Intent.FOR_ME, Intent.TODAY, Intent.HELP)
OFFERED_OF_DRAMA = (Intent.CARD, Intent.CAST, Intent.STREAM)


@dataclass(frozen=True, slots=True)
class Found:
    """What `understand` makes of a message; each question has the dramas that may be meant."""

    result: Result
    dramas: tuple[int, ...] = ()


def understand(message: str, names: Names, context: Context, bot_id: int = 0) -> Found:
    """What a message asks. The dramas of an answer are candidates: those that bear the name."""
    said, names = read(message, bot_id), _Once(names)
    readings = list(readings_of(said, names))
    whole = _best(said, readings, names, context)
    pair = _pair(said, readings, names, context)
    if pair is not None:
        first, second = pair
        also = second.question if second.dramas in ((), first.dramas) else None
        return Found(Understood(first.question, also, first.language), first.dramas)
    if not whole:
        return Found(Lost(_nearest((), readings), language_of(said.text)))
    return _decided(whole, readings)


class _Once:
    """The index of names, which is asked once for what is like the same text."""

    def __init__(self, names: Names):
        self.dramas, self.people = names.dramas, names.people
        self._names = names
        self._near: dict[str, tuple[tuple[int, ...], bool]] = {}

    def near(self, text: str) -> tuple[tuple[int, ...], bool]:
        if text not in self._near:
            self._near[text] = self._names.near(text)
        return self._near[text]


def _decided(ranked: Sequence[Meant], readings: Sequence[Reading]) -> Found:
    first = ranked[0]
    language = first.language
    if first.confidence >= SURE:
        if first.missing:
            return Found(Unclear((), first.question, language))
        return Found(Understood(first.question, None, language), first.dramas)
    if first.confidence >= MAYBE and (first.dramas or first.question.intent not in NEEDS_DRAMA):
        rivals = [one for one in ranked if first.confidence - one.confidence <= RIVAL and one.dramas]
        choices = [one.question.about(drama) for one in rivals[:2] for drama in one.dramas[:CHOICES]]
        if first.question.intent not in NEEDS_DRAMA:
            choices = [first.question, *choices]
        return Found(Unclear(tuple(dict.fromkeys(choices))[:CHOICES], first.question, language))
    return Found(Lost(_nearest(ranked, readings), language))


def _nearest(ranked: Iterable[Meant], readings: Sequence[Reading]) -> tuple[Question, ...]:
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
    said: Read, readings: Sequence[Reading], names: Names, context: Context
) -> tuple[Meant, Meant] | None:
    """Two questions of one message, about the same drama."""
    for reading in readings[:2]:
        for language in spoken_in(reading.text):
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


def _of_part(said: Read, reading: Reading, part: str, names: Names, context: Context) -> Meant | None:
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


def _best(said: Read, readings: Sequence[Reading], names: Names, context: Context) -> list[Meant]:
    """What each intent would mean, the surest first; each intent once."""
    meant = [
        one
        for reading in readings
        for language in spoken_in(reading.text)
        for one in meanings(said, reading, language, names, context)
    ]
    meant.sort(key=lambda one: (-round(one.confidence, 2), one.missing, -one.matched))
    seen: dict[Intent, Meant] = {}
    for one in meant:
        seen.setdefault(one.question.intent, one)
    return list(seen.values())


def language_of(text: str) -> str:
    """The language of a text, as far as its usual words show it; English where none does."""
    lowered = text.lower()
    first = next(iter(spoken_in(lowered)), None)
    return first.code if first is not None else ENGLISH
