"""How many titles are read of one file."""

from __future__ import annotations

from collections.abc import Sized
from typing import TypeVar

from bot.domain.list_files import MOST_ENTRIES
from bot.sources.lists.parts import refused

Held = TypeVar("Held", bound=Sized)


def bounded(found: Held) -> Held:
    """What was found so far; raises `ImportRefused` where there is no room for one title more.

    Asked before each one is added: a packed file may hold hundreds of thousands.
    """
    if len(found) >= MOST_ENTRIES:
        raise refused(1, f"holds more than {MOST_ENTRIES:,} titles")
    return found
