"""Help on as many pages as it takes: every command on one of them, each group together."""

from __future__ import annotations

import pytest

from bot.i18n import Texts
from bot.present.help import ASKED, GROUPS, STARTS, CommandHelp, overview, page_of, paged, start, title_form
from bot.present.layout import Screen
from tests.languages import languages
from tests.present.reading import parts_of, problems, words_of
from tests.world import walk


def commands(number: int, groups: int) -> list[CommandHelp]:
    """So many commands, one after another of each group, as long as Discord lets them be."""
    names = [*GROUPS, *(f"later{at}" for at in range(groups))][:groups]
    return [
        CommandHelp(
            f"{names[at % groups]} {'c' * 27}{at:05}",
            f"</{names[at % groups]} {'c' * 27}{at:05}:{2**63 - 1}>",
            f"d{at:05}" + "d" * 94,
        )
        for at in range(number)
    ]


def mentions(screen: Screen) -> list[str]:
    lines = "\n".join(words_of(screen, hidden=False)).splitlines()
    return [line.split()[0] + " " + line.split()[1] for line in lines if line.startswith("</")]


@languages
@pytest.mark.parametrize("groups", [1, 5, 12, 25])
def test_sixty_commands_are_all_there_once_and_every_page_fits(t: Texts, groups: int) -> None:
    every = commands(60, groups)
    pages = len(paged(t, every))
    assert pages > 1
    found = []
    for index in range(pages):
        screen = overview(t, every, index)
        assert not problems(screen)
        found += mentions(screen)
    assert sorted(found) == sorted(command.mention for command in every)


@languages
def test_a_group_that_fits_on_a_page_is_not_torn(t: Texts) -> None:
    every = commands(60, len(GROUPS))
    on_pages = [group.key for group in paged(t, every)]
    assert len(on_pages) == len(set(on_pages)) == len(GROUPS)
    assert on_pages == list(GROUPS)  # members' groups first, moderators' last


@languages
def test_the_menu_leads_to_the_page_of_each_group(t: Texts) -> None:
    every = commands(60, len(GROUPS))
    (menu,) = (part for part, _ in walk(parts_of(overview(t, every))) if part["type"] == 3)
    assert [option["value"] for option in menu["options"]] == list(GROUPS)
    for option in menu["options"]:
        shown = mentions(overview(t, every, page_of(t, every, option["value"])))
        assert any(mention.startswith(f"</{option['value']} ") for mention in shown)
    assert page_of(t, every, "gone since") == 0


@languages
def test_it_begins_with_four_buttons_and_all_groups_in_a_menu(t: Texts) -> None:
    every = [*commands(60, len(GROUPS)), *(CommandHelp(name, f"</{name}:1>", "About.") for name in STARTS)]
    screen = start(t, every)
    assert not problems(screen)
    found = [part for part, _ in walk(parts_of(screen)) if part["type"] in (2, 3)]
    assert [part["custom_id"] for part in found] == [
        *(f"namida:1:start:{name}" for name in STARTS),
        "namida:1:help",
    ]
    assert [option["value"] for option in found[-1]["options"]] == list(GROUPS)
    told = parts_of(screen)[0]["components"][0]["content"]
    assert len(told) < 250, "with the buttons and the menu on one screen of a phone"
    for name in ASKED:
        assert title_form(t, name).custom_id == f"namida:1:start:{name}"


@languages
def test_what_a_reader_may_not_use_has_no_button(t: Texts) -> None:
    screen = start(t, commands(15, 5))
    assert [part["type"] for part, _ in walk(parts_of(screen)) if part["type"] in (2, 3)] == [3]


@languages
@pytest.mark.parametrize("index", [-1, 10**6])
def test_a_page_that_is_gone_is_the_nearest(t: Texts, index: int) -> None:
    every = commands(60, len(GROUPS))
    nearest = 0 if index < 0 else len(paged(t, every)) - 1
    assert mentions(overview(t, every, index)) == mentions(overview(t, every, nearest))
