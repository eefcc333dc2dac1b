"""Parts of a message as Discord takes them.

Our parts are finished at once: plain dictionaries in the form of Discord's API. discord.py's objects do more
than a message needs, and making and reading them took longer than all else of a screen. What is rare, such as
a file or a choice of channels, may still be an object of discord.py's. No part is changed once it is made, so
messages may share it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.domain.stills import Still

Built: TypeAlias = dict[str, Any]


class PartType:
    """Discord's numbers of the parts that we make or look for."""

    ROW, BUTTON, MENU = 1, 2, 3
    SECTION, TEXT, THUMBNAIL, GALLERY = 9, 10, 11, 12
    SEPARATOR, BOX = 14, 17


class Gallery(dict[str, Any]):
    """Pictures beside each other, which the message brings along as files.

    `hides`: each is under a spoiler bar of its own as well, wherever the part stands.
    """

    def __init__(self, stills: Sequence[Still], *, hides: bool):
        self._stills, self._hides = tuple(stills), hides
        items = [
            {"media": {"url": file.uri}, "description": still.alt, "spoiler": hides}
            for file, still in zip(self.files(), stills, strict=True)
        ]
        super().__init__(type=PartType.GALLERY, items=items)

    def files(self) -> list[discord.File]:
        """New files of the pictures. They say nothing themselves: that would be in sight beside a bar."""
        return [discord.File(io.BytesIO(one.content), one.name, spoiler=self._hides) for one in self._stills]


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
