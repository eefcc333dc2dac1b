"""Fills in the details of a question: each intent reads the ones it needs from the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.chat import slots
from bot.chat.languages.language import Language, compiled
from bot.domain.questions import Intent, Question


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a question: put right, and (`typed`) as they were typed, with marks in place of names.

    `members` are mentioned in it, `person_id` is named, `narrowed` are its country, genre and year.
    """

    text: str
    typed: str
    members: tuple[int, ...]
    person_id: int | None
    narrowed: slots.Filter
    language: Language


Fill = Callable[[Question, Words], Question | None]


def filled(question: Question, words: Words) -> Question | None:
    """The question with what belongs to it. None where something is missing without which it is none."""
    if question.intent in slots.FILTERED:
        question = replace(
            question,
            country=words.narrowed.country,
            genre=words.narrowed.genre,
            year=words.narrowed.year,
        )
    fill = _FILLS.get(question.intent)
    return fill(question, words) if fill is not None else question


def _person(question: Question, words: Words) -> Question | None:
    return replace(question, person_id=words.person_id) if words.person_id is not None else None


def _opinion(question: Question, words: Words) -> Question | None:
    return replace(question, member_id=words.members[0]) if words.members else None


def _search(question: Question, words: Words) -> Question | None:
    return question if words.narrowed else None


def _top(question: Question, words: Words) -> Question:
    popular = compiled(words.language.popular).search(words.text)
    return replace(question, by="popularity" if popular else "")


def _similar(question: Question, words: Words) -> Question:
    return replace(question, shorter=compiled(words.language.shorter).search(words.text) is not None)


def _synopsis(question: Question, words: Words) -> Question:
    """Without an episode it is what the whole is about, which spoils nothing."""
    number = slots.episode(words.text, words.language)
    return Question(Intent.ABOUT) if number is None else replace(question, episode=number)


def _seen(question: Question, words: Words) -> Question | None:
    number = slots.episode(words.text, words.language)
    number = slots.last_number(words.text) if number is None else number
    return replace(question, episode=number) if number is not None else None


def _cast(question: Question, words: Words) -> Question:
    return replace(question, character=slots.character(words.typed, words.language))


def _score(question: Question, words: Words) -> Question:
    return replace(question, overall=slots.score(words.text))


def _status(question: Question, words: Words) -> Question | None:
    status, _ = words.language.named(words.language.statuses, words.text)
    return replace(question, status=status) if status else None


def _list(question: Question, words: Words) -> Question:
    status, _ = words.language.named(words.language.statuses, words.text)
    return replace(question, status=status)


def _help(question: Question, words: Words) -> Question:
    topics = words.language.topics
    command = next((name for topic, name in topics if compiled(topic).search(words.text)), "")
    return replace(question, command=command)


_FILLS: Mapping[Intent, Fill] = {
    Intent.PERSON: _person,
    Intent.OPINION: _opinion,
    Intent.SEARCH: _search,
    Intent.TOP: _top,
    Intent.SIMILAR: _similar,
    Intent.SYNOPSIS: _synopsis,
    Intent.SEEN: _seen,
    Intent.CAST: _cast,
    Intent.SCORE: _score,
    Intent.STATUS: _status,
    Intent.LIST: _list,
    Intent.HELP: _help,
}
