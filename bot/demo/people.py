"""The people of the demo's server, and what each has watched."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.content_warnings import Ending, Subject
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.scores import Criterion
from bot.i18n import SOURCE_LANGUAGE
from bot.services.container import Services

DRAMA = "1 Litre of Tears"
# Titles that several dramas have are in their own script, which only one has.
MOTHER = "マザー"
HANA_KIMI = "花ざかりの君たちへ ～イケメン♂パラダイス～"
APART = timedelta(days=55)  # between two dramas that a person finished, so that they fill a year
SHIFT = timedelta(days=4)  # between what two people finished
SCALE = 2  # half points in a point


@dataclass(frozen=True)
class Votes:
    """What someone said of a drama for those who ask to be warned."""

    ending: Ending
    contains: tuple[Subject, ...]


@dataclass(frozen=True)
class Person:
    """A member with their list: the drama that the demo is about, and what else they finished.

    Scores are points from 1 to 10. `episode`: how far someone is who has not finished it.
    """

    name: str
    status: Status | None = None
    given: Mapping[Criterion, float] = field(default_factory=dict)
    episode: int | None = None
    votes: Votes | None = None
    finished: Mapping[str, float] = field(default_factory=dict)


def _given(overall: float, story: float, acting: float) -> Mapping[Criterion, float]:
    return {Criterion.OVERALL: overall, Criterion.STORY: story, Criterion.ACTING: acting}


_ILL = Votes(Ending.SAD, (Subject.ILLNESS, Subject.DEATH))
_DONE, _DROPPED, _ON = Status.COMPLETED, Status.DROPPED, Status.WATCHING

PEOPLE = (
    Person(
        "hana",
        _DONE,
        _given(10, 9.5, 10),
        votes=_ILL,
        finished={MOTHER: 9, "Taiyou no Uta": 9, "Beautiful Life": 9, "Nobuta wo Produce": 8.5},
    ),
    Person(
        "kenji",
        _DONE,
        _given(8.5, 8, 9),
        votes=_ILL,
        finished={
            MOTHER: 9,
            "Alice in Borderland": 8.5,
            "Nobuta wo Produce": 9,
            "Attention Please": 7,
            "Taiyou no Uta": 8,
        },
    ),
    Person(
        "sora",
        _DONE,
        _given(9, 9, 9.5),
        votes=Votes(Ending.BITTERSWEET, (Subject.ILLNESS,)),
        finished={
            "Taiyou no Uta": 9.5,
            MOTHER: 8.5,
            "Beautiful Life": 8.5,
            "Go Ahead": 9,
            "Nobuta wo Produce": 8,
        },
    ),
    Person(
        "yuna",
        _DONE,
        _given(8, 7, 9),
        votes=Votes(Ending.SAD, (Subject.ILLNESS, Subject.BULLYING)),
        finished={
            "An Incurable Case of Love": 9,
            "Good Morning Call": 8,
            HANA_KIMI: 8.5,
            "Beautiful Life": 8,
            "Hidden Love": 8,
        },
    ),
    Person(
        "aiko",
        _DONE,
        _given(9.5, 9, 9.5),
        votes=_ILL,
        finished={MOTHER: 9.5, "Taiyou no Uta": 8.5, "Go Ahead": 9.5, "Beautiful Life": 9.5},
    ),
    Person(
        "minh",
        _DONE,
        _given(7.5, 7, 8.5),
        finished={"Alice in Borderland": 9.5, "The Untamed": 9, MOTHER: 7.5, "Attention Please": 6},
    ),
    Person("tomas", _DROPPED, _given(6, 6, 8), 4, finished={"Alice in Borderland": 9, "The Untamed": 8.5}),
    Person("leo", _ON, {Criterion.OVERALL: 8}, 4, finished={"Good Morning Call": 7.5, "Love O2O": 8}),
    Person(
        "nari",
        Status.PLAN,
        finished={"An Incurable Case of Love": 8.5, HANA_KIMI: 9, "Hidden Love": 9, "Love O2O": 8.5},
    ),
)

# What Mika, whom the visitor is at first, has finished besides it.
MIKAS = {
    "Beautiful Life": 9.0,
    "Taiyou no Uta": 9.0,
    HANA_KIMI: 7.0,
    "Crash Landing on You": 8.5,
    "Squid Game": 6.5,
    "Go Ahead": 8.5,
}


async def watch(
    services: Services, person: Person, reader: Reader, now: datetime, last: timedelta = timedelta()
) -> None:
    """Store a person's list, scores and votes, as their commands would, only sooner.

    `last`: how long ago they finished the last of the other dramas.
    """
    for back, (title, points) in enumerate(person.finished.items()):
        day = now - last - back * APART
        await _finish(services, reader, title, {Criterion.OVERALL: points}, day)
    if person.status is None:
        return
    drama = await services.catalogue.resolve(DRAMA)
    if person.status is Status.COMPLETED:
        await _finish(services, reader, DRAMA, person.given, now)
    else:
        await services.watching.set(drama, reader, person.status, person.episode, now)
        if person.given:
            await services.scores.score(drama, reader, _half_points(person.given), now)
    if person.votes is not None:
        await services.content.vote_ending(drama, reader, person.votes.ending, now)
        await services.content.vote_subjects(drama, reader, person.votes.contains, now)


async def all_watch(services: Services, ids: Mapping[str, int], guild_id: int, now: datetime) -> None:
    """`watch` for everybody; together, so that they share commits. `ids` are the members', by name."""
    people = (*PEOPLE, Person("mika", finished=MIKAS))
    readers = [Reader(ids[person.name], guild_id, SOURCE_LANGUAGE, SOURCE_LANGUAGE) for person in people]
    await asyncio.gather(
        *(
            watch(services, person, reader, now, (place + 1) * SHIFT)
            for place, (person, reader) in enumerate(zip(people, readers, strict=True))
        )
    )


async def _finish(
    services: Services, reader: Reader, title: str, given: Mapping[Criterion, float], day: datetime
) -> None:
    drama = await services.catalogue.resolve(title)
    await services.watching.set(drama, reader, Status.COMPLETED, None, day)
    await services.scores.score(drama, reader, _half_points(given), day)


def _half_points(given: Mapping[Criterion, float]) -> dict[Criterion, int | None]:
    return {criterion: round(points * SCALE) for criterion, points in given.items()}
