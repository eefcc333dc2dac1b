"""Which command answers a question."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.calls import Call, Value
from bot.domain.questions import Intent, Question
from bot.services.catalogue.catalogue import Catalogue

COMMANDS: Mapping[Intent, str] = {
    Intent.CARD: "drama info",
    Intent.ABOUT: "drama info",
    Intent.SYNOPSIS: "episode synopsis",
    Intent.ENDING: "drama warnings",
    Intent.SIMILAR: "recommend like",
    Intent.OPINION: "review read",
    Intent.REVIEWS: "review read",
    Intent.PROGRESS: "drama info",
    Intent.FOR_ME: "recommend forme",
    Intent.TODAY: "airing today",
    Intent.QUOTE: "quote random",
    Intent.PERSON: "drama person",
    Intent.SEARCH: "drama search",
    Intent.TOP: "drama top",
    Intent.RANDOM: "drama random",
    Intent.LIST: "watch list",
    Intent.HELP: "help",
    Intent.SCORE: "rate",
    Intent.SEEN: "watch set",
    Intent.MORE: "watch next",
    Intent.PLAN: "watch set",
    Intent.STATUS: "watch set",
    Intent.CLUB: "club start",
    Intent.WRITE: "review write",
    Intent.FOLLOW: "airing follow",
}
CLUB_PACE = "2 episodes a week"  # which is the weekday on which it starts; `/club pace` changes it


def call_of(question: Question) -> Call:
    """The command that answers a question, with its options. Raises `KeyError` for a fact of the card."""
    intent = question.intent
    if intent is Intent.PROGRESS and question.drama_id is None:
        return Call("watch list", {})
    options: dict[str, Value | None] = {
        "title": Catalogue.chosen(question.drama_id) if question.drama_id is not None else None,
        "country": question.country,
        "genre": question.genre,
        "episode": question.episode,
        "overall": question.overall,
        "year": question.year,
        "by": question.by,
        "status": question.status,
        "command": question.command,
        "member": str(question.member_id or ""),
        "name": str(question.person_id or ""),
        **_ADDED.get(intent, {}),
    }
    taken = _TAKEN.get(COMMANDS[intent], ())
    return Call(COMMANDS[intent], {name: value for name, value in options.items() if name in taken and value})


# What an intent says beside its slots. The card of its reader says how far they are.
_ADDED: Mapping[Intent, Mapping[str, Value]] = {
    Intent.PROGRESS: {"private": True},
    Intent.PLAN: {"status": "plan"},
    Intent.CLUB: {"pace": CLUB_PACE},
}
# The options of each command that a question can fill.
_TAKEN: Mapping[str, tuple[str, ...]] = {
    "drama info": ("title", "private"),
    "episode synopsis": ("title", "episode"),
    "drama warnings": ("title",),
    "recommend like": ("title",),
    "review read": ("title", "member"),
    "recommend forme": ("genre", "country"),
    "airing today": ("country",),
    "quote random": ("title",),
    "drama person": ("name",),
    "drama search": ("genre", "country", "year"),
    "drama top": ("by", "genre", "country", "year"),
    "drama random": ("genre", "country"),
    "watch list": ("status",),
    "help": ("command",),
    "rate": ("title", "overall"),
    "watch set": ("title", "status", "episode"),
    "watch next": ("title",),
    "club start": ("title", "pace"),
    "review write": ("title",),
    "airing follow": ("title",),
}
