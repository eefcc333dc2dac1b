"""Shows of other catalogues that may be dramas of ours: the questions to curators."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry, Drama, Kind
from bot.domain.sources import SourcePart


class Answer(StrEnum):
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Side:
    """The facts of one side that help to decide."""

    title: str
    native_title: str | None = None
    aliases: tuple[str, ...] = ()
    country: str | None = None
    kind: Kind = Kind.DRAMA
    year: int | None = None
    first_day: date | None = None
    episodes: int | None = None

    def write(self) -> str:
        said = {
            "title": self.title,
            "native_title": self.native_title,
            "aliases": list(self.aliases),
            "country": self.country,
            "kind": str(self.kind),
            "year": self.year,
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "episodes": self.episodes,
        }
        return json.dumps({name: value for name, value in said.items() if value})

    @classmethod
    def read(cls, text: str) -> Side:
        said = json.loads(text)
        day = said.get("first_day")
        return cls(
            said["title"],
            said.get("native_title"),
            tuple(said.get("aliases", ())),
            said.get("country"),
            Kind(said.get("kind", Kind.DRAMA)),
            said.get("year"),
            date.fromisoformat(day) if day else None,
            said.get("episodes"),
        )


MOST_ALIASES = 5


def side_of(entry: CatalogueEntry) -> Side:
    return Side(
        entry.title,
        entry.native_title,
        entry.aliases[:MOST_ALIASES],
        entry.country,
        entry.kind,
        entry.year,
        entry.aired_from,
        entry.episodes,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """The question whether a show is a drama. `was` is the drama's part, if that became this show.

    `other` is the entry that the show already has in this catalogue.
    """

    id: int
    drama: Drama
    part: SourcePart
    said: Side
    was: SourcePart | None = None
    other: Drama | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question as a curator sees it. `place` counts from 0, among `waiting`."""

    question: Question
    ours: Side
    place: int
    waiting: int
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """A curator's decision about a question."""

    question: Question
    answer: Answer
    drama: Drama
