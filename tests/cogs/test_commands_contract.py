"""Every command as Discord gets it: its limits, its options, its translations, its way to the boundary."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.client import NamidaBot
from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, supported, texts
from bot.replay import NAMES_A_DRAMA
from cogs.base import NamidaCog
from tests.cogs.listing import COMMANDS, FOR_SERVERS, Body, leaves
from tests.contract.commands import check_commands
from tests.contract.problems import Json
from tests.world import World
from tools.messages import COMPLETE

COMPLETED = {*NAMES_A_DRAMA, "genre", "network", "person", "name", "command", "writing"}
# Where there are more of a kind than a choice holds.
COMPLETED_THERE = {("profile edit", "country")}
# The entries under Apps: each with its type, 2 for those at a member and 3 for those at a message.
MENUS = {"Mark as spoiler": 3, "Save as quote": 3, "Report to moderators": 3, "Drama profile": 2}


@pytest.fixture
def synced(world: World) -> list[Body]:
    """The commands as the bot sent them when it started."""
    (sync,) = (
        request.json
        for request in world.env.http_requests
        if request.method == "PUT" and request.path.endswith("/commands")
    )
    assert isinstance(sync, list)
    return sync


def walk(bot: NamidaBot) -> Iterator[app_commands.Command[Any, ..., Any]]:
    for command in bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command


def texts_of(part: Body) -> Iterator[tuple[str, Body]]:
    """Every description, and every choice's name, with its translations."""
    if "description" in part:
        yield part["description"], part.get("description_localizations") or {}
    for choice in part.get("choices", []):
        yield choice["name"], choice.get("name_localizations") or {}
    for option in part.get("options", []):
        yield from texts_of(option)


def described(part: Body, within: str = "") -> Iterator[tuple[str, str]]:
    """Every slash command and option, by its whole name, with its description."""
    name = f"{within} {part['name']}".strip()
    if part.get("type") in (None, 1) or within:
        yield name, part["description"]
    for option in part.get("options", []):
        yield from described(option, name)


def translated_locales() -> Iterator[tuple[str, str]]:
    """Discord's locales that have a language of ours other than English, with that language."""
    for locale in discord.Locale:
        language = supported(locale.value)
        if language not in (None, SOURCE_LANGUAGE):
            yield locale.value, language


def stands_for_itself(language: str, text: str) -> bool:
    """Whether a language says a text as English does, or has no translation of it yet."""
    return texts(language)(text) == text and language not in COMPLETE


def test_every_language_of_ours_is_one_of_discords() -> None:
    assert {language for _, language in translated_locales()} == set(LANGUAGES) - {SOURCE_LANGUAGE}


def test_discord_takes_every_command(synced: list[Body]) -> None:
    sent: list[Json] = list(synced)
    assert list(check_commands(sent, "$")) == []


def test_every_command_is_there_with_its_options(synced: list[Body]) -> None:
    told = {
        name: [option["name"] + "*" * bool(option.get("required")) for option in command.get("options", [])]
        for name, command in leaves(synced)
    }
    assert told == COMMANDS


def test_what_can_be_completed_is_completed(synced: list[Body]) -> None:
    for name, command in leaves(synced):
        for option in command.get("options", []):
            completed = option["name"] in COMPLETED or (name, option["name"]) in COMPLETED_THERE
            assert bool(option.get("autocomplete")) == completed, (
                f"/{name} {option['name']}: what is completed, and only that, is named in COMPLETED or"
                " COMPLETED_THERE; an option that names a drama in NAMES_A_DRAMA of bot/replay.py"
            )


def test_what_is_one_of_a_few_is_a_choice(synced: list[Body]) -> None:
    choices = {
        (name, option["name"]): [choice["value"] for choice in option["choices"]]
        for name, command in leaves(synced)
        for option in command.get("options", [])
        if option.get("choices")
    }
    countries = ["JP", "KR", "CN", "TW", "TH", "HK", "PH", "SG"]
    assert choices == {
        ("drama search", "country"): countries,
        ("drama search", "sort"): ["popularity", "rating", "year", "title"],
        ("drama top", "by"): ["rating", "popularity"],
        ("drama top", "scope"): ["here", "everywhere"],
        ("drama top", "country"): countries,
        ("drama random", "country"): countries,
        ("recommend forme", "country"): countries,
        ("airing today", "country"): countries,
        ("airing calendar", "country"): countries,
        ("review read", "sort"): ["helpful", "newest"],
        ("comments", "sort"): ["newest", "liked"],
        ("episode write", "language"): [*LANGUAGES],
        ("watch set", "status"): ["plan", "watching", "completed", "on hold", "dropped"],
        ("watch list", "status"): ["plan", "watching", "completed", "on hold", "dropped"],
        ("watch export", "format"): ["csv", "json"],
        ("club start", "advance"): ["time", "together"],
        ("club pace", "state"): ["pause", "resume"],
        ("club pace", "advance"): ["time", "together"],
        ("profile edit", "language"): ["discord", *LANGUAGES],
        ("profile edit", "stars"): [10, 5],
        ("profile edit", "titles"): ["language", "english", "native", "romanised"],
        ("profile edit", "list"): ["nobody", "server", "everyone"],
        ("profile edit", "recommendations"): ["nobody", "server", "telling"],
        ("profile edit", "answers"): ["no", "digest", "message"],
        ("moderate log", "kind"): [
            *("settings", "member", "report", "held", "review", "recommendation", "comment", "message"),
            *("quote", "club", "synopses", "catalogue"),
        ],
        ("settings channel", "purpose"): ["synopses", "reviews", "board", "airing", "log"],
        ("settings spoilers", "policy"): ["bars", "sealed", "open"],
        ("settings language", "language"): [*LANGUAGES],
        ("settings chat", "where"): ["everywhere", "nowhere"],
    }


