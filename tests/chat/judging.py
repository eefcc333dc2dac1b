"""Questions with what they ask, and whether an answer is right, asks the right thing back, or is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.domain.members import Reader
from bot.domain.questions import Question, Unclear, Understood
from bot.errors import NamidaError
from bot.services.chat.chat import Answerable
from bot.services.container import Services

FOLDER = Path(__file__).parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
READER = Reader(1, None, "en", "en")
SLOTS = ("episode", "country", "genre", "year", "status", "by", "overall", "command")


class Verdict(StrEnum):
    RIGHT = "right"
    ASKED = "right question back"
    LOST = "says that it does not understand"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Case:
    """What is said, what it asks (`want`: an intent, `ask` or `lost`), and what of (`slots`)."""

    say: str
    want: str
    slots: Mapping[str, Any]


def cases(name: str) -> list[Case]:
    """The questions of a file: `questions` or `held_back`, or of one language."""
    lines = (json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [Case(line.pop("say"), line.pop("want"), line) for line in lines]


async def drama_id(services: Services, title: str) -> int:
    """The drama of the starter catalogue that bears a title; the first one of several."""
    found = await services.catalogue.bearing(services.names.bearing(title))
    return found[0].id


async def answer(services: Services, case: Case) -> Answerable:
    """What the bot makes of it, in a direct message."""
    about = case.slots.get("about")
    replied_to = await drama_id(services, about) if about else None
    return await services.chat.understand(case.say, READER, 1, replied_to, NOW, bot_id=2)


async def judge(services: Services, case: Case, found: Answerable) -> Verdict:
    """Whether it is what was asked. An answer to what nothing was asked, or to another question, is wrong."""
    result = found.result
    wanted = await _wanted(services, case)
    if isinstance(result, Understood):
        if case.want in ("ask", "lost"):
            return Verdict.WRONG
        also = case.slots.get("also")
        if also and (result.also is None or result.also.intent != also):
            return Verdict.WRONG
        return Verdict.RIGHT if _fits(result.question, case, wanted) else Verdict.WRONG
    if isinstance(result, Unclear):
        if case.want in ("ask", "lost"):
            return Verdict.RIGHT if case.want == "ask" else Verdict.ASKED
        right = any(
            one.intent == case.want and (not wanted or one.drama_id in wanted) for one in result.choices
        )
        return Verdict.ASKED if right else Verdict.LOST
    if case.want == "lost":
        return Verdict.RIGHT
    near = any(one.intent == case.want and (not wanted or one.drama_id in wanted) for one in result.nearest)
    return Verdict.ASKED if near else Verdict.LOST


async def _wanted(services: Services, case: Case) -> set[int]:
    """The dramas of which any is meant."""
    if "title" not in case.slots:
        return set()
    found = await services.catalogue.bearing(services.names.bearing(case.slots["title"]))
    return {drama.id for drama in found}


def _fits(question: Question, case: Case, wanted: set[int]) -> bool:
    if question.intent != case.want or (wanted and question.drama_id not in wanted):
        return False
    slots = case.slots
    if any(slot in slots and getattr(question, slot) != slots[slot] for slot in SLOTS):
        return False
    if "member" in slots and question.member_id != slots["member"]:
        return False
    return str(slots.get("character", "")).casefold() in question.character.casefold()


async def person_of(services: Services, question: Question) -> str | None:
    """The name of the person whom a question is about."""
    if question.person_id is None:
        return None
    try:
        return (await services.searching.person(str(question.person_id))).person.name
    except NamidaError:
        return None
