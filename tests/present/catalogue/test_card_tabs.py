"""Nothing on a card is cut without a way on: its buttons lead to all of it."""

from __future__ import annotations

import pytest

from bot.domain.cards import Card, Tab
from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    Drama,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Person,
    PersonPage,
    Relation,
    Role,
)
from bot.domain.ratings import Rating
from bot.i18n import texts
from bot.present.actions import parse
from bot.present.catalogue import cards, people
from bot.present.layout import Screen
from bot.present.parts import every
from tests.present.reading import everything, problems

EN = texts("en")
MANY = range(1, 61)
SUMMARY = " ".join(f"Sentence {number}*." for number in range(1, 80))
ENTRY = CatalogueEntry(
    "A",
    summary=SUMMARY,
    aliases=tuple(f"Name {number}." for number in MANY),
    genres=tuple(f"Genre {number}." for number in MANY),
    networks=tuple(f"Network {number}." for number in MANY),
    music=tuple(Music(MusicKind.THEME, f"Song {number}.", "S" * 200) for number in MANY),
    cast=tuple(Credit(f"Person {number}.", "C" * 140, list(Billing)[number % 3], number) for number in MANY),
    links=tuple(Link(LinkKind.ARTICLE, f"Page {number}.", f"https://a.example/{number}") for number in MANY),
    relations=tuple(Relation("sequel", f"Other {number}.", number) for number in MANY),
)
SHOWN = Card(Drama(1, "A"), ENTRY, Rating(), Rating())
WRITTEN = {
    Tab.OVERVIEW: [f"Sentence {number}\\*." for number in range(1, 80)],
    Tab.DETAILS: [f"{kind} {n}." for kind in ("Name", "Genre", "Network", "Song") for n in MANY],
    Tab.CAST: [f"Person {number}." for number in MANY],
    Tab.LINKS: [f"{kind} {number}." for kind in ("Page", "Other") for number in MANY],
}


def reached(tab: Tab) -> list[str]:
    """All screens to which the buttons of a tab lead, from one to the next."""
    seen: dict[tuple[Tab, int], str] = {}
    waiting = [(tab, 0)]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        screen = cards.card(EN, SHOWN, at[0], owner_id=7, private=True, page=at[1])
        assert not problems(screen)
        seen[at] = everything(screen)
        waiting += ways(screen)
    return list(seen.values())


def ways(screen: Screen) -> list[tuple[Tab, int]]:
    pressed = (parse(part["custom_id"]) for part in every(screen.parts) if part["type"] == 2)
    return [cards.chosen(one)[::3] for one in pressed if one is not None and one.verb == "tab"]


@pytest.mark.parametrize("tab", WRITTEN)
def test_all_of_a_tab_is_reached(tab: Tab) -> None:
    told = "\n".join(reached(tab))
    assert [text for text in WRITTEN[tab] if text not in told] == []


def test_all_roles_of_a_person_are_reached_and_each_can_be_opened() -> None:
    roles = tuple(Role(Drama(n, f"Drama {n}.", year=2030 - n // 3), "C" * 120, Billing.MAIN) for n in MANY)
    shown = PersonPage(Person(5, "Aya"), roles)
    pages = [people.page(EN, shown, index) for index in range(10)]
    assert not any(map(problems, pages))
    told = "\n".join(map(everything, pages))
    assert [n for n in MANY if f"- Drama {n}. —" not in told or f"Drama {n}. (" not in told] == []
