"""A command as it was called, so that it can run again with another drama."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

CALLS_A_MEMBER = 20  # that are kept; the oldest goes
KEPT_FOR = timedelta(days=7)
LONGEST_NUMBERED = 20  # characters of a text that is a number with a word beside it
_NUMBER = re.compile(r"\d+")
LARGEST_CALL = 16_384  # characters of all its options, written down

Value = str | int | float | bool  # of a member, channel or role its id


@dataclass(frozen=True, slots=True)
class Better:
    """Values with which a refused command would be taken. They are what a member may type.

    `option` is the name of the option. None: it is the one that has the text `typed`, or has that as its only
    number, as "episode 12" has.
    """

    values: tuple[str, ...]
    typed: str = ""
    option: str | None = None

    def meant(self, call: Call) -> str | None:
        """The option of the call that these values are for. None: it has none."""
        if self.option is not None:
            return self.option
        texts = {name: str(value).strip() for name, value in call.options.items()}
        same = (name for name, text in texts.items() if text == self.typed)
        return next(same, None) or next((name for name, text in texts.items() if self._says(text)), None)

    def _says(self, text: str) -> bool:
        return len(text) <= LONGEST_NUMBERED and _NUMBER.findall(text) == [self.typed]


@dataclass(frozen=True, slots=True)
class Call:
    """The command's whole name, and its options as Discord told them."""

    command: str
    options: Mapping[str, Value]

    def without(self, option: str) -> dict[str, Value]:
        return {name: value for name, value in self.options.items() if name != option}
