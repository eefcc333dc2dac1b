"""What the worker does with a file that somebody sent: what comes back is what it says, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVarTuple

from bot.errors import ImportProblem, ImportRefused

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `ImportRefused` on its way: exceptions do not travel between processes."""

    problems: tuple[ImportProblem, ...]
    total: int


def taken_apart(function: Callable[[*Ts], object], args: tuple[*Ts]) -> object:
    """What the function returns, or the refusal that it raised."""
    try:
        return function(*args)
    except ImportRefused as refused:
        return Refusal(refused.problems, refused.total)
    except MemoryError:
        return Refusal((ImportProblem(1, "", "takes more memory to read than any file that is taken"),), 1)