def test_settings_are_for_moderators_on_a_server(synced: list[Body]) -> None:
    needed = {command["name"]: command.get("default_member_permissions") for command in synced}
    manage = discord.Permissions(manage_guild=True).value
    moderators = dict.fromkeys(("settings", "moderate", "synopses"), manage)
    administrators = {"backup": discord.Permissions(administrator=True).value}
    given = {name: int(value) for name, value in needed.items() if value is not None}
    assert given == moderators | administrators
    for group in (command for command in synced if command["name"] in given):
        assert group["dm_permission"] is False or group["contexts"] == [0]


def test_what_needs_a_server_is_offered_there_alone(synced: list[Body]) -> None:
    """Discord decides for a group as a whole: it is offered everywhere if one of its commands is.

    A new group stands here if it works without a server; else its commands are made by `server_command`.
    """
    everywhere = {name.split()[0] for name in set(COMMANDS) - FOR_SERVERS} | {"Drama profile"}
    assert everywhere == {
        *("drama", "episode", "rate", "watch", "recommend", "airing", "review", "quote", "profile"),
        *("privacy", "help", "Drama profile"),
    }
    for command in synced:
        anywhere = command["name"] in everywhere
        assert command["contexts"] == ([0, 1, 2] if anywhere else [0]), command["name"]
        assert command["integration_types"] == ([0, 1] if anywhere else [0]), command["name"]
        assert command["dm_permission"] is anywhere, command["name"]


def test_every_command_and_every_option_has_a_sentence(synced: list[Body]) -> None:
    # discord.py puts "…" where there is none.
    without = [name for command in synced for name, text in described(command) if text in ("", "…")]
    assert not without, f"{without}: give each a sentence with @app_commands.describe"


def test_every_text_of_a_command_has_its_translations(synced: list[Body]) -> None:
    for locale, language in translated_locales():
        t = texts(language)
        for command in synced:
            for text, translations in texts_of(command):
                if text not in LANGUAGES.values() and not stands_for_itself(language, text):
                    todo = f"run python -m tools.messages, then translate {text!r} in bot/i18n/{language}.po"
                    assert translations.get(locale) == t(text) != text, todo


def test_every_menu_is_there_and_named_in_every_language(synced: list[Body]) -> None:
    menus = {command["name"]: command for command in synced if command["type"] != 1}
    assert {name: menu["type"] for name, menu in menus.items()} == MENUS
    for locale, language in translated_locales():
        for name, menu in menus.items():
            if not stands_for_itself(language, name):
                assert menu.get("name_localizations", {}).get(locale) == texts(language)(name) != name


def test_names_are_the_same_in_every_language(synced: list[Body]) -> None:
    def named(part: Body) -> Iterator[Body]:
        yield part
        for option in part.get("options", []):
            yield from named(option)

    for command in (one for one in synced if one["type"] == 1):
        for part in named(command):
            assert not part.get("name_localizations"), part["name"]


def test_every_command_goes_through_the_boundary(world: World, bot: NamidaBot) -> None:
    walked = list(walk(bot))
    assert {command.qualified_name for command in walked} == set(COMMANDS)
    for command in walked:
        assert isinstance(command.binding, NamidaCog), command.qualified_name
        method = inspect.unwrap(command.callback)
        assert method is not command.callback, f"{command.qualified_name} is not made by cogs.base.command"
        assert list(inspect.signature(method).parameters)[1] == "talk"


def test_the_bot_asks_for_no_more_than_it_needs(bot: NamidaBot) -> None:
    asked = {name for name, wanted in bot.intents if wanted}
    # Those of messages are not privileged: without words, but for those who speak to the bot.
    assert asked == {"guilds", "auto_moderation_configuration", "guild_messages", "dm_messages"}
    assert not asked & {"members", "presences", "message_content"}  # Discord has to allow these
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict()["parse"] == []
