"""Buttons and menus that survive restarts, because their `custom_id` says what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

import discord

from bot.domain.verbs import Verb
from bot.errors import Outdated
from bot.present.parts import Built, PartType

VERSION = "1"
PREFIX = f"namida:{VERSION}:"
CUSTOM_ID_LIMIT = 100

_OURS = re.compile(r"namida:(\d+):(.+)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,19}")
LARGEST = 2**63 - 1  # the largest number that the store holds
MOST = 1_000_000  # pages, episodes and places in a list: no button of ours names a larger one

T = TypeVar("T")
Action: TypeAlias = Built  # a button or a menu


@dataclass(frozen=True, slots=True)
class Pressed:
    """The content of a used button or menu: its verb, its arguments, and the choices in a menu.

    Its methods raise `Outdated` for values that no button of this version has. Nothing else raises it, so any
    other error of a handler is its own refusal, or a bug.
    """

    verb: str
    args: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def has(self, index: int) -> bool:
        """Whether it has at least this many arguments. Older buttons and those of other places have fewer."""
        return index < len(self.args)

    def text(self, index: int) -> str:
        return _at(self.args, index)

    def number(self, index: int) -> int:
        """An id."""
        return number(self.text(index))

    def count(self, index: int) -> int:
        """A page, an episode, a place in a list."""
        return count(self.text(index))

    def maybe_number(self, index: int) -> int | None:
        """An id, or None if it is empty."""
        return number(said) if (said := self.text(index)) else None

    def flag(self, index: int) -> bool:
        return flag(self.text(index))

    def one_of(self, index: int, kind: Callable[[str], T]) -> T:
        """A member of an enumeration."""
        return one_of(kind, self.text(index))

    def chosen(self) -> str:
        """The choices in the menu."""
        return _at(self.values, 0)

    def chosen_number(self) -> int:
        return number(self.chosen())

    def chosen_of(self, kind: Callable[[str], T]) -> T:
        return one_of(kind, self.chosen())

    def target(self) -> int:
        """The id chosen in a menu, or a button's first argument."""
        return self.chosen_number() if self.values else self.number(0)


def number(text: str) -> int:
    """An id from a button's text. Raises `Outdated`."""
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise Outdated
    return int(text)


def count(text: str) -> int:
    """A small number from a button's text. Raises `Outdated`."""
    if (said := number(text)) > MOST:
        raise Outdated
    return said


def flag(text: str) -> bool:
    """Yes or no from a button's text. Raises `Outdated`."""
    if text not in ("0", "1"):
        raise Outdated
    return text == "1"


def one_of(kind: Callable[[str], T], text: str) -> T:
    """A member of an enumeration from a button's text. Raises `Outdated`."""
    try:
        return kind(text)
    except (ValueError, KeyError):
        raise Outdated from None


def _at(said: Sequence[str], index: int) -> str:
    if index >= len(said):
        raise Outdated
    return said[index]


def custom_id(verb: Verb, *args: object) -> str:
    """A `custom_id`: `namida:1:<verb>:<arg>:…`. Raises `ValueError` above Discord's 100 characters."""
    encoded = PREFIX + ":".join([verb, *map(_quoted, args)])
    if len(encoded) > CUSTOM_ID_LIMIT:
        raise ValueError(f"{verb}: {len(encoded)} characters do not fit into a custom_id")
    return encoded


def parse(text: str) -> Pressed | None:
    """The verb and arguments of one of our `custom_id`s. None for any other.

    A `custom_id` of another version gets an empty verb without a handler, so it is answered as outdated.
    """
    match = _OURS.fullmatch(text)
    if match is None:
        return None
    if match[1] != VERSION:
        return Pressed("")
    verb, *args = match[2].split(":")
    return Pressed(verb, tuple(arg.replace("%3A", ":").replace("%25", "%") for arg in args))


def _quoted(arg: object) -> str:
    if arg.__class__ is int:  # most are
        return str(arg)
    return str(arg).replace("%", "%25").replace(":", "%3A")


def used(data: Mapping[str, Any]) -> Pressed | None:
    """What was pressed, from Discord's interaction data. None if it is no button or menu of ours."""
    custom = data.get("custom_id")
    pressed = parse(custom) if isinstance(custom, str) else None
    if pressed is None:
        return None
    values = data.get("values")
    chosen = values if isinstance(values, list) else ()
    # The choices of a menu; of one for channels, roles or members, their ids.
    return replace(pressed, values=tuple(value for value in chosen if isinstance(value, str)))


@lru_cache(maxsize=512)
def drawn(emoji: str) -> discord.PartialEmoji:
    """An emoji as discord.py sends it. It takes each text apart anew, and a page has the same few often."""
    return discord.PartialEmoji.from_str(emoji)


def button(
    label: str,
    verb: Verb,
    *args: object,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> Action:
    made: Action = {
        "type": PartType.BUTTON,
        "style": style.value,
        "disabled": disabled,
        "label": label[:80],
        "custom_id": custom_id(verb, *args),
    }
    if emoji:
        made["emoji"] = drawn(emoji).to_dict()
    return made


def link(label: str, url: str) -> Action:
    """A button that opens an address."""
    return {
        "type": PartType.BUTTON,
        "style": discord.ButtonStyle.link.value,
        "disabled": False,
        "label": label[:80],
        "url": url,
    }


def menu(
    placeholder: str,
    options: Sequence[discord.SelectOption],
    verb: Verb,
    *args: object,
    disabled: bool = False,
    fewest: int = 1,
    most: int = 1,
) -> Action:
    """A menu with at most 25 options, to choose one, or from `fewest` to `most`."""
    return {
        "type": PartType.MENU,
        "custom_id": custom_id(verb, *args),
        "min_values": fewest,
        "max_values": most,
        "disabled": disabled,
        "placeholder": placeholder[:150],
        "options": [option.to_dict() for option in options[:25]],
    }
