"""Runs in the worker process: reads a member's file and returns its content, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVarTuple

from bot.errors import FileFault, ImportProblem, ImportRefused, because

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `ImportRefused` as a value, because exceptions do not pass between processes."""

    problems: tuple[ImportProblem, ...]
    total: int


def taken_apart(function: Callable[[*Ts], object], args: tuple[*Ts]) -> object:
    """The function's result, or the refusal that it raised."""
    try:
        return function(*args)
    except ImportRefused as refused:
        return Refusal(refused.problems, refused.total)
    except MemoryError:
        return Refusal((ImportProblem(1, "", because(FileFault.MUCH_MEMORY)),), 1)
