"""What a drama contains and how it ends, by the votes of members who completed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.dramas import Drama

# A warning needs this many votes: a single member may be wrong or joking.
ENOUGH = 3


class Ending(StrEnum):
    HAPPY = "happy"
    BITTERSWEET = "bittersweet"
    SAD = "sad"
    OPEN = "open"


class Subject(StrEnum):
    """The subjects that members may want to avoid."""

    ILLNESS = "illness"
    DEATH = "death"
    VIOLENCE = "violence"
    SEXUAL_VIOLENCE = "sexual violence"
    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    ABUSE = "abuse"
    ANIMAL_HARM = "animal harm"
    WAR = "war"
    BULLYING = "bullying"
    INFIDELITY = "infidelity"
    PREGNANCY_LOSS = "pregnancy loss"
    ADDICTION = "addiction"
    HORROR = "horror"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to know about a drama: how it ends, or whether it contains these subjects."""

    ending: bool = False
    subjects: frozenset[Subject] = frozenset()


EVERYTHING = Wanted(ending=True, subjects=frozenset(Subject))


@dataclass(frozen=True, slots=True)
class Warnings:
    """Every vote on a drama, and the reader's own.

    `voters` counts the members who voted. `may_vote`: the reader has completed the drama.
    """

    drama: Drama
    endings: Mapping[Ending, int] = field(default_factory=dict)
    subjects: Mapping[Subject, int] = field(default_factory=dict)
    voters: int = 0
    may_vote: bool = False
    own_ending: Ending | None = None
    own_subjects: frozenset[Subject] = frozenset()

    @property
    def told_endings(self) -> tuple[tuple[Ending, int], ...]:
        """The endings with enough votes, the most votes first."""
        order = list(Ending)
        enough = [(ending, votes) for ending, votes in self.endings.items() if votes >= ENOUGH]
        return tuple(sorted(enough, key=lambda one: (-one[1], order.index(one[0]))))

    @property
    def told_subjects(self) -> tuple[tuple[Subject, int], ...]:
        """The subjects with enough votes, the most votes first."""
        order = list(Subject)
        enough = [(subject, votes) for subject, votes in self.subjects.items() if votes >= ENOUGH]
        return tuple(sorted(enough, key=lambda one: (-one[1], order.index(one[0]))))

    @property
    def silent(self) -> bool:
        """Whether nothing has enough votes yet."""
        return not (self.told_endings or self.told_subjects)

    @property
    def voted(self) -> bool:
        return self.own_ending is not None or bool(self.own_subjects)
