"""How texts name commands: so that they can be clicked, in every language, and by names that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from discord import app_commands

from bot.client import NamidaBot
from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, commands, texts
from tests.world import World
from tools.messages import source_catalogue, stored_catalogue

_NAMED = re.compile(r"(?<![\w/{<.])/([a-z]+(?: [a-z]+)?)", re.ASCII)


def _texts() -> Iterator[str]:
    """Every text of ours, in every language."""
    for language in LANGUAGES:
        catalogue = source_catalogue() if language == SOURCE_LANGUAGE else stored_catalogue(language)
        for message in catalogue:
            told = message.id if language == SOURCE_LANGUAGE else message.string
            yield from filter(None, (told,) if isinstance(told, str) else told or ())


@pytest.fixture
def learnt() -> Iterator[None]:
    before = dict(commands._ids), set(commands._restricted)
    commands.learn({"drama": 7, "rate": 8, "settings": 9}, {"settings"})
    yield
    commands.learn(*before)


@pytest.mark.usefixtures("learnt")
def test_a_text_names_a_command_that_can_be_clicked() -> None:
    t = texts("en")
    assert t("Use {/drama info} or {/rate}.") == "Use </drama info:7> or </rate:8>."
    assert t("{name}: {/rate}", name="{/drama info}") == "{/drama info}: </rate:8>", "no value is read as one"
    assert t.plural("{n}: {/rate}", "{n} of {/rate}", 2) == "2 of </rate:8>"
    assert t("{/watch set}") == "`/watch set`", "one whose id is not known, as it is typed"


@pytest.mark.usefixtures("learnt")
def test_a_moderators_command_can_be_clicked_by_moderators_alone() -> None:
    assert texts("en")("{/settings panel}") == "`/settings panel`"
    assert texts("en", manages=True)("{/settings panel} {/rate}") == "</settings panel:9> </rate:8>"


def test_what_is_no_command_is_still_a_value() -> None:
    with pytest.raises(KeyError):
        texts("en")("{/rate} {title}")


async def test_every_text_names_commands_that_there_are_and_so_that_they_can_be_clicked(
    world: World, bot: NamidaBot
) -> None:
    assert world.env.bot is bot, "its commands are announced"
    known = {
        command.qualified_name
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    roots = {name.partition(" ")[0] for name in known}
    named = set()
    for text in _texts():
        # A text with another brace in it is no format, and names no command.
        places = [name for _, name, _, _ in Formatter().parse(text) if name] if commands.SIGN in text else []
        named |= {name[1:] for name in places if name.startswith("/")}
        bare = [name for name in _NAMED.findall(text) if name.partition(" ")[0] in roots]
        assert bare == [], text
    assert named <= known
    assert len(named) > 20
