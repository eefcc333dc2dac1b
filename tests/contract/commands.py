"""The documented limits of application commands, their options, choices and translations."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import discord

from .problems import (
    Body,
    Finding,
    Findings,
    Json,
    body_of,
    bounded,
    number_of,
    objects,
    required,
    size_of,
    text_of,
)

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
NAMES = "name_localizations"
MOST_OF_A_KIND = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
MOST_OPTIONS = MOST_CHOICES = 25
MOST_TEXT = 8000  # of one command with all that is in it; of a text and its translations the longest counts
LOCALES = frozenset(locale.value for locale in discord.Locale)

# \p{sc=Deva} and \p{sc=Thai} of Discord's rule, as Unicode's Scripts.txt lists them: their vowel
# signs are marks, not letters, so that \p{L} alone would refuse most words of either.
_DEVANAGARI_AND_THAI = (
    (0x0900, 0x0950),
    (0x0955, 0x0963),
    (0x0966, 0x097F),
    (0x0E01, 0x0E3A),
    (0x0E40, 0x0E5B),
    (0xA8E0, 0xA8FF),
    (0x11B00, 0x11B09),
)


def is_command_name(name: str) -> bool:
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_may_stand_in_a_name, name))


def _may_stand_in_a_name(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return any(first <= ord(character) <= last for first, last in _DEVANAGARI_AND_THAI)


def check_commands(commands: Json, where: str) -> Findings:
    """The whole list of commands, as a sync sends it."""
    named = Counter((_kind(one), text_of(one.get("name"))) for _, one in objects(commands, where))
    for (_, name), times in named.items():
        if times > 1:
            yield Finding(where, f"{times} commands are called {name!r}")
    yield from _check_translated_names(objects(commands, where), of_kind=_kind)
    for kind, times in Counter(kind for kind, _ in named.elements()).items():
        if times > MOST_OF_A_KIND.get(kind, times):
            yield Finding(
                where, f"{times} commands of type {kind}, where Discord takes {MOST_OF_A_KIND[kind]}"
            )
    for path, command in objects(commands, where):
        yield from check_command(command, path)


def check_command(command: Body, where: str, *, partial: bool = False) -> Findings:
    """One command; a partial one (an edit) is held to the fields that it names."""
    if _kind(command) == CHAT_INPUT:
        if not partial or "name" in command:
            yield from _check_name(command, where)
        if not partial or "description" in command:
            yield from _check_texts(command, "description", where, 1, 100)
        yield from _check_options(command.get("options"), f"{where}.options")
    else:
        if not partial or "name" in command:
            yield from _check_texts(command, "name", where, 1, 32)
        for name in ("description", "options"):
            if command.get(name):
                yield Finding(f"{where}.{name}", "only a slash command has one")
    size = _text_in(command)
    if size > MOST_TEXT:
        yield Finding(where, f"{size} characters of text in all, where Discord takes {MOST_TEXT}")


def check_choices(choices: Json, where: str) -> Findings:
    """Choices of an option, or what autocomplete answers with."""
    if size_of(choices) > MOST_CHOICES:
        yield Finding(where, f"{size_of(choices)} choices, where Discord takes {MOST_CHOICES}")
    for path, choice in objects(choices, where):
        yield from _check_texts(choice, "name", path, 1, 100)
        yield from bounded(choice.get("value"), f"{path}.value", 1, 100)


def _kind(command: Body) -> int:
    kind = command.get("type")
    return kind if isinstance(kind, int) else CHAT_INPUT


def _translations(owner: Body, name: str, where: str) -> Iterator[tuple[str, str, Json]]:
    field = f"{name}_localizations"
    for locale, translated in body_of(owner.get(field)).items():
        yield f"{where}.{field}.{locale}", locale, translated


def _check_name(owner: Body, where: str) -> Findings:
    named = [(f"{where}.name", owner.get("name"))]
    for path, locale, translated in _translations(owner, "name", where):
        yield from _check_locale(locale, path)
        named.append((path, translated))
    for path, name in named:
        if not is_command_name(text_of(name)):
            yield Finding(path, f"{name!r} is not 1 to 32 lower-case letters, digits, - _ or '")


def _check_texts(owner: Body, name: str, where: str, low: int, high: int) -> Findings:
    """A text and its translations."""
    yield from required(owner.get(name), f"{where}.{name}", low, high)
    for path, locale, translated in _translations(owner, name, where):
        yield from _check_locale(locale, path)
        yield from required(translated, path, low, high)


def _check_locale(locale: str, where: str) -> Findings:
    if locale not in LOCALES:
        yield Finding(where, f"{locale!r} is no locale of Discord's")


def _check_translated_names(
    owners: Iterable[tuple[str, Body]], of_kind: Callable[[Body], int] = lambda _: 0
) -> Findings:
    """In each language the names of what stands beside each other differ, translated or not."""
    beside = list(owners)
    for locale in sorted({locale for _, one in beside for locale in body_of(one.get(NAMES))}):
        named: set[tuple[int, str]] = set()
        for path, one in beside:
            name = text_of(body_of(one.get(NAMES)).get(locale) or one.get("name"))
            if (of_kind(one), name) in named:
                yield Finding(f"{path}.{NAMES}.{locale}", f"another is called {name!r} as well in {locale}")
            named.add((of_kind(one), name))


def _check_options(options: Json, where: str) -> Findings:
    yield from _check_translated_names(objects(options, where))
    if size_of(options) > MOST_OPTIONS:
        yield Finding(where, f"{size_of(options)} options, where Discord takes {MOST_OPTIONS}")
    named: set[str] = set()
    an_optional_one_was = ""
    for path, option in objects(options, where):
        name = text_of(option.get("name"))
        if name in named:
            yield Finding(path, f"another option is called {name!r} as well")
        named.add(name)
        if option.get("required") is True and an_optional_one_was:
            yield Finding(path, f"{name!r} is required and comes after {an_optional_one_was!r}, which is not")
        elif option.get("required") is not True:
            an_optional_one_was = an_optional_one_was or name
        yield from _check_option(option, path)


def _check_option(option: Body, where: str) -> Findings:
    yield from _check_name(option, where)
    yield from _check_texts(option, "description", where, 1, 100)
    yield from check_choices(option.get("choices"), f"{where}.choices")
    if option.get("choices") and option.get("autocomplete"):
        yield Finding(where, "has both choices and autocomplete")
    if number_of(option.get("type")) in {SUBCOMMAND, GROUP}:
        yield from _check_options(option.get("options"), f"{where}.options")


def _longest(owner: Body, name: str) -> int:
    texts = [owner.get(name), *body_of(owner.get(f"{name}_localizations")).values()]
    return max(len(text_of(text)) for text in texts)


def _text_in(owner: Body) -> int:
    size = _longest(owner, "name") + _longest(owner, "description")
    for _, choice in objects(owner.get("choices"), "$"):
        size += _longest(choice, "name") + len(str(choice.get("value", "")))
    return size + sum(_text_in(option) for _, option in objects(owner.get("options"), "$"))
