"""Limits how many titles are read from one file."""

from __future__ import annotations

from collections.abc import Sized
from typing import TypeVar

from bot.domain.list_files import MOST_ENTRIES
from bot.errors import FileFault, because
from bot.sources.lists.parts import refused

Held = TypeVar("Held", bound=Sized)


def bounded(found: Held) -> Held:
    """The titles found so far. Raises `ImportRefused` if another title would be too many.

    Checked before each title is added, because a compressed file may hold hundreds of thousands.
    """
    if len(found) >= MOST_ENTRIES:
        raise refused(1, because(FileFault.MANY_TITLES, limit=MOST_ENTRIES))
    return found
