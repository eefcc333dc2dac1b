"""What a member asks in their own words: the intent, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class Intent(StrEnum):
    """What is asked for. The values stand in buttons, so they are short and never change."""

    CARD = "card"
    CAST = "cast"
    STAFF = "staff"
    LENGTH = "length"
    AIRED = "aired"
    NEXT = "next"
    STREAM = "stream"
    MUSIC = "music"
    NETWORK = "network"
    RATING = "rating"
    WATCHERS = "watchers"
    ABOUT = "about"
    SYNOPSIS = "synopsis"
    ENDING = "ending"
    SIMILAR = "similar"
    OPINION = "opinion"
    REVIEWS = "reviews"
    PROGRESS = "progress"
    FOR_ME = "forme"
    TODAY = "today"
    QUOTE = "quote"
    PERSON = "person"
    SEARCH = "search"
    TOP = "top"
    RANDOM = "random"
    LIST = "list"
    HELP = "help"
    # What changes something.
    SCORE = "score"
    SEEN = "seen"
    MORE = "more"
    PLAN = "plan"
    STATUS = "status"
    CLUB = "club"
    WRITE = "write"
    FOLLOW = "follow"


WRITES = frozenset(
    {Intent.SCORE, Intent.SEEN, Intent.MORE, Intent.PLAN, Intent.STATUS, Intent.CLUB, Intent.WRITE}
    | {Intent.FOLLOW}
)
# The answer is a fact or two of the drama's card.
FACTS = frozenset(
    {Intent.CAST, Intent.STAFF, Intent.LENGTH, Intent.AIRED, Intent.NEXT, Intent.STREAM, Intent.MUSIC}
    | {Intent.NETWORK, Intent.RATING, Intent.WATCHERS}
)
NEEDS_DRAMA = (
    FACTS
    | WRITES
    | {Intent.CARD, Intent.ABOUT, Intent.SYNOPSIS, Intent.ENDING, Intent.SIMILAR, Intent.OPINION}
    | {Intent.REVIEWS}
)
# A drama belongs to these if one is named.
TAKES_DRAMA = NEEDS_DRAMA | {Intent.PROGRESS, Intent.QUOTE}


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is understood, with what belongs to it.

    `drama_id` and `person_id` are ids, `member_id` is a member whom it names. `overall` is a score as it was
    typed. `character` is a part of a character's name, `command` the command that help is asked about.
    """

    intent: Intent
    drama_id: int | None = None
    person_id: int | None = None
    member_id: int | None = None
    episode: int | None = None
    overall: str = ""
    country: str = ""
    genre: str = ""
    year: int | None = None
    status: str = ""
    by: str = ""
    character: str = ""
    command: str = ""
    shorter: bool = False

    @property
    def writes(self) -> bool:
        return self.intent in WRITES

    def about(self, drama_id: int) -> Self:
        """The same question about this drama."""
        return replace(self, drama_id=drama_id)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was asked, and a second question of the same message, if there is one.

    `language` is the one it was asked in.
    """

    question: Question
    also: Question | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Unclear:
    """What may have been asked: one of these. Empty: it is not said about which drama.

    `question` is what is asked for, whichever drama it is.
    """

    choices: tuple[Question, ...]
    question: Question | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing was understood; `nearest` are the three nearest things that can be asked."""

    nearest: tuple[Question, ...]
    language: str = "en"
    question: None = None


Result = Understood | Unclear | Lost
