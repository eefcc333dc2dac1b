"""Parts of a message as Discord takes them.

Our parts are finished at once: plain dictionaries in the form of Discord's API. discord.py's objects do more
than a message needs, and making and reading them took longer than all else of a screen. What is rare, such as
a file or a choice of channels, may still be an object of discord.py's. No part is changed once it is made, so
messages may share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from discord import ui

Built: TypeAlias = dict[str, Any]


class PartType:
    """Discord's numbers of the parts that we make or look for."""

    ROW, BUTTON, MENU = 1, 2, 3
    SECTION, TEXT, THUMBNAIL = 9, 10, 11
    SEPARATOR, BOX = 14, 17


def built(part: Built | ui.Item[Any]) -> Built:
    """A part in the form of Discord's API."""
    return part if isinstance(part, dict) else part.to_component_dict()


def every(parts: Iterable[Built]) -> list[Built]:
    """These parts, and what is in them, in the order in which they are read."""
    found: list[Built] = []
    for part in parts:
        found.append(part)
        if (inner := part.get("components")) is not None:
            found += every(inner)
            if (accessory := part.get("accessory")) is not None:
                found.append(accessory)
    return found
