"""Payloads that are the same for every bot of a process: made once, never changed, judged once."""

from __future__ import annotations

from typing import Any


class Constant(dict[str, Any]):
    """A payload that nobody changes: a copy of it is itself, so one that was judged is known again."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> Constant:
        return self


def identity(payload: object) -> tuple[int, ...] | None:
    """What tells a list of constants from every other one; None for anything else."""
    if not isinstance(payload, list) or not all(isinstance(part, Constant) for part in payload):
        return None
    return tuple(map(id, payload))
